package org.case2fhir.cli;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.case2fhir.cli.InputFiles.InputFile;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;

/**
 * The inputs in a tar or zip archive, one after the other. Every entry that could be an input and
 * is not read is named.
 *
 * <p>Nothing is unpacked to disk, and never more than one entry is in memory. An archive is read
 * only as far as its limits: an entry is cut as any input is, and an archive that unpacks to more
 * than {@value #MOST_BYTES} bytes and {@value #MOST_TIMES} times its size is not read on.
 */
final class ArchiveFile {
  private static final List<String> TARS = List.of(".tar", ".tar.gz", ".tgz");
  private static final List<String> ZIPS = List.of(".zip");

  /** Files that hold inputs, and are not opened inside of an archive. */
  private static final Set<String> PACKED =
      Set.of("zip", "tar", "tgz", "gz", "bz2", "xz", "7z", "rar", "zst", "jsonl", "ndjson");

  static final long MOST_BYTES = 1L << 26;
  static final long MOST_TIMES = 100;
  private static final int LONGEST_NAME = 1000;
  private static final int MOST_FOLDERS = 100;
  private static final int LONGEST_SHOWN = 80;

  /** The end of the directory of a zip archive; {@code UNKNOWN} stands for more entries. */
  private static final int END_SIGNATURE = 0x06054b50;

  private static final int END_RECORD = 22;
  private static final int NUMBER_OF_ENTRIES = 10;
  private static final int UNKNOWN = 0xFFFF;
  private static final int LONGEST_COMMENT = 0xFFFF;

  private static final Set<Integer> UNSEEN =
      Set.of(
          (int) Character.CONTROL,
          (int) Character.FORMAT,
          (int) Character.LINE_SEPARATOR,
          (int) Character.PARAGRAPH_SEPARATOR);

  private final InputFile file;
  private final InputFiles found;
  private final int limit;
  private final Consumer<InputFile> entries;
  private final Consumer<Issue> issues;
  private final long packed;
  private final Set<Path> outputs = new HashSet<>();
  private long unpacked;

  /**
   * @param found says which entries are taken
   * @param limit bytes of an entry; of one that has more, one byte more is read
   * @param entries get each entry when it is read
   * @param issues get what is wrong with entries, between them
   */
  ArchiveFile(
      InputFile file,
      InputFiles found,
      int limit,
      Consumer<InputFile> entries,
      Consumer<Issue> issues)
      throws IOException {
    this.file = file;
    this.found = found;
    this.limit = limit;
    this.entries = entries;
    this.issues = issues;
    this.packed = Files.size(file.path());
  }

  /** Whether it is an archive by its name. */
  static boolean isKnown(Path path) {
    return ends(path, TARS) || ends(path, ZIPS);
  }

  private static boolean ends(Path path, List<String> extensions) {
    String name = path.getFileName() == null ? "" : path.getFileName().toString();
    String lower = name.toLowerCase(Locale.ROOT);
    return extensions.stream().anyMatch(lower::endsWith);
  }

  /**
   * Reads all entries.
   *
   * @throws UnpackedTooLarge if there is far more in it than its size says
   * @throws IOException if it cannot be read on
   */
  void read() throws IOException {
    if (ends(file.path(), TARS)) {
      readTar();
    } else {
      readZip();
    }
  }

