package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Sensitivity.SubstanceCategory;
import org.case2fhir.model.Subject.Sex;
import org.case2fhir.terminology.Domain;

/**
 * Allergies and intolerances of the patient, with what the substance did; also that none are known:
 * {@code allergy-cues.tsv}.
 */
final class AllergyFacts {
  private static final Set<String> FURTHER = TokenPattern.wordClass("further-one");
  private static final Set<String> ALLERGY = TokenPattern.wordClass("allergy-noun");
  private static final TokenPattern REFUTED =
      TokenPattern.of(
          "<allergy-noun> (was|were|is|has) been? <adverb-of-course>? (excluded|refuted|disproved|disproven|ruled)");
  private static final int LONGEST_SUBSTANCE = 4;
  private static final int DENIAL_SIGHT = 8;
  private static final int MOST = 8;
  private static final double CONFIDENCE = 0.8;
  private static final Set<String> LED = Set.of("may", "reaction");
  private static final TokenPattern.Index<Cue> CUES =
      new TokenPattern.Index<>(
          RuleTable.builtIn("allergy-cues.tsv").rows().stream()
              .map(row -> new Cue(row.get("id"), TokenPattern.of(row.get("cue")), row.get("gives")))
              .toList(),
          Cue::pattern);

  private static final TokenPattern EXCEPT =
      TokenPattern.of("<exception-phrase> <exception-link>?");

  private static final Set<String> INDEFINITE = TokenPattern.wordClass("indefinite-article");
  private static final Set<String> DENYING = TokenPattern.wordClass("deny");
  private static final Set<String> FINITE = TokenPattern.wordClass("finite-verb");
  private static final Set<String> OR = TokenPattern.wordClass("alternative-joint");

  private final FactBuilder facts;
  private final Graph graph;
  private final Set<String> listing = TokenPattern.wordClass("exception-link");
  private final Set<String> joiners = TokenPattern.wordClass("joiner");
  private final Set<String> articles = TokenPattern.wordClass("article");
  private final Set<String> denials = TokenPattern.wordClass("allergy-denial");
  private final Set<String> ends = TokenPattern.wordClass("list-breaker");
  private final Set<String> tests = TokenPattern.wordClass("allergy-test");
  private final Set<String> families = TokenPattern.wordClass("family-word");
  private final Set<String> kin = TokenPattern.wordClass("kin");

  private final List<FactDraft> none = new ArrayList<>();
  private final Set<String> links = TokenPattern.wordClass("reaction-link");

  private final Set<String> clauses = TokenPattern.wordClass("reaction-clause");

  private final Set<String> telling = TokenPattern.wordClass("tell");
  private final Set<String> women = TokenPattern.wordClass("female-object");
  private final Set<String> men = TokenPattern.wordClass("male-object");

  private final Optional<Sex> sex;

  private record Cue(String id, TokenPattern pattern, String gives) {}

  private AllergyFacts(FactBuilder facts, Optional<Sex> sex) {
    this.facts = facts;
    this.sex = sex;
    this.graph = facts.graph();
  }

  /**
   * Adds the facts of all sentences; before drugs and problems are read.
   *
   * @param sex of the patient: whose "her" is behind "his mother said"
   */
  static void read(FactBuilder facts, Optional<Sex> sex) {
    AllergyFacts allergies = new AllergyFacts(facts, sex);
    for (Graph.Sentence sentence : facts.graph().sentences()) {
      if (sentence.inCase()) {
        allergies.read(sentence);
      }
    }
    allergies.unifyNone();
  }

