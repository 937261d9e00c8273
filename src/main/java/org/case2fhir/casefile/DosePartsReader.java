package org.case2fhir.casefile;

import java.time.DayOfWeek;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Dose;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.Value;
import org.case2fhir.terminology.Domain;

/** Reads a dose whose parts are told one by one; its text is not looked into. */
final class DosePartsReader {
  private final ReadScope scope;

  DosePartsReader(ReadScope scope) {
    this.scope = scope;
  }

  Optional<Dose> read(Fields fields) {
    if (!fields.has("text")) {
      String message = "`text` is missing";
      scope.issues().error("missing-key", fields.location(), message, "add the words of the case");
    }
    Optional<Node.Scalar> text = fields.takeText("text");
    Optional<Integer> sequence = Numbers.readCount(fields, "sequence").filter(n -> n > 0);
    Optional<Value> amount = fields.take("amount").flatMap(node -> amount(node, fields));
    Optional<Dose.Rate> rate = fields.take("rate").flatMap(node -> rate(node, fields, Dose::rate));
    Optional<Dose.Frequency> frequency =
        fields.take("frequency").flatMap(n -> frequency(n, fields));
    List<Dose.DayPart> parts = words(fields, "when", Dose.DayPart.class);
    List<DayOfWeek> weekdays = words(fields, "weekdays", DayOfWeek.class);
    TimeReader times = new TimeReader(scope);
    Optional<TimeSpan> infusion = times.readSpan(fields, "infusion-time").filter(this::isLong);
    Optional<Concept> route = new ConceptReader(scope).read(fields, "route", Domain.ROUTE);
    boolean asNeeded = fields.takeFlag("as-needed").orElse(false);
    Optional<Concept> reason = new ConceptReader(scope).read(fields, "needed-for", Domain.FINDING);
    Optional<Dose.Rate> maximum =
        fields.take("maximum").flatMap(node -> rate(node, fields, Dose::maximum));
    Optional<TimeSpan> duration = times.readSpan(fields, "duration");
    Optional<TimeSpan> longest = times.readSpan(fields, "longest");
    fields.finish();
    return text.map(
        words ->
            new Dose(
                words.text(),
                sequence,
                amount,
                rate,
                frequency,
                parts,
                weekdays,
                infusion,
                duration,
                longest,
                route,
                asNeeded,
                reason,
                maximum));
  }

  private boolean isLong(TimeSpan span) {
    return span.amount().signum() > 0;
  }

  private static <E extends Enum<E>> List<E> words(Fields fields, String key, Class<E> type) {
    return fields.takeTexts(key).stream()
        .flatMap(word -> Keywords.read(word, fields, key, Keywords.all(type)).stream())
        .toList();
  }

  /** An amount of a drug; on one line, its unit may be a form such as tablets. */
  Optional<Value> amount(Node node, Fields fields) {
    Optional<Value> told = line(node, Dose::amount);
    if (told.isPresent()) {
      return told;
    }
    Optional<Value> value = new ValueReader(scope).read(node, fields, "amount");
    boolean quantity =
        value.isEmpty()
            || value.get() instanceof Value.Measured
            || value.get() instanceof Value.Interval;
    if (!quantity) {
      String remedy = "write for example 0.5 mg or 1-2 tablets";
      wrong(fields, "the amount of a dose is no quantity", remedy);
    }
    boolean negative = value.filter(Measures::isNegative).isPresent();
    if (negative) {
      wrong(fields, "the amount of a dose cannot be negative", "correct the number");
    }
    return quantity && !negative ? value : Optional.empty();
  }

  // A part of a dose as it stands in a dose on one line.
  private <T> Optional<T> line(Node node, Function<Dose, Optional<T>> part) {
    return node instanceof Node.Scalar scalar && !scalar.text().isBlank()
        ? scope.doses().parse(scalar.text()).value().flatMap(part)
        : Optional.empty();
  }

  private Optional<Dose.Rate> rate(
      Node node, Fields fields, Function<Dose, Optional<Dose.Rate>> part) {
    if (node instanceof Node.Mapping mapping) {
      Fields parts = new Fields(mapping, scope.issues());
      Optional<Value> amount = parts.take("amount").flatMap(value -> amount(value, parts));
      Optional<TimeSpan> per = new TimeReader(scope).readSpan(parts, "per").filter(this::isLong);
      parts.finish();
      if (amount.isPresent() && per.isPresent()) {
        return Optional.of(new Dose.Rate(amount.get(), per.get()));
      }
    }
    Optional<Dose.Rate> line = line(node, part).or(() -> line(node, Dose::rate));
    if (line.isPresent()) {
      return line;
    }
    wrong(fields, "the rate of a dose is not understood", "write for example 200 mg/day");
    return Optional.empty();
  }

  private Optional<Dose.Frequency> frequency(Node node, Fields fields) {
    if (node instanceof Node.Mapping mapping) {
      Fields parts = new Fields(mapping, scope.issues());
      int times = Numbers.readCount(parts, "times").orElse(1);
      Optional<Integer> timesMax = Numbers.readCount(parts, "times-max");
      Optional<TimeSpan> period = new TimeReader(scope).readSpan(parts, "period");
      Optional<TimeSpan> periodMax = new TimeReader(scope).readSpan(parts, "period-max");
      Optional<Integer> count = Numbers.readCount(parts, "count");
      parts.finish();
      boolean rises =
          timesMax.filter(most -> most <= times).isEmpty()
              && periodMax.filter(most -> !isLonger(most, period)).isEmpty();
      if (times > 0 && rises && period.filter(this::isLong).isPresent()) {
        return Optional.of(
            new Dose.Frequency(
                times,
                timesMax,
                period.get().amount(),
                periodMax.map(TimeSpan::amount),
                period.get().unit(),
                count));
      }
    }
    Optional<Dose.Frequency> line = line(node, Dose::frequency);
    if (line.isPresent()) {
      return line;
    }
    wrong(fields, "the frequency of a dose is not understood", "write for example twice daily");
    return Optional.empty();
  }

  private static boolean isLonger(TimeSpan most, Optional<TimeSpan> least) {
    return least
        .filter(span -> span.unit() == most.unit() && span.amount().compareTo(most.amount()) < 0)
        .isPresent();
  }

  private void wrong(Fields fields, String message, String solution) {
    scope.issues().error("bad-dose", fields.location(), message, solution);
  }
}
