package org.case2fhir.review;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.case2fhir.CaseConverter;
import org.case2fhir.Input;
import org.case2fhir.WholeFile;
import org.case2fhir.document.DocumentReader;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.issue.Result;
import org.case2fhir.issue.Severity;
import org.case2fhir.reading.Coverage;
import org.case2fhir.reading.ExtractedCase;

/**
 * The cases that are to be reviewed: one article or case file, or all of a folder. An article is
 * read when it is opened for the first time; its case file is written beside it, {@code
 * NAME.case.yaml}, and is what is opened from then on.
 */
final class ReviewQueue {
  private static final String ENDING = ".case.yaml";
  private static final int MOST_FILES = 10_000;

  private final ReviewTools tools;
  private final boolean folder;
  private final List<Entry> entries = new ArrayList<>();

  private ReviewQueue(ReviewTools tools, boolean folder) {
    this.tools = tools;
    this.folder = folder;
  }

  /** A case of the queue. */
  static final class Entry {
    private final Path file;
    private final Optional<Path> article;
    private final int patient;
    private Optional<ReviewedCase> opened = Optional.empty();
    private Optional<SourceDocument> document = Optional.empty();
    private Optional<ExtractedCase> read = Optional.empty();
    private String problem = "";

    Entry(Path file, Optional<Path> article, int patient) {
      this.file = file;
      this.article = article;
      this.patient = patient;
    }

    Path file() {
      return file;
    }

    Optional<Path> article() {
      return article;
    }

    int patient() {
      return patient;
    }
  }

  /** An article or a case file that cannot be opened; the message says why. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
      super(message);
    }
  }

  /**
   * Looks what there is.
   *
   * @throws IOException if the input is not there or cannot be read
   */
  static ReviewQueue of(Path input, ReviewTools tools) throws IOException {
    ReviewQueue queue = new ReviewQueue(tools, Files.isDirectory(input));
    if (!queue.folder) {
      queue.add(input);
      return queue;
    }
    List<Path> files;
    try (Stream<Path> walked = Files.walk(input)) {
      files =
          walked
              .filter(Files::isRegularFile)
              .filter(file -> !input.relativize(file).toString().startsWith("."))
              .sorted()
              .limit(MOST_FILES)
              .toList();
    }
    Set<Path> cases = new LinkedHashSet<>();
    for (Path file : files) {
      if (isCaseFile(file)) {
        cases.add(file);
        queue.add(file);
      }
    }
    for (Path file : files) {
      if (isArticle(file)
          && Stream.of(beside(file, 1), beside(file, 2)).noneMatch(cases::contains)) {
        queue.add(file);
      }
    }
    return queue;
  }

  private static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static boolean isArticle(Path file) {
    return Input.ARTICLE_EXTENSIONS.contains(extension(file));
  }

