package org.case2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scores the Bundles of reports whose every fact is known by hand. The shipped model has seen most
 * of these reports, so the figures are floors against loss, not measures of quality.
 */
class FactsScoreTest {
  private static final Path SHARED = Path.of("../shared");

  @TempDir Path folder;

  @Test
  void reportsAreReadAtLeastThisWell() throws IOException, InterruptedException {
    JsonNode score = score("facts-dev");
    assertThat(score.get("precision").asDouble()).isGreaterThanOrEqualTo(0.90);
    assertThat(score.get("strict_precision").asDouble()).isGreaterThanOrEqualTo(0.80);
    assertThat(score.get("recall").asDouble()).isGreaterThanOrEqualTo(0.80);
    assertThat(score.path("invented dates").asInt()).isZero();
  }

  @Test
  void smallInputsAreReadAtLeastThisWell() throws IOException, InterruptedException {
    JsonNode score = score("bugcases");
    assertThat(score.get("precision").asDouble()).isGreaterThanOrEqualTo(0.91);
    assertThat(score.get("strict_precision").asDouble()).isGreaterThanOrEqualTo(0.85);
    assertThat(score.get("recall").asDouble()).isGreaterThanOrEqualTo(0.90);
  }

  private JsonNode score(String texts) throws IOException, InterruptedException {
    Path scorer = SHARED.resolve("bench/score_facts.py");
    boolean there = Files.exists(scorer) && Files.isDirectory(SHARED.resolve(texts));
    if (!there) {
      System.err.println("SKIPPED: " + texts + " is not scored, " + SHARED + " is not there");
    }
    Assumptions.assumeTrue(there, "no " + SHARED);
    CaseConverter converter = new CaseConverter(unvalidated());
    try (Stream<Path> files = Files.list(SHARED.resolve(texts))) {
      List<Path> reports = files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
      for (Path report : reports) {
        String name = report.getFileName().toString();
        Conversion conversion = converter.convert(new Input(name, Files.readAllBytes(report)));
        if (conversion.bundle().isPresent()) {
          Files.writeString(
              folder.resolve(name.replace(".txt", ".json")), conversion.bundle().get());
        }
      }
    }
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
    return ExamplesTest.unvalidated(org.case2fhir.fhir.BundleFormat.JSON);
  }
}
