package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.document.Headings;
import org.case2fhir.model.Subject.Sex;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.reading.Statement.Cue;

/**
 * Says which of several patients each sentence of an account is about: by headings ("Case 2"), by
 * words at the beginning of a sentence ("Patient B", "The second patient"), by introductions of
 * somebody of another age or sex; and newborns apart from their mothers.
 */
final class PatientSplitter {
  private static final int LEAST_WORDS = 6;
  private static final int LEAST_SENTENCES = 2;
  private static final int MOST_PATIENTS = 100;
  private static final String NOBODY = "";
  private static final Map<String, String> LABELS = labels();
  private static final Set<String> CASES = TokenPattern.wordClass("case-noun");
  private static final Set<String> NUMBER_SIGNS = TokenPattern.wordClass("number-sign");
  private static final Set<String> MATERNAL = TokenPattern.wordClass("maternal");
  private static final Set<String> PREGNANCY = TokenPattern.wordClass("pregnancy");
  private static final Set<String> DELIVERY = TokenPattern.wordClass("delivery");
  private static final Set<String> CHILD = TokenPattern.wordClass("born-child");
  private static final Set<String> MALE_PRONOUNS = TokenPattern.wordClass("male-pronoun");
  private static final Set<String> PRONOUNS = TokenPattern.wordClass("person-pronoun");
  private static final Set<String> PREPOSITIONS = TokenPattern.wordClass("object-lead");
  private static final Set<String> UNITS = TokenPattern.wordClass("time");
  private static final Set<String> JOINTS = TokenPattern.wordClass("joint-before-subject");
  private static final Set<String> DISTRIBUTED = TokenPattern.wordClass("distributed");
  private static final Set<String> COMPARING = TokenPattern.wordClass("patient-comparing");
  private static final Set<String> COMPARED = TokenPattern.wordClass("patient-compared");
  private static final Set<String> COMPARED_LINKS = TokenPattern.wordClass("patient-compared-link");
  private static final int LABEL_LEAD = 6;
  private static final int LEAST_CLAUSE = 4;

  /**
   * One patient's sentences.
   *
   * @param label how the article calls the patient; empty where it does not
   * @param mother place in the list of who gave birth to this patient; -1 where she is no patient
   */
  record Part(String label, List<Statement> statements, int mother) {
    Part {
      statements = List.copyOf(statements);
    }
  }

  private record Known(Optional<TimeSpan> age, Optional<Sex> sex) {
    static Known of(PersonPhrase person) {
      return new Known(person.age().map(AgePhrase::span), person.sex());
    }

    boolean differs(Known other) {
      return differ(age, other.age) || differ(sex, other.sex);
    }

    private static <T> boolean differ(Optional<T> one, Optional<T> other) {
      return one.isPresent() && other.isPresent() && !one.equals(other);
    }
  }

  private final Map<String, List<Statement>> patients = new LinkedHashMap<>();
  private String current = NOBODY;
  private Optional<Known> known = Optional.empty();

  /** Whether the sentence before was about all patients so far. */
  private boolean together;

  private PatientSplitter() {}

