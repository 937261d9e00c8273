package org.case2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.case2fhir.ExtractionOptions.ExtractionFormat;
import org.case2fhir.mention.TaggerOptions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scores the Bundles of reports whose every fact is known by hand. The shipped model has seen most
 * of these reports, so the figures are floors against loss, not measures of quality.
 */
@Tag("corpus")
class FactsScoreTest {
  private static final Path SHARED = Path.of("../shared");

  @TempDir Path folder;

  @Test
  void reportsAreReadAtLeastThisWell() throws IOException, InterruptedException {
    JsonNode score = score("facts-dev");
    assertThat(score.get("precision").asDouble()).isGreaterThanOrEqualTo(0.96);
    assertThat(score.get("strict_precision").asDouble()).isGreaterThanOrEqualTo(0.90);
    assertThat(score.get("recall").asDouble()).isGreaterThanOrEqualTo(0.855);
    assertThat(score.path("invented dates").asInt()).isZero();
  }

  @Test
  void smallInputsAreReadAtLeastThisWell() throws IOException, InterruptedException {
    JsonNode score = score("bugcases");
    assertThat(score.get("precision").asDouble()).isGreaterThanOrEqualTo(0.945);
    assertThat(score.get("strict_precision").asDouble()).isGreaterThanOrEqualTo(0.93);
    assertThat(score.get("recall").asDouble()).isGreaterThanOrEqualTo(0.93);
  }

  /** Standoff annotation by the fast tagger, against that of people. */
  @Test
  void mentionsAreFoundAtLeastThisWell() throws IOException, InterruptedException {
    Path scorer = scorer("score_brat.py", "corpora/maccrobat-more");
    ExtractionOptions options =
        new ExtractionOptions(ExtractionFormat.BRAT, OptionalInt.empty(), Optional.empty());
    CaseExtractor extractor =
        new CaseExtractor(options, Terminologies.builtIn(), TaggerOptions.FAST);
    for (Path report : reports("corpora/maccrobat-more")) {
      String name = report.getFileName().toString();
      Extraction extraction = extractor.extract(new Input(name, Files.readAllBytes(report)));
      for (Extraction.Output output : extraction.outputs()) {
        Files.writeString(folder.resolve(name.replace(".txt", ".ann")), output.text());
      }
    }
    JsonNode score = run(scorer, "corpora/maccrobat-more");
    assertThat(score.get("macro_f1").asDouble()).isGreaterThanOrEqualTo(0.79);
  }

  private static Path scorer(String script, String texts) {
    Path scorer = SHARED.resolve("bench").resolve(script);
    boolean there = Files.exists(scorer) && Files.isDirectory(SHARED.resolve(texts));
    if (!there) {
      System.err.println("SKIPPED: " + texts + " is not scored, " + SHARED + " is not there");
    }
    Assumptions.assumeTrue(there, "no " + SHARED);
    return scorer;
  }

  private static List<Path> reports(String texts) throws IOException {
    try (Stream<Path> files = Files.list(SHARED.resolve(texts))) {
      return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
    }
  }

  private JsonNode score(String texts) throws IOException, InterruptedException {
    Path scorer = scorer("score_facts.py", texts);
    CaseConverter converter = new CaseConverter(unvalidated());
    for (Path report : reports(texts)) {
      String name = report.getFileName().toString();
      Conversion conversion = converter.convert(new Input(name, Files.readAllBytes(report)));
      if (conversion.bundle().isPresent()) {
        Files.writeString(
            folder.resolve(name.replace(".txt", ".json")), conversion.encoded().get());
      }
    }
    return run(scorer, texts);
  }

  private JsonNode run(Path scorer, String texts) throws IOException, InterruptedException {
    Path result = folder.resolve("score");
    Process process =
        new ProcessBuilder(
                "python3",
                scorer.toString(),
                SHARED.resolve(texts).toString(),
                folder.toString(),
                "--json",
                result.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isZero();
    return new ObjectMapper().readTree(Files.readString(result));
  }

  private static ConversionOptions unvalidated() {
    return ExamplesTest.unvalidated(org.case2fhir.fhir.BundleEncoder.BundleFormat.JSON);
  }
}
