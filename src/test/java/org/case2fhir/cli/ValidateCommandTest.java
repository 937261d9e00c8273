package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.case2fhir.LocalServer;
import org.case2fhir.server.FhirHttpServer;
import org.case2fhir.validation.TestPackages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTest {
  @TempDir Path folder;

  @Test
  void reports_are_the_same_whatever_the_number_of_jobs() throws Exception {
    Path files = Files.createDirectory(folder.resolve("in"));
    for (int i = 0; i < 12; i++) {
      String gender = i % 3 == 0 ? "odd" : "male";
      Files.writeString(
          files.resolve("p%02d.json".formatted(i)),
          "{\"resourceType\": \"Patient\", \"gender\": \"" + gender + "\"}");
    }
    CommandRun one = run(files, "1");
    CommandRun four = run(files, "4");

    assertThat(one.exitCode()).isEqualTo(1);
    assertThat(four.out()).isEqualTo(one.out());
    assertThat(four.err()).isEqualTo(one.err());
    assertThat(one.out().lines().filter(l -> l.contains("\"summary\""))).hasSize(12);
    assertThat(one.out().lines().filter(l -> l.contains("\"severity\":\"error\""))).hasSize(4);
  }

  private static CommandRun run(Path files, String jobs) {
    return CommandRun.of("validate", files.toString(), "--report", "json", "--jobs", jobs);
  }

  @Test
  void writes_a_report_to_a_file_whole() throws Exception {
    Path file = Files.writeString(folder.resolve("p.json"), "{\"resourceType\": \"Patient\"}");
    Path report = folder.resolve("r.html");

    CommandRun run =
        CommandRun.of("validate", file.toString(), "--report", "html", "-o", report.toString());

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(Files.readString(report)).startsWith("<!DOCTYPE html>").endsWith("</html>\n");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("p.json", "r.html");
    }
  }

  @Test
  void goes_on_without_a_package_that_cannot_be_read() throws Exception {
    Path file = Files.writeString(folder.resolve("p.json"), "{\"resourceType\": \"Patient\"}");
    Path broken = Files.writeString(folder.resolve("broken.tgz"), "x");
    Path guide = TestPackages.pack(folder.resolve("guide.tgz"), TestPackages.sound());

    CommandRun run =
        CommandRun.of(
            "validate",
            file.toString(),
            "--ig",
            broken.toString(),
            "--ig",
            guide.toString(),
            "--profile",
            TestPackages.PROFILE);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("broken.tgz: error: the archive")
        .contains("Patient.birthDate: minimum required = 1")
        .doesNotContain("Exception");
  }

  @Test
  void refuses_options_that_make_no_sense() throws Exception {
    String file =
        Files.writeString(folder.resolve("p.json"), "{\"resourceType\": \"Patient\"}").toString();

    for (List<String> options :
        List.of(
            List.of("-o", "x"),
            List.of("--jobs", "0"),
            List.of("--tx", "file:///x"),
            List.of("--tx", "http://x?y"),
            List.of("--server", "ftp://x"),
            List.of("--report", "pdf"))) {
      List<String> all = new ArrayList<>(List.of("validate", file));
      all.addAll(options);
      assertThat(CommandRun.of(all.toArray(String[]::new)).exitCode())
          .as("%s", options)
          .isEqualTo(2);
    }
  }

  @Test
  void a_conversion_is_reported_with_places_in_its_case_file() throws Exception {
    Path example = Path.of("fhir-examples/septic-shock/case.yaml");
    Path report = folder.resolve("r.jsonl");

    CommandRun run =
        CommandRun.of(
            "convert",
            example.toString(),
            "-o",
            folder.resolve("b.json").toString(),
            "--report",
            "json",
            "--report-file",
            report.toString());

    assertThat(run.exitCode()).isZero();
    assertThat(Files.readAllLines(report))
        .filteredOn(line -> line.contains("\"noise\":true") && line.contains("resource.code"))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).contains("case.yaml\",\"line\":", "Bundle.entry["));
  }

  @Test
  void tells_by_itself_what_the_server_says_too() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("p.json"), "{\"resourceType\": \"Patient\", \"gender\": \"odd\"}");
    try (LocalServer server =
        LocalServer.start(FhirHttpServer.Options.at("127.0.0.1", 0)).value().orElseThrow()) {
      CommandRun run =
          CommandRun.of("validate", file.toString(), "--server", server.address().toString());

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.out()).contains("says the server too").doesNotContain("server only");
    }
  }

  @Test
  void aReportThatCannotBeWrittenSaysWhereAndWhatToDo() throws Exception {
    String file =
        Files.writeString(folder.resolve("p.json"), "{\"resourceType\":\"Patient\"}").toString();
    String below = file + "/report.json";
    CommandRun run = CommandRun.of("validate", file, "--report", "json", "-o", below);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("the report cannot be written to " + below, "another place");
    assertThat(Path.of(file)).hasContent("{\"resourceType\":\"Patient\"}");
  }
}
