package org.case2fhir.extraction.patient;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.extraction.context.Context;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Sex;
import org.case2fhir.model.Span;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary;

/** Finds the age and sex of the patient; never those of relatives. */
public final class SubjectFinder {
  private static final int LONGEST = 2_000;
  private static final Pattern AGE = pattern("\\b" + PatientReferences.AGE);
  private static final Pattern PERSON = pattern("\\b(" + PersonWords.PERSON + ")\\b");
  private static final Pattern PRONOUN = pattern("\\b(he|his|him|she|her|hers)\\b");
  private static final Pattern NOT_NOW =
      pattern(
          "(?:at|since|from|until|by)(?: the| an)? $|gestational $|gestation(?:al)? age (?:of )?$");
  private static final Pattern GESTATION = pattern("^.{0,12}\\b(?:gestation|pregnan|fetus)");
  private static final Pattern MOTHER =
      pattern("\\b(?:born|delivered)\\b[^.;]{0,80}?\\b(?:to|of|from|by)\\b[^.;]{0,60}$");
  private static final Pattern RELATIVE = relatives();

  private final Quotes quotes;

  public SubjectFinder(Quotes quotes) {
    this.quotes = quotes;
  }

  /**
   * What is told of the person.
   *
   * @param ageSentence index of the sentence that tells the age
   */
  public record Found(
      Optional<Sex> sex,
      Optional<TimeSpan> age,
      int ageSentence,
      List<Evidence> evidence,
      List<Issue> issues) {
    public Found {
      evidence = List.copyOf(evidence);
      issues = List.copyOf(issues);
    }
  }

  private record Told<T>(T value, int sentence, Evidence evidence) {}

  /** Looks through all sentences of a patient. */
  public Found find(PatientText patient) {
    List<Told<TimeSpan>> ages = new ArrayList<>();
    List<Told<Sex>> nouns = new ArrayList<>();
    for (int i = 0; i < patient.sentences().size(); i++) {
      PatientSentence sentence = patient.sentences().get(i);
      addAges(sentence, i, ages);
      if (PatientReferences.introduces(sentence.text())) {
        addNouns(sentence, i, nouns);
      }
      addTaggedSex(sentence, i, nouns);
    }
    Optional<Told<Sex>> noun = nouns.stream().findFirst();
    Optional<Sex> sex = noun.map(Told::value).or(() -> byPronouns(patient));
    List<Evidence> evidence = new ArrayList<>();
    ages.stream().findFirst().map(Told::evidence).ifPresent(evidence::add);
    noun.map(Told::evidence).ifPresent(evidence::add);
    return new Found(
        sex,
        ages.stream().findFirst().map(Told::value),
        ages.isEmpty() ? -1 : ages.get(0).sentence(),
        evidence,
        issues(patient, ages, nouns));
  }

  // "In his sixties" is no age to compute with, and must not be lost either.
  private Optional<Issue> vagueAge(PatientText patient) {
    for (PatientSentence sentence : patient.account()) {
      String text = head(sentence);
      Optional<MatchResult> words =
          PatientReferences.introduces(text) ? AgeWords.vague(text) : Optional.empty();
      if (words.isPresent()) {
        Span span = shifted(sentence, words.get().start(), words.get().end());
        return Optional.of(
            Issue.warning(
                "vague-age",
                "the age is told only as " + Excerpt.of(words.get().group()),
                quotes.lines().at(sentence.original(span).start()),
                "add the age to the case if it is known"));
      }
    }
    return Optional.empty();
  }

  private void addAges(PatientSentence sentence, int index, List<Told<TimeSpan>> ages) {
    String text = head(sentence);
    if (!PatientReferences.AGE_HINTS.in(text)) {
      return;
    }
    Matcher matcher = AGE.matcher(text);
    while (matcher.find()) {
      String before = text.substring(Math.max(0, matcher.start() - 40), matcher.start());
      boolean other =
          NOT_NOW.matcher(before).find()
              || RELATIVE.matcher(before).find()
              || isOfMother(text, matcher.start())
              || GESTATION.matcher(text.substring(matcher.end())).find();
      if (!other && isIntroduced(sentence, text, matcher.start())) {
        Span span = shifted(sentence, matcher.start(), matcher.end());
        AgeWords.read(matcher.group())
            .ifPresent(age -> ages.add(new Told<>(age, index, quotes.of(sentence, span))));
      }
    }
  }

