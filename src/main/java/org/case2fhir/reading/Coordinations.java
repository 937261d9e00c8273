package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.MentionType;

/**
 * Finds the lists of a sentence: mentions of any clinical kind that only commas, "and", "or" and a
 * few modifiers separate. Who denies or orders one member means them all. Some members share the
 * noun of the last.
 */
final class Coordinations {
  private static final int MOST_MODIFIERS = 3;
  private static final Set<String> JOINERS = TokenPattern.wordClass("joiner");
  private static final Set<String> BREAKERS = TokenPattern.wordClass("list-breaker");
  private static final Set<String> DATE_LEADS = TokenPattern.wordClass("date-lead");
  private static final Set<String> ALTERNATIVES = TokenPattern.wordClass("alternative-joint");

  private Coordinations() {}

  /** Adds the lists of all sentences. */
  static void find(Graph graph) {
    graph.sentences().forEach(sentence -> find(graph, sentence));
  }

  private static void find(Graph graph, Graph.Sentence sentence) {
    sentence.coordinations.clear();
    List<Graph.Node> members = new ArrayList<>();
    boolean alternative = false;
    for (Graph.Node node : sentence.nodes) {
      if (!CueTable.Target.ALL.includes(node.type)) {
        continue;
      }
      if (!members.isEmpty()) {
        Graph.Node last = members.get(members.size() - 1);
        if (node.first < last.end) {
          continue;
        }
        Boolean joined = joins(graph, sentence, last.end, node.first);
        if (joined == null) {
          close(sentence, members, alternative);
          alternative = false;
        } else {
          alternative |= joined;
        }
      }
      members.add(node);
    }
    close(sentence, members, alternative);
  }

  private static void close(
      Graph.Sentence sentence, List<Graph.Node> members, boolean alternative) {
    if (members.size() > 1) {
      sentence.coordinations.add(new Graph.Coordination(List.copyOf(members), alternative));
    }
    members.clear();
  }

  // Whether the tokens between join two members: null if not, else whether as alternatives.
  private static Boolean joins(Graph graph, Graph.Sentence sentence, int from, int to) {
    boolean joined = false;
    boolean alternative = false;
    int modifiers = 0;
    for (int i = from; i < to; i++) {
      String word = graph.token(i).lower();
      boolean inside = graph.nodeAt(i).isPresent();
      boolean dates = i + 1 < to && isDate(graph, i + 1);
      if (dates && DATE_LEADS.contains(word)) {
        // "an appendectomy in 2005, a cholecystectomy in 2010"
        continue;
      }
      if (!inside && BREAKERS.contains(word)) {
        return null;
      }
      if (!inside && JOINERS.contains(word)) {
        joined = true;
        alternative |= ALTERNATIVES.contains(word);
      } else if (!inside && ++modifiers > MOST_MODIFIERS) {
        return null;
      }
    }
    return joined ? alternative : null;
  }

  private static boolean isDate(Graph graph, int token) {
    return graph.nodeAt(token).filter(node -> node.type == MentionType.DATE).isPresent();
  }

  /**
   * "Oral and genital ulcers", "chest and abdominal CT", "total and direct bilirubin": what stands
   * before the last name shares its noun, and is a mention of its own.
   */
  static final class SharedNouns {
    /** The rule for a mention that shares the noun of a later one. */
    static final String RULE = "shares-noun";

    private static final List<Set<String>> CONTRASTS =
        RuleTable.builtIn("contrasts.tsv").rows().stream()
            .map(row -> Set.copyOf(row.list("words")))
            .toList();