  private static Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    for (RuleTable.Row row : RuleTable.builtIn("patient-labels.tsv").rows()) {
      row.list("words").forEach(word -> labels.put(word, row.get("label")));
    }
    return Map.copyOf(labels);
  }

  /** The patients of an account in order; one if it is about one. */
  static List<Part> split(List<Statement> account) {
    PatientSplitter splitter = new PatientSplitter();
    account.forEach(statement -> byPatient(statement).forEach(splitter::add));
    List<Part> parts = new ArrayList<>();
    splitter.merged().forEach((label, own) -> parts.addAll(family(label, own, parts.size())));
    return parts;
  }

  /**
   * A sentence, or its clauses where they are about different patients: "in patient 1 it was 3 g,
   * and in patient 2 it was 4 g".
   */
  static List<Statement> byPatient(Statement statement) {
    List<Statement> clauses = new ArrayList<>();
    Optional<String> before = Optional.empty();
    int from = 0;
    for (int i = 0; i + 1 < statement.lower().size(); i++) {
      Optional<String> label = label(statement, i);
      if (label.isPresent() && before.isPresent() && !label.equals(before)) {
        int cut = clauseStart(statement, i);
        if (cut >= from + LEAST_CLAUSE && statement.part(from, cut).isPast()) {
          clauses.add(statement.part(from, cut));
          from = cut;
        }
      }
      before = label.isPresent() ? label : before;
    }
    clauses.add(from == 0 ? statement : statement.part(from, statement.lower().size()));
    return clauses;
  }

  /** Where the clause begins in which a patient's label stands; -1 if it is not near. */
  private static int clauseStart(Statement statement, int label) {
    for (int i = label - 1; i >= Math.max(1, label - LABEL_LEAD); i--) {
      if (JOINTS.contains(statement.lower().get(i))) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Whether a sentence on several patients gives each a share of its lists: "45 and 60 mg/l,
   * respectively".
   */
  static boolean isDistributed(Statement statement) {
    return statement.hasAny(DISTRIBUTED);
  }

  /** The labels of the patients whom words anywhere in a sentence name: "in patient 2". */
  static Set<String> mentioned(Statement statement) {
    Set<String> labels = new HashSet<>();
    for (int i = 0; i + 1 < statement.lower().size(); i++) {
      label(statement, i).ifPresent(labels::add);
    }
    return labels;
  }

  private void add(Statement statement) {
    Optional<String> label =
        statement.heading().flatMap(Headings::label).map(l -> LABELS.getOrDefault(l, l));
    label = label.isPresent() ? label : opening(statement);
    Optional<PersonPhrase> anew = statement.anew();
    if (label.isPresent()) {
      if (!label.get().equals(current)) {
        known = Optional.empty();
      }
      current = label.get();
    } else if (anew.isPresent()
        && patients.size() < MOST_PATIENTS
        && !PRONOUNS.contains(statement.lower().get(statement.start()))
        && known.isPresent()
        && known.get().differs(Known.of(anew.get()))) {
      current = "anew " + patients.size();
      known = Optional.empty();
    }
    if (label.isEmpty() && isSomebodyElse(statement)) {
      return;
    }
    if (known.isEmpty()) {
      known = statement.introduced().map(Known::of);
    }
    together =
        label.isEmpty()
            && patients.size() > 1
            && (statement.has(Cue.ALL_PATIENTS) || together && !namesOne(statement));
    if (together) {
      if (!isDistributed(statement)) {
        patients.values().forEach(own -> own.add(statement));
      }
      return;
    }
    Set<String> others = label.isEmpty() ? mentioned(statement) : Set.of();
    if (others.stream().noneMatch(patients::containsKey)) {
      others = Set.of(current);
    }
    for (String whose : others) {
      if (whose.equals(current) || patients.containsKey(whose)) {
        patients.computeIfAbsent(whose, key -> new ArrayList<>()).add(statement);
      }
    }
  }

  private static boolean namesOne(Statement statement) {
    return statement.has(Cue.PATIENT)
        || statement.has(Cue.PRONOUN)
        || statement.introduced().isPresent()
        || !mentioned(statement).isEmpty();
  }

  /** "He was a 47-year-old man" behind a sentence on the donor. */
  private boolean isSomebodyElse(Statement statement) {
    return statement.start() < statement.lower().size()
        && PRONOUNS.contains(statement.lower().get(statement.start()))
        && known.isPresent()
        && statement
            .introduced()
            .filter(person -> person.indefinite() && known.get().differs(Known.of(person)))
            .isPresent();
  }

  /** "Case 2.", "Patient B was", "The second patient was" at the beginning of a sentence. */
  private static Optional<String> opening(Statement statement) {
    List<String> lower = statement.lower();
    for (int i = statement.start(); i < Math.min(lower.size(), statement.start() + 3); i++) {
      Optional<String> label = label(statement, i);
      if (label.isPresent()) {
        return label;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> label(Statement statement, int i) {
    List<String> lower = statement.lower();
    if (isCompared(lower, i)) {
      return Optional.empty();
    }
    if (CASES.contains(lower.get(i))) {
      int at = i + 1;
      while (at < lower.size() && NUMBER_SIGNS.contains(lower.get(at))) {
        at++;
      }
      String word = at < lower.size() ? lower.get(at) : "";
      boolean counts = at + 1 < lower.size() && UNITS.contains(lower.get(at + 1));
      boolean capital = at < lower.size() && isCapital(statement, at);
      boolean number = !word.isEmpty() && Character.isDigit(word.charAt(0)) && word.length() <= 2;
      boolean spelled = word.length() > 2 && LABELS.containsKey(word);
      return (number || capital || spelled) && !counts
          ? Optional.of(LABELS.getOrDefault(word, word))
          : Optional.empty();
    }
    boolean ordinal =
        LABELS.containsKey("#" + lower.get(i))
            && i + 1 < lower.size()
            && CASES.contains(lower.get(i + 1))
            && i > 0
            && !lower.get(i - 1).equals("a");
    return ordinal ? Optional.of(LABELS.get("#" + lower.get(i))) : Optional.empty();
  }

  /** "Unlike patient 2, patient 1 had": nothing is said of the patient compared with. */
  private static boolean isCompared(List<String> lower, int label) {
    String lead = label > 0 ? lower.get(label - 1) : "";
    return COMPARING.contains(lead)
        || label > 1 && COMPARED.contains(lower.get(label - 2)) && COMPARED_LINKS.contains(lead);
  }

  /** A capital letter or Roman number; "a" is an article. */
  private static boolean isCapital(Statement statement, int at) {
    String word = statement.sentence().words(statement.sentence().sentence().tokens().get(at));
    return LABELS.containsKey(statement.lower().get(at))
        && word.equals(word.toUpperCase(Locale.ROOT))
        && !isArticle(statement, at, word);
  }

  /** "Case A 34-year-old" has an article. */
  private static boolean isArticle(Statement statement, int at, String word) {
    return word.equals("A")
        && at + 1 < statement.lower().size()
        && Character.isDigit(statement.lower().get(at + 1).charAt(0));
  }

  /** Without what precedes the first labelled patient, and with all in one if there is only one. */
  private Map<String, List<Statement>> merged() {
    Map<String, List<Statement>> kept = new LinkedHashMap<>();
    patients.forEach(
        (label, statements) -> {
          boolean about =
              statements.stream().anyMatch(s -> s.introduces() || s.isNarrative())
                  && !(label.equals(NOBODY)
                      && statements.stream()
                          .noneMatch(s -> s.introduced().isPresent() && !s.has(Cue.SERIES)));
          if (about) {
            kept.put(label, statements);
          }
        });
    if (kept.size() > 1) {
      return kept;
    }
    List<Statement> all = new ArrayList<>();
    patients.values().forEach(all::addAll);
    return all.isEmpty() ? Map.of() : Map.of(NOBODY, all.stream().distinct().toList());
  }

  /** A patient, and her newborns if the account says enough of them. */
  private static List<Part> family(String label, List<Statement> account, int place) {
    Optional<Statement> opening = account.stream().filter(Statement::introduces).findFirst();
    boolean mother =
        opening.filter(Statement::introducesWoman).isPresent()
            && account.stream().anyMatch(s -> s.hasAny(PREGNANCY));
    if (!mother) {
      return List.of(new Part(label, account, -1));
    }
    List<Statement> hers = new ArrayList<>();
    Map<String, List<Statement>> infants = new LinkedHashMap<>();
    List<Statement> unnamed = new ArrayList<>();
    Infants reader = new Infants(opening.get());
    for (Statement statement : account) {
      Optional<String> infant = reader.infant(statement);
      if (infant.isEmpty() || reader.isBoth(statement) || statement.hasAny(DELIVERY)) {
        hers.add(statement);
      }
      if (infant.isPresent() && infant.get().isEmpty()) {
        unnamed.add(statement);
        infants.values().forEach(own -> own.add(statement));
      } else {
        infant.ifPresent(
            name -> infants.computeIfAbsent(name, n -> new ArrayList<>(unnamed)).add(statement));
      }
    }
    if (infants.size() < 2) {
      infants.clear();
      infants.put(NOBODY, account.stream().filter(reader.all::contains).toList());
    }
    infants.values().removeIf(own -> !reader.isLong(own));
    if (infants.isEmpty()) {
      return List.of(new Part(label, account, -1));
    }
    List<Part> family = new ArrayList<>(List.of(new Part(label, hers, -1)));
    infants.forEach((name, own) -> family.add(new Part(label + " infant " + name, own, place)));
    return family;
  }

  /** Follows an account of a mother: which sentences are about her newborn. */
  private static final class Infants {
    private static final int HEAD = 10;

    // So many sentences on a newborn in a row make it the topic of those without a subject.
    private static final int TOPIC = 2;
    private static final Set<String> NEONATAL = TokenPattern.wordClass("neonatal");
    private static final Set<String> TWINS = TokenPattern.wordClass("twin-noun");

    private final Statement opening;
    private final Set<Statement> all = new HashSet<>();
    private final Set<Statement> explicit = new HashSet<>();
    private String subject = NOBODY;
    private boolean born;

    /** How many sentences in a row name the newborn. */
    private int run;

    Infants(Statement opening) {
      this.opening = opening;
    }

    /** The twin that a sentence is about; an empty name for a newborn or both twins. */
    Optional<String> infant(Statement statement) {
      if (statement == opening) {
        return Optional.empty();
      }
      if (isBoth(statement)) {
        born = true;
        run = 0;
        explicit.add(statement);
        all.add(statement);
        return Optional.of(NOBODY);
      }
      if (isSubject(statement)) {
        born = true;
        run += statement.sentence().opensParagraph() ? TOPIC : 1;
        explicit.add(statement);
        subject = twin(statement);
      } else if (run < TOPIC || turnsToMother(statement)) {
        run = 0;
        return Optional.empty();
      }
      all.add(statement);
      return Optional.of(subject);
    }

    /**
     * Whether enough is said of a newborn to be a case of its own: some sentences, or its weight or
     * Apgar scores, which would be false of the mother.
     */
    boolean isLong(List<Statement> own) {
      List<Statement> stated =
          own.stream()
              .filter(explicit::contains)
              .filter(s -> s.lower().size() >= LEAST_WORDS)
              .toList();
      return stated.size() >= LEAST_SENTENCES
          || stated.stream().anyMatch(s -> s.has(Cue.INFANT_DATA) && !isBoth(s));
    }

    /** "She delivered a boy weighing 2 kg": of the mother and the newborn. */
    boolean isBoth(Statement statement) {
      boolean herself =
          statement.has(Cue.PATIENT) && !statement.has(Cue.INFANT)
              || statement.lower().get(statement.start()).equals("she");
      boolean child =
          statement.has(Cue.INFANT_DATA)
              && statement.persons().stream().anyMatch(p -> isChild(statement, p));
      return herself && child && statement.hasAny(PREGNANCY);
    }

    private static boolean isChild(Statement statement, PersonPhrase person) {
      return person.role() == PersonPhrase.Role.INFANT
          || CHILD.contains(statement.lower().get(person.end() - 1));
    }

    /** Whether a newborn is who the sentence is about, by name or by a pronoun. */
    private boolean isSubject(Statement statement) {
      List<String> lower = statement.lower();
      boolean woman =
          statement.persons().stream()
              .anyMatch(p -> p.role() == PersonPhrase.Role.PERSON && !isChild(statement, p));
      String opening = lower.get(statement.start());
      if (woman || opening.equals("she") || opening.equals("we")) {
        return false;
      }
      Optional<PersonPhrase> first =
          statement.persons().stream()
              .filter(p -> p.first() <= statement.start() + HEAD)
              .filter(p -> p.role() != PersonPhrase.Role.OTHER)
              .findFirst();
      boolean infant = first.filter(p -> isNewborn(statement, p)).isPresent();
      boolean data = statement.has(Cue.INFANT_DATA) && (born || statement.hasAny(NEONATAL));
      boolean pronoun = born && MALE_PRONOUNS.contains(opening);
      boolean hers = run > 0 && opening.equals("her") && statement.hasAny(NEONATAL);
      return infant || data || pronoun || hers;
    }

    private boolean isNewborn(Statement statement, PersonPhrase person) {
      boolean older =
          person
              .age()
              .map(age -> age.span().unit())
              .filter(unit -> unit == TimeUnit.YEAR || unit == TimeUnit.MONTH)
              .isPresent();
      boolean object =
          person.first() > 0 && PREPOSITIONS.contains(statement.lower().get(person.first() - 1));
      boolean child = born && CHILD.contains(statement.lower().get(person.end() - 1));
      return !older && !object && (person.role() == PersonPhrase.Role.INFANT || child);
    }

    private static boolean turnsToMother(Statement statement) {
      return statement.hasAny(MATERNAL)
          || statement.has(Cue.PATIENT)
          || PRONOUNS.contains(statement.lower().get(statement.start()))
          || statement.sentence().opensParagraph()
          || statement.persons().stream()
              .anyMatch(p -> p.role() == PersonPhrase.Role.PERSON && p.first() <= HEAD);
    }

    private static String twin(Statement statement) {
      List<String> lower = statement.lower();
      for (int i = 0; i + 1 < lower.size(); i++) {
        String next = lower.get(i + 1);
        if (TWINS.contains(lower.get(i)) && LABELS.containsKey(next)) {
          return LABELS.get(next);
        }
        if (TWINS.contains(next) && LABELS.containsKey("#" + lower.get(i))) {
          return LABELS.get("#" + lower.get(i));
        }
      }
      return NOBODY;
    }
  }
}
