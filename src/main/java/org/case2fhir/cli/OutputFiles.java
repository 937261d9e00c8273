package org.case2fhir.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.cli.InputFiles.InputFile;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Where each input's Bundle goes, settled before anything is converted. */
final class OutputFiles {
  /** Options whose files are written. */
  private static final Set<String> OUTPUT_OPTIONS =
      Set.of("--output", "--report-file", "--coverage", "--calibrate", "--relations");

  private final Map<InputFile, Path> targets = new HashMap<>();
  private final Map<Path, InputFile> owners = new HashMap<>();
  private boolean toFolder;

  private OutputFiles() {}

  /**
   * Plans the outputs.
   *
   * @param output the option's value; null for standard output
   * @param others further files that are written; null for none
   * @throws UsageProblem if several Bundles would go to one place, or one over an input
   */
  static OutputFiles plan(String output, List<InputFile> files, String extension, Path... others) {
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
    for (Path other : others) {
      if (other != null && outputs.owners.containsKey(normal(other))) {
        throw new UsageProblem("Two outputs would be the same file: " + other);
      }
    }
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

  /**
   * Refuses outputs that are inputs, or each other: whatever the command, every option and
   * parameter that names a file is compared. Outputs below a folder of {@code -o} are compared when
   * they are planned.
   *
   * @throws UsageProblem if anything would be overwritten
   */
  static void refuseCollisions(ParseResult command) {
    Map<Path, String> outputs = new LinkedHashMap<>();
    List<Path> inputs = new ArrayList<>();
    for (OptionSpec option : command.matchedOptions()) {
      boolean writes = !Collections.disjoint(List.of(option.names()), OUTPUT_OPTIONS);
      for (Path path : paths(option)) {
        if (!writes) {
          inputs.add(path);
        } else if (!Files.isDirectory(path)) {
          String other = outputs.putIfAbsent(normal(path), option.longestName());
          if (other != null) {
            throw new UsageProblem(
                other + " and " + option.longestName() + " would write the same file: " + path);
          }
        }
      }
    }
    command.matchedPositionals().forEach(positional -> inputs.addAll(paths(positional)));
    for (Path input : inputs) {
      Path real = normal(input);
      for (Map.Entry<Path, String> output : outputs.entrySet()) {
        if (output.getKey().equals(real)) {
          throw new UsageProblem(output.getValue() + " would overwrite an input: " + input);
        }
        boolean within = Files.isDirectory(real) && output.getKey().startsWith(real);
        if (within && Files.exists(output.getKey())) {
          throw new UsageProblem(
              output.getValue()
                  + " would overwrite a file in a folder of inputs: "
                  + output.getKey().getFileName());
        }
      }
    }
  }

  /** The files that an argument names; an address or a plain word names none. */
  private static List<Path> paths(ArgSpec argument) {
    if (!argument.paramLabel().matches(".*(FILE|DIR|INPUT|ARTICLE|MODEL|RELEASE).*")) {
      return List.of();
    }
    List<Path> paths = new ArrayList<>();
    for (String value : argument.originalStringValues()) {
      try {
        if (!value.isEmpty() && !value.equals(InputFiles.STANDARD_INPUT)) {
          paths.add(Path.of(value));
        }
      } catch (InvalidPathException e) {
        // Such a file cannot be there; who reads it says so.
        continue;
      }
    }
    return paths;
  }

  /**
   * A file that is written completely or not at all: beside the target, and then moved over it, so
   * that no reader ever sees half a file and a failure leaves the old one. Only its owner may read
   * it; a file that was there before keeps its mode and owner. A link stays a link, and devices and
   * pipes are written to as they are.
   */
  static final class WholeFile implements AutoCloseable {
    private final Path target;
    private final Optional<Path> draft;
    private final OutputStream out;

    private WholeFile(Path target, Optional<Path> draft, OutputStream out) {
      this.target = target;
      this.draft = draft;
      this.out = out;
    }

    /**
     * Begins to write.
     *
     * @throws IOException if nothing can be written there; nothing is left behind
     */
    static WholeFile open(Path named) throws IOException {
      Path target = Files.exists(named) ? named.toRealPath() : named.toAbsolutePath();
      Files.createDirectories(target.getParent());
      if (Files.exists(target) && !Files.isWritable(target)) {
        throw new AccessDeniedException(target.toString());
      }
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        return new WholeFile(target, Optional.empty(), Files.newOutputStream(target));
      }
      // Nobody else has this file, and nobody else may read it.
      Path draft = Files.createTempFile(target.getParent(), "." + target.getFileName() + ".", "");
      // Also when the process is told to stop.
      draft.toFile().deleteOnExit();
      return new WholeFile(target, Optional.of(draft), Files.newOutputStream(draft));
    }

    /** What is to be written; {@link #commit} closes it. */
    OutputStream out() {
      return out;
    }

    /** Puts the file in its place; without it nothing changes. */
    void commit() throws IOException {
      out.close();
      if (draft.isPresent()) {
        if (Files.exists(target)) {
          keepOwnerAndMode(draft.get());
        }
        try {
          Files.move(draft.get(), target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
          Files.move(draft.get(), target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }

    private void keepOwnerAndMode(Path file) throws IOException {
      PosixFileAttributeView there =
          Files.getFileAttributeView(target, PosixFileAttributeView.class);
      PosixFileAttributeView made = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (there == null || made == null) {
        return;
      }
      PosixFileAttributes wanted = there.readAttributes();
      if (!made.readAttributes().owner().equals(wanted.owner())) {
        made.setOwner(wanted.owner());
      }
      if (!made.readAttributes().group().equals(wanted.group())) {
        made.setGroup(wanted.group());
      }
      made.setPermissions(wanted.permissions());
    }

    @Override
    public void close() throws IOException {
      out.close();
      if (draft.isPresent()) {
        Files.deleteIfExists(draft.get());
      }
    }

    /**
     * Writes all of it at once.
     *
     * @throws IOException if it cannot be written; nothing is left behind
     */
    static void write(Path named, byte[] content) throws IOException {
      try (WholeFile file = open(named)) {
        file.out().write(content);
        file.commit();
      }
    }
  }
}