  // "no known drug allergies" and "NKDA" are one, and a part of "no known allergies".
  private void unifyNone() {
    List<FactDraft> kept = new ArrayList<>();
    for (FactDraft draft : List.copyOf(none)) {
      Set<String> words = words(draft);
      Optional<FactDraft> same =
          kept.stream().filter(other -> words.containsAll(words(other))).findFirst();
      if (same.isPresent()) {
        same.get().evidence.addAll(draft.evidence);
        facts.drafts().remove(draft);
        continue;
      }
      for (FactDraft other : List.copyOf(kept)) {
        if (words(other).containsAll(words)) {
          draft.evidence.addAll(other.evidence);
          facts.drafts().remove(other);
          kept.remove(other);
        }
      }
      kept.add(draft);
    }
  }

  private static Set<String> words(FactDraft draft) {
    return Set.of(draft.concept.text().toLowerCase(Locale.ROOT).split(" "));
  }

  private void read(Graph.Sentence sentence) {
    int at = sentence.first;
    while (at < sentence.end) {
      Optional<TokenPattern.Index.Match<Cue>> cue = CUES.longest(graph, sentence, at);
      int end = cue.map(TokenPattern.Index.Match::end).orElse(at);
      boolean caused = cue.filter(c -> c.row().gives().equals("caused")).isPresent();
      // "The sun gives her hives": no substance that is known.
      boolean led =
          cue.filter(c -> LED.contains(c.row().gives())).isPresent()
              && (substance(sentence, skipArticles(sentence, end)) < 0
                  || cue.get().row().gives().equals("reaction") && isDenied(sentence, at));
      boolean unknown = caused && start(sentence, at) < 0 || led;
      if (cue.isPresent() && !unknown && isOfRelative(sentence, at, end)) {
        ofRelative(sentence, at, end, caused);
      } else if (cue.isPresent() && !unknown) {
        int from = at;
        int to = end;
        // "allergic" is a part of the fact, not a finding of its own.
        List.copyOf(sentence.nodes).stream()
            .filter(node -> node.isProblem() && node.overlaps(from, to))
            .forEach(graph::remove);
        read(sentence, cue.get().row(), at, end);
      }
      at = Math.max(at + 1, end);
    }
  }

  private int skipArticles(Graph.Sentence sentence, int from) {
    int at = from;
    while (articles.contains(graph.lower(sentence, at))) {
      at++;
    }
    return at;
  }

  // "no family history of allergy": the relatives stand before the word or within the phrase. What
  // a relative says is of the patient, unless a pronoun cannot be the patient's.
  private boolean isOfRelative(Graph.Sentence sentence, int at, int end) {
    boolean told = false;
    Optional<Sex> whose = Optional.empty();
    for (int i = end - 1; i >= sentence.first; i--) {
      String word = graph.token(i).lower();
      if (kin.contains(word)) {
        return !told || whose.isPresent() && sex.isPresent() && !whose.equals(sex);
      }
      if (i >= at && families.contains(word)) {
        return true;
      }
      told |= telling.contains(word) && i < at;
      if (whose.isEmpty() && !told && (women.contains(word) || men.contains(word))) {
        whose = Optional.of(women.contains(word) ? Sex.FEMALE : Sex.MALE);
      }
    }
    return false;
  }

  // What is said of a relative though no word around it says so: neither the substance nor what it
  // did is the patient's.
  private void ofRelative(Graph.Sentence sentence, int at, int end, boolean caused) {
    int first = caused ? start(sentence, at) : at;
    int to = caused ? end : Math.max(end, substance(sentence, skipArticles(sentence, end)));
    List.copyOf(sentence.nodes).stream()
        .filter(node -> node.isClinical() && node.overlaps(first, to))
        .filter(node -> node.has(Property.Value.PATIENT))
        .forEach(graph::remove);
  }

  private void read(Graph.Sentence sentence, Cue cue, int first, int end) {
    switch (cue.gives()) {
      case "to", "may", "reaction" -> substances(sentence, cue, first, end);
      case "of", "caused" -> before(sentence, cue, first, end);
      default -> none(sentence, cue, first, end);
    }
  }

