package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CareCommandTest {
  private static final String ARTICLE =
      "# Gout: a case report\n\n"
          + "## Case presentation\n\n"
          + "Mr. Peter Smith, a 45-year-old man, presented with pain on 12 March 2019. Gout was"
          + " diagnosed. He was treated with colchicine.\n";

  @TempDir Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static CommandRun care(Object... arguments) {
    List<String> all = new ArrayList<>(List.of("care", "--no-index", "--tagger", "fast"));
    for (Object argument : arguments) {
      all.add(argument.toString());
    }
    return CommandRun.of(all.toArray(String[]::new));
  }

  @Test
  void textHasALineForEachItem() throws IOException {
    CommandRun run = care(write("a.md", ARTICLE));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines().filter(line -> line.matches("\\d+ .*"))).hasSize(13);
    assertThat(run.out())
        .contains("state the dose and duration of colchicine")
        .contains("identifying data: 2 places (name 1, date 1)")
        .doesNotContain("Smith");
    assertThat(run.err()).doesNotContain("Smith");
  }

  @Test
  void jsonListsPlacesOfItemsAndIdentifiers() throws IOException {
    CommandRun run = care(write("a.md", ARTICLE), "--format", "json");
    JsonNode found = new ObjectMapper().readTree(run.out()).at("/cases/0");
    assertThat(found.at("/items")).hasSize(13);
    assertThat(found.at("/items/0/state").asText()).isEqualTo("given");
    JsonNode name = found.at("/identifiers/0");
    assertThat(name.get("kind").asText()).isEqualTo("name");
    assertThat(ARTICLE.substring(name.get("start").asInt(), name.get("end").asInt()))
        .isEqualTo("Peter Smith");
  }

  @Test
  void thePageNeedsNothingElse() throws IOException {
    String hostile = ARTICLE.replace("pain", "pain <script>alert(1)</script>");
    Path page = folder.resolve("care.html");
    CommandRun run = care(write("a.md", hostile), "--format", "html", "-o", page);
    assertThat(run.exitCode()).as(run.err()).isZero();
    Document html = Jsoup.parse(Files.readString(page));
    assertThat(html.select("script, link, img")).isEmpty();
    assertThat(html.select("meta[http-equiv=Content-Security-Policy]")).hasSize(1);
    assertThat(html.select("tbody tr").size()).isGreaterThan(13);
    assertThat(html.text()).contains("Informed consent").contains("Peter Smith");
  }

  @Test
  void severalInputsAndPatientsAreOneOutput() throws IOException {
    Path file = write("case.yaml", "id: one\nsubject: {sex: female}\ndiagnoses: [gout]\n");
    Path two =
        write(
            "two.md",
            "# Gout: two cases\n\n"
                + "## Case 1\n\n"
                + "A man had gout.\n\n"
                + "## Case 2\n\n"
                + "A woman had gout.\n");
    CommandRun run = care(file, two);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("two.md, patient 1", "two.md, patient 2", "case.yaml\n");
    assertThat(care(two, "--patient", 2).out()).doesNotContain("patient 1");
  }

  @Test
  void whatCannotBeReadFails() throws IOException {
    Path empty = write("empty.md", "");
    Path good = write("a.md", ARTICLE);
    CommandRun run = care(empty, good);
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(run.out()).contains("Informed consent");
    assertThat(care(folder.resolve("none.md")).exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(care(good, "--require").exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(care(good, "-o", good).exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(Files.readString(good)).isEqualTo(ARTICLE);
  }
}
