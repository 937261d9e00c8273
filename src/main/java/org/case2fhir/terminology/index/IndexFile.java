package org.case2fhir.terminology.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.TextForm;
import org.case2fhir.terminology.index.IndexBuilder.IndexLimitException;
import org.case2fhir.terminology.index.TermIndex.DamagedIndexException;

/**
 * The file of an index: a magic number, the length of the header, the header as lines {@code
 * key=value}, then three sections whose lengths the header tells: concepts, keys, offsets of keys.
 */
final class IndexFile {
  /** Words whose normal form tells whether two programs compare terms alike. */
  private static final String PROBE =
      "Crohn's diseases|β-thalassaemia|tumours|ISCHAEMIC-Strokes|Sjögren|sulphonamides|organised"
          + "|fibroses|dialyses|causes|patches|aches|sinuses|masses|reflexes|biopsies|vertebrae";

  private static final long MAGIC = 0x4332464944583031L; // "C2FIDX01"
  private static final int MOST_HEADER = 1 << 20;

  private IndexFile() {}

  /** What was read of a file: its header and its mapped sections. */
  record Opened(Map<String, String> fields, List<ByteBuffer> sections) {}

  static Path write(Path work, IndexHeader header, List<Path> sections) throws IOException {
    List<String> sizes = new ArrayList<>();
    for (Path section : sections) {
      sizes.add(Long.toString(Files.size(section)));
    }
    Map<String, String> more = new LinkedHashMap<>();
    more.put("sections", String.join("|", sizes));
    more.put("domains", domainNames());
    more.put("form", form());
    byte[] text = header.toText(more).getBytes(StandardCharsets.UTF_8);
    if (text.length > MOST_HEADER) {
      throw new IndexLimitException("the release has too many code systems for one index");
    }
    Path file = work.resolve("index");
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer head = ByteBuffer.allocate(12 + text.length);
      head.putLong(MAGIC).putInt(text.length).put(text).flip();
      while (head.hasRemaining()) {
        out.write(head);
      }
      for (Path section : sections) {
        append(out, section);
      }
      out.force(true);
    }
    return file;
  }

  private static void append(FileChannel out, Path section) throws IOException {
    try (FileChannel in = FileChannel.open(section, StandardOpenOption.READ)) {
      long done = 0;
      while (done < in.size()) {
        done += in.transferTo(done, in.size() - done, out);
      }
    }
  }

  private static String domainNames() {
    return Stream.of(Domain.values()).map(Domain::name).collect(Collectors.joining("|"));
  }

  private static String form() {
    String probed =
        Stream.of(PROBE.split("\\|")).map(TextForm::of).collect(Collectors.joining("|"));
    return probed + "|" + TextForm.irregularForms();
  }

  /** Whether a file begins as every index does, of whatever version and damaged or not. */
  static boolean isIndex(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      long start = in.size() < 8 ? 0 : read(in, 0, 8).getLong();
      return start >>> 16 == MAGIC >>> 16;
    }
  }

  /**
   * Maps a file.
   *
   * @throws DamagedIndexException if it is not a whole index of this version
   */
  static Opened open(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = in.size();
      ByteBuffer head = read(in, 0, (int) Math.min(12, size));
      if (size < 12 || head.getLong() != MAGIC) {
        throw damaged(file, "is not a terminology index of this version of case2fhir");
      }
      int length = head.getInt();
      if (length < 0 || length > MOST_HEADER || 12L + length > size) {
        throw damaged(file, "is damaged");
      }
      String text = StandardCharsets.UTF_8.decode(read(in, 12, length)).toString();
      Map<String, String> fields = IndexHeader.fields(text);
      if (!form().equals(fields.get("form"))) {
        throw damaged(file, "was made by another version of case2fhir");
      }
      return new Opened(fields, map(in, 12L + length, fields, file));
    }
  }

  private static List<ByteBuffer> map(
      FileChannel in, long start, Map<String, String> fields, Path file) throws IOException {
    List<ByteBuffer> sections = new ArrayList<>();
    long at = start;
    for (String size : IndexHeader.list(fields.getOrDefault("sections", ""))) {
      long length = size.matches("\\d{1,10}") ? Long.parseLong(size) : -1;
      if (length < 0 || length > Integer.MAX_VALUE || at + length > in.size()) {
        throw damaged(file, "is damaged");
      }
      sections.add(in.map(FileChannel.MapMode.READ_ONLY, at, length));
      at += length;
    }
    if (sections.size() != 3 || at != in.size()) {
      throw damaged(file, "is damaged");
    }
    return sections;
  }

  private static ByteBuffer read(FileChannel in, long at, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining() && in.read(buffer, at + buffer.position()) >= 0) {
      // Until it is full or the file ends.
    }
    return buffer.flip();
  }

  static DamagedIndexException damaged(Path file, String what) {
    return new DamagedIndexException(
        file.getFileName() + " " + what + "; import its release again, or delete the file");
  }
}