  // "no known drug allergies" is a code of its own, and present: that none are known.
  private void none(Graph.Sentence sentence, Cue cue, int first, int end) {
    boolean of = graph.lower(sentence, end).equals("to");
    if (of) {
      substances(sentence, cue, first, end + 1);
      return;
    }
    if (tests.contains(graph.lower(sentence, end))) {
      // "no allergy testing was done"
      return;
    }
    // "no other known drug allergies": those that are said are known.
    if (IntStream.range(first, end).anyMatch(i -> FURTHER.contains(graph.token(i).lower()))) {
      return;
    }
    int exception = exceptionEnd(sentence, end);
    if (exception > end) {
      excepted(sentence, cue, exception);
      return;
    }
    for (String name : cue.gives().split("; ")) {
      Concept concept =
          facts.coder().code(List.of(name), List.of(Domain.SUBSTANCE), sentence).concept();
      FactDraft draft = add(sentence, cue, concept, first, end);
      draft.assertion = Assertion.PRESENT;
      none.add(draft);
    }
  }

  private int exceptionEnd(Graph.Sentence sentence, int from) {
    int comma = graph.lower(sentence, from).equals(",") ? from + 1 : from;
    return Math.max(from, EXCEPT.end(graph, sentence, comma));
  }

  // "no known drug allergies except penicillin", "apart from a rash with amoxicillin": then none
  // is wrong.
  private void excepted(Graph.Sentence sentence, Cue cue, int from) {
    int at = skipArticles(sentence, from);
    Optional<TokenPattern.Index.Match<Cue>> reaction =
        CUES.longest(graph, sentence, at).filter(c -> c.row().gives().equals("reaction"));
    Cue own = reaction.map(TokenPattern.Index.Match::row).orElse(cue);
    int to = reaction.map(TokenPattern.Index.Match::end).orElse(at);
    substances(sentence, own, at, to, Assertion.PRESENT);
  }

  private void substances(Graph.Sentence sentence, Cue cue, int first, int from) {
    boolean denied = isDenied(sentence, first);
    substances(sentence, cue, first, from, denied ? Assertion.ABSENT : Assertion.PRESENT);
  }

  private void substances(
      Graph.Sentence sentence, Cue cue, int first, int from, Assertion assertion) {
    int at = from;
    for (int n = 0; n < MOST && at < sentence.end; n++) {
      while (at < sentence.end
          && (articles.contains(graph.token(at).lower())
              || n > 0 && listing.contains(graph.token(at).lower())
              || n > 0 && joiners.contains(graph.token(at).lower()))) {
        at++;
      }
      int end = substance(sentence, at);
      if (end < 0) {
        return;
      }
      FactDraft draft = add(sentence, cue, coded(sentence, at, end), at, end);
      draft.assertion = assertion;
      if (cue.gives().equals("reaction")) {
        react(sentence, draft, first, from - 1);
      }
      int close = reaction(sentence, draft, end);
      at = close > end ? close : end;
      if (at >= sentence.end || !joiners.contains(graph.token(at).lower())) {
        return;
      }
    }
  }

  // "a penicillin allergy", "penicillin and aspirin caused anaphylaxis".
  private void before(Graph.Sentence sentence, Cue cue, int first, int end) {
    int to = first;
    for (int n = 0; n < MOST; n++) {
      int start = start(sentence, to);
      if (start < 0) {
        return;
      }
      FactDraft draft = add(sentence, cue, coded(sentence, start, to), start, to);
      draft.assertion = isDenied(sentence, start) ? Assertion.ABSENT : Assertion.PRESENT;
      if (cue.gives().equals("caused")) {
        react(sentence, draft, end - 1, end);
      } else if (draft.assertion == Assertion.PRESENT) {
        reaction(sentence, draft, end);
      }
      to = start;
      while (to > sentence.first && articles.contains(graph.token(to - 1).lower())) {
        to--;
      }
      if (to == sentence.first || !joiners.contains(graph.token(to - 1).lower())) {
        return;
      }
      to--;
    }
  }

