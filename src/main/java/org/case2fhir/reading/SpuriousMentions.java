package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.case2fhir.mention.MentionType;
import org.case2fhir.terminology.Domain;

/**
 * Drops mentions that name nothing: a word of another sense, a verb that shows something, the cause
 * in "heparin-induced", what something only looks like.
 */
final class SpuriousMentions {
  private static final int NEAR = 4;
  private static final Set<String> SPECIMENS = TokenPattern.wordClass("specimen-lead");
  private static final Set<String> SHOW_VERBS = TokenPattern.wordClass("show");
  private static final Set<String> CAUSING = TokenPattern.wordClass("drug-causing");
  private static final Set<String> FELT = TokenPattern.wordClass("felt");
  private static final Set<String> MOVED = TokenPattern.wordClass("change");
  private static final Set<String> CHANGE_LEADS = TokenPattern.wordClass("change-lead");
  private static final Set<String> STOPPED = TokenPattern.wordClass("stop-word");
  private static final Set<String> ADVERBS = TokenPattern.wordClass("adverb-of-course");
  private static final Set<String> PERSONS = TokenPattern.wordClass("person");
  private static final Set<String> UNITS = TokenPattern.wordClass("dose-unit");
  private static final Set<String> CHANGED = TokenPattern.wordClass("dose-titration");
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("range-preposition");
  private static final Set<String> NOT = TokenPattern.wordClass("not-word");
  private static final Set<String> DAY_PARTS = TokenPattern.wordClass("part-of-day");
  private static final Set<String> WEEKDAYS = TokenPattern.wordClass("weekday");
  private static final Set<String> GENERA = TokenPattern.wordClass("genus");
  private static final Set<String> LIKENESS = TokenPattern.wordClass("likeness");
  private static final Set<String> LEADS_INITIALS = TokenPattern.wordClass("initials-lead");
  private static final Set<String> ORGANIZATIONS = TokenPattern.wordClass("organization-noun");
  private static final Set<String> AUXILIARIES = TokenPattern.wordClass("do-auxiliary");
  private static final Set<String> SOCIETIES = TokenPattern.wordClass("society-noun");
  private static final Set<String> ORGANIZATION_LINKS = TokenPattern.wordClass("organization-link");
  private static final int LONGEST_ORGANIZATION = 7;
  private static final Set<String> RESIDING = TokenPattern.wordClass("residing");
  private static final Set<String> PLACE_LEADS = TokenPattern.wordClass("place-lead");
  private static final Set<String> RESIDENCE_PREPOSITIONS =
      TokenPattern.wordClass("residence-preposition");
  private static final Set<String> JUDGED = TokenPattern.wordClass("count-judgement");
  private static final Set<String> STUDY_PARTS = TokenPattern.wordClass("study-part");
  private static final Set<String> INABILITY = TokenPattern.wordClass("inability");
  private static final Set<String> FALSE = TokenPattern.wordClass("falseness");
  private static final Set<String> WALL_LAYERS = TokenPattern.wordClass("wall-layer");
  private static final Set<String> APPARATUS = TokenPattern.wordClass("drug-apparatus");
  private static final Set<String> MARKER_RESULTS = TokenPattern.wordClass("marker-result");
  private static final Set<String> AUTHORED = TokenPattern.wordClass("author-lead");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> VERBS = TokenPattern.wordClass("finite-verb");
  private static final Set<String> DIAGNOSING = TokenPattern.wordClass("diagnosing");
  private static final Set<String> GENE_WORDS = TokenPattern.wordClass("gene-word");
  private static final Set<String> GENE_LEADS = TokenPattern.wordClass("gene-lead");
  private static final Set<String> IS = TokenPattern.wordClass("singular-auxiliary");
  private static final Set<String> MANNERS = TokenPattern.wordClass("examination-manner");
  private static final int FARTHEST_GENE = 12;
  private static final Pattern SYMBOL = Pattern.compile("[A-Z][A-Z0-9]{2,9}");
  private static final Pattern INITIALS = Pattern.compile("[A-Z]{2,3}");
  private static final int SIGN_SIGHT = 3;
  private static final Set<String> FOUND = TokenPattern.wordClass("found");
  private static final Set<String> GENE_JOINTS = TokenPattern.wordClass("joiner");
  private static final Set<String> BOLUSES = TokenPattern.wordClass("bolus-word");
  private static final Set<String> SIGNS = TokenPattern.wordClass("sign-noun");
  private static final Set<String> SHOWING = TokenPattern.wordClass("sign-adjective");
  private static final Set<String> COMPARING_SIGNS = Set.of("<", "=", ">", "≤", "≥");
  private static final Set<String> PASSIVE = TokenPattern.wordClass("passive");
  private static final TokenPattern BORN = TokenPattern.of("born in NUM");
  private static final TokenPattern DECADE =
      TokenPattern.of("(early|mid|middle|late) -? NUM (s|'s|’s)?");

