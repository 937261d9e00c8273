package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Dose;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.notation.DoseParser;
import org.case2fhir.notation.Reading;
import org.case2fhir.notation.Reading.Remark;
import org.case2fhir.notation.Units;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * Reads the doses of a drug: the words from its first amount, frequency or route on as far as they
 * are understood, never across another drug, and what stands right before its name. A dose without
 * a number is kept in words: {@code dosage-phrases.tsv}.
 */
final class DosageReader {
  private static final int LONGEST = 36;
  private static final int LONGEST_LEAD = 8;
  private static final int LONGEST_MANNER = 3;
  private static final int FILLERS = 5;
  private static final int BRACKET_SIGHT = 8;
  private static final int SEQUEL_SIGHT = 14;
  private static final int STEP_SIGHT = 4;

  private static final Set<String> ONE_DOSE = TokenPattern.wordClass("dose-of-one");
  private static final Set<String> THERAPY_ADJECTIVES = TokenPattern.wordClass("therapy-adjective");
  private static final Set<String> GENERIC = GenericTerms.treatments("generic-drug");
  private static final TokenPattern.Index<Phrase> PHRASES =
      new TokenPattern.Index<>(
          RuleTable.builtIn("dosage-phrases.tsv").rows().stream()
              .map(
                  row ->
                      new Phrase(
                          TokenPattern.of(row.get("phrase")),
                          row.get("place").equals("lead"),
                          row.get("place").equals("whole")))
              .toList(),
          Phrase::pattern);
  private static final TokenPattern CYCLE_DAYS = TokenPattern.of("<cycle-day-lead> NUM");
  // "300 mg twice daily in alternate months"
  private static final TokenPattern ALTERNATE =
      TokenPattern.of(
          "(in|on|during|every) (alternate|alternating|other|second) (weeks|months|week|month)");
  // "2 g/kg was given in divided doses", "2 g/kg divided over 5 days"
  private static final List<TokenPattern> DIVIDED =
      List.of(
          TokenPattern.of("divided"),
          TokenPattern.of("(in|as|into) ..1 divided"),
          TokenPattern.of("(was|were|is|are) ..3 (in|as|into) ..1 divided"),
          TokenPattern.of("(was|were|is|are) divided"));
  private static final Set<String> PASSIVES = TokenPattern.wordClass("passive");
  private static final Set<String> UNIT = TokenPattern.wordClass("dose-unit");
  private static final Set<String> MARKS = Set.of(",", "(", ";", ":");

  private final Graph graph;
  private final Vocabulary vocabulary;
  private final DoseParser parser;
  private final Set<String> fillers = TokenPattern.wordClass("dose-filler");
  private final Set<String> totals = TokenPattern.wordClass("total-dose");
  private final Set<String> ends = TokenPattern.wordClass("clause-end");
  private final Set<String> articles = TokenPattern.wordClass("article");
  private final Set<String> givings = TokenPattern.wordClass("dose-giving");
  private final Set<String> ordinals = TokenPattern.wordClass("dose-ordinal");
  private final Set<String> conditions = TokenPattern.wordClass("dose-condition");
  private final Set<String> openEnds = TokenPattern.wordClass("dose-open-end");
  private final Set<String> dividers = TokenPattern.wordClass("dose-divider");
  private final Set<String> undivided = TokenPattern.wordClass("undivided");
  private final Set<String> sequels = TokenPattern.wordClass("dose-sequel");
  private final Set<String> changeMarks = TokenPattern.wordClass("change-mark");
  private final Set<String> exceptions = TokenPattern.wordClass("dose-exception");
  private final Set<String> cycleWords = TokenPattern.wordClass("cycle-word");
  private final Set<String> cycleParts = TokenPattern.wordClass("cycle-part");
  private final Set<String> breaks = TokenPattern.wordClass("dose-break");
  private final PredicateRoute predicates;
  private final Set<String> doseAdverbs = TokenPattern.wordClass("dose-adverb");
  private final Set<String> doseNouns = TokenPattern.wordClass("dose-noun");
  private final Set<String> numerals = TokenPattern.wordClass("dose-numeral");
  private final Set<String> forms = TokenPattern.wordClass("drug-form-word");

  /**
   * How a drug is given, in words without a number.
   *
   * @param lead whether it stands before the drug
   * @param whole whether its preposition is a part of it: "as needed"
   */
  private record Phrase(TokenPattern pattern, boolean lead, boolean whole) {}

  DosageReader(Graph graph, Vocabulary vocabulary, UnitTable units) {
    this.graph = graph;
    this.vocabulary = vocabulary;
    this.parser = new DoseParser(new Units(units), vocabulary);
    this.predicates = new PredicateRoute(graph, vocabulary);
  }

  /**
   * What is stated of a drug's dosage.
   *
   * @param doses in the order of the text
   * @param first first token of their words
   * @param end behind their last token; equal to first where there are none
   * @param remarks what was not understood in them
   */
  record Found(List<Dose> doses, int first, int end, List<Remark> remarks) {
    Found(List<Dose> doses, int first, int end) {
      this(doses, first, end, List.of());
    }
  }

  /** The doses of a drug. */
  Found read(Graph.Node drug) {
    Found own = beside(drug);
    // "10 mg was given intravenously, followed by 4 mg orally": the first is without a route.
    OptionalInt token =
        own.doses().stream().limit(1).allMatch(dose -> dose.route().isEmpty())
            ? predicates.of(graph.sentenceOf(drug), drug)
            : OptionalInt.empty();
    if (token.isEmpty()) {
      return own;
    }
    int at = token.getAsInt();
    Optional<Concept> route =
        route(at, at + 1).or(() -> Optional.of(Concept.ofText(graph.token(at).text())));
    List<Dose> doses =
        own.doses().isEmpty()
            ? List.of(routed(Dose.ofText(graph.token(at).text()), route))
            : routedUntilNext(own.doses(), route);
    return own.doses().isEmpty()
        ? new Found(doses, at, at + 1)
        : new Found(doses, own.first(), own.end(), own.remarks());
  }

  private static List<Dose> routedUntilNext(List<Dose> doses, Optional<Concept> route) {
    List<Dose> routed = new ArrayList<>();
    boolean next = false;
    for (Dose dose : doses) {
      next |= dose.route().isPresent();
      routed.add(next ? dose : routed(dose, route));
    }
    return routed;
  }