    private static final Set<String> GERM_ENDINGS = TokenPattern.wordClass("germ-ending");
    private static final Set<String> INFECTIONS = TokenPattern.wordClass("infection-noun");
    private static final Set<String> PULSES = TokenPattern.wordClass("pulse");
    private static final Set<String> ARTERY_WORDS = TokenPattern.wordClass("artery-word");
    private static final Set<String> SAMPLE_LEADS = TokenPattern.wordClass("culture-sample-lead");
    private static final Set<String> CULTURES = TokenPattern.wordClass("culture-name");
    private static final Set<String> SAMPLES = TokenPattern.wordClass("culture-sample");
    private static final Set<String> SAMPLE_NOUNS = TokenPattern.wordClass("sample-noun");
    private static final Set<String> SAMPLE_ADJECTIVES = TokenPattern.wordClass("sample-adjective");

    private final Gazetteer names;
    private final Set<String> joiners = TokenPattern.wordClass("joiner");
    private final Set<String> articles = TokenPattern.wordClass("article");
    private final Set<String> adjectiveEndings = TokenPattern.wordClass("adjective-ending");
    private final Set<String> linkVerbs = TokenPattern.wordClass("link-verb");
    private final Set<String> sides = TokenPattern.wordClass("side");
    private final Set<String> siteLeads = TokenPattern.wordClass("site-lead");
    private final Set<String> specimens = TokenPattern.wordClass("specimen");

    SharedNouns(Gazetteer names) {
      this.names = names;
    }

    /** Makes mentions of those of a sentence that share a noun. */
    void find(Graph graph, Graph.Sentence sentence) {
      splitPairs(graph, sentence);
      for (Graph.Node head : List.copyOf(sentence.nodes)) {
        boolean named =
            head.isProblem() || head.isTest() || head.type == MentionType.THERAPEUTIC_PROCEDURE;
        if (!named
            || !sentence.nodes.contains(head)
            || head.origin.equals(LetteredNames.LETTERED)
            || head.sharedNoun().isPresent()) {
          continue;
        }
        if (shareCulture(graph, sentence, head)) {
          continue;
        }
        takeSpecimen(graph, sentence, head);
        takeArtery(graph, sentence, head);
        int first = head.first;
        List<Graph.Node> own = new ArrayList<>();
        for (Optional<Graph.Node> before = modifierAt(graph, sentence, first - 1);
            before.isPresent();
            before = modifierAt(graph, sentence, first - 1)) {
          own.add(0, before.get());
          first = before.get().first;
        }
        int side = sides.contains(graph.token(first).lower()) ? 2 : 1;
        int noun = own.isEmpty() ? head.first + side : head.first;
        if (own.isEmpty() && head.length() > 1 && isPulse(graph, head.end - 1)) {
          // "popliteal and [posterior tibial] pulses"
          noun = head.end - 1;
        }
        boolean infection =
            own.isEmpty()
                && head.isProblem()
                && head.length() > 1
                && INFECTIONS.contains(graph.last(head).lower())
                && isGerm(graph.token(head.end - 2).lower());
        if (infection) {
          // "cytomegalovirus and [human immunodeficiency virus] infections"
          noun = head.end - 1;
        }
        int at = first;
        while (severityAt(graph, sentence, at - 1).isPresent()) {
          at = severityAt(graph, sentence, at - 1).get().first;
        }
        while (sides.contains(graph.lower(sentence, at - 1))
            && !sides.contains(graph.lower(sentence, at - 3))) {
          at--;
        }
        boolean shared = false;
        while (noun < head.end && joiners.contains(graph.lower(sentence, at - 1))) {
          int joint = at - 1;
          while (joiners.contains(graph.lower(sentence, joint - 1))) {
            joint--;
          }
          Optional<Graph.Node> modifier = coordinate(graph, sentence, joint, own, noun, head);
          if (modifier.isEmpty()) {
            break;
          }
          if (names.domain(graph, modifier.get().first, head.end).isPresent()) {
            // "head and neck cancer" is one name.
            graph.resize(head, modifier.get().first, head.end, RULE);
            graph.remove(modifier.get());
            break;
          }
          Graph.Node other = modifier.get();
          // "systolic", which was a test by its name as well.
          graph
              .nodesOver(other.first, other.end)
              .filter(twin -> twin != other && isSameSpan(twin, other))
              .toList()
              .forEach(graph::remove);
          graph.retype(other, head.type, RULE);
          other.shareNoun(head, nounFor(graph, other, own, noun, head));
          at = other.first;
          shared = true;
        }
        if (shared && own.size() == 1 && own.get(0).type == MentionType.DETAILED_DESCRIPTION) {
          // "[lower endoscopy]" beside "upper": what tells them apart belongs to its name.
          graph.remove(own.get(0));
          graph.resize(head, first, head.end, RULE);
        }
      }
    }