  private final Gazetteer names;
  private final Map<String, List<TokenPattern>> otherSenses = new HashMap<>();

  SpuriousMentions(Gazetteer names) {
    this.names = names;
    for (RuleTable.Row row : RuleTable.builtIn("other-senses.tsv").rows()) {
      otherSenses
          .computeIfAbsent(row.get("word"), word -> new ArrayList<>())
          .add(TokenPattern.of(row.get("pattern")));
    }
  }

  // "Child-Pugh B, MELD 17" as one finding: tests with their numbers, which others read.
  void dropMeasured(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      boolean number = false;
      boolean test = false;
      for (int i = node.first; node.isProblem() && i < node.end; i++) {
        boolean next = i + 1 < node.end && graph.token(i + 1).isNumber();
        String word = graph.token(i).lower();
        test |= next && (names.isTest(word) || names.isTest(word + " score"));
        number |= next;
      }
      if (number && test && names.domain(graph, node.first, node.end).isEmpty()) {
        graph.remove(node);
      }
    }
  }

  // "12 [lead] EKG": of how many curves it is.
  private static boolean isCountOfStudy(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    return node.isTest()
        && node.length() == 1
        && STUDY_PARTS.contains(graph.lower(node))
        && graph.lower(sentence, node.first - 1).matches("\\d{1,3}")
        && node.end < sentence.end
        && graph.nodeAt(node.end).filter(Graph.Node::isTest).isPresent();
  }

  // "The drug was withdrawn" is no finding; "she was withdrawn" is. "Two puffs" and "titrated" are
  // of a dose.
  void drop(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      if (node.is(MentionType.LAB_VALUE)
          && (NOT.contains(graph.lower(node)) || PREPOSITIONS.contains(graph.lower(node)))) {
        joinRest(graph, node);
        continue;
      }
      if (isCountOfStudy(graph, sentence, node)) {
        Graph.Node study = graph.nodeAt(node.end).orElseThrow();
        int first = node.first - 1;
        graph.nodeAt(first).filter(number -> number.first == first).ifPresent(graph::remove);
        graph.remove(node);
        graph.resize(study, first, study.end, "count-of-study");
        continue;
      }
      // "We were [unable to advance] the endoscope": what failed measures nothing.
      if (node.is(MentionType.LAB_VALUE) && INABILITY.contains(graph.token(node.first).lower())) {
        graph.remove(node);
        continue;
      }
      int falsely = graph.lower(sentence, node.first - 1).equals("-") ? 2 : 1;
      if (node.is(MentionType.LAB_VALUE)
          && FALSE.contains(graph.lower(sentence, node.first - falsely))
          && graph.nodeAt(node.first - falsely).isEmpty()) {
        // "as being [falsely positive]": the value is that it is none.
        graph.resize(node, node.first - falsely, node.end, "false-value");
      }
      boolean ofDose =
          node.length() == 1
              && (node.isProblem()
                  || node.isTest()
                  || node.type == MentionType.THERAPEUTIC_PROCEDURE)
              && (UNITS.contains(graph.lower(node))
                  || CHANGED.contains(graph.lower(node))
                  || BOLUSES.contains(graph.lower(node)));
      if (ofDose
          || isShowVerb(graph, node)
          || isFound(graph, sentence, node)
          || isOtherSense(graph, sentence, node)
          || isCause(graph, sentence, node)
          || isWeekdays(graph, node)
          || isChange(graph, sentence, node)
          || isSpecimen(graph, node)
          || isManner(graph, node)
          || isGenus(graph, node)
          || isInitials(graph, sentence, node)
          || isInOrganization(graph, sentence, node)
          || isNameOfOrganization(graph, sentence, node)
          || isAuxiliary(graph, node)
          || isAuthor(graph, sentence, node)
          || isGene(graph, sentence, node)
          || isResidence(graph, sentence, node)
          || isPlace(graph, node)
          || isTissue(graph, node)
          || isApparatus(graph, node)
          || isMarker(graph, sentence, node)
          || isSignOfProblem(graph, sentence, node)
          || isProbability(graph, sentence, node)
          || isPartOfDay(graph, node)
          || isBirthYearOrDecade(graph, sentence, node)) {
        graph.remove(node);
        continue;
      }
      if (!node.isProblem() || node.length() > 1 || !STOPPED.contains(graph.lower(node))) {
        continue;
      }
      int at = node.first - 1;
      while (at > sentence.first && ADVERBS.contains(graph.lower(sentence, at))) {
        at--;
      }
      boolean passive = PASSIVE.contains(graph.lower(sentence, at));
      boolean person = PERSONS.contains(graph.lower(sentence, at - 1));
      if (passive && !person) {
        graph.remove(node);
      }
    }
  }

  // "born in 1949", "in her [early 20s]": the age of the patient, and no finding.
  private static boolean isBirthYearOrDecade(
      Graph graph, Graph.Sentence sentence, Graph.Node node) {
    return BORN.end(graph, sentence, node.first) == node.end
        || DECADE.end(graph, sentence, node.first) == node.end;
  }

  // "radiation" of a murmur, "reconstruction" of images: words that name something else here.
  private boolean isOtherSense(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    int word = node.end - 1;
    // "Department of [Vascular Surgery]": what makes the last word another begins before the name.
    int last = node.length() > 1 ? node.first - 1 : word;
    for (TokenPattern pattern : otherSenses.getOrDefault(graph.token(word).lower(), List.of())) {
      for (int i = Math.max(sentence.first, node.first - NEAR); i <= last; i++) {
        if (pattern.end(graph, sentence, i) > word) {
          return true;
        }
      }
    }
    return false;
  }

  // "heparin-induced": what a drug did is no drug that is taken, and no disease that is like it.
  private boolean isCause(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    boolean within = node.length() > 1 && graph.token(node.end - 1).lower().equals("-");
    int hyphen = within ? node.end - 1 : node.end;
    boolean drug =
        node.type == MentionType.MEDICATION
            || node.isProblem()
                && names
                    .domain(graph, node.first, hyphen)
                    .filter(Domain.MEDICATION::equals)
                    .isPresent();
    return drug
        && graph.lower(sentence, hyphen).equals("-")
        && CAUSING.contains(graph.lower(sentence, hyphen + 1));
  }

  // "on Fridays": days on which something is given, and nothing that is given or had.
  private static boolean isWeekdays(Graph graph, Graph.Node node) {
    boolean days = node.is(MentionType.MEDICATION) || node.isProblem() || node.isTest();
    for (int i = node.first; days && i < node.end; i++) {
      days = WEEKDAYS.contains(graph.token(i).lower());
    }
    return days;
  }

  // "the scan then evoked a goiter": a verb that shows something is nothing that is done.
  private static boolean isShowVerb(Graph graph, Graph.Node node) {
    return node.type == MentionType.THERAPEUTIC_PROCEDURE
        && node.length() == 1
        && SHOW_VERBS.contains(graph.lower(node));
  }

  // "not" and "detected", "in" and "normal range" as two values: one.
  private static void joinRest(Graph graph, Graph.Node opening) {
    graph.remove(opening);
    graph
        .nodeAt(opening.end)
        .filter(value -> value.is(MentionType.LAB_VALUE) && value.sentence == opening.sentence)
        .ifPresent(value -> graph.resize(value, opening.first, value.end, "joined-value"));
  }

  // "150 mg at night", "in the morning": when something is taken, and nothing that is had.
  private static boolean isPartOfDay(Graph graph, Graph.Node node) {
    boolean other = node.isProblem() || node.is(MentionType.HISTORY, MentionType.ACTIVITY);
    for (int i = node.first; other && i < node.end; i++) {
      other = DAY_PARTS.contains(graph.token(i).lower());
    }
    return other;
  }

  // "a mass was palpated in the left breast": how it was found.
  private static boolean isFound(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    return (node.isProblem() || node.isTest())
        && node.length() == 1
        && FELT.contains(graph.lower(node))
        && PASSIVE.contains(graph.lower(sentence, node.first - 1));
  }

  // "creatinine fell from 798 to 200": nobody fell.
  private static boolean isChange(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    return node.isProblem()
        && node.length() == 1
        && MOVED.contains(graph.lower(node))
        && CHANGE_LEADS.contains(graph.lower(sentence, node.end))
        && node.end + 1 < sentence.end
        && graph.token(node.end + 1).isNumber();
  }

  // "CSF showed pleocytosis": where something was found is nothing that the patient has.
  private static boolean isSpecimen(Graph graph, Graph.Node node) {
    return node.isProblem() && node.length() == 1 && SPECIMENS.contains(graph.lower(node));
  }

  // "painful at palpation": how it was found is no part of the body.
  private static boolean isManner(Graph graph, Graph.Node node) {
    return node.type == MentionType.BIOLOGICAL_STRUCTURE && MANNERS.contains(graph.lower(node));
  }

  // "upon Mycobacterium confirmation": a germ that no vocabulary knows as a drug is none.
  private boolean isGenus(Graph graph, Graph.Node node) {
    return node.type == MentionType.MEDICATION
        && node.length() == 1
        && GENERA.contains(graph.lower(node))
        && names.domain(graph, node.first, node.end).isEmpty();
  }

  // "Baby [AO]", "a child named [BM]": who the patient is.
  private static boolean isInitials(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    return node.length() == 1
        && (node.isProblem() || node.isTreatment() || node.isTest())
        && (LEADS_INITIALS.contains(graph.lower(sentence, node.first - 1))
            || isIntroduced(graph, sentence, node))
        && INITIALS.matcher(graph.words(node)).matches();
  }

  // "[RC] is a 62-year-old male"
  private static boolean isIntroduced(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    return node.first == sentence.first
        && IS.contains(graph.lower(sentence, node.end))
        && ARTICLES.contains(graph.lower(sentence, node.end + 1))
        && graph
            .nodeAt(node.end + 2)
            .filter(age -> age.is(MentionType.AGE, MentionType.SEX))
            .isPresent();
  }

  // "the technique described by [Tsuge]": who thought of it.
  private boolean isAuthor(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    String word = graph.token(node.first).text();
    return node.length() == 1
        && (node.isProblem() || node.isTreatment() || node.isTest())
        && word.length() > 1
        && Character.isUpperCase(word.charAt(0))
        && Character.isLowerCase(word.charAt(word.length() - 1))
        && (graph.lower(sentence, node.first - 1).equals("by")
                && AUTHORED.contains(graph.lower(sentence, node.first - 2))
            || isCited(graph, sentence, node.end))
        && names.domain(graph, node.first, node.end).isEmpty();
  }

  /**
   * Whether a name ends before a token that cites it: "[Banister] [5]", "[McIndoe] and Banister
   * [5]".
   */
  static boolean isCited(Graph graph, Graph.Sentence sentence, int end) {
    int at = end;
    if (graph.lower(sentence, at).equals("and")
        && at + 1 < sentence.end
        && isCapital(graph, at + 1)) {
      at += 2;
    }
    return graph.lower(sentence, at).equals("[")
        && at + 2 < sentence.end
        && graph.token(at + 1).isNumber()
        && graph.lower(sentence, at + 2).equals("]");
  }

  // "a variant in [UMOD]": where the change is, if no vocabulary knows a disease by that name.
  private boolean isGene(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    boolean symbol =
        node.length() == 1
            && node.isProblem()
            && SYMBOL.matcher(graph.words(node)).matches()
            && names.domain(graph, node.first, node.end).isEmpty();
    int lead = node.first - 1;
    // "in the BRAF", "in KRAS, HRAS or [NRAS]"
    while (symbol
        && lead > sentence.first
        && (ARTICLES.contains(graph.lower(sentence, lead))
            || GENE_JOINTS.contains(graph.lower(sentence, lead))
            || GENE_JOINTS.contains(graph.lower(sentence, lead + 1))
                && SYMBOL.matcher(graph.token(lead).text()).matches())) {
      lead--;
    }
    if (!symbol || !GENE_LEADS.contains(graph.lower(sentence, lead))) {
      return false;
    }
    for (int i = lead - 1; i >= Math.max(sentence.first, lead - FARTHEST_GENE); i--) {
      if (GENE_WORDS.contains(graph.lower(sentence, i))) {
        return true;
      }
      // "The mutation led to a diagnosis of ECD": that is no gene.
      String word = graph.lower(sentence, i);
      // "no mutation was found in KRAS"
      boolean found =
          FOUND.contains(word)
              || PASSIVE.contains(word) && FOUND.contains(graph.lower(sentence, i + 1));
      if (!found && (PERSONS.contains(word) || VERBS.contains(word) || DIAGNOSING.contains(word))) {
        return false;
      }
    }
    return false;
  }

  /**
   * "The National Institute for Rare Diseases (NIRD) ... at [NIRD]": where something was done.
   *
   * @param longForm what the text defines the letters of a mention as
   */
  static boolean isOrganization(String longForm) {
    return Stream.of(longForm.toLowerCase(Locale.ROOT).split("\\W+"))
        .anyMatch(ORGANIZATIONS::contains);
  }

  // "the [stroke] unit", "the European League Against [Rheumatism]": a disease in the name of those
  // who treat or study it.
  private static boolean isInOrganization(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    if (!node.isProblem()) {
      return false;
    }
    if (ORGANIZATIONS.contains(graph.lower(sentence, node.end))) {
      return true;
    }
    boolean linked = false;
    for (int i = node.first - 1;
        isCapital(graph, node.first)
            && i >= Math.max(sentence.first, node.first - LONGEST_ORGANIZATION);
        i--) {
      boolean link = ORGANIZATION_LINKS.contains(graph.token(i).lower());
      if (!link && !isCapital(graph, i)) {
        return false;
      }
      if (linked && !link && SOCIETIES.contains(graph.token(i).lower())) {
        return true;
      }
      linked |= link;
    }
    return false;
  }

  private static boolean isCapital(Graph graph, int token) {
    return Character.isUpperCase(graph.token(token).text().charAt(0));
  }

  // "the Hospital for [Infectious Diseases]": what a place of care is named after.
  private static boolean isNameOfOrganization(
      Graph graph, Graph.Sentence sentence, Graph.Node node) {
    return node.isProblem()
        && node.length() > 1
        && IntStream.range(node.first, node.end).allMatch(i -> isCapital(graph, i))
        && ORGANIZATION_LINKS.contains(graph.lower(sentence, node.first - 1))
        && ORGANIZATIONS.contains(graph.lower(sentence, node.first - 2));
  }

  // "He [did] not relapse", "his wife [did not]"
  private static boolean isAuxiliary(Graph graph, Graph.Node node) {
    return (node.isClinical() || node.is(MentionType.HISTORY))
        && AUXILIARIES.contains(graph.token(node.first).lower())
        && IntStream.range(node.first, node.end)
            .mapToObj(i -> graph.token(i).lower())
            .allMatch(word -> AUXILIARIES.contains(word) || NOT.contains(word));
  }

  // "living in [Tunis], [Tunisia]", "originated from the [Ivory Coast]": where the patient lives.
  private boolean isResidence(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    boolean proper = node.isProblem() || node.is(MentionType.PERSONAL_BACKGROUND);
    for (int i = node.first; proper && i < node.end; i++) {
      proper = Character.isUpperCase(graph.token(i).text().charAt(0));
    }
    if (!proper || names.domain(graph, node.first, node.end).isPresent()) {
      return false;
    }
    int at = node.first - 1;
    while (at > sentence.first
        && (graph.token(at).text().equals(",")
            || Character.isUpperCase(graph.token(at).text().charAt(0)))) {
      at--;
    }
    if (at > sentence.first && ARTICLES.contains(graph.lower(sentence, at))) {
      at--;
    }
    String before = graph.lower(sentence, at - 1);
    return graph.lower(sentence, at).equals("in") && RESIDING.contains(before)
        || RESIDENCE_PREPOSITIONS.contains(graph.lower(sentence, at))
            && PLACE_LEADS.contains(before);
  }

  // "[p] < 0.005": how likely a difference is by chance; pulse and phosphorus are capitals.
  private static boolean isProbability(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    return node.length() == 1
        && graph.words(node).equals("p")
        && (node.isTest() || node.isProblem())
        && COMPARING_SIGNS.contains(graph.lower(sentence, node.end));
  }

  // "dilation of the [pylorus]" as a drug.
  private boolean isPlace(Graph graph, Graph.Node node) {
    return node.type == MentionType.MEDICATION
        && names.domain(graph, node.first, node.end).filter(Domain.BODY_SITE::equals).isPresent();
  }

  // "invaded the [muscularis propria]" as a disease.
  private boolean isTissue(Graph graph, Graph.Node node) {
    return node.isProblem()
        && (names.domain(graph, node.first, node.end).filter(Domain.BODY_SITE::equals).isPresent()
            || node.length() < 3 && WALL_LAYERS.contains(graph.last(node).lower()));
  }

  // "oxygen by nasal [cannula]" as a drug.
  private boolean isApparatus(Graph graph, Graph.Node node) {
    return node.type == MentionType.MEDICATION
        && APPARATUS.contains(graph.last(node).lower())
        && names.domain(graph, node.first, node.end).isEmpty();
  }

  // "immunonegativity for [ACTH]": a marker of a tissue as a drug.
  private static boolean isMarker(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    return node.type == MentionType.MEDICATION
        && graph.lower(sentence, node.first - 1).equals("for")
        && MARKER_RESULTS.contains(graph.lower(sentence, node.first - 2));
  }

  /** "[2] negative blood cultures": how many there were is no value of theirs. */
  static void dropCounts(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      boolean described = node.is(MentionType.DETAILED_DESCRIPTION) && node.length() == 2;
      if (!node.is(MentionType.LAB_VALUE) && !described
          || !isCountOfTests(graph, sentence, node.first)) {
        continue;
      }
      if (node.length() == 1) {
        graph.remove(node);
      } else {
        graph.retype(node, MentionType.LAB_VALUE, "count");
        graph.resize(node, node.first + 1, node.end, "count");
      }
    }
  }

  /** Whether a number says how many judged tests there were: "[3] positive blood cultures". */
  static boolean isCountOfTests(Graph graph, Graph.Sentence sentence, int number) {
    return BodySites.isCount(graph.lower(sentence, number))
        && JUDGED.contains(graph.lower(sentence, number + 1))
        && number + 2 < sentence.end
        && graph
            .nodeAt(number + 2)
            .filter(tests -> tests.isTest() && graph.last(tests).lower().endsWith("s"))
            .isPresent();
  }

  // "epilepsy, like his brother", but "a malaria like illness"
  private static boolean isComparedWith(Graph graph, Graph.Sentence sentence, int like) {
    return graph.lower(sentence, like).equals("like")
        && ARTICLES.contains(graph.lower(sentence, like + 1));
  }

  // "no [demonstrable features] of hepatic disease": the disease is what is said.
  private static boolean isSignOfProblem(Graph graph, Graph.Sentence sentence, Graph.Node node) {
    boolean signs =
        node.isProblem()
            && node.length() == 2
            && SIGNS.contains(graph.last(node).lower())
            && SHOWING.contains(graph.token(node.first).lower())
            && graph.lower(sentence, node.end).equals("of");
    return signs
        && sentence.nodes.stream()
            .anyMatch(
                other ->
                    other.isProblem()
                        && other.first > node.end
                        && other.first <= node.end + SIGN_SIGHT);
  }

  // "hemangiopericytoma-like pattern", "tumor-mimicking": it only looks like it.
  static void dropLikeness(Graph graph, Graph.Sentence sentence) {
    for (Graph.Node node : List.copyOf(sentence.nodes)) {
      String mark = graph.lower(sentence, node.end);
      int like = mark.equals("-") || mark.equals("\u2013") ? node.end + 1 : node.end;
      if (node.isProblem()
          && LIKENESS.contains(graph.lower(sentence, like))
          && !isComparedWith(graph, sentence, like)
          && (like > node.end || graph.lower(sentence, like).endsWith("like"))) {
        int end = like + 1;
        if (graph.nodesOver(node.first, end).anyMatch(other -> other != node)) {
          graph.remove(node);
        } else {
          graph.resize(node, node.first, end, "likeness");
          graph.retype(node, MentionType.DETAILED_DESCRIPTION, "likeness");
        }
      }
    }
  }
}