  // Where a substance begins that ends before a token; -1 where none does.
  private int start(Graph.Sentence sentence, int end) {
    for (int start = Math.max(sentence.first, end - LONGEST_SUBSTANCE); start < end; start++) {
      if (!articles.contains(graph.token(start).lower()) && substance(sentence, start) == end) {
        return start;
      }
    }
    return -1;
  }

  // The end of the name of a substance that begins at a token; -1 where none does.
  private int substance(Graph.Sentence sentence, int first) {
    int limit = Math.min(sentence.end, first + LONGEST_SUBSTANCE);
    for (int end = limit; end > first; end--) {
      boolean several = false;
      for (int i = first; i < end && !isOneDrug(first, end); i++) {
        String word = graph.token(i).lower();
        several |= word.equals("(") || joiners.contains(word);
      }
      if (!several
          && !ends.contains(graph.token(end - 1).lower())
          && (facts.coder().knows(Domain.SUBSTANCE, graph.words(first, end), sentence)
              || end == first + 1 && MedicationCourses.isClass(graph.token(first).lower()))) {
        return end;
      }
    }
    return first < sentence.end
        ? graph
            .nodeAt(first)
            .filter(node -> node.type == MentionType.MEDICATION && node.first == first)
            .map(node -> node.end)
            .orElse(-1)
        : -1;
  }

  // "carbidopa/levodopa"
  private boolean isOneDrug(int first, int end) {
    return graph
        .nodeAt(first)
        .filter(node -> node.type == MentionType.MEDICATION)
        .filter(node -> node.first == first && node.end == end)
        .isPresent();
  }

  private Concept coded(Graph.Sentence sentence, int first, int end) {
    return facts
        .coder()
        .code(List.of(graph.words(first, end)), List.of(Domain.SUBSTANCE), sentence)
        .concept();
  }

  private Concept finding(Graph.Sentence sentence, String words) {
    return facts
        .coder()
        .code(List.of(words), List.of(Domain.FINDING, Domain.CONDITION), sentence)
        .concept();
  }

  // "penicillin (rash)", "penicillin, which causes hives": what it did. Says where it ends.
  private int reaction(Graph.Sentence sentence, FactDraft draft, int behind) {
    boolean comma =
        graph.lower(sentence, behind).equals(",")
            && clauses.contains(graph.lower(sentence, behind + 1));
    int from = comma ? behind + 1 : behind;
    int end = reactionFrom(sentence, draft, from);
    return end > from ? end : behind;
  }

  private int reactionFrom(Graph.Sentence sentence, FactDraft draft, int from) {
    if (graph.lower(sentence, from).equals("(")) {
      for (int i = from + 1; i < Math.min(sentence.end, from + DENIAL_SIGHT); i++) {
        if (graph.token(i).lower().equals(")")) {
          if (i > from + 1) {
            react(sentence, draft, from + 1, i);
          }
          return i + 1;
        }
      }
      return from;
    }
    int at = from;
    while (at < sentence.end
        && at - from < LONGEST_SUBSTANCE
        && (links.contains(graph.token(at).lower())
            || articles.contains(graph.token(at).lower()))) {
      at++;
    }
    int first = at;
    Optional<Graph.Node> problem =
        at > from && at < sentence.end
            ? graph.nodeAt(at).filter(node -> node.isProblem() && node.first == first)
            : Optional.empty();
    if (problem.isEmpty() || !links.contains(graph.token(from).lower())) {
      return from;
    }
    int end = problem.get().end;
    react(sentence, draft, first, end);
    return end;
  }

  // The reaction is a part of the allergy, and no finding of its own.
  private void react(Graph.Sentence sentence, FactDraft draft, int first, int end) {
    draft.reactions.add(finding(sentence, graph.words(first, end)));
    draft.evidence.add(graph.evidence(first, end));
    List.copyOf(sentence.nodes).stream()
        .filter(node -> node.isProblem() && node.first >= first && node.end <= end)
        .forEach(graph::remove);
  }

