package org.case2fhir.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.case2fhir.CaseConverter;
import org.case2fhir.Conversion;
import org.case2fhir.Input;
import org.case2fhir.WholeFile;
import org.case2fhir.casefile.CaseFile.FactSyntax;
import org.case2fhir.casefile.CaseFileEditor;
import org.case2fhir.casefile.CaseFileWriter;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Severity;
import org.case2fhir.issue.Sha256;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Visit;
import org.case2fhir.review.CaseEdits.ConflictException;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * One case file under review. The file is all there is: it is read before each change, and written
 * as a whole after it, so that an editor, a second page or a crash never costs what was confirmed.
 * Safe for use by several threads.
 */
final class ReviewedCase {
  private static final int MOST_STEPS = 500;

  /** How often a change is made anew when the file was changed by others in the meantime. */
  private static final int TRIES = 5;

  private static final String BYTE_ORDER_MARK = "\ufeff";

  private final Path path;
  private final ReviewTools tools;
  private final Deque<Step> done = new ArrayDeque<>();
  private final Deque<Step> undone = new ArrayDeque<>();
  private String hash = "";
  private CaseFileEditor file;
  private CaseState state;
  private Conversion conversion;
  private Optional<String> message = Optional.empty();

  /** Whether the file begins with a byte order mark, which stays. */
  private boolean marked;

  /** A change with the text before and after it. */
  private record Step(String label, String before, String after) {}

  /**
   * @param path of the case file, which is there
   */
  ReviewedCase(Path path, ReviewTools tools) {
    this.path = path;
    this.tools = tools;
  }

  /** A change that would leave the case with errors that it did not have. */
  static final class InvalidEditException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient List<Map<String, Object>> issues;

    InvalidEditException(List<Map<String, Object>> issues) {
      super("this would be an error in the case file");
      this.issues = List.copyOf(issues);
    }

