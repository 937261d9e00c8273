package org.case2fhir.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.case2fhir.issue.Sha256;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the jar for Spark on a cluster, kills a worker and a driver in the middle, and compares what
 * was written with what the command {@code convert} writes of the same inputs, byte for byte.
 */
class SparkCorpusIT {
  private static final Path SHARED = Path.of("../shared/corpora");
  private static final Path EXAMPLES = Path.of("fhir-examples");
  private static final int CASES = 100;
  private static final int OPENED = 2; // parts that are there when something is killed
  private static final List<String> OPTIONS =
      List.of("--recorded", "2026-11-28T09:30:00Z", "--validate", "sample:2%", "--tagger", "fast");

  /** Words of an input that is broken; nobody may repeat them in a log. */
  private static final String SECRET = "Xanthippe Quarterstaff";

  private static Path folder;
  private static Path inputs;
  private static Map<String, String> expected;

  @BeforeAll
  static void convertLocally(@TempDir Path temporary) throws Exception {
    folder = temporary;
    inputs = temporary.resolve("in");
    writeInputs();
    Path out = temporary.resolve("expected");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx700m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "org.case2fhir.cli.Main",
                "convert",
                inputs.toString(),
                "--from",
                "all",
                "--format",
                "ndjson",
                "--no-index",
                "--quiet",
                "-o",
                out.toString()));
    command.addAll(OPTIONS);
    Process local =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(temporary.resolve("local.log").toFile())
            .start();
    assertThat(SparkCluster.exitCode(local)).isEqualTo(1); // of the broken ones
    expected = types(out);
    assertThat(expected).containsKeys("Patient", "Observation", "Condition");
  }

  @AfterAll
  static void forget() {
    expected = Map.of();
  }

  private static void writeInputs() throws IOException {
    Files.createDirectories(inputs.resolve("articles"));
    int number = 0;
    if (Files.isDirectory(SHARED)) {
      try (Stream<Path> found = Files.walk(SHARED.resolve("phenopackets-dev"))) {
        for (Path each :
            found
                .filter(path -> path.toString().endsWith(".json"))
                .sorted()
                .limit(CASES)
                .toList()) {
          Files.copy(each, inputs.resolve(number++ + "-" + each.getFileName()));
        }
      }
    } else {
      System.err.println(
          "SKIPPED: ../shared is not there, so Spark converts made-up cases and no phenopackets");
    }
    for (; number < CASES; number++) {
      String text =
          "id: made-up-%d\n"
              + "subject:\n"
              + "  sex: female\n"
              + "  age: %d years\n"
              + "diagnoses:\n"
              + "  - gout\n"
              + "findings:\n"
              + "  - fever\n"
              + "  - {absent: cough}\n"
              + "medications:\n"
              + "  - {drug: colchicine, dose: 0.5 mg}\n";
      Files.writeString(
          inputs.resolve("made-up-" + number + ".yaml"), text.formatted(number, 20 + number % 60));
    }
    Files.copy(
        EXAMPLES.resolve("article-adrenal-crisis/article.md"),
        inputs.resolve("articles/adrenal.md"));
    Files.copy(
        EXAMPLES.resolve("article-ulcerative-colitis/article.md"),
        inputs.resolve("articles/colitis.md"));
    // Two cases of one name, in parts that are far from each other.
    Files.copy(EXAMPLES.resolve("minimal/case.yaml"), inputs.resolve("0-minimal.yaml"));
    Files.copy(EXAMPLES.resolve("minimal/case.yaml"), inputs.resolve("zz-again.yaml"));
    Files.writeString(inputs.resolve("broken.json"), "{\"id\": \"" + SECRET + "\"");
    Files.writeString(inputs.resolve("empty.txt"), "");
    // Links out of the folder: what they lead to is no input, here nor on one machine.
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.copy(EXAMPLES.resolve("septic-shock/case.yaml"), elsewhere.resolve("other.yaml"));
    Files.createSymbolicLink(inputs.resolve("link.yaml"), elsewhere.resolve("other.yaml"));
    Files.createSymbolicLink(inputs.resolve("links"), elsewhere);
    String article = Files.readString(EXAMPLES.resolve("article-adrenal-crisis/article.md"));
    ObjectMapper json = new ObjectMapper();
    StringBuilder lines = new StringBuilder();
    for (String id : List.of("one", "two/of three", "")) {
      lines.append(json.createObjectNode().put("id", id).put("text", article)).append('\n');
    }
    lines.append("\n{\"text\": \"").append(SECRET).append("\n");
    lines.append(
        json.writeValueAsString(json.readTree("{\"id\": \"as-case\", \"diagnoses\": [\"gout\"]}")));
    Files.writeString(inputs.resolve("lines.jsonl"), lines);
  }

  private static List<String> arguments(Path out, String... more) {
    List<String> all = new ArrayList<>(List.of(inputs.toString(), out.toString()));
    all.addAll(OPTIONS);
    all.addAll(List.of("--part-size", "8"));
    all.addAll(List.of(more));
    return all;
  }

  /** The digest of all resources of each type: of one file or of several, in the order of names. */
  private static Map<String, String> types(Path out) throws IOException {
    Map<String, ByteArrayOutputStream> types = new TreeMap<>();
    try (Stream<Path> files = Files.list(out)) {
      for (Path each : files.sorted().toList()) {
        String name = each.getFileName().toString();
        if (name.endsWith(".ndjson")) {
          types
              .computeIfAbsent(
                  name.substring(0, name.indexOf('.')), type -> new ByteArrayOutputStream())
              .write(Files.readAllBytes(each));
        }
      }
    }
    Map<String, String> digests = new TreeMap<>();
    types.forEach(
        (type, bytes) ->
            digests.put(type, bytes.size() + " bytes " + Sha256.of(bytes.toByteArray())));
    return digests;
  }

  /** The digest of every file of an output, but the rows of a table: footers differ by process. */
  private static Map<String, String> files(Path out) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(out)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        boolean table = each.toString().endsWith(".parquet");
        String content = table ? rows(each) : Sha256.of(Files.readAllBytes(each));
        files.put(out.relativize(each).toString(), content);
      }
    }
    return files;
  }

  private static String rows(Path table) throws IOException {
    StringBuilder all = new StringBuilder();
    try (ParquetReader<Group> rows =
        ParquetReader.builder(new GroupReadSupport(), new org.apache.hadoop.fs.Path(table.toUri()))
            .build()) {
      for (Group row = rows.read(); row != null; row = rows.read()) {
        all.append(row).append('\n');
      }
    }
    return all.toString();
  }

  /** Waits until some parts are committed and two executors work, or until the job ends. */
  private static void awaitMiddle(SparkCluster cluster, Process job, Path out, int executors)
      throws Exception {
    Path parts = out.resolve("_case2fhir/parts");
    while (job.isAlive() && (committed(parts) < OPENED || cluster.executors() < executors)) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(job.isAlive()).as("the job is not done yet").isTrue();
  }

  private static long committed(Path parts) throws IOException {
    if (!Files.isDirectory(parts)) {
      return 0;
    }
    try (Stream<Path> found = Files.list(parts)) {
      return found.count();
    }
  }

  /** File by file, so that a failure shows the rows that differ and no more. */
  private static void checkSame(Map<String, String> files, Map<String, String> others) {
    assertThat(files.keySet()).isEqualTo(others.keySet());
    files.forEach((name, content) -> assertThat(content).as(name).isEqualTo(others.get(name)));
  }

  @Test
  void losesAndDoublesNothingWhenAWorkerAndADriverAreKilled() throws Exception {
    Path oneProcess = folder.resolve("one-process");
    try (SparkCluster local = SparkCluster.local(folder)) {
      int exitCode = SparkCluster.exitCode(local.submit("one-process", arguments(oneProcess)));
      assertThat(exitCode).as(local.log("one-process")).isEqualTo(1);
      assertThat(types(oneProcess)).isEqualTo(expected);
      checkManifest(oneProcess);
      assertThat(local.log("one-process"))
          .doesNotContain(SECRET)
          .contains("link.yaml: warning: this symbolic link is not followed")
          .contains("links: warning: this symbolic link is not followed");
    }
    try (SparkCluster cluster = SparkCluster.start(folder)) {
      Path killedWorker = folder.resolve("killed-worker");
      Process job = cluster.submit("killed-worker", arguments(killedWorker));
      awaitMiddle(cluster, job, killedWorker, 2);
      cluster.killWorker(0);
      assertThat(SparkCluster.exitCode(job)).as(cluster.log("killed-worker")).isEqualTo(1);
      assertThat(cluster.log("killed-worker")).contains("Lost executor").doesNotContain(SECRET);
      checkSame(files(killedWorker), files(oneProcess));

      cluster.addWorker();
      Path killedDriver = folder.resolve("killed-driver");
      Process driver = cluster.submit("killed-driver", arguments(killedDriver));
      awaitMiddle(cluster, driver, killedDriver, 1);
      driver.destroyForcibly().waitFor();
      assertThat(killedDriver.resolve("manifest.json")).doesNotExist();

      Process again = cluster.submit("without-resume", arguments(killedDriver));
      assertThat(SparkCluster.exitCode(again)).isEqualTo(2);
      Process resumed = cluster.submit("resumed", arguments(killedDriver, "--resume"));
      assertThat(SparkCluster.exitCode(resumed)).as(cluster.log("resumed")).isEqualTo(1);
      assertThat(cluster.log("resumed")).contains("parts are there already");
      checkSame(files(killedDriver), files(oneProcess));
    }
  }

  @Test
  void refusesArchivesBeforeAnythingIsConverted() throws Exception {
    Path in = Files.createDirectories(folder.resolve("archived"));
    Files.copy(EXAMPLES.resolve("minimal/case.yaml"), in.resolve("minimal.yaml"));
    Files.writeString(in.resolve("more.zip"), "PK");
    Path out = folder.resolve("archives");
    try (SparkCluster local = SparkCluster.local(folder)) {
      List<String> arguments = new ArrayList<>(List.of(in.toString(), out.toString()));
      arguments.addAll(OPTIONS);
      Process job = local.submit("archives", arguments);
      assertThat(SparkCluster.exitCode(job)).as(local.log("archives")).isEqualTo(2);
      assertThat(local.log("archives")).contains("Archives are not opened on Spark; unpack them");
      assertThat(out.resolve("manifest.json")).doesNotExist();
    }
  }

  private static void checkManifest(Path out) throws IOException {
    JsonNode manifest = new ObjectMapper().readTree(out.resolve("manifest.json").toFile());
    assertThat(manifest.path("transactionTime").asText()).isEqualTo("2026-11-28T09:30:00Z");
    for (JsonNode file : manifest.path("output")) {
      Path path = out.resolve(file.path("url").asText());
      assertThat(Files.readString(path, UTF_8).lines().count())
          .as(path.toString())
          .isEqualTo(file.path("count").asLong());
    }
    List<String> without = new ArrayList<>();
    manifest
        .path("extension")
        .path("firstInputsWithoutOutput")
        .forEach(name -> without.add(inputs.relativize(Path.of(name.asText())).toString()));
    assertThat(without)
        .contains("broken.json", "empty.txt", "lines.jsonl/line-5", "zz-again.yaml")
        .doesNotContain("0-minimal.yaml");
    assertThat(manifest.path("extension").path("issues").path("error duplicate-case").asInt())
        .isPositive();
    assertThat(out.resolve("_case2fhir")).doesNotExist();
  }
}
