package org.case2fhir.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each pair of examples differs by the words that make the difference. */
class TestFactsTest {
  static Stream<String> examples() {
    return Stream.of(
        "[ALT:T] ([139 U/L:V]), [AST:T] ([152 U/L:V]). => ALT = 139 U/L|AST = 152 U/L",
        "[AST:T] and [ALT:T] were 45 and 67 U/L, respectively. => AST = 45 U/L|ALT = 67 U/L",
        "Serum [sodium:T] ranged from 148 to 155 mmol/L. => Serum sodium = 148-155 mmol/L",
        "[Hemoglobin:T] had fallen by [3 g/dL to 7.2 g/dL:V]. => Hemoglobin = 7.2 g/dL",
        "[Hemoglobin:T] had fallen to [7.2 g/dL:V]. => Hemoglobin = 7.2 g/dL",
        "[CRP:T] rose from 5 to 9 mg/L. => CRP = 5 mg/L|CRP = 9 mg/L",
        "Warfarin was given with a target [INR:T] of [2-3:V]. => ",
        "Warfarin was given with an [INR:T] of [2.5:V]. => INR = 2.5",
        "[Protein:T] was [0.58 g/l:V] (normal between [0.15 and 0.45:V]). => Protein = 0.58 g/l"
            + " {0.15-0.45 g/l}",
        "[Lymphocytes:T] [0.8 × 109/L:V] (1.5–4). => Lymphocytes = 0.8 10^9 /L {1.5-4 10^9 /L}",
        "[HbA1c:T] was [7.5%:V] (58 mmol/mol). => HbA1c = 7.5 %|HbA1c = 58 mmol/mol",
        "[White blood cells:T] fell to [2,800/µL:V] ([neutrophils:T] [44.2 %:V] (1,238)). => White"
            + " blood cells = 2800 /µL|neutrophils = 44.2 %|neutrophils = 1238",
        "[RF:T], [ANA:T] and [ANCA:T] were [negative:V]. => RF = negative (NEG)|ANA = negative"
            + " (NEG)|ANCA = negative (NEG)",
        "[Tumor markers:T] ([AFP:T], [CEA:T] and [CA 19-9:T]) were [negative:V]. => AFP = negative"
            + " (NEG)|CEA = negative (NEG)|CA 19-9 = negative (NEG)",
        "Cells were [positive:V] for [CD20:T] and [CD21:T], but [negative:V] for [CD3:T]. => CD20 ="
            + " positive (POS)|CD21 = positive (POS)|CD3 = negative (NEG)",
        "[PAP:T] by [echocardiography:T] was decreased to [72 mmHg:V]. => PAP = 72 mmHg",
        "[CRP:T] was not [elevated:V]. => CRP = not elevated (N)",
        "[CRP:T] was [elevated:V]. => CRP = elevated (H)",
        "[Elevated:V] [CRP:T] of [120 mg/L:V]. => CRP = 120 mg/L (H)",
        "[Ferritin:T] was greater than 1,500 ng/mL. => Ferritin = >1500 ng/mL",
        "All other [tests:T] were [normal:V]. => ",
        "He had no [HIV test:T] ([+:V]). => HIV test = negative (NEG)",
        "[Potassium:M] was [3.2 mmol/L:V]. => Potassium = 3.2 mmol/L",
        "[Apgar scores:T] were [4:V], [7:V] and [9:V] at 1, 5 and 10 minutes. => Apgar score"
            + " at 1 minute = 4|Apgar score at 5 minutes = 7|Apgar score at 10 minutes = 9",
        "[Potassium level:T], [3.8 mEq/L:V]; rubidium level, [103 mEq/L:V]. => Potassium level ="
            + " 3.8 mEq/L",
        "He [lost 5 kg:V] of his [body weight:T]. => ",
        "Serum and urine [osmolality:T] were [260:V] and [500 mOsm/kg:V]. => Serum osmolality ="
            + " 260 mOsm/kg|urine osmolality = 500 mOsm/kg",
        "Blood and [urine cultures:T] were [negative:V]. => Blood cultures = negative (NEG)|urine"
            + " cultures = negative (NEG)",
        "[Serum and urine sodium:T] were [low:V]. => Serum sodium = low (L)|urine sodium = low (L)",
        "Serum [sodium:T] and urine [sodium:T] were [120:V] and [60 mmol/L:V]. => Serum sodium ="
            + " 120 mmol/L|urine sodium = 60 mmol/L",
        "Chest [x-ray:T] was [normal:V]. => Chest x-ray = normal (N)",
        "[Abdominal:BIOLOGICAL_STRUCTURE] [CT:T] was [normal:V]. => Abdominal CT = normal (N)",
        "A repeated [MRI:T] was [normal:V]. => MRI = normal (N)",
        "[ESR:T] was [60 mm/1 st hour:V]. => ESR = 60 mm/1 st hour",
        "[ESR:T] was [45 mm/1st hr:V]. => ESR = 45 mm/1st hr",
        "T 38.6 C, HR 112, RR 28, SpO2 88% on RA. => T = 38.6 C|HR = 112|RR = 28|SpO2 = 88 %");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void resultsAreThoseOfTheText(String example) {
    String[] parts = example.split(" =>", 2);
    List<String> wanted = parts[1].isBlank() ? List.of() : List.of(parts[1].strip().split("\\|"));
    assertThat(ResultFixture.of(parts[0]).results()).isEqualTo(wanted);
  }

  @Test
  void eachOfTwoJudgedTestsHasItsOwnNumber() {
    assertThat(ResultFixture.of("[C3:T] and [C4:T] were [low:V] ([0.2:V] and [0.05:V]).").results())
        .hasSize(2)
        .anyMatch(result -> result.startsWith("C3 = 0.2"))
        .anyMatch(result -> result.startsWith("C4 = 0.05"));
  }

  @Test
  void aCultureHasItsOrganismAndEachDrugItsSusceptibility() {
    assertThat(
            ResultFixture.of(
                    "[Cultures:T] grew P. acnes sensitive to [penicillin:M] and resistant to"
                        + " [clindamycin:M].")
                .cultures())
        .containsExactly(
            "Cultures = P. acnes",
            "penicillin susceptibility = sensitive",
            "clindamycin susceptibility = resistant");
    assertThat(ResultFixture.of("She was sensitive to [penicillin:M].").cultures()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "[Urinalysis:T] showed [sodium:T] [15 mEq/L:V]; [potassium:T] [13 mEq/L:V].~",
        "[Urinalysis:T] was [normal:V]; [sodium:T] was [136 mEq/L:V].~2951-2",
        "Paracentesis showed red blood cells and [protein:T] of [2 g/dL:V].~",
        "The cells and [potassium:T] were [4 mEq/L:V].~2823-3",
        "Lumbar puncture showed [glucose:T] of [40 mg/dL:V].~",
        "He had lumbar pain and [glucose:T] of [40 mg/dL:V].~2345-7",
        "[Glucose:T] in the pleural fluid was [40 mg/dL:V].~",
        "[Glucose:T] in the morning was [40 mg/dL:V].~2345-7",
        "Pulmonary artery [systolic pressure:T] was [60 mmHg:V].~",
        "His [systolic pressure:T] was [120 mmHg:V].~8480-6"
      })
  void aResultOfAnotherSpecimenOrPlaceHasNotTheUsualCode(String marked, String code) {
    Set<String> usual = Set.of("2951-2", "2885-2", "2345-7", "8480-6", "2823-3");
    assertThat(ResultFixture.of(marked).codes().stream().filter(usual::contains).toList())
        .isEqualTo(code == null ? List.of() : List.of(code));
  }

  @Test
  void aVariantIsThatOfTheGeneBeforeIt() {
    assertThat(
            ResultFixture.of("Sequencing of the FGFR3 gene showed c.1138G>A (p.Gly380Arg).")
                .genomics())
        .containsExactly("FGFR3 variant = c.1138G>A (p.Gly380Arg)");
  }

  @Property(tries = 200)
  void noTextMakesItFail(@ForAll @StringLength(max = 120) String text) {
    ResultFixture fixture = ResultFixture.of("[CRP:T] " + text.replaceAll("[\\[\\]]", "") + " 5");
    assertThat(fixture.results()).isNotNull();
  }
}
