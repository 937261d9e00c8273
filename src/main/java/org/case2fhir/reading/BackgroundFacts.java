package org.case2fhir.reading;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.FamilyHistory;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.Subject;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.model.When;
import org.case2fhir.notation.GravidaPara;
import org.case2fhir.notation.TimeSpans;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/** What the patient brought along: the illnesses of relatives, and the way of life. */
final class BackgroundFacts {
  private static final int UNDERGONE_SIGHT = 5;
  private static final Set<String> UNDERGONE = TokenPattern.wordClass("undergone");
  private static final Set<String> BIRTHS = TokenPattern.wordClass("delivery");
  private static final Set<String> MISUSE = TokenPattern.wordClass("misuse-noun");
  private static final Set<String> DIRECTIONS = TokenPattern.wordClass("compass-direction");
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("preposition");
  private static final int KIN_SIGHT = 3;
  private static final Set<String> HELD_BY = TokenPattern.wordClass("held-by");
  private static final Set<String> SUBJECTS = TokenPattern.wordClass("outcome-subject");
  private static final Set<String> KIN = TokenPattern.wordClass("kin");
  private static final Set<String> AFFECTED = TokenPattern.wordClass("affected-lead");
  private static final Set<String> ALIKE = TokenPattern.wordClass("of-the-same-kind");
  private static final int LONGEST_ILLNESS = 3;
  private static final Set<String> KIN_LEADS = TokenPattern.wordClass("relative-lead");
  private static final Set<String> CHILDREN = TokenPattern.wordClass("own-child");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> HAVE = TokenPattern.wordClass("have");
  private static final Set<String> EARLIER = TokenPattern.wordClass("earlier-child");
  private static final Set<String> OWNERS = TokenPattern.wordClass("owner");
  private static final Set<String> NO_CONSANGUINITY = TokenPattern.wordClass("no-consanguinity");
  private static final Set<String> HEALTHY = TokenPattern.wordClass("healthy-relative");
  private static final int CHILD_REACH = 5;
  private static final Set<String> NEXT_VERBS = TokenPattern.wordClass("next-clause");
  private static final Set<String> MANNERS = TokenPattern.wordClass("manner-of-death");
  private static final Set<String> DIED = TokenPattern.wordClass("died");
  private static final TokenPattern AT_AGE =
      TokenPattern.of("(at|aged) (the|an)? (age)? (of)? NUM (years|year)?");
  private static final TokenPattern AT_YOUNG_AGE =
      TokenPattern.of(
          "(at|aged) (the|an)? (age)? (of)? NUM (months|month|weeks|week|days|day) (of)? (age)?");
  private static final Set<String> UNNAMED = TokenPattern.wordClass("unnamed-illness");
  private static final TokenPattern DECEASED = TokenPattern.of("(deceased|dead) (from|of|due)");
  private static final TokenPattern PASSED_AWAY = TokenPattern.of("passed (away|on)");
  private static final Set<String> CHILD_DEATHS = TokenPattern.wordClass("death-of-child");
  private static final Set<String> ILLNESS_LEADS = TokenPattern.wordClass("illness-lead");
  private static final Set<String> CARRIERS = TokenPattern.wordClass("carrier-word");
  private static final Set<String> PARENTS = TokenPattern.wordClass("bearing-kin");
  private static final Set<String> DEATHS = TokenPattern.wordClass("death-noun");
  private static final Set<String> FAMILIES = TokenPattern.wordClass("of-family");
  // "at 52 weeks", "at 60 mg": no age in years.
  private static final Set<String> NOT_YEARS = TokenPattern.wordClass("no-years");
  private static final List<String> UNKNOWN_RELATIVE = List.of("family member");
  private static final int DEATH_REACH = 12;
  private static final int OLDEST = 120;
  private static final int KINSHIP_REACH = 2;
  private static final int LONGEST = 20;
  private static final int LONGEST_ASIDE = 6;
  private static final int SHARE_SIGHT = 3;

  private final FactBuilder facts;
  private final Graph graph;
  private final GenericTerms generic = GenericTerms.builtIn();
  private final StatementRules statements = StatementRules.builtIn();

  private final ResultReader results;

  private final boolean woman;

  private BackgroundFacts(
      FactBuilder facts, Vocabulary vocabulary, UnitTable units, boolean woman) {
    this.facts = facts;
    this.woman = woman;
    this.graph = facts.graph();
    this.results = new ResultReader(units, vocabulary);
  }

  /**
   * Adds the facts of all sentences.
   *
   * @param woman whether the patient is a grown woman
   */
  static void read(FactBuilder facts, Vocabulary vocabulary, UnitTable units, boolean woman) {
    BackgroundFacts background = new BackgroundFacts(facts, vocabulary, units, woman);
    for (Graph.Sentence sentence : facts.graph().sentences()) {
      for (Graph.Node node : List.copyOf(sentence.nodes)) {
        background.read(sentence, node);
      }
    }
  }

