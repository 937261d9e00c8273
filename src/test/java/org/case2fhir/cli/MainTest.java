package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

  @Test
  void helpHasExamplesForEveryCommand() {
    for (String command : new String[] {"convert", "validate", "push", "schema"}) {
      CommandRun run = CommandRun.of(command, "--help");
      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).contains("Example").contains("case2fhir " + command);
    }
    assertThat(CommandRun.of("--help").out())
        .contains("convert", "validate", "schema", "Exit codes");
  }

  @Test
  void versionNamesTheSoftwareAndFhir() {
    assertThat(CommandRun.of("--version").out())
        .matches("case2fhir \\d+\\.\\d+\\.\\d+.* \\(FHIR R4 4\\.0\\.1\\)\\n");
  }

  @Test
  void noCommandAndAWrongOneAreWrongUsage() {
    assertThat(CommandRun.of().exitCode()).isEqualTo(2);
    CommandRun wrong = CommandRun.of("covnert");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("convert");
  }

  @Test
  void schemaIsPrinted() {
    CommandRun run = CommandRun.of("schema");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("https://json-schema.org/draft/2020-12/schema");
  }

  @Test
  void completionScriptNamesTheCommands() {
    assertThat(CommandRun.of("generate-completion").out()).contains("case2fhir", "convert");
  }

  @Test
  void validateTellsValidFromInvalid(@TempDir Path folder) throws Exception {
    Path good = folder.resolve("good.json");
    Files.writeString(good, "{\"resourceType\":\"Patient\",\"gender\":\"female\"}");
    Path bad = folder.resolve("bad.json");
    Files.writeString(bad, "{\"resourceType\":\"Patient\",\"gender\":\"girl\"}");
    assertThat(CommandRun.of("validate", good.toString()).exitCode()).isZero();
    CommandRun run = CommandRun.of("validate", folder.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("bad.json:1:").contains("girl").contains("good.json: 0 errors");
  }
}
