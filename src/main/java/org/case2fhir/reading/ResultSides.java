package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.BodySite.Laterality;
import org.case2fhir.model.Concept;
import org.case2fhir.notation.Sides;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary;

/**
 * Reads on which side each result of a test was measured: "20/200 in the right eye and 20/40 in the
 * left", "0.5 on the right", "OD 20/200", "32 and 14 mmHg in the right and left eye, respectively".
 *
 * <p>Only a part with a side is read, and only right before or right behind its value. Where the
 * noun is left out it is that of another result of the same test; of a test of the eye it is the
 * eye.
 */
final class ResultSides {
  private static final int LONGEST_NAME = 3;
  private static final int MOST_GLUE = 6;
  private static final int SIGHT = 40;
  private static final int LONGEST_PHRASE = 7;
  private static final String NO_NOUN = "";
  private static final String EYE = "eye";
  private static final String EAR = "ear";
  private static final Set<String> ORGANS = Set.of(EYE, EAR);
  private static final Set<String> OPENING = Set.of("(", "[");
  private static final Set<String> SIDES = TokenPattern.wordClass("side");
  private static final Set<String> EACH = TokenPattern.wordClass("each-side");
  private static final Set<String> BOTH = TokenPattern.wordClass("both-sides-adverb");
  private static final Set<String> FELLOW = TokenPattern.wordClass("fellow-side");
  private static final Set<String> SIDE_NOUNS = TokenPattern.wordClass("side-noun-alone");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> LEADS = TokenPattern.wordClass("side-lead");
  private static final Set<String> ENDS = TokenPattern.wordClass("side-phrase-end");
  private static final Set<String> GLUE = TokenPattern.wordClass("side-value-glue");
  private static final Set<String> JOINERS = TokenPattern.wordClass("side-joiner");
  private static final Set<String> CLAUSE_OPENINGS = TokenPattern.wordClass("side-clause-opening");
  private static final Set<String> TOPIC_ENDS = TokenPattern.wordClass("side-topic-end");
  private static final Set<String> OF_EYES = TokenPattern.wordClass("eye-test");
  private static final Set<String> OF_EARS = TokenPattern.wordClass("ear-test");
  private static final Set<String> RELATIVES = TokenPattern.wordClass("relative-pronoun");
  private static final Set<String> EPITHETS = TokenPattern.wordClass("eye-epithet");
  private static final Set<String> RIGHT_EYE = TokenPattern.wordClass("right-eye");
  private static final Set<String> LEFT_EYE = TokenPattern.wordClass("left-eye");
  private static final Set<String> BOTH_EYES = TokenPattern.wordClass("both-eyes");

  private final Graph graph;
  private final Vocabulary vocabulary;
  private final ResultReader results;

  ResultSides(Graph graph, Vocabulary vocabulary, ResultReader results) {
    this.graph = graph;
    this.vocabulary = vocabulary;
    this.results = results;
  }

  /**
   * Where a result was measured.
   *
   * @param site the part, with its side
   * @param first first token of the words that say it
   * @param end behind their last
   */
  record Place(BodySite site, int first, int end) {}

  /**
   * A phrase that names a side.
   *
   * @param sides one, or two where it lists them
   * @param noun the part; empty where it is left out
   */
  private record Phrase(List<Laterality> sides, String noun, boolean fellow, int first, int end) {
    Phrase only(Laterality side) {
      return new Phrase(List.of(side), noun, false, first, end);
    }

    boolean isPair() {
      return sides.size() == 2;
    }
  }