  private void read(Graph.Sentence sentence, Graph.Node node) {
    // "Her father had alcohol abuse" is an illness of his.
    boolean misuse =
        node.type == MentionType.PERSONAL_BACKGROUND && MISUSE.contains(graph.last(node).lower());
    boolean illness = node.isProblem() || node.is(MentionType.FAMILY_HISTORY) || misuse;
    if (illness && node.has(Property.Value.FAMILY) && !node.has(Property.Value.HYPOTHETICAL)) {
      relative(sentence, node);
    } else if (isOperation(sentence, node)) {
      operation(sentence, node);
    } else if (node.is(MentionType.PERSONAL_BACKGROUND, MentionType.OCCUPATION, MentionType.OUTCOME)
        && node.has(Property.Value.PATIENT)
        && !node.has(Property.Value.HYPOTHETICAL)
        && !(node.type == MentionType.OCCUPATION && node.has(Property.Value.ABSENT))
        && node.length() <= LONGEST
        && !isPlace(node)
        && !generic.isGeneric(graph.words(node))
        && !facts.timeline().statesDeath(node)) {
      social(sentence, node);
    }
  }

  // "Her brother was on dialysis": what was done to a relative tells of an illness that nothing
  // else in the sentence names.
  private boolean isOperation(Graph.Sentence sentence, Graph.Node node) {
    return node.type == MentionType.THERAPEUTIC_PROCEDURE
        && node.has(Property.Value.FAMILY)
        && node.has(Property.Value.DONE)
        && !generic.isGeneric(graph.words(node))
        && IntStream.range(node.first, node.end)
            .noneMatch(i -> BIRTHS.contains(graph.token(i).lower()))
        && IntStream.range(Math.max(sentence.first, node.first - UNDERGONE_SIGHT), node.first)
            .anyMatch(i -> UNDERGONE.contains(graph.token(i).lower()))
        && sentence.nodes.stream()
            .noneMatch(other -> other.isProblem() && other.has(Property.Value.FAMILY));
  }

  private void operation(Graph.Sentence sentence, Graph.Node node) {
    Concept done = Concept.ofText(ConceptCoder.plain(graph.words(node)));
    for (String relative : relatives(sentence, node)) {
      Concept who =
          facts.coder().code(List.of(relative), List.of(Domain.RELATIONSHIP), sentence).concept();
      FactDraft draft = facts.draft(FactKind.FAMILY_HISTORY, who, node, "relative-operation");
      draft.visit = Optional.empty();
      draft.time = Optional.empty();
      draft.illnesses.add(new FamilyHistory.Illness(done, Optional.empty(), Optional.empty()));
    }
  }

  // "[from] the [north of Morocco]"
  private boolean isPlace(Graph.Node node) {
    String first = graph.token(node.first).lower();
    return DIRECTIONS.contains(first) || node.length() == 1 && PREPOSITIONS.contains(first);
  }

  private void social(Graph.Sentence sentence, Graph.Node node) {
    if (node.origin.equals(StatementRules.SHORT_FORM)) {
      obstetric(node);
      return;
    }
    Optional<StatementRules.Rule> rule = statements.of(node);
    if (!woman && rule.filter(StatementRules.Rule::ofWoman).isPresent()
        || node.type == MentionType.OUTCOME && isOfRelative(sentence, node)) {
      return;
    }
    String own = ConceptCoder.plain(graph.words(node));
    String words =
        rule.flatMap(StatementRules.Rule::concept)
            .orElse(
                node.origin.equals(StatementRules.IN_LIST)
                        && node.length() == 1
                        && !own.endsWith("ing")
                    ? own + " use"
                    : own);
    boolean measured =
        rule.flatMap(StatementRules.Rule::category)
            .filter(FindingCategory.EXAM::equals)
            .isPresent();
    Concept concept =
        facts
            .coder()
            .code(List.of(words), List.of(measured ? Domain.TEST : Domain.FINDING), sentence)
            .concept();
    FactDraft draft =
        facts.draft(
            measured ? FactKind.MEASUREMENT : FactKind.FINDING,
            concept,
            node,
            rule.map(StatementRules.Rule::id).orElse("social"));
    draft.findingCategory =
        switch (node.type) {
          case OUTCOME -> FindingCategory.OUTCOME;
          case OCCUPATION -> FindingCategory.OCCUPATION;
          default -> FindingCategory.SOCIAL;
        };
    if (!measured && NO_CONSANGUINITY.stream().anyMatch(words.toLowerCase(Locale.ROOT)::contains)) {
      // "in none of her nonconsanguineous parents": what is denied is something else.
      draft.assertion = Assertion.PRESENT;
    }
    boolean origin =
        node.type == MentionType.PERSONAL_BACKGROUND
            && rule.isEmpty()
            && node.length() == 1
            && Character.isUpperCase(graph.words(node).charAt(0));
    if (node.type == MentionType.OCCUPATION
        || origin
        || TokenPattern.wordClass("plural-kin").contains(graph.last(node).lower())) {
      // "born at 37 weeks to nonconsanguineous parents": what they are is of no moment, nor is what
      // somebody does for a living; nor is "a Japanese man noticed two years before".
      draft.time = Optional.empty();
    }
    if (node.type == MentionType.OUTCOME) {
      sentence
          .nodes(MentionType.MEDICATION)
          .flatMap(drug -> facts.about(drug).stream())
          .filter(drug -> drug.kind == FactKind.MEDICATION)
          .filter(drug -> drug.assertion == Assertion.PRESENT && drug.head.end <= node.first)
          .forEach(draft.responseTo::add);
    }
    draft.measurementCategory = MeasurementCategory.EXAM;
    draft.value = statements.value(graph, node).or(() -> share(sentence, node));
  }

