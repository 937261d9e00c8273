package org.case2fhir.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.case2fhir.WholeFile;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.cli.InputFiles.InputFile;
import org.case2fhir.cli.RunRecord.Written;
import org.case2fhir.issue.Sha256;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Where each input's Bundle or page goes, settled before anything is converted. */
final class OutputFiles implements AutoCloseable {
  /** The record of a run into a folder; hidden, so that no command takes it for an input. */
  private static final String RECORD = ".case2fhir-run.jsonl";

  /** Options whose files are written. */
  private static final Set<String> OUTPUT_OPTIONS =
      Set.of("--output", "--report-file", "--coverage", "--calibrate", "--ledger", "--resume");

  /** Options of one file, which is written on. */
  private static final Set<String> LEDGER_OPTIONS = Set.of("--ledger", "--resume");

  private final Map<InputFile, Path> targets = new HashMap<>();
  private final Claims claims;
  private final List<Written> written = new ArrayList<>();
  private Path folder;
  private String extension = "";

  /** Whether files that people may have worked on stay. */
  private boolean keepingEdited;

  /** Of outputs that are lines of one file. */
  private Optional<Path> lines = Optional.empty();

  private Optional<JsonLinesFile> open = Optional.empty();

  private OutputFiles(Claims claims) {
    this.claims = claims;
  }

  /**
   * Plans the outputs.
   *
   * @param output the option's value; null for standard output
   * @param command with all options and parameters that name files
   * @throws UsageProblem if several Bundles would go to one place, or one over an input
   */
  static OutputFiles plan(
      String output, List<InputFile> files, String extension, CommandSpec command) {
    OutputFiles outputs = new OutputFiles(Claims.of(command, files));
    if (output == null || output.equals(InputFiles.STANDARD_INPUT)) {
      if (files.size() > 1 || files.stream().anyMatch(InputFile::holdsSeveral)) {
        throw new UsageProblem("Several inputs need a folder: -o DIR");
      }
      return outputs;
    }
    if (output.isEmpty()) {
      throw new UsageProblem("The output has no name");
    }
    outputs.extension = extension;
    if (isLines(output)) {
      requireJson(output, extension);
      outputs.lines = Optional.of(Path.of(output));
      outputs.claims.claim(Path.of(output), "all inputs");
      return outputs;
    }
    boolean folder = isFolder(output, severalInputs(command, files));
    outputs.folder = folder ? Path.of(output) : null;
    for (InputFile file : files) {
      if (file.holdsSeveral()) {
        continue; // where its entries go is known when they are read
      }
      Path target =
          folder ? Path.of(output).resolve(file.relative() + "." + extension) : Path.of(output);
      outputs.claims.claim(target, file.name());
      outputs.targets.put(file, target);
    }
    return outputs;
  }

  /** Also where all but one gave nothing: what is in a folder must not change what -o means. */
  private static boolean severalInputs(CommandSpec command, List<InputFile> files) {
    int named =
        command.positionalParameters().stream()
            .mapToInt(parameter -> parameter.originalStringValues().size())
            .sum();
    return named > 1
        || files.size() > 1
        || files.stream().anyMatch(file -> file.walked() || file.holdsSeveral());
  }

  private static boolean isLines(String output) {
    String name = output.toLowerCase(Locale.ROOT);
    return (name.endsWith(".ndjson") || name.endsWith(".jsonl"))
        && !Files.isDirectory(Path.of(output));
  }

  private static void requireJson(String output, String extension) {
    if (!extension.equals("json")) {
      throw new UsageProblem("A file of JSON lines needs JSON, not " + extension + ": " + output);
    }
  }

  private static boolean isFolder(String output, boolean several) {
    Path path = Path.of(output);
    if (several && Files.isRegularFile(path)) {
      throw new UsageProblem("Several inputs need a folder, but this is a file: " + output);
    }
    return several || output.endsWith("/") || output.endsWith("\\") || Files.isDirectory(path);
  }