    // "upper and lower" as one description, "upper and lower endoscopy" as one name: two.
    private void splitPairs(Graph graph, Graph.Sentence sentence) {
      for (Graph.Node node : List.copyOf(sentence.nodes)) {
        boolean pair =
            (node.isClinical() || node.type == MentionType.DETAILED_DESCRIPTION)
                && node.length() >= 3
                && joiners.contains(graph.token(node.first + 1).lower())
                && isAlternative(
                    graph.token(node.first).lower(), graph.token(node.first + 2).lower());
        if (pair) {
          int first = node.first;
          graph.resize(node, first + 2, node.end, RULE);
          graph.add(MentionType.DETAILED_DESCRIPTION, first, first + 1, node.confidence, RULE);
        }
      }
    }

    /** Whether a word in lower case tells one of several things of a kind apart: "acute". */
    static boolean isContrast(String word) {
      return CONTRASTS.stream().anyMatch(words -> words.contains(word));
    }

    private boolean isAlternative(String one, String other) {
      return !one.equals(other)
              && CONTRASTS.stream().anyMatch(words -> words.contains(one) && words.contains(other))
          || sides.contains(one) && sides.contains(other);
    }

    // "blood, urine and cerebrospinal fluid cultures": a culture of each sample.
    private boolean shareCulture(Graph graph, Graph.Sentence sentence, Graph.Node head) {
      int noun = head.end - 1;
      if (!head.isTest() || !CULTURES.contains(graph.token(noun).lower())) {
        return false;
      }
      int own = sampleStart(graph, sentence, noun);
      List<int[]> samples = new ArrayList<>();
      int first = own;
      while (own < noun && joiners.contains(graph.lower(sentence, first - 1))) {
        int end = first - 1;
        while (joiners.contains(graph.lower(sentence, end - 1))) {
          end--;
        }
        int start = sampleStart(graph, sentence, end);
        if (start == end) {
          break;
        }
        samples.add(0, new int[] {start, end});
        first = start;
      }
      // "he vomited blood, and stool and urine cultures were negative": what a verb leads is no
      // sample.
      String lead = graph.lower(sentence, first - 1);
      if (!samples.isEmpty()
          && !lead.isEmpty()
          && !articles.contains(lead)
          && !SAMPLE_LEADS.contains(lead)) {
        samples.remove(0);
        first = samples.isEmpty() ? own : samples.get(0)[0];
      }
      if (samples.isEmpty()) {
        return false;
      }
      if (articles.contains(graph.lower(sentence, first - 1))
          && siteLeads.contains(graph.lower(sentence, first - 2))) {
        // "blood in the stool and urine culture was negative"
        return true;
      }
      int from = first;
      List.copyOf(sentence.nodes).stream()
          .filter(node -> node != head && node.overlaps(from, noun + 1))
          .forEach(graph::remove);
      graph.resize(head, own, head.end, RULE);
      for (int[] sample : samples) {
        graph.add(head.type, sample[0], sample[1], head.confidence, RULE).shareNoun(head, noun);
      }
      return true;
    }

    // "[posterior tibial] [arterial pulses]", "[dorsalis] [pedis pulse]": one name.
    private static void takeArtery(Graph graph, Graph.Sentence sentence, Graph.Node head) {
      int first = head.first;
      while (isPulse(graph, head.end - 1)
          && ARTERY_WORDS.contains(graph.lower(sentence, first - 1))) {
        first--;
      }
      int from = first;
      if (from < head.first) {
        List.copyOf(sentence.nodes).stream()
            .filter(node -> node != head && node.first >= from && node.end <= head.first)
            .forEach(graph::remove);
        graph.resize(head, from, head.end, RULE);
      }
    }