  // "G3P2": pregnancies and births, as the rows for "gravida 3, para 2" give them.
  private void obstetric(Graph.Node node) {
    Optional<GravidaPara> form = GravidaPara.leading(graph.words(node));
    if (!woman || form.isEmpty()) {
      return;
    }
    count("gravida", form.get().gravida(), node);
    form.get().para().ifPresent(births -> count("para", births, node));
  }

  private void count(String id, int number, Graph.Node node) {
    StatementRules.Rule rule = statements.byId.get(id);
    Concept concept =
        facts
            .coder()
            .code(
                List.of(rule.concept().orElseThrow()), List.of(Domain.TEST), graph.sentenceOf(node))
            .concept();
    FactDraft draft = facts.draft(FactKind.MEASUREMENT, concept, node, id);
    draft.measurementCategory = MeasurementCategory.EXAM;
    draft.value =
        Optional.of(
            new Value.Measured(
                new Amount(
                    BigDecimal.valueOf(number),
                    Optional.empty(),
                    new Unit(rule.unit(), Optional.empty()))));
  }

  // "more than 80% of her symptoms resolved"
  private Optional<Value> share(Graph.Sentence sentence, Graph.Node outcome) {
    return sentence
        .nodes(MentionType.LAB_VALUE)
        .filter(node -> node.end <= outcome.first && outcome.first - node.end <= SHARE_SIGHT)
        .filter(
            node ->
                graph.lower(sentence, node.end).equals("of")
                    || graph.token(node.end - 1).lower().equals("of")
                    || graph.lower(sentence, node.end - 2).equals("of"))
        .flatMap(node -> results.read(graph, sentence, outcome, node).stream())
        .filter(ResultReader.Result::isNumber)
        .map(ResultReader.Result::value)
        .findFirst();
  }

  private void relative(Graph.Sentence sentence, Graph.Node node) {
    if (isHealth(node)) {
      return;
    }
    String words = illness(node);
    Concept illness = concept(sentence, words);
    boolean named = isNamed(sentence, words);
    // "his younger brother", "a G4P3 mother": no illness.
    String last = graph.lower(sentence, node.end - 1);
    boolean person = KinshipTerms.isKin(last) || CHILDREN.contains(last);
    boolean death = isDeath(node, named);
    boolean unsaid =
        node.type == MentionType.FAMILY_HISTORY && !death && !isAffected(sentence, node);
    boolean vague = generic.isGeneric(words) || UNNAMED.contains(words.toLowerCase(Locale.ROOT));
    if (!named && (unsaid || person || vague)) {
      return;
    }
    // "Her twin's galactomannan was negative": what was tested is no illness.
    if (!named
        && node.has(Property.Value.ABSENT)
        && node.details(Graph.Relation.VALUE).findAny().isPresent()) {
      return;
    }
    // A denied illness is of no relative: FHIR has an Observation for it.
    if (node.has(Property.Value.ABSENT)) {
      String denied = "family history of " + ConceptCoder.plain(deniedIllness(node));
      FactDraft draft =
          facts.draft(FactKind.FINDING, Concept.ofText(denied), node, "no-family-history");
      draft.findingCategory = FindingCategory.HISTORY;
      return;
    }
    boolean fatal =
        death
            || isFatal(sentence, node)
            || DEATHS.contains(graph.last(node).lower()) && !isDeathOfChild(sentence, node);
    if (death
        && sentence.nodes.stream()
            .filter(other -> other != node && other.isProblem())
            .filter(other -> isNamed(sentence, illness(other)))
            .filter(other -> isFatal(sentence, other))
            .anyMatch(other -> isOfSame(sentence, node, other))) {
      // "died of leukemia": told with the leukemia.
      return;
    }
    Optional<When> age = age(sentence, node);
    Optional<String> outcome = fatal ? Optional.of("died") : Optional.empty();
    for (String relative : relatives(sentence, node)) {
      if (death && hasDied(sentence, relative)) {
        continue;
      }
      Concept who =
          facts.coder().code(List.of(relative), List.of(Domain.RELATIONSHIP), sentence).concept();
      FactDraft draft = facts.draft(FactKind.FAMILY_HISTORY, who, node, "relative");
      draft.visit = Optional.empty();
      draft.time = Optional.empty();
      Optional<When> onset = fatal ? Optional.empty() : age;
      if (!death) {
        draft.illnesses.add(new FamilyHistory.Illness(illness, onset, outcome));
      }
      if (fatal) {
        draft.deceased = Optional.of(new Subject.Death(true, age, Optional.empty()));
      }
    }
  }

