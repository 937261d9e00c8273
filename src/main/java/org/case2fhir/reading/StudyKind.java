package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.StudyReport.ReportCategory;

/**
 * How a finding came to be known, by the words of the study or examination that showed it: {@code
 * studies.tsv}.
 *
 * @param category of the findings that it shows
 * @param report service that reports on it
 */
record StudyKind(FindingCategory category, ReportCategory report) {
  private static final Map<String, StudyKind> WORDS = new HashMap<>();
  private static final List<Map.Entry<String, StudyKind>> ENDINGS = new ArrayList<>();

  private static final int SPECIMEN_SIGHT = 4;
  private static final int FARTHEST_VERB = 14;
  private static final int FARTHEST_NAME = 8;
  private static final int DONE_SIGHT = 6;
  private static final String BLOOD = "blood";
  private static final Set<String> TITLES = TokenPattern.wordClass("person-title");
  private static final Set<String> ECHOES = TokenPattern.wordClass("echo-word");
  private static final Set<String> ECHO_LEADS = TokenPattern.wordClass("echo-lead");
  private static final Set<String> ARTICLES = TokenPattern.wordClass("article");
  private static final Set<String> EXAMINATIONS = TokenPattern.wordClass("specimen-examination");
  private static final Set<String> NO_BLOOD_STUDY = TokenPattern.wordClass("blood-no-study");
  private static final Set<String> COURSE_STUDIES = TokenPattern.wordClass("study-of-course");
  private static final Set<String> COURSES = TokenPattern.wordClass("study-course");
  private static final Set<String> KINDS_OF_FINDINGS = TokenPattern.wordClass("finding-kind");
  private static final Set<String> NO_STUDIES = TokenPattern.wordClass("no-study-word");
  private static final Set<String> VERBS = TokenPattern.wordClass("finite-verb");
  private static final Set<String> PASSIVE = TokenPattern.wordClass("passive");
  private static final Set<String> SHOWN = TokenPattern.wordClass("shown-participle");
  private static final Set<String> JOINERS = TokenPattern.wordClass("study-joiner");
  private static final Set<String> EVENT_LEADS = TokenPattern.wordClass("event-lead");
  private static final Set<String> UNITS = TokenPattern.wordClass("study-staff");
  private static final Set<String> LEADS = TokenPattern.wordClass("study-lead");
  private static final Set<String> BESIDE = TokenPattern.wordClass("study-beside");
  private static final Set<String> SIZE_WORDS = TokenPattern.wordClass("size-word");
  private static final Set<String> SHOW_VERBS = TokenPattern.wordClass("shown-verb");
  private static final Set<String> REASON_ENDS = TokenPattern.wordClass("reason-end");
  private static final Set<String> REASONS = TokenPattern.wordClass("study-reason");
  private static final Set<String> DONE = TokenPattern.wordClass("study-doing");
  private static final Set<String> CLAUSE_ENDS = TokenPattern.wordClass("study-clause-end");

  static {
    for (RuleTable.Row row : RuleTable.builtIn("studies.tsv").rows()) {
      String word = row.get("word");
      StudyKind kind =
          new StudyKind(
              FindingCategory.valueOf(row.get("category").toUpperCase(Locale.ROOT)),
              ReportCategory.valueOf(row.get("report").toUpperCase(Locale.ROOT)));
      if (word.startsWith("*")) {
        ENDINGS.add(Map.entry(word.substring(1), kind));
      } else {
        WORDS.put(word, kind);
      }
    }
    ENDINGS.sort(Comparator.comparing(entry -> -entry.getKey().length()));
  }

  /** The kind of study that a word names. */
  static Optional<StudyKind> of(String lower) {
    StudyKind known = WORDS.get(lower);
    if (known != null) {
      return Optional.of(known);
    }
    // An exercise program is no "-gram".
    return NO_STUDIES.contains(lower) ? Optional.empty() : ending(lower);
  }