  private Found beside(Graph.Node drug) {
    Graph.Sentence sentence = graph.sentenceOf(drug);
    if (isFluid(drug)) {
      // Its volume, and how often, are of what was given in it.
      return new Found(List.of(), drug.end, drug.end);
    }
    Optional<Found> half = half(sentence, drug);
    if (half.isPresent()) {
      return half.get();
    }
    Optional<Graph.Node> second = drug.details(Graph.Relation.SAME).findFirst();
    int name = second.filter(n -> n.first >= drug.end).map(n -> n.end).orElse(drug.end);
    int from = behindNames(sentence, drug.end, name);
    int start = start(sentence, drug, from);
    int lead = lead(sentence, drug);
    Optional<Found> part = ofCombination(sentence, drug);
    if (part.isPresent()) {
      return part.get();
    }
    int fluid = start < 0 ? -1 : fluidEnd(sentence, from, start);
    if (fluid > start) {
      return inFluid(sentence, drug, lead, start, fluid);
    }
    Optional<Concept> route = lead < drug.first ? route(lead, drug.first) : Optional.empty();
    Found behind = start < 0 ? new Found(List.of(), from, from) : behind(sentence, start);
    behind = given(sentence, behind);
    boolean words = behind.doses().stream().noneMatch(DosageReader::isStructured);
    if (words && behind.remarks().isEmpty() && behind.end() > from) {
      // "timolol 0.5% one drop twice daily": behind the strength stands the dose.
      int next = start(sentence, drug, behind.end());
      Found dose = next < 0 ? behind : behind(sentence, next);
      behind = dose.doses().isEmpty() ? behind : dose;
    }
    Found whole = pieces(sentence, drug, lead, behind);
    if (!whole.doses().isEmpty()) {
      return withLater(sentence, drug, whole);
    }
    Found around = around(sentence, drug, lead, behind);
    if (!around.doses().isEmpty()) {
      return withLater(sentence, drug, around);
    }
    if (!behind.doses().isEmpty()) {
      List<Dose> routed = behind.doses().stream().map(dose -> routed(dose, route)).toList();
      return withLater(
          sentence, drug, new Found(routed, behind.first(), behind.end(), behind.remarks()));
    }
    Found before = lead < drug.first ? before(sentence, drug, lead) : behind;
    if (before.doses().stream().anyMatch(dose -> dose.amount().isPresent())) {
      return before;
    }
    Found phrase = phrase(sentence, drug, from);
    if (!phrase.doses().isEmpty()) {
      List<Dose> routed = phrase.doses().stream().map(dose -> routed(dose, route)).toList();
      return new Found(routed, phrase.first(), phrase.end());
    }
    if (before.doses().isEmpty()) {
      List<Dose> routes = lead < drug.first ? routes(sentence, lead, drug.first) : List.of();
      return routes.isEmpty() ? inWords(sentence, drug) : new Found(routes, lead, drug.first);
    }
    List<Dose> routes = routes(sentence, before.first(), drug.first);
    return routes.isEmpty() ? before : new Found(routes, before.first(), drug.first);
  }

  // "levodopa/benserazide 100/25 mg three times a day": of each the number in its place.
  private Optional<Found> half(Graph.Sentence sentence, Graph.Node drug) {
    boolean one = isDrugBeside(sentence, drug.end, drug.end + 1);
    boolean other = !one && isDrugBeside(sentence, drug.first - 1, drug.first - 2);
    if (!one && !other) {
      return Optional.empty();
    }
    int at = one ? graph.nodeAt(drug.end + 1).orElseThrow().end : drug.end;
    at += graph.lower(sentence, at).equals("(") ? 1 : 0;
    boolean pair =
        at + 2 < sentence.end
            && graph.token(at).isNumber()
            && graph.token(at + 1).text().equals("/")
            && graph.token(at + 2).isNumber()
            && isAmount(sentence, at + 2)
            && !graph.lower(sentence, drug.first - 1).equals(one ? "/" : "")
            && !graph.lower(sentence, drug.end).equals(one ? "" : "/");
    if (!pair) {
      return Optional.empty();
    }
    Found behind = behind(sentence, at + 2);
    if (one && !behind.doses().isEmpty()) {
      String words = graph.token(at).text() + " " + graph.words(at + 3, behind.end());
      Reading<List<Dose>> doses = parser.parseAll(words);
      return Optional.of(new Found(doses.value().orElseThrow(), at, behind.end(), doses.remarks()));
    }
    return Optional.of(behind).filter(found -> !found.doses().isEmpty());
  }

  private boolean isDrugBeside(Graph.Sentence sentence, int slash, int drug) {
    return graph.lower(sentence, slash).equals("/")
        && drug >= sentence.first
        && drug < sentence.end
        && graph.nodeAt(drug).filter(node -> node.type == MentionType.MEDICATION).isPresent();
  }

  // "oral supplementation of A, B and C": the way of the whole list.
  private Optional<Found> listRoute(Graph.Sentence sentence, Graph.Node drug) {
    Optional<Graph.Node> first =
        sentence
            .coordination(drug)
            .map(list -> list.members().get(0))
            .filter(node -> node != drug && node.type == MentionType.MEDICATION)
            .filter(node -> graph.lower(sentence, node.first - 1).equals("of"));
    return first
        .flatMap(
            node ->
                node.details(Graph.Relation.ROUTE)
                    .filter(way -> way.end < node.first && way.sentence == node.sentence)
                    .filter(way -> !isDrugBetween(sentence, way.end, node.first))
                    .findFirst())
        .map(
            way ->
                new Found(
                    List.of(routed(Dose.ofText(graph.words(way)), route(way.first, way.end))),
                    way.first,
                    way.end));
  }

  // "oral and intravenous prednisolone" was given both ways: a dose for each route.
  private List<Dose> routes(Graph.Sentence sentence, int last, int end) {
    boolean pair =
        last - 2 >= sentence.first
            && graph.lower(sentence, last - 1).equals("and")
            && last + 1 == end
            && isRouteWord(graph.lower(sentence, last))
            && isRouteWord(graph.lower(sentence, last - 2));
    return pair
        ? Stream.of(last - 2, last)
            .map(i -> routed(Dose.ofText(graph.token(i).text()), route(i, i + 1)))
            .toList()
        : List.of();
  }

  private boolean isRouteWord(String word) {
    return !vocabulary.find(Domain.ROUTE, word).isEmpty();
  }

  // "40 mg prednisolone tablets daily": how much before the name, how often behind it.
  private Found around(Graph.Sentence sentence, Graph.Node drug, int lead, Found behind) {
    Found none = new Found(List.of(), lead, lead);
    boolean amount =
        behind.doses().stream()
            .anyMatch(dose -> dose.amount().isPresent() || dose.rate().isPresent());
    if (lead >= drug.first || behind.doses().size() != 1 || amount) {
      return none;
    }
    Found before = before(sentence, drug, lead);
    if (before.doses().size() != 1 || before.doses().get(0).amount().isEmpty()) {
      return none;
    }
    String words =
        graph.words(before.first(), before.end()) + " " + graph.words(behind.first(), behind.end());
    Reading<List<Dose>> doses = parser.parseAll(words);
    return isUnderstood(doses) && doses.value().filter(all -> all.size() == 1).isPresent()
        ? new Found(doses.value().orElseThrow(), lead, behind.end(), doses.remarks())
        : none;
  }