  // "The father died of gout and the brother died at 35": two deaths.
  private boolean isOfSame(Graph.Sentence sentence, Graph.Node death, Graph.Node illness) {
    List<String> whose = relatives(sentence, death);
    return whose.equals(UNKNOWN_RELATIVE)
        || relatives(sentence, illness).stream().anyMatch(whose::contains);
  }

  // "Her mother died, at her death she was 50": one death.
  private boolean hasDied(Graph.Sentence sentence, String relative) {
    return facts.drafts().stream()
        .filter(draft -> draft.kind == FactKind.FAMILY_HISTORY && draft.deceased.isPresent())
        .filter(draft -> graph.sentenceOf(draft.head) == sentence)
        .anyMatch(draft -> draft.concept.text().equals(relative));
  }

  private Concept concept(Graph.Sentence sentence, String illness) {
    return facts
        .coder()
        .code(List.of(illness), List.of(Domain.CONDITION, Domain.FINDING), sentence)
        .concept();
  }

  private boolean isNamed(Graph.Sentence sentence, String illness) {
    return concept(sentence, illness).isCoded() || generic.isDiseaseName(illness);
  }

  // "his mother had a [neonatal death]": not hers.
  private boolean isDeathOfChild(Graph.Sentence sentence, Graph.Node node) {
    return graph.lowerWords(node.first, node.end).stream().anyMatch(CHILD_DEATHS::contains)
        && PARENTS.containsAll(relatives(sentence, node));
  }

  // "[died]", "[Two siblings had died in infancy]": of what is not said.
  private boolean isDeath(Graph.Node node, boolean named) {
    String word = graph.lower(node);
    if (node.length() == 1) {
      return DIED.contains(word) || DEATHS.contains(word);
    }
    if (PASSED_AWAY.end(graph, graph.sentenceOf(node), node.first) == node.end) {
      return true;
    }
    for (int i = node.first; !named && i < node.end; i++) {
      if (DIED.contains(graph.token(i).lower())) {
        return true;
      }
    }
    return false;
  }

  // "no [one in his family had cancer]": the cancer.
  private String deniedIllness(Graph.Node node) {
    boolean family = false;
    int first = node.first;
    for (int i = node.first; i + 1 < node.end; i++) {
      String word = graph.token(i).lower();
      family |= FAMILIES.contains(word) || KinshipTerms.isKin(word);
      boolean history =
          word.equals("of") && graph.token(Math.max(i - 1, node.first)).lower().equals("history");
      first = family && (AFFECTED.contains(word) || history) ? i + 1 : first;
    }
    return graph.words(first, node.end);
  }

  // "Her brother had similar symptoms but [recovered]": not the patient.
  private boolean isOfRelative(Graph.Sentence sentence, Graph.Node node) {
    int i = node.first - 1;
    while (i >= sentence.first && !KinshipTerms.isKin(graph.token(i).lower())) {
      if (SUBJECTS.contains(graph.token(i).lower())) {
        return false;
      }
      i--;
    }
    return i >= sentence.first;
  }

  // "a sister with [lupus]", "her aunt had [lupus]": an illness, though its name is in no table.
  private boolean isAffected(Graph.Sentence sentence, Graph.Node node) {
    // "his father was [a carrier of the same mutation]"
    boolean carrier =
        IntStream.range(node.first, node.end)
            .anyMatch(i -> CARRIERS.contains(graph.token(i).lower()));
    return carrier
        || AFFECTED.contains(graph.lower(sentence, node.first - 1))
            && KIN.contains(graph.lower(sentence, node.first - 2))
            && !ALIKE.contains(graph.lower(sentence, node.first))
            && node.length() <= LONGEST_ILLNESS;
  }

  // "Her sister is [alive and well]": no illness of hers.
  private boolean isHealth(Graph.Node node) {
    for (int i = node.first; i < node.end; i++) {
      String word = graph.token(i).lower();
      if (!HEALTHY.contains(word) && !KIN.contains(word)) {
        return false;
      }
    }
    return true;
  }

