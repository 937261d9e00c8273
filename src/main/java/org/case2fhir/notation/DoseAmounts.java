package org.case2fhir.notation;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Dose;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;

/**
 * How much: an amount of each dose ("0.5 mg", "1-2 tablets", "75 mg/m2"), or an amount over time
 * ("200 mg/day", "5 mg per hour").
 */
final class DoseAmounts {
  private static final Pattern NUMBER =
      Pattern.compile(
          "(" + Numerals.NUMBER + ")(?:[-\u2013](" + Numerals.NUMBER + "))?([\\p{L}\\[{].{0,40})?");
  private static final Pattern OVER_TIME =
      Pattern.compile("(.{1,40})/(\\d{1,3})?(min|minute|h|hr|hour|d|day|wk|week|mo|month)s?");
  private static final Pattern UNFINISHED = Pattern.compile(".{1,40}/\\d{1,3}");
  private static final Pattern EACH_DOSE = Pattern.compile("/dose$");
  private static final Set<String> FORMS =
      Set.of(
          "tablet",
          "capsule",
          "pill",
          "puff",
          "spray",
          "ampoule",
          "vial",
          "sachet",
          "suppository",
          "patch",
          "lozenge",
          "inhalation",
          "actuation");

  private final Units units;

  DoseAmounts(Units units) {
    this.units = units;
  }

  /** A quantity of a drug, with the time it is spread over if that is told. */
  record Told(Value amount, Optional<TimeSpan> per) {

    /** Whether it is measured by substance or pieces to swallow, not in drops or millilitres. */
    boolean isSystemic() {
      Unit unit =
          amount instanceof Value.Measured measured
              ? measured.amount().unit()
              : ((Value.Interval) amount).unit();
      return Units.isSubstanceAmount(unit)
          || unit.ucum().filter(Set.of("{tablet}", "{capsule}", "{pill}")::contains).isPresent();
    }

    Optional<Dose.Rate> rate() {
      return per.filter(span -> amount instanceof Value.Measured)
          .map(span -> new Dose.Rate(((Value.Measured) amount).amount(), span));
    }
  }

  /** The quantity that is told from a word on. */
  Optional<Match<Told>> at(Tokens tokens, int i) {
    Matcher matcher = NUMBER.matcher(tokens.at(i));
    if (!matcher.matches()) {
      // "two tablets", but not "a tablet": an article counts nothing.
      return Numerals.parseOrWord(tokens.at(i))
          .filter(number -> tokens.at(i).length() > 2)
          .flatMap(number -> told(number, Optional.empty(), tokens, i + 1, ""))
          .map(told -> new Match<>(told.value(), told.length() + 1));
    }
    Optional<BigDecimal> low = number(matcher.group(1));
    Optional<BigDecimal> high = Optional.ofNullable(matcher.group(2)).flatMap(DoseAmounts::number);
    if (low.isEmpty() || (matcher.group(2) != null && !rises(low.get(), high))) {
      return Optional.empty();
    }
    // The unit as written, not as folded: folding would turn mM into mm.
    int behind = matcher.start(3);
    String glued = behind < 0 ? "" : tokens.words().get(i).substring(behind);
    return told(low.get(), high, tokens, i + 1, glued)
        .map(told -> new Match<>(told.value(), told.length() + 1));
  }

  private Optional<Match<Told>> told(
      BigDecimal low, Optional<BigDecimal> high, Tokens tokens, int next, String glued) {
    int used = glued.isEmpty() ? 1 : 0;
    if (glued.isEmpty() && next >= tokens.size()) {
      return Optional.empty();
    }
    StringBuilder unit = new StringBuilder(glued.isEmpty() ? tokens.words().get(next) : glued);
    int i = next + used;
    while (tokens.at(i).equals("per") && i + 1 < tokens.size()) {
      unit.append('/').append(tokens.words().get(i + 1));
      i += 2;
    }
    if (UNFINISHED.matcher(unit).matches() && TimeSpans.unit(tokens.at(i)).isPresent()) {
      unit.append(tokens.at(i));
      i++;
    }
    if (tokens.at(i).equals("a") && TimeSpans.unit(tokens.at(i + 1)).isPresent()) {
      unit.append('/').append(tokens.words().get(i + 1));
      i += 2;
    }
    int length = i - next;
    String each = EACH_DOSE.matcher(unit).replaceFirst("");
    return told(low, high, each).map(told -> new Match<>(told, length));
  }

  private Optional<Told> told(BigDecimal low, Optional<BigDecimal> high, String unit) {
    Matcher overTime = OVER_TIME.matcher(unit);
    if (!overTime.matches()) {
      return unit(unit).map(u -> new Told(value(low, high, u), Optional.empty()));
    }
    BigDecimal amount =
        overTime.group(2) == null ? BigDecimal.ONE : new BigDecimal(overTime.group(2));
    Optional<TimeUnit> time = TimeSpans.unit(overTime.group(3));
    if (high.isPresent() || amount.signum() == 0) {
      return Optional.empty();
    }
    return unit(overTime.group(1))
        .flatMap(
            u ->
                time.map(t -> new Told(value(low, high, u), Optional.of(new TimeSpan(amount, t)))));
  }

  private static Value value(BigDecimal low, Optional<BigDecimal> high, Unit unit) {
    return high.isPresent()
        ? new Value.Interval(Optional.of(low), high, unit)
        : new Value.Measured(new Amount(low, Optional.empty(), unit));
  }

  // Neither a time, nor a concentration, nor a length is an amount of a drug.
  private Optional<Unit> unit(String text) {
    String word = text.toLowerCase(java.util.Locale.ROOT);
    String form = word.endsWith("s") ? word.substring(0, word.length() - 1) : word;
    if (FORMS.contains(form)) {
      return Optional.of(Unit.of(text, "{" + form + "}"));
    }
    return Optional.of(units.unit(text)).filter(Units::isDrugAmount);
  }

  // No dose is nothing; and 1.000 could be one or a thousand.
  private static Optional<BigDecimal> number(String text) {
    return Numerals.parse(text)
        .filter(number -> number.signum() > 0 && !Numerals.isAmbiguous(text));
  }

  static boolean isForm(String word) {
    return FORMS.contains(word);
  }

  private static boolean rises(BigDecimal low, Optional<BigDecimal> high) {
    return high.filter(h -> h.compareTo(low) > 0).isPresent();
  }
}
