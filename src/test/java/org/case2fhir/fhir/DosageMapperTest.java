package org.case2fhir.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.model.Dose;
import org.case2fhir.notation.DoseParser;
import org.case2fhir.notation.Units;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Dosage.DosageDoseAndRateComponent;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.Timing.TimingRepeatComponent;
import org.hl7.fhir.r4.model.Type;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everyday regimens, from their words to the Dosage that a pharmacist would write: {@code
 * regimens.tsv}. A regimen that is half understood keeps that half, and nothing that is not said.
 */
final class DosageMapperTest {
  private static final DoseParser PARSER =
      new DoseParser(new Units(UnitTable.builtIn()), Vocabulary.builtIn());

  static Stream<String> regimens() throws IOException {
    try (InputStream table = DosageMapperTest.class.getResourceAsStream("regimens.tsv")) {
      return new String(table.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1);
    }
  }

  @ParameterizedTest
  @MethodSource("regimens")
  void becomesTheDosageThatItsWordsSay(String row) {
    String[] cells = row.split("\t", -1);
    List<Dose> doses = PARSER.parseAll(cells[0]).value().orElseThrow();
    String dosages =
        doses.stream()
            .map(DosageMapper::of)
            .map(DosageMapperTest::show)
            .collect(Collectors.joining(" | "));
    assertThat(dosages).isEqualTo(cells[1]);
  }

  private static String show(Dosage dosage) {
    List<String> parts = new ArrayList<>();
    if (dosage.hasSequence()) {
      parts.add("#" + dosage.getSequence());
    }
    for (DosageDoseAndRateComponent each : dosage.getDoseAndRate()) {
      if (each.hasDose()) {
        parts.add(show(each.getDose()));
      }
      if (each.hasRate()) {
        parts.add("at " + show(each.getRate()));
      }
    }
    TimingRepeatComponent repeat = dosage.getTiming().getRepeat();
    if (repeat.hasFrequency()) {
      String most = repeat.hasFrequencyMax() ? "-" + repeat.getFrequencyMax() : "";
      String longest = repeat.hasPeriodMax() ? "-" + repeat.getPeriodMax().toPlainString() : "";
      parts.add(
          repeat.getFrequency()
              + most
              + " in "
              + repeat.getPeriod().toPlainString()
              + longest
              + " "
              + repeat.getPeriodUnit().toCode());
    }
    if (repeat.hasCount()) {
      String most = repeat.hasCountMax() ? "-" + repeat.getCountMax() : "";
      parts.add("count " + repeat.getCount() + most);
    }
    if (!repeat.getDayOfWeek().isEmpty()) {
      parts.add(
          "on "
              + repeat.getDayOfWeek().stream()
                  .map(day -> day.getValue().toCode())
                  .collect(Collectors.joining(" ")));
    }
    if (!repeat.getWhen().isEmpty()) {
      parts.add(
          "when "
              + repeat.getWhen().stream()
                  .map(when -> when.getValue().toCode())
                  .collect(Collectors.joining(" ")));
    }
    if (!repeat.getTimeOfDay().isEmpty()) {
      parts.add(
          "at "
              + repeat.getTimeOfDay().stream()
                  .map(time -> time.getValue().substring(0, 5))
                  .collect(Collectors.joining(" ")));
    }
    if (repeat.hasDuration()) {
      parts.add(
          "over " + repeat.getDuration().toPlainString() + " " + repeat.getDurationUnit().toCode());
    }
    if (repeat.hasBounds()) {
      parts.add("for " + show(repeat.getBounds()));
    }
    if (dosage.hasRoute()) {
      parts.add("by " + dosage.getRoute().getText());
    }
    if (dosage.hasAsNeeded()) {
      parts.add(
          dosage.getAsNeeded() instanceof CodeableConcept reason
              ? "as needed for " + reason.getText()
              : "as needed");
    }
    if (dosage.hasMaxDosePerPeriod()) {
      parts.add("at most " + show(dosage.getMaxDosePerPeriod()));
    }
    return String.join(", ", parts);
  }

  private static String show(Type value) {
    if (value instanceof Ratio ratio) {
      return show(ratio.getNumerator()) + " in " + show(ratio.getDenominator());
    }
    if (value instanceof Range range) {
      return range.getLow().getValue().toPlainString() + "-" + show(range.getHigh());
    }
    Quantity quantity = value instanceof Duration duration ? duration : (Quantity) value;
    return quantity.getValue().toPlainString() + " " + quantity.getUnit();
  }
}
