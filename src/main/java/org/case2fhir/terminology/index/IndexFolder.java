package org.case2fhir.terminology.index;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of the installed terminologies: one file for each, named after it.
 *
 * <p>A file appears whole or not at all; an import that stops half-way leaves what was there.
 */
public record IndexFolder(Path path) {
  private static final String EXTENSION = ".terms";
  private static final String WORK = ".import-";

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
   * A new empty folder to build in, on the same file system.
   *
   * @throws IOException if it cannot be made
   */
  public Path newWork() throws IOException {
    Files.createDirectories(path);
    removeLeftWork();
    Path work =
        path.resolve(WORK + ProcessHandle.current().pid() + "-" + Thread.currentThread().getId());
    delete(work);
    return Files.createDirectory(work, ownerOnly());
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

  /** What an import left behind that was killed. */
  private void removeLeftWork() throws IOException {
    List<Path> left;
    try (Stream<Path> all = Files.list(path)) {
      left = all.filter(file -> file.getFileName().toString().startsWith(WORK)).toList();
    }
    for (Path work : left) {
      if (!isAlive(work.getFileName().toString().substring(WORK.length()))) {
        delete(work);
      }
    }
  }

  private static boolean isAlive(String owner) {
    String pid = owner.replaceFirst("-.*", "");
    return pid.matches("\\d{1,18}")
        && ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false);
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
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(folder, new Remover());
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
