package org.case2fhir.extraction.patient;

import java.util.regex.Pattern;
import org.case2fhir.extraction.words.Hints;

/**
 * Tells by its words whether a sentence speaks of the patient of the article, of other people's
 * patients, or of an animal.
 *
 * <p>Patterns are bounded and looked for in the first {@value #LONGEST} characters of a sentence.
 */
final class PatientReferences {
  private static final int LONGEST = 2_000;
  private static final String NUMBER =
      "(?:\\d{1,3}(?:[.,]\\d)?|(?:twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety)"
          + "(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|one|two|three|four|five|six"
          + "|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
          + "|eighteen|nineteen)";

  /** An age as an attribute: "47-year-old", "2 month old", "aged 5 years". */
  static final String AGE =
      "(?:(?:"
          + NUMBER
          + "[-\u2010-\u2015 ]{0,3})?(?:years?|yrs?|months?|weeks?|days?|hours?)"
          + "[-\u2010-\u2015 ]{1,3}old"
          + "|"
          + NUMBER
          + "[- ]?(?:y/?o|yo)\\b|"
          + NUMBER
          + "[- ](?:years?|yrs?|months?|weeks?|days?|hours?) of age\\b|aged? (?:of )?"
          + NUMBER
          + "\\b(?:[- ](?:years?|yrs?|months?|weeks?|days?|hours?)\\b)?)";

  private static final Pattern ANY_PERSON = pattern("\\b" + PersonWords.PERSON + "\\b");
  private static final Hints ELSEWHERE_HINTS =
      Hints.of(
          "et al",
          "literature",
          "reported",
          "described",
          "published",
          "patients",
          "cases",
          "authors");

  /** A sentence without these has no {@link #AGE}. */
  static final Hints AGE_HINTS =
      Hints.of("year", "yr", "month", "week", "day", "hour", "y/o", "yo", "age");

  private static final Pattern AGED_HINT = pattern("\\bold\\b|\\by/?o\\b|of age|\\baged\\b");
  private static final Pattern AGED_PERSON =
      pattern(
          AGE
              + "[^.;]{0,80}?\\b"
              + PersonWords.PERSON
              + "\\b|\\b"
              + PersonWords.PERSON
              + "\\b[^.;]{0,25}?\\b"
              + AGE);
  private static final Pattern ACTING_PERSON =
      pattern(
          "\\b(?:an?|our|the|this) (?:[\\p{L}\\d-]{2,20} ){0,5}?"
              + PersonWords.PERSON
              + "\\b[^.;]{0,60}?\\b(?:presented|was|had|has|underwent|developed|complained|admitted"
              + "|referred|came|visited|died|reported|received|attended|consulted|suffered|denied)\\b");
  // A person named by a calling: "a 34-year-old welder presented"; things of that age do not come.
  private static final Pattern AGED_SOMEBODY =
      pattern(
          "\\b(?:an?|our|this|the) (?:[\\p{L}-]{2,20},? ){0,3}?"
              + AGE
              + ",? (?:(?!(?:with|who|was|had|and|of|in)\\b)[\\p{L}-]{2,20},? ){1,5}?(?:presented|complained"
              + "|came|visited|consulted|attended|developed|reported|sought|suffered|underwent|experienced"
              + "|noticed|who|whose|with (?:an? |no |known )?(?:[\\p{L}\\d-]{2,20} )?history"
              + "|(?:was|had been) (?:[\\p{L}]{2,14}ly )?(?:admitted|referred|brought|seen"
              + "|hospitali[sz]ed|taken|transferred|diagnosed|sent|evaluated)"
              + " (?:to|at|in|with|for|by|because|after|from))\\b");
  private static final Pattern OF_THE_ARTICLE =
      pattern(
          "\\b(?:our|the present|this|the presented) (?:[\\p{L}\\d-]{2,20} ){0,3}?(?:"
              + PersonWords.PERSON
              + "|case)\\b|\\bthe case (?:that )?we (?:report|describe|present)\\b|\\bwe (?:here"
              + " |herein |hereby )?(?:report|describe|present) (?:on"
              + " )?(?:an?|the|our|this)\\b|\\bthe patient(?:'s|\u2019s)?\\b");
  private static final Pattern ELSEWHERE =
      pattern(
          "\\bet al\\b|\\bin the literature\\b|\\b(?:reported|described|published)"
              + " (?:[\\p{L}\\d-]{1,20} ){0,5}?(?:cases?|patients?|series|"
              + AGE
              + ")\\b|\\bcases? (?:was |were |have been )?(?:previously )?reported\\b|\\bin (?:most"
              + " |some |many )?patients with\\b|\\bother (?:cases|patients|authors)\\b");
  private static final Pattern OURS =
      pattern("\\b(?:we|herein|here) (?:herein |hereby |here )?(?:report|describe|present)\\b");
  private static final Pattern ANIMAL_PATIENT =
      pattern(
          AGE
              + "(?:(?!\\b(?:with|by|from|of|and|who|whose|after|"
              + PersonWords.HUMAN.substring(3)
              + "\\b)[^.;:]){0,70}?\\b"
              + PersonWords.ANIMAL
              + "\\b(?![-"
              + " ](?:owner|breeder|handler|bite|scratch|farmer|keeper|groomer|herder|lover|eye))");

