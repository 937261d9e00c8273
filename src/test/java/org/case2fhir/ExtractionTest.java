package org.case2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.case2fhir.ExtractionOptions.CoverageFormat;
import org.case2fhir.ExtractionOptions.ExtractionFormat;
import org.case2fhir.casefile.CaseFileReader;
import org.case2fhir.casefile.CaseFileWriter;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Result;
import org.case2fhir.mention.TaggerOptions;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.Subject.Sex;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.model.Visit;
import org.case2fhir.model.When;
import org.case2fhir.reading.CaseReader.ReadingOptions;
import org.case2fhir.reading.ExtractedCase;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Articles as cases: who the patient is, when things were, and what is no case at all. */
class ExtractionTest {
  private static final String STORY =
      "A 34-year-old woman presented to our clinic with cough in March 2011. She was treated with"
          + " amoxicillin 500 mg three times daily. Two weeks later the fever resolved. One year"
          + " after the first visit she was readmitted with chest pain.";

  @ParameterizedTest
  @CsvSource({
    "A 47-year-old woman, 47, YEAR, FEMALE",
    "A 2-month-old boy, 2, MONTH, MALE",
    "A forty-seven-year-old man, 47, YEAR, MALE",
    "A day-old girl, 1, DAY, FEMALE",
    "A female patient aged 51 years, 51, YEAR, FEMALE"
  })
  void readsAgeAndSex(String person, int age, TimeUnit unit, Sex sex) {
    CaseReport report = Articles.report(person + " was admitted to hospital with vomiting.");
    assertThat(report.subject().age().orElseThrow().age()).isEqualTo(TimeSpan.of(age, unit));
    assertThat(report.subject().sex()).contains(sex);
  }

  @Test
  void datesVisitsOnlyAgainstDatedOnes() {
    List<Visit> visits = Articles.report(STORY).visits();
    assertThat(visits).hasSize(2);
    assertThat(visits.get(0).id()).isEqualTo("first-visit");
    assertThat(visits.get(0).start().map(When::toString)).contains("2011-03");
    assertThat(visits.get(1).start().map(When::toString)).contains("1 year after first-visit");
  }

  @Test
  void aRelativesDeathIsNotThePatients() {
    String intro = "A 34-year-old woman was admitted to hospital with vomiting. ";
    assertThat(Articles.report(intro + "Her mother died of stroke.").subject().deceased())
        .isEmpty();
    assertThat(Articles.report(intro + "The patient died 3 days later.").subject().deceased())
        .hasValueSatisfying(death -> assertThat(death.dead()).isTrue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Mix the flour with two eggs. Bake the dough for 20 minutes. Serve warm.",
        "Calcinosis is common in scleroderma. Patients with scleroderma are treated with"
            + " diltiazem.",
        "A 5-year-old neutered male Labrador was presented with vomiting.",
        "A 3-year-old domestic shorthair cat was examined because of dyspnea."
      })
  void whatIsNoHumanCaseGivesNoFacts(String text) {
    Extraction extraction =
        new CaseExtractor(ExtractionOptions.DEFAULT).extract(Articles.input(text));
    assertThat(extraction.outputs()).isEmpty();
    assertThat(extraction.issues())
        .extracting(Issue::code)
        .containsAnyOf("no-patient", "not-human");
  }

  @Test
  void severalPatientsAreSeveralCases() {
    String text =
        "# Two cases\n\n## Case 1\n\nA 40-year-old man presented with cough.\n\n"
            + "## Case 2\n\nA 61-year-old woman presented with headache.\n";
    Input input = new Input("series.md", text.getBytes(StandardCharsets.UTF_8));
    Result<List<ExtractedCase>> result = ArticleReader.builtIn().read(input, OptionalInt.empty());
    assertThat(result.value().orElseThrow())
        .extracting(found -> found.report().subject().sex())
        .containsExactly(Optional.of(Sex.MALE), Optional.of(Sex.FEMALE));
    assertThat(ArticleReader.builtIn().read(input, OptionalInt.of(2)).value().orElseThrow())
        .hasSize(1);
  }

  @Test
  void tellsWhatBecameOfTheArticle() {
    ExtractionOptions options =
        new ExtractionOptions(
            ExtractionFormat.BRAT, OptionalInt.empty(), Optional.of(CoverageFormat.HTML));
    Extraction extraction =
        new CaseExtractor(options).extract(Articles.input(STORY + " <script>alert(1)</script>"));
    assertThat(extraction.coverage().orElseThrow())
        .contains("<mark", "&lt;")
        .doesNotContain("<script>");
    assertThat(extraction.outputs().get(0).text()).contains("Age ", "34-year-old");
  }

