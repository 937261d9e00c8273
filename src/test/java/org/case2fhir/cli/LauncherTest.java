package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The two launchers do the same. That for Windows is read rather than run: no other system has its
 * shell.
 */
class LauncherTest {
  private static final Path FOLDER = Path.of("src/launcher");
  private static final Pattern LABEL = Pattern.compile("^:(\\w+)$", Pattern.MULTILINE);
  private static final Pattern JUMP = Pattern.compile("\\bgoto (\\w+)");

  /** What may be in no line outside of quotes: it holds a path or an argument. */
  private static final Pattern WORDS_OF_USERS =
      Pattern.compile(
          "%(app|jar|java|directives|release|archive|cache|fresh|command|~\\w*[01]|JAVA_HOME)\\b");

  /** Words by which options of Java are chosen, and the options themselves. */
  private static final List<Pattern> SHARED =
      List.of(
          Pattern.compile("\\b(?:server|serve|review|train|evaluate)\\b(?= |\\))"),
          Pattern.compile(
              "(?<=[ (])\\*?\\.(txt|md|html|htm|xml|nxml|pdf|docx|ndjson|jsonl|zip|tar|tgz)\\b"),
          Pattern.compile("\\b(?:17|32|2500|120000|600000|20000000)\\b"),
          Pattern.compile("-X[\\w:+=-]+"));

  @TempDir Path folder;

  @Test
  void bothChooseByTheSameWordsNumbersAndOptions() throws IOException {
    String shell = withoutRemarks(read("case2fhir"), "#");
    String windows = withoutRemarks(read("case2fhir.cmd"), "rem ");
    for (Pattern words : SHARED) {
      assertThat(found(words, windows)).isEqualTo(found(words, shell)).isNotEmpty();
    }
    assertThat(windows).contains("in (convert extract validate push) do");
    assertThat(shell).contains("convert | extract | validate | push)");
    for (String message :
        List.of(
            "case2fhir.jar is not in ",
            "no Java found: install Java 17 or newer, or set JAVA_HOME",
            "JAVA_HOME has no bin",
            "Java 17 or newer is needed, this is ")) {
      assertThat(shell).contains("fail \"" + message);
      assertThat(windows).contains(">&2 echo case2fhir: " + message);
    }
  }

  /** An ampersand or a bracket of a path ends a command or a group where it is in no quotes. */
  @Test
  void pathsAreInQuotesOnWindows() throws IOException {
    for (String line : read("case2fhir.cmd").lines().toList()) {
      if (line.startsWith("rem")) {
        continue;
      }
      assertThat(outsideOfQuotes(line)).as(line).doesNotContainPattern(WORDS_OF_USERS);
      assertThat(line)
          .as("groups are read as a whole, and exclamation marks must stay")
          .doesNotEndWith("(")
          .doesNotStartWith(")")
          .doesNotContain("EnableDelayedExpansion", "call ");
    }
  }

