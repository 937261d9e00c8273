package org.case2fhir.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a file completely or not at all. */
final class WholeFile {
  private WholeFile() {}

  /**
   * Writes beside the target and then moves over it, so that no reader ever sees half a file and a
   * failure leaves the old one.
   *
   * @throws IOException if it cannot be written; nothing is left behind
   */
  static void write(Path named, byte[] content) throws IOException {
    // A link stays a link.
    Path target = Files.exists(named) ? named.toRealPath() : named;
    Path folder = target.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    if (Files.exists(target) && !Files.isWritable(target)) {
      throw new AccessDeniedException(target.toString());
    }
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      // A device or a pipe cannot be replaced.
      Files.write(target, content);
      return;
    }
    Path draft = folder.resolve("." + target.getFileName() + "." + ProcessHandle.current().pid());
    // Also when the process is told to stop.
    draft.toFile().deleteOnExit();
    try {
      Files.write(draft, content);
      move(draft, target);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void move(Path draft, Path target) throws IOException {
    try {
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
