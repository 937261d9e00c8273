package org.case2fhir.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.case2fhir.document.DocumentReader;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionTagger;
import org.case2fhir.mention.MentionTagger.MentionSource;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Span;
import org.case2fhir.reading.CaseReader.ReadingOptions;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;
import org.junit.jupiter.api.Test;

class ConfidenceTest {
  private static final String CASE = "A 34-year-old woman had blorps. She had no blorps. ";

  @Test
  void whatIsLearnedRisesAndIsReliable() {
    Random random = new Random(1);
    List<ConfidenceTable.Sample> samples = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      double confidence = random.nextDouble();
      // A tagger that is too modest: the truth is the root of what it says.
      boolean right = random.nextDouble() < Math.sqrt(confidence);
      samples.add(sample(confidence, true, right));
    }
    ConfidenceTable table = ConfidenceTable.learn(samples.subList(0, 1000));
    List<Double> calibrated = new ArrayList<>();
    List<Boolean> right = new ArrayList<>();
    for (ConfidenceTable.Sample sample : samples.subList(1000, 2000)) {
      calibrated.add(table.calibrated(sample));
      right.add(sample.right());
    }
    assertThat(ConfidenceTable.error(ConfidenceTable.bins(calibrated, right))).isLessThan(0.05);
    double last = 0;
    for (int i = 0; i <= 100; i++) {
      double now = table.calibrated(sample(i / 100.0, true, true));
      assertThat(now).isGreaterThanOrEqualTo(last);
      last = now;
    }
  }

  @Test
  void mentionsTeachTheOrderAndFactsTheLevel() {
    List<ConfidenceTable.Sample> samples = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      boolean sure = i % 2 == 0;
      samples.add(sample(sure ? 0.9 : 0.4, false, sure ? i % 10 != 0 : i % 3 == 0));
      samples.add(sample(sure ? 0.9 : 0.4, true, sure || i % 5 != 0));
    }
    ConfidenceTable table = ConfidenceTable.learn(samples);
    assertThat(table.calibrated(sample(0.4, true, true))).isBetween(0.75, 0.85);
    assertThat(table.calibrated(sample(0.9, true, true))).isGreaterThan(0.95);
  }

  private static ConfidenceTable.Sample sample(double confidence, boolean byFacts, boolean right) {
    return new ConfidenceTable.Sample(
        "accurate", "tagger", FactKind.FINDING, confidence, byFacts, right);
  }

  @Test
  void theTableOfTheProgramRises() {
    ConfidenceTable table = ConfidenceTable.builtIn();
    for (String tagger : List.of("accurate", "fast")) {
      for (FactKind kind : FactKind.values()) {
        double last = 0;
        for (int i = 0; i <= 50; i++) {
          double now =
              table.calibrated(
                  new ConfidenceTable.Sample(tagger, "tagger", kind, i / 50.0, true, true));
          assertThat(now).isBetween(last, 1.0);
          last = now;
        }
      }
    }
  }

  @Test
  void confidenceIsStatedOnlyWhenItIsWanted() {
    assertThat(blorps(read(0.9, 0.9, ReadingOptions.DEFAULT)))
        .allSatisfy(fact -> assertThat(fact.circumstances().confidence()).isEmpty());
    ReadingOptions wanted = new ReadingOptions(Optional.empty(), true, 0);
    assertThat(blorps(read(0.9, 0.85, wanted)))
        .extracting(fact -> fact.circumstances().confidence().orElseThrow())
        .containsExactly(new BigDecimal("0.90"), new BigDecimal("0.85"));
  }

  @Test
  void factsBelowTheLeastConfidenceAreLeftOutAndNamed() {
    ExtractedCase read = read(0.9, 0.85, new ReadingOptions(Optional.empty(), false, 0.88));
    assertThat(blorps(read)).hasSize(1);
    assertThat(read.issues())
        .filteredOn(issue -> issue.code().equals("low-confidence"))
        .hasSize(2)
        .anySatisfy(issue -> assertThat(issue.message()).contains("1 fact is left out"))
        .anySatisfy(
            issue -> {
              assertThat(issue.message()).contains("blorps", "0.85");
              assertThat(issue.location().column()).isEqualTo(CASE.lastIndexOf("blorps") + 1);
              assertThat(issue.solution()).contains("--min-confidence");
            });
  }

  @Test
  void thePlainlyWeakerOfAContradictionIsLeftOutWithBothPlacesNamed() {
    ExtractedCase read = read(0.95, 0.6, ReadingOptions.DEFAULT);
    assertThat(blorps(read)).hasSize(1);
    assertThat(read.issues())
        .filteredOn(issue -> issue.code().equals("weaker-contradiction"))
        .singleElement()
        .satisfies(
            issue -> {
              assertThat(issue.location().column()).isEqualTo(CASE.lastIndexOf("blorps") + 1);
              assertThat(issue.message()).contains(":1:" + (CASE.indexOf("blorps") + 1));
            });
  }

  @Test
  void twoThatAreAboutAsLikelyBothStay() {
    assertThat(blorps(read(0.9, 0.88, ReadingOptions.DEFAULT))).hasSize(2);
  }

  private static List<Finding> blorps(ExtractedCase read) {
    return read.report()
        .facts(Finding.class)
        .filter(fact -> fact.concept().text().equals("blorps"))
        .toList();
  }

  /** The case read with a tagger that marks the blorps, with these confidences. */
  private static ExtractedCase read(double first, double second, ReadingOptions options) {
    MentionTagger tagger =
        (text, sentences) -> {
          int one = text.indexOf("blorps");
          int other = text.lastIndexOf("blorps");
          return List.of(
              new Mention(MentionType.SIGN_SYMPTOM, new Span(one, one + 6), first),
              new Mention(MentionType.SIGN_SYMPTOM, new Span(other, other + 6), second));
        };
    CaseReader reader =
        new CaseReader(
            MentionSource.of(tagger), Vocabulary.builtIn(), UnitTable.builtIn(), options);
    return reader
        .read(
            DocumentReader.read("case.txt", CASE.getBytes(StandardCharsets.UTF_8))
                .value()
                .orElseThrow())
        .value()
        .orElseThrow()
        .get(0);
  }
}
