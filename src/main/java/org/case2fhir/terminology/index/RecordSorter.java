package org.case2fhir.terminology.index;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Sorts any number of short byte records, unsigned and lexicographic, in bounded memory: full
 * buffers go to files of the work folder as sorted runs, which are merged in the end.
 */
public final class RecordSorter implements Closeable {
  private static final int LONGEST = 60_000;
  private static final int OVERHEAD = 24;
  private static final int DEFAULT_BUFFER = 24 << 20;

  private final Path folder;
  private final String name;
  private final long capacity;
  private final List<byte[]> buffer = new ArrayList<>();
  private final List<Path> runs = new ArrayList<>();
  private final List<Run> open = new ArrayList<>();
  private long buffered;

  /**
   * @param folder where runs are written
   * @param name prefix of their file names
   */
  public RecordSorter(Path folder, String name) {
    this(folder, name, DEFAULT_BUFFER);
  }

  RecordSorter(Path folder, String name, long capacity) {
    this.folder = folder;
    this.name = name;
    this.capacity = capacity;
  }

  /**
   * Adds a record, which the caller must not change any more.
   *
   * @throws IOException if a run cannot be written
   */
  public void add(byte[] entry) throws IOException {
    if (entry.length > LONGEST) {
      throw new IOException("a record is too long");
    }
    buffer.add(entry);
    buffered += entry.length + OVERHEAD;
    if (buffered >= capacity) {
      spill();
    }
  }

  private void spill() throws IOException {
    buffer.sort(Arrays::compareUnsigned);
    Path run = folder.resolve(name + "." + runs.size());
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(run), 1 << 16))) {
      for (byte[] entry : buffer) {
        out.writeShort(entry.length);
        out.write(entry);
      }
    }
    runs.add(run);
    buffer.clear();
    buffered = 0;
  }

  /** Takes records in order. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Takes one record.
     *
     * @throws IOException if it cannot be kept
     */
    void visit(byte[] entry) throws IOException;
  }

  /**
   * Hands out all records in order, equal ones once. Nothing can be added afterwards.
   *
   * @throws IOException if a run cannot be read, or from the visitor
   */
  public void forEach(Visitor visitor) throws IOException {
    buffer.sort(Arrays::compareUnsigned);
    PriorityQueue<Run> queue = new PriorityQueue<>();
    open.add(new Run(buffer));
    for (Path run : runs) {
      open.add(new Run(run));
    }
    for (Run run : open) {
      if (run.advance()) {
        queue.add(run);
      }
    }
    byte[] last = new byte[0];
    while (!queue.isEmpty()) {
      Run run = queue.remove();
      byte[] entry = run.head;
      if (!Arrays.equals(entry, last)) {
        visitor.visit(entry);
        last = entry;
      }
      if (run.advance()) {
        queue.add(run);
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (Run run : open) {
      run.close();
    }
    for (Path run : runs) {
      Files.deleteIfExists(run);
    }
    buffer.clear();
  }

  /** One sorted run, in memory or in a file. */
  private static final class Run implements Comparable<Run>, Closeable {
    private final Optional<DataInputStream> in;
    private final List<byte[]> memory;
    private int next;
    private byte[] head = new byte[0];

    Run(List<byte[]> memory) {
      this.memory = memory;
      this.in = Optional.empty();
    }

    Run(Path file) throws IOException {
      this.memory = List.of();
      this.in =
          Optional.of(
              new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16)));
    }

    boolean advance() {
      if (in.isEmpty()) {
        boolean more = next < memory.size();
        head = more ? memory.get(next++) : head;
        return more;
      }
      try {
        return read(in.get());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private boolean read(DataInputStream stream) throws IOException {
      int length;
      try {
        length = stream.readUnsignedShort();
      } catch (EOFException e) {
        return false;
      }
      head = new byte[length];
      stream.readFully(head);
      return true;
    }

    @Override
    public int compareTo(Run other) {
      return Arrays.compareUnsigned(head, other.head);
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }

    @Override
    public void close() throws IOException {
      if (in.isPresent()) {
        in.get().close();
      }
    }
  }
}
