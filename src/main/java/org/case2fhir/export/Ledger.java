package org.case2fhir.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.export.EntryResult.EntryOutcome;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;

/**
 * Writes down what became of each resource as soon as it is known: JSON lines, each on the disk
 * before the next request, so that an export that ends in the middle can be continued.
 *
 * <p>It names resources by their fullUrl, type and place on the server, and carries hashes of what
 * was sent: no word of a patient, nor of the server, which may quote one.
 */
public final class Ledger implements AutoCloseable {
  static final String SERVER = "server";
  static final String ENTRY = "entry";
  static final String OUTCOME = "outcome";
  static final String LOCATION = "location";
  static final String VERSION = "version";
  static final String CONTENT = "content";
  static final ObjectMapper JSON = new ObjectMapper();

  private final Optional<FileChannel> file;

  private Ledger(Optional<FileChannel> file) {
    this.file = file;
  }

  /** Nothing is written down. */
  public static Ledger none() {
    return new Ledger(Optional.empty());
  }

  /**
   * Opens a file to write at its end; a new one begins with the server's address.
   *
   * @throws IOException if it cannot be written
   */
  public static Ledger open(Path path, String server) throws IOException {
    // What was sent for whom is nobody else's business.
    FileAttribute<?>[] ownerOnly =
        path.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    FileChannel channel =
        FileChannel.open(
            path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), ownerOnly);
    Ledger ledger = new Ledger(Optional.of(channel));
    // A line that was cut off by the end of an earlier run must not swallow the next one.
    if (channel.size() > 0) {
      write(channel, "\n");
    } else {
      ledger.line(JSON.createObjectNode().put("ledger", 1).put(SERVER, server));
    }
    return ledger;
  }

  /** Returns whether it has been written down. */
  boolean add(EntryResult result) {
    Write write = result.write();
    ObjectNode line =
        JSON.createObjectNode()
            .put(ENTRY, write.fullUrl())
            .put("type", write.target().type())
            .put("request", write.target().key())
            .put(CONTENT, write.digest())
            .put(OUTCOME, result.outcome().word())
            .put("status", result.status());
    if (result.hasLocation()) {
      line.put(LOCATION, result.location());
    }
    if (!result.version().isEmpty()) {
      line.put(VERSION, result.version());
    }
    try {
      line(line);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void line(ObjectNode line) throws IOException {
    if (file.isPresent()) {
      write(file.get(), JSON.writeValueAsString(line) + "\n");
    }
  }

  private static void write(FileChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
    }
  }

  /** What a ledger says that an earlier run has written. */
  public static final class EarlierRun {
    private final Map<String, JsonNode> entries = new HashMap<>();
    private String server = "";
    private int damaged;

    private EarlierRun() {}

    /** There was none. */
    public static EarlierRun none() {
      return new EarlierRun();
    }

    /**
     * Reads a ledger. A line that was cut off is left out: what it would have said is not known,
     * and is found out by asking the server again.
     *
     * @param server base address that is written to now; that of the ledger must be the same
     */
    public static Result<EarlierRun> read(Path file, String server) {
      Location place = Location.of(file.toString());
      EarlierRun run = new EarlierRun();
      try {
        for (String line : Files.readAllLines(file)) {
          run.add(line);
        }
      } catch (IOException e) {
        return Result.failed(
            Issue.error("unreadable-ledger", "the ledger cannot be read", place, "check the file"));
      }
      if (run.server.isEmpty()) {
        return Result.failed(
            Issue.error("no-ledger", "the file is not a ledger", place, "name a file of --ledger"));
      }
      if (!run.server.equals(server)) {
        return Result.failed(
            Issue.error(
                "other-server",
                "the ledger is about another server",
                place,
                "continue with the server of the ledger, or without the ledger"));
      }
      String lost = run.damaged + " lines of the ledger cannot be read";
      return Result.of(
          run,
          run.damaged == 0
              ? List.of()
              : List.of(Issue.warning("damaged-ledger", lost, place, "they are sent again")));
    }

    private void add(String text) {
      if (text.isBlank()) {
        return;
      }
      try {
        JsonNode line = Ledger.JSON.readTree(text);
        if (line.has(Ledger.ENTRY)) {
          entries.put(line.path(Ledger.ENTRY).asText(), line);
        } else if (line.has(Ledger.SERVER)) {
          server = line.path(Ledger.SERVER).asText();
        }
      } catch (JsonProcessingException e) {
        damaged++;
      }
    }

    /**
     * The result that still holds for an entry: it was written as it is now; or it is a plain
     * create of which nobody knows whether it was done, which must not be sent a second time.
     */
    Optional<EntryResult> of(Write write) {
      JsonNode line = entries.get(write.fullUrl());
      if (line == null || !line.path(Ledger.CONTENT).asText().equals(write.digest())) {
        return Optional.empty();
      }
      EntryOutcome outcome = outcome(line.path(Ledger.OUTCOME).asText());
      if (outcome == EntryOutcome.UNKNOWN && !write.target().kind().isRepeatable()) {
        String why = "an earlier run may have created it; look for it on the server";
        return Optional.of(EntryResult.failed(write, outcome, 0, why));
      }
      return outcome.isWritten() ? Optional.of(written(write, line)) : Optional.empty();
    }

    private static EntryResult written(Write write, JsonNode line) {
      return new EntryResult(
          write,
          EntryOutcome.EARLIER,
          0,
          line.path(Ledger.LOCATION).asText(),
          line.path(Ledger.VERSION).asText(),
          "");
    }

    private static EntryOutcome outcome(String word) {
      return Arrays.stream(EntryOutcome.values())
          .filter(outcome -> outcome.word().equals(word))
          .findFirst()
          .orElse(EntryOutcome.NOT_SENT);
    }
  }
}