  // "levodopa/benserazide 100/25 mg three times daily": each drug of the combination has its own.
  private Optional<Found> ofCombination(Graph.Sentence sentence, Graph.Node drug) {
    List<Graph.Node> drugs = new ArrayList<>(List.of(drug));
    while (slashed(sentence, drugs.get(0).first - 1).isPresent()) {
      drugs.add(0, slashed(sentence, drugs.get(0).first - 1).get());
    }
    int end = drug.end;
    for (Optional<Graph.Node> next = behindSlash(sentence, end);
        next.isPresent();
        next = behindSlash(sentence, end)) {
      drugs.add(next.get());
      end = next.get().end;
    }
    int count = end;
    List<Integer> amounts = new ArrayList<>();
    while (count < sentence.end && graph.token(count).isNumber()) {
      amounts.add(count);
      count += graph.lower(sentence, count + 1).equals("/") ? 2 : 1;
    }
    boolean paired = drugs.size() > 1 && amounts.size() == drugs.size();
    if (!paired || !UNIT.contains(graph.lower(sentence, count))) {
      return Optional.empty();
    }
    int amount = amounts.get(drugs.indexOf(drug));
    for (int to = Math.min(sentence.end, count + LONGEST_LEAD); to > count; to--) {
      String words = graph.words(amount, amount + 1) + " " + graph.words(count, to);
      Reading<List<Dose>> doses = parser.parseAll(words);
      boolean whole = doses.value().filter(all -> all.size() == 1).isPresent();
      if (whole && isUnderstood(doses) && !isOpenEnd(sentence, count, to)) {
        return Optional.of(new Found(doses.value().get(), end, to, doses.remarks()));
      }
    }
    return Optional.empty();
  }

  private Optional<Graph.Node> slashed(Graph.Sentence sentence, int slash) {
    return graph.lower(sentence, slash).equals("/")
        ? graph.nodeAt(slash - 1).filter(this::isDrug)
        : Optional.empty();
  }

  private Optional<Graph.Node> behindSlash(Graph.Sentence sentence, int slash) {
    return graph.lower(sentence, slash).equals("/")
        ? graph.nodeAt(slash + 1).filter(this::isDrug)
        : Optional.empty();
  }

  // The end of "in 50 ml saline" right behind a drug; -1 where it is not given in a fluid.
  private int fluidEnd(Graph.Sentence sentence, int from, int amount) {
    for (int lead = amount - 1; lead >= from && amount - lead < LONGEST_MANNER; lead--) {
      if (!DoseParser.mayBeDiluted(graph.token(lead).lower())) {
        continue;
      }
      for (int end = Math.min(sentence.end, amount + LONGEST_LEAD); end > amount; end--) {
        if (parser.isDiluted(graph.words(lead, end))) {
          return end;
        }
      }
    }
    return -1;
  }

  // "18 million units of interleukin-2 in 50 ml saline": the fluid is no dose of the drug, which
  // has the one before its name or none.
  private Found inFluid(Graph.Sentence sentence, Graph.Node drug, int lead, int amount, int end) {
    Found before = before(sentence, drug, lead);
    if (before.doses().size() != 1 || before.doses().get(0).amount().isEmpty()) {
      boolean often = graph.nodeAt(end).filter(n -> n.type == MentionType.FREQUENCY).isPresent();
      Found words = before.doses().isEmpty() ? inWordsBefore(drug) : before;
      return words.doses().isEmpty() && often ? behind(sentence, end) : words;
    }
    int from = amount;
    while (!DoseParser.mayBeDiluted(graph.token(from).lower())) {
      from--;
    }
    String dose = graph.words(before.first(), before.end()) + " ";
    for (int to = Math.min(sentence.end, end + LONGEST_LEAD); to >= end; to--) {
      Reading<List<Dose>> doses = parser.parseAll(dose + graph.words(from, to));
      boolean whole = doses.value().filter(all -> all.size() == 1).isPresent();
      if (whole && isUnderstood(doses) && !isOpenEnd(sentence, from, to)) {
        return new Found(doses.value().get(), lead, to, doses.remarks());
      }
    }
    return before;
  }

  // "6 x 10^6 U interleukin-2": an amount that is not understood is a dose in its words.
  private Found inWordsBefore(Graph.Node drug) {
    return drug.details(Graph.Relation.DOSE)
        .filter(dose -> dose.sentence == drug.sentence && dose.end == drug.first)
        .findFirst()
        .map(dose -> new Found(List.of(Dose.ofText(graph.words(dose))), dose.first, drug.first))
        .orElseGet(() -> new Found(List.of(), drug.end, drug.end));
  }

  /** Whether a drug is only what another is given in. */
  boolean isFluid(Graph.Node drug) {
    Graph.Sentence sentence = graph.sentenceOf(drug);
    return isDiluent(sentence, drug, sentence.first)
        && isDrugBetween(sentence, sentence.first, drug.first);
  }

  // "2 tablets of codeine 30 mg every 4 hours": two of what has that strength.
  private Found pieces(Graph.Sentence sentence, Graph.Node drug, int lead, Found behind) {
    boolean of = lead < drug.first && graph.lower(sentence, drug.first - 1).equals("of");
    if (!of || behind.doses().isEmpty() || behind.doses().get(0).amount().isEmpty()) {
      return new Found(List.of(), lead, lead);
    }
    Reading<List<Dose>> counted = parser.parseAll(graph.words(lead, drug.first - 1));
    Reading<List<Dose>> whole = parser.parseAll(graph.words(lead, behind.end()));
    return isStructured(counted.value().orElseThrow().get(0)) && isUnderstood(whole)
        ? new Found(whole.value().orElseThrow(), lead, behind.end(), whole.remarks())
        : new Found(List.of(), lead, lead);
  }

  // Behind the brackets with other names of a drug, "(Herceptin, Roche)".
  private int behindNames(Graph.Sentence sentence, int end, int name) {
    boolean opens = graph.lower(sentence, end - 1).equals("(");
    if (!opens && !graph.lower(sentence, end).equals("(")) {
      return name;
    }
    for (int i = opens ? end : end + 1; i < Math.min(sentence.end, end + BRACKET_SIGHT); i++) {
      if (isAmount(sentence, i) || graph.nodeAt(i).filter(DosageReader::isPart).isPresent()) {
        return name;
      }
      if (graph.lower(sentence, i).equals(")")) {
        return Math.max(name, i + 1);
      }
    }
    return name;
  }

  /** Whether words name a drug, and not only how one is given. */
  boolean isNamed(Graph.Node node) {
    int end = node.end;
    // "received [endocrine] and radiation therapy": the half of a name.
    if (node.length() == 1 && THERAPY_ADJECTIVES.contains(graph.lower(node))) {
      return false;
    }
    boolean named = false;
    for (int i = node.first; i < node.end; i++) {
      String word = graph.token(i).lower();
      named |= graph.token(i).isWord() && word.length() > 1 && !GENERIC.contains(word);
    }
    while (end > node.first + 1 && forms.contains(graph.token(end - 1).lower())) {
      end--;
    }
    // "eye drops", "nasal spray": where it is given.
    boolean site =
        end < node.end
            && !vocabulary
                .find(Domain.BODY_SITE, ConceptCoder.plain(graph.words(node.first, end)))
                .isEmpty();
    return named && !site;
  }

  private boolean isDrug(Graph.Node node) {
    return node.type == MentionType.MEDICATION && isNamed(node) && !isHowGiven(node);
  }