  /**
   * Whether each input has a file of its own in a folder, where there is room for more beside it.
   */
  boolean isFolder() {
    return folder != null;
  }

  /** Whether there is room for any number of outputs of an input. */
  boolean holdsSeveral() {
    return folder != null || lines.isPresent();
  }

  /** Where a record of what was written is kept; of one file for one input there is none. */
  Optional<Path> record() {
    return lines
        .map(JsonLinesFile::record)
        .or(() -> Optional.ofNullable(folder).map(place -> place.resolve(RECORD)));
  }

  /** What was written since this was asked last. */
  List<Written> takeWritten() {
    List<Written> taken = List.copyOf(written);
    written.clear();
    return taken;
  }

  /**
   * Takes what an earlier run wrote of an input as the output of this run, if it is still there.
   *
   * @throws IOException if nobody knows
   */
  boolean keep(InputFile file, List<Written> earlier) throws IOException {
    if (lines.isPresent()) {
      Written part = earlier.get(0);
      return linesFile().keep(part.from(), part.to());
    }
    for (Written each : earlier) {
      Path target = folder.resolve(each.name());
      if (!Files.isRegularFile(target) || Files.size(target) != each.to()) {
        return false;
      }
    }
    for (Written each : earlier) {
      Path target = folder.resolve(each.name());
      boolean planned = target.equals(targets.get(file));
      claims.keep(target, planned);
    }
    return true;
  }

  private JsonLinesFile linesFile() throws IOException {
    if (open.isEmpty()) {
      open = Optional.of(JsonLinesFile.open(lines.orElseThrow()));
    }
    return open.get();
  }

  /**
   * Puts the file of all outputs in its place, where there is one.
   *
   * @throws IOException if it cannot be put there
   */
  void finish() throws IOException {
    if (open.isPresent()) {
      open.get().finish();
    }
  }

  /** Leaves what is not in its place for a later run to go on with. */
  @Override
  public void close() throws IOException {
    if (open.isPresent()) {
      open.get().close();
    }
  }

  /**
   * Claims one more file in the folder, beside those of the inputs.
   *
   * @throws UsageProblem if it is one of them, or an input
   */
  void claimBeside(String name) {
    Path target = folder.resolve(name);
    if (targets.containsValue(target)) {
      throw new UsageProblem(
          "An input would be written to " + target + ", as the index; rename it");
    }
    claims.claim(target, "the index");
  }

  /**
   * Begins another file in the folder.
   *
   * @throws IOException if nothing can be written there, or it is an input
   */
  WholeFile openBeside(String name) throws IOException {
    Path target = folder.resolve(name);
    try {
      claims.claim(target, "this run");
    } catch (UsageProblem taken) {
      throw new FileSystemException(target.toString(), null, taken.getMessage());
    }
    return WholeFile.open(target);
  }

  /**
   * Plans outputs that are not one for each input, all in a folder.
   *
   * @throws UsageProblem if there is no folder
   */
  static OutputFiles inFolder(String output, List<InputFile> files, CommandSpec command) {
    if (output == null || output.isEmpty() || output.equals(InputFiles.STANDARD_INPUT)) {
      throw new UsageProblem("NDJSON is a file for each type: name a folder with -o DIR");
    }
    if (Files.isRegularFile(Path.of(output))) {
      throw new UsageProblem("NDJSON needs a folder, but this is a file: " + output);
    }
    OutputFiles outputs = new OutputFiles(Claims.of(command, files));
    outputs.folder = Path.of(output);
    return outputs;
  }

  /**
   * Writes such a file, whole.
   *
   * @throws IOException if it cannot be written
   */
  void writeBeside(String name, byte[] content) throws IOException {
    claims.write(folder.resolve(name), true, content);
  }

  /** From now on a file that is not as this program wrote it is not replaced. */
  void keepEdited() {
    keepingEdited = true;
  }

