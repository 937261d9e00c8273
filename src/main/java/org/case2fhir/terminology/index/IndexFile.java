package org.case2fhir.terminology.index;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.TextForm;
import org.case2fhir.terminology.index.IndexBuilder.IndexLimitException;
import org.case2fhir.terminology.index.TermIndex.DamagedIndexException;

/**
 * The file of an index: a magic number, the length of the header, the header as lines {@code
 * key=value}, then three sections whose lengths the header tells: concepts, keys, offsets of keys.
 *
 * <p>The header, each concept and each key have a checksum, and it is looked at when they are read:
 * a disk that changed a byte must not change a code.
 */
final class IndexFile {
  /** Words whose normal form tells whether two programs compare terms alike. */
  private static final String PROBE =
      "Crohn's diseases|β-thalassaemia|tumours|ISCHAEMIC-Strokes|Sjögren|sulphonamides|organised"
          + "|fibroses|dialyses|causes|patches|aches|sinuses|masses|reflexes|biopsies|vertebrae";

  private static final long MAGIC = 0x4332464944583032L; // "C2FIDX02"
  private static final int MOST_HEADER = 1 << 20;

  /** Bytes before the header: the magic number, its length and its checksum. */
  private static final int START = 16;

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
      ByteBuffer head = ByteBuffer.allocate(START + text.length);
      int sum = checksum(ByteBuffer.wrap(text));
      head.putLong(MAGIC).putInt(text.length).putInt(sum).put(text).flip();
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
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw damaged(file, "is no file"); // nobody may ever write into a pipe
    }
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = in.size();
      ByteBuffer head = read(in, 0, (int) Math.min(START, size));
      if (size < START || head.getLong() != MAGIC) {
        throw damaged(file, "is not a terminology index of this version of case2fhir");
      }
      int length = head.getInt();
      if (length < 0 || length > MOST_HEADER || (long) START + length > size) {
        throw damaged(file, "is damaged");
      }
      ByteBuffer header = read(in, START, length);
      if (checksum(header.duplicate()) != head.getInt()) {
        throw damaged(file, "is damaged");
      }
      String text = StandardCharsets.UTF_8.decode(header).toString();
      Map<String, String> fields = IndexHeader.fields(text);
      if (!form().equals(fields.get("form"))) {
        throw damaged(file, "was made by another version of case2fhir");
      }
      return new Opened(fields, map(in, (long) START + length, fields, file));
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

  /** CRC-32 of what remains of a buffer. */
  static int checksum(ByteBuffer bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return (int) sum.getValue();
  }

  static DamagedIndexException damaged(Path file, String what) {
    return new DamagedIndexException(
        file.getFileName() + " " + what + "; import its release again, or delete the file");
  }

  /**
   * The layout of one concept in an index file: a system number, a domain set, six short texts, and
   * a checksum of them.
   */
  static final class ConceptCodec {
    private static final int LONGEST = 4_000;

    private ConceptCodec() {}

    static void write(DataOutputStream file, int system, IndexedConcept concept)
        throws IOException {
      ByteArrayOutputStream record = new ByteArrayOutputStream();
      write(system, concept, new DataOutputStream(record));
      byte[] bytes = record.toByteArray();
      file.write(bytes);
      file.writeInt(checksum(ByteBuffer.wrap(bytes)));
    }

    private static void write(int system, IndexedConcept concept, DataOutputStream out)
        throws IOException {
      out.writeShort(system);
      int mask = 0;
      for (Domain domain : concept.domains()) {
        mask |= 1 << domain.ordinal();
      }
      out.writeInt(mask);
      writeText(out, concept.code());
      writeText(out, concept.display());
      writeText(out, concept.preferred().equals(concept.display()) ? "" : concept.preferred());
      writeText(out, concept.property());
      writeText(out, concept.units());
      writeText(out, concept.successor());
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      if (bytes.length > LONGEST) {
        throw new IOException("a name is longer than " + LONGEST + " bytes");
      }
      out.writeShort(bytes.length);
      out.write(bytes);
    }

    /** Whether none of its texts is too long to be written. */
    static boolean fits(IndexedConcept concept) {
      return Stream.of(
              concept.system(),
              concept.code(),
              concept.display(),
              concept.preferred(),
              concept.property(),
              concept.units(),
              concept.successor())
          .allMatch(text -> text.length() <= LONGEST / 3);
    }

    static boolean fits(String text) {
      return text.length() <= LONGEST / 3;
    }

    /**
     * @param domains the domains that the bits of the set mean, lowest first; unknown ones are
     *     empty
     * @throws IllegalArgumentException if it is damaged
     */
    static IndexedConcept read(
        ByteBuffer section, int at, List<String> systems, List<Set<Domain>> domains) {
      Cursor cursor = new Cursor(section, at);
      int system = cursor.unsignedShort();
      int mask = cursor.int32();
      Set<Domain> own = EnumSet.noneOf(Domain.class);
      for (int bit = 0; bit < domains.size(); bit++) {
        if ((mask & 1 << bit) != 0) {
          own.addAll(domains.get(bit));
        }
      }
      String code = cursor.text();
      String display = cursor.text();
      String preferred = cursor.text();
      IndexedConcept concept =
          new IndexedConcept(
              systems.get(system),
              code,
              display,
              preferred.isEmpty() ? display : preferred,
              own,
              cursor.text(),
              cursor.text(),
              cursor.text());
      cursor.requireChecksum(at);
      return concept;
    }

    /**
     * Reads values one after the other from a place in a shared buffer, whose position it ignores.
     */
    static final class Cursor {
      private final ByteBuffer buffer;
      private int at;

      Cursor(ByteBuffer buffer, int at) {
        this.buffer = buffer;
        this.at = at;
      }

      int unsignedByte() {
        return buffer.get(at++) & 0xff;
      }

      int unsignedShort() {
        int value = buffer.getShort(at) & 0xffff;
        at += 2;
        return value;
      }

      int int32() {
        int value = buffer.getInt(at);
        at += 4;
        return value;
      }

      byte[] bytes(int length) {
        if (length > buffer.limit() - at) {
          throw new IndexOutOfBoundsException();
        }
        byte[] bytes = new byte[length];
        buffer.get(at, bytes);
        at += length;
        return bytes;
      }

      /**
       * Reads the checksum of everything from a place up to here.
       *
       * @throws IllegalArgumentException if it is another one
       */
      void requireChecksum(int from) {
        if (checksum(buffer.slice(from, at - from)) != int32()) {
          throw new IllegalArgumentException("damaged");
        }
      }

      String text() {
        return new String(bytes(unsignedShort()), StandardCharsets.UTF_8);
      }

      /** How the bytes here, as many as given, compare with a key: unsigned, lexicographic. */
      int compare(int length, byte[] key) {
        int shared = Math.min(length, key.length);
        for (int i = 0; i < shared; i++) {
          int difference = (buffer.get(at + i) & 0xff) - (key[i] & 0xff);
          if (difference != 0) {
            return difference;
          }
        }
        return length - key.length;
      }
    }
  }
}
