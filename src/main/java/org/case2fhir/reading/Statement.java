package org.case2fhir.reading;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.mention.Sentence;
import org.case2fhir.mention.Tokenizer;
import org.case2fhir.model.Span;
import org.case2fhir.model.Subject.Sex;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.reading.PatientText.PatientSentence;

/**
 * A sentence with what shows whom it is about: the cues of {@code patient-cues.tsv} and the persons
 * that it names.
 *
 * @param sentence of the document
 * @param heading of its section where the sentence is the first there
 * @param lower its tokens in lower case, dashes as hyphens
 * @param start the first token that is a word or number
 */
record Statement(
    PatientSentence sentence,
    Optional<String> heading,
    List<String> lower,
    int start,
    Set<Cue> cues,
    List<PersonPhrase> persons) {
  private static final int ACT_REACH = 24;
  private static final int OPENING = 14;
  private static final int ADULT_YEARS = 12;
  private static final int VERBLIKE = 5;

  private static final Set<String> ACTS = TokenPattern.wordClass("person-act");
  private static final Set<String> PAST = TokenPattern.wordClass("past");
  private static final Set<String> NO_PAST = TokenPattern.wordClass("participle-lead");
  private static final Set<String> HUMANS = TokenPattern.wordClass("human-noun");
  private static final TokenPattern.Table<Cue> CUES =
      new TokenPattern.Table<>(RuleTable.builtIn("patient-cues.tsv"), Cue.class);

  /** What words of a sentence show. */
  enum Cue {
    /** It opens a case. */
    INTRODUCTION,
    /** It speaks of the patient; elsewhere than in the account perhaps of any. */
    PATIENT,
    /** A pronoun stands for a person. */
    PRONOUN,
    /** It speaks of the patient of this article. */
    OURS,
    /** It speaks of the patients of others. */
    ELSEWHERE,
    /** It states a rule. */
    GENERAL,
    /** It says what the case teaches, or only asks. */
    LESSON,
    /** It begins to tell what the published cases have in common. */
    REVIEW,
    /** It says what many have in common. */
    COMMON,
    /** It says what may have happened: of somebody, however it is said. */
    PAST,
    /** The account is over. */
    END,
    /** Page furniture, licences, consent. */
    FURNITURE,
    /** A legend that is about no patient. */
    GENERAL_LEGEND,
    /** A heading under which an account may go on. */
    CASE_HEADING,
    /** It opens the account of a series. */
    SERIES,
    /** It begins with siblings: as the first sentence the account of them all. */
    SIBLINGS,
    /** It speaks of all patients of a series. */
    ALL_PATIENTS,
    /** It counts patients: of one of them nothing is said. */
    GROUP,
    /** Its subject was just born. */
    INFANT,
    /** It says something of a birth that is true of the child. */
    INFANT_DATA,
    /** What is said so of animals only. */
    ANIMAL
  }

  static Statement of(PatientSentence sentence, Optional<String> heading) {
    List<String> words = sentence.sentence().tokens().stream().map(sentence::words).toList();
    List<String> lower = words.stream().map(Statement::plain).toList();
    int start = 0;
    while (start < lower.size() && !Character.isLetterOrDigit(lower.get(start).charAt(0))) {
      start++;
    }
    Set<Cue> cues = CUES.find(lower, start);
    return new Statement(sentence, heading, lower, start, cues, PersonPhrase.find(words, lower));
  }

  /** A clause of it as a sentence of its own, from a token to before another. */
  Statement part(int from, int end) {
    List<Span> tokens = sentence.sentence().tokens().subList(from, end);
    Span span = new Span(tokens.get(0).start(), tokens.get(tokens.size() - 1).end());
    PatientSentence clause =
        new PatientSentence(
            sentence.section(),
            from == 0 && sentence.opensParagraph(),
            sentence.passage(),
            new Sentence(span, tokens));
    return of(clause, from == 0 ? heading : Optional.empty());
  }

  /** What stands in other words than sentences: a heading, a legend. */
  static Set<Cue> cues(String text) {
    List<String> lower =
        Tokenizer.tokens(text).stream()
            .map(span -> plain(text.substring(span.start(), span.end())))
            .toList();
    return lower.isEmpty() ? EnumSet.noneOf(Cue.class) : CUES.find(lower, 0);
  }

  private static String plain(String word) {
    char first = word.charAt(0);
    return first >= '\u2010' && first <= '\u2015' ? "-" : word.toLowerCase(Locale.ROOT);
  }

  boolean has(Cue cue) {
    return cues.contains(cue);
  }

  boolean hasAny(Set<String> words) {
    return lower.stream().anyMatch(words::contains);
  }

  /** Whether it opens a case: "A 47-year-old woman was …". */
  boolean introduces() {
    boolean person = persons.stream().anyMatch(p -> isAged(p) || isActing(p));
    return (person || has(Cue.INTRODUCTION)) && !isElsewhere();
  }

  /** The person that it introduces with an age. */
  Optional<PersonPhrase> introduced() {
    return persons.stream().filter(Statement::isAged).findFirst();
  }

  private static boolean isAged(PersonPhrase person) {
    return person.role().isPatient() && person.age().filter(age -> !age.isEarlier()).isPresent();
  }

  private boolean isActing(PersonPhrase person) {
    if (!person.role().isPatient() || person.first() > start + OPENING || !isPast()) {
      return false;
    }
    for (int i = person.end(); i < Math.min(lower.size(), person.end() + ACT_REACH); i++) {
      if (ACTS.contains(lower.get(i))) {
        return true;
      }
    }
    return false;
  }

  /** Whether it speaks of patients of other authors only. */
  boolean isElsewhere() {
    return has(Cue.ELSEWHERE) && !has(Cue.OURS) && !opensWithPerson();
  }

  private boolean opensWithPerson() {
    return persons.stream().anyMatch(p -> p.first() <= start + 3 && isAged(p))
        && !has(Cue.LESSON)
        && isPast();
  }

  /** Whether it says something that happened. */
  boolean isPast() {
    if (has(Cue.PAST)) {
      return true;
    }
    for (int i = 0; i < lower.size(); i++) {
      String word = lower.get(i);
      boolean regular =
          word.length() >= VERBLIKE
              && word.endsWith("ed")
              && (i == 0 || !NO_PAST.contains(lower.get(i - 1)));
      if (regular || PAST.contains(word)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it says something that happened to a patient. */
  boolean isNarrative() {
    boolean somebody = has(Cue.PATIENT) || has(Cue.PRONOUN) || has(Cue.OURS);
    return somebody && isPast() && !has(Cue.LESSON) && (!has(Cue.ELSEWHERE) || has(Cue.OURS));
  }

  /** Whether it states a rule, a lesson, or what others saw. */
  boolean isGeneral() {
    boolean rule = has(Cue.GENERAL) && !isPast();
    return rule || has(Cue.LESSON) || has(Cue.ELSEWHERE) && !has(Cue.OURS);
  }

  /** Whether it says something that happened, and no rule. */
  boolean isStated() {
    return isPast() && !isGeneral();
  }

  /** Whether it belongs to an account that it stands in. */
  boolean belongs() {
    if (has(Cue.FURNITURE)) {
      return false;
    }
    if (introduces()) {
      return true;
    }
    boolean somebody = has(Cue.PATIENT) || has(Cue.PRONOUN) || has(Cue.OURS);
    boolean rule = has(Cue.GENERAL) && !isPast();
    return !has(Cue.LESSON) && (somebody && isPast() || !(rule && !somebody) && !isElsewhere());
  }

  /**
   * Whether it tells of published cases: "The main features were" behind "We reviewed the
   * literature".
   *
   * @param before whether the sentence before does
   */
  boolean isOfReview(boolean before) {
    boolean somebody = has(Cue.PATIENT) || has(Cue.PRONOUN) || has(Cue.OURS) || introduces();
    return !somebody && (has(Cue.REVIEW) || before && has(Cue.COMMON));
  }

  /** Whether it speaks of the patient of the article, wherever it stands. */
  boolean speaksOfThePatient() {
    if (has(Cue.FURNITURE) || isElsewhere()) {
      return false;
    }
    boolean ours = has(Cue.OURS) && (isPast() || !has(Cue.GENERAL));
    boolean patient = has(Cue.PATIENT) && isPast() && !has(Cue.GENERAL);
    return (ours || patient) && (!has(Cue.LESSON) || introduced().isPresent());
  }

  /** Whether it begins with somebody new of an age. */
  Optional<PersonPhrase> anew() {
    return introduced()
        .filter(person -> person.indefinite() && person.first() <= start + 3 && !isElsewhere())
        .filter(person -> persons.stream().noneMatch(p -> p.role() == PersonPhrase.Role.KIN));
  }

  /** Whether an animal is the patient that it introduces. */
  boolean introducesAnimal() {
    if (has(Cue.ANIMAL) && !hasAny(HUMANS)) {
      return persons.stream().anyMatch(p -> p.age().isPresent() || p.first() <= start);
    }
    boolean human =
        persons.stream()
            .filter(p -> p.role() != PersonPhrase.Role.ANIMAL)
            .anyMatch(p -> p.age().isPresent() || p.sex().isPresent());
    return !human
        && persons.stream()
            .filter(p -> p.role() == PersonPhrase.Role.ANIMAL)
            .anyMatch(p -> p.age().isPresent() || p.indefinite() && p.first() <= start && isPast());
  }

  /** Whether it is a title with an animal as the patient: "Gout in a dog". */
  boolean namesAnimalPatient() {
    return persons.stream().noneMatch(p -> p.role().isPatient())
        && persons.stream()
            .filter(p -> p.role() == PersonPhrase.Role.ANIMAL && p.indefinite())
            .anyMatch(p -> p.first() > 0 && lower.get(p.first() - 1).equals("in"));
  }

  /** Whether its patient may be somebody's mother. */
  boolean introducesWoman() {
    return persons.stream()
        .filter(p -> p.role().isPatient())
        .findFirst()
        .filter(p -> p.role() == PersonPhrase.Role.PERSON)
        .filter(p -> p.sex().filter(Sex.FEMALE::equals).isPresent())
        .filter(
            p ->
                p.age().isEmpty()
                    || p.age().get().span().unit() == TimeUnit.YEAR
                        && p.age().get().span().amount().intValue() >= ADULT_YEARS)
        .isPresent();
  }
}