  /** The places of the values of one test in the order of the values; empty where none is said. */
  List<Optional<Place>> of(Graph.Sentence sentence, Graph.Node test, List<Graph.Node> values) {
    boolean eye = isOf(test, OF_EYES);
    List<Optional<Phrase>> found = new ArrayList<>();
    Optional<Phrase> named = beforeName(sentence, test, eye);
    Optional<Phrase> carried = named;
    int from = Integer.MAX_VALUE;
    for (Graph.Node value : values) {
      if (value.sentence != sentence.index) {
        found.add(Optional.empty());
        continue;
      }
      int start = from == Integer.MAX_VALUE ? test.end : from;
      int first = results.start(graph, sentence, value);
      Optional<Phrase> before = ahead(sentence, start, first, eye);
      int end = results.end(graph, sentence, value);
      Optional<Phrase> own = before;
      from = end;
      int rest = end == test.first ? test.end : end;
      Optional<Phrase> behind =
          behind(sentence, eye ? behindNearVision(sentence, rest) : rest, eye);
      // "reduced in both eyes, 4/10 [in the right eye] and 5/10 in the left eye"
      boolean narrowed =
          before.filter(phrase -> isBoth(phrase)).isPresent()
              && behind.filter(phrase -> !phrase.isPair() && !isBoth(phrase)).isPresent();
      if (before.isPresent() && !narrowed) {
        carried = before;
      } else {
        own = behind;
        if (own.isPresent()) {
          from = own.get().end();
          carried = Optional.empty();
        } else if (isGoingOn(sentence, start, first)) {
          own = carried;
        } else {
          carried = named;
          own = named;
        }
      }
      found.add(own);
    }
    complete(sentence, values, found);
    if (eye && found.stream().allMatch(Optional::isEmpty)) {
      Optional<Phrase> topic = topic(sentence, test);
      found.replaceAll(none -> topic);
    }
    Optional<String> noun =
        found.stream()
            .flatMap(Optional::stream)
            .map(Phrase::noun)
            .filter(n -> !n.isEmpty())
            .findFirst();
    String part = eye ? EYE : isOf(test, OF_EARS) ? EAR : noun.orElse(BodySite.SIDE_ALONE);
    return found.stream()
        .map(each -> each.filter(phrase -> !phrase.fellow()).map(phrase -> place(phrase, part)))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /**
   * "Right pupil diameter was 3 mm, left 5 mm": the name of a test without its side where a result
   * is of the other one; a result without a place is then of the side that is named.
   */
  Optional<String> nameWithoutSide(Graph.Node test, String name, List<Optional<Place>> places) {
    Optional<Laterality> own =
        test.length() > 1 && SIDES.contains(graph.token(test.first).lower())
            ? Sides.side(graph.token(test.first).lower())
            : Optional.empty();
    boolean other =
        places.stream()
            .flatMap(Optional::stream)
            .anyMatch(place -> own.isPresent() && !place.site().laterality().equals(own));
    String word = graph.token(test.first).text();
    if (!other || !name.startsWith(word + " ")) {
      return Optional.empty();
    }
    String part = isOf(test, OF_EYES) ? EYE : isOf(test, OF_EARS) ? EAR : BodySite.SIDE_ALONE;
    Place named =
        place(new Phrase(List.of(own.get()), NO_NOUN, false, test.first, test.first), part);
    places.replaceAll(place -> place.isPresent() ? place : Optional.of(named));
    return Optional.of(name.substring(word.length() + 1));
  }

  private Place place(Phrase phrase, String part) {
    Laterality side = phrase.isPair() ? Laterality.BILATERAL : phrase.sides().get(0);
    boolean organs = side == Laterality.BILATERAL && ORGANS.contains(part);
    String noun = phrase.noun().isEmpty() ? organs ? part + "s" : part : phrase.noun();
    if (side != Laterality.BILATERAL) {
      noun = singular(noun);
    }
    Concept concept =
        noun.equals(BodySite.SIDE_ALONE)
            ? Concept.ofText(noun)
            : new Concept(noun, vocabulary.find(Domain.BODY_SITE, singular(noun)));
    return new Place(new BodySite(concept, Optional.of(side)), phrase.first(), phrase.end());
  }

  private boolean isOf(Graph.Node test, Set<String> words) {
    for (int i = test.first; i < test.end; i++) {
      if (words.contains(graph.token(i).lower())) {
        return true;
      }
    }
    return false;
  }

  // "32 and 14 mmHg in the right and left eye": one of each; "from 20/200 to 20/40 in the left
  // eye": both of one; "the fellow eye" is the other one.
  private void complete(
      Graph.Sentence sentence, List<Graph.Node> values, List<Optional<Phrase>> found) {
    int last = found.size() - 1;
    for (int i = 0; i <= last; i++) {
      Optional<Phrase> phrase = found.get(i);
      boolean pair = phrase.filter(Phrase::isPair).isPresent();
      if (pair && last == 1) {
        Optional<Phrase> other = found.get(1 - i);
        boolean both = other.isEmpty() || other.equals(phrase);
        if (both) {
          found.set(0, Optional.of(phrase.get().only(phrase.get().sides().get(0))));
          found.set(1, Optional.of(phrase.get().only(phrase.get().sides().get(1))));
        }
        return;
      }
      boolean bare = i > 0 && (found.get(i - 1).isEmpty() || found.get(i - 1).equals(phrase));
      if (pair && last > 1 && bare && (i == 1 || found.get(i - 2).isPresent())) {
        // "44 and 46 m/s in the right and left tibial nerve, and 50 m/s in the right median nerve"
        found.set(i - 1, Optional.of(phrase.get().only(phrase.get().sides().get(0))));
        found.set(i, Optional.of(phrase.get().only(phrase.get().sides().get(1))));
        continue;
      }
      if (pair && last > 1) {
        // Which number is of which side is not plain.
        found.replaceAll(each -> Optional.empty());
        return;
      }
      boolean moved =
          i > 0
              && phrase.isPresent()
              && found.get(i - 1).isEmpty()
              && values.get(i).sentence == sentence.index
              && values.get(i - 1).sentence == sentence.index
              && graph.lower(sentence, values.get(i).first - 1).equals("to");
      if (moved) {
        found.set(i - 1, phrase);
      }
      boolean fellow = i > 0 && phrase.filter(Phrase::fellow).isPresent();
      // "5/5 in the other limbs": all but one of them.
      boolean one = fellow && !phrase.get().noun().endsWith("s");
      Optional<Laterality> opposite =
          one
              ? found
                  .get(i - 1)
                  .filter(other -> !other.fellow())
                  .flatMap(other -> opposite(other.sides()))
              : Optional.empty();
      if (opposite.isPresent()) {
        found.set(i, Optional.of(phrase.get().only(opposite.get())));
      }
    }
  }

  private static boolean isBoth(Phrase phrase) {
    return phrase.sides().equals(List.of(Laterality.BILATERAL));
  }

  private static Optional<Laterality> opposite(List<Laterality> sides) {
    if (sides.size() != 1 || sides.get(0) == Laterality.BILATERAL) {
      return Optional.empty();
    }
    return Optional.of(sides.get(0) == Laterality.LEFT ? Laterality.RIGHT : Laterality.LEFT);
  }

  // "right grip strength", "left eye visual acuity"
  private Optional<Phrase> beforeName(Graph.Sentence sentence, Graph.Node test, boolean eye) {
    for (int i = test.first - 1; i >= Math.max(sentence.first, test.first - LONGEST_NAME); i--) {
      Optional<Phrase> phrase = parse(sentence, i, eye, test.first);
      if (phrase.isPresent() && phrase.get().end() == test.first && !phrase.get().isPair()) {
        return phrase;
      }
    }
    return Optional.empty();
  }

  // "The right eye had a visual acuity of", "OD: VA 20/200, IOP 32": of what the clause is.
  private Optional<Phrase> topic(Graph.Sentence sentence, Graph.Node test) {
    for (int i = test.first - 1; i >= Math.max(sentence.first, test.first - SIGHT); i--) {
      Optional<Phrase> phrase = parse(sentence, i, true, sentence.end);
      if (phrase.isEmpty() || isBracketed(sentence, i)) {
        continue;
      }
      int start = i;
      while (start > sentence.first
          && (ARTICLES.contains(graph.token(start - 1).lower())
              || LEADS.contains(graph.token(start - 1).lower()))) {
        start--;
      }
      int end = behindBracket(sentence, phrase.get().end());
      boolean relative =
          graph.lower(sentence, end).equals(",")
              && RELATIVES.contains(graph.lower(sentence, end + 1));
      boolean opens =
          relative
              || start == sentence.first
              || CLAUSE_OPENINGS.contains(graph.token(start - 1).lower());
      boolean said =
          relative || TOPIC_ENDS.contains(graph.lower(sentence, end)) || end == test.first;
      boolean eyes = phrase.get().noun().startsWith(EYE) || ofEye(i).isPresent();
      return phrase.filter(each -> opens && said && eyes && !each.isPair());
    }
    return Optional.empty();
  }

  // "The right eye (RE) [was] amblyopic with"
  private int behindBracket(Graph.Sentence sentence, int end) {
    return end + 1 < sentence.end && isBracketed(sentence, end + 1) ? end + 3 : end;
  }

  private boolean isBracketed(Graph.Sentence sentence, int at) {
    return graph.lower(sentence, at - 1).equals("(")
        && graph.lower(sentence, at + 1).equals(")")
        && ofEye(at).isPresent();
  }

  // The last phrase between two tokens, with nothing behind it but what leads to a value.
  private Optional<Phrase> ahead(Graph.Sentence sentence, int from, int value, boolean eye) {
    int at = value;
    for (int i = value - 1; i >= Math.max(from, value - MOST_GLUE - LONGEST_PHRASE); i--) {
      Optional<Phrase> phrase = parse(sentence, i, eye, value);
      if (phrase.isPresent()) {
        // "right and left" begins one earlier.
        Optional<Phrase> longer =
            i - 2 >= from ? parse(sentence, i - 2, eye, value).filter(Phrase::isPair) : phrase;
        Phrase best = longer.orElse(phrase.get());
        return Optional.of(best).filter(each -> isGlue(sentence, each.end(), value));
      }
      at = i;
      if (value - at > MOST_GLUE + LONGEST_PHRASE) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private boolean isGlue(Graph.Sentence sentence, int from, int to) {
    int words = 0;
    for (int i = from; i < to; i++) {
      words++;
      if (!GLUE.contains(graph.lower(sentence, i)) || words > MOST_GLUE) {
        return false;
      }
    }
    return true;
  }

  // "improved from 20/200 to 20/40", "20/200 and, after surgery, 20/40": of the same side.
  private boolean isGoingOn(Graph.Sentence sentence, int from, int to) {
    for (int i = from; i < to; i++) {
      String word = graph.lower(sentence, i);
      if (SIDES.contains(word) || FELLOW.contains(word) || EACH.contains(word)) {
        return false;
      }
    }
    return true;
  }

  // "6/24 (loss of one line) N36 [in his RE]": behind what else is said of an acuity.
  private int behindNearVision(Graph.Sentence sentence, int end) {
    int at = end;
    if (graph.lower(sentence, at).equals("(")) {
      int close = at + 1;
      while (close < sentence.end && !graph.lower(sentence, close).equals(")")) {
        if (graph.token(close).isNumber() || SIDES.contains(graph.lower(sentence, close))) {
          return end;
        }
        close++;
      }
      at = close + 1;
    }
    if (AcuityMentions.isNear(graph, sentence, at)) {
      at++;
    }
    boolean leads =
        LEADS.contains(graph.lower(sentence, at)) || at < sentence.end && ofEye(at).isPresent();
    return leads ? at : end;
  }

  // "32 mmHg in the right eye", "12 kg right", "20/40 (OD)"
  private Optional<Phrase> behind(Graph.Sentence sentence, int from, boolean eye) {
    int at = from;
    boolean bracket = OPENING.contains(graph.lower(sentence, at));
    if (bracket) {
      at++;
    }
    boolean lead = LEADS.contains(graph.lower(sentence, at));
    if (lead) {
      at++;
      if (ARTICLES.contains(graph.lower(sentence, at))) {
        at++;
      }
      while (eye && EPITHETS.contains(graph.lower(sentence, at))) {
        at++;
      }
    }
    return parse(sentence, at, eye, sentence.end);
  }

  private Optional<Phrase> parse(Graph.Sentence sentence, int first, boolean eye, int limit) {
    if (first < sentence.first || first >= Math.min(sentence.end, limit)) {
      return Optional.empty();
    }
    List<Laterality> sides = new ArrayList<>();
    String word = graph.token(first).lower();
    Optional<Laterality> abbreviated = eye ? ofEye(first) : Optional.empty();
    if (abbreviated.isPresent()) {
      return Optional.of(abbreviated(sentence, first, limit, abbreviated.get()));
    }
    boolean fellow = FELLOW.contains(word);
    if (EACH.contains(word) || BOTH.contains(word)) {
      sides.add(Laterality.BILATERAL);
    } else if (SIDES.contains(word)) {
      Sides.side(word).ifPresent(sides::add);
    }
    if (sides.isEmpty() && !fellow) {
      return Optional.empty();
    }
    int at = first + 1;
    if (JOINERS.contains(graph.lower(sentence, at)) && !fellow) {
      Optional<Laterality> second =
          SIDES.contains(graph.lower(sentence, at + 1))
              ? Sides.side(graph.lower(sentence, at + 1))
              : Optional.empty();
      if (second.isPresent() && !sides.contains(second.get())) {
        sides.add(second.get());
        at += 2;
      }
    }
    if (SIDE_NOUNS.contains(graph.lower(sentence, at))) {
      at++;
      return Optional.of(new Phrase(sides, NO_NOUN, fellow, first, at));
    }
    for (int end = Math.min(Math.min(at + LONGEST_NAME, limit), sentence.end); end > at; end--) {
      Optional<String> noun = site(at, end);
      if (noun.isPresent() && (isEnd(sentence, end) || end == limit || isValue(sentence, end))) {
        return Optional.of(new Phrase(sides, noun.get(), fellow, first, end));
      }
    }
    boolean bare = isEnd(sentence, at) || at == limit || isValue(sentence, at);
    return bare && !EACH.contains(word) && !word.equals("both")
        ? Optional.of(new Phrase(sides, NO_NOUN, fellow, first, at))
        : Optional.empty();
  }

  // "OD", "RE and LE"
  private Phrase abbreviated(Graph.Sentence sentence, int first, int limit, Laterality side) {
    boolean joined = JOINERS.contains(graph.lower(sentence, first + 1));
    Optional<Laterality> second =
        joined && first + 2 < Math.min(sentence.end, limit)
            ? ofEye(first + 2).filter(other -> opposite(List.of(side)).equals(Optional.of(other)))
            : Optional.empty();
    return second
        .map(other -> new Phrase(List.of(side, other), NO_NOUN, false, first, first + 3))
        .orElseGet(() -> new Phrase(List.of(side), NO_NOUN, false, first, first + 1));
  }

  private Optional<Laterality> ofEye(int token) {
    String text = graph.token(token).text();
    String lower = graph.token(token).lower();
    if (text.equals(lower)) {
      return Optional.empty();
    }
    return RIGHT_EYE.contains(lower)
        ? Optional.of(Laterality.RIGHT)
        : LEFT_EYE.contains(lower)
            ? Optional.of(Laterality.LEFT)
            : BOTH_EYES.contains(lower) ? Optional.of(Laterality.BILATERAL) : Optional.empty();
  }

  private Optional<String> site(int first, int end) {
    boolean marked =
        graph
            .nodeAt(end - 1)
            .filter(node -> node.type == MentionType.BIOLOGICAL_STRUCTURE)
            .filter(node -> node.first <= first && node.end == end)
            .isPresent();
    return Optional.of(ConceptCoder.plain(graph.words(first, end)))
        .filter(noun -> graph.token(end - 1).isWord())
        .filter(noun -> marked || !vocabulary.find(Domain.BODY_SITE, singular(noun)).isEmpty());
  }

  // "eyes" of which one is meant are an eye.
  private String singular(String noun) {
    if (!noun.endsWith("s") || noun.endsWith("ss")) {
      return noun;
    }
    String one = noun.substring(0, noun.length() - 1);
    return vocabulary.find(Domain.BODY_SITE, one).isEmpty() ? noun : one;
  }

  private boolean isEnd(Graph.Sentence sentence, int at) {
    if (at >= sentence.end) {
      return true;
    }
    Graph.Token token = graph.token(at);
    boolean mark = !token.isWord() && !token.isNumber() && !token.text().equals("-");
    return mark || ENDS.contains(token.lower());
  }

  private boolean isValue(Graph.Sentence sentence, int at) {
    return at < sentence.end
        && (graph.token(at).isNumber()
            || graph.nodeAt(at).filter(node -> node.type == MentionType.LAB_VALUE).isPresent());
  }
}
