package org.case2fhir.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.case2fhir.Input;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;

/**
 * The files that a command's arguments name.
 *
 * <p>A folder stands for the files below it with one of the command's extensions, in the order of
 * their paths, without hidden ones.
 */
final class InputFiles {
  /** The argument that means standard input. */
  static final String STANDARD_INPUT = "-";

  /**
   * One file.
   *
   * @param name as issues call it
   * @param path absent for standard input
   * @param relative path of the output below an output folder, without extension
   * @param walked whether it was found in a folder and not named by the user
   */
  record InputFile(String name, Path path, Path relative, boolean walked) {
    boolean isStandardInput() {
      return name.equals(STANDARD_INPUT);
    }

    Input read(Terminal terminal, int limit) throws IOException {
      if (isStandardInput()) {
        return Input.read(name, terminal.in(), limit);
      }
      try (InputStream in = Files.newInputStream(path)) {
        return Input.read(name, in, limit);
      }
    }
  }

  private final Set<String> extensions;

  /**
   * @param extensions lower-case extensions of the files to take from folders, without dots
   */
  InputFiles(Set<String> extensions) {
    this.extensions = extensions;
  }

  /**
   * Expands arguments.
   *
   * @throws UsageProblem if an argument names nothing, or standard input twice
   */
  List<InputFile> expand(List<String> arguments) {
    List<InputFile> files = new ArrayList<>();
    for (String argument : arguments) {
      if (argument.equals(STANDARD_INPUT)) {
        if (files.stream().anyMatch(InputFile::isStandardInput)) {
          throw new UsageProblem("Standard input can be read only once");
        }
        files.add(new InputFile(argument, Path.of(""), Path.of("stdin"), false));
      } else {
        expand(Path.of(argument), argument, files);
      }
    }
    return files;
  }

  /** The issue of a file that is there but cannot be read. */
  static Issue unreadable(InputFile file) {
    return Issue.error(
        "unreadable-file",
        "this file cannot be read",
        Location.of(file.name()),
        "check that you may read it");
  }

  private void expand(Path path, String argument, List<InputFile> files) {
    if (Files.isDirectory(path)) {
      walk(path).forEach(file -> files.add(walked(path, file)));
    } else if (Files.exists(path)) {
      files.add(new InputFile(argument, path, stem(path.getFileName()), false));
    } else {
      throw new UsageProblem("No such file or folder: " + argument);
    }
  }

  private static InputFile walked(Path folder, Path file) {
    return new InputFile(file.toString(), file, stem(folder.relativize(file)), true);
  }

  private List<Path> walk(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(path -> !isHidden(folder.relativize(path)))
          .filter(path -> Files.isRegularFile(path) && extensions.contains(extension(path)))
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new CommandFailure("cannot read the folder " + folder, e);
    }
  }

  private static boolean isHidden(Path relative) {
    for (Path part : relative) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  static String extension(Path path) {
    String name = path.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static Path stem(Path path) {
    String name = path.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return path.resolveSibling(dot > 0 ? name.substring(0, dot) : name);
  }
}
