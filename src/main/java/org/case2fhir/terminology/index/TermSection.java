package org.case2fhir.terminology.index;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes sorted term records as groups of one key, and a table of where each group starts.
 *
 * <p>A group: length of the key, key, number of concepts, then kind and place of each concept.
 */
final class TermSection implements Closeable {
  /** Related words are for people to look at; nobody looks at more. */
  private static final int MOST_RELATED = 20;

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
  }

  private void flush() throws IOException {
    if (group.isEmpty()) {
      return;
    }
    if (keys.size() == Integer.MAX_VALUE) {
      throw new IndexLimitException("the release is too large for one index");
    }
    offsets.writeInt(keys.size());
    keys.writeShort(key.length);
    keys.write(key);
    keys.writeInt(group.size());
    for (Map.Entry<Integer, TermKind> member : group.entrySet()) {
      keys.writeByte(member.getValue().ordinal());
      keys.writeInt(member.getKey());
    }
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
