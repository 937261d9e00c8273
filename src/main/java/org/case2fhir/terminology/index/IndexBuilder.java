package org.case2fhir.terminology.index;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.terminology.TextForm;
import org.case2fhir.terminology.index.IndexBuilder.IndexLimitException;
import org.case2fhir.terminology.index.IndexFile.ConceptCodec;
import org.case2fhir.terminology.index.IndexedConcept.Term.TermKind;

/**
 * Builds an index file from concepts in any order, in bounded memory: concepts are written as they
 * come, their terms are sorted on disk.
 *
 * <p>All it writes lies in the work folder, which the caller owns; the same concepts give the same
 * bytes.
 */
public final class IndexBuilder implements Closeable {
  private final Path work;
  private final Path conceptFile;
  private final DataOutputStream concepts;
  private final RecordSorter sorter;
  private final Map<String, Integer> systems = new LinkedHashMap<>();
  private long conceptCount;
  private long tooLong;
  private long withControls;

  /**
   * @param work an existing, empty folder
   * @throws IOException if the folder cannot be written
   */
  public IndexBuilder(Path work) throws IOException {
    this.work = work;
    this.conceptFile = work.resolve("concepts");
    this.concepts =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(conceptFile), 1 << 16));
    this.sorter = new RecordSorter(work, "terms");
  }

  /**
   * Takes one concept with all its names.
   *
   * @throws IOException if it cannot be kept
   */
  public void accept(IndexedConcept concept, List<IndexedConcept.Term> terms) throws IOException {
    if (!ConceptCodec.fits(concept)) {
      tooLong++;
      return;
    }
    if (Excerpt.hasControls(concept.code()) || Excerpt.hasControls(concept.display())) {
      withControls++;
      return;
    }
    int system = systems.computeIfAbsent(concept.system(), uri -> systems.size());
    int offset = concepts.size();
    if (offset == Integer.MAX_VALUE || system > 0xffff) {
      throw new IndexLimitException("the release is too large for one index");
    }
    ConceptCodec.write(concepts, system, concept);
    conceptCount++;
    boolean retired = concept.domains().isEmpty() && !concept.successor().isEmpty();
    TermKind codeKind = retired ? TermKind.RETIRED_CODE : TermKind.CODE;
    add(codeKey(concept.system(), concept.code()), codeKind, offset);
    Set<String> forms = new LinkedHashSet<>();
    for (IndexedConcept.Term term : sorted(terms)) {
      String form = TextForm.of(term.text());
      if (!form.isEmpty() && ConceptCodec.fits(form) && forms.add(form)) {
        add(form, term.kind(), offset);
      }
    }
  }

  private static List<IndexedConcept.Term> sorted(List<IndexedConcept.Term> terms) {
    List<IndexedConcept.Term> sorted = new ArrayList<>(terms);
    sorted.sort((a, b) -> a.kind().compareTo(b.kind()));
    return sorted;
  }

  /** The key of a code; no term has a control character. */
  static String codeKey(String system, String code) {
    return "\u0001" + system + ' ' + code;
  }

  private void add(String key, TermKind kind, int offset) throws IOException {
    byte[] text = key.getBytes(StandardCharsets.UTF_8);
    ByteBuffer entry = ByteBuffer.allocate(text.length + 6);
    entry.put(text).put((byte) 0).put((byte) kind.ordinal()).putInt(offset);
    sorter.add(entry.array());
  }

  /** Concepts that were left out because of a code or name that is too long for the index. */
  public long tooLong() {
    return tooLong;
  }

  /** Concepts that were left out because of control characters in a code or name. */
  public long withControls() {
    return withControls;
  }

  /** Concepts taken so far. */
  public long concepts() {
    return conceptCount;
  }

  /**
   * Writes the index.
   *
   * @param about the header; its systems and counts are put in
   * @param rows rows of the source that were read
   * @return the finished file, in the work folder, safely on the disk
   * @throws IOException if it cannot be written
   */
  public Path finish(IndexHeader about, long rows) throws IOException {
    concepts.close();
    try (TermSection section = new TermSection(work)) {
      sorter.forEach(section::add);
      section.end();
      IndexHeader header =
          new IndexHeader(
              about.name(),
              about.title(),
              about.version(),
              about.released(),
              about.licence(),
              about.source(),
              about.format(),
              List.copyOf(systems.keySet()),
              rows,
              conceptCount,
              section.terms());
      return IndexFile.write(work, header, List.of(conceptFile, section.keys(), section.offsets()));
    }
  }

  @Override
  public void close() throws IOException {
    concepts.close();
    sorter.close();
  }

  /**
   * A release does not fit into an index; the message says why and holds nothing of its content.
   */
  public static final class IndexLimitException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Makes one with a message for users. */
    public IndexLimitException(String message) {
      super(message);
    }
  }

  /**
   * Writes sorted term records as groups of one key, and a table of where each group starts.
   *
   * <p>A group: length of the key, key, their checksum, number of concepts, then kind and place of
   * each concept, and the checksum of the whole group.
   */
  private static final class TermSection implements Closeable {
    /** Related words are for people to look at; nobody looks at more. */
    private static final int MOST_RELATED = 20;

    /** A name of so many concepts names none of them, and all of them are in memory at once. */
    private static final int MOST_NAMESAKES = 100_000;

    private static final int TAIL = 6;

    private final Path keyFile;
    private final Path offsetFile;
    private final DataOutputStream keys;
    private final DataOutputStream offsets;
    private final Map<Integer, TermKind> group = new LinkedHashMap<>();
    private byte[] key = new byte[0];
    private long terms;

    TermSection(Path work) throws IOException {
      keyFile = work.resolve("keys");
      offsetFile = work.resolve("offsets");
      keys = open(keyFile);
      offsets = open(offsetFile);
    }

    private static DataOutputStream open(Path file) throws IOException {
      return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
    }

    void add(byte[] entry) throws IOException {
      byte[] entryKey = Arrays.copyOf(entry, entry.length - TAIL);
      if (!Arrays.equals(entryKey, key)) {
        flush();
        key = entryKey;
      }
      TermKind kind = TermKind.values()[entry[entry.length - TAIL + 1]];
      int concept = ByteBuffer.wrap(entry).getInt(entry.length - 4);
      if (kind != TermKind.RELATED || group.size() < MOST_RELATED) {
        group.putIfAbsent(concept, kind);
      }
      if (group.size() > MOST_NAMESAKES) {
        throw new IndexLimitException(
            "one name or code stands for more than " + MOST_NAMESAKES + " concepts");
      }
    }

    private void flush() throws IOException {
      if (group.isEmpty()) {
        return;
      }
      if (keys.size() == Integer.MAX_VALUE) {
        throw new IndexLimitException("the release is too large for one index");
      }
      offsets.writeInt(keys.size());
      ByteBuffer record = ByteBuffer.allocate(2 + key.length + 12 + group.size() * 5);
      record.putShort((short) key.length).put(key);
      record.putInt(IndexFile.checksum(record.duplicate().flip()));
      record.putInt(group.size());
      for (Map.Entry<Integer, TermKind> member : group.entrySet()) {
        record.put((byte) member.getValue().ordinal()).putInt(member.getKey());
      }
      record.putInt(IndexFile.checksum(record.duplicate().flip()));
      keys.write(record.array());
      terms++;
      group.clear();
    }

    void end() throws IOException {
      flush();
      close();
    }

    long terms() {
      return terms;
    }

    Path keys() {
      return keyFile;
    }

    Path offsets() {
      return offsetFile;
    }

    @Override
    public void close() throws IOException {
      keys.close();
      offsets.close();
    }
  }
}