    List<Map<String, Object>> issues() {
      return issues;
    }
  }

  /** The file, for messages. */
  Path path() {
    return path;
  }

  /**
   * Tells one state of the file on disk from another.
   *
   * @throws IOException if the file is gone or cannot be read
   */
  String version() throws IOException {
    return Sha256.of(text());
  }

  private String text() throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      // To read a pipe or a device may take for ever.
      throw new IOException("a folder, a pipe or a device stands in its place");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(CaseConverter.MAX_BYTES + 1);
    }
    if (bytes.length > CaseConverter.MAX_BYTES) {
      throw new IOException("the file is larger than a case file may be");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      // What is not understood would be lost with the next change.
      throw new IOException("it is not UTF-8 text; save it as UTF-8", e);
    }
    marked = text.startsWith(BYTE_ORDER_MARK);
    return marked ? text.substring(1) : text;
  }

  /** Reads the file if it is another than before. */
  private void load() throws IOException {
    String text = text();
    String now = Sha256.of(text);
    if (now.equals(hash)) {
      return;
    }
    CaseFileEditor opened = editor(text);
    boolean first = hash.isEmpty();
    Map<String, String> before = first ? Map.of() : etags(file);
    read(opened, now);
    if (!first) {
      done.clear();
      undone.clear();
      message = Optional.of(difference(before, etags(opened)));
    }
  }

  private void read(CaseFileEditor opened, String now) {
    file = opened;
    hash = now;
    conversion = convert(opened.text());
    state = new CaseState(opened, conversion);
  }

  private Conversion convert(String text) {
    return tools.quick().map(input(text));
  }

  private Input input(String text) {
    return new Input(path.getFileName().toString(), text.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> etags(CaseFileEditor file) {
    Map<String, String> etags = new LinkedHashMap<>();
    RawFact.all(file).forEach(fact -> etags.put(fact.etag(), fact.words()));
    return etags;
  }

  private static String difference(Map<String, String> before, Map<String, String> after) {
    long gone = before.keySet().stream().filter(tag -> !after.containsKey(tag)).count();
    long fresh = after.keySet().stream().filter(tag -> !before.containsKey(tag)).count();
    long changed = Math.min(gone, fresh);
    List<String> parts = new ArrayList<>();
    if (changed > 0) {
      parts.add(changed + (changed == 1 ? " fact" : " facts") + " changed");
    }
    if (fresh > changed) {
      parts.add(fresh - changed + " added");
    }
    if (gone > changed) {
      parts.add(gone - changed + " removed");
    }
    return "the file was changed outside of this page: "
        + (parts.isEmpty() ? "no fact is another" : String.join(", ", parts));
  }

  /** The case as the page shows it. */
  synchronized Map<String, Object> show() throws IOException {
    load();
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("version", hash);
    shown.put("state", reviewState(file, state.progress()));
    shown.put("readOnly", !Files.isWritable(path));
    shown.putAll(state.toMap());
    shown.put("undo", done.isEmpty() ? null : done.peek().label());
    shown.put("redo", undone.isEmpty() ? null : undone.peek().label());
    shown.put("message", message.orElse(null));
    message = Optional.empty();
    return shown;
  }

  /**
   * How far it is, for the queue. A case that nobody opened is only counted, not mapped: a folder
   * may hold thousands.
   */
  synchronized Map<String, Object> progress() throws IOException {
    Map<String, Object> progress = new LinkedHashMap<>();
    CaseFileEditor current;
    if (hash.isEmpty()) {
      current = editor(text());
      progress.putAll(CaseState.decisions(current));
      progress.put("contradictions", null);
    } else {
      load();
      current = file;
      progress.putAll(state.progress());
    }
    progress.put("state", reviewState(current, progress));
    progress.put("title", current.value("/title").map(Object::toString).orElse(""));
    return progress;
  }

  private static String reviewState(CaseFileEditor file, Map<String, Object> progress) {
    if (file.value("/reviewed").isPresent()) {
      return "done";
    }
    return ((Number) progress.get("checked")).intValue() > 0 ? "in-review" : "new";
  }

  private static CaseFileEditor editor(String text) throws IOException {
    try {
      return CaseFileEditor.of(text);
    } catch (IllegalArgumentException e) {
      throw new IOException("the case file cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Makes edits and saves them.
   *
   * @param label what it is called when it is undone
   * @throws ConflictException if a fact is another than the edits are about
   * @throws InvalidEditException if the case would have errors that it has not
   * @throws IllegalArgumentException if an edit makes no sense
   * @throws IOException if the file cannot be read or written
   */
  synchronized void edit(String label, JsonNode edits)
      throws IOException, ConflictException, InvalidEditException {
    boolean accepted = true;
    for (JsonNode edit : edits) {
      accepted &= edit.path("op").asText().equals("accept");
    }
    boolean saved = false;
    for (int i = 0; !saved; i++) {
      load();
      CaseEdits changes = new CaseEdits(file, tools.reviewer(), tools.today());
      changes.apply(edits);
      // What is accepted says nothing new: 600 facts need not be mapped again for it.
      Conversion after = accepted ? conversion : convert(changes.file().text());
      saved = save(label, changes.file(), after, i);
    }
  }

  /** Says that the review of the case is done, or that it is not. */
  synchronized void finish(boolean finished) throws IOException, InvalidEditException {
    boolean saved = false;
    for (int i = 0; !saved; i++) {
      load();
      CaseFileEditor changed = file;
      if (finished) {
        Map<String, Object> review = new LinkedHashMap<>();
        review.put("by", tools.reviewer());
        review.put("on", tools.today());
        changed = file.set("/reviewed", review);
      } else if (file.value("/reviewed").isPresent()) {
        changed = file.remove("/reviewed");
      }
      String label = finished ? "finish the review" : "go on with the review";
      saved = save(label, changed, convert(changed.text()), i);
    }
  }

  /**
   * Saves a change of the file as it was loaded.
   *
   * @param tries how often this was to be done before
   * @return false if the file is another by now, so that the change is to be made on that
   * @throws IOException if it cannot be written, or is another each time
   */
  private boolean save(String label, CaseFileEditor changed, Conversion after, int tries)
      throws IOException, InvalidEditException {
    if (changed.text().equals(file.text())) {
      return true;
    }
    CaseState next = new CaseState(changed, after);
    List<Map<String, Object>> fresh = freshErrors(after, next);
    if (!fresh.isEmpty()) {
      throw new InvalidEditException(fresh);
    }
    String before = file.text();
    // To map a case takes its time, and an editor may have saved the file in it.
    if (tries < TRIES && !isAsLoaded()) {
      return false;
    }
    write(changed.text());
    file = changed;
    hash = Sha256.of(changed.text());
    conversion = after;
    state = next;
    done.push(new Step(label, before, changed.text()));
    while (done.size() > MOST_STEPS) {
      done.removeLast();
    }
    undone.clear();
    return true;
  }

  /** Errors that the file does not have yet, wherever it has them. */
  private List<Map<String, Object>> freshErrors(Conversion after, CaseState next) {
    Map<String, Integer> known = new HashMap<>();
    for (Issue issue : conversion.issues()) {
      known.merge(issue.code() + issue.message(), 1, Integer::sum);
    }
    List<Map<String, Object>> fresh = new ArrayList<>();
    for (Issue issue : after.issues()) {
      boolean error = issue.severity() == Severity.ERROR;
      if (error && known.merge(issue.code() + issue.message(), -1, Integer::sum) < 0) {
        fresh.add(CaseState.issue(issue, next.pointer(issue)));
      }
    }
    return fresh;
  }

  private boolean isAsLoaded() throws IOException {
    return Sha256.of(text()).equals(hash);
  }

  /**
   * Puts a text in the place of the one that was loaded.
   *
   * @throws IOException if it cannot be written, or another stands there by now
   */
  private void write(String text) throws IOException {
    if (!isAsLoaded()) {
      throw new IOException("it is being changed elsewhere; try again");
    }
    WholeFile.write(
        path, (marked ? BYTE_ORDER_MARK + text : text).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Takes the last change back.
   *
   * @return whether there was one
   */
  synchronized boolean undo() throws IOException {
    load();
    return step(done, undone, true);
  }

  /** Makes the last change that was taken back once more. */
  synchronized boolean redo() throws IOException {
    load();
    return step(undone, done, false);
  }

  private boolean step(Deque<Step> from, Deque<Step> to, boolean back) throws IOException {
    if (from.isEmpty()) {
      return false;
    }
    Step step = from.peek();
    String text = back ? step.before() : step.after();
    CaseFileEditor opened = CaseFileEditor.of(text);
    write(text);
    read(opened, Sha256.of(text));
    from.pop();
    to.push(step);
    return true;
  }

  /**
   * Puts another text in the place of the file, as one change.
   *
   * @param from the text that it was made from
   * @throws IOException if the file holds another text by now, or cannot be written
   */
  synchronized void replace(String label, String from, String text, String notice)
      throws IOException, InvalidEditException {
    load();
    if (!file.text().equals(from)) {
      throw new IOException("it was changed meanwhile; try again");
    }
    CaseFileEditor changed = CaseFileEditor.of(text);
    save(label, changed, convert(changed.text()), TRIES);
    message = Optional.of(notice);
  }

  /** The text of the file. */
  synchronized String current() throws IOException {
    load();
    return file.text();
  }

  /** The case as a Bundle, with where each resource comes from; not validated. */
  synchronized Conversion conversion() throws IOException {
    load();
    return conversion;
  }

  /** What became of the facts. */
  synchronized CaseState state() throws IOException {
    load();
    return state;
  }

  /** What the person changed, as JSON lines; nothing if the case cannot be read. */
  synchronized String corrections() throws IOException {
    load();
    Optional<CaseReport> original = convert(CaseEdits.original(file).text()).report();
    Optional<CaseReport> reviewed = conversion.report();
    return original.isPresent() && reviewed.isPresent()
        ? Corrections.jsonLines(Corrections.between(original.get(), reviewed.get()))
        : "";
  }

  /** The file as an input. */
  synchronized Input input() throws IOException {
    load();
    return input(file.text());
  }

  /**
   * What a person changed in a case that a machine read: facts added, removed and changed, field by
   * field as a case file writes them. An order of facts, a confidence and who reviewed a fact are
   * no change.
   */
  public static final class Corrections {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> NO_FIELDS = Set.of("id", "evidence", "confidence", "reviewed");

    /** The lists of a case file and the kind of fact that each holds. */
    private static final Map<String, String> LISTS =
        FactSyntax.all().stream()
            .collect(
                Collectors.toMap(
                    FactSyntax::list,
                    syntax -> FactRef.of(syntax.kind(), "").kind(),
                    (one, other) -> one,
                    LinkedHashMap::new));

    private Corrections() {}

    /** What was done to a part of a case. */
    public enum Change {
      ADDED,
      REMOVED,
      CHANGED;

      /** The name in JSON. */
      @JsonValue
      public String word() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    /**
     * A field that differs.
     *
     * @param field its key in a case file; {@code words} for what the fact is about, {@code
     *     assertion} and {@code encounter} for what the place of the key says there
     * @param before null in JSON where it was not there
     * @param after null in JSON where it is there no more
     */
    @JsonPropertyOrder({"field", "before", "after"})
    public record FieldChange(String field, JsonNode before, JsonNode after) {}

    /**
     * A correction.
     *
     * @param kind {@code subject}, {@code encounter} or the kind of fact, as {@link FactRef} names
     *     it
     * @param id of the visit or fact, after the review where it is still there
     * @param quote the words of the text that it was read from; empty without
     * @param start where they stand; 0 without
     * @param end exclusive
     */
    @JsonPropertyOrder({"change", "kind", "id", "fields", "quote", "start", "end"})
    public record Correction(
        Change change,
        String kind,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String id,
        List<FieldChange> fields,
        String quote,
        int start,
        int end) {
      public Correction {
        fields = List.copyOf(fields);
      }
    }

    /** A part of a case with its fields. */
    private record Part(FactRef ref, Map<String, JsonNode> fields, Optional<Evidence> evidence) {
      /** Whether another part was read from the same words. */
      boolean isReadWith(Part other) {
        return ref.kind().equals(other.ref.kind())
            && evidence.flatMap(Evidence::span).isPresent()
            && evidence.get().equals(other.evidence.orElse(null));
      }
    }

    /**
     * Compares a case with what it was before.
     *
     * <p>A fact that kept its id is the same fact; so is one that stands at the same words where no
     * other has its id.
     */
    public static List<Correction> between(CaseReport original, CaseReport reviewed) {
      Map<FactRef, Part> before = parts(original);
      Map<FactRef, Part> after = parts(reviewed);
      Map<FactRef, Part> removed = new LinkedHashMap<>(before);
      removed.keySet().removeAll(after.keySet());
      List<Correction> corrections = new ArrayList<>();
      for (Part part : after.values()) {
        Optional<Part> old = Optional.ofNullable(before.get(part.ref));
        if (old.isEmpty()) {
          old = removed.values().stream().filter(part::isReadWith).findFirst();
          old.ifPresent(found -> removed.remove(found.ref));
        }
        List<FieldChange> fields = changes(old.map(Part::fields).orElse(Map.of()), part.fields);
        if (old.isEmpty()) {
          corrections.add(correction(Change.ADDED, part, fields));
        } else if (!fields.isEmpty()) {
          corrections.add(correction(Change.CHANGED, part, fields));
        }
      }
      for (Part part : removed.values()) {
        corrections.add(correction(Change.REMOVED, part, changes(part.fields, Map.of())));
      }
      return List.copyOf(corrections);
    }

    private static Correction correction(Change change, Part part, List<FieldChange> fields) {
      int start = part.evidence.flatMap(Evidence::span).map(span -> span.start()).orElse(0);
      int end = part.evidence.flatMap(Evidence::span).map(span -> span.end()).orElse(0);
      String quote = part.evidence.map(Evidence::quote).orElse("");
      return new Correction(change, part.ref.kind(), part.ref.id(), fields, quote, start, end);
    }

    private static List<FieldChange> changes(
        Map<String, JsonNode> before, Map<String, JsonNode> after) {
      Set<String> names = new LinkedHashSet<>(before.keySet());
      names.addAll(after.keySet());
      List<FieldChange> changes = new ArrayList<>();
      for (String name : names) {
        JsonNode old = before.getOrDefault(name, NullNode.getInstance());
        JsonNode now = after.getOrDefault(name, NullNode.getInstance());
        if (!old.equals(now)) {
          changes.add(new FieldChange(name, old, now));
        }
      }
      return changes;
    }

    private static Map<FactRef, Part> parts(CaseReport report) {
      JsonNode file = file(report);
      Map<FactRef, JsonNode> nodes = new LinkedHashMap<>();
      Map<String, String> encounters = new LinkedHashMap<>();
      collect(file, nodes);
      for (JsonNode encounter : file.path("encounters")) {
        String id = encounter.isTextual() ? encounter.asText() : encounter.path("id").asText();
        encounters.put(id, id);
        nodes.put(new FactRef("encounter", id), encounter);
        collect(encounter, nodes);
      }
      Map<FactRef, Part> parts = new LinkedHashMap<>();
      Map<String, JsonNode> subject = new LinkedHashMap<>();
      fields(file.path("subject"), subject);
      parts.put(
          FactRef.SUBJECT,
          new Part(FactRef.SUBJECT, subject, report.subject().evidence().stream().findFirst()));
      for (Visit visit : report.visits()) {
        FactRef ref = FactRef.ofVisit(visit);
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        fields(nodes.getOrDefault(ref, MissingNode.getInstance()), fields);
        fields.keySet().removeAll(LISTS.keySet());
        parts.put(ref, new Part(ref, fields, visit.evidence().stream().findFirst()));
      }
      for (Fact fact : report.facts()) {
        FactRef ref = FactRef.of(fact);
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        fact(fact, nodes.getOrDefault(ref, MissingNode.getInstance()), fields);
        parts.put(ref, new Part(ref, fields, fact.circumstances().evidence().stream().findFirst()));
      }
      return parts;
    }

    private static JsonNode file(CaseReport report) {
      CaseFileWriter writer =
          new CaseFileWriter(Vocabulary.builtIn(), UnitTable.builtIn()).withIds();
      return tree(writer.writeJson(report));
    }

    private static JsonNode tree(String json) {
      try {
        return JSON.readTree(json);
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException("the writer writes JSON", e);
      }
    }

    private static void collect(JsonNode mapping, Map<FactRef, JsonNode> nodes) {
      LISTS.forEach(
          (list, kind) -> {
            for (JsonNode fact : mapping.path(list)) {
              nodes.put(new FactRef(kind, fact.path("id").asText()), fact);
            }
          });
    }

    /** Its first key says what it is about and whether it holds. */
    private static void fact(Fact fact, JsonNode node, Map<String, JsonNode> into) {
      into.put("words", JSON.getNodeFactory().textNode(fact.concept().text()));
      String assertion = fact.circumstances().assertion().name().toLowerCase(Locale.ROOT);
      into.put("assertion", JSON.getNodeFactory().textNode(assertion));
      fact.circumstances()
          .visit()
          .ifPresent(visit -> into.put("encounter", JSON.getNodeFactory().textNode(visit)));
      fields(node, into);
      Iterator<String> names = node.fieldNames();
      if (names.hasNext()) {
        into.remove(names.next());
      }
    }

    private static void fields(JsonNode node, Map<String, JsonNode> into) {
      node.fields()
          .forEachRemaining(
              field -> {
                if (!NO_FIELDS.contains(field.getKey())) {
                  into.putIfAbsent(field.getKey(), field.getValue());
                }
              });
    }

    /** Corrections as JSON, a line for each. */
    public static String jsonLines(List<Correction> corrections) {
      StringBuilder out = new StringBuilder();
      for (Correction correction : corrections) {
        try {
          out.append(JSON.writeValueAsString(correction)).append('\n');
        } catch (JsonProcessingException e) {
          throw new UncheckedIOException("texts and numbers can always be written", e);
        }
      }
      return out.toString();
    }
  }
}
