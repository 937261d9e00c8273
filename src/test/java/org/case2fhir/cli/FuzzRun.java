package org.case2fhir.cli;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.case2fhir.LocalServer;
import org.case2fhir.server.FhirHttpServer;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Runs a command on inputs and judges what a user would see: an exit code of those that are
 * documented, words that say what is wrong, no trace of the program's inside, and outputs that are
 * whole or not there.
 */
final class FuzzRun implements AutoCloseable {
  /** Far above what any of these small inputs takes; only a run that never ends reaches it. */
  private static final int HANG_SECONDS = 60;

  private static final Pattern INSIDE =
      Pattern.compile(
          "internal error|too large for this process|(?m)^\\s+at [\\w.$]+\\(|Exception in thread"
              + "|\\w+(?:Exception|Error): |\\bjava\\.|ca\\.uhn|com\\.fasterxml");

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final YAMLMapper YAML = new YAMLMapper();

  private final LocalServer server =
      LocalServer.start(FhirHttpServer.Options.at("127.0.0.1", 0)).value().orElseThrow();
  private final HttpClient client = HttpClient.newHttpClient();
  private final ExecutorService runner =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(null, task, "fuzz", 0);
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((t, e) -> {});
            running = thread;
            return thread;
          });
  private final Path work;
  private volatile Thread running;

  /**
   * @param work a folder that each run empties
   */
  FuzzRun(Path work) {
    this.work = work;
  }

  /** What is wrong with a run; absent when nothing is. */
  Optional<String> fault(Map<String, byte[]> files, String command) throws IOException {
    empty(work);
    Path in = Files.createDirectories(work.resolve("in"));
    Path out = Files.createDirectories(work.resolve("out"));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = in.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, withServer(file.getKey(), file.getValue()));
    }
    List<String> arguments = new ArrayList<>();
    for (String word : command.split(" ")) {
      arguments.add(
          word.replace(FuzzTargets.IN, in.toString())
              .replace(FuzzTargets.OUT, out.toString())
              .replace(FuzzTargets.SERVER, server.address().toString()));
    }
    Future<Optional<String>> run = runner.submit(() -> judged(arguments, out));
    try {
      return run.get(HANG_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return Optional.of("does not end: " + Arrays.toString(running.getStackTrace()));
    } catch (ExecutionException e) {
      return Optional.of(trace(e.getCause()));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private byte[] withServer(String name, byte[] content) {
    if (!name.endsWith(".jsonl")) {
      return content;
    }
    // Bytes that are no UTF-8 stay as they are.
    String text = new String(content, StandardCharsets.ISO_8859_1);
    String address = server.address().toString();
    return text.replace(FuzzTargets.SERVER, address).getBytes(StandardCharsets.ISO_8859_1);
  }

  private Optional<String> judged(List<String> arguments, Path out) throws Exception {
    String verb = arguments.get(0);
    if (verb.equals(FuzzTargets.POST) || verb.equals(FuzzTargets.PUT)) {
      return judgedRequest(verb, Path.of(arguments.get(1)));
    }
    PrintStream stdout = System.out;
    PrintStream stderr = System.err;
    Stray stray = new Stray();
    PrintStream printer = new PrintStream(stray, true, StandardCharsets.UTF_8);
    System.setOut(printer);
    System.setErr(printer);
    CommandRun run;
    try {
      run = CommandRun.of(arguments.toArray(String[]::new));
    } finally {
      System.setOut(stdout);
      System.setErr(stderr);
    }
    if (stray.size() > 0) {
      String text = stray.toString(StandardCharsets.UTF_8).strip();
      return Optional.of("a library prints: " + text + "\n" + trace(stray.first));
    }
    if (run.exitCode() < 0 || run.exitCode() > 2) {
      return Optional.of("exit code " + run.exitCode());
    }
    if (INSIDE.matcher(run.err()).find()) {
      return Optional.of("words of the inside: " + run.err());
    }
    if (run.exitCode() != 0 && run.err().isBlank() && run.out().isBlank()) {
      return Optional.of("exit code " + run.exitCode() + " without a word");
    }
    if (run.exitCode() == 0 && arguments.contains("-o") && isEmpty(out)) {
      return Optional.of("exit code 0 without an output");
    }
    return brokenOutput(out);
  }

  /** An output that a reader of its format would refuse, or a name that is no output's. */
  private static Optional<String> brokenOutput(Path out) throws IOException {
    try (Stream<Path> walk = Files.walk(out)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        String name = out.relativize(file).toString();
        try {
          if (!isWhole(file, name.substring(name.lastIndexOf('.') + 1))) {
            return Optional.of("left behind: " + name);
          }
        } catch (IOException | SAXException | ParserConfigurationException e) {
          return Optional.of("broken output " + name + ": " + e.getMessage());
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isWhole(Path file, String extension)
      throws IOException, SAXException, ParserConfigurationException {
    byte[] content = Files.readAllBytes(file);
    switch (extension) {
      case "json" -> JSON.readTree(content);
      case "yaml" -> YAML.readTree(content);
      case "jsonl" -> {
        for (String line : new String(content, StandardCharsets.UTF_8).split("\n")) {
          JSON.readTree(line);
        }
      }
      case "xml" -> {
        var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        builder.setErrorHandler(new DefaultHandler());
        builder.parse(new ByteArrayInputStream(content));
      }
      case "html" -> {
        return new String(content, StandardCharsets.UTF_8).strip().endsWith("</html>");
      }
      case "txt", "ann", "model", "tsv", "terms", "conf" -> {
        return true;
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** A request is refused with an OperationOutcome, never with a failure of the server. */
  private Optional<String> judgedRequest(String method, Path body) throws Exception {
    boolean xml = body.toString().endsWith(".xml");
    String path = method.equals(FuzzTargets.PUT) ? "/Observation/a" : "";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .header("Content-Type", xml ? "application/fhir+xml" : "application/fhir+json")
            .header("Accept", "application/fhir+json")
            .method(method, BodyPublishers.ofFile(body))
            .build();
    HttpResponse<String> response = send(request);
    if (response.statusCode() >= 500) {
      return Optional.of("status " + response.statusCode() + ": " + response.body());
    }
    if (INSIDE.matcher(response.body()).find() && !response.body().contains("\"entry\"")) {
      return Optional.of("words of the inside: " + response.body());
    }
    try {
      return JSON.readTree(response.body()).has("resourceType")
          ? Optional.empty()
          : Optional.of("no resource: " + response.body());
    } catch (IOException e) {
      return Optional.of("broken answer " + response.statusCode() + ": " + e.getMessage());
    }
  }

  /** What is printed past the terminal, and by whom. */
  private static final class Stray extends ByteArrayOutputStream {
    private Throwable first;

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      if (first == null) {
        first = new IllegalStateException("printed here");
      }
      super.write(bytes, from, length);
    }
  }

  /** Sends again what met a connection that the server had closed because it was idle. */
  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException closed) {
      return client.send(request, BodyHandlers.ofString());
    }
  }

  private static String trace(Throwable failure) {
    StringBuilder trace = new StringBuilder("throws ").append(failure);
    Arrays.stream(failure.getStackTrace())
        .limit(40)
        .forEach(f -> trace.append("\n  at ").append(f));
    return trace.toString();
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  private static void empty(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Override
  public void close() {
    runner.shutdownNow();
    server.close();
  }
}
