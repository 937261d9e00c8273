package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Measurement.Interpretation;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.Value;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary;

/**
 * What grew in a culture, and which drugs it is sensitive or resistant to: "cultures grew S. aureus
 * sensitive to oxacillin". Those drugs were tested and not given.
 */
final class CultureFacts {
  private static final Set<String> GREW = TokenPattern.wordClass("grew");
  private static final Set<String> UNCODED = TokenPattern.wordClass("germ-without-code");
  private static final Set<String> GENUS_NOUNS = TokenPattern.wordClass("genus-noun");
  private static final Set<String> BLOOD = TokenPattern.wordClass("blood-sample");
  private static final Pattern TYPE_NUMBER = Pattern.compile("(?<=[A-Z])-\\d{1,2}$");
  private static final int LONGEST_ORGANISM = 6;
  private static final int SIGHT = 12;
  private static final int RANK = 9;

  private final FactBuilder facts;
  private final Graph graph;
  private final Vocabulary vocabulary;
  private final Set<String> cultures = TokenPattern.wordClass("culture");
  private final Set<String> growth = TokenPattern.wordClass("grow");
  private final Set<String> fillers = TokenPattern.wordClass("growth-filler");
  private final Set<String> samples = TokenPattern.wordClass("culture-site");
  private static final Set<String> SUSCEPTIBILITY_NOUNS =
      TokenPattern.wordClass("susceptibility-noun");
  private static final Set<String> QUALITIES = TokenPattern.wordClass("germ-quality");
  private static final Set<String> DENIALS = TokenPattern.wordClass("leading-denial");
  private static final Set<String> SUSCEPTIBILITY_LEADS =
      TokenPattern.wordClass("susceptibility-lead");
  private static final Set<String> CONCENTRATIONS =
      TokenPattern.wordClass("inhibitory-concentration");
  private final Set<String> susceptibilities = TokenPattern.wordClass("susceptibility");
  private final Set<String> joiners = TokenPattern.wordClass("joiner");
  private final Set<String> denials = TokenPattern.wordClass("growth-denial");
  private final Set<String> isolating = TokenPattern.wordClass("isolating");
  private final Set<String> detecting = TokenPattern.wordClass("detecting");
  private final Set<String> origins = TokenPattern.wordClass("origin-lead");
  private final Set<String> ends = TokenPattern.wordClass("list-breaker");
  private final Set<String> types = TokenPattern.wordClass("organism-type");
  private final Set<String> articles = TokenPattern.wordClass("article");
  private final Set<String> be = TokenPattern.wordClass("be");

  private CultureFacts(FactBuilder facts, Vocabulary vocabulary) {
    this.facts = facts;
    this.graph = facts.graph();
    this.vocabulary = vocabulary;
  }

  /** Adds the facts of all sentences. */
  static void read(FactBuilder facts, Vocabulary vocabulary) {
    CultureFacts reader = new CultureFacts(facts, vocabulary);
    boolean grown = false;
    for (Graph.Sentence sentence : facts.graph().sentences()) {
      boolean here = reader.growth(sentence);
      reader.susceptibilities(sentence, here || grown);
      grown = here;
    }
  }

  private boolean growth(Graph.Sentence sentence) {
    boolean found = false;
    for (Graph.Node culture : List.copyOf(sentence.nodes)) {
      if (culture.isTest() && isCulture(culture) && isReal(culture)) {
        found |= growth(sentence, culture, name(sentence, culture), culture.end + SIGHT);
      }
    }
    return found | growthOfSamples(sentence) | isolated(sentence);
  }

