package org.case2fhir.terminology.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.index.IndexFile.ConceptCodec;
import org.case2fhir.terminology.index.IndexFile.ConceptCodec.Cursor;
import org.case2fhir.terminology.index.IndexedConcept.Term.TermKind;

/**
 * One installed terminology, memory-mapped: it opens at once, whatever its size, and a look-up
 * reads a few pages. Immutable and safe for use by several threads.
 */
public final class TermIndex {
  private final Path file;
  private final IndexHeader header;
  private final List<Set<Domain>> domains = new ArrayList<>();
  private final ByteBuffer concepts;
  private final ByteBuffer keys;
  private final ByteBuffer offsets;

  private TermIndex(Path file, IndexFile.Opened opened) throws DamagedIndexException {
    this.file = file;
    try {
      this.header = IndexHeader.of(opened.fields());
    } catch (NumberFormatException e) {
      throw IndexFile.damaged(file, "is damaged");
    }
    for (String name : IndexHeader.list(opened.fields().getOrDefault("domains", ""))) {
      domains.add(domain(name));
    }
    this.concepts = opened.sections().get(0);
    this.keys = opened.sections().get(1);
    this.offsets = opened.sections().get(2);
  }

  private static Set<Domain> domain(String name) {
    return Stream.of(Domain.values())
        .filter(domain -> domain.name().equals(name))
        .findFirst()
        .map(EnumSet::of)
        .orElseGet(() -> EnumSet.noneOf(Domain.class));
  }

  /**
   * Opens an index file.
   *
   * @throws DamagedIndexException if it is not a whole index of this version
   * @throws IOException if it cannot be read
   */
  public static TermIndex open(Path file) throws IOException {
    return new TermIndex(file, IndexFile.open(file));
  }

  /** What the index was made from. */
  public IndexHeader header() {
    return header;
  }

  /**
   * All concepts with a term, the closest first.
   *
   * @param form normal form of the term
   */
  public List<Hit> find(String form) {
    if (form.isEmpty() || form.charAt(0) < ' ') {
      return List.of();
    }
    return lookUp(form);
  }

  /** The concept of a code, retired ones included. */
  public Optional<Hit> code(String system, String code) {
    return header.systems().contains(system)
        ? lookUp(IndexBuilder.codeKey(system, code)).stream().findFirst()
        : Optional.empty();
  }

  private List<Hit> lookUp(String key) {
    try {
      int at = place(key.getBytes(StandardCharsets.UTF_8));
      return at < 0 ? List.of() : hits(at);
    } catch (IndexOutOfBoundsException | IllegalArgumentException | InternalError e) {
      // Java throws the last one where a mapped file has become shorter.
      throw new UncheckedIOException(IndexFile.damaged(file, "is damaged"));
    }
  }

  private int place(byte[] key) {
    int low = 0;
    int high = offsets.limit() / 4 - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int at = offsets.getInt(middle * 4);
      Cursor cursor = new Cursor(keys, at);
      int length = cursor.unsignedShort();
      int order = cursor.compare(length, key);
      cursor.bytes(length);
      cursor.requireChecksum(at);
      if (order == 0) {
        return at;
      }
      low = order < 0 ? middle + 1 : low;
      high = order < 0 ? high : middle - 1;
    }
    return -1;
  }

  private List<Hit> hits(int at) {
    Cursor cursor = new Cursor(keys, at);
    cursor.bytes(cursor.unsignedShort());
    cursor.requireChecksum(at);
    int count = cursor.int32();
    List<TermKind> kinds = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      kinds.add(TermKind.values()[cursor.unsignedByte()]);
      places.add(cursor.int32());
    }
    cursor.requireChecksum(at);
    List<Hit> hits = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      IndexedConcept concept =
          ConceptCodec.read(concepts, places.get(i), header.systems(), domains);
      hits.add(new Hit(concept, kinds.get(i), header.name(), header.version()));
    }
    return hits;
  }

  /** The fields of the header as written, for tests of the format. */
  Map<String, String> fields() throws IOException {
    return IndexFile.open(file).fields();
  }

  /**
   * A concept that has a term.
   *
   * @param kind how the term stands to the concept
   * @param source name of the terminology that says so
   * @param version its version as {@code Coding.version} has it; empty where unknown
   */
  public record Hit(IndexedConcept concept, TermKind kind, String source, String version) {}

  /**
   * A file is not an index of this version, or is not whole; the message names the file and a
   * remedy.
   */
  public static final class DamagedIndexException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Makes one with a message for users. */
    public DamagedIndexException(String message) {
      super(message);
    }
  }
}