  // "Born at term to a 29-year-old primigravida": who gave birth is another person.
  private static boolean isOfMother(String text, int at) {
    return MOTHER.matcher(text.substring(Math.max(0, at - 160), at)).find();
  }

  private static boolean isIntroduced(PatientSentence sentence, String text, int at) {
    boolean tagged =
        sentence.mentions().stream()
            .filter(mention -> mention.type() == MentionType.AGE)
            .map(mention -> mention.span())
            .anyMatch(span -> Math.abs(span.start() - sentence.span().start() - at) < 12);
    return tagged || PatientReferences.tellsAge(text);
  }

  private void addNouns(PatientSentence sentence, int index, List<Told<Sex>> nouns) {
    String text = head(sentence);
    Matcher matcher = PERSON.matcher(text);
    while (matcher.find()) {
      String before = text.substring(Math.max(0, matcher.start() - 25), matcher.start());
      Optional<Sex> sex = PersonWords.sex(matcher.group(1));
      boolean other = RELATIVE.matcher(before).find() || isOfMother(text, matcher.start());
      if (sex.isPresent() && !other) {
        Span span = shifted(sentence, matcher.start(), matcher.end());
        nouns.add(new Told<>(sex.get(), index, quotes.of(sentence, span)));
        return;
      }
    }
  }

  private void addTaggedSex(PatientSentence sentence, int index, List<Told<Sex>> nouns) {
    for (Mention mention : sentence.mentions()) {
      if (mention.type() == MentionType.SEX
          && sentence.context(mention).experiencer() == Context.Experiencer.PATIENT
          && !RELATIVE.matcher(head(sentence)).find()) {
        PersonWords.sex(sentence.words(mention))
            .ifPresent(
                sex -> nouns.add(new Told<>(sex, index, quotes.of(sentence, mention.span()))));
      }
    }
  }

  // Most of the pronouns in sentences that speak of nobody else.
  private static Optional<Sex> byPronouns(PatientText patient) {
    Map<Sex, Integer> counts = new EnumMap<>(Sex.class);
    for (PatientSentence sentence : patient.sentences()) {
      String text = head(sentence);
      if (!RELATIVE.matcher(text).find()) {
        Matcher matcher = PRONOUN.matcher(text);
        while (matcher.find()) {
          boolean male =
              matcher.group().toLowerCase(Locale.ROOT).startsWith("hi")
                  || matcher.group().equalsIgnoreCase("he");
          counts.merge(male ? Sex.MALE : Sex.FEMALE, 1, Integer::sum);
        }
      }
    }
    int male = counts.getOrDefault(Sex.MALE, 0);
    int female = counts.getOrDefault(Sex.FEMALE, 0);
    if (male > 2 * female) {
      return Optional.of(Sex.MALE);
    }
    return female > 2 * male ? Optional.of(Sex.FEMALE) : Optional.empty();
  }

  private List<Issue> issues(
      PatientText patient, List<Told<TimeSpan>> ages, List<Told<Sex>> nouns) {
    List<Issue> issues = new ArrayList<>();
    if (ages.isEmpty()) {
      vagueAge(patient).ifPresent(issues::add);
    }
    Location place = Location.of(quotes.document().id());
    boolean twoAges =
        ages.stream()
                .map(Told::value)
                .filter(a -> a.unit() == ages.get(0).value().unit())
                .distinct()
                .count()
            > 1;
    if (twoAges) {
      String words =
          ages.stream()
              .map(told -> told.value().toString())
              .distinct()
              .collect(Collectors.joining(", "));
      issues.add(
          Issue.warning(
              "several-ages", "several ages are told: " + words, place, "check the first"));
    }
    if (nouns.stream().map(Told::value).distinct().count() > 1) {
      issues.add(
          Issue.warning(
              "several-sexes", "the words for the patient differ in sex", place, "check it"));
    }
    return issues;
  }

  private static String head(PatientSentence sentence) {
    String text = sentence.text();
    return text.substring(0, Math.min(text.length(), LONGEST));
  }

  private static Span shifted(PatientSentence sentence, int start, int end) {
    int at = sentence.span().start();
    return new Span(at + start, at + end);
  }

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  private static Pattern relatives() {
    String words =
        Vocabulary.builtIn()
            .terms(Domain.RELATIONSHIP)
            .filter(term -> !PersonWords.isPerson(term))
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    return pattern("\\b(?:" + words + ")s?\\b");
  }
}
