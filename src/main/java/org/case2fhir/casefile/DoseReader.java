package org.case2fhir.casefile;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.case2fhir.casefile.Fields.Keywords;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Location;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Dose;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.Value;
import org.case2fhir.model.When;
import org.case2fhir.notation.DoseParser;
import org.case2fhir.notation.Reading;
import org.case2fhir.terminology.Domain;

/** Reads how a drug is taken: one line, or a mapping of text and parts. */
final class DoseReader {
  private static final Pattern CLOCK = Pattern.compile("(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d)?");

  private final ReadScope scope;

  DoseReader(ReadScope scope) {
    this.scope = scope;
  }

  /** The doses of a medication; a route given beside them holds for each that has none. */
  List<Dose> read(CaseFields fields) {
    List<Dose> doses = new ArrayList<>();
    for (Node node : fields.takeItems("dose")) {
      if (node instanceof Node.Mapping mapping) {
        CaseFields parts = new CaseFields(mapping, scope);
        parts(parts).ifPresent(doses::add);
      } else {
        fields.text(node, "dose").flatMap(this::line).ifPresent(doses::addAll);
      }
    }
    Location location = fields.locationOf("route");
    Optional<Concept> route = fields.concept("route", Domain.ROUTE);
    route.ifPresent(stated -> doses.forEach(dose -> compare(dose, stated, location)));
    if (route.isEmpty()) {
      return doses;
    }
    return doses.isEmpty()
        ? List.of(onlyRoute(route.get()))
        : doses.stream().map(dose -> routed(dose, route)).toList();
  }

  private Optional<List<Dose>> line(Node.Scalar text) {
    Reading<List<Dose>> reading = scope.doses().parseAll(text.text());
    boolean partly =
        reading.remarks().stream().anyMatch(r -> r.code().equals(DoseParser.NOT_UNDERSTOOD));
    if (partly) {
      scope.acceptDamaged(text);
    }
    return scope.accept(reading, text.location());
  }

  private void compare(Dose dose, Concept route, Location location) {
    if (dose.route().isEmpty() || isSame(dose.route().get(), route)) {
      return;
    }
    scope
        .issues()
        .warning(
            "two-routes",
            location,
            "the dose "
                + Excerpt.of(dose.text())
                + " names another route than "
                + Excerpt.of(route.text())
                + "; the dose's own is kept",
            "give one of the two");
  }

  private static boolean isSame(Concept a, Concept b) {
    boolean code = a.codes().stream().anyMatch(b.codes()::contains);
    return code || a.text().equalsIgnoreCase(b.text());
  }

  private static Dose onlyRoute(Concept route) {
    return Dose.ofText(route.text()).withRoute(Optional.of(route));
  }

  private static Dose routed(Dose dose, Optional<Concept> route) {
    return dose.withRoute(dose.route().or(() -> route));
  }