    // What stands before a pulse is an artery, whether it is a part by its name or not.
    private static boolean isPulse(Graph graph, int token) {
      return PULSES.contains(graph.token(token).lower());
    }

    // Where the words for a sample begin that end at a token; the token itself where none do.
    private static int sampleStart(Graph graph, Graph.Sentence sentence, int end) {
      if (SAMPLE_NOUNS.contains(graph.lower(sentence, end - 1))
          && SAMPLE_ADJECTIVES.contains(graph.lower(sentence, end - 2))) {
        return end - 2;
      }
      return SAMPLES.contains(graph.lower(sentence, end - 1)) ? end - 1 : end;
    }

    // "serum and [urine] [sodium]": the specimen is a part of the test's name.
    private void takeSpecimen(Graph graph, Graph.Sentence sentence, Graph.Node test) {
      int token = test.first - 1;
      boolean second =
          test.isTest()
              && specimens.contains(graph.lower(sentence, token))
              && joiners.contains(graph.lower(sentence, token - 1))
              && specimens.contains(graph.lower(sentence, token - 2));
      if (second) {
        graph.nodeAt(token).filter(node -> node.length() == 1).ifPresent(graph::remove);
        graph.resize(test, token, test.end, RULE);
      }
    }

    // Where the shared words begin: "left and [right] heart catheterization" share two, "gastric
    // and [small bowel] resection" one.
    private int nounFor(
        Graph graph, Graph.Node modifier, List<Graph.Node> own, int noun, Graph.Node head) {
      int first = own.isEmpty() ? head.first : own.get(0).first;
      int end = own.isEmpty() ? noun : head.first;
      if (own.isEmpty()) {
        // "blood and [bone marrow] cultures": a part that its first words name.
        for (int i = noun + 1; i < head.end; i++) {
          end = names.isPart(graph.words(first, i)) ? i : end;
        }
      }
      boolean alternative =
          isAlternative(graph.words(modifier).toLowerCase(Locale.ROOT), graph.token(first).lower());
      int rest = alternative || own.isEmpty() ? first + 1 : own.get(0).end;
      boolean part =
          rest < end
              && (alternative
                  || names.isPart(graph.words(modifier) + " " + graph.words(rest, end)));
      return part ? rest : end;
    }

    // "mild renal and moderate hepatic impairment"
    private static Optional<Graph.Node> severityAt(
        Graph graph, Graph.Sentence sentence, int token) {
      return token < sentence.first
          ? Optional.empty()
          : graph.nodeAt(token).filter(node -> node.type == MentionType.SEVERITY);
    }

    private static Optional<Graph.Node> modifierAt(
        Graph graph, Graph.Sentence sentence, int token) {
      if (token < sentence.first) {
        return Optional.empty();
      }
      return graph
          .nodeAt(token)
          .filter(n -> n.is(MentionType.BIOLOGICAL_STRUCTURE, MentionType.DETAILED_DESCRIPTION))
          .filter(n -> n.end == token + 1);
    }

