package org.case2fhir.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.case2fhir.Input;
import org.case2fhir.cli.ExitCode.CommandFailure;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;

/**
 * The files that a command's arguments name.
 *
 * <p>A folder stands for the files below it with one of the command's extensions, in the order of
 * their paths, without hidden ones. Symbolic links in it are not followed, for they may lead out of
 * it or round in circles; which were left out is said.
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
   * @param argument what the user named: the file, or the folder in which it was found
   */
  record InputFile(String name, Path path, Path relative, String argument) {
    /** Whether it was found in a folder and not named by the user. */
    boolean walked() {
      return !name.equals(argument);
    }

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
  private final List<Issue> issues = new ArrayList<>();
  private final Set<String> fruitless = new LinkedHashSet<>();

  /**
   * @param extensions lower-case extensions of the files to take from folders, without dots
   */
  InputFiles(Set<String> extensions) {
    this.extensions = extensions;
  }

  /**
   * Expands arguments. A folder without a file of the command's kinds is an issue.
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
        files.add(new InputFile(argument, Path.of(""), Path.of("stdin"), argument));
      } else {
        expand(path(argument), argument, files);
      }
    }
    return files;
  }

  /** What the arguments do not give: folders without a file, and links that were left out. */
  List<Issue> issues() {
    return List.copyOf(issues);
  }

  /** Takes note that something came of a file. */
  void gave(InputFile file) {
    fruitless.remove(file.argument());
  }

  /** The issues of folders of which nothing came, whatever else was said about their files. */
  List<Issue> fruitless() {
    return fruitless.stream()
        .map(
            folder ->
                Issue.error(
                    "nothing-found",
                    "nothing came of the files in this folder",
                    Location.of(folder),
                    "check that it is the right folder"))
        .toList();
  }

  /** The issue of a file that is there but cannot be read. */
  static Issue unreadable(InputFile file) {
    return Issue.error(
        "unreadable-file",
        "this file cannot be read",
        Location.of(file.name()),
        "check that you may read it");
  }

  private static Path path(String argument) {
    if (argument.isEmpty()) {
      throw new UsageProblem("An input has no name");
    }
    return Path.of(argument);
  }

  private void expand(Path path, String argument, List<InputFile> files) {
    if (Files.isDirectory(path)) {
      List<Path> found = walk(path);
      if (found.isEmpty()) {
        String kinds = extensions.stream().sorted().collect(Collectors.joining(", ."));
        issues.add(
            Issue.error(
                "empty-folder",
                "the folder has no file that ends in ." + kinds,
                Location.of(argument),
                "check that it is the right folder, or name files"));
        return;
      }
      fruitless.add(argument);
      found.forEach(file -> files.add(walked(path, file, argument)));
    } else if (Files.exists(path)) {
      files.add(new InputFile(argument, path, stem(path.getFileName()), argument));
    } else {
      throw new UsageProblem("No such file or folder: " + argument);
    }
  }

  private static InputFile walked(Path folder, Path file, String argument) {
    return new InputFile(file.toString(), file, stem(folder.relativize(file)), argument);
  }

  private List<Path> walk(Path folder) {
    List<Path> found = new ArrayList<>();
    try {
      Path start = folder.toRealPath();
      Collector collector = new Collector(start, found);
      Files.walkFileTree(start, collector);
      collector.links.stream()
          .sorted()
          .filter(link -> !leadsTo(found, link))
          .forEach(link -> issues.add(leftOut(folder.resolve(start.relativize(link)))));
      return found.stream().sorted().map(path -> folder.resolve(start.relativize(path))).toList();
    } catch (IOException e) {
      throw new CommandFailure("cannot read the folder " + folder, e);
    }
  }

  /** Whether a link leads to a file that is read anyway. */
  private static boolean leadsTo(List<Path> found, Path link) {
    try {
      return found.contains(link.toRealPath());
    } catch (IOException e) {
      return false; // it leads nowhere, or in a circle
    }
  }

  private static Issue leftOut(Path link) {
    return Issue.warning(
        "link-left-out",
        "this symbolic link is not followed",
        Location.of(link.toString()),
        "name what it leads to if that is an input");
  }

  /** Collects the files to take, and the folders that cannot be read, for the reader to say so. */
  private final class Collector extends SimpleFileVisitor<Path> {
    private final Path start;
    private final List<Path> found;
    private final List<Path> links = new ArrayList<>();

    Collector(Path start, List<Path> found) {
      this.start = start;
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      boolean hidden = !folder.equals(start) && isHidden(folder);
      return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      boolean wanted = !isHidden(file) && extensions.contains(extension(file));
      if (attributes.isSymbolicLink()) {
        if (wanted || !isHidden(file) && Files.isDirectory(file)) {
          links.add(file);
        }
      } else if (attributes.isRegularFile() && wanted) {
        found.add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path unreadable, IOException e) {
      found.add(unreadable);
      return FileVisitResult.CONTINUE;
    }
  }

  private static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
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