  private void readTar() throws IOException {
    boolean plain = ends(file.path(), List.of(".tar"));
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file.path()));
        InputStream all = new Counted(plain ? in : new GZIPInputStream(in));
        EndedTar tar = new EndedTar(all)) {
      for (TarArchiveEntry entry = next(tar); entry != null; entry = next(tar)) {
        String name = entry.getName();
        if (entry.isDirectory() || !isWanted(name)) {
          continue;
        }
        if (entry.isSymbolicLink() || entry.isLink()) {
          refuse(
              "link-left-out",
              name,
              "is a link to `" + shown(entry.getLinkName()) + "` and has no content of its own",
              "pack what it leads to: tar --dereference --hard-dereference");
        } else if (!entry.isFile()
            || entry.isFIFO()
            || entry.isCharacterDevice()
            || entry.isBlockDevice()) {
          refuse("no-file", name, "is a device or a pipe", "pack files only");
        } else if (!tar.canReadEntryData(entry)) {
          refuse("unreadable-entry", name, "is of a kind that is not read", "pack it as a file");
        } else {
          take(name, orDamaged(() -> tar.readNBytes(limit + 1)));
        }
      }
      if (!tar.isEnded()) {
        throw new IOException("an archive that is cut");
      }
    }
  }

  private static TarArchiveEntry next(TarArchiveInputStream tar) throws IOException {
    TarArchiveEntry entry = orDamaged(tar::getNextEntry);
    if (entry != null && !entry.isCheckSumOK()) {
      throw new IOException("a header that is no header");
    }
    return entry;
  }

  private void readZip() throws IOException {
    try (ZipFile zip = orDamaged(() -> ZipFile.builder().setPath(file.path()).get())) {
      List<ZipArchiveEntry> all = Collections.list(zip.getEntriesInPhysicalOrder());
      long size = 0;
      long stored = 0;
      for (ZipArchiveEntry entry : all) {
        size += Math.max(0, entry.getSize());
        stored += Math.max(0, entry.getCompressedSize());
        requireFewer(size);
      }
      // Entries that share their bytes are more than there is.
      if (stored > packed && size > MOST_BYTES) {
        throw new UnpackedTooLarge();
      }
      for (ZipArchiveEntry entry : all) {
        if (!entry.isDirectory() && isWanted(entry.getName())) {
          read(zip, entry);
        }
      }
      requireAll(all.size());
    }
  }

  /**
   * The reader takes damage in the directory for its end: how many entries there are is said behind
   * it.
   */
  private void requireAll(int read) throws IOException {
    try (FileChannel channel = FileChannel.open(file.path())) {
      int length = (int) Math.min(packed, END_RECORD + LONGEST_COMMENT);
      ByteBuffer end = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
      while (end.hasRemaining() && channel.read(end, packed - length + end.position()) >= 0) {
        continue;
      }
      int at = length - END_RECORD;
      while (at >= 0 && end.getInt(at) != END_SIGNATURE) {
        at--;
      }
      int known = at < 0 ? 0 : Short.toUnsignedInt(end.getShort(at + NUMBER_OF_ENTRIES));
      if (known != UNKNOWN && known != (read & UNKNOWN)) {
        throw new IOException("a directory that is damaged");
      }
    }
  }

  private void read(ZipFile zip, ZipArchiveEntry entry) throws IOException {
    String name = entry.getName();
    if (entry.isUnixSymlink()) {
      refuse(
          "link-left-out", name, "is a symbolic link and is not followed", "pack what it leads to");
    } else if (entry.getGeneralPurposeBit().usesEncryption()) {
      refuse("encrypted-entry", name, "is encrypted", "unpack it with its password");
    } else if (!zip.canReadEntryData(entry)) {
      refuse(
          "unreadable-entry",
          name,
          "is packed by a method that is not read (" + entry.getMethod() + ")",
          "pack it again by the usual one, deflate");
    } else {
      content(zip, entry).ifPresent(content -> take(name, content));
    }
  }

  /** The content of an entry; where it is damaged, the entries after it are not. */
  private Optional<byte[]> content(ZipFile zip, ZipArchiveEntry entry) throws IOException {
    byte[] content;
    boolean whole;
    try {
      content =
          orDamaged(
              () -> {
                try (InputStream in = new Counted(zip.getInputStream(entry))) {
                  return in.readNBytes(limit + 1);
                }
              });
      CRC32 sum = new CRC32();
      sum.update(content);
      whole =
          content.length > limit
              || content.length == entry.getSize() && sum.getValue() == entry.getCrc();
    } catch (UnpackedTooLarge e) {
      throw e;
    } catch (IOException e) {
      content = new byte[0];
      whole = false;
    }
    if (!whole) {
      refuse("unreadable-entry", entry.getName(), "is damaged", "get the archive once more");
      return Optional.empty();
    }
    return Optional.of(content);
  }

  /** What only a library reads. */
  private interface Reading<T> {
    T read() throws IOException;
  }

  /** The readers of archives meet some damage unprepared. */
  private static <T> T orDamaged(Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (RuntimeException e) {
      throw new IOException("an archive that makes no sense", e);
    }
  }

  private void refuse(String code, String entry, String what, String remedy) {
    issues.accept(
        Issue.error(
            code,
            "`" + shown(entry) + "` " + what + "; it is not read",
            Location.of(file.name()),
            remedy));
  }

  private static String shown(String name) {
    return name.length() <= LONGEST_SHOWN ? name : name.substring(0, LONGEST_SHOWN) + "…";
  }

  private boolean isWanted(String entry) {
    String name = entry.replace('\\', '/');
    List<String> parts = List.of(name.split("/"));
    boolean drive = name.matches("(?s)[A-Za-z]:.*");
    if (drive || name.startsWith("/") || parts.contains("..") || name.indexOf('\0') >= 0) {
      refuse(
          "unsafe-entry",
          entry,
          "could lie outside of the archive",
          "find out who made this archive");
      return false;
    }
    if (parts.stream().anyMatch(part -> part.startsWith(".") && !part.equals("."))
        || name.startsWith("__MACOSX/")) {
      return false; // as hidden files in folders
    }
    try {
      Path path = Path.of(name);
      if (path.getFileName() == null) {
        return false;
      }
      if (!found.takes(path)) {
        if (PACKED.contains(InputFiles.extension(path))) {
          refuse(
              "packed-entry",
              entry,
              "is packed once more",
              "unpack the archive, and give it by itself");
        }
        return false;
      }
    } catch (InvalidPathException e) {
      issues.accept(
          Issue.error(
              "unreadable-entry",
              "the name of an entry cannot be read in this locale",
              Location.of(file.name()),
              "set LC_ALL to a UTF-8 locale, such as C.UTF-8"));
      return false;
    }
    if (name.length() > LONGEST_NAME || parts.size() > MOST_FOLDERS) {
      refuse("unsafe-entry", entry, "has too long a name", "find out who made this archive");
      return false;
    }
    return true;
  }

  private void take(String entry, byte[] content) {
    Path name = Path.of(entry.replace('\\', '/')).normalize();
    Path output = InputFiles.output(Path.of(visible(name.toString())), outputs);
    entries.accept(file.entry(name.toString(), output, InputFile.Origin.ARCHIVE, content));
  }

  /** A name without characters that nobody sees, or that turn the others around. */
  private static String visible(String name) {
    StringBuilder visible = new StringBuilder(name.length());
    name.codePoints()
        .forEach(
            c -> {
              if (UNSEEN.contains(Character.getType(c))) {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                  visible.append("%%%02X".formatted(b));
                }
              } else {
                visible.appendCodePoint(c);
              }
            });
    return visible.toString();
  }

  private void requireFewer(long bytes) throws UnpackedTooLarge {
    if (bytes > MOST_BYTES && bytes / MOST_TIMES > packed) {
      throw new UnpackedTooLarge();
    }
  }

  /** A tar archive that knows whether it was cut before its end, which is a record of zeros. */
  private static final class EndedTar extends TarArchiveInputStream {
    private boolean ended;

    EndedTar(InputStream in) {
      super(in);
    }

    @Override
    protected boolean isEOFRecord(byte[] header) {
      boolean end = super.isEOFRecord(header);
      ended |= end && header != null;
      return end;
    }

    boolean isEnded() {
      return ended;
    }
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
      requireFewer(unpacked);
    }
  }

  /** An archive that holds far more than its size says. */
  static final class UnpackedTooLarge extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