  // "P. aeruginosa was isolated from sputum cultures", "was detected by PCR".
  private boolean isolated(Graph.Sentence sentence) {
    boolean found = false;
    if (IntStream.range(sentence.first, sentence.end)
        .noneMatch(i -> found(sentence, i, isolating) || found(sentence, i, detecting))) {
      // Most sentences: no germ is looked up in them.
      return false;
    }
    for (int i = sentence.first; i < sentence.end; i++) {
      int end = organismEnd(sentence, i);
      if (end <= i) {
        continue;
      }
      int verb = be.contains(graph.lower(sentence, end)) ? end + 1 : end;
      boolean denied = verb > end && graph.lower(sentence, verb).equals("not");
      verb += denied ? 1 : 0;
      boolean named = found(sentence, verb, isolating);
      boolean detected = found(sentence, verb, detecting);
      if (denied && (named || detected)) {
        found |= absent(sentence, i, end, verb, named);
      } else if (detected && detected(sentence, i, end, verb + 2)) {
        found = true;
      } else if (named || detected) {
        Optional<Graph.Node> culture = origin(sentence, verb + 2, named);
        if (culture.isPresent() && isReal(culture.get())) {
          organism(sentence, culture.get(), originName(sentence, culture.get()), i, end);
          found = true;
        }
      }
      i = end - 1;
    }
    return found;
  }

  // "HSV was identified in the CSF": in a fluid, and no word says how.
  private boolean detected(Graph.Sentence sentence, int first, int end, int from) {
    int at = articles.contains(graph.lower(sentence, from)) ? from + 1 : from;
    Optional<String> fluid = fluid(sentence, at);
    if (fluid.isEmpty()
        || isOfRelative(sentence, at)
        || origin(sentence, from, false).isPresent()) {
      return false;
    }
    sentence.nodes.stream()
        .filter(node -> node.overlaps(at, at + 1))
        .toList()
        .forEach(graph::remove);
    Graph.Node sample =
        graph.add(MentionType.DIAGNOSTIC_PROCEDURE, at, at + 1, 1, "culture-of-sample");
    sentence.nodes.stream()
        .filter(node -> node.overlaps(first, end))
        .map(node -> node.proposal(Property.EXPERIENCER))
        .flatMap(Optional::stream)
        .findFirst()
        .ifPresent(sample::propose);
    if (!isReal(sample)) {
      graph.remove(sample);
      return false;
    }
    organism(sentence, sample, "microorganism in " + fluid.get(), first, end);
    return true;
  }

  // "in the urine of his brother"
  private boolean isOfRelative(Graph.Sentence sentence, int from) {
    return IntStream.range(from, Math.min(sentence.end, from + LONGEST_ORGANISM))
        .anyMatch(i -> KinshipTerms.isKin(graph.token(i).lower()));
  }

  private Optional<String> fluid(Graph.Sentence sentence, int at) {
    String word = graph.lower(sentence, at);
    return Optional.ofNullable(TestFacts.FLUIDS.get(word))
        .or(() -> BLOOD.contains(word) ? Optional.of(word) : Optional.empty());
  }

  // "EBV was not detected by PCR": the result of a test, and no finding.
  private boolean absent(Graph.Sentence sentence, int first, int end, int verb, boolean named) {
    int from = verb + 2;
    Optional<Graph.Node> origin = origin(sentence, from, true).filter(CultureFacts::isReal);
    if (origin.isEmpty()) {
      return false;
    }
    Graph.Node test = origin.get();
    String method = originName(sentence, test);
    String germ = graph.words(first, end);
    sentence.nodes.stream()
        .filter(node -> node != test)
        .filter(node -> node.overlaps(first, end) || node.overlaps(verb - 1, verb + 1))
        .toList()
        .forEach(graph::remove);
    boolean sampled = !isCulture(test) && !named;
    String name = sampled ? germ + " in " + graph.words(test) : germ + " " + method;
    Graph.Node words = graph.add(MentionType.LAB_VALUE, verb - 1, verb + 1, 1, "germ-not-found");
    String result = graph.words(words);
    Value value = new Value.Coded(new Concept(result, vocabulary.find(Domain.QUALIFIER, result)));
    Concept concept = facts.coder().test(name, Optional.of(value), sentence).concept();
    FactDraft draft = facts.draft(FactKind.MEASUREMENT, concept, test, "germ-not-found");
    draft.assertion = Assertion.PRESENT;
    draft.value = Optional.of(value);
    draft.interpretation = Optional.of(Interpretation.NEGATIVE);
    draft.measurementCategory = MeasurementCategory.LABORATORY;
    draft.evidence.add(graph.evidence(first, end));
    facts.quote(draft, List.of(words));
    return true;
  }

