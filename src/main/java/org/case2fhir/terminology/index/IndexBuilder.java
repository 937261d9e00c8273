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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.case2fhir.terminology.TextForm;

/**
 * Builds an index file from concepts in any order, in bounded memory: concepts are written as they
 * come, their terms are sorted on disk.
 *
 * <p>All it writes lies in the work folder, which the caller owns; the same concepts give the same
 * bytes.
 */
public final class IndexBuilder implements ConceptSink, Closeable {
  private final Path work;
  private final Path conceptFile;
  private final DataOutputStream concepts;
  private final RecordSorter sorter;
  private final Map<String, Integer> systems = new LinkedHashMap<>();
  private long conceptCount;

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

  @Override
  public void accept(IndexedConcept concept, List<IndexedTerm> terms) throws IOException {
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
    for (IndexedTerm term : sorted(terms)) {
      String form = TextForm.of(term.text());
      if (!form.isEmpty() && ConceptCodec.fits(form) && forms.add(form)) {
        add(form, term.kind(), offset);
      }
    }
  }

  private static List<IndexedTerm> sorted(List<IndexedTerm> terms) {
    List<IndexedTerm> sorted = new ArrayList<>(terms);
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
}
