package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.case2fhir.exchange.StubServer;
import org.case2fhir.export.FakeFhir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * What the commands print, byte for byte: a change of structure must not change it.
 *
 * <p>To accept new outputs: {@code ./mvnw test -Dtest=CommandGoldensTest
 * -Dcase2fhir.examples=write}, then read the diff.
 */
class CommandGoldensTest {
  static final String VALIDATION = "validation.jsonl";
  static final Path GOLDENS = Path.of("src/test/resources/org/case2fhir/cli");
  private static final Path TERMS = Path.of("src/test/resources/org/case2fhir/terminology");
  private static final Path EXAMPLES = Path.of("fhir-examples");
  private static final boolean WRITE = "write".equals(System.getProperty("case2fhir.examples"));

  /** What is done to the smallest Bundle: name of the file, words, what stands there instead. */
  private static final List<List<String>> DAMAGES =
      List.of(
          List.of("code-of-no-value-set", "\"male\"", "\"man\""),
          List.of("date-of-no-calendar", "\"gender\"", "\"birthDate\": \"1970-02-30\", \"gender\""),
          List.of("element-misspelt", "\"gender\"", "\"gendre\""),
          List.of("element-twice", "\"gender\"", "\"gender\": \"male\", \"gender\""),
          List.of("number-for-a-string", "\"status\": \"generated\"", "\"status\": 1"),
          List.of("empty-object", "\"subject\": {", "\"subject\": {}, \"encounter\": {"),
          List.of("no-such-type", "\"Condition\"", "\"Illness\""),
          List.of(
              "reference-to-nothing", "\"reference\": \"urn:uuid:", "\"reference\": \"urn:uuid:0"),
          List.of("script-in-narrative", "<p>gout", "<script>x</script><p>gout"),
          List.of("request-without-method", "\"method\": \"PUT\",", ""),
          List.of("json-cut-off", "\"Condition\"", "\u0000"),
          List.of("comma-too-many", "\"gender\"", ", \"gender\""));

  @TempDir Path folder;

  @Test
  void helpOfEveryCommand() throws IOException {
    StringBuilder help = new StringBuilder();
    for (List<String> command : commands()) {
      List<String> arguments = new ArrayList<>(command);
      arguments.add("--help");
      CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
      assertThat(run.exitCode()).isZero();
      help.append("== case2fhir ").append(String.join(" ", arguments)).append('\n');
      help.append(run.out()).append('\n');
    }
    check("help.txt", help.toString());
  }

  @Test
  void schemaIsTheResource() throws IOException {
    Path schema = Path.of("src/main/resources/org/case2fhir/casefile/case.schema.json");
    assertThat(CommandRun.of("schema").out()).isEqualTo(Files.readString(schema));
  }

  @Test
  void whatSome500TermsAreCodedAs() throws IOException {
    Set<String> terms = new LinkedHashSet<>();
    for (String table : List.of("judged-mentions.tsv", "spelling-variants.tsv")) {
      Files.readAllLines(TERMS.resolve(table)).stream()
          .skip(1)
          .map(line -> line.split("\t")[0])
          .forEach(terms::add);
    }
    assertThat(terms).hasSizeGreaterThan(450);
    String input = String.join("\n", terms) + "\n";
    CommandRun run =
        CommandRun.withInput(input, "terminology", "find", "-", "--format", "tsv", "--no-index");
    check("terms.tsv", run.out());
  }

  @Test
  void validationOf20Files() throws IOException {
    Path files = writeFilesToValidate(folder);
    CommandRun run = CommandRun.of("validate", files.toString(), "--report", "json");
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    check(VALIDATION, withoutFolder(run.out(), files));
  }

  /** Writes the Bundles of the examples, and damaged ones, into a folder. */
  static Path writeFilesToValidate(Path folder) throws IOException {
    Path files = Files.createDirectory(folder.resolve("files"));
    for (Path example : examples()) {
      Files.copy(example.resolve("bundle.json"), files.resolve(example.getFileName() + ".json"));
    }
    String smallest = Files.readString(EXAMPLES.resolve("minimal/bundle.json"));
    for (List<String> damage : DAMAGES) {
      String damaged = smallest.replace(damage.get(1), damage.get(2));
      assertThat(damaged).as(damage.get(0)).isNotEqualTo(smallest);
      int end = damaged.indexOf('\u0000');
      Files.writeString(
          files.resolve(damage.get(0) + ".json"), end < 0 ? damaged : damaged.substring(0, end));
    }
    return files;
  }

  static String withoutFolder(String report, Path files) {
    return report.replace(files + "/", "").replace(files + "\\", "");
  }

  @Test
  void dryRunsOfTheExamples() throws IOException {
    StringBuilder all = new StringBuilder();
    try (StubServer server = new StubServer(new FakeFhir())) {
      String base = server.base().toString();
      for (Path example : examples()) {
        Path file = example.resolve("bundle.json");
        CommandRun run =
            CommandRun.of("push", file.toString(), "--server", base, "--dry-run", "--no-validate");
        all.append("== exit code ").append(run.exitCode()).append('\n');
        all.append(run.out().replace(base, "BASE").replace('\\', '/'));
        all.append(run.err().replace(base, "BASE").replace('\\', '/'));
      }
    }
    check("dry-runs.txt", all.toString());
  }

  private static void check(String golden, String actual) throws IOException {
    Path file = GOLDENS.resolve(golden);
    if (WRITE) {
      Files.writeString(file, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(file, StandardCharsets.UTF_8));
  }

  private static List<Path> examples() throws IOException {
    try (Stream<Path> folders = Files.list(EXAMPLES)) {
      return folders.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static List<List<String>> commands() {
    try (Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            new PrintWriter(Writer.nullWriter()),
            Ansi.OFF)) {
      List<List<String>> commands = new ArrayList<>();
      addCommands(Main.commandLine(terminal), List.of(), commands);
      return commands;
    }
  }

  private static void addCommands(CommandLine line, List<String> path, List<List<String>> found) {
    found.add(path);
    line.getSubcommands()
        .forEach(
            (name, subcommand) -> {
              List<String> longer = new ArrayList<>(path);
              longer.add(name);
              addCommands(subcommand, longer, found);
            });
  }
}
