package org.case2fhir.terminology.index;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of the installed terminologies: one file for each, named after it.
 *
 * <p>A file appears whole or not at all; an import that stops half-way leaves what was there.
 */
public record IndexFolder(Path path) {
  private static final String EXTENSION = ".terms";
  private static final String WORK = ".import-";
  private static final Pattern WORK_NAME = Pattern.compile("\\.import-\\d+");

  /** A file in each folder that an import builds in. */
  private static final String MARK = ".case2fhir-import";

  /** The folders of this process, with their locked marks. */
  private static final Map<Path, FileChannel> OPEN = new ConcurrentHashMap<>();

  /** The index files there, in the order of their names; none where the folder does not exist. */
  public List<Path> files() throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(path)) {
      return all.filter(file -> file.getFileName().toString().endsWith(EXTENSION))
          .sorted()
          .toList();
    }
  }

  /** Where the index of a terminology lies. */
  public Path file(String name) {
    return path.resolve(name + EXTENSION);
  }

  /**
   * A new empty folder to build in, on the same file system; {@link #delete} removes it.
   *
   * @throws IOException if it cannot be made
   */
  public Path newWork() throws IOException {
    Files.createDirectories(path);
    removeLeftWork();
    Path work = Files.createTempDirectory(path, WORK, ownerOnly());
    Path mark = work.resolve(MARK);
    FileChannel channel =
        FileChannel.open(mark, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    OPEN.put(work, channel);
    if (!isLocked(channel) || !Files.exists(mark)) {
      delete(work);
      throw new FileSystemException(work.toString(), null, "it is taken away by another import");
    }
    return work;
  }

  /** Whether it is locked by this process now; also where the file system has no locks. */
  private static boolean isLocked(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (IOException e) {
      return true;
    }
  }

  /** What is being built may be licensed to this user alone. */
  private FileAttribute<?>[] ownerOnly() {
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  /**
   * What imports left behind that were killed. As long as one lives it holds a lock on a file in
   * its folder, be it on another machine; a folder without that file is none of an import.
   */
  private void removeLeftWork() throws IOException {
    List<Path> left;
    try (Stream<Path> all = Files.list(path)) {
      left =
          all.filter(file -> WORK_NAME.matcher(file.getFileName().toString()).matches()).toList();
    }
    for (Path work : left) {
      // To open the mark of an own one and close it again would give its lock away.
      if (!OPEN.containsKey(work) && isWork(work)) {
        removeIfLeft(work);
      }
    }
  }

  /** Whether there is nothing in a folder that an import does not write. */
  private static boolean isWork(Path work) throws IOException {
    if (!Files.isDirectory(work, LinkOption.NOFOLLOW_LINKS)
        || !Files.isRegularFile(work.resolve(MARK), LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (Stream<Path> all = Files.list(work)) {
      return all.allMatch(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
    } catch (AccessDeniedException e) {
      return false; // another user's
    }
  }

  private static void removeIfLeft(Path work) throws IOException {
    Set<OpenOption> asItIs = Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    try (FileChannel channel = FileChannel.open(work.resolve(MARK), asItIs)) {
      if (channel.tryLock() != null) {
        delete(work);
      }
    } catch (AccessDeniedException | NoSuchFileException | OverlappingFileLockException e) {
      return; // another user's, removed by another import, or in use
    }
  }

  /**
   * Puts a finished index in the place of the old one, in one step.
   *
   * @throws IOException if it cannot be moved; then the old one is still there
   */
  public void install(Path built, String name) throws IOException {
    if (Files.exists(file(name), LinkOption.NOFOLLOW_LINKS)) {
      requireOurs(file(name));
    }
    try {
      Files.move(built, file(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(built, file(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * Deletes an installed index, and nothing that an import has not written.
   *
   * @param name under which it was installed
   * @return whether there was one of this name
   * @throws IOException if it cannot be deleted, or is not an index; then nothing has changed
   */
  public boolean remove(String name) throws IOException {
    // The name is compared and not resolved: it leads nowhere else.
    for (Path file : files()) {
      if (file.getFileName().toString().equals(name + EXTENSION)) {
        requireOurs(file);
        Files.delete(file);
        return true;
      }
    }
    return false;
  }

  private static void requireOurs(Path file) throws IOException {
    boolean ours =
        Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            && (Files.size(file) == 0 || IndexFile.isIndex(file));
    if (!ours) {
      throw new FileSystemException(
          file.toString(), null, "no import has written this file, and it stays as it is");
    }
  }

  /**
   * Deletes a folder with what it holds; nothing if it is not there.
   *
   * @throws IOException if something cannot be deleted
   */
  public static void delete(Path folder) throws IOException {
    try (FileChannel lock = OPEN.remove(folder)) {
      if (lock != null && File.separatorChar != '/') {
        lock.close(); // where files that are open stay
      }
      if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        Files.walkFileTree(folder, new Remover());
      }
    }
  }

  private static final class Remover extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
