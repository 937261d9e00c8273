package org.case2fhir.fhir;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.case2fhir.model.Amount;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.BodySite.Laterality;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Fact;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.model.Value.Comparator;

/** Parts of the case as English words, for narratives and for what has no element of its own. */
final class DisplayText {
  private DisplayText() {}

  /**
   * A fact in one line that cannot be read as its opposite: "Absent: dysphagia", "Not taken:
   * indomethacin", "Refuted: CREST syndrome".
   */
  static String of(Fact fact) {
    return prefix(fact) + fact.concept().text();
  }

  /**
   * The same with the body sites that its name does not say, to tell facts of one name apart:
   * "mass, left buttock", but not "chest radiography, chest".
   */
  static String withSite(Fact fact) {
    String name = " " + fact.concept().text().toLowerCase(Locale.ROOT) + " ";
    String sites =
        fact.circumstances().bodySites().stream()
            .map(DisplayText::of)
            .filter(site -> !name.contains(" " + site.toLowerCase(Locale.ROOT) + " "))
            .collect(Collectors.joining(", "));
    return sites.isEmpty() ? of(fact) : of(fact) + ", " + sites;
  }

  private static String prefix(Fact fact) {
    if (fact instanceof MedicationUse use && MedicationStatementMapper.isNotTaken(use)) {
      return "Not taken: ";
    }
    if (fact instanceof Intervention done && ProcedureMapper.isNotDone(done)) {
      return "Not done: ";
    }
    return switch (fact.circumstances().assertion()) {
      case PRESENT -> "";
      case ABSENT -> absent(fact);
      case POSSIBLE ->
          fact instanceof Diagnosis maybe && maybe.differential()
              ? "Differential diagnosis: "
              : "Possible: ";
    };
  }

  private static String absent(Fact fact) {
    return switch (fact.kind()) {
      case DIAGNOSIS -> "Refuted: ";
      case ALLERGY -> "No allergy: ";
      case PROCEDURE -> "Not done: ";
      case MEDICATION -> "Not taken: ";
      case IMMUNIZATION -> "Not given: ";
      case FINDING,
          MEASUREMENT,
          SPECIMEN,
          REPORT,
          FAMILY_HISTORY,
          DEVICE,
          ADVERSE_EVENT,
          IMAGE,
          VARIANT ->
          "Absent: ";
    };
  }

  static String ofFacts(List<Fact> facts) {
    return joined(facts, DisplayText::withSite, ", ");
  }

  static String of(Value value) {
    if (value instanceof Value.Measured measured) {
      return of(measured.amount());
    }
    if (value instanceof Value.Interval interval) {
      return of(interval);
    }
    if (value instanceof Value.Titer titer) {
      return plain(titer.numerator()) + ":" + plain(titer.denominator());
    }
    if (value instanceof Value.Score score) {
      return plain(score.value()) + "/" + plain(score.maximum());
    }
    if (value instanceof Value.BloodPressure pressure) {
      String numbers = plain(pressure.systolic()) + "/" + plain(pressure.diastolic());
      return withUnit(numbers, pressure.unit());
    }
    if (value instanceof Value.Dimensions size) {
      return withUnit(joined(size.lengths(), DisplayText::plain, " x "), size.unit());
    }
    if (value instanceof Value.Parts panel) {
      return joined(
          panel.parts(), part -> part.concept().text() + " " + of(part.value().amount()), ", ");
    }
    if (value instanceof Value.Coded coded) {
      return coded.concept().text();
    }
    if (value instanceof Value.Day day) {
      return day.date().toString();
    }
    return ((Value.Words) value).text();
  }

  static String of(Amount amount) {
    String sign = amount.comparator().map(Comparator::symbol).map(s -> s + " ").orElse("");
    return sign + withUnit(plain(amount.number()), amount.unit());
  }

  /** "left buttock", "bilateral shoulder"; "both sides" where no place is known. */
  static String of(BodySite site) {
    if (site.laterality().equals(Optional.of(Laterality.BILATERAL))
        && site.site().text().equals(BodySite.SIDE_ALONE)) {
      return "both sides";
    }
    return site.laterality().map(side -> side.name().toLowerCase(Locale.ROOT) + " ").orElse("")
        + site.site().text();
  }

  static String ofSites(List<BodySite> sites) {
    return joined(sites, DisplayText::of, ", ");
  }

  static String ofConcepts(List<Concept> concepts) {
    return joined(concepts, Concept::text, ", ");
  }

  /** With a capital first letter, for the start of a line. */
  static String capital(String text) {
    int first = text.offsetByCodePoints(0, 1);
    return text.substring(0, first).toUpperCase(Locale.ROOT) + text.substring(first);
  }

  private static String of(Value.Interval interval) {
    if (interval.low().isEmpty()) {
      return "up to " + withUnit(plain(interval.high().get()), interval.unit());
    }
    String low = plain(interval.low().get());
    if (interval.high().isEmpty()) {
      return "from " + withUnit(low, interval.unit());
    }
    return withUnit(low + " to " + plain(interval.high().get()), interval.unit());
  }

  private static <T> String joined(List<T> parts, Function<T, String> words, String between) {
    return parts.stream().map(words).collect(Collectors.joining(between));
  }

  private static String withUnit(String number, Unit unit) {
    return unit.text().isBlank() ? number : number + " " + unit.text();
  }

  private static String plain(BigDecimal number) {
    return number.toPlainString();
  }
}