  private boolean isDenied(Graph.Sentence sentence, int at) {
    if (denials.contains(graph.token(at).lower())) {
      return true;
    }
    for (int i = at - 1; i >= Math.max(sentence.first, at - DENIAL_SIGHT); i--) {
      String word = graph.token(i).lower();
      if (denials.contains(word)) {
        return true;
      }
      // "no fever and an allergy to penicillin": the allergy is there.
      boolean anew =
          word.equals("and")
              && (INDEFINITE.contains(graph.lower(sentence, i + 1))
                  // "denied fever and had an allergy to penicillin"
                  || FINITE.contains(graph.lower(sentence, i + 1)));
      if (anew || TokenPattern.wordClass("clause-end").contains(word) || word.equals(",")) {
        break;
      }
    }
    if (isDeniedInList(sentence, at)) {
      return true;
    }
    // "latex allergy was excluded"
    for (int i = at + 1; i < Math.min(sentence.end, at + DENIAL_SIGHT); i++) {
      if (ALLERGY.contains(graph.token(i).lower())) {
        return REFUTED.end(graph, sentence, i) > i;
      }
    }
    return false;
  }

  // "denied fever, rash and an allergy to", "no fever, rash or allergy to": what stands before it
  // in the list is denied. "No fever and an allergy to" is no such list.
  private boolean isDeniedInList(Graph.Sentence sentence, int at) {
    boolean alternative = false;
    boolean joined = false;
    int i = at - 1;
    while (i >= sentence.first) {
      String word = graph.token(i).lower();
      Optional<Graph.Node> node = graph.nodeAt(i).filter(Graph.Node::isProblem);
      if (DENYING.contains(word)) {
        return joined && !hasOwnVerb(sentence, at);
      }
      if (denials.contains(word)) {
        return joined && alternative;
      }
      alternative |= OR.contains(word);
      joined |= joiners.contains(word);
      boolean denied = node.filter(problem -> problem.has(Property.Value.ABSENT)).isPresent();
      if (!denied && !joiners.contains(word) && !articles.contains(word)) {
        return false;
      }
      i = denied ? node.get().first - 1 : i - 1;
    }
    return false;
  }

  // "denied fever, and penicillin allergy was recorded": a clause of its own
  private boolean hasOwnVerb(Graph.Sentence sentence, int at) {
    for (int i = at; i < Math.min(sentence.end, at + DENIAL_SIGHT); i++) {
      String word = graph.token(i).lower();
      if (joiners.contains(word)) {
        return false;
      }
      if (FINITE.contains(word)) {
        return true;
      }
    }
    return false;
  }

  private FactDraft add(Graph.Sentence sentence, Cue cue, Concept concept, int first, int end) {
    List<Graph.Node> inside = new ArrayList<>();
    for (Graph.Node node : sentence.nodes) {
      if (node.first >= first && node.end <= end && facts.about(node).isEmpty()) {
        inside.add(node);
      }
    }
    Optional<Graph.Node> longest =
        inside.stream().reduce((a, b) -> b.length() > a.length() ? b : a);
    Graph.Node head =
        longest.orElseGet(
            () -> graph.add(MentionType.MEDICATION, first, end, CONFIDENCE, cue.id()));
    FactDraft draft = facts.draft(FactKind.ALLERGY, concept, head, cue.id());
    draft.time = Optional.empty();
    draft.parts.addAll(inside);
    draft.evidence.add(graph.evidence(first, end));
    String name = concept.text().toLowerCase(Locale.ROOT);
    if (facts.coder().knows(Domain.MEDICATION, name, sentence)) {
      draft.substanceCategory = Optional.of(SubstanceCategory.MEDICATION);
    }
    return draft;
  }
}
