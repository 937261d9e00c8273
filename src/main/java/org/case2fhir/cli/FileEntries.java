package org.case2fhir.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.case2fhir.cli.ArchiveFile.UnpackedTooLarge;
import org.case2fhir.cli.InputFiles.InputFile;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Sha256;

/**
 * The inputs in a file that holds many, one after the other: lines of JSON, each a text with its id
 * ({@code {"id": …, "text": …}}) or a file of its own, and the files in an {@link ArchiveFile}.
 */
final class FileEntries {
  private static final List<String> LINES = List.of(".jsonl", ".ndjson");
  private static final int LONGEST_NAME = 120;
  private static final JsonFactory JSON = new JsonFactory();

  /** What lines of JSON are taken for. */
  enum Lines {
    /** Texts, and what else is a file of its own; both are named by their ids. */
    CASES,
    /** Texts alone. */
    TEXTS,
    /** Resources, which are named by their lines, for several may have one id. */
    RESOURCES
  }

  private final InputFiles found;
  private final Lines lines;
  private final int limit;
  private final Consumer<InputFile> entries;
  private final Consumer<Issue> issues;

  /**
   * @param found says which files of an archive are taken
   * @param limit bytes of an entry; of one that has more, one byte more is read
   * @param entries get each entry when it is read
   * @param issues get what is wrong with the file, between its entries
   */
  FileEntries(
      InputFiles found,
      Lines lines,
      int limit,
      Consumer<InputFile> entries,
      Consumer<Issue> issues) {
    this.found = found;
    this.lines = lines;
    this.limit = limit;
    this.entries = entries;
    this.issues = issues;
  }

  /** Whether files of this name hold many inputs. */
  static boolean isKnown(Path path) {
    return isLines(path) || ArchiveFile.isKnown(path);
  }

  private static boolean isLines(Path path) {
    String name = path.getFileName() == null ? "" : path.getFileName().toString();
    String lower = name.toLowerCase(Locale.ROOT);
    return LINES.stream().anyMatch(lower::endsWith);
  }

  /** Reads a file; whatever is wrong with it is an issue, and what was read before it stands. */
  void read(InputFile file) {
    try {
      if (isLines(file.path())) {
        try (InputStream in = Files.newInputStream(file.path())) {
          readLines(file, new BufferedInputStream(in));
        }
      } else {
        new ArchiveFile(file, found, limit, entries, issues).read();
      }
    } catch (UnpackedTooLarge e) {
      issues.accept(
          Issue.error(
              "archive-too-large",
              "unpacked it is too large for its size (more than %d MB and %d times as much),"
                      .formatted(ArchiveFile.MOST_BYTES >> 20, ArchiveFile.MOST_TIMES)
                  + " and is not read on",
              Location.of(file.name()),
              "split it, or unpack it yourself if you trust it"));
    } catch (IOException e) {
      issues.accept(
          Issue.error(
              "unreadable-file",
              "this file cannot be read, or is damaged; nothing after the damage is read",
              Location.of(file.name()),
              "check that it is whole and that you may read it"));
    }
  }

  /** Bytes of the longest line that is read: escapes take up to six bytes for one. */
  static long longestLine(int limit) {
    return 6L * limit + (1 << 10);
  }

  private void readLines(InputFile file, InputStream in) throws IOException {
    long longest = longestLine(limit);
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int number = 1;
    long length = 0;
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b != '\n') {
        if (length++ <= longest) {
          line.write(b);
        }
        continue;
      }
      readLine(file, number++, line, length > longest);
      // A long line must not keep its room for the rest of the file.
      line = line.size() > 1 << 20 ? new ByteArrayOutputStream() : line;
      line.reset();
      length = 0;
    }
    readLine(file, number, line, length > longest);
  }

  private void readLine(InputFile file, int number, ByteArrayOutputStream bytes, boolean tooLong) {
    readLine(file, number, bytes.toByteArray(), tooLong);
  }

  /** Reads one line of JSON, its content without the line feed; of a blank one nothing comes. */
  void readLine(InputFile file, int number, byte[] bytes, boolean tooLong) {
    Location place = new Location(file.name(), number, 0, "");
    if (tooLong) {
      issues.accept(
          Issue.error("too-large", "this line is too long", place, "split it, or leave it out"));
      return;
    }
    byte[] line = withoutMark(bytes);
    if (new String(line, 0, Math.min(line.length, 64), StandardCharsets.UTF_8).isBlank()
        && new String(line, StandardCharsets.UTF_8).isBlank()) {
      return;
    }
    String byLine = "line-" + number;
    if (lines == Lines.RESOURCES) {
      add(file, byLine, "", InputFile.Origin.LINE, line);
      return;
    }
    JsonLine read;
    try {
      read = JsonLine.read(line);
    } catch (IOException e) {
      int column = e instanceof JsonProcessingException json ? column(json) : 0;
      issues.accept(
          Issue.error(
              "not-json",
              "this line is not a JSON object",
              new Location(file.name(), number, column, ""),
              "write one object a line"));
      return;
    }
    String id = read.id().map(FileEntries::fileName).orElse(byLine);
    if (read.text().isPresent()) {
      byte[] text = read.text().get().getBytes(StandardCharsets.UTF_8);
      add(file, id, ".txt", InputFile.Origin.LINE, text);
    } else if (lines == Lines.TEXTS) {
      issues.accept(
          Issue.error(
              "no-text", "this line has no `text`", place, "write {\"id\": …, \"text\": …}"));
    } else {
      add(file, id, ".json", InputFile.Origin.LINE, line);
    }
  }

  private static int column(JsonProcessingException e) {
    return e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getColumnNr());
  }

  private static byte[] withoutMark(byte[] line) {
    boolean marked =
        line.length > 2
            && line[0] == (byte) 0xEF
            && line[1] == (byte) 0xBB
            && line[2] == (byte) 0xBF;
    return marked ? Arrays.copyOfRange(line, 3, line.length) : line;
  }

  private void add(
      InputFile file, String stem, String extension, InputFile.Origin how, byte[] content) {
    // The stem may have dots of its own, behind which no extension was cut off.
    entries.accept(file.entry(stem + extension, Path.of(stem), how, content));
  }

  /** An id as a file's name: two ids never share one, and none leads elsewhere. */
  static String fileName(String id) {
    String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("*", "%2A");
    String visible = encoded.startsWith(".") ? "%2E" + encoded.substring(1) : encoded;
    return visible.length() <= LONGEST_NAME
        ? visible
        : visible.substring(0, LONGEST_NAME / 2) + "-" + Sha256.of(id).substring(0, 32);
  }

  /** What the fields of a line of JSON say of it. */
  private record JsonLine(Optional<String> id, Optional<String> text) {
    static JsonLine read(byte[] line) throws IOException {
      Optional<String> id = Optional.empty();
      Optional<String> text = Optional.empty();
      boolean resource = false;
      try (JsonParser json = JSON.createParser(line)) {
        if (json.nextToken() != JsonToken.START_OBJECT) {
          throw new IOException("no object");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String field = json.currentName();
          JsonToken value = json.nextToken();
          resource |= field.equals("resourceType");
          if (field.equals("id") && value.isScalarValue() && value != JsonToken.VALUE_NULL) {
            id = Optional.of(json.getText()).filter(name -> !name.isEmpty());
          } else if (field.equals("text") && value == JsonToken.VALUE_STRING) {
            text = Optional.of(json.getText());
          }
          json.skipChildren();
        }
        if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
          throw new IOException("more than an object");
        }
      }
      return new JsonLine(id, resource ? Optional.empty() : text);
    }
  }
}