  private static Optional<StudyKind> ending(String lower) {
    return ENDINGS.stream()
        .filter(entry -> lower.endsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /**
   * The kind of study that the word at a place names, with the word before it and the specimen
   * behind it: "urine examination", "analysis of the pleural fluid". "Blood pressure" and
   * "microscopic hematuria" name none.
   */
  static Optional<StudyKind> at(Graph graph, Graph.Sentence sentence, int i) {
    String word = graph.token(i).lower();
    if (TITLES.contains(word) && Character.isLowerCase(graph.token(i).text().charAt(1))) {
      // "Mr K." is no magnetic resonance.
      return Optional.empty();
    }
    StudyKind pair = WORDS.get(graph.lower(sentence, i - 1) + " " + word);
    if (pair != null) {
      return Optional.of(pair);
    }
    if (EXAMINATIONS.contains(word) && graph.lower(sentence, i + 1).equals("of")) {
      for (int k = i + 2; k < i + 2 + SPECIMEN_SIGHT; k++) {
        StudyKind specimen = WORDS.get(graph.lower(sentence, k) + " " + word);
        if (specimen != null) {
          return Optional.of(specimen);
        }
      }
    }
    boolean other =
        word.equals(BLOOD) && NO_BLOOD_STUDY.contains(graph.lower(sentence, i + 1))
            || COURSE_STUDIES.contains(word) && COURSES.contains(graph.lower(sentence, i + 1))
            || KINDS_OF_FINDINGS.contains(word)
                && graph.nodeAt(i + 1).filter(Graph.Node::isProblem).isPresent()
            // "low echo", "the hilus of the echo": what ultrasound sees.
            || ECHOES.contains(word) && ECHO_LEADS.contains(echoLead(graph, sentence, i));
    Optional<StudyKind> kind = other ? Optional.empty() : of(word);
    // "after surgery", "the Surgery Department": when or where, and nothing that showed a finding.
    boolean act = kind.filter(k -> k.category() == FindingCategory.PROCEDURE).isPresent();
    boolean aside =
        act
            && (EVENT_LEADS.contains(graph.lower(sentence, i - 1))
                || UNITS.contains(graph.lower(sentence, i + 1)));
    return aside ? Optional.empty() : kind;
  }

  private static String echoLead(Graph graph, Graph.Sentence sentence, int echo) {
    String lead = graph.lower(sentence, echo - 1);
    return ARTICLES.contains(lead) ? graph.lower(sentence, echo - 2) : lead;
  }

  /**
   * The place of the study behind a finding that it showed: "adhesions were found at laparoscopy".
   */
  static OptionalInt behind(Graph graph, Graph.Sentence sentence, Graph.Node finding) {
    OptionalInt beside = beside(graph, sentence, finding);
    if (beside.isPresent()) {
      return beside;
    }
    int at = finding.end;
    boolean comma = false;
    boolean list = false;
    int end = Math.min(sentence.end, finding.end + FARTHEST_VERB);
    while (at < end && !VERBS.contains(graph.token(at).lower())) {
      String word = graph.token(at).lower();
      if (CLAUSE_ENDS.contains(word)) {
        return OptionalInt.empty();
      }
      comma |= word.equals(",");
      list |= comma || JOINERS.contains(word);
      at++;
    }
    if (at >= end || !PASSIVE.contains(graph.token(at).lower())) {
      return OptionalInt.empty();
    }
    if (list && isObject(graph, sentence, finding, comma)) {
      // "he had a mass, and an effusion was seen on CT"
      return OptionalInt.empty();
    }
    boolean shown = false;
    boolean led = false;
    for (int i = at + 1; i < Math.min(sentence.end, at + 1 + FARTHEST_VERB); i++) {
      String word = graph.token(i).lower();
      boolean ends =
          CLAUSE_ENDS.contains(word)
              || word.equals(",")
              || !shown && JOINERS.contains(word)
              || VERBS.contains(word) && !isAux(word);
      if (ends) {
        return OptionalInt.empty();
      }
      if (shown && led) {
        Optional<StudyKind> kind = at(graph, sentence, i);
        if (kind.isPresent()) {
          boolean staff = UNITS.contains(graph.lower(sentence, i + 1));
          return staff ? OptionalInt.empty() : OptionalInt.of(i);
        }
      }
      led |= shown && LEADS.contains(word);
      shown |= SHOWN.contains(word);
    }
    return OptionalInt.empty();
  }

  /**
   * The place of the study right behind a finding, or behind its size and site: "a nodule on
   * ultrasound", "a mass (segment 4) in abdominal CT".
   */
  static OptionalInt beside(Graph graph, Graph.Sentence sentence, Graph.Node finding) {
    boolean led = false;
    for (int i = finding.end; i < Math.min(sentence.end, finding.end + FARTHEST_NAME); i++) {
      String word = graph.token(i).lower();
      Optional<StudyKind> kind = led ? at(graph, sentence, i) : Optional.empty();
      if (kind.isPresent()) {
        boolean other = UNITS.contains(graph.lower(sentence, i + 1));
        return other ? OptionalInt.empty() : OptionalInt.of(i);
      }
      boolean ends =
          CLAUSE_ENDS.contains(word)
              || JOINERS.contains(word)
              || word.equals(",")
              || VERBS.contains(word)
              || UNITS.contains(word)
              || graph.nodeAt(i).filter(n -> n.isProblem() || n.isTreatment()).isPresent();
      boolean size =
          SIZE_WORDS.contains(word)
              || graph.token(i).isNumber()
              || i > finding.end && graph.token(i - 1).isNumber();
      if (ends || !led && !size && !BESIDE.contains(word) && graph.nodeAt(i).isEmpty()) {
        return OptionalInt.empty();
      }
      led |= BESIDE.contains(word);
    }
    return OptionalInt.empty();
  }

  /**
   * Whether a finding is why a study was done: "CT was performed because of fever", but not "CT
   * showed edema due to a tumor".
   *
   * @param study the last word of the study; -1 where there is none
   */
  static boolean isReason(Graph graph, Graph.Sentence sentence, int study, int finding) {
    if (study < 0) {
      return false;
    }
    boolean done = false;
    boolean reason = false;
    for (int i = Math.max(study - DONE_SIGHT, sentence.first); i < finding; i++) {
      String word = graph.token(i).lower();
      if (SHOW_VERBS.contains(word) || REASON_ENDS.contains(word)) {
        done = false;
        reason = false;
      }
      reason |= i > study && done && REASONS.contains(word);
      done |= DONE.contains(word);
    }
    return reason;
  }

  // What a verb before it in its clause has as its object.
  private static boolean isObject(
      Graph graph, Graph.Sentence sentence, Graph.Node finding, boolean wide) {
    int from = Math.max(sentence.first, finding.first - FARTHEST_VERB);
    for (int i = finding.first - 1; i >= from; i--) {
      String word = graph.token(i).lower();
      if (!wide && (CLAUSE_ENDS.contains(word) || word.equals(","))) {
        return false;
      }
      if (VERBS.contains(word)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAux(String word) {
    return PASSIVE.contains(word) || SHOWN.contains(word);
  }

  /** The kind of study that a mention names, by its last word that names any. */
  static Optional<StudyKind> of(Graph graph, Graph.Node node) {
    if (node.sharedNoun().isPresent()) {
      return of(graph, node.sharedNoun().get());
    }
    Graph.Sentence sentence = graph.sentenceOf(node);
    Optional<StudyKind> exam = Optional.empty();
    for (int i = node.end - 1; i >= node.first; i--) {
      Optional<StudyKind> kind = at(graph, sentence, i);
      if (kind.isPresent() && !kind.get().isGeneral()) {
        return kind;
      }
      exam = exam.or(() -> kind);
    }
    return exam;
  }

  /** Whether it is any examination: "computed tomography examination" says more before it. */
  boolean isGeneral() {
    return category == FindingCategory.EXAM;
  }
}