  private static boolean isCaseFile(Path file) throws IOException {
    if (!CaseConverter.CASE_FILE_EXTENSIONS.contains(extension(file))
        || Files.size(file) > CaseConverter.MAX_BYTES) {
      return false;
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    return !new Input(file.toString(), text.getBytes(StandardCharsets.ISO_8859_1)).isFhir()
        && text.matches("(?s).*\\b(?:subject|encounters|diagnoses|findings)\\b[\"']?\\s*:.*")
        && !text.contains("phenopacketSchemaVersion");
  }

  private static Path beside(Path article, int patient) {
    String name = article.getFileName().toString();
    String stem = name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name;
    return article.resolveSibling(stem + (patient == 1 ? "" : ".patient-" + patient) + ENDING);
  }

  private void add(Path input) {
    if (isArticle(input)) {
      entries.add(new Entry(beside(input, 1), Optional.of(input), 1));
    } else {
      String name = input.getFileName().toString();
      int patient = name.matches(".*\\.patient-\\d{1,3}\\.case\\.yaml") ? 2 : 1;
      entries.add(new Entry(input, articleOf(input), patient));
    }
  }

  /** The article that a case file was read from: of the same name, beside it. */
  private static Optional<Path> articleOf(Path file) {
    String name = file.getFileName().toString();
    String stem =
        name.replaceFirst("(?:\\.patient-\\d{1,3})?\\.case\\.ya?ml$", "")
            .replaceFirst("\\.(?:ya?ml|json)$", "");
    List<String> stems = stem.equals("case") ? List.of("article", stem) : List.of(stem);
    return stems.stream()
        .flatMap(
            each ->
                Input.ARTICLE_EXTENSIONS.stream()
                    .sorted()
                    .map(extension -> file.resolveSibling(each + "." + extension)))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  boolean isFolder() {
    return folder;
  }

  synchronized int size() {
    return entries.size();
  }

  synchronized Entry entry(int number) {
    return entries.get(number);
  }

  /** The queue as the page gets it. */
  synchronized List<Map<String, Object>> list() {
    List<Map<String, Object>> list = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      list.add(describe(i));
    }
    return list;
  }

  private Map<String, Object> describe(int number) {
    Entry entry = entries.get(number);
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("number", number);
    map.put("name", entry.file.getFileName().toString());
    map.put("article", entry.article.map(path -> path.getFileName().toString()).orElse(null));
    map.put("title", "");
    map.put("state", "new");
    map.put("facts", 0);
    map.put("checked", 0);
    map.put("contradictions", null);
    map.put("message", entry.problem);
    if (!entry.problem.isEmpty()) {
      map.put("state", "unreadable");
    } else if (Files.exists(entry.file)) {
      try {
        map.putAll(opened(entry).progress());
      } catch (IOException e) {
        map.put("state", "unreadable");
        map.put("message", reason(e));
      }
    }
    return map;
  }

  /** Why a file could not be read, for people: never its words. */
  static String reason(IOException e) {
    String reason = WholeFile.reason(e);
    return "the file cannot be read" + reason;
  }

  private ReviewedCase opened(Entry entry) {
    if (entry.opened.isEmpty()) {
      entry.opened = Optional.of(new ReviewedCase(entry.file, tools));
    }
    return entry.opened.get();
  }

  /**
   * Opens a case; an article without a case file is read.
   *
   * @throws UnreadableException if there is no case in it
   * @throws IOException if a file cannot be read or written
   */
  ReviewedCase open(int number) throws IOException, UnreadableException {
    Entry entry = entry(number);
    synchronized (entry) {
      if (!Files.exists(entry.file)) {
        extract(entry);
      }
      return opened(entry);
    }
  }

  private void extract(Entry entry) throws IOException, UnreadableException {
    List<ExtractedCase> cases = read(entry);
    for (ExtractedCase found : cases) {
      Path file = beside(entry.article.orElseThrow(), found.patient());
      if (!Files.exists(file)) {
        String text = tools.extractor().caseFile(found);
        WholeFile.write(file, text.getBytes(StandardCharsets.UTF_8));
      }
      if (found.patient() > 1) {
        Entry other = new Entry(file, entry.article, found.patient());
        other.read = Optional.of(found);
        synchronized (this) {
          entries.add(other);
        }
      }
    }
  }

  /** Reads the article of a case. */
  private List<ExtractedCase> read(Entry entry) throws IOException, UnreadableException {
    Path article =
        entry.article.orElseThrow(
            () -> new UnreadableException("the case file is gone, and there is no article"));
    Result<List<ExtractedCase>> result = tools.extractor().read(input(article));
    if (result.value().isEmpty() || result.value().get().isEmpty()) {
      entry.problem =
          result.issues().stream()
              .filter(issue -> issue.severity() == Severity.ERROR)
              .findFirst()
              .map(issue -> issue.message())
              .orElse("no case was found in it");
      throw new UnreadableException(entry.problem);
    }
    List<ExtractedCase> cases = result.value().get();
    entry.read = cases.stream().filter(found -> found.patient() == entry.patient).findFirst();
    return cases;
  }

  private static Input input(Path article) throws IOException {
    try (var in = Files.newInputStream(article)) {
      return Input.read(article.getFileName().toString(), in, CaseConverter.MAX_ARTICLE_BYTES);
    }
  }

  /** The case as the program reads it now. */
  ExtractedCase readAgain(int number) throws IOException, UnreadableException {
    Entry entry = entry(number);
    synchronized (entry) {
      read(entry);
      return entry.read.orElseThrow(
          () -> new UnreadableException("this patient is not found in the article any more"));
    }
  }

  /** The article of a case; absent if there is none or it cannot be read. */
  Optional<SourceDocument> document(int number) throws IOException {
    Entry entry = entry(number);
    synchronized (entry) {
      if (entry.document.isEmpty() && entry.article.isPresent()) {
        Input input = input(entry.article.get());
        entry.document = DocumentReader.read(input.name(), input.content()).value();
      }
      return entry.document;
    }
  }

  /** What of the article became facts; reads it, if it was not read yet. */
  Optional<Coverage> coverage(int number) throws IOException {
    Entry entry = entry(number);
    synchronized (entry) {
      if (entry.read.isEmpty() && entry.article.isPresent()) {
        try {
          read(entry);
        } catch (UnreadableException e) {
          // A case file can be reviewed beside an article in which the program finds no case.
          entry.problem = "";
        }
      }
      return entry.read.map(Coverage::of);
    }
  }

  /** How the facts of a case were read, if its article was read. */
  Optional<String> explanation(int number) throws IOException {
    coverage(number);
    return entry(number).read.map(ExtractedCase::explanation);
  }
}
