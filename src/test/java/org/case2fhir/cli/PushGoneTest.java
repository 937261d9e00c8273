package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.case2fhir.LocalServer;
import org.case2fhir.server.FhirHttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of facts that a case no longer holds, on a server that stores what it is sent. */
@Tag("long")
final class PushGoneTest {
  private static final String HEAD = "id: gone\nsubject: {sex: male}\n";
  private static final String BOTH =
      HEAD + "diagnoses: [gout, asthma]\nmedications: [colchicine]\nallergies: [penicillin]\n";

  @TempDir Path folder;
  private LocalServer server;
  private Path file;

  @BeforeEach
  void start() throws Exception {
    server = LocalServer.start(FhirHttpServer.Options.at("127.0.0.1", 0)).value().orElseThrow();
    file = Files.writeString(folder.resolve("case.yaml"), BOTH);
    assertThat(push().exitCode()).isZero();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private CommandRun push(String... more) {
    List<String> args =
        new ArrayList<>(List.of("push", file.toString(), "--no-validate", "--server"));
    args.add(server.address().toString());
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private String search(String query) throws IOException, InterruptedException {
    URI address = URI.create(server.address() + "/" + query);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
        .body();
  }

  @Test
  void whatStaysIsNamed() throws Exception {
    Files.writeString(file, HEAD + "diagnoses: [gout]\n");

    CommandRun run = push();

    assertThat(run.exitCode()).isZero();
    assertThat(run.err().lines().filter(line -> line.contains("no longer holds")))
        .hasSize(3)
        .anyMatch(line -> line.contains("Condition/") && line.contains("`asthma`"))
        .allMatch(line -> line.contains("--gone"));
    assertThat(search("Condition?code=http://snomed.info/sct%7C195967001")).contains("asthma");
    assertThat(push().err()).doesNotContain("no longer holds");
  }

  @Test
  void itIsMarkedOnRequest() throws Exception {
    Files.writeString(file, HEAD + "diagnoses: [gout]\n");

    CommandRun run = push("--gone", "entered-in-error");

    assertThat(run.exitCode()).isZero();
    for (String type : List.of("Condition", "MedicationStatement", "AllergyIntolerance")) {
      assertThat(search(type)).contains("entered-in-error");
    }
    assertThat(search("Condition?code=http://snomed.info/sct%7C195967001"))
        .doesNotContain("clinicalStatus");
    assertThat(search("Condition?code=http://snomed.info/sct%7C90560007"))
        .doesNotContain("entered-in-error");
  }

  @Test
  void itIsDeletedOnRequest() throws Exception {
    Files.writeString(file, HEAD + "diagnoses: [gout]\n");

    CommandRun run = push("--gone", "delete");

    assertThat(run.exitCode()).isZero();
    assertThat(search("MedicationStatement")).contains("\"total\": 0");
    assertThat(search("AllergyIntolerance")).contains("\"total\": 0");
    assertThat(search("Condition")).contains("gout").doesNotContain("asthma");
  }

  @Test
  void aChangedWordIsOneFactGoneAndOneNew() throws Exception {
    Files.writeString(file, BOTH.replace("asthma", "bronchial asthma"));

    CommandRun run = push();

    assertThat(run.err()).contains("no longer holds").contains("`asthma`");
    Files.writeString(file, BOTH.replace("asthma", "{diagnosis: bronchial asthma, id: asthma}"));
    push("--gone", "delete");
    Files.writeString(file, BOTH.replace("asthma", "{diagnosis: asthma, id: asthma}"));
    assertThat(push().err()).as("an id of its own").doesNotContain("no longer holds");
  }

  @Test
  void theIdOfAnotherPatientIsRefused() throws Exception {
    Files.writeString(file, BOTH.replace("male", "female"));

    CommandRun run = push();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("belongs to another patient");
    assertThat(search("Patient")).contains("\"gender\": \"male\"").contains("\"total\": 1");
  }

  private static final String TEXT =
      """
      A 34-year-old woman presented with vomiting for five days on 12 March 2019. She took
      levothyroxine 75 µg once daily. Her temperature was 36.4 °C and her blood pressure was 82/50
      mmHg. There was no goiter. A sodium level of 118 mmol/L was found. She was given
      hydrocortisone 100 mg intravenously and recovered within two days.
      """;

  private CommandRun read(String text, String... more) throws IOException {
    Path article = Files.writeString(folder.resolve("text.txt"), text);
    List<String> args = new ArrayList<>(List.of("extract", article.toString(), "--tagger", "fast"));
    // What is there was written by hand.
    args.addAll(List.of("-o", file.toString(), "--force"));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  @Test
  void aCorrectedTextMakesNoSecondPatient() throws Exception {
    read(TEXT);
    String id = Files.readAllLines(file).get(0).substring("id: ".length());
    assertThat(push().exitCode()).isZero();
    assertThat(push().err()).as("the same again").doesNotContain("earlier version");

    read(TEXT.replace("no goiter", "a small goiter"));
    assertThat(push("--dry-run").err()).contains("earlier version of this text as the case");
    CommandRun other = push();

    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err()).contains("earlier version of this text as the case `" + id + "`");
    assertThat(search("Patient?gender=female")).contains("\"total\": 1");
    read(TEXT.replace("no goiter", "a small goiter"), "--id", id);
    assertThat(push().exitCode()).isZero();
    assertThat(search("Patient?gender=female")).contains("\"total\": 1");
  }

  @Test
  void anotherTextOrAnIdOfItsOwnIsAnotherPatient() throws Exception {
    read(TEXT);
    assertThat(push().exitCode()).isZero();

    read(
        """
        A 71-year-old woman presented with vomiting for two days on 3 May 2020. Her temperature
        was 38.9 °C and her pulse was 118/min. There was no goiter. A lactate level of 4.2 mmol/L
        was found. She was given ceftriaxone 2 g intravenously.
        """);
    assertThat(push().exitCode()).isZero();
    read(TEXT.replace("no goiter", "a small goiter"), "--id", "her-sister");
    assertThat(push().exitCode()).isZero();

    assertThat(search("Patient?gender=female")).contains("\"total\": 3");
  }
}