  // "1 g in 250 mL [saline]": what a drug is given in.
  private boolean isDiluent(Graph.Sentence sentence, Graph.Node node, int from) {
    for (int i = node.first - 1; i >= Math.max(from, node.first - LONGEST_LEAD); i--) {
      if (DoseParser.mayBeDiluted(graph.token(i).lower())
          && parser.isDiluted(graph.words(i, node.end))) {
        return true;
      }
    }
    return false;
  }

  // "after dialysis": when it is given.
  private boolean isManner(Graph.Node node) {
    Graph.Sentence sentence = graph.sentenceOf(node);
    return node.type == MentionType.THERAPEUTIC_PROCEDURE
        && node.first > sentence.first
        && parser.isManner(graph.words(node.first - 1, node.end));
  }

  // "tds", "nebulised", "prn": what only looks like a name.
  private boolean isHowGiven(Graph.Node node) {
    if (node.length() > LONGEST_MANNER || hasNumber(node)) {
      return false;
    }
    for (int i = node.first; i < node.end; i++) {
      if (!vocabulary.find(Domain.MEDICATION, graph.token(i).lower()).isEmpty()) {
        return false;
      }
    }
    return isDosage(graph.words(node));
  }

  // "continuous infusions of A and B", "A and B at a therapeutic dose": of each drug of the list.
  private Found phrase(Graph.Sentence sentence, Graph.Node drug, int from) {
    int first = drug.first;
    int end = from;
    // "oral A and B infusion": A has its way of giving, and that of B is another.
    boolean own =
        drug.first > sentence.first
            && graph
                .nodeAt(drug.first - 1)
                .filter(way -> way.type == MentionType.ADMINISTRATION)
                .isPresent();
    for (Graph.Coordination list : sentence.coordination(drug).stream().toList()) {
      for (Graph.Node member : list.members()) {
        boolean other = member == drug || member.type != MentionType.MEDICATION;
        boolean before = !other && member.end <= first && isBare(sentence, member.end, first);
        boolean behind =
            !other && !own && member.first >= end && isBare(sentence, end, member.first);
        first = before ? member.first : first;
        end = behind ? member.end : end;
      }
    }
    for (int i = Math.max(sentence.first, first - LONGEST_LEAD); i < first; i++) {
      Found lead = phrase(sentence, i, true);
      if (lead.end() == first) {
        // "high-dose A and B": the dose of A; but "high doses of A and B".
        boolean ofOther = first < drug.first && ONE_DOSE.contains(graph.lower(sentence, i + 1));
        return ofOther ? phrase(sentence, end, false) : lead;
      }
    }
    return phrase(sentence, end, false);
  }