  // "died at 45 of [leukemia]", "died from [leukemia]": between a relative and what killed them.
  private boolean isFatal(Graph.Sentence sentence, Graph.Node node) {
    for (int i = node.first - 1; i >= Math.max(sentence.first, node.first - DEATH_REACH); i--) {
      if (DIED.contains(graph.token(i).lower())
          || DECEASED.end(graph, sentence, i) > i
          || PASSED_AWAY.end(graph, sentence, i) > i) {
        return true;
      }
      if (KIN.contains(graph.token(i).lower()) || NEXT_VERBS.contains(graph.token(i).lower())) {
        return false;
      }
    }
    return false;
  }

  // Behind the illness, "[leukemia] at the age of 45", or between "died" and the illness, or inside
  // "[died at 6 years]".
  private Optional<When> age(Graph.Sentence sentence, Graph.Node node) {
    for (int i = Math.max(sentence.first, node.first - DEATH_REACH); i <= node.end; i++) {
      boolean beside =
          i >= node.end
              || i < node.first && isFatalAge(sentence, node, i)
              || i > node.first && DIED.contains(graph.token(i - 1).lower());
      int end = beside ? AT_AGE.end(graph, sentence, i) : -1;
      if (end > 0 && !NOT_YEARS.contains(graph.lower(sentence, end))) {
        return years(i, end);
      }
      int young = beside ? AT_YOUNG_AGE.end(graph, sentence, i) : -1;
      if (young > 0) {
        return young(i, young);
      }
    }
    return Optional.empty();
  }

  // "at 2 months of age", "aged 3 weeks"; "at 6 weeks" alone may be of a pregnancy.
  private Optional<When> young(int first, int end) {
    boolean age = graph.token(first).lower().equals("aged");
    Optional<TimeSpan> span = Optional.empty();
    for (int i = first; i < end; i++) {
      age |= graph.token(i).lower().equals("age");
      String word = graph.token(i).lower();
      Optional<String> number =
          word.matches("\\d{1,3}") ? Optional.of(word) : AgePhrase.number(word);
      if (number.isPresent()) {
        span = TimeSpans.parseAge(number.get() + " " + graph.token(i + 1).lower()).value();
      }
    }
    return age ? span.map(When.AtAge::new) : Optional.empty();
  }

  private boolean isFatalAge(Graph.Sentence sentence, Graph.Node node, int at) {
    // "died suddenly at 20 of"
    int how = MANNERS.contains(graph.lower(sentence, at - 1)) ? at - 1 : at;
    return at > sentence.first
        && (DIED.contains(graph.lower(sentence, how - 1))
            || PASSED_AWAY.end(graph, sentence, how - 2) == how)
        && isFatal(sentence, node);
  }

  private Optional<When> years(int first, int end) {
    for (int i = first; i < end; i++) {
      String number = graph.token(i).text();
      if (number.matches("\\d{1,3}") && Integer.parseInt(number) <= OLDEST) {
        return Optional.of(new When.AtAge(new TimeSpan(new BigDecimal(number), TimeUnit.YEAR)));
      }
    }
    return Optional.empty();
  }

  // "surgery for goiter": the goiter.
  private String illness(Graph.Node node) {
    Optional<MentionCandidates.Injury> injury = MentionCandidates.injury(graph, node);
    if (injury.isPresent()) {
      return injury.get().name();
    }
    for (int i = node.end - 2; i > node.first; i--) {
      if (graph.token(i).lower().equals("for")) {
        boolean article = ARTICLES.contains(graph.token(i + 1).lower()) && i + 2 < node.end;
        return graph.words(article ? i + 2 : i + 1, node.end);
      }
    }
    for (int i = node.end - 2; i > node.first; i--) {
      // "heavy [familial history of digestive cancers]"
      if (graph.token(i).lower().equals("of") && graph.token(i - 1).lower().equals("history")) {
        return graph.words(i + 1, node.end);
      }
    }
    int kin = node.end - 1;
    while (kin >= node.first && !KinshipTerms.isKin(graph.token(kin).lower())) {
      kin--;
    }
    int named = node.first;
    while (kin < node.first
        && named < node.end - 1
        && ILLNESS_LEADS.contains(graph.token(named).lower())) {
      named++;
    }
    if (named > node.first) {
      return graph.words(named, node.end);
    }
    if (kin < node.first) {
      int site = siteBefore(node);
      return site < node.first
          ? graph.words(site, node.first) + " " + graph.words(node)
          : graph.words(node);
    }
    // "[alcoholic father]", "[whose sister had gout]": without the relative.
    int first = kin == node.end - 1 ? node.first : kin + 1;
    int end = kin == node.end - 1 ? kin : node.end;
    while (first < end && KIN_LEADS.contains(graph.token(first).lower())) {
      first++;
    }
    return first < end ? graph.words(first, end) : graph.words(node);
  }