  // A dose whose parts are given one by one; its text is not looked into.
  private Optional<Dose> parts(CaseFields fields) {
    if (!fields.has("text")) {
      String message = "`text` is missing";
      scope.issues().error("missing-key", fields.location(), message, "add the words of the case");
    }
    Optional<Node.Scalar> text = fields.takeText("text");
    Optional<Integer> sequence = fields.takeCount("sequence").filter(n -> n > 0);
    Optional<Value> amount = fields.take("amount").flatMap(node -> amount(node, fields));
    Optional<Dose.Rate> rate = fields.take("rate").flatMap(node -> rate(node, fields, Dose::rate));
    Optional<Dose.Frequency> frequency =
        fields.take("frequency").flatMap(n -> frequency(n, fields));
    List<Dose.DayPart> parts = words(fields, "when", Dose.DayPart.class);
    List<DayOfWeek> weekdays = words(fields, "weekdays", DayOfWeek.class);
    List<LocalTime> times = clockTimes(fields);
    Optional<TimeSpan> infusion = fields.span("infusion-time").filter(this::isLong);
    Optional<Concept> route = fields.concept("route", Domain.ROUTE);
    boolean asNeeded = fields.takeFlag("as-needed").orElse(false);
    Optional<Concept> reason = fields.concept("needed-for", Domain.FINDING);
    Optional<Dose.Rate> maximum =
        fields.take("maximum").flatMap(node -> rate(node, fields, Dose::maximum));
    Optional<TimeSpan> duration = fields.span("duration");
    Optional<TimeSpan> longest = fields.span("longest");
    Optional<Concept> schedule = fields.uncoded("schedule");
    Optional<When.Between> period = fields.stretch("period");
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
                maximum,
                schedule,
                period,
                times));
  }

  private List<LocalTime> clockTimes(CaseFields fields) {
    List<LocalTime> times = new ArrayList<>();
    for (Node.Scalar stated : fields.takeTexts("times-of-day")) {
      if (CLOCK.matcher(stated.text()).matches()) {
        times.add(LocalTime.parse(stated.text()));
      } else {
        scope
            .issues()
            .error(
                "bad-dose",
                stated.location(),
                Excerpt.of(stated.text()) + " is not a time of the day",
                "write hours and minutes in quotes, for example \"08:00\"");
      }
    }
    return times;
  }

  private boolean isLong(TimeSpan span) {
    return span.amount().signum() > 0;
  }

  private static <E extends Enum<E>> List<E> words(CaseFields fields, String key, Class<E> type) {
    return fields.takeTexts(key).stream()
        .flatMap(word -> fields.word(word, key, Keywords.all(type)).stream())
        .toList();
  }

  /** An amount of a drug; on one line, its unit may be a form such as tablets. */
  Optional<Value> amount(Node node, CaseFields fields) {
    Optional<Value> stated = line(node, Dose::amount);
    if (stated.isPresent()) {
      return stated;
    }
    Optional<Value> value = new ValueNodeReader(scope).read(node, fields, "amount");
    boolean quantity =
        value.isEmpty()
            || value.get() instanceof Value.Measured
            || value.get() instanceof Value.Interval;
    if (!quantity) {
      String remedy = "write for example 0.5 mg or 1-2 tablets";
      wrong(fields, "the amount of a dose is not a quantity", remedy);
    }
    boolean negative = value.filter(MeasurementResult::isNegative).isPresent();
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
      Node node, CaseFields fields, Function<Dose, Optional<Dose.Rate>> part) {
    if (node instanceof Node.Mapping mapping) {
      CaseFields parts = new CaseFields(mapping, scope);
      Optional<Value> amount = parts.take("amount").flatMap(value -> amount(value, parts));
      Optional<TimeSpan> per = parts.span("per").filter(this::isLong);
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

  private Optional<Dose.Frequency> frequency(Node node, CaseFields fields) {
    if (node instanceof Node.Mapping mapping) {
      CaseFields parts = new CaseFields(mapping, scope);
      int times = parts.takeCount("times").orElse(1);
      Optional<Integer> timesMax = parts.takeCount("times-max");
      Optional<TimeSpan> period = parts.span("period");
      Optional<TimeSpan> periodMax = parts.span("period-max");
      Optional<Integer> count = parts.takeCount("count");
      Optional<Integer> countMax = parts.takeCount("count-max");
      parts.finish();
      boolean rises =
          timesMax.filter(most -> most <= times).isEmpty()
              && periodMax.filter(most -> !isLonger(most, period)).isEmpty()
              && countMax.filter(most -> count.filter(least -> most > least).isEmpty()).isEmpty();
      if (times > 0 && rises && period.filter(this::isLong).isPresent()) {
        return Optional.of(
            new Dose.Frequency(
                times,
                timesMax,
                period.get().amount(),
                periodMax.map(TimeSpan::amount),
                period.get().unit(),
                count,
                countMax));
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

  private void wrong(CaseFields fields, String message, String solution) {
    scope.issues().error("bad-dose", fields.location(), message, solution);
  }
}
