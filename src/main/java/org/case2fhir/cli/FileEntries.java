package org.case2fhir.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.case2fhir.cli.InputFiles.InputFile;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Sha256;

/**
 * The inputs in a file that holds many, one after the other: lines of JSON, each a text with its id
 * ({@code {"id": …, "text": …}}) or a file of its own, and the files in a tar or zip archive.
 *
 * <p>Nothing is unpacked to disk, and never more than one entry is in memory. An archive is read
 * only as far as its limits: an entry is cut as any input is, and an archive that unpacks to more
 * than {@value #MOST_BYTES} bytes and {@value #MOST_TIMES} times its size is not read on.
 */
final class FileEntries {
  private static final List<String> LINES = List.of(".jsonl", ".ndjson");
  private static final List<String> TARS = List.of(".tar", ".tar.gz", ".tgz");
  private static final long MOST_BYTES = 1L << 28;
  private static final long MOST_TIMES = 200;
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
    return ends(path, LINES) || ends(path, TARS) || ends(path, List.of(".zip"));
  }

  private static boolean ends(Path path, List<String> extensions) {
    String name = path.getFileName() == null ? "" : path.getFileName().toString();
    String lower = name.toLowerCase(Locale.ROOT);
    return extensions.stream().anyMatch(lower::endsWith);
  }

  /** Reads a file; whatever is wrong with it is an issue, and what was read before it stands. */
  void read(InputFile file) {
    try {
      if (ends(file.path(), LINES)) {
        try (InputStream in = Files.newInputStream(file.path())) {
          readLines(file, new BufferedInputStream(in));
        }
      } else {
        new Archive(file).read();
      }
    } catch (UnpackedTooLarge e) {
      issues.accept(
          Issue.error(
              "archive-too-large",
              "unpacked it is too large for its size, and is not read on",
              Location.of(file.name()),
              "unpack it yourself if you trust it"));
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

  /** The files in an archive that are taken. */
  private final class Archive {
    private final InputFile file;
    private final long packed;
    private final Set<Path> outputs = new HashSet<>();
    private long unpacked;

    Archive(InputFile file) throws IOException {
      this.file = file;
      this.packed = Files.size(file.path());
    }

    void read() throws IOException {
      if (ends(file.path(), TARS)) {
        boolean plain = ends(file.path(), List.of(".tar"));
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file.path()));
            InputStream all = new Counted(plain ? in : new GZIPInputStream(in));
            TarArchiveInputStream tar = new TarArchiveInputStream(all)) {
          for (TarArchiveEntry entry = next(tar); entry != null; entry = next(tar)) {
            if (entry.isFile() && isWanted(entry.getName())) {
              take(entry.getName(), tar);
            }
          }
        }
      } else {
        try (ZipFile zip = new ZipFile(file.path().toFile())) {
          for (ZipEntry entry : Collections.list(zip.entries())) {
            if (!entry.isDirectory() && isWanted(entry.getName())) {
              try (InputStream in = new Counted(zip.getInputStream(entry))) {
                take(entry.getName(), in);
              }
            }
          }
        }
      }
    }

    private static TarArchiveEntry next(TarArchiveInputStream tar) throws IOException {
      try {
        return tar.getNextEntry();
      } catch (IllegalArgumentException e) {
        throw new IOException("a header that makes no sense", e);
      }
    }

    private boolean isWanted(String entry) {
      String name = entry.replace('\\', '/');
      List<String> parts = List.of(name.split("/"));
      if (name.startsWith("/") || parts.contains("..") || name.indexOf('\0') >= 0) {
        issues.accept(
            Issue.error(
                "unsafe-entry",
                "`" + entry + "` would lie outside of the archive and is not read",
                Location.of(file.name()),
                "find out who made this archive"));
        return false;
      }
      boolean hidden = parts.stream().anyMatch(part -> part.startsWith(".") && !part.equals("."));
      try {
        return !hidden && found.takes(Path.of(name));
      } catch (InvalidPathException e) {
        issues.accept(
            Issue.error(
                "unreadable-entry",
                "the name of an entry cannot be read in this locale",
                Location.of(file.name()),
                "set LC_ALL to a UTF-8 locale, such as C.UTF-8"));
        return false;
      }
    }

    private void take(String entry, InputStream in) throws IOException {
      Path name = Path.of(entry.replace('\\', '/')).normalize();
      byte[] content = in.readNBytes(limit + 1);
      Path output = InputFiles.output(name, outputs);
      entries.accept(file.entry(name.toString(), output, InputFile.Origin.ARCHIVE, content));
    }

    /** Counts what is unpacked of the archive, read or not. */
    private final class Counted extends FilterInputStream {
      Counted(InputStream in) {
        super(in);
      }

      @Override
      public int read() throws IOException {
        int b = in.read();
        count(b < 0 ? 0 : 1);
        return b;
      }

      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        int read = in.read(bytes, from, length);
        count(Math.max(0, read));
        return read;
      }

      @Override
      public long skip(long bytes) throws IOException {
        long skipped = in.skip(bytes);
        count(skipped);
        return skipped;
      }

      private void count(long bytes) throws UnpackedTooLarge {
        unpacked += bytes;
        if (unpacked > MOST_BYTES && unpacked / MOST_TIMES > packed) {
          throw new UnpackedTooLarge();
        }
      }
    }
  }

  /** An archive that holds far more than its size says. */
  private static final class UnpackedTooLarge extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