  @Test
  void linesEndAndJumpsArriveOnWindows() throws IOException {
    String raw = Files.readString(FOLDER.resolve("case2fhir.cmd"), StandardCharsets.US_ASCII);
    assertThat(raw.replace("\r\n", "")).as("lines end as they must there").doesNotContain("\n");
    String program = read("case2fhir.cmd");
    List<String> labels = LABEL.matcher(program).results().map(m -> m.group(1)).toList();
    Set<String> jumps = found(JUMP, program);
    assertThat(labels).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(labels))
        .isEqualTo(
            jumps.stream()
                .map(jump -> jump.substring("goto ".length()))
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void anyPathWillDoAndAWrongJavaIsNamed() throws Exception {
    Path home = Files.createDirectories(folder.resolve("R & D (new)/case2fhir"));
    Path bin = Files.createDirectory(home.resolve("bin"));
    Path launcher = Files.copy(FOLDER.resolve("case2fhir"), bin.resolve("case2fhir"));
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    Files.createDirectory(home.resolve("lib"));
    Files.createFile(home.resolve("lib/case2fhir.jar"));
    Path java = Files.createDirectories(folder.resolve("Java & (old)"));
    assertThat(run(launcher, java)).isEqualTo("case2fhir: JAVA_HOME has no bin/java: " + java);

    Path program = Files.createDirectory(java.resolve("bin")).resolve("java");
    Files.writeString(program, "#!/bin/sh\nfor a; do echo \"$a\"; done\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    assertThat(run(launcher, java))
        .isEqualTo("case2fhir: Java 17 or newer is needed, this is 11: " + program);

    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"21\"\n");
    assertThat(run(launcher, java, "view", "a & b.yaml").lines())
        .contains("-XX:TieredStopAtLevel=1")
        .endsWith("-jar", home.resolve("lib/case2fhir.jar").toString(), "view", "a & b.yaml");
    assertThat(run(launcher, java, "serve").lines())
        .containsExactly("-jar", home.resolve("lib/case2fhir.jar").toString(), "serve");

    // A run over many inputs has both compilers, and a heap that follows what is in use.
    Path one = Files.createDirectory(folder.resolve("one case"));
    Files.createFile(one.resolve("0.yaml"));
    assertThat(run(launcher, java, "convert", one.toString()).lines())
        .contains("-XX:TieredStopAtLevel=1");
    for (int i = 1; i < 32; i++) {
      Files.createFile(one.resolve(i + ".yaml"));
    }
    Path lines = Files.createFile(folder.resolve("texts.jsonl"));
    Path packed = Files.createFile(folder.resolve("all.tar.gz"));
    for (Path many : List.of(one, lines, packed)) {
      assertThat(run(launcher, java, "convert", many.toString()).lines())
          .contains("-XX:+UseSerialGC", "-XX:MinHeapFreeRatio=10")
          .doesNotContain("-XX:TieredStopAtLevel=1")
          .endsWith("convert", many.toString());
    }
    assertThat(run(launcher, java, "convert", folder.resolve("none.zip").toString()).lines())
        .contains("-XX:TieredStopAtLevel=1");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theSecondCompilerIsForTextsThatATransformerReads() throws Exception {
    Path home = Files.createDirectories(folder.resolve("case2fhir"));
    Path launcher =
        Files.copy(
            FOLDER.resolve("case2fhir"),
            Files.createDirectory(home.resolve("bin")).resolve("case2fhir"));
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    Files.createDirectory(home.resolve("lib"));
    Files.createFile(home.resolve("lib/case2fhir.jar"));
    Path directives = Files.createFile(home.resolve("lib/compiler-directives.json"));
    Path java = Files.createDirectories(folder.resolve("java"));
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"21\"\n");
    Path program = Files.createDirectory(java.resolve("bin")).resolve("java");
    Files.writeString(program, "#!/bin/sh\nfor a; do echo \"$a\"; done\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();

    String option = "-XX:CompilerDirectivesFile=" + directives;
    for (String name : List.of("small.pdf", "small.docx")) {
      Path packed = Files.write(folder.resolve(name), new byte[800]);
      assertThat(run(launcher, java, "extract", packed.toString()).lines()).contains(option);
    }
    for (String name : List.of("a.txt", "a.html", "a.xml")) {
      Path text = Files.write(folder.resolve(name), new byte[100_000]);
      assertThat(run(launcher, java, "view", text.toString()).lines())
          .contains(option)
          .doesNotContain("-XX:TieredStopAtLevel=1");
      Files.write(text, new byte[1_000_000]);
      assertThat(run(launcher, java, "view", text.toString()).lines())
          .contains("-XX:TieredStopAtLevel=1")
          .doesNotContain(option);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void anArchiveIsMadeOnlyWhereItHasRoomAndStopsWithItsCommand() throws Exception {
    Path home = Files.createDirectories(folder.resolve("case2fhir"));
    Path launcher =
        Files.copy(
            FOLDER.resolve("case2fhir"),
            Files.createDirectory(home.resolve("bin")).resolve("case2fhir"));
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
    Files.createFile(Files.createDirectory(home.resolve("lib")).resolve("case2fhir.jar"));
    Path java = Files.createDirectories(folder.resolve("java"));
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"21\"\n");
    Path program = Files.createDirectory(java.resolve("bin")).resolve("java");
    Files.writeString(
        program,
        """
        #!/bin/sh
        trap 'echo told; exit 143' TERM
        echo "$@"
        cat
        i=0
        while [ -n "$WAITS" ] && [ $i -lt 300 ]; do sleep 0.1; i=$((i+1)); done
        exit 3
        """);
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Path cache = Files.createDirectories(folder.resolve("cache/case2fhir"));
    Path left = Files.createFile(cache.resolve("push-1-2.jsa.999999999"));

    ProcessBuilder full =
        new ProcessBuilder("sh", "-c", "ulimit -f 100; exec \"$0\" convert a.yaml", "" + launcher);
    assertThat(output(full, java)).startsWith("-XX:").doesNotContain("ArchiveClassesAtExit");
    assertThat(cache).isEmptyDirectory();
    assertThat(left).doesNotExist();

    ProcessBuilder waiting = new ProcessBuilder("" + launcher, "convert", "a.yaml");
    assertThat(output(waiting, java)).contains("-XX:ArchiveClassesAtExit=").endsWith("the input");
    waiting.environment().put("WAITS", "yes");
    Process process = waiting.start();
    process.getOutputStream().close();
    assertThat(process.getInputStream().read()).isEqualTo('-');
    process.toHandle().destroy();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said.strip()).endsWith("told");
    assertThat(process.waitFor()).isEqualTo(143);
    assertThat(cache).isEmptyDirectory();
  }

  private String output(ProcessBuilder builder, Path java) throws Exception {
    builder.redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", java.toString());
    builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    builder.environment().remove("JAVA_OPTS");
    Process process = builder.start();
    process.getOutputStream().write("the input".getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(3);
    return out.strip();
  }

  private String run(Path launcher, Path java, String... arguments) throws Exception {
    List<String> words = new ArrayList<>(List.of(launcher.toString()));
    words.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", java.toString());
    builder.environment().remove("JAVA_OPTS");
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return out.strip();
  }

  private static String read(String name) throws IOException {
    return Files.readString(FOLDER.resolve(name)).replace("\r\n", "\n");
  }

  private static String withoutRemarks(String program, String remark) {
    return program
        .lines()
        .filter(line -> !line.startsWith(remark))
        .collect(Collectors.joining("\n"));
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .map(word -> word.startsWith("*") ? word.substring(1) : word)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String outsideOfQuotes(String line) {
    StringBuilder outside = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '^' && !quoted) {
        i++;
      } else if (c == '"' && !line.startsWith(":\"=", i - 1)) {
        quoted = !quoted;
      } else if (!quoted) {
        outside.append(c);
      }
    }
    return outside.toString();
  }
}