  private boolean found(Graph.Sentence sentence, int verb, Set<String> verbs) {
    return verbs.contains(graph.lower(sentence, verb))
        && origins.contains(graph.lower(sentence, verb + 1));
  }

  // The culture or method behind "from"; of what was isolated the sample itself is enough.
  private Optional<Graph.Node> origin(Graph.Sentence sentence, int from, boolean sample) {
    int last = Math.min(sentence.end, from + LONGEST_ORGANISM);
    for (int i = from; i < last && !endsOrigin(sentence, i); i++) {
      int at = i;
      Optional<Graph.Node> test =
          sentence.nodes.stream()
              .filter(node -> node.isTest() && node.first == at && isCulture(node))
              .findFirst();
      if (test.isPresent()) {
        return test;
      }
      boolean culture = cultures.contains(graph.token(i).lower());
      boolean taken =
          graph.nodeAt(i).filter(node -> node.isTreatment() || node.isProblem()).isPresent();
      boolean alone = !samples.contains(graph.lower(sentence, i + 1));
      boolean followed = cultures.contains(graph.lower(sentence, i + 1));
      if (!taken
          && (culture
              || sample && alone && !followed && samples.contains(graph.token(i).lower()))) {
        return Optional.of(
            graph.add(MentionType.DIAGNOSTIC_PROCEDURE, i, i + 1, 1, "culture-of-sample"));
      }
    }
    return Optional.empty();
  }

  // "was detected in the CSF by PCR": the method stands behind the sample.
  private boolean endsOrigin(Graph.Sentence sentence, int token) {
    String word = graph.token(token).lower();
    boolean method =
        (word.equals("by") || word.equals("on"))
            && cultures.contains(graph.lower(sentence, token + 1));
    return ends.contains(word) && !method;
  }

  private String originName(Graph.Sentence sentence, Graph.Node culture) {
    String name = name(sentence, culture);
    return isCulture(culture) ? name : name + " culture";
  }

  // "Sputum grew K. pneumoniae": the culture of the sample, though no word names it.
  private boolean growthOfSamples(Graph.Sentence sentence) {
    boolean found = false;
    for (int i = sentence.first; i + 1 < sentence.end; i++) {
      boolean grew =
          samples.contains(graph.token(i).lower()) && GREW.contains(graph.token(i + 1).lower());
      Optional<Graph.Node> known = graph.nodeAt(i);
      boolean free = known.filter(node -> node.isTest() && isCulture(node)).isEmpty();
      if (grew && free && organismEnd(sentence, behindFillers(sentence, i + 2)) > 0) {
        Optional<Graph.Node> named = known.filter(Graph.Node::isTest);
        if (named.isEmpty()) {
          known.filter(node -> node.length() == 1).ifPresent(graph::remove);
        }
        int token = i;
        Graph.Node sample =
            named.orElseGet(
                () ->
                    graph.add(
                        MentionType.DIAGNOSTIC_PROCEDURE,
                        token,
                        token + 1,
                        1,
                        "culture-of-sample"));
        found |= growth(sentence, sample, graph.words(sample) + " culture", i + 2);
      }
    }
    return found;
  }

  // "wound [culture]", "[cultures] of blood": with the sample.
  private String name(Graph.Sentence sentence, Graph.Node culture) {
    int from = culture.first;
    while (from > sentence.first && isSample(from - 1)) {
      from--;
    }
    boolean of = graph.lower(sentence, culture.end).equals("of");
    if (of && from == culture.first && samples.contains(graph.lower(sentence, culture.end + 1))) {
      return graph.token(culture.end + 1).text() + " culture";
    }
    return graph.words(from, culture.end);
  }

