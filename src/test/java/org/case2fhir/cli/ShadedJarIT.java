package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.parallel.ResourceAccessMode.READ;
import static org.junit.jupiter.api.parallel.ResourceLockTarget.CHILDREN;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.case2fhir.bench.ColdBaseline;
import org.case2fhir.document.Papers;
import org.case2fhir.document.Papers.Line;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Every command, run from the jar that users get: what a library needs must be in it. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = ShadedJarIT.PROCESSORS, mode = READ, target = CHILDREN)
class ShadedJarIT {
  static final String PROCESSORS = "processors";

  private static final Path JAR = Path.of("target/case2fhir.jar").toAbsolutePath();
  private static final Path LAUNCHER = Path.of("target/case2fhir/bin/case2fhir").toAbsolutePath();
  private static final Path ARCHIVE =
      Path.of("target/case2fhir/lib/case2fhir.jsa").toAbsolutePath();
  private static final Path EXAMPLES = Path.of("fhir-examples").toAbsolutePath();
  private static final Path CASE = EXAMPLES.resolve("gluteal-calcinosis/case.yaml");
  private static final Path BUNDLE = EXAMPLES.resolve("gluteal-calcinosis/bundle.json");
  private static final Pattern ADDRESS = Pattern.compile("http://\\S+");

  @TempDir Path folder;

  @Test
  void versionHelpSchemaAndCompletion() throws Exception {
    assertThat(run("--version")).startsWith("case2fhir ");
    assertThat(run("push", "--help")).contains("case2fhir push");
    assertThat(run("schema")).contains("https://json-schema.org/draft/2020-12/schema");
    assertThat(run("generate-completion")).contains("case2fhir");
  }

  @Test
  void convertWithValidation() throws Exception {
    run("convert", CASE.toString(), "-o", "bundle.json");
    assertThat(folder.resolve("bundle.json")).hasSameTextualContentAs(BUNDLE);
    run("convert", CASE.toString(), "--no-validate", "--format", "xml", "-o", "bundle.xml");
    run("validate", "bundle.xml", "--report", "html", "-o", "report.html");
    assertThat(folder.resolve("report.html")).content().contains("bundle.xml");
  }

  @Test
  void viewOfACaseAndOfABundle() throws Exception {
    run("view", CASE.toString(), "-o", "case.html");
    run("view", BUNDLE.toString(), "-o", "bundle.html");
    assertThat(folder.resolve("case.html")).content().contains("<style>", "</html>");
    assertThat(folder.resolve("bundle.html")).content().contains("Timeline", "</html>");
  }

  /** Damaged files bring up messages, and with them parts of HAPI, that good ones do not need. */
  @Test
  void validationOfDamagedFiles() throws Exception {
    Path files = CommandGoldensTest.writeFilesToValidate(folder);
    Process process =
        command("validate", files.toString(), "--report", "json", "--quiet")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(ExitCode.DATA);
    assertThat(CommandGoldensTest.withoutFolder(out, files))
        .isEqualTo(
            Files.readString(CommandGoldensTest.GOLDENS.resolve(CommandGoldensTest.VALIDATION)));
  }

  @Test
  void extractWithBothTaggers() throws Exception {
    Path article = EXAMPLES.resolve("article-adrenal-crisis/article.md");
    run("extract", article.toString(), "-o", "case.yaml", "--coverage", "coverage.html");
    assertThat(folder.resolve("case.yaml"))
        .hasSameTextualContentAs(EXAMPLES.resolve("article-adrenal-crisis/case.yaml"));
    assertThat(run("extract", article.toString(), "--tagger", "fast")).contains("medications:");
  }