  // "[abdominal] [pain]": the name begins with the part of the body; "[hypertrophic]
  // [cardiomyopathy]": or with a word that makes another illness of it.
  private int siteBefore(Graph.Node node) {
    return graph
        .nodeAt(node.first - 1)
        .filter(site -> site.sentence == node.sentence && site.end == node.first)
        .filter(
            site ->
                site.type == MentionType.BIOLOGICAL_STRUCTURE
                    || site.type == MentionType.DETAILED_DESCRIPTION
                        && facts
                            .coder()
                            .knows(
                                Domain.CONDITION,
                                graph.words(site.first, node.end),
                                graph.sentenceOf(node)))
        .map(site -> site.first)
        .orElse(node.first);
  }

  // Whose illness: the relatives named last before it, all of their list; else the first after it.
  private List<String> relatives(Graph.Sentence sentence, Graph.Node node) {
    List<String> named = new ArrayList<>();
    Optional<Graph.Proposal> pronoun =
        node.proposal(Property.EXPERIENCER)
            .filter(whose -> whose.rule().equals(PronounSubjects.RULE));
    if (pronoun.isPresent()) {
      int kin = pronoun.get().first();
      return List.of(graph.words(kinship(graph.sentenceOf(kin), kin), kin + 1));
    }
    // "a diabetic father and an [asthmatic] sister"
    if (KIN.contains(graph.lower(sentence, node.end))) {
      return List.of(graph.words(kinship(sentence, node.end), node.end + 1));
    }
    List<String> held = relativesBehind(sentence, node);
    if (!held.isEmpty()) {
      return held;
    }
    for (int i = node.end - 1; i >= sentence.first; i--) {
      i = beforeBrackets(sentence, i);
      String word = graph.token(i).lower();
      if (CHILDREN.contains(word) && named.isEmpty() && isOwned(sentence, i)) {
        return List.of("child");
      }
      if (KIN.contains(word)) {
        int first = kinship(sentence, i);
        named.add(0, graph.words(first, i + 1));
        i = first;
      } else if (!named.isEmpty() && !isListWord(word) && !graph.token(i).isNumber()) {
        break;
      }
    }
    for (int i = node.end; named.isEmpty() && i < sentence.end; i++) {
      if (KIN.contains(graph.token(i).lower())) {
        named.add(graph.words(kinship(sentence, i), i + 1));
      }
    }
    return named.isEmpty() ? UNKNOWN_RELATIVE : named;
  }

  // "her father (II-3) and grandmother (I-2) had [gout]": what stands before a closing bracket.
  private int beforeBrackets(Graph.Sentence sentence, int close) {
    int open = close;
    while (graph.token(close).lower().equals(")")
        && open > sentence.first
        && close - open <= LONGEST_ASIDE
        && !graph.token(open).lower().equals("(")) {
      open--;
    }
    return open < close && open > sentence.first && graph.token(open).lower().equals("(")
        ? open - 1
        : close;
  }

  // "gout in his mother and [lupus] in an uncle and two aunts": whom the words behind name.
  private List<String> relativesBehind(Graph.Sentence sentence, Graph.Node node) {
    List<String> named = new ArrayList<>();
    if (!HELD_BY.contains(graph.lower(sentence, node.end))) {
      return named;
    }
    int last = node.end;
    for (int i = node.end + 1; i < sentence.end && i <= last + KIN_SIGHT; i++) {
      String word = graph.token(i).lower();
      if (KIN.contains(word)) {
        named.add(graph.words(kinship(sentence, i), i + 1));
        last = i;
      } else if (!graph.token(i).isWord() && !isListWord(word)
          || graph.nodeAt(i).filter(Graph.Node::isProblem).isPresent()) {
        break;
      }
    }
    return named;
  }

  // "her first child": not the child that the account is about.
  private boolean isOwned(Graph.Sentence sentence, int child) {
    for (int i = child - 1; i >= Math.max(sentence.first, child - CHILD_REACH); i--) {
      if (OWNERS.contains(graph.token(i).lower())
          || i == child - 1 && EARLIER.contains(graph.token(i).lower()) && isHad(sentence, i)) {
        return true;
      }
    }
    return false;
  }

  // "She had a previous [child] with": her own; "the mother had a previous child" and "a previous
  // child had died" are said of a child's family.
  private boolean isHad(Graph.Sentence sentence, int earlier) {
    int verb = earlier - 1;
    while (ARTICLES.contains(graph.lower(sentence, verb))) {
      verb--;
    }
    return HAVE.contains(graph.lower(sentence, verb))
        && !KinshipTerms.isKin(graph.lower(sentence, verb - 1));
  }

