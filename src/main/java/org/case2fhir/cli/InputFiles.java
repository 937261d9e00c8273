package org.case2fhir.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
   * @param argument what the user named: the file, or the folder or file in which it was found
   * @param origin how it was found
   * @param held its content, where that is not read from the path
   */
  record InputFile(
      String name, Path path, Path relative, String argument, Origin origin, Optional<Input> held) {
    /** How an input was found. */
    enum Origin {
      /** The user named it. */
      NAMED,
      FOLDER,
      ARCHIVE,
      /** A line of a file that the user named. */
      LINE,
      /** It is not an input but holds many: an archive, or lines of JSON. */
      SEVERAL
    }

    /** A part of this file that is an input of its own. */
    InputFile entry(String entry, Path output, Origin how, byte[] content) {
      String whole = name + "/" + entry;
      Path place = plainStem(relative).resolve(output);
      return new InputFile(
          whole, path, place, argument, how, Optional.of(new Input(whole, content)));
    }

    /** {@code corpus.tar.gz} is called {@code corpus.tar} by now. */
    private static Path plainStem(Path stem) {
      String name = stem.getFileName().toString();
      return name.endsWith(".tar") ? stem(stem) : stem;
    }

    /** The same without its content, for when that has been used. */
    InputFile withoutContent() {
      return new InputFile(name, path, relative, argument, origin, Optional.empty());
    }

    /** Whether nobody said that it is a case: it was found in a folder or an archive. */
    boolean walked() {
      return origin == Origin.FOLDER || origin == Origin.ARCHIVE;
    }

    boolean isStandardInput() {
      return name.equals(STANDARD_INPUT);
    }

    /** Whether it is not an input but holds many: an archive, or lines of JSON. */
    boolean holdsSeveral() {
      return origin == Origin.SEVERAL;
    }

    /** Size in bytes; 0 where nobody knows, for reading it says what is wrong. */
    long size() {
      try {
        return held.isPresent() ? held.get().content().length : Files.size(path);
      } catch (IOException e) {
        return 0;
      }
    }

    Input read(Terminal terminal, int limit) throws IOException {
      if (held.isPresent()) {
        return held.get();
      }
      if (isStandardInput()) {
        return Input.read(name, terminal.in(), limit);
      }
      try (InputStream in = Files.newInputStream(path)) {
        return Input.read(name, in, limit);
      }
    }
  }

  private final Set<String> extensions;
  private final Set<String> others;
  private final String remedy;
  private final Opened opened;
  private final List<Issue> issues = new ArrayList<>();

  /** Folders and files of many inputs of which nothing came yet, and which of both they are. */
  private final Map<String, String> fruitless = new LinkedHashMap<>();

  /**
   * @param extensions lower-case extensions of the files to take from folders, without dots
   */
  InputFiles(Set<String> extensions) {
    this(extensions, Set.of(), "name files", Opened.NONE);
  }

  private InputFiles(Set<String> extensions, Set<String> others, String remedy, Opened opened) {
    this.extensions = extensions;
    this.others = others;
    this.remedy = remedy;
    this.opened = opened;
  }

  /** Which files that hold many inputs are opened. */
  enum Opened {
    NONE,
    NAMED,
    /** Those in folders too. */
    ALL
  }

  /** The same for a command that opens files of many inputs. */
  InputFiles opening(Opened which) {
    return new InputFiles(extensions, others, remedy, which);
  }

  /**
   * The same that says which files it leaves out.
   *
   * @param kinds extensions of files that could be taken too
   * @param how to take them
   */
  InputFiles leavingOut(Set<String> kinds, String how) {
    return new InputFiles(extensions, kinds, how, opened);
  }

  /** Whether a file of this name is taken from a folder or an archive. */
  boolean takes(Path name) {
    return extensions.contains(extension(name));
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
        files.add(named(argument, Path.of(""), Path.of("stdin"), InputFile.Origin.NAMED));
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
    return fruitless.entrySet().stream()
        .map(
            each ->
                Issue.error(
                    "nothing-found",
                    each.getValue().equals("folder")
                        ? "nothing came of the files in this folder"
                        : "nothing came of what is in this file",
                    Location.of(each.getKey()),
                    "check that it is the right " + each.getValue()))
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
                "check that it is the right folder, or " + remedy));
        return;
      }
      fruitless.put(argument, "folder");
      Set<Path> taken = new HashSet<>();
      found.forEach(file -> files.add(walked(path, file, argument, taken)));
    } else if (Files.exists(path)) {
      boolean several = opened != Opened.NONE && FileEntries.isKnown(path);
      InputFile.Origin origin = several ? InputFile.Origin.SEVERAL : InputFile.Origin.NAMED;
      files.add(named(argument, path, stem(path.getFileName()), origin));
      if (several) {
        fruitless.put(argument, "file");
      }
    } else {
      throw new UsageProblem("No such file or folder: " + argument);
    }
  }

  private InputFile walked(Path folder, Path file, String argument, Set<Path> taken) {
    boolean several = !takes(file) && isOpenedInFolders(file);
    Path name = folder.relativize(file);
    return new InputFile(
        file.toString(),
        file,
        several ? stem(name) : output(name, taken),
        argument,
        several ? InputFile.Origin.SEVERAL : InputFile.Origin.FOLDER,
        Optional.empty());
  }

  private static InputFile named(
      String argument, Path path, Path relative, InputFile.Origin origin) {
    return new InputFile(argument, path, relative, argument, origin, Optional.empty());
  }

  private List<Path> walk(Path folder) {
    List<Path> found = new ArrayList<>();
    try {
      Path start = folder.toRealPath();
      Collector collector = new Collector(start, found);
      Files.walkFileTree(start, collector);
      if (collector.leftOut > 0) {
        issues.add(leftOut(folder.toString(), collector.leftOut));
      }
      collector.unopened.stream()
          .sorted()
          .forEach(file -> issues.add(unopened(folder.resolve(start.relativize(file)))));
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

  private boolean isOpenedInFolders(Path file) {
    return opened == Opened.ALL && FileEntries.isKnown(file);
  }

  /** Says how many files of a folder or an archive could be inputs, but are not taken. */
  private Issue leftOut(String folder, int number) {
    String files = number == 1 ? "1 file in it is" : number + " files in it are";
    return Issue.information(
        "files-left-out", files + " of a kind that is left out", Location.of(folder), remedy);
  }

  private static Issue unopened(Path file) {
    return Issue.warning(
        "not-opened",
        "what this file holds is not read, as it was found in a folder",
        Location.of(file.toString()),
        "name it beside the folder if it holds inputs");
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
    private final List<Path> unopened = new ArrayList<>();
    private int leftOut;

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
      boolean wanted = !isHidden(file) && (takes(file) || isOpenedInFolders(file));
      if (attributes.isSymbolicLink()) {
        if (wanted || !isHidden(file) && Files.isDirectory(file)) {
          links.add(file);
        }
      } else if (attributes.isRegularFile() && wanted) {
        found.add(file);
      } else if (!isHidden(file) && others.contains(extension(file))) {
        leftOut++;
      } else if (!isHidden(file) && opened == Opened.NAMED && FileEntries.isKnown(file)) {
        unopened.add(file);
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

  /**
   * What the output of a file in a folder or an archive is called: its name without the extension,
   * which only those keep that come after another of that name, {@code a.pdf} after {@code a.nxml}.
   *
   * @param taken what the outputs of those before it are called; this one is added
   */
  static Path output(Path name, Set<Path> taken) {
    Path stem = stem(name);
    if (taken.add(stem)) {
      return stem;
    }
    taken.add(name);
    return name;
  }

  static Path stem(Path path) {
    String name = path.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return path.resolveSibling(dot > 0 ? name.substring(0, dot) : name);
  }
}
