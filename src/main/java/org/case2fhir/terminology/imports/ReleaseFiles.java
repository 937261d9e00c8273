package org.case2fhir.terminology.imports;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A release as it was downloaded: one file, a folder, or a zip file. Its files can be read any
 * number of times.
 */
public final class ReleaseFiles implements Closeable {
  private static final int MOST_FILES = 20_000;

  /** Releases are three to fifteen times as large as their archives. */
  private static final long MOST_GROWTH = 24;

  private static final long ALWAYS_ALLOWED = 4 << 20;

  private final Path path;
  private final Optional<ZipFile> zip;
  private final List<String> names;
  private final ReadProgress progress;
  private final Map<String, Long> unpacked = new HashMap<>();
  private long unpackedBytes;

  private ReleaseFiles(
      Path path, Optional<ZipFile> zip, List<String> names, ReadProgress progress) {
    this.path = path;
    this.zip = zip;
    this.names = names;
    this.progress = progress;
  }

  /**
   * Opens a release.
   *
   * @throws RefusedReleaseException if it is a damaged zip file, or has too many files
   * @throws IOException if it cannot be read
   */
  public static ReleaseFiles open(Path path, ReadProgress progress) throws IOException {
    if (Files.isDirectory(path)) {
      return new ReleaseFiles(path, Optional.empty(), walk(path), progress);
    }
    if (!isZip(path)) {
      String name = path.getFileName().toString();
      return new ReleaseFiles(path, Optional.empty(), List.of(name), progress);
    }
    try {
      ZipFile zip = new ZipFile(path.toFile());
      return new ReleaseFiles(path, Optional.of(zip), entries(path, zip), progress);
    } catch (ZipException e) {
      throw RefusedReleaseException.of(
          path.getFileName().toString(), 0, "the zip file is damaged", "download it again");
    }
  }

  private static boolean isZip(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] magic = in.readNBytes(4);
      return magic.length == 4 && magic[0] == 'P' && magic[1] == 'K' && magic[2] == 3;
    }
  }

  private static List<String> walk(Path folder) throws IOException {
    // A symbolic link may lead out of the folder: it is not followed.
    try (Stream<Path> all = Files.walk(folder)) {
      return fewEnough(
          folder,
          all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .map(file -> folder.relativize(file).toString().replace('\\', '/')));
    }
  }

  private static List<String> entries(Path path, ZipFile zip) throws IOException {
    return fewEnough(
        path, zip.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName));
  }

  private static List<String> fewEnough(Path path, Stream<String> names) throws IOException {
    List<String> visible =
        names.filter(ReleaseFiles::isVisible).distinct().limit(MOST_FILES + 1L).sorted().toList();
    if (visible.size() > MOST_FILES) {
      throw RefusedReleaseException.of(
          path.getFileName().toString(),
          0,
          "it has more than " + MOST_FILES + " files",
          "take out what is not needed");
    }
    return visible;
  }

  private static boolean isVisible(String name) {
    return !name.startsWith(".") && !name.contains("/.") && !name.startsWith("__MACOSX");
  }

  /** The files in it, sorted, with the folders they lie in. */
  public List<String> names() {
    return names;
  }

  /** The release's own name, without its folder. */
  public String fileName() {
    Path name = path.toAbsolutePath().normalize().getFileName();
    return name == null ? path.toString() : name.toString();
  }

  /** Whether it is a single file. */
  boolean isSingle() {
    return zip.isEmpty() && !Files.isDirectory(path);
  }

  /**
   * Size of a file in bytes, after decompression.
   *
   * @throws IOException if it is not known
   */
  public long size(String name) throws IOException {
    return zip.isPresent()
        ? Math.max(0, zip.get().getEntry(name).getSize())
        : Files.size(isSingle() ? path : path.resolve(name));
  }

  /**
   * Reads one of the files.
   *
   * @throws IOException if it cannot be read
   */
  public InputStream open(String name) throws IOException {
    return new CountingStream(quietly(name), progress);
  }

  /** The first bytes of a file, for a look at what it is; not counted as progress. */
  byte[] head(String name, int length) throws IOException {
    try (InputStream in = quietly(name)) {
      return in.readNBytes(length);
    }
  }

  private InputStream quietly(String name) throws IOException {
    if (zip.isEmpty()) {
      Path file = isSingle() ? path : path.resolve(name);
      return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    }
    InputStream in = zip.get().getInputStream(zip.get().getEntry(name));
    return new BufferedInputStream(unpacking(name, in), 1 << 16);
  }

  /**
   * Watches what is unpacked of one of the files, here or by the reader of its format: a small file
   * must not become endlessly many bytes. What is read again is not counted again.
   *
   * @param part name of what is unpacked
   */
  InputStream unpacking(String part, InputStream in) throws IOException {
    Path packed = Files.isDirectory(path) ? path.resolve(part) : path;
    long most = ALWAYS_ALLOWED + MOST_GROWTH * Files.size(packed);
    return new CountingStream(
        in,
        new ReadProgress() {
          private long at;

          @Override
          public void read(long bytes) throws IOException {
            at += bytes;
            countUnpacked(part, at, most);
          }
        });
  }

  private void countUnpacked(String part, long bytes, long most) throws IOException {
    long before = unpacked.getOrDefault(part, 0L);
    if (bytes > before) {
      unpacked.put(part, bytes);
      unpackedBytes += bytes - before;
      if (unpackedBytes > most) {
        throw RefusedReleaseException.of(
            fileName(),
            0,
            "unpacked it is more than " + MOST_GROWTH + " times as large as the file",
            "if it is what it should be, unpack it and import the folder");
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (zip.isPresent()) {
      zip.get().close();
    }
  }

  /** Tells a watcher how much is read. */
  private static final class CountingStream extends FilterInputStream {
    private final ReadProgress progress;

    CountingStream(InputStream in, ReadProgress progress) {
      super(in);
      this.progress = progress;
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      if (next >= 0) {
        progress.read(1);
      }
      return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = super.read(buffer, offset, length);
      if (count > 0) {
        progress.read(count);
      }
      return count;
    }
  }

  /** Watches how much of a release has been read. */
  @FunctionalInterface
  public interface ReadProgress {
    /** Nobody watches. */
    ReadProgress NONE = bytes -> {};

    /** There will be about so many bytes to read, passes over one file counted each. */
    default void expect(long bytes) {}

    /**
     * So many more bytes were read, after decompression.
     *
     * @throws IOException to read no more
     */
    void read(long bytes) throws IOException;
  }
}