  // "A Holstein heifer, 18 months old, was presented": the animal is the subject.
  private static final Pattern ANIMAL_SUBJECT =
      pattern(
          "^\\W{0,3}(?:an?|the patient,? (?:was )?an?) (?:[\\p{L}\\d-]{2,20},? ){0,5}?"
              + PersonWords.ANIMAL
              + "\\b(?![-'\u2019 ](?:s\\b|owner|breeder|handler|bite|scratch|farmer|keeper|groomer|herder"
              + "|lover|model|allergen|dander))"
              + "(?:,[^.;]{2,40},|[^.,;]{0,30}?) ?(?:was|were|presented|had|showed|with|developed)\\b");
  private static final Pattern ANY_HUMAN = pattern("\\b" + PersonWords.HUMAN + "\\b");

  private static final Pattern ANIMAL_TITLE =
      pattern(
          "\\bin (?:an?|two|three|four) (?:(?!(?:with|by|from|"
              + PersonWords.PERSON.substring(3)
              + "\\b)[\\p{L}-]{2,20} ){0,4}?"
              + PersonWords.ANIMAL
              + "s?\\b(?![- ](?:owner|breeder|handler|bite|scratch|farmer))");

  private PatientReferences() {}

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  private static boolean find(Pattern pattern, String sentence) {
    int end = Math.min(sentence.length(), LONGEST);
    return pattern.matcher(sentence).region(0, end).find();
  }

  /** Whether it introduces a patient: "A 47-year-old woman was …". */
  static boolean introduces(String sentence) {
    boolean person =
        PersonWords.PERSON_HINTS.in(sentence)
            && find(ANY_PERSON, sentence)
            && (tellsAgedPerson(sentence) || find(ACTING_PERSON, sentence));
    return (person || isAgedSomebody(sentence)) && !isElsewhere(sentence);
  }

  /** Whether it tells the age of a person. */
  static boolean tellsAge(String sentence) {
    return (tellsAgedPerson(sentence) || isAgedSomebody(sentence)) && !isElsewhere(sentence);
  }

  private static boolean tellsAgedPerson(String sentence) {
    return AGE_HINTS.in(sentence) && find(AGED_PERSON, sentence);
  }

  private static boolean isAgedSomebody(String sentence) {
    return find(AGED_HINT, sentence) && find(AGED_SOMEBODY, sentence);
  }

  /** Whether it speaks of the patient of the article outside the account of the case. */
  static boolean speaksOfThePatient(String sentence) {
    return find(OF_THE_ARTICLE, sentence) && !isElsewhere(sentence);
  }

  /** Whether any part of a longer text may speak of the patient. */
  static boolean mayMention(String passage) {
    return OF_THE_ARTICLE.matcher(passage).find()
        || AGED_PERSON.matcher(passage).find()
        || AGED_SOMEBODY.matcher(passage).find();
  }

  /** Whether it tells of patients of other authors. */
  static boolean isElsewhere(String sentence) {
    return ELSEWHERE_HINTS.in(sentence) && find(ELSEWHERE, sentence) && !find(OURS, sentence);
  }

  /** Whether a title names an animal as the patient: "… in a dog". */
  static boolean namesAnimalPatient(String title) {
    return find(ANIMAL_TITLE, title);
  }

  /** Whether the patient that it introduces is an animal. */
  static boolean introducesAnimal(String sentence) {
    return PersonWords.ANIMAL_HINTS.in(sentence)
        && AGE_HINTS.in(sentence)
        && find(ANIMAL_PATIENT, sentence);
  }

  /** Whether an animal is the subject of a sentence that speaks of no human being. */
  static boolean isAboutAnimal(String sentence) {
    return PersonWords.ANIMAL_HINTS.in(sentence)
        && find(ANIMAL_SUBJECT, sentence)
        && !find(ANY_HUMAN, sentence);
  }
}