  /**
   * Makes sure that no work of a person is replaced: a file that is there already is as this
   * program wrote it, or says the same as the new one.
   *
   * @param part added to the name of the file
   * @throws EditedFileException if it is another
   * @throws IOException if it cannot be read
   */
  void requireUnedited(InputFile file, String part, byte[] content) throws IOException {
    Optional<Path> target = target(file).map(path -> named(path, part));
    if (keepingEdited && lines.isEmpty() && target.isPresent()) {
      WrittenFiles.requireUnedited(target.get(), content);
    }
  }

  /** Says in words why a Bundle could not be written. */
  String failure(InputFile file, IOException e) {
    boolean many = folder != null && extension.isEmpty();
    String target =
        (many ? Optional.of(folder) : target(file))
            .or(() -> lines)
            .map(Path::toString)
            .orElse("standard output");
    return "its output cannot be written to " + target + WholeFile.reason(e);
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
    if (lines.isPresent()) {
      long from = linesFile().end();
      linesFile().add(content);
      long first = written.isEmpty() ? from : written.get(0).from();
      written.clear();
      written.add(new Written("", first, linesFile().end()));
      return;
    }
    Optional<Path> target = target(file).map(path -> named(path, part));
    if (target.isPresent()) {
      boolean planned = part.isEmpty() && targets.containsKey(file);
      claims.write(target.get(), planned, content);
      if (folder != null) {
        written.add(new Written(folder.relativize(target.get()).toString(), 0, content.length));
      }
    } else {
      terminal.out().write(content);
      terminal.out().flush();
    }
  }