  // Where the name of a relationship begins: "[maternal grandmother]", "[twin brother]".
  private int kinship(Graph.Sentence sentence, int kin) {
    for (int first = Math.max(sentence.first, kin - KINSHIP_REACH); first < kin; first++) {
      String words = graph.words(first, kin + 1);
      boolean known =
          facts
              .coder()
              .code(List.of(words), List.of(Domain.RELATIONSHIP), sentence)
              .concept()
              .codes()
              .stream()
              .anyMatch(code -> isSpelled(code.display(), words));
      if (known) {
        return first;
      }
    }
    return kin;
  }

  // Not "his mother", which the mother's code is found for, too.
  private static boolean isSpelled(String display, String words) {
    return display.replace('-', ' ').equalsIgnoreCase(words.replace('-', ' '));
  }

  private static boolean isListWord(String word) {
    return TokenPattern.wordClass("joiner").contains(word)
        || TokenPattern.wordClass("num").contains(word)
        || TokenPattern.wordClass("article").contains(word);
  }

  /**
   * Phrases that state a fact by themselves: {@code statements.tsv}. Columns: id; cue ({@link
   * TokenPattern}); kind, {@code social}, {@code symptom}, {@code outcome} or {@code measurement},
   * {@code other} where the words are a name that others find; concept, the words of the fact, or
   * {@code -} for the phrase itself; unit of the number in the phrase; matches, an example whose
   * words in brackets are found; differs, one whose words are not.
   */
  static final class StatementRules {
    // What only a woman has: in the account of a child it is the mother's.
    private static final String OBSTETRIC = "obstetric";

    /** The rule that finds the short form of an obstetric history. */
    private static final String SHORT_FORM = "gravida-para";

    private static final int SHORT_FORM_REACH = 16;

    /** The rule that finds a habit in a list of habits. */
    private static final String IN_LIST = "habit-in-list";

    private static final Set<String> HABITS = TokenPattern.wordClass("habit-substance");
    private static final Set<String> HABIT_NOUNS = TokenPattern.wordClass("habit-noun");
    private static final Set<String> HABIT_USES = TokenPattern.wordClass("habit-use");
    private static final Set<String> HABIT_ADJECTIVES = TokenPattern.wordClass("habit-adjective");
    private static final Set<String> HABIT_JOINTS = TokenPattern.wordClass("habit-joint");
    private static final Set<String> ANY_PROBLEM = TokenPattern.wordClass("outcome-of");
    private static final Set<String> OUTCOMES = TokenPattern.wordClass("change");
    private static final StatementRules BUILT_IN =
        new StatementRules(RuleTable.builtIn("statements.tsv"));

    private final List<Rule> rules;
    private final TokenPattern.Index<Rule> byFirstWord;
    private final Map<String, Rule> byId = new HashMap<>();

    /** A row. */
    record Rule(
        String id,
        TokenPattern pattern,
        Optional<FindingCategory> category,
        boolean ofWoman,
        Optional<String> concept,
        String unit,
        String matches,
        String differs) {}

    private StatementRules(RuleTable table) {
      this.rules = table.rows().stream().map(StatementRules::rule).toList();
      this.byFirstWord = new TokenPattern.Index<>(rules, Rule::pattern);
      rules.forEach(rule -> byId.put(rule.id(), rule));
    }

    static StatementRules builtIn() {
      return BUILT_IN;
    }

    private static Rule rule(RuleTable.Row row) {
      return new Rule(
          row.get("id"),
          TokenPattern.of(row.get("cue")),
          switch (row.get("kind")) {
            case "measurement", OBSTETRIC -> Optional.of(FindingCategory.EXAM);
            case "other" -> Optional.empty();
            default ->
                Optional.of(FindingCategory.valueOf(row.get("kind").toUpperCase(Locale.ROOT)));
          },
          row.get("kind").equals(OBSTETRIC),
          Optional.of(row.get("concept")).filter(words -> !words.equals("-")),
          row.get("unit"),
          row.get("matches"),
          row.get("differs"));
    }

    /** All rows. */
    List<Rule> rules() {
      return rules;
    }

    /** The rule that found a node, if one did. */
    Optional<Rule> of(Graph.Node node) {
      return Optional.ofNullable(byId.get(node.origin));
    }