  @Test
  void annotatesAsAbsentWhatIsGone() {
    ExtractionOptions options =
        new ExtractionOptions(ExtractionFormat.BRAT, OptionalInt.empty(), Optional.empty());
    String told = "A 34-year-old woman presented with vomiting and headache. ";
    Extraction gone =
        new CaseExtractor(options).extract(Articles.input(told + "The fever resolved."));
    assertThat(gone.outputs().get(0).text()).containsOnlyOnce("Assertion ");
    Extraction there =
        new CaseExtractor(options).extract(Articles.input(told + "The fever did not resolve."));
    assertThat(there.outputs().get(0).text()).doesNotContain("Assertion ");
  }

  @Test
  @Tag("long")
  void textsWithoutMeasureAreReadInBoundedTime() {
    String line = STORY + " " + "pain and fever, cough ".repeat(25_000);
    String paragraphs = (STORY + "\n\n").repeat(9_000);
    assertThat(processorSeconds(() -> extract(paragraphs))).isLessThan(30);
    assertThat(processorSeconds(() -> extract(line))).isLessThan(30);
  }

  /** What each drug of a list, or each value, costs may not grow with their number. */
  @Test
  @Tag("long")
  void manyDrugsAndUnitsOfOneSentenceAreReadInBoundedTime() {
    String drugs = STORY + " He received " + "vancomycin and ceftriaxone and ".repeat(3_000);
    String units = STORY + " His " + "glucose was 5 grams per gram and ".repeat(2_500);
    assertThat(processorSeconds(() -> extract(drugs))).isLessThan(10);
    assertThat(processorSeconds(() -> extract(units))).isLessThan(10);
  }

  // Of this thread, so that other work on the machine does not count.
  private static double processorSeconds(Runnable work) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    work.run();
    return (threads.getCurrentThreadCpuTime() - start) / 1e9;
  }

  private static Extraction extract(String text) {
    return new CaseExtractor(ExtractionOptions.DEFAULT).extract(Articles.input(text));
  }

  @Property(tries = 60)
  void anyTextIsReadOrRefused(@ForAll @StringLength(max = 400) String noise) {
    String text = STORY + " " + noise + "\n\n" + noise;
    ExtractedCase found =
        ArticleReader.builtIn()
            .read(Articles.input(text), OptionalInt.empty())
            .value()
            .map(cases -> cases.get(0))
            .orElse(null);
    if (found != null) {
      assertThat(new EvidenceVerifier(found.document().text()).misquotes(found.report())).isEmpty();
      // A case file has spaces in place of control characters, as FHIR's strings admit none.
      if (noise.chars().noneMatch(ExtractionTest::isNoText)) {
        assertThat(readAgain(found.report())).contains(found.report());
      }
    }
  }

  private static boolean isNoText(int c) {
    return Character.isISOControl(c) || Character.isSurrogate((char) c) || c >= 0xfffe;
  }

  private static Optional<CaseReport> readAgain(CaseReport report) {
    String yaml = new CaseFileWriter(Vocabulary.builtIn(), UnitTable.builtIn()).write(report);
    return new CaseFileReader(Vocabulary.builtIn(), UnitTable.builtIn())
        .read("case.yaml", yaml.getBytes(StandardCharsets.UTF_8))
        .result()
        .value();
  }

  /** A user's words reach prose: units, routes and results in words. */
  @Test
  void ownUnitsRoutesAndResultsReachProse(@TempDir Path folder) throws IOException {
    Path table =
        Files.writeString(
            folder.resolve("own.tsv"),
            """
            term\tsystem\tcode\tdisplay\tdomain
            kilotrops per litre\thttp://unitsofmeasure.org\tg/L\tgram per litre\t
            aurally\thttp://snomed.info/sct\t10547007\tOtic route\troute
            quibblane\thttp://www.nlm.nih.gov/research/umls/rxnorm\t1191\taspirin\tmedication
            strongly reactive\thttp://snomed.info/sct\t11214006\tReactive\tqualifier
            """);
    Terminologies terminologies =
        Terminologies.open(
                new TerminologyOptions(
                    List.of(table), Optional.empty(), Optional.empty(), Optional.empty(), folder))
            .value()
            .orElseThrow();
    ArticleReader own = ArticleReader.of(TaggerOptions.FAST, terminologies, ReadingOptions.DEFAULT);
    CaseReport report =
        own.read(
                Articles.input(
                    "A 34-year-old woman presented with cough. Serum sodium was 31 kilotrops per"
                        + " litre. The hepatitis B surface antigen was strongly reactive. She was"
                        + " given gentamicin 80 mg aurally. She took quibblane."),
                OptionalInt.empty())
            .value()
            .orElseThrow()
            .get(0)
            .report();
    assertThat(report.facts(Measurement.class).toList().toString())
        .contains("g/L")
        .contains("11214006");
    assertThat(report.facts(MedicationUse.class).toList().toString())
        .contains("10547007")
        .contains("quibblane");
  }
}
