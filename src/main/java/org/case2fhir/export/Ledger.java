package org.case2fhir.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

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
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
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
}
