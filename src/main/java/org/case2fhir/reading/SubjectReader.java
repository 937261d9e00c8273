package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Span;
import org.case2fhir.model.Subject.Sex;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.reading.PatientText.PatientSentence;

/**
 * Reads the age and sex of a patient from the phrases that name the patient; never those of
 * relatives. For one document.
 */
final class SubjectReader {
  private static final int FAR_AGE = 1;
  private static final List<TokenPattern> VAGUE_AGES =
      RuleTable.builtIn("vague-ages.tsv").rows().stream()
          .map(row -> TokenPattern.of(row.get("pattern")))
          .toList();
  private static final Map<String, Sex> PRONOUNS =
      Map.of(
          "he", Sex.MALE, "his", Sex.MALE, "him", Sex.MALE, "she", Sex.FEMALE, "her", Sex.FEMALE);

  private final SourceDocument document;

  SubjectReader(SourceDocument document) {
    this.document = document;
  }

  /**
   * What is stated of the person.
   *
   * @param ageSentence index of the sentence that states the age; -1 where none does
   */
  record Found(
      Optional<Sex> sex,
      Optional<TimeSpan> age,
      int ageSentence,
      List<Evidence> evidence,
      List<Issue> issues) {
    Found {
      evidence = List.copyOf(evidence);
      issues = List.copyOf(issues);
    }
  }

  private record Stated<T>(T value, int sentence, Evidence evidence) {}

  /** Looks through all sentences of a patient. */
  Found read(PatientText patient) {
    List<Statement> statements =
        patient.sentences().stream().map(s -> Statement.of(s, Optional.empty())).toList();
    List<Stated<TimeSpan>> ages = new ArrayList<>();
    List<Stated<TimeSpan>> earlier = new ArrayList<>();
    List<Stated<Sex>> sexes = new ArrayList<>();
    boolean adult = patient.mother().isEmpty() && isAdult(statements);
    for (int i = 0; i < statements.size(); i++) {
      Statement statement = statements.get(i);
      if (statement.isElsewhere()) {
        continue;
      }
      boolean first = statement.introduces();
      for (PersonPhrase person : statement.persons()) {
        if (isPatient(person, patient) && !(adult && person.role() == PersonPhrase.Role.INFANT)) {
          boolean then = person.age().filter(AgePhrase::isEarlier).isPresent();
          addAge(statement, i, person, then ? earlier : ages);
          if (first || person.age().isPresent() || patient.mother().isPresent()) {
            addSex(statement, i, person, sexes);
            first &= person.sex().isEmpty();
          }
        }
      }
    }
    boolean infant = patient.mother().isPresent();
    if (ages.isEmpty() && !infant) {
      earlier.stream().filter(age -> age.sentence() <= FAR_AGE).findFirst().ifPresent(ages::add);
    }
    Optional<Stated<Sex>> noun = sexes.stream().findFirst();
    Optional<Sex> sex = noun.map(Stated::value).or(() -> byPronouns(statements));
    List<Evidence> evidence = new ArrayList<>();
    ages.stream().findFirst().map(Stated::evidence).ifPresent(evidence::add);
    noun.map(Stated::evidence).ifPresent(evidence::add);
    List<Issue> issues = new ArrayList<>(issues(ages, sexes));
    if (ages.isEmpty()) {
      vagueAge(patient, statements).ifPresent(issues::add);
    }
    return new Found(
        sex,
        ages.stream().findFirst().map(Stated::value),
        ages.isEmpty() ? -1 : ages.get(0).sentence(),
        evidence,
        issues);
  }

  /** Whether whoever is introduced first is no infant. */
  private static boolean isAdult(List<Statement> statements) {
    return statements.stream()
        .filter(Statement::introduces)
        .flatMap(statement -> statement.persons().stream())
        .filter(person -> person.role().isPatient())
        .findFirst()
        .filter(person -> person.role() == PersonPhrase.Role.PERSON)
        .filter(
            person ->
                person.age().filter(age -> age.span().unit() == TimeUnit.YEAR).isPresent()
                    || person.sex().isPresent())
        .isPresent();
  }