  @Test
  void pushToTheServerInMemory() throws Exception {
    Process server = start("server", "--port", "0");
    try (BufferedReader says = server.errorReader(StandardCharsets.UTF_8)) {
      Matcher address = ADDRESS.matcher(says.readLine());
      assertThat(address.find()).isTrue();
      String[] push = {"push", CASE.toString(), "--server", address.group()};
      assertThat(run(push)).contains("created");
      assertThat(run(push)).containsPattern("all +0 +0 +[1-9]");
    } finally {
      server.destroy();
      assertThat(server.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  @Test
  void otherVersionsFormatsAndTheChecklist() throws Exception {
    run("convert", CASE.toString(), "--fhir", "R5", "-o", "r5.json");
    run("validate", "--fhir", "R5", "r5.json");
    run("convert", CASE.toString(), "--fhir", "R4B", "-o", "r4b.json");
    run("convert", CASE.toString(), "--no-validate", "--format", "turtle", "-o", "bundle.ttl");
    assertThat(folder.resolve("bundle.ttl")).content().contains("fhir:Patient");
    String article = EXAMPLES.resolve("article-adrenal-crisis/article.md").toString();
    assertThat(run("care", article)).contains("13").contains("Informed consent");
  }

  @Test
  void reviewServesItsPagesFromTheJar() throws Exception {
    Files.copy(CASE, folder.resolve("case.yaml"));
    Process review = start("review", "case.yaml", "--no-browser");
    try (BufferedReader says = review.errorReader(StandardCharsets.UTF_8)) {
      Matcher address = ADDRESS.matcher(says.readLine());
      assertThat(address.find()).isTrue();
      HttpClient client = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
      URI open = URI.create(address.group());
      assertThat(get(client, open)).isEqualTo(302);
      for (String page :
          List.of("/", "/review/app.js", "/lib/lit-html.js", "/api/cases/0/bundle")) {
        assertThat(get(client, open.resolve(page))).as(page).isEqualTo(200);
      }
    } finally {
      review.destroy();
      assertThat(review.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  @Test
  void serveConvertsOverHttp() throws Exception {
    Process server = start("serve", "--port", "0");
    try (BufferedReader says = server.errorReader(StandardCharsets.UTF_8)) {
      Matcher address = ADDRESS.matcher(says.readLine());
      assertThat(address.find()).isTrue();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address.group()).resolve("/convert"))
              .header("Content-Type", "application/yaml")
              .header("Accept", "application/fhir+json")
              .POST(HttpRequest.BodyPublishers.ofFile(CASE))
              .build();
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).isEqualToIgnoringWhitespace(Files.readString(BUNDLE));
    } finally {
      server.destroy();
      assertThat(server.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  private static int get(HttpClient client, URI address) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(address).build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @Test
  void terminologyOfOnesOwn() throws Exception {
    Files.writeString(
        folder.resolve("clinic.tsv"),
        "system\tcode\tdisplay\tdomain\nurn:clinic\tq1\tQuokka fever\tcondition\n");
    run("terminology", "check", "clinic.tsv");
    run("terminology", "import", "clinic.tsv", "--index", "index");
    assertThat(run("terminology", "list", "--index", "index")).contains("clinic");
    assertThat(run("terminology", "find", "quokka fever", "--index", "index")).contains("q1");
  }

  @Test
  void trainAndEvaluate() throws Exception {
    Path annotated = Files.createDirectory(folder.resolve("annotated"));
    for (int i = 0; i < 4; i++) {
      Files.writeString(annotated.resolve(i + ".txt"), "He was given heparin for two days.");
      Files.writeString(annotated.resolve(i + ".ann"), "T1\tMedication 13 20\theparin\n");
    }
    run("train", "annotated", "-o", "my.model", "--min-mentions", "2", "--iterations", "10");
    assertThat(run("evaluate", "annotated", "--model", "my.model")).contains("medication");
  }

  @Test
  void documentsOfEveryFormatAreRead() throws Exception {
    String report = "A 40-year-old man presented with fever. He was diagnosed with pneumonia.";
    Files.write(folder.resolve("word.docx"), Papers.docx(Papers.paragraph("", report)));
    Files.write(
        folder.resolve("print.pdf"), Papers.pdf(List.of(List.of(Line.of(60, 700, report)))));
    Files.writeString(
        folder.resolve("page.html"), "<html><body><p>" + report + "</p></body></html>");
    Files.writeString(folder.resolve("plain.txt"), report);
    run("extract", "word.docx", "print.pdf", "page.html", "plain.txt", "-o", "cases");
    try (Stream<Path> cases = Files.list(folder.resolve("cases"))) {
      assertThat(cases.toList())
          .hasSize(4)
          .allSatisfy(read -> assertThat(read).content().contains("pneumonia"));
    }
  }

  @Test
  void theJarIsSmallAndSaysItsLicence() throws Exception {
    assertThat(Files.size(JAR)).isLessThan(100_000_000);
    try (ZipFile jar = new ZipFile(JAR.toFile())) {
      for (String name : List.of("LICENSE", "NOTICE", "THIRD-PARTY.txt")) {
        assertThat(jar.stream().map(ZipEntry::getName)).containsOnlyOnce("META-INF/" + name);
      }
    }
  }

  /** In pairs and by the median, since other programs may be running: by the clock it would lie. */
  @Test
  @ResourceLock(PROCESSORS)
  @DisabledOnOs(OS.WINDOWS)
  void aConversionStartsAboutAsFastAsTheLeastThatHapiNeeds() throws Exception {
    String bundleBytes = String.valueOf(Files.size(BUNDLE));
    Path classes = Path.of("target/test-classes").toAbsolutePath();
    ProcessBuilder least =
        new ProcessBuilder(
            java(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            JAR + File.pathSeparator + classes,
            ColdBaseline.class.getName(),
            bundleBytes);
    ProcessBuilder ours =
        new ProcessBuilder(LAUNCHER.toString(), "convert", "--no-validate", CASE.toString());
    ours.environment().put("JAVA_HOME", System.getProperty("java.home"));
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ratios.add(seconds(ours) / seconds(least));
    }
    ratios.sort(null);
    assertThat(ratios.get(2)).as("of %s", ratios).isLessThan(1.3);
  }

  private double seconds(ProcessBuilder builder) throws Exception {
    long start = System.nanoTime();
    run(builder.directory(folder.toFile()));
    return (System.nanoTime() - start) / 1e9;
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theLauncherFindsJavaAndJar() throws Exception {
    Path cache = folder.resolve("cache");
    Path link = Files.createSymbolicLink(folder.resolve("case2fhir"), LAUNCHER);
    for (String program : List.of(LAUNCHER.toString(), link.toString())) {
      ProcessBuilder builder = new ProcessBuilder(program, "convert", CASE.toString());
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      builder.environment().put("XDG_CACHE_HOME", cache.toString());
      assertThat(run(builder)).isEqualTo(Files.readString(BUNDLE));
    }
    assertThat(cache).as("the archive of the build is used").doesNotExist();
    ProcessBuilder wrong = new ProcessBuilder(LAUNCHER.toString(), "--version");
    wrong.environment().put("JAVA_HOME", folder.toString());
    assertThat(wrong.start().waitFor()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theLauncherReadsProseAsTheJarDoes() throws Exception {
    String visit = "In May 2010 he had fever and took aspirin 100 mg daily. ";
    Path article =
        Files.writeString(folder.resolve("case.txt"), "A man had gout. " + visit.repeat(80));
    ProcessBuilder builder = new ProcessBuilder(LAUNCHER.toString(), "extract", article.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    assertThat(run(builder)).isEqualTo(run("extract", article.toString()));
  }

  /** What the command prints; the exit code is 0. */
  private String run(String... arguments) throws Exception {
    return run(command(arguments));
  }

  private String run(ProcessBuilder builder) throws Exception {
    Path errors = folder.resolve("stderr.txt");
    Process process = builder.redirectError(errors.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    return out;
  }

  private Process start(String... arguments) throws IOException {
    return command(arguments).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private ProcessBuilder command(String... arguments) {
    List<String> words = new ArrayList<>();
    words.add(java());
    words.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:disable"));
    words.addAll(List.of("-XX:SharedArchiveFile=" + ARCHIVE, "-jar", JAR.toString()));
    words.addAll(List.of(arguments));
    return new ProcessBuilder(words).directory(folder.toFile());
  }
}