    /** Adds a node for each phrase of a sentence, instead of what was found inside it. */
    void find(Graph graph, Graph.Sentence sentence) {
      int at = sentence.first;
      while (at < sentence.end) {
        Optional<TokenPattern.Index.Match<Rule>> match = byFirstWord.longest(graph, sentence, at);
        if (match.isPresent()) {
          Rule found = match.get().row();
          int first = at;
          int stop = match.get().end();
          List<Graph.Node> inside =
              sentence.nodes.stream().filter(node -> node.overlaps(first, stop)).toList();
          boolean other = found.category().isEmpty();
          boolean outcome = found.category().filter(FindingCategory.OUTCOME::equals).isPresent();
          // "the pain resolved" is said of the pain, "her symptoms resolved" of nothing named.
          boolean named =
              inside.stream()
                  .filter(Graph.Node::isProblem)
                  .map(node -> graph.token(node.end - 1).lower())
                  .anyMatch(word -> !ANY_PROBLEM.contains(word) && !OUTCOMES.contains(word));
          if (!other && (!outcome || !named)) {
            inside.forEach(graph::remove);
            boolean symptom = found.category().filter(FindingCategory.SYMPTOM::equals).isPresent();
            MentionType type =
                outcome
                    ? MentionType.OUTCOME
                    : symptom ? MentionType.SIGN_SYMPTOM : MentionType.PERSONAL_BACKGROUND;
            graph.add(type, at, stop, 1, found.id());
          }
          at = stop;
        } else {
          at = shortForm(graph, sentence, at).orElse(at + 1);
        }
      }
      for (int use = sentence.first + 1; use < sentence.end; use++) {
        if (HABIT_USES.contains(graph.token(use).lower())) {
          habitsBefore(graph, sentence, use);
        }
      }
    }

    // "tobacco, alcohol or illicit drug use": a habit each.
    private static void habitsBefore(Graph graph, Graph.Sentence sentence, int use) {
      int at = use - 1;
      if (!HABIT_NOUNS.contains(graph.token(at).lower())) {
        return;
      }
      while (HABIT_ADJECTIVES.contains(graph.lower(sentence, at - 1))) {
        at--;
      }
      int noun = at;
      boolean listed = false;
      while (at > sentence.first) {
        int before = at - 1;
        while (HABIT_JOINTS.contains(graph.lower(sentence, before))) {
          before--;
        }
        int habit = before;
        if (before == at - 1
            || before < sentence.first
            || !HABITS.contains(graph.token(habit).lower())) {
          break;
        }
        listed = true;
        // What a tagger took for one mention, "tobacco, alcohol", are two.
        sentence.nodes.stream()
            .filter(node -> node.overlaps(habit, habit + 1) && node.end <= use)
            .toList()
            .forEach(graph::remove);
        graph.add(MentionType.PERSONAL_BACKGROUND, habit, habit + 1, 1, IN_LIST);
        at = habit;
      }
      List<Graph.Node> own =
          sentence.nodes.stream().filter(node -> node.overlaps(noun, use + 1)).toList();
      // "heroin" is no medicine there.
      if (listed && own.stream().allMatch(node -> node.type == MentionType.MEDICATION)) {
        own.forEach(graph::remove);
        graph.add(MentionType.PERSONAL_BACKGROUND, noun, use + 1, 1, IN_LIST);
      }
    }

    // "G3P2", "G4 P2+1": its end, where it begins here. Its letters stand in no cell of a table.
    private static Optional<Integer> shortForm(Graph graph, Graph.Sentence sentence, int at) {
      if (graph.token(at).lower().charAt(0) != 'g') {
        return Optional.empty();
      }
      String words = graph.words(at, Math.min(sentence.end, at + SHORT_FORM_REACH));
      Optional<GravidaPara> form = GravidaPara.leading(words);
      int end = at;
      int width = form.map(GravidaPara::length).orElse(0) + graph.token(at).span().start();
      while (end < sentence.end && graph.token(end).span().end() <= width) {
        end++;
      }
      if (form.isEmpty() || graph.token(end - 1).span().end() != width) {
        return Optional.empty();
      }
      int stop = end;
      sentence.nodes.stream()
          .filter(node -> node.overlaps(at, stop))
          .toList()
          .forEach(graph::remove);
      graph.add(MentionType.PERSONAL_BACKGROUND, at, stop, 1, SHORT_FORM);
      return Optional.of(stop);
    }

    /** The number of a phrase with the unit of its rule. */
    Optional<Value> value(Graph graph, Graph.Node node) {
      String unit = of(node).map(Rule::unit).orElse("");
      for (int i = node.first; i < node.end && !unit.isEmpty(); i++) {
        String word = graph.token(i).lower();
        String number =
            AgePhrase.number(word).orElse(word.replaceFirst("(?<=^\\d),(?=\\d{3}$)", ""));
        if (number.matches("\\d{1,4}(\\.\\d{1,2})?")) {
          Unit named =
              switch (unit) {
                case "years" -> Unit.of("years", "a");
                case "weeks" -> Unit.of("weeks", "wk");
                case "kg", "g", "m", "cm" -> Unit.of(unit, unit);
                case "ft" -> Unit.of(unit, "[ft_i]");
                case "lb" -> Unit.of(unit, "[lb_av]");
                default -> new Unit(unit, Optional.empty());
              };
          return Optional.of(
              new Value.Measured(new Amount(new BigDecimal(number), Optional.empty(), named)));
        }
      }
      return Optional.empty();
    }
  }
}
