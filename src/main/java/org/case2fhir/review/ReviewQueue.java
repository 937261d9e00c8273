package org.case2fhir.review;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.case2fhir.CaseConverter;
import org.case2fhir.Input;
import org.case2fhir.WholeFile;
import org.case2fhir.document.DocumentReader;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.issue.Result;
import org.case2fhir.issue.Severity;
import org.case2fhir.model.Evidence;
import org.case2fhir.reading.Coverage;
import org.case2fhir.reading.ExtractedCase;

/**
 * The cases that are to be reviewed: one article or case file, or all of a folder. An article is
 * read when it is opened for the first time; its case file is written beside it, under a name that
 * {@link CaseFileNames} gives it, and is what is opened from then on.
 */
final class ReviewQueue {
  private static final int MOST_FILES = 10_000;

  private final ReviewTools tools;
  private final boolean folder;
  private final CaseFileNames names;
  private final List<Entry> entries = new ArrayList<>();

  private ReviewQueue(ReviewTools tools, boolean folder, CaseFileNames names) {
    this.tools = tools;
    this.folder = folder;
    this.names = names;
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

    /** Why it is never opened; empty for nearly all. */
    private final String refusal;

    Entry(Path file, Optional<Path> article, int patient) {
      this.file = file;
      this.article = article;
      this.patient = patient;
      this.refusal = "";
    }

    /** What is in the folder, but is not opened. */
    Entry(Path file, String refusal) {
      this.file = file;
      this.article = Optional.empty();
      this.patient = 1;
      this.refusal = refusal;
    }

    String refusal() {
      return refusal;
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
    boolean folder = Files.isDirectory(input);
    List<Path> found = new ArrayList<>();
    Collector collector = new Collector(input, found);
    if (folder) {
      Files.walkFileTree(input, collector);
    } else {
      addSiblings(input, found);
    }
    List<Path> articles = found.stream().filter(ReviewQueue::isArticle).sorted().toList();
    CaseFileNames names = new CaseFileNames(articles, new CaseSources(tools)::sourceOf);
    ReviewQueue queue = new ReviewQueue(tools, folder, names);
    if (!folder) {
      queue.add(input);
      return queue;
    }
    List<Path> files = found.stream().sorted().limit(MOST_FILES).toList();
    Set<Path> cases = new LinkedHashSet<>();
    for (Path file : files) {
      if (isCaseFile(file)) {
        cases.add(file);
        queue.add(file);
      }
    }
    for (Path file : files) {
      if (isArticle(file)
          && Stream.of(names.caseFile(file, 1), names.caseFile(file, 2))
              .noneMatch(cases::contains)) {
        queue.add(file);
      }
    }
    collector.refused.forEach((path, why) -> queue.entries.add(new Entry(path, why)));
    return queue;
  }

  private static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static boolean isArticle(Path file) {
    return Input.ARTICLE_EXTENSIONS.contains(extension(file));
  }

  /** Collects the files that are read, without following links out of the folder. */
  private static final class Collector extends SimpleFileVisitor<Path> {
    private final Path start;
    private final List<Path> found;
    private final Map<Path, String> refused = new TreeMap<>();

    Collector(Path start, List<Path> found) {
      this.start = start;
      this.found = found;
    }

    private boolean isHidden(Path path) {
      return !path.equals(start) && path.getFileName().toString().startsWith(".");
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return isHidden(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && !isHidden(file)) {
        found.add(file);
      } else if (attributes.isSymbolicLink() && isWanted(file)) {
        refused.put(file, "this symbolic link is not followed; open what it leads to instead");
      }
      return FileVisitResult.CONTINUE;
    }

    private boolean isWanted(Path link) {
      return !isHidden(link)
          && (isArticle(link) || CaseConverter.CASE_FILE_EXTENSIONS.contains(extension(link)));
    }

    /** A folder that may not be opened does not keep the others from being reviewed. */
    @Override
    public FileVisitResult visitFileFailed(Path unreadable, IOException e) throws IOException {
      if (unreadable.equals(start)) {
        throw e;
      }
      refused.put(unreadable, "it cannot be read: check that you may");
      return FileVisitResult.CONTINUE;
    }
  }

  private static boolean isCaseFile(Path file) {
    try {
      return CaseConverter.CASE_FILE_EXTENSIONS.contains(extension(file))
          && Files.size(file) <= CaseConverter.MAX_BYTES
          && holdsCase(file);
    } catch (IOException e) {
      // The queue says that it cannot be read.
      return true;
    }
  }

  private static boolean holdsCase(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    return !new Input(file.toString(), text.getBytes(StandardCharsets.ISO_8859_1)).isFhir()
        && text.matches("(?s).*\\b(?:subject|encounters|diagnoses|findings)\\b[\"']?\\s*:.*")
        && !text.contains("phenopacketSchemaVersion");
  }

  /** The files beside one, named as it is named. */
  private static void addSiblings(Path input, List<Path> found) throws IOException {
    found.add(input);
    Path folder = input.toAbsolutePath().getParent();
    try (DirectoryStream<Path> siblings = Files.newDirectoryStream(folder)) {
      for (Path sibling : siblings) {
        Path named = input.resolveSibling(sibling.getFileName());
        if (!named.equals(input) && Files.isRegularFile(named)) {
          found.add(named);
        }
      }
    } catch (DirectoryIteratorException | AccessDeniedException e) {
      return; // a folder whose files may be read but not listed
    }
  }

  private void add(Path input) {
    if (isArticle(input)) {
      entries.add(new Entry(names.caseFile(input, 1), Optional.of(input), 1));
    } else {
      String name = input.getFileName().toString();
      int patient = name.matches(".*\\.patient-\\d{1,3}\\.case\\.yaml") ? 2 : 1;
      entries.add(new Entry(input, articleOf(input), patient));
    }
  }

  /** The article that a case file was read from: of the same name, beside it. */
  private Optional<Path> articleOf(Path file) {
    String name = file.getFileName().toString();
    if (name.matches(".+\\.case\\.ya?ml")) {
      return names.article(file);
    }
    String stem = name.replaceFirst("\\.(?:ya?ml|json)$", "");
    List<String> stems = stem.equals("case") ? List.of("article", stem) : List.of(stem);
    List<Path> articles =
        stems.stream()
            .flatMap(
                each ->
                    Input.ARTICLE_EXTENSIONS.stream()
                        .sorted()
                        .map(extension -> file.resolveSibling(each + "." + extension)))
            .filter(Files::isRegularFile)
            .toList();
    return articles.isEmpty()
        ? Optional.empty()
        : Optional.of(new CaseSources(tools).sourceOf(file, articles));
  }

  /**
   * Which of several articles of one name a case file was read from: the one that says what the
   * evidence of the case quotes, where the case says that it stands.
   */
  private record CaseSources(ReviewTools tools) {
    /**
     * The source of a case file.
     *
     * @param articles at least one; the first where nobody knows
     */
    Path sourceOf(Path caseFile, List<Path> articles) {
      if (articles.size() == 1 || !Files.isRegularFile(caseFile)) {
        return articles.get(0);
      }
      List<Evidence> evidence = evidence(caseFile);
      Path best = articles.get(0);
      long most = 0;
      for (Path article : articles) {
        long quoted = quoted(evidence, article);
        if (quoted > most || quoted == most && most > 0 && isOlder(article, best)) {
          best = article;
          most = quoted;
        }
      }
      return best;
    }

    private List<Evidence> evidence(Path caseFile) {
      try {
        if (Files.size(caseFile) > CaseConverter.MAX_BYTES) {
          return List.of();
        }
        return new ReviewedCase(caseFile, tools)
            .conversion()
            .report()
            .map(
                report ->
                    Stream.concat(
                            report.subject().evidence().stream(),
                            report.facts().stream()
                                .flatMap(fact -> fact.circumstances().evidence().stream()))
                        .toList())
            .orElse(List.of());
      } catch (IOException e) {
        return List.of(); // who opens it is told
      }
    }

    private static long quoted(List<Evidence> evidence, Path article) {
      String text;
      try {
        Input input = input(article);
        text =
            DocumentReader.read(input.name(), input.content())
                .value()
                .map(SourceDocument::text)
                .orElse("");
      } catch (IOException e) {
        return 0; // who opens it is told
      }
      return evidence.stream().filter(each -> stands(each, text)).count();
    }

    private static boolean stands(Evidence evidence, String text) {
      return evidence
          .span()
          .filter(span -> text.startsWith(evidence.quote(), span.start()))
          .isPresent();
    }

    /** Of two that say the same words the case was read from the one that was there before. */
    private static boolean isOlder(Path article, Path other) {
      try {
        return Files.getLastModifiedTime(article).compareTo(Files.getLastModifiedTime(other)) < 0;
      } catch (IOException e) {
        return false;
      }
    }
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
    if (!entry.refusal.isEmpty()) {
      map.put("state", "unreadable");
      map.put("message", entry.refusal);
    } else if (Files.exists(entry.file)) {
      // Whatever was wrong when it was not there.
      map.put("message", "");
      try {
        map.putAll(opened(entry).progress());
      } catch (IOException e) {
        map.put("state", "unreadable");
        map.put("message", reason(e));
      }
    } else if (!entry.problem.isEmpty()) {
      map.put("state", "unreadable");
    }
    return map;
  }

  /** Why a file could not be read or written, for people: never its words. */
  static String reason(IOException e) {
    return "the file cannot be read or written" + WholeFile.reason(e);
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
    if (!entry.refusal.isEmpty()) {
      throw new UnreadableException(entry.refusal);
    }
    synchronized (entry) {
      if (!Files.exists(entry.file)) {
        if (entry.opened.isPresent()) {
          // To write another in its place would hide that what was decided in it is gone.
          throw new UnreadableException(
              "the case file was moved or removed; put it back, or start again without it");
        }
        extract(entry);
      }
      return opened(entry);
    }
  }

  /**
   * Writes the case files of an article. The one that tells whether the article was read is the
   * last, so that none of the others is missing if the disk is full or the process ends.
   */
  private void extract(Entry entry) throws IOException, UnreadableException {
    List<ExtractedCase> cases = read(entry);
    List<ExtractedCase> lastFirst = new ArrayList<>(cases);
    Collections.reverse(lastFirst);
    for (ExtractedCase found : lastFirst) {
      Path file = names.caseFile(entry.article.orElseThrow(), found.patient());
      String text = tools.extractor().caseFile(found);
      // While the article was read somebody may have put a case file there.
      if (!Files.exists(file)) {
        WholeFile.write(file, text.getBytes(StandardCharsets.UTF_8));
      }
    }
    for (ExtractedCase found : cases) {
      Path file = names.caseFile(entry.article.orElseThrow(), found.patient());
      if (found.patient() != entry.patient) {
        Entry other = new Entry(file, entry.article, found.patient());
        other.read = Optional.of(found);
        addOther(other);
      }
    }
  }

  private synchronized void addOther(Entry other) {
    if (entries.stream().noneMatch(entry -> entry.file.equals(other.file))) {
      entries.add(other);
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
