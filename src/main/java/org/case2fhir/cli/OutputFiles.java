package org.case2fhir.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.cli.InputFiles.InputFile;

/** Where each input's Bundle goes, settled before anything is converted. */
final class OutputFiles {
  private final Map<InputFile, Path> targets = new HashMap<>();
  private final Map<Path, InputFile> owners = new HashMap<>();
  private boolean toFolder;

  private OutputFiles() {}

  /**
   * Plans the outputs.
   *
   * @param output the option's value; null for standard output
   * @throws UsageProblem if several Bundles would go to one place, or one over an input
   */
  static OutputFiles plan(String output, List<InputFile> files, String extension) {
    OutputFiles outputs = new OutputFiles();
    if (output == null || output.equals(InputFiles.STANDARD_INPUT)) {
      if (files.size() > 1) {
        throw new UsageProblem("Several inputs need a folder: -o DIR");
      }
      return outputs;
    }
    if (output.isEmpty()) {
      throw new UsageProblem("The output has no name");
    }
    boolean folder = isFolder(output, files);
    outputs.toFolder = folder;
    for (InputFile file : files) {
      Path target =
          folder ? Path.of(output).resolve(file.relative() + "." + extension) : Path.of(output);
      outputs.add(file, target);
    }
    files.forEach(outputs::refuseOverwriting);
    return outputs;
  }

  private static boolean isFolder(String output, List<InputFile> files) {
    boolean several = files.size() > 1 || files.stream().anyMatch(InputFile::walked);
    Path path = Path.of(output);
    if (several && Files.isRegularFile(path)) {
      throw new UsageProblem("Several inputs need a folder, but this is a file: " + output);
    }
    return several || output.endsWith("/") || output.endsWith("\\") || Files.isDirectory(path);
  }

  private void add(InputFile file, Path target) {
    InputFile other = owners.putIfAbsent(normal(target), file);
    if (other != null) {
      throw new UsageProblem(
          "Both %s and %s would be written to %s; name the folder above them instead"
              .formatted(other.name(), file.name(), target));
    }
    targets.put(file, target);
  }

  private void refuseOverwriting(InputFile file) {
    if (!file.isStandardInput() && owners.containsKey(normal(file.path()))) {
      throw new UsageProblem("This would overwrite an input: " + file.name());
    }
  }

  // Two names of one file are one file.
  private static Path normal(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    try {
      return Files.exists(absolute)
          ? absolute.toRealPath()
          : absolute.getParent().toRealPath().resolve(absolute.getFileName());
    } catch (IOException e) {
      return absolute;
    }
  }

  /**
   * Whether each input has a file of its own in a folder, where there is room for more beside it.
   */
  boolean isFolder() {
    return toFolder;
  }

  /** Says in words why a Bundle could not be written. */
  String failure(InputFile file, IOException e) {
    String target = targets.containsKey(file) ? targets.get(file).toString() : "standard output";
    String why =
        e instanceof AccessDeniedException
            ? ": no permission"
            : e instanceof FileSystemException known && known.getReason() != null
                ? ": " + known.getReason()
                : e instanceof FileSystemException ? "" : ": " + e.getMessage();
    return "its Bundle cannot be written to " + target + why;
  }

  /**
   * Writes one input's Bundle, whole.
   *
   * @throws IOException if it cannot be written
   */
  void write(InputFile file, byte[] content, Terminal terminal) throws IOException {
    write(file, "", content, terminal);
  }

  /**
   * Writes one part of what an input becomes, whole.
   *
   * @param part added to the name of the file
   * @throws IOException if it cannot be written
   */
  void write(InputFile file, String part, byte[] content, Terminal terminal) throws IOException {
    Optional<Path> target = Optional.ofNullable(targets.get(file)).map(path -> named(path, part));
    if (target.isPresent()) {
      WholeFile.write(target.get(), content);
    } else {
      terminal.out().write(content);
      terminal.out().flush();
    }
  }

  private static Path named(Path path, String part) {
    String name = path.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return part.isEmpty()
        ? path
        : path.resolveSibling(name.substring(0, dot) + part + name.substring(dot));
  }

  /** Writes a file completely or not at all. */
  static final class WholeFile {
    private WholeFile() {}

    /**
     * Writes beside the target and then moves over it, so that no reader ever sees half a file and
     * a failure leaves the old one.
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
}
