package org.case2fhir.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.Version;
import org.case2fhir.WholeFile;
import org.case2fhir.cli.IssuePrinter.IssueKinds.Kind;
import org.case2fhir.issue.Sha256;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What a run has written so far, as JSON lines beside its outputs: by it a later run goes on where
 * this one was stopped. It holds for one version of the program and one set of options, and an
 * input only as long as its content is the same. A run that ends removes it.
 */
final class RunRecord implements AutoCloseable {
  /** Options that change nothing of what is written. */
  private static final Set<String> NEUTRAL =
      Set.of("--jobs", "--resume", "--force", "--quiet", "--issues", "--fail-on", "--output");

  /**
   * An input that is done.
   *
   * @param sha256 of its content
   * @param outputs written of it; at least one
   * @param cases names of its cases
   * @param kinds of what was said about it
   */
  record Done(
      String input, String sha256, List<Written> outputs, List<String> cases, List<Kind> kinds) {
    Done {
      outputs = List.copyOf(outputs);
      cases = List.copyOf(cases);
      kinds = List.copyOf(kinds);
    }

    /** Whether it was written over a part of the one file in which the other was before. */
    private boolean replaces(Done other) {
      Written own = outputs.get(0);
      Written last = other.outputs.get(other.outputs.size() - 1);
      return own.name().equals(last.name()) && own.from() < last.to();
    }
  }

  /**
   * A file that was written, or a part of the one file for all inputs.
   *
   * @param name of the file
   * @param from where the part begins, in bytes; of a whole file 0
   * @param to where it ends
   */
  record Written(String name, long from, long to) {}

  /** The first line: for which runs this record holds. */
  private record Head(String version, String options) {}

  private final Path place;
  private final Head head;
  private final Map<String, Done> known = new HashMap<>();
  private final boolean found;

  /** How much of an earlier record holds, in bytes. */
  private long length;

  private Optional<WholeFile> file = Optional.empty();
  private volatile boolean brokenOff;

  private RunRecord(Path place, Head head, boolean found) {
    this.place = place;
    this.head = head;
    this.found = found;
  }

  /** A record of a run that begins anew. */
  static RunRecord begin(Path place, String options) {
    return new RunRecord(place, new Head(Version.current(), options), false);
  }

  /**
   * Reads the record of an earlier run, as far as it is whole.
   *
   * @throws IOException if it is there but cannot be read
   */
  static RunRecord resume(Path place, String options) throws IOException {
    Head head = new Head(Version.current(), options);
    if (!Files.isRegularFile(place)) {
      return new RunRecord(place, head, false);
    }
    RunRecord record = new RunRecord(place, head, true);
    record.read();
    return record;
  }

  private void read() throws IOException {
    Deque<Done> done = new ArrayDeque<>();
    long size = Files.size(place);
    try (BufferedReader lines = Files.newBufferedReader(place, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        long end = length + line.getBytes(StandardCharsets.UTF_8).length + 1;
        if (end > size) {
          break; // it was being written when the run was stopped
        }
        Optional<Done> next = length == 0 ? Optional.empty() : parse(line, Done.class);
        if (length == 0 ? !parse(line, Head.class).equals(Optional.of(head)) : next.isEmpty()) {
          break; // of another run, or not written by this program
        }
        while (next.isPresent() && !done.isEmpty() && next.get().replaces(done.peekLast())) {
          done.removeLast();
        }
        next.ifPresent(done::addLast);
        length = end;
      }
    }
    done.forEach(each -> known.put(each.input(), each));
  }

  private static <T> Optional<T> parse(String line, Class<T> type) {
    try {
      return Optional.of(Json.MAPPER.readValue(line, type));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Whether there is an earlier run, stopped or not. */
  boolean isFound() {
    return found;
  }

  /** Whether the earlier run was of the same program and options, and wrote something. */
  boolean fits() {
    return !known.isEmpty();
  }

  /** What the earlier run made of an input with this content. Safe for use by several threads. */
  Optional<Done> find(String input, String sha256) {
    return brokenOff
        ? Optional.empty()
        : Optional.ofNullable(known.get(input)).filter(done -> done.sha256().equals(sha256));
  }

  /** From now on nothing of the earlier run holds. */
  void breakOff() {
    brokenOff = true;
  }

  /**
   * Adds an input whose outputs are in their places.
   *
   * @throws IOException if it cannot be written
   */
  void add(Done done) throws IOException {
    if (file.isEmpty()) {
      WholeFile opened = WholeFile.resumable(place, place);
      opened.cut(length);
      file = Optional.of(opened);
      if (length == 0) {
        write(head);
      }
    }
    write(done);
  }

  private void write(Object line) throws IOException {
    byte[] bytes = (Json.MAPPER.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
    file.orElseThrow().out().write(bytes);
  }

  /**
   * Removes the record.
   *
   * @throws IOException if it cannot be removed
   */
  void remove() throws IOException {
    if (file.isPresent()) {
      file.get().discard();
      file = Optional.empty();
    } else if (found) {
      Files.deleteIfExists(place);
    }
  }

  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
    }
  }

  /**
   * A digest of everything but its inputs that decides on what a command writes.
   *
   * @param more what is not in the options, such as what is installed
   */
  static String options(CommandSpec command, List<String> more) {
    StringBuilder all = new StringBuilder(command.name());
    for (OptionSpec option : command.commandLine().getParseResult().matchedOptions()) {
      if (!NEUTRAL.contains(option.longestName())) {
        all.append('\n').append(option.longestName());
        option.originalStringValues().forEach(value -> all.append('\n').append(state(value)));
      }
    }
    more.forEach(each -> all.append('\n').append(each));
    return Sha256.of(all.toString());
  }

  /** A value, and of a file that it names what changes with its content. */
  private static String state(String value) {
    try {
      Path path = Path.of(value);
      return Files.isRegularFile(path)
          ? value + " " + Files.size(path) + " " + Files.getLastModifiedTime(path)
          : value;
    } catch (IllegalArgumentException | IOException e) {
      return value; // it names no file, or one that its reader will complain about
    }
  }

  /** Made when a record is read or written: what only one input needs has none. */
  private static final class Json {
    static final ObjectMapper MAPPER = new ObjectMapper();
  }
}