  /** A newborn of a mother who is a patient too is called so; she is not. */
  private static boolean isPatient(PersonPhrase person, PatientText patient) {
    return person.role() == PersonPhrase.Role.INFANT
        || person.role() == PersonPhrase.Role.PERSON && patient.mother().isEmpty();
  }

  private void addAge(
      Statement statement, int index, PersonPhrase person, List<Stated<TimeSpan>> ages) {
    person
        .age()
        .ifPresent(
            age ->
                ages.add(
                    new Stated<>(age.span(), index, quote(statement, age.first(), age.end()))));
  }

  private void addSex(
      Statement statement, int index, PersonPhrase person, List<Stated<Sex>> sexes) {
    person
        .sex()
        .ifPresent(
            sex ->
                sexes.add(
                    new Stated<>(sex, index, quote(statement, person.end() - 1, person.end()))));
  }

  private Evidence quote(Statement statement, int first, int end) {
    PatientSentence sentence = statement.sentence();
    List<Span> tokens = sentence.sentence().tokens();
    Span original =
        sentence.original(new Span(tokens.get(first).start(), tokens.get(end - 1).end()));
    return new Evidence(
        document.text().substring(original.start(), original.end()), Optional.of(original));
  }

  /** Most of the pronouns in sentences that name nobody else. */
  private static Optional<Sex> byPronouns(List<Statement> statements) {
    Map<Sex, Integer> counts = new EnumMap<>(Sex.class);
    for (Statement statement : statements) {
      boolean alone = statement.persons().stream().allMatch(person -> person.role().isPatient());
      if (alone) {
        for (String word : statement.lower()) {
          Sex sex = PRONOUNS.get(word);
          if (sex != null) {
            counts.merge(sex, 1, Integer::sum);
          }
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

  /** "In his sixties" is no age to compute with, and must not be lost either. */
  private Optional<Issue> vagueAge(PatientText patient, List<Statement> statements) {
    for (Statement statement : statements) {
      boolean opens = statement.introduces() || patient.mother().isPresent();
      if (!opens || !statement.sentence().inCase()) {
        continue;
      }
      for (int i = 0; i < statement.lower().size(); i++) {
        for (TokenPattern pattern : VAGUE_AGES) {
          int end = pattern.end(statement.lower(), i);
          if (end > 0) {
            return Optional.of(vagueAge(quote(statement, i, end)));
          }
        }
      }
    }
    return Optional.empty();
  }

  private Issue vagueAge(Evidence words) {
    return Issue.warning(
        "vague-age",
        "the age is stated only as " + Excerpt.of(words.quote()),
        location(words.span().orElseThrow().start()),
        "add the age to the case if it is known");
  }

  private Location location(int offset) {
    int line = 1;
    int lineStart = 0;
    for (int i = document.text().indexOf('\n'); i >= 0 && i < offset; ) {
      line++;
      lineStart = i + 1;
      i = document.text().indexOf('\n', i + 1);
    }
    return new Location(document.id(), line, offset - lineStart + 1, "");
  }

  private List<Issue> issues(List<Stated<TimeSpan>> ages, List<Stated<Sex>> sexes) {
    List<Issue> issues = new ArrayList<>();
    Location place = Location.of(document.id());
    List<TimeSpan> different =
        ages.stream()
            .map(Stated::value)
            .filter(age -> age.unit() == ages.get(0).value().unit())
            .distinct()
            .toList();
    if (different.size() > 1) {
      String words = different.stream().map(TimeSpan::toString).collect(Collectors.joining(", "));
      issues.add(
          Issue.warning(
              "several-ages", "several ages are stated: " + words, place, "check the first"));
    }
    if (sexes.stream().map(Stated::value).distinct().count() > 1) {
      issues.add(
          Issue.warning(
              "several-sexes", "the words for the patient differ in sex", place, "check it"));
    }
    return issues;
  }
}