    // What ends before a joint and stands to the noun as the modifier behind the joint does: "oral"
    // beside "genital", "chest" beside "back", "systolic" beside "diastolic"; not "lung" in
    // "nodules in the lung and pleural effusion", nor "acute" in "acute and complete occlusion".
    private Optional<Graph.Node> coordinate(
        Graph graph,
        Graph.Sentence sentence,
        int joint,
        List<Graph.Node> own,
        int noun,
        Graph.Node head) {
      int token = joint - 1;
      if (token < sentence.first || !graph.token(token).isWord()) {
        return Optional.empty();
      }
      int first = own.isEmpty() ? head.first : own.get(0).first;
      String word = graph.token(token).lower();
      String next = graph.token(noun - 1).lower();
      String opening = graph.token(first).lower();
      Optional<Graph.Node> node = graph.nodeAt(token);
      boolean ofSpecimen = head.isTest() && specimens.contains(word) && specimens.contains(opening);
      if (node.isEmpty()) {
        return ofSpecimen || isAlternative(word, opening)
            ? Optional.of(graph.add(head.type, token, joint, head.confidence, RULE))
            : Optional.empty();
      }
      Graph.Node modifier = node.get();
      if (modifier.end != joint
          || modifier.sharedNoun().isPresent()
          || linkVerbs.contains(graph.lower(sentence, modifier.first - 1))) {
        return Optional.empty();
      }
      boolean part =
          isPulse(graph, noun)
              || own.stream().anyMatch(m -> m.type == MentionType.BIOLOGICAL_STRUCTURE)
              || names.isPart(next)
              || names.isPart(graph.words(first, noun));
      boolean adjectives = isAdjective(word) && (part || isAdjective(next));
      boolean alternative =
          modifier.length() == 1 && isAlternative(word, opening)
              || head.isProblem() && isGerm(word) && isGerm(next);
      boolean coordinate =
          switch (modifier.type) {
            case BIOLOGICAL_STRUCTURE ->
                adjectives
                    || alternative
                    || part
                        && !isGoverned(graph, sentence, modifier)
                        && !isItemBefore(graph, sentence, modifier);
            case DETAILED_DESCRIPTION -> alternative;
            default ->
                alternative
                    || (modifier.type == head.type || modifier.type == MentionType.FAMILY_HISTORY)
                        && modifier.length() == 1
                        && part
                        && names.isPart(word)
                    || modifier.type == head.type
                        && modifier.length() == 1
                        && (ofSpecimen
                            || adjectives
                                && names.domain(graph, modifier.first, modifier.end).isEmpty());
          };
      // "sore [throat] and nasal congestion": a part of another name shares nothing.
      boolean inName =
          coordinate
              && graph
                  .nodesOver(Math.max(sentence.first, modifier.first - 1), modifier.end)
                  .anyMatch(other -> other.isClinical() && !isSameSpan(other, modifier));
      return coordinate && !inName ? node : Optional.empty();
    }

    // "pale conjunctivas, rectal bleeding": behind a comma alone a part in the plural is an item of
    // its own; "arms, legs and back pain" goes on.
    private boolean isItemBefore(Graph graph, Graph.Sentence sentence, Graph.Node part) {
      String noun = graph.last(part).lower();
      boolean plural = noun.endsWith("s") && !noun.endsWith("ss") || noun.endsWith("ae");
      int next = part.end + 1;
      return plural
          && graph.lower(sentence, part.end).equals(",")
          && !joiners.contains(graph.lower(sentence, next))
          && describes(graph, part.first - 1);
    }

    private static boolean describes(Graph graph, int token) {
      return token >= 0
          && graph
              .nodeAt(token)
              .filter(node -> node.is(MentionType.DETAILED_DESCRIPTION, MentionType.COLOR))
              .isPresent();
    }

    private static boolean isSameSpan(Graph.Node one, Graph.Node other) {
      return one.first == other.first && one.end == other.end;
    }

    /** Whether words name a germ, which has infections: "cytomegalovirus". */
    static boolean isGerm(String word) {
      return GERM_ENDINGS.stream().anyMatch(word::endsWith);
    }

    private boolean isAdjective(String word) {
      return adjectiveEndings.stream().anyMatch(word::endsWith);
    }

    // "wounds on the scalp, face and neck pain": the parts belong to the preposition.
    private boolean isGoverned(Graph graph, Graph.Sentence sentence, Graph.Node part) {
      int at = part.first - 1;
      while (at > sentence.first
          && (joiners.contains(graph.lower(sentence, at))
              || articles.contains(graph.lower(sentence, at))
              || modifierAt(graph, sentence, at).isPresent())) {
        at--;
      }
      return siteLeads.contains(graph.lower(sentence, at));
    }
  }
}
