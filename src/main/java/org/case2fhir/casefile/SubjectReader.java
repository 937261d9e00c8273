package org.case2fhir.casefile;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.Sex;
import org.case2fhir.model.Subject;
import org.case2fhir.model.Subject.AgeAt;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.When;
import org.case2fhir.notation.Reading;
import org.case2fhir.notation.TimeSpans;

/** Reads the person the case is about. */
final class SubjectReader {
  private static final Pattern AGE_AT = Pattern.compile("(.{1,60}?) at(?: the)? (.{1,200})");

  private final ReadScope scope;

  SubjectReader(ReadScope scope) {
    this.scope = scope;
  }

  /** The subject of a mapping; {@code subject: female} is short for its sex. */
  Subject read(Fields fields) {
    Optional<Sex> sex = Keywords.read(fields, "sex", Keywords.SEXES);
    Optional<AgeAt> age = fields.take("age").flatMap(node -> age(node, fields));
    Optional<PartialDate> birthDate = birthDate(fields);
    Optional<String> name = fields.takeText("name").map(Node.Scalar::text);
    var deceased = new DeathReader(scope).read(fields);
    var evidence = new EvidenceReader(scope).read(fields);
    fields.finish();
    return new Subject(sex, age, birthDate, name, deceased, evidence);
  }

  private Optional<AgeAt> age(Node node, Fields fields) {
    if (node instanceof Node.Mapping mapping) {
      Fields parts = new Fields(mapping, scope.issues());
      Optional<TimeSpan> value = new TimeReader(scope).readSpan(parts, "value");
      Optional<String> at = parts.takeText("at").flatMap(text -> visit(text.text(), text));
      parts.finish();
      return value.map(span -> new AgeAt(span, at));
    }
    return fields.text(node, "age").flatMap(this::shortAge);
  }

  private Optional<AgeAt> shortAge(Node.Scalar scalar) {
    Matcher matcher = AGE_AT.matcher(scalar.text());
    boolean dated = matcher.matches();
    String age = dated ? matcher.group(1) : scalar.text();
    Optional<TimeSpan> span = scope.accept(TimeSpans.parse(age), scalar.location());
    Optional<String> at = dated ? visit(matcher.group(2), scalar) : Optional.empty();
    return span.map(value -> new AgeAt(value, at));
  }

  private Optional<String> visit(String name, Node.Scalar scalar) {
    Optional<String> id = scope.visits().find(name);
    if (id.isEmpty()) {
      scope
          .issues()
          .error(
              "unknown-encounter",
              scalar.location(),
              "no encounter is called " + Excerpt.of(name),
              scope.visits().remedy(name));
    }
    return id;
  }

  private Optional<PartialDate> birthDate(Fields fields) {
    Optional<Node.Scalar> scalar = fields.takeText("birth-date");
    if (scalar.isEmpty()) {
      return Optional.empty();
    }
    Reading<When> reading = scope.times().parse(scalar.get().text());
    When when = reading.value().orElse(null);
    if (when == null || when instanceof When.OnDate) {
      scope.accept(reading, scalar.get().location());
    }
    if (when instanceof When.OnDate onDate) {
      return Optional.of(onDate.date().withoutTime());
    }
    if (when != null) {
      scope
          .issues()
          .error(
              "bad-date",
              scalar.get().location(),
              Excerpt.of(scalar.get().text()) + " is not a date",
              "write dates as 1959, 1959-03 or 1959-03-14");
    }
    return Optional.empty();
  }
}