  private Optional<Path> target(InputFile file) {
    Optional<Path> planned = Optional.ofNullable(targets.get(file));
    boolean later = planned.isEmpty() && folder != null;
    return later ? Optional.of(folder.resolve(file.relative() + "." + extension)) : planned;
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
  static void refuseCollisions(CommandSpec command) {
    refuseCollisions(command, List.of());
  }

  /**
   * The same when the files in folders are known.
   *
   * @param files all inputs
   */
  static void refuseCollisions(CommandSpec command, List<InputFile> files) {
    Claims claims = Claims.of(command, files);
    command.options().stream()
        .filter(option -> List.of(option.names()).contains("--output"))
        .flatMap(option -> Claims.paths(option).stream())
        .filter(path -> !Files.isDirectory(path))
        .forEach(path -> claims.claimNamed(path, "--output"));
  }

  /** A file that is there already may hold work of a person. */
  static final class EditedFileException extends FileSystemException {
    static final String REMEDY = "move it away, or add --force to replace it";

    private static final long serialVersionUID = 1L;

    EditedFileException(Path file) {
      super(file.toString(), null, "it is there already and not as this program wrote it");
    }

    /** What is said about it. */
    String words() {
      return "nothing is written to " + getFile() + ": " + getReason();
    }
  }

  /**
   * Files that note in an extended attribute with what content the program wrote them. One that was
   * edited, replaced or copied since, or was never written by it, has no such note or another one.
   */
  private static final class WrittenFiles {
    private static final String NOTE = "case2fhir.sha256";

    /** What is larger was not written here. */
    private static final long LARGEST = 1L << 28;

    private WrittenFiles() {}

    static void write(Path output, byte[] content) throws IOException {
      try (WholeFile file = WholeFile.open(output)) {
        file.out().write(content);
        file.note(NOTE, Sha256.of(content));
        file.commit();
      }
    }

    static void requireUnedited(Path output, byte[] content) throws IOException {
      if (!Files.isRegularFile(output) || Files.size(output) == 0) {
        return;
      }
      String there = digest(output);
      if (!there.equals(Sha256.of(content))
          && !WholeFile.note(output, NOTE).equals(Optional.of(there))) {
        throw new EditedFileException(output);
      }
    }

    /** Of a file that may be of any size. */
    private static String digest(Path file) throws IOException {
      return Files.size(file) > LARGEST ? "" : Sha256.of(Files.readAllBytes(file));
    }
  }

  /** Which files a command reads, and which it is going to write or has written. */
  private static final class Claims {
    private final Map<Object, String> inputs = new HashMap<>();
    private final Map<Object, String> outputs = new HashMap<>();
    private final Set<Object> written = new HashSet<>();

    /** Folders of which files are read: those of options, and those of inputs. */
    private final List<Path> optionFolders = new ArrayList<>();

    private final List<Path> inputFolders = new ArrayList<>();

    /**
     * Claims all files that a command's arguments name, but not its {@code --output}.
     *
     * @param files the files of its arguments, as far as they are known
     */
    static Claims of(CommandSpec command, List<InputFile> files) {
      Claims claims = new Claims();
      for (ArgSpec argument : command.args()) {
        boolean writes =
            argument instanceof OptionSpec option
                && !Collections.disjoint(List.of(option.names()), OUTPUT_OPTIONS);
        if (!writes) {
          for (Path path : paths(argument)) {
            claims.inputs.put(WholeFile.identity(path), path.toString());
            if (Files.isDirectory(path)) {
              (argument.isOption() ? claims.optionFolders : claims.inputFolders)
                  .add(WholeFile.place(path));
            }
          }
        }
      }
      files.stream()
          .filter(file -> !file.isStandardInput())
          .forEach(file -> claims.inputs.put(WholeFile.identity(file.path()), file.name()));
      if (files.stream().anyMatch(InputFile::isStandardInput)) {
        ifFile("/dev/stdin", path -> claims.inputs.put(WholeFile.identity(path), "-"));
      }
      ifFile("/dev/stdout", path -> claims.refuseInput(path, "Standard output"));
      for (OptionSpec option : command.options()) {
        if (!Collections.disjoint(List.of(option.names()), OUTPUT_OPTIONS)
            && !List.of(option.names()).contains("--output")) {
          paths(option).forEach(path -> claims.claimNamed(path, option.longestName()));
        }
      }
      return claims;
    }

    /** What a standard stream is redirected to, where the system says so. */
    private static void ifFile(String stream, Consumer<Path> use) {
      if (Files.isRegularFile(Path.of(stream))) {
        use.accept(Path.of(stream));
      }
    }

    private void refuseInput(Path output, String by) {
      String input = inputs.get(WholeFile.identity(output));
      if (input != null) {
        throw new UsageProblem(by + " would overwrite an input: " + input);
      }
    }

    private void refuseWithin(List<Path> folders, Path output, String by) {
      Path place = WholeFile.place(output);
      if (Files.exists(place) && folders.stream().anyMatch(place::startsWith)) {
        throw new UsageProblem(
            by + " would overwrite a file in a folder of inputs: " + place.getFileName());
      }
    }

    /**
     * Who has claimed a file before, else null. What is known of a file is more once its folder is
     * made, so its place is compared too.
     */
    private String taken(Path output, String by) {
      String one = outputs.putIfAbsent(WholeFile.identity(output), by);
      String other = outputs.putIfAbsent(WholeFile.place(output), by);
      return one == null ? other : one;
    }

    /** Claims a file that an option names. */
    void claimNamed(Path output, String option) {
      refuseInput(output, option);
      refuseWithin(inputFolders, output, option);
      refuseWithin(optionFolders, output, option);
      String other = taken(output, option);
      boolean one = LEDGER_OPTIONS.contains(option) && LEDGER_OPTIONS.contains("" + other);
      if (other != null && !one) {
        throw new UsageProblem(other + " and " + option + " would write the same file: " + output);
      }
    }

    /** Claims a file that an input is going to become. */
    void claim(Path output, String input) {
      refuseInput(output, "The output of " + input);
      refuseWithin(optionFolders, output, "The output of " + input);
      String other = taken(output, input);
      if (other != null) {
        throw new UsageProblem(
            "Both %s and %s would be written to %s; rename one, or name the folder above them"
                .formatted(other, input, output));
      }
    }

    /**
     * Writes a file, but over none that this run has read or written: what an input becomes several
     * files of has names that nobody planned, and two names may turn out to be one file here.
     */
    void write(Path output, boolean planned, byte[] content) throws IOException {
      try {
        if (!planned) {
          claim(output, "this input");
        }
      } catch (UsageProblem taken) {
        throw new FileSystemException(output.toString(), null, taken.getMessage());
      }
      boolean regular = !Files.exists(output) || Files.isRegularFile(output);
      if (regular && written.contains(WholeFile.identity(output))) {
        throw new FileSystemException(
            output.toString(), null, "another output of this run is the same file");
      }
      WrittenFiles.write(output, content);
      if (regular) {
        written.add(WholeFile.identity(output));
      }
    }

    /**
     * Takes a file that an earlier run has written for one of this run.
     *
     * @throws IOException if it is an input or another output
     */
    void keep(Path output, boolean planned) throws IOException {
      try {
        if (!planned) {
          claim(output, "this input");
        }
      } catch (UsageProblem taken) {
        throw new FileSystemException(output.toString(), null, taken.getMessage());
      }
      written.add(WholeFile.identity(output));
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
  }

  /**
   * A file with the JSON of each input on a line, in their order. Until it is complete it lies
   * beside its place, where a later run may go on with it.
   */
  static final class JsonLinesFile implements AutoCloseable {
    private final WholeFile file;

    /** How many bytes hold. */
    private long end;

    /** Whether a line is missing because it could not be written. */
    private boolean broken;

    private JsonLinesFile(WholeFile file) {
      this.file = file;
    }

    /**
     * Begins the file.
     *
     * @throws IOException if nothing can be written there
     */
    static JsonLinesFile open(Path target) throws IOException {
      Path place = WholeFile.place(target);
      return new JsonLinesFile(
          WholeFile.resumable(place, place.resolveSibling("." + place.getFileName() + ".part")));
    }

    /** Where the record of the run that writes such a file is. */
    static Path record(Path target) {
      Path place = WholeFile.place(target);
      return place.resolveSibling("." + place.getFileName() + ".run.jsonl");
    }

    /** Where the next line begins, in bytes. */
    long end() {
      return end;
    }

    /**
     * Keeps lines of an earlier run.
     *
     * @return whether they are the next ones, and there
     * @throws IOException if nobody knows
     */
    boolean keep(long from, long to) throws IOException {
      if (from != end || to > file.length()) {
        return false;
      }
      end = to;
      return true;
    }

    /**
     * Adds a line. What an earlier run wrote from here on is cut off.
     *
     * @param json one value, on any number of lines
     * @throws IOException if it cannot be written
     */
    void add(byte[] json) throws IOException {
      byte[] line = line(json);
      try {
        file.cut(end);
        file.out().write(line);
      } catch (IOException e) {
        broken = true;
        throw e;
      }
      end += line.length;
    }

    /** The same value without white space between its tokens, and with a line feed at its end. */
    private static byte[] line(byte[] json) {
      StringBuilder line = new StringBuilder(json.length);
      boolean inString = false;
      String text = new String(json, StandardCharsets.UTF_8);
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (inString && c == '\\') {
          line.append(c).append(text.charAt(++i));
          continue;
        }
        inString ^= c == '"';
        if (inString || c != ' ' && c != '\n' && c != '\r' && c != '\t') {
          line.append(c);
        }
      }
      return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Puts the file in its place; without a line nothing changes.
     *
     * @throws IOException if it cannot be put there, or a line could not be written: a file without
     *     it must not replace one that has it
     */
    void finish() throws IOException {
      if (end == 0) {
        file.discard();
      } else if (broken) {
        throw new IOException(
            "not all lines could be written; what was there before stays. Make room, and add"
                + " --resume to go on");
      } else {
        file.cut(end);
        file.commit();
      }
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
