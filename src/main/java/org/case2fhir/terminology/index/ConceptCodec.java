package org.case2fhir.terminology.index;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.case2fhir.terminology.Domain;

/** The layout of one concept in an index file: a system number, a domain set, six short texts. */
final class ConceptCodec {
  private static final int LONGEST = 4_000;

  private ConceptCodec() {}

  static void write(DataOutputStream out, int system, IndexedConcept concept) throws IOException {
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
   * @param domains the domains that the bits of the set mean, lowest first; unknown ones are empty
   */
  static IndexedConcept read(
      ByteBuffer section, int at, List<String> systems, List<Set<Domain>> domains) {
    Cursor cursor = new Cursor(section, at);
    String system = systems.get(cursor.unsignedShort());
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
    return new IndexedConcept(
        system,
        code,
        display,
        preferred.isEmpty() ? display : preferred,
        own,
        cursor.text(),
        cursor.text(),
        cursor.text());
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
      byte[] bytes = new byte[length];
      buffer.get(at, bytes);
      at += length;
      return bytes;
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