  private boolean isBare(Graph.Sentence sentence, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isJoint(sentence, i)) {
        return false;
      }
    }
    return from < to;
  }

  private Found phrase(Graph.Sentence sentence, int at, boolean lead) {
    if (lead && ordinals.contains(graph.lower(sentence, at - 1))) {
      // "the first infusion of": which of them, and not how it is given.
      return new Found(List.of(), at, at);
    }
    int end = at;
    boolean whole = false;
    for (Phrase phrase : PHRASES.of(graph.lower(sentence, at))) {
      int behind = phrase.pattern().end(graph, sentence, at);
      if (phrase.lead() == lead && behind > end) {
        end = behind;
        whole = phrase.whole();
      }
    }
    int first = at;
    int last = end;
    while (!whole && first < last && isGlue(first)) {
      first++;
    }
    while (!whole && last > first && isGlue(last - 1)) {
      last--;
    }
    return first == last
        ? new Found(List.of(), at, at)
        : new Found(List.of(Dose.ofText(graph.words(first, last))), at, end);
  }

  private boolean isGlue(int token) {
    String word = graph.token(token).lower();
    return articles.contains(word) || TokenPattern.wordClass("preposition").contains(word);
  }

  // "100 mg was given, followed by 50 mg every 6 hours": doses of the drug behind its first.
  private Found withLater(Graph.Sentence sentence, Graph.Node drug, Found found) {
    List<Dose> doses = new ArrayList<>(found.doses());
    List<Remark> remarks = new ArrayList<>(found.remarks());
    int end = found.end();
    List<Graph.Node> later =
        drug.details(Graph.Relation.DOSE)
            .filter(detail -> detail.sentence == drug.sentence && detail.first >= found.end())
            .filter(detail -> !isDrugBetween(sentence, found.end(), detail.first))
            .filter(detail -> !isOfNext(sentence, found.end(), detail.first))
            .sorted()
            .toList();
    for (Graph.Node detail : later) {
      int from = end;
      Found most = detail.first >= end ? limited(sentence, found, end, detail) : found;
      if (most != found) {
        boolean whole = doses.equals(found.doses());
        doses = whole ? new ArrayList<>(most.doses()) : doses;
        remarks.addAll(most.remarks());
        end = most.end();
      } else if (detail.first >= end && !isChange(sentence, detail.first)) {
        Found more = behind(sentence, detail.first);
        boolean next =
            IntStream.range(from, detail.first)
                .anyMatch(i -> sequels.contains(graph.token(i).lower()));
        doses = next ? followed(doses, more.doses()) : joined(doses, more.doses());
        remarks.addAll(more.remarks());
        end = Math.max(end, more.end());
      }
    }
    Found sequel = sequel(sentence, end);
    doses = followed(doses, sequel.doses());
    remarks.addAll(sequel.remarks());
    // "60 mg → 40 mg → 20 mg": each arrow leads to one more dose.
    while (!sequel.doses().isEmpty() && changeMarks.contains(graph.lower(sentence, sequel.end()))) {
      sequel = sequel(sentence, sequel.end());
      doses = followed(doses, sequel.doses());
      remarks.addAll(sequel.remarks());
    }
    return new Found(doses, found.first(), Math.max(end, sequel.end()), remarks);
  }

  // "50 mg at onset, at most 200 mg/day": a limit is no dose of its own. The same where there is
  // none.
  private Found limited(Graph.Sentence sentence, Found found, int from, Graph.Node detail) {
    int first = detail.first;
    while (first > from
        && detail.first - first < LONGEST_MANNER
        && !parser.isLimit(text(first, detail))) {
      first--;
    }
    if (!parser.isLimit(text(first, detail))) {
      return found;
    }
    String before = graph.words(found.first(), found.end());
    for (int end = limit(sentence, detail.first); end >= detail.end; end--) {
      Reading<List<Dose>> doses = parser.parseAll(before + ", " + graph.words(first, end));
      if (!isOpenEnd(sentence, first, end)
          && isUnderstood(doses)
          && doses.value().orElseThrow().size() == found.doses().size()) {
        return new Found(doses.value().orElseThrow(), found.first(), end, doses.remarks());
      }
    }
    return new Found(found.doses(), found.first(), detail.end, found.remarks());
  }

  private String text(int first, Graph.Node detail) {
    return graph.words(first, detail.end);
  }

  private static List<Dose> joined(List<Dose> first, List<Dose> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  // Doses that are said to follow have the next places in the sequence.
  private static List<Dose> followed(List<Dose> first, List<Dose> second) {
    if (second.isEmpty()) {
      return first;
    }
    int last = first.stream().mapToInt(dose -> dose.sequence().orElse(1)).max().orElse(0);
    return joined(
        first.stream()
            .map(dose -> dose.withSequence(dose.sequence().or(() -> Optional.of(1))))
            .toList(),
        second.stream()
            .map(dose -> dose.withSequence(Optional.of(last + dose.sequence().orElse(1))))
            .toList());
  }

  // "followed by a maintenance dose of 5 mg", "increased to 1 mg": the next dose of the same drug.
  private Found sequel(Graph.Sentence sentence, int from) {
    boolean sequel = false;
    for (int i = from; i < Math.min(sentence.end, from + SEQUEL_SIGHT); i++) {
      Optional<Graph.Node> node = graph.nodeAt(i);
      boolean other =
          node.filter(n -> n.isTest() || n.isProblem() || n.isTreatment() && !isGenericNode(n))
              .isPresent();
      if (other || ends.contains(graph.token(i).lower())) {
        break;
      }
      if (sequel && isAmount(sentence, i)) {
        return isChange(sentence, i) || isOfNext(sentence, from, i)
            ? new Found(List.of(), from, from)
            : behind(sentence, i);
      }
      sequel |= sequels.contains(graph.token(i).lower());
    }
    return new Found(List.of(), from, from);
  }

  private boolean isGenericNode(Graph.Node node) {
    return node.type == MentionType.MEDICATION && !isNamed(node);
  }

  // "reduced by 10 mg": how much more or less, and no dose.
  private boolean isChange(Graph.Sentence sentence, int amount) {
    return graph.lower(sentence, amount - 1).equals("by")
        && TokenPattern.wordClass("dose-change").contains(graph.lower(sentence, amount - 2));
  }

  // "tapered by 5 mg every week": how often it was changed.
  private boolean isOfChange(Graph.Sentence sentence, Graph.Node drug, Graph.Node detail) {
    for (int i = drug.end; i < detail.first; i++) {
      if (isChange(sentence, i)) {
        return true;
      }
    }
    return false;
  }

  // "as a continuous infusion": what is stated without a number, in its words.
  private Found inWords(Graph.Sentence sentence, Graph.Node drug) {
    return Stream.of(Graph.Relation.DOSE, Graph.Relation.ROUTE, Graph.Relation.FREQUENCY)
        .flatMap(drug::details)
        .filter(detail -> isPart(detail) && detail.sentence == drug.sentence)
        .filter(detail -> !isFiller(detail))
        .filter(detail -> !isChange(sentence, detail.first) && !isOfChange(sentence, drug, detail))
        .filter(
            detail -> detail.first < drug.first || !isDrugBetween(sentence, drug.end, detail.first))
        .filter(
            detail -> detail.first >= drug.end || !isDrugBetween(sentence, detail.end, drug.first))
        .filter(detail -> detail.end <= drug.first || !isOfNext(sentence, drug.end, detail.first))
        .min(Comparator.naturalOrder())
        .map(
            detail ->
                new Found(
                    List.of(
                        routed(Dose.ofText(graph.words(detail)), route(detail.first, detail.end))),
                    detail.first,
                    detail.end))
        .or(() -> listRoute(sentence, drug))
        .orElseGet(() -> new Found(List.of(), drug.end, drug.end));
  }

  /** Whether words are a dose, a frequency or a route, and no name of a drug. */
  boolean isDosage(String words) {
    String plain = ConceptCoder.plain(words);
    if (!vocabulary.find(Domain.ROUTE, plain).isEmpty()) {
      return true;
    }
    Reading<Dose> dose = parser.parse(plain);
    return dose.value().filter(d -> isStructured(d) || d.asNeeded()).isPresent()
        && isUnderstood(dose);
  }

  // Where the words of a dose begin behind a drug; -1 where none do.
  private int start(Graph.Sentence sentence, Graph.Node drug, int from) {
    Optional<Graph.Node> aligned =
        drug.edges.stream()
            .filter(edge -> edge.head() == drug && edge.relation() == Graph.Relation.DOSE)
            .filter(edge -> edge.origin().equals("aligned-lists"))
            .map(Graph.Edge::detail)
            .filter(detail -> detail.first >= from)
            .findFirst();
    if (aligned.isPresent()) {
      return aligned.get().first;
    }
    int at = from;
    int skipped = 0;
    while (at < sentence.end && skipped <= FILLERS) {
      Optional<Graph.Node> node = graph.nodeAt(at);
      boolean part = node.filter(DosageReader::isPart).filter(n -> !isFiller(n)).isPresent();
      if (part || isAmount(sentence, at)) {
        if (node.filter(DosageReader::isResult).isPresent()) {
          return -1;
        }
        boolean none = isOfNext(sentence, from, at) || isChange(sentence, at);
        return none ? -1 : at;
      }
      boolean other = node.filter(n -> isDrug(n) || n.isProblem() || n.isTest()).isPresent();
      if (other || !fillers.contains(graph.token(at).lower())) {
        break;
      }
      at++;
      skipped++;
    }
    int bracket = bracket(sentence, from);
    return bracket >= 0 ? bracket : stated(sentence, drug, from);
  }

  // "was infused at 5 mg/h": that it was given, and not how.
  private boolean isFiller(Graph.Node node) {
    return node.type == MentionType.ADMINISTRATION
        && node.length() == 1
        && fillers.contains(graph.token(node.first).lower())
        && vocabulary.find(Domain.ROUTE, graph.token(node.first).lower()).isEmpty();
  }

  // "sildenafil as targeted therapy (20 mg twice a day)".
  private int bracket(Graph.Sentence sentence, int from) {
    for (int i = from; i < Math.min(sentence.end - 1, from + BRACKET_SIGHT); i++) {
      int at = i;
      boolean drug =
          graph
              .nodeAt(i)
              .filter(node -> isOtherDrug(node) || isListed(sentence, from, node, at))
              .isPresent();
      if (drug || clauseBreak(i)) {
        return -1;
      }
      if (graph.token(i).lower().equals("(") && isAmount(sentence, i + 1)) {
        return i + 1;
      }
    }
    return -1;
  }

  // "A targeted B therapy (5 mg)": words that end in "therapy" and have no code say what A is.
  private boolean isOtherDrug(Graph.Node node) {
    return isDrug(node) && vocabulary.find(Domain.MEDICATION, graph.words(node)).size() > 0;
  }

  // "A and B with C (5 mg)": of the last drug, which the vocabulary need not know.
  private boolean isListed(Graph.Sentence sentence, int from, Graph.Node node, int at) {
    boolean joined = isJoint(sentence, at - 1) && at > from;
    return at == node.first && joined && isDrug(node);
  }

  private boolean clauseBreak(int at) {
    return ends.contains(graph.token(at).lower()) || graph.token(at).lower().equals(",");
  }

  // The nearest dose that is joined to the drug, where no other drug stands between.
  private int stated(Graph.Sentence sentence, Graph.Node drug, int from) {
    return Stream.of(Graph.Relation.DOSE, Graph.Relation.FREQUENCY, Graph.Relation.ROUTE)
        .flatMap(drug::details)
        .filter(detail -> detail.first >= from && isPart(detail))
        .filter(detail -> !isDrugBetween(sentence, from, detail.first))
        .filter(detail -> !isOfNext(sentence, from, detail.first))
        .min(Comparator.naturalOrder())
        .map(detail -> detail.first)
        .orElse(-1);
  }

  private boolean isDrugBetween(Graph.Sentence sentence, int from, int to) {
    return sentence.nodes.stream()
        .anyMatch(
            node ->
                (isDrug(node) || node.type == MentionType.THERAPEUTIC_PROCEDURE)
                    && node.first >= from
                    && node.end <= to);
  }

  private static boolean isPart(Graph.Node node) {
    return node.is(MentionType.DOSAGE, MentionType.FREQUENCY, MentionType.ADMINISTRATION);
  }

  // "cortisol after 1 mg dexamethasone was [412 nmol/L]": of a test.
  private static boolean isResult(Graph.Node node) {
    return node.type == MentionType.LAB_VALUE
        && node.heads(Graph.Relation.VALUE).anyMatch(Graph.Node::isTest);
  }

  // A number with a unit of dose behind it.
  private boolean isAmount(Graph.Sentence sentence, int at) {
    return graph.token(at).isNumber()
        && (isStructured(parser.parse(graph.words(at, Math.min(sentence.end, at + 2))))
            || lastOfSteps(sentence, at) > at);
  }

  // "60→40→20 mg": the number that has the unit of all; else the first.
  private int lastOfSteps(Graph.Sentence sentence, int first) {
    int last = first;
    while (changeMarks.contains(graph.lower(sentence, last + 1))
        && last + 3 < sentence.end
        && graph.token(last + 2).isNumber()) {
      last += 2;
    }
    return last > first && isAmount(sentence, last) ? last : first;
  }

  // The steps of "60→40→20 mg", each with the unit of the last.
  private Found steps(Graph.Sentence sentence, int first, int last) {
    Found end = behind(sentence, last);
    List<Dose> doses = new ArrayList<>();
    for (int i = first; i < last && !end.doses().isEmpty(); i += 2) {
      String amount = graph.token(i).text() + " " + graph.token(last + 1).text();
      doses.addAll(parser.parseAll(amount).value().orElse(List.of()));
    }
    return end.doses().isEmpty()
        ? end
        : new Found(followed(numbered(doses), end.doses()), first, end.end(), end.remarks());
  }

  private static List<Dose> numbered(List<Dose> doses) {
    return IntStream.range(0, doses.size())
        .mapToObj(i -> doses.get(i).withSequence(Optional.of(i + 1)))
        .toList();
  }

  // "A and 100 mg of B", "A, 60 mg B": the dose is that of the drug behind it.
  private boolean isOfNext(Graph.Sentence sentence, int from, int dose) {
    int at = dose;
    boolean apart = dose > from;
    while (at < sentence.end && at - dose < LONGEST_LEAD) {
      Optional<Graph.Node> node = graph.nodeAt(at);
      if (node.filter(this::isDrug).isPresent()) {
        boolean of = graph.lower(sentence, at - 1).equals("of");
        return of || apart && graph.token(from).lower().length() <= 3 && isJoint(sentence, from);
      }
      boolean part = node.filter(DosageReader::isPart).isPresent();
      String word = graph.token(at).lower();
      boolean glue = graph.token(at).isNumber() || isGlued(sentence, at) || word.equals("of");
      if (!part && !glue) {
        return false;
      }
      at++;
    }
    return false;
  }

  private boolean isJoint(Graph.Sentence sentence, int at) {
    return TokenPattern.wordClass("joiner").contains(graph.lower(sentence, at));
  }

  // The unit behind a number.
  private boolean isGlued(Graph.Sentence sentence, int at) {
    return at > sentence.first && graph.token(at - 1).isNumber() && graph.token(at).isWord();
  }

  // "1 g was given every 12 hours": an amount, and behind the verb how often. "At 8 am" alone is
  // when it was given once.
  private Found given(Graph.Sentence sentence, Found found) {
    int verb = found.end();
    verb += graph.lower(sentence, verb).equals(",") ? 1 : 0;
    boolean amount =
        found.doses().size() == 1
            && isUnderstood(found)
            && PASSIVES.contains(graph.lower(sentence, verb));
    if (!amount) {
      return found;
    }
    int from = verb + 1;
    while (from < sentence.end
        && (givings.contains(graph.token(from).lower())
            || graph.token(from).lower().endsWith("ly")
                && givings.contains(graph.lower(sentence, from + 1)))) {
      from++;
    }
    if (from == verb + 1 || from >= sentence.end) {
      return found;
    }
    String before = graph.words(found.first(), found.end());
    for (int end = limit(sentence, from); end > from; end--) {
      if (isOpenEnd(sentence, from, end)) {
        continue;
      }
      Reading<List<Dose>> doses = parser.parseAll(before + " " + graph.words(from, end));
      if (isUnderstood(doses)
          && goesOnWith(found.doses().get(0), doses.value().orElseThrow())
          && !isIntermittent(sentence, end)
          && cycleEnd(sentence, end, sentence.end) == end
          && !exceptions.contains(graph.lower(sentence, end))) {
        return new Found(doses.value().orElseThrow(), found.first(), end, doses.remarks());
      }
    }
    return found;
  }

  private static boolean isUnderstood(Found found) {
    return found.remarks().stream()
        .noneMatch(remark -> remark.code().equals(DoseParser.NOT_UNDERSTOOD));
  }

  // Whether the first of some doses says more of a regimen than a dose does, or steps follow it.
  private static boolean goesOnWith(Dose before, List<Dose> doses) {
    Dose first = doses.get(0);
    boolean same = first.amount().equals(before.amount()) && first.rate().equals(before.rate());
    boolean steps = doses.size() == 2 && !isStructured(doses.get(1));
    boolean often =
        before.frequency().isEmpty() && first.frequency().isPresent()
            || before.infusionTime().isEmpty() && first.infusionTime().isPresent()
            || first.clockTimes().size() > 1
            || first.weekdays().size() > 1
            || first.dayParts().stream().anyMatch(Dose.DayPart::isOfMeals);
    return same && (steps || doses.size() == 1 && often);
  }

  private boolean isOpenEnd(Graph.Sentence sentence, int start, int end) {
    String last = graph.token(end - 1).lower();
    String before = graph.lower(sentence, end - 2);
    boolean stop =
        last.equals(".") && (before.length() > 1 || before.equals(")"))
            || last.equals(")") && !isOpen(start, end - 1);
    return stop
        || openEnds.contains(last)
        || MARKS.contains(last)
        || isOfNumberedDoses(sentence, end);
  }

  // The longest stretch from a token on that is understood.
  private Found behind(Graph.Sentence sentence, int from) {
    // "from 25 mg to 100 mg": one dose and then the other.
    if (isChange(sentence, from)) {
      return new Found(List.of(), from, from);
    }
    int last = graph.token(from).isNumber() ? lastOfSteps(sentence, from) : from;
    if (last > from) {
      return steps(sentence, from, last);
    }
    boolean titration = graph.lower(sentence, from - 1).equals("from");
    int start = titration ? from - 1 : from;
    int limit = limit(sentence, start);
    if (isTotal(sentence, start)) {
      int end = Math.min(limit, start + 2);
      Optional<Graph.Node> node = graph.nodeAt(start);
      end = node.filter(DosageReader::isPart).map(n -> n.end).orElse(end);
      int first = start;
      while (first > sentence.first
          && !graph.token(first - 1).lower().equals(",")
          && start - first < FILLERS
          && fillersOrTotals(graph.token(first - 1).lower())) {
        first--;
      }
      return new Found(List.of(Dose.ofText(graph.words(first, end))), first, end);
    }
    for (int end = limit; end > start; end--) {
      if (isOpenEnd(sentence, start, end)) {
        continue;
      }
      String words = graph.words(start, end);
      int close = words.indexOf(')');
      if (close >= 0 && (words.indexOf('(') < 0 || words.indexOf('(') > close)) {
        // "(Advil, 400 mg) at night"
        words = words.substring(0, close) + words.substring(close + 1);
      }
      Reading<List<Dose>> doses = parser.parseAll(words);
      List<Dose> all = doses.value().orElseThrow();
      boolean structured =
          IntStream.range(0, all.size())
              .allMatch(k -> isStructured(all.get(k)) || k > 0 && isInPlace(all.get(k)));
      if (structured && isUnderstood(doses) && !isCutSteps(sentence, doses, end)) {
        if (exceptions.contains(graph.lower(sentence, end))) {
          return inWords(start, clauseEnd(end, limit));
        }
        boolean lasting =
            doses.value().orElseThrow().stream().anyMatch(dose -> dose.duration().isPresent());
        if (lasting && isIntermittent(sentence, end)) {
          continue;
        }
        if (isDivided(sentence, doses.value().orElseThrow(), end)) {
          return inWords(start, end);
        }
        int cycle = cycleEnd(sentence, end, limit);
        if (cycle > end && doses.value().orElseThrow().stream().anyMatch(this::isOften)) {
          return inWords(start, cycle);
        }
        return goesOn(sentence, end)
            ? inWords(start, wholeEnd(start, end, limit))
            : new Found(doses.value().orElseThrow(), start, end);
      }
    }
    Optional<Graph.Node> node = graph.nodeAt(start).filter(n -> n.type == MentionType.DOSAGE);
    return node.filter(n -> hasNumber(n))
        .map(n -> new Found(List.of(Dose.ofText(graph.words(n))), n.first, n.end))
        .orElseGet(() -> new Found(List.of(), start, start));
  }

  // "increased by 25 mg every week to 100 mg | twice daily": cut there, the last step and those
  // before it would be as often as the first.
  private boolean isCutSteps(Graph.Sentence sentence, Reading<List<Dose>> doses, int end) {
    List<String> texts = doses.value().orElseThrow().stream().map(Dose::text).toList();
    return texts.stream().distinct().count() < texts.size()
        && IntStream.rangeClosed(end + 1, Math.min(sentence.end, end + STEP_SIGHT))
            .anyMatch(
                to ->
                    parser
                        .parse(graph.words(end, to))
                        .value()
                        .orElseThrow()
                        .frequency()
                        .isPresent());
  }

  // "four weekly | doses": how many there are, and not every how many weeks.
  private boolean isOfNumberedDoses(Graph.Sentence sentence, int end) {
    return doseAdverbs.contains(graph.lower(sentence, end - 1))
        && doseNouns.contains(graph.lower(sentence, end))
        && (graph.token(end - 2).isNumber() || numerals.contains(graph.lower(sentence, end - 2)));
  }

  /**
   * Whether a length of time that ends before a token is not how long a drug was taken: "for 4
   * weeks | on and 2 weeks off", "for 14 days | of every 21 days".
   */
  boolean isIntermittent(Graph.Sentence sentence, int end) {
    String next = graph.lower(sentence, end);
    if (next.equals("on")) {
      return breaks.contains(graph.lower(sentence, end + 1));
    }
    return (next.equals("of") || next.equals("out"))
        && IntStream.range(end + 1, Math.min(sentence.end, end + BRACKET_SIGHT))
            .anyMatch(i -> cycleWords.contains(graph.token(i).lower()));
  }

  // "twice daily | on days 1 to 14 of a 21-day cycle": without the days it would be given without a
  // break. The end of those words; the token itself where there are none.
  private int cycleEnd(Graph.Sentence sentence, int from, int limit) {
    int alternate = ALTERNATE.end(graph, sentence, from);
    if (alternate > from) {
      return Math.min(alternate, limit);
    }
    if (CYCLE_DAYS.end(graph, sentence, from) < 0) {
      return from;
    }
    int end = from;
    while (end < limit
        && (graph.token(end).isNumber()
            || cycleParts.contains(graph.token(end).lower())
            || numerals.contains(graph.token(end).lower()))) {
      end++;
    }
    while (openEnds.contains(graph.token(end - 1).lower())
        || MARKS.contains(graph.token(end - 1).lower())) {
      end--;
    }
    return end;
  }

  // An amount in all, which the words behind it spread over several doses.
  private boolean isDivided(Graph.Sentence sentence, List<Dose> doses, int end) {
    return doses.size() == 1
        && doses.get(0).amount().isPresent()
        && doses.get(0).frequency().isEmpty()
        && DIVIDED.stream().anyMatch(words -> words.end(graph, sentence, end) > end);
  }

  // Within a day of a cycle.
  private boolean isOften(Dose dose) {
    return dose.frequency().filter(often -> often.unit().compareTo(TimeUnit.DAY) <= 0).isPresent();
  }

  // "7.5 mg daily | except 5 mg on Wednesdays": all of it is one dose.
  private int clauseEnd(int from, int limit) {
    int end = from;
    while (end < limit && !clauseBreak(end)) {
      end++;
    }
    return end;
  }

  // "0.1 ml/10 kg": cut before what it is for, a relative dose would be an absolute one.
  private boolean goesOn(Graph.Sentence sentence, int end) {
    Graph.Token last = graph.token(end - 1);
    return !last.isWord() && dividers.contains(last.lower())
        || dividers.contains(graph.lower(sentence, end))
            && !undivided.contains(graph.lower(sentence, end + 1));
  }

  // Divisors, numbers and their units, and what is written without a space: "· kg−1", "mg/m(2)".
  private int wholeEnd(int start, int end, int limit) {
    int at = end;
    while (at < limit) {
      Graph.Token token = graph.token(at);
      Graph.Token last = graph.token(at - 1);
      boolean mark = !token.isWord() && !token.isNumber() && !dividers.contains(token.lower());
      boolean joined = token.span().start() == last.span().end();
      boolean part =
          mark
              ? joined
                  && !".,;:".contains(token.lower())
                  && (!token.lower().equals(")") || isOpen(start, at))
              : joined
                  || dividers.contains(token.lower())
                  || dividers.contains(last.lower())
                  || token.isNumber()
                  || last.isNumber() && at > end;
      if (!part) {
        break;
      }
      at++;
    }
    return at;
  }

  private Found inWords(int from, int end) {
    // "epirubicin [(total dose: 1200 mg])"
    boolean opens = end - from > 1 && graph.token(from).text().equals("(") && isOpen(from, end);
    int first = opens ? from + 1 : from;
    String words = graph.words(first, end);
    return new Found(
        List.of(Dose.ofText(ConceptCoder.plain(words))),
        first,
        end,
        List.of(DoseParser.unread(words)));
  }

  private boolean isOpen(int start, int end) {
    int open = 0;
    for (int i = start; i < end; i++) {
      String word = graph.token(i).lower();
      open += word.equals("(") ? 1 : word.equals(")") ? -1 : 0;
    }
    return open > 0;
  }

  private boolean fillersOrTotals(String word) {
    return fillers.contains(word) || totals.contains(word) || articles.contains(word);
  }

  private boolean hasNumber(Graph.Node node) {
    for (int i = node.first; i < node.end; i++) {
      if (graph.token(i).isNumber()) {
        return true;
      }
    }
    return false;
  }

  // "a total dose of 450 mg": the sum of all doses is no dose.
  private boolean isTotal(Graph.Sentence sentence, int start) {
    for (int i = start - 1; i >= Math.max(sentence.first, start - FILLERS); i--) {
      String word = graph.token(i).lower();
      if (totals.contains(word)) {
        return true;
      }
      if (!fillers.contains(word) && !articles.contains(word)) {
        return false;
      }
    }
    return false;
  }

  private int limit(Graph.Sentence sentence, int start) {
    int limit = Math.min(sentence.end, start + LONGEST);
    boolean condition = false;
    for (int i = start; i < limit; i++) {
      Optional<Graph.Node> node = graph.nodeAt(i);
      boolean other =
          node.filter(
                  n ->
                      (n.isTreatment() && !isGenericNode(n)
                              || n.isTest()
                              || n.is(MentionType.DISEASE_DISORDER))
                          && !isHowGiven(n)
                          && !isManner(n)
                          && !isDiluent(sentence, n, start))
              .isPresent();
      if (other && isDrug(node.get())) {
        // The words before a drug that say its route are its own.
        return Math.max(start, Math.min(i, lead(sentence, node.get())));
      }
      boolean verb = PASSIVES.contains(graph.token(i).lower());
      // "if the temperature was above 38.5": what must be there is a part of the dose.
      condition |= conditions.contains(graph.token(i).lower());
      if (!condition && (other || verb && i > start) || isEnd(sentence, i)) {
        return i;
      }
    }
    return limit;
  }

  // The point of "b.i.d." ends nothing.
  private boolean isEnd(Graph.Sentence sentence, int at) {
    String word = graph.token(at).lower();
    boolean abbreviation =
        word.equals(".")
            && (graph.lower(sentence, at - 1).length() == 1
                || graph.nodeAt(at).filter(DosageReader::isPart).isPresent());
    return ends.contains(word) && !abbreviation;
  }

  // First token of the words right before a drug that say its dose or route: "oral", "100 mg of".
  private int lead(Graph.Sentence sentence, Graph.Node drug) {
    int at = drug.first;
    if (at > sentence.first && graph.token(at - 1).lower().equals("of")) {
      at--;
    }
    int lead = drug.first;
    while (at > sentence.first && drug.first - at < LONGEST_LEAD) {
      String word = graph.token(at - 1).lower();
      Optional<Graph.Node> node = graph.nodeAt(at - 1);
      boolean part = node.filter(DosageReader::isPart).isPresent();
      boolean dosage = part || graph.token(at - 1).isNumber() || isGlued(sentence, at - 1);
      boolean route = !dosage && !vocabulary.find(Domain.ROUTE, word).isEmpty();
      if (!dosage && !route || ends.contains(word)) {
        break;
      }
      at = part ? Math.max(sentence.first, node.get().first) : at - 1;
      lead = at;
    }
    // What another drug before it has already: "A 100 mg B" leaves it to A.
    boolean taken =
        lead > sentence.first
            && lead < drug.first
            && graph.nodeAt(lead - 1).filter(n -> n.type == MentionType.MEDICATION).isPresent();
    return taken && !graph.token(drug.first - 1).lower().equals("of") ? drug.first : lead;
  }

  private Optional<Concept> route(int first, int end) {
    for (int from = first; from < end; from++) {
      for (int to = end; to > from; to--) {
        String words = ConceptCoder.plain(graph.words(from, to));
        if (!vocabulary.find(Domain.ROUTE, words).isEmpty()) {
          return Optional.of(new Concept(words, vocabulary.find(Domain.ROUTE, words)));
        }
      }
    }
    return Optional.empty();
  }

  private Found before(Graph.Sentence sentence, Graph.Node drug, int lead) {
    int end = drug.first;
    while (end > lead && graph.token(end - 1).lower().equals("of")) {
      end--;
    }
    if (end <= lead) {
      return new Found(List.of(), lead, lead);
    }
    if (isTotal(sentence, lead)) {
      return new Found(List.of(Dose.ofText(graph.words(lead, end))), lead, end);
    }
    Reading<List<Dose>> doses = parser.parseAll(graph.words(lead, end));
    boolean structured =
        doses.value().stream()
            .flatMap(List::stream)
            .allMatch(dose -> isStructured(dose) || dose.route().isPresent());
    return structured && isUnderstood(doses)
        ? new Found(doses.value().orElseThrow(), lead, end)
        : new Found(List.of(), lead, lead);
  }

  private static boolean isUnderstood(Reading<?> reading) {
    return reading.remarks().stream()
        .noneMatch(remark -> remark.code().equals(DoseParser.NOT_UNDERSTOOD));
  }

  // "Reduced by 5 mg every week": what follows is in words, and has its place.
  private static boolean isInPlace(Dose dose) {
    return dose.sequence().filter(place -> place > 1).isPresent();
  }

  private static boolean isStructured(Reading<Dose> reading) {
    return reading.value().filter(DosageReader::isStructured).isPresent();
  }

  /** Whether more of it is known than its words. */
  static boolean isStructured(Dose dose) {
    return dose.amount().isPresent()
        || dose.rate().isPresent()
        || dose.frequency().isPresent()
        || dose.route().isPresent()
        || !dose.dayParts().isEmpty()
        || dose.clockTimes().size() > 1;
  }

  private static Dose routed(Dose dose, Optional<Concept> route) {
    if (dose.route().isPresent() || route.isEmpty()) {
      return dose;
    }
    return dose.withRoute(route);
  }

  /** Doses of one course in sequence: what is stated later follows what is stated before. */
  static List<Dose> inSequence(List<Dose> first, List<Dose> second) {
    List<Dose> all = new ArrayList<>(first);
    second.stream().filter(dose -> !all.contains(dose)).forEach(all::add);
    return all;
  }
}