  private boolean isCulture(Graph.Node test) {
    for (int i = test.first; i < test.end; i++) {
      if (cultures.contains(graph.token(i).lower())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isReal(Graph.Node node) {
    return node.has(Property.Value.PATIENT)
        && !node.has(Property.Value.HYPOTHETICAL)
        && !node.has(Property.Value.PLANNED)
        && !node.has(Property.Value.NOT_DONE);
  }

  // "grew", "was positive for": the organism stands behind, with few words between.
  private boolean growth(Graph.Sentence sentence, Graph.Node culture, String name, int reach) {
    int end = Math.min(sentence.end, reach);
    for (int i = culture.end; i < end; i++) {
      if (!growth.contains(graph.token(i).lower()) || isOfJudged(sentence, culture, i)) {
        continue;
      }
      int first = behindFillers(sentence, i + 1);
      int last = organismEnd(sentence, first);
      boolean sought = graph.token(i).lower().equals("for");
      if (last > first
          && !isDenied(sentence, culture.end, first)
          && !(sought && isDenied(sentence, last, clauseEnd(sentence, last)))) {
        do {
          organism(sentence, culture, name, first, last);
          first = listed(sentence, last);
          last = organismEnd(sentence, first);
        } while (first > 0 && last > first);
        return true;
      }
    }
    return false;
  }

  // "On staining and positive [serology] for Salmonella": what serology found.
  private boolean isOfJudged(Graph.Sentence sentence, Graph.Node culture, int word) {
    return sentence.nodes.stream()
        .filter(test -> test.isTest() && test.end == word && test.first >= culture.end)
        .anyMatch(
            test ->
                sentence
                    .nodes(MentionType.LAB_VALUE)
                    .anyMatch(value -> value.end == test.first && value.first >= culture.end));
  }

  // "PCR for Bordetella pertussis was negative": behind what was sought.
  private int clauseEnd(Graph.Sentence sentence, int from) {
    int end = from;
    while (end < sentence.end && end - from < SIGHT && !graph.token(end).lower().equals(";")) {
      end++;
    }
    return end;
  }

  // Where the next of a list may begin; 0 where the list ends.
  private int listed(Graph.Sentence sentence, int from) {
    int at = from;
    while (joiners.contains(graph.lower(sentence, at))) {
      at++;
    }
    return at > from && at < sentence.end ? at : 0;
  }

  // "was negative for", "did not grow": what is named there was not found.
  private boolean isDenied(Graph.Sentence sentence, int from, int to) {
    for (int i = from; i < to; i++) {
      if (denials.contains(graph.lower(sentence, i))) {
        return true;
      }
    }
    return false;
  }

  // "grew more than 100,000 CFU/mL of E. coli": behind how much of it grew.
  private int behindFillers(Graph.Sentence sentence, int from) {
    int at = from;
    // "grew A. baumannii": the letter of a genus is no article.
    while (at < sentence.end
        && organismEnd(sentence, at) < 0
        && (fillers.contains(graph.token(at).lower())
            || graph.nodeAt(at).filter(node -> node.type == MentionType.LAB_VALUE).isPresent())) {
      at++;
    }
    return at;
  }

  private int organismEnd(Graph.Sentence sentence, int first) {
    // "methicillin-sensitive S. aureus", "ESBL-producing E. coli"
    if (graph.lower(sentence, first + 1).equals("-")
        && QUALITIES.contains(graph.lower(sentence, first + 2))) {
      return organismEnd(sentence, first + 3);
    }
    for (int end = Math.min(sentence.end, first + LONGEST_ORGANISM); end > first; end--) {
      String words = graph.words(first, end);
      if (isKnownGerm(vocabulary, words)) {
        return typeEnd(sentence, end);
      }
    }
    if (first + 1 < sentence.end && isBinomial(first)) {
      return first + 2;
    }
    if (first < sentence.end && Gazetteer.isGenusName(graph.token(first).text())) {
      return GENUS_NOUNS.contains(graph.lower(sentence, first + 1)) ? first + 2 : first + 1;
    }
    boolean abbreviated =
        first + 2 < sentence.end
            && Gazetteer.isAbbreviated(
                graph.token(first).text(),
                graph.token(first + 1).text(),
                graph.token(first + 2).text());
    return abbreviated ? first + 3 : -1;
  }

  private boolean isBinomial(int first) {
    return Gazetteer.isBinomial(graph.words(first, first + 2));
  }

  /** Whether words name a germ, of which a code may be known or not. */
  static boolean isGerm(Vocabulary vocabulary, String words) {
    return isKnownGerm(vocabulary, words)
        || Gazetteer.isBinomial(words)
        || Gazetteer.isGenusName(words);
  }

  private static boolean isKnownGerm(Vocabulary vocabulary, String words) {
    return UNCODED.contains(words.toLowerCase(Locale.ROOT))
        || !vocabulary.find(Domain.ORGANISM, words).isEmpty()
        || !vocabulary.find(Domain.ORGANISM, withoutNumber(words)).isEmpty();
  }

  // "HSV-1": the type of a virus.
  private static String withoutNumber(String words) {
    return TYPE_NUMBER.matcher(words).replaceFirst("");
  }

  // "herpes simplex virus type 2": with its type.
  private int typeEnd(Graph.Sentence sentence, int end) {
    String type = graph.lower(sentence, end + 1);
    boolean numbered = type.length() == 1 && Character.isLetterOrDigit(type.charAt(0));
    return numbered && types.contains(graph.lower(sentence, end)) ? end + 2 : end;
  }

  // No vocabulary may know the type: the organism itself is its broader concept.
  private List<Code> codes(Graph.Sentence sentence, int first, int end) {
    List<Code> codes = vocabulary.find(Domain.ORGANISM, graph.words(first, end));
    if (codes.isEmpty() && end == first + 1) {
      return vocabulary.find(Domain.ORGANISM, withoutNumber(graph.token(first).text()));
    }
    return codes.isEmpty() && types.contains(graph.lower(sentence, end - 2))
        ? vocabulary.find(Domain.ORGANISM, graph.words(first, end - 2))
        : codes;
  }

  private void organism(
      Graph.Sentence sentence, Graph.Node culture, String name, int first, int end) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      // "positive for [Klebsiella] pneumoniae": the germ is no test beside the culture.
      if (node != culture && node.overlaps(first, end)) {
        graph.remove(node);
      }
    }
    Graph.Node named = graph.add(MentionType.LAB_VALUE, first, end, 1, "culture-organism");
    String words = graph.words(first, end);
    List<Code> codes = codes(sentence, first, end);
    Value value = new Value.Coded(new Concept(words, codes));
    Concept concept = facts.coder().test(name, Optional.of(value), sentence).concept();
    FactDraft draft = facts.draft(FactKind.MEASUREMENT, concept, culture, "culture-grew");
    draft.assertion = Assertion.PRESENT;
    draft.value = Optional.of(value);
    draft.measurementCategory = MeasurementCategory.LABORATORY;
    facts.quote(draft, List.of(named));
    List.copyOf(culture.edges).stream()
        .filter(e -> e.head() == culture && e.relation() == Graph.Relation.VALUE)
        .forEach(graph::disjoin);
  }

  private boolean isSample(int token) {
    return samples.contains(graph.token(token).lower())
        || graph
            .nodeAt(token)
            .filter(node -> node.type == MentionType.BIOLOGICAL_STRUCTURE)
            .isPresent();
  }

  private void susceptibilities(Graph.Sentence sentence, boolean grown) {
    for (int i = sentence.first; i + 2 < sentence.end; i++) {
      boolean states =
          (susceptibilities.contains(graph.token(i).lower())
                  // "showed resistance to"
                  || SUSCEPTIBILITY_NOUNS.contains(graph.token(i).lower())
                      && SUSCEPTIBILITY_LEADS.contains(graph.lower(sentence, i - 1)))
              && graph.token(i + 1).lower().equals("to");
      if (states && (grown || hasOrganism(sentence))) {
        for (int[] drug : drugs(sentence, i + 2)) {
          susceptibility(sentence, i, drug[0], drug[1]);
        }
      }
    }
  }

  private boolean hasOrganism(Graph.Sentence sentence) {
    for (int i = sentence.first; i < sentence.end; i++) {
      String word = graph.token(i).lower();
      if (cultures.contains(word) || organismEnd(sentence, i) > i) {
        return true;
      }
    }
    return false;
  }

  // The drugs of a list: mentions or words that the vocabulary knows.
  private List<int[]> drugs(Graph.Sentence sentence, int from) {
    List<int[]> drugs = new ArrayList<>();
    int at = from;
    while (at < sentence.end) {
      int start = at;
      int end = drugEnd(sentence, start);
      if (end <= start) {
        return drugs;
      }
      drugs.add(new int[] {start, end});
      at = behindConcentration(sentence, end);
      while (at < sentence.end && joiners.contains(graph.token(at).lower())) {
        at++;
      }
      if (at == end) {
        return drugs;
      }
    }
    return drugs;
  }

  // "penicillin (MIC 0.03), ceftriaxone and …": the list goes on behind the concentration.
  private int behindConcentration(Graph.Sentence sentence, int end) {
    if (!graph.lower(sentence, end).equals("(")) {
      return end;
    }
    int close = end + 1;
    boolean measured = false;
    while (close < sentence.end && !graph.token(close).lower().equals(")")) {
      measured |= CONCENTRATIONS.contains(graph.token(close).lower());
      close++;
    }
    return measured && close < sentence.end ? close + 1 : end;
  }

  private int drugEnd(Graph.Sentence sentence, int first) {
    Optional<Graph.Node> drug =
        sentence.nodes.stream()
            .filter(node -> node.isTreatment() && node.first == first)
            .findFirst();
    if (drug.isPresent()) {
      return drug.get().end;
    }
    for (int end = Math.min(sentence.end, first + 3); end > first; end--) {
      if (!vocabulary.find(Domain.MEDICATION, graph.words(first, end)).isEmpty()) {
        return end;
      }
    }
    return -1;
  }

  // What the tagger took for a test of its own.
  private static boolean isNamedTest(Graph.Node node) {
    return node.isTest() && !node.origin.equals("susceptibility");
  }

  private void susceptibility(Graph.Sentence sentence, int cue, int first, int end) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.isProblem() && node.first == cue && node.end == cue + 1) {
        graph.remove(node);
      } else if (node.overlaps(first, end) && node.isTreatment()) {
        node.propose(
            new Graph.Proposal(
                Property.Value.HYPOTHETICAL, "susceptibility", RANK, 0, cue, cue + 1));
      } else if (node.overlaps(first, end) && (node.isProblem() || isNamedTest(node))) {
        graph.remove(node);
      }
    }
    String drug = ConceptCoder.plain(graph.words(first, end));
    Graph.Node head = graph.add(MentionType.DIAGNOSTIC_PROCEDURE, first, end, 1, "susceptibility");
    // "was not sensitive to"
    boolean denied = DENIALS.contains(graph.lower(graph.sentenceOf(cue), cue - 1));
    Value value = new Value.Words(graph.words(denied ? cue - 1 : cue, cue + 1));
    Concept concept = Concept.ofText(drug + " susceptibility");
    FactDraft draft = facts.draft(FactKind.MEASUREMENT, concept, head, "susceptibility");
    draft.assertion = Assertion.PRESENT;
    draft.value = Optional.of(value);
    draft.measurementCategory = MeasurementCategory.LABORATORY;
    draft.evidence.add(graph.evidence(denied ? cue - 1 : cue, cue + 1));
  }
}
