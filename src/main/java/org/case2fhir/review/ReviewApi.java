package org.case2fhir.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.CaseConverter;
import org.case2fhir.CaseExporter;
import org.case2fhir.CaseExporter.Export;
import org.case2fhir.Conversion;
import org.case2fhir.ConversionOptions.Target;
import org.case2fhir.TermFinder.FoundTerm;
import org.case2fhir.document.Section;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.export.EntryResult;
import org.case2fhir.export.ServerDifference;
import org.case2fhir.fhir.BundleEncoder;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.fhir.MappingOptions.BundleKind;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Result;
import org.case2fhir.issue.Severity;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Code;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Span;
import org.case2fhir.reading.Coverage;
import org.case2fhir.review.CaseEdits.ConflictException;
import org.case2fhir.review.IdentifierCheck.Identifier;
import org.case2fhir.review.ReviewExport.ReviewedAnnotations;
import org.case2fhir.review.ReviewQueue.UnreadableException;
import org.case2fhir.review.ReviewedCase.InvalidEditException;
import org.case2fhir.terminology.Domain;
import org.case2fhir.view.CaseView;
import org.hl7.fhir.r4.model.Resource;

/** What the page can ask for and do; {@code openapi.json} describes it. */
final class ReviewApi {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_WORDS = 200;

  /** What a person may say of a review: that it is done, and that it is not. */
  private static final List<String> STATES = List.of("done", "in-review");

  private final ReviewQueue queue;
  private final ReviewTools tools;

  ReviewApi(ReviewQueue queue, ReviewTools tools) {
    this.queue = queue;
    this.tools = tools;
  }

  /** What answers one request about a case. */
  @FunctionalInterface
  private interface CaseHandler {
    void answer(Context context, ReviewedCase reviewed, int number) throws Exception;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/api/session", this::session);
    routes.get("/api/kinds", context -> json(context, FactFields.all()));
    routes.get("/api/terms", this::terms);
    routes.get("/api/cases/{number}", context -> with(context, this::show));
    routes.get(
        "/api/cases/{number}/version",
        context ->
            with(context, (c, reviewed, n) -> json(c, Map.of("version", reviewed.version()))));
    routes.get("/api/cases/{number}/article", context -> with(context, this::article));
    routes.get("/api/cases/{number}/coverage", context -> with(context, this::coverage));
    routes.post("/api/cases/{number}/edits", context -> with(context, this::edit));
    routes.post("/api/cases/{number}/undo", context -> with(context, this::undo));
    routes.post("/api/cases/{number}/redo", context -> with(context, this::redo));
    routes.post("/api/cases/{number}/state", context -> with(context, this::finish));
    routes.get("/api/cases/{number}/resource", context -> with(context, this::resource));
    routes.get("/api/cases/{number}/bundle", context -> with(context, this::bundle));
    routes.get("/api/cases/{number}/explain", context -> with(context, this::explain));
    routes.get("/api/cases/{number}/export", context -> with(context, this::export));
    routes.get("/api/cases/{number}/care", context -> with(context, this::care));
    routes.get("/api/cases/{number}/identifiers", context -> with(context, this::identifiers));
    routes.post("/api/cases/{number}/push", context -> with(context, this::push));
    routes.post("/api/cases/{number}/read-again", context -> with(context, this::readAgain));
  }

  private void with(Context context, CaseHandler handler) throws Exception {
    int number = number(context);
    if (number < 0) {
      ReviewServer.problem(context, 404, "There is no such case", "");
      return;
    }
    String name = queue.entry(number).file().getFileName().toString();
    if (context.method() == HandlerType.POST) {
      String meant = ReviewServer.bodyOf(context).path("name").asText(name);
      if (!meant.equals(name)) {
        ReviewServer.problem(context, 409, "This number is another case now", name);
        return;
      }
    }
    handler.answer(context, queue.open(number), number);
  }

  private int number(Context context) {
    String text = context.pathParam("number");
    boolean known = text.matches("\\d{1,6}") && Integer.parseInt(text) < queue.size();
    return known ? Integer.parseInt(text) : -1;
  }

  private static void json(Context context, Object value) {
    context.contentType("application/json").result(ReviewServer.bytes(value));
  }

  private void session(Context context) {
    Map<String, Object> session = new LinkedHashMap<>();
    session.put("program", ReviewServer.program());
    session.put("reviewer", tools.reviewer());
    session.put("folder", queue.isFolder());
    session.put("push", tools.server().map(ReviewTools.PushTarget::address).orElse(null));
    session.put("terminologyServer", tools.terminologyServer());
    session.put("cases", queue.list());
    json(context, session);
  }

  private void show(Context context, ReviewedCase reviewed, int number) throws IOException {
    json(context, shown(reviewed, number));
  }

  private Map<String, Object> shown(ReviewedCase reviewed, int number) throws IOException {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("number", number);
    shown.put("name", reviewed.path().getFileName().toString());
    shown.put(
        "article",
        queue.entry(number).article().map(path -> path.getFileName().toString()).orElse(null));
    shown.putAll(reviewed.show());
    return shown;
  }

  /** What the page needs to show a conflict: what stands there now. */
  Map<String, Object> conflict(Context context, List<String> pointers) {
    Map<String, Object> body = new LinkedHashMap<>();
    try {
      int number = number(context);
      ReviewedCase reviewed = queue.open(number);
      List<Map<String, Object>> conflicts = new ArrayList<>();
      for (String pointer : pointers) {
        Map<String, Object> conflict = new LinkedHashMap<>();
        conflict.put("pointer", pointer);
        conflict.put("theirs", reviewed.state().fields(pointer).orElse(null));
        conflicts.add(conflict);
      }
      body.put("conflicts", conflicts);
      body.put("case", shown(reviewed, number));
    } catch (IOException | UnreadableException e) {
      body.put("conflicts", List.of());
    }
    return body;
  }

  private void edit(Context context, ReviewedCase reviewed, int number)
      throws IOException, ConflictException, InvalidEditException {
    JsonNode body = ReviewServer.bodyOf(context);
    JsonNode edits = body.path("edits");
    if (!edits.isArray() || edits.isEmpty()) {
      throw new IllegalArgumentException("there are no edits");
    }
    reviewed.edit(body.path("label").asText("edit"), edits);
    json(context, shown(reviewed, number));
  }

  private void undo(Context context, ReviewedCase reviewed, int number) throws IOException {
    step(context, reviewed, number, reviewed.undo());
  }

  private void redo(Context context, ReviewedCase reviewed, int number) throws IOException {
    step(context, reviewed, number, reviewed.redo());
  }

  private void step(Context context, ReviewedCase reviewed, int number, boolean done)
      throws IOException {
    if (done) {
      json(context, shown(reviewed, number));
    } else {
      ReviewServer.problem(context, 409, "There is nothing to take back", "");
    }
  }

  private void finish(Context context, ReviewedCase reviewed, int number)
      throws IOException, InvalidEditException {
    String wanted = ReviewServer.bodyOf(context).path("state").asText();
    if (!STATES.contains(wanted)) {
      throw new IllegalArgumentException("the state is one of " + String.join(", ", STATES));
    }
    reviewed.finish(wanted.equals(STATES.get(0)));
    json(context, shown(reviewed, number));
  }

  private void article(Context context, ReviewedCase reviewed, int number) throws IOException {
    Optional<SourceDocument> document = queue.document(number);
    Map<String, Object> article = new LinkedHashMap<>();
    article.put("available", document.isPresent());
    String text = document.map(SourceDocument::text).orElse("");
    article.put("text", text);
    article.put("sections", document.map(ReviewApi::sections).orElse(List.of()));
    article.put("tables", tables(text));
    article.put("message", document.isPresent() ? reviewed.state().misplaced(text) : "");
    json(context, article);
  }

  private static List<Map<String, Object>> sections(SourceDocument document) {
    List<Map<String, Object>> sections = new ArrayList<>();
    for (Section section : document.sections()) {
      int start = Integer.MAX_VALUE;
      int end = 0;
      for (List<Span> paragraph : section.paragraphs()) {
        for (Span span : paragraph) {
          start = Math.min(start, span.start());
          end = Math.max(end, span.end());
        }
      }
      if (end > 0) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("title", section.heading().orElse(""));
        map.put("kind", section.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        map.put("start", start);
        map.put("end", end);
        sections.add(map);
      }
    }
    return sections;
  }

  /** Lines of a document's text whose cells are set apart by bars are a table. */
  private static List<Map<String, Object>> tables(String text) {
    List<Map<String, Object>> tables = new ArrayList<>();
    List<List<Map<String, Object>>> rows = new ArrayList<>();
    int tableStart = 0;
    int at = 0;
    while (at <= text.length()) {
      int feed = text.indexOf('\n', at);
      int end = feed < 0 ? text.length() : feed;
      String line = text.substring(at, end);
      if (line.contains("|")) {
        if (rows.isEmpty()) {
          tableStart = at;
        }
        if (!line.matches("[\\s|:-]*")) {
          rows.add(cells(line, at));
        }
      } else {
        addTable(tables, rows, tableStart, at);
        rows = new ArrayList<>();
      }
      at = end + 1;
    }
    addTable(tables, rows, tableStart, text.length());
    return tables;
  }

  private static void addTable(
      List<Map<String, Object>> tables, List<List<Map<String, Object>>> rows, int start, int end) {
    if (rows.size() > 1) {
      Map<String, Object> table = new LinkedHashMap<>();
      table.put("start", start);
      table.put("end", end);
      table.put("rows", List.copyOf(rows));
      tables.add(table);
    }
  }

  private static List<Map<String, Object>> cells(String line, int offset) {
    List<Map<String, Object>> cells = new ArrayList<>();
    int at = 0;
    while (at <= line.length()) {
      int bar = line.indexOf('|', at);
      int end = bar < 0 ? line.length() : bar;
      boolean edge = line.substring(at, end).isBlank() && (at == 0 || bar < 0);
      if (!edge) {
        int from = at;
        int to = end;
        while (from < to && Character.isWhitespace(line.charAt(from))) {
          from++;
        }
        while (to > from && Character.isWhitespace(line.charAt(to - 1))) {
          to--;
        }
        cells.add(Map.of("start", offset + from, "end", offset + to));
      }
      at = end + 1;
    }
    return cells;
  }

  private void coverage(Context context, ReviewedCase reviewed, int number) throws IOException {
    List<Map<String, Object>> lost = new ArrayList<>();
    List<Map<String, Object>> other = new ArrayList<>();
    for (Coverage.Sentence sentence :
        queue.coverage(number).map(Coverage::sentences).orElse(List.of())) {
      for (Coverage.Mark mark : sentence.marks()) {
        Map<String, Object> place = Map.of("start", mark.span().start(), "end", mark.span().end());
        switch (mark.outcome()) {
          case LOST -> lost.add(place);
          case CONTEXT -> other.add(place);
          case FACT, PART -> {
            // shown by the evidence of its fact
          }
        }
      }
    }
    json(context, Map.of("lost", lost, "context", other));
  }

  private void terms(Context context) {
    String words = Optional.ofNullable(context.queryParam("q")).orElse("").strip();
    String kind = Optional.ofNullable(context.queryParam("kind")).orElse("");
    if (words.isEmpty() || words.length() > LONGEST_WORDS) {
      json(context, Map.of("terms", List.of(), "message", ""));
      return;
    }
    List<Map<String, Object>> found = new ArrayList<>();
    Set<Object> seen = new LinkedHashSet<>();
    for (FoundTerm term : tools.terms().find(words, domains(kind))) {
      if (seen.add(term.codings())) {
        found.add(term(term, term.whole()));
      }
    }
    for (FoundTerm term : tools.terms().beginningWith(words, domains(kind))) {
      if (seen.add(term.codings())) {
        found.add(term(term, false));
      }
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("terms", found);
    List<String> installed = tools.terms().alsoNamed(words);
    answer.put("message", String.join("; ", installed));
    json(context, answer);
  }

  private static Map<String, Object> term(FoundTerm term, boolean exact) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("words", term.preferred());
    map.put("exact", exact);
    map.put("why", term.how() + ", " + term.source());
    List<Map<String, String>> codes = new ArrayList<>();
    for (Code code : term.codings()) {
      Map<String, String> each = new LinkedHashMap<>();
      each.put("system", CaseView.systemName(code.system()));
      each.put("uri", code.system());
      each.put("code", code.code());
      each.put("display", code.display());
      codes.add(each);
    }
    map.put("codes", codes);
    return map;
  }

  private static List<Domain> domains(String kind) {
    return switch (kind) {
      case "diagnosis" -> List.of(Domain.CONDITION, Domain.FINDING);
      case "finding", "adverse-event" -> List.of(Domain.FINDING, Domain.CONDITION);
      case "measurement" -> List.of(Domain.TEST);
      case "medication", "immunization" -> List.of(Domain.MEDICATION);
      case "procedure" -> List.of(Domain.PROCEDURE);
      case "specimen" -> List.of(Domain.SPECIMEN);
      case "report", "image" -> List.of(Domain.REPORT, Domain.PROCEDURE);
      case "family-history" -> List.of(Domain.RELATIONSHIP);
      case "allergy" -> List.of(Domain.SUBSTANCE, Domain.MEDICATION);
      case "device" -> List.of(Domain.DEVICE);
      default -> List.of(Domain.values());
    };
  }

  private void resource(Context context, ReviewedCase reviewed, int number) throws IOException {
    String pointer = Optional.ofNullable(context.queryParam("pointer")).orElse("");
    List<JsonNode> resources = new ArrayList<>();
    for (Resource resource : reviewed.state().resources(pointer)) {
      resources.add(JSON.readTree(BundleEncoder.encode(resource, BundleFormat.JSON)));
    }
    json(context, Map.of("resources", resources, "issues", List.of()));
  }

  private void bundle(Context context, ReviewedCase reviewed, int number) throws IOException {
    Conversion checked = tools.converters().checked().convert(reviewed.input());
    CaseState state = reviewed.state();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put(
        "bundle", checked.encoded().isPresent() ? JSON.readTree(checked.encoded().get()) : null);
    List<Map<String, Object>> issues = new ArrayList<>();
    checked.issues().stream()
        .filter(issue -> !issue.code().startsWith("rejected-"))
        .forEach(issue -> issues.add(CaseState.issue(issue, state.pointer(issue))));
    answer.put("issues", issues);
    answer.put("errors", count(checked.issues(), Severity.ERROR));
    answer.put("warnings", count(checked.issues(), Severity.WARNING));
    json(context, answer);
  }

  private static long count(List<Issue> issues, Severity severity) {
    return issues.stream().filter(issue -> issue.severity() == severity).count();
  }

  private void explain(Context context, ReviewedCase reviewed, int number) throws IOException {
    String pointer = Optional.ofNullable(context.queryParam("pointer")).orElse("");
    Optional<FactRef> ref = reviewed.state().ref(pointer);
    String text =
        ref.isEmpty()
            ? ""
            : queue.explanation(number).map(all -> explanation(all, ref.get())).orElse("");
    json(context, Map.of("text", text));
  }

  /** The part of an explanation that is about one fact: from its name to the next. */
  private static String explanation(String all, FactRef ref) {
    StringBuilder found = new StringBuilder();
    boolean inside = false;
    for (String line : all.split("\n")) {
      if (!line.startsWith(" ")) {
        inside = line.equals(ref.kind() + " " + ref.id());
      } else if (inside) {
        found.append(line.strip()).append('\n');
      }
    }
    return found.toString();
  }

  private void care(Context context, ReviewedCase reviewed, int number) throws IOException {
    CaseState state = reviewed.state();
    Optional<CaseReport> report = reviewed.conversion().report();
    Optional<SourceDocument> document = queue.document(number);
    if (report.isEmpty()) {
      json(context, Map.of("items", List.of()));
      return;
    }
    CareReport care =
        document.isPresent()
            ? CareChecklist.check(document.get(), report.get())
            : CareChecklist.check(report.get());
    json(context, Map.of("items", care.items().stream().map(item -> item(item, state)).toList()));
  }

  private static Map<String, Object> item(CareReport.Item item, CaseState state) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("number", item.number());
    map.put("id", item.id());
    map.put("title", item.title());
    map.put("state", item.state().word());
    List<Map<String, Object>> places = new ArrayList<>();
    for (CareReport.Place place : item.places()) {
      Map<String, Object> at = new LinkedHashMap<>();
      at.put("section", place.section());
      at.put("start", place.start());
      at.put("end", place.end());
      at.put("quote", place.quote());
      at.put("pointer", state.pointerOfId(place.pointer()));
      places.add(at);
    }
    map.put("places", places);
    map.put("found", item.found());
    map.put("missing", item.missing());
    map.put("remedy", item.remedy());
    map.put("items", item.subItems().stream().map(sub -> item(sub, state)).toList());
    return map;
  }

  private void identifiers(Context context, ReviewedCase reviewed, int number) throws IOException {
    List<Identifier> found = new ArrayList<>();
    queue.document(number).ifPresent(document -> found.addAll(IdentifierCheck.check(document)));
    found.addAll(IdentifierCheck.checkCaseFile(reviewed.current()));
    List<Map<String, Object>> list = new ArrayList<>();
    boolean shown = queue.document(number).isPresent();
    for (Identifier identifier : found) {
      // The day of a decision is the reviewer's; a quote is marked in the article already.
      boolean known = shown && identifier.pointer().contains("/evidence");
      if (identifier.pointer().contains("/reviewed") || known) {
        continue;
      }
      boolean inArticle = identifier.pointer().isEmpty();
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("kind", identifier.kind().word());
      map.put("start", inArticle ? identifier.start() : 0);
      map.put("end", inArticle ? identifier.end() : 0);
      map.put("quote", identifier.quote());
      map.put("reason", identifier.reason());
      map.put("remedy", identifier.remedy());
      map.put("pointer", reviewed.state().factAt(identifier.pointer()));
      list.add(map);
    }
    json(context, Map.of("identifiers", list));
  }

  private void export(Context context, ReviewedCase reviewed, int number)
      throws IOException, InvalidEditException {
    String format = Optional.ofNullable(context.queryParam("format")).orElse("bundle");
    String stem = reviewed.path().getFileName().toString().replaceFirst("(\\.case)?\\.[a-z]+$", "");
    switch (format) {
      case "case" ->
          file(
              context,
              reviewed.path().getFileName().toString(),
              "application/yaml",
              reviewed.current());
      case "bundle" -> form(context, reviewed, Target.FHIR, stem + ".json", BundleKind.TRANSACTION);
      case "xml" -> form(context, reviewed, Target.FHIR, stem + ".xml", BundleKind.TRANSACTION);
      case "document" ->
          form(context, reviewed, Target.FHIR, stem + ".document.json", BundleKind.DOCUMENT);
      case "phenopacket" ->
          form(
              context,
              reviewed,
              Target.PHENOPACKET,
              stem + ".phenopacket.json",
              BundleKind.TRANSACTION);
      case "ndjson" -> {
        StringBuilder lines = new StringBuilder();
        reviewed.conversion().lines().forEach(line -> lines.append(line.text()).append('\n'));
        file(context, stem + ".ndjson", "application/fhir+ndjson", lines.toString());
      }
      case "corrections" ->
          file(context, stem + ".corrections.jsonl", "application/jsonl", reviewed.corrections());
      case "annotations" -> {
        Optional<SourceDocument> document = queue.document(number);
        Optional<CaseReport> report = reviewed.conversion().report();
        if (document.isEmpty() || report.isEmpty()) {
          throw new IllegalArgumentException("annotations need the article");
        }
        String text = ReviewedAnnotations.write(document.get().text(), report.get());
        file(context, stem + ".ann", "text/plain", text);
      }
      default -> throw new IllegalArgumentException("there is no format called so");
    }
  }

  private void form(
      Context context, ReviewedCase reviewed, Target target, String name, BundleKind kind)
      throws IOException, InvalidEditException {
    BundleFormat format = name.endsWith(".xml") ? BundleFormat.XML : BundleFormat.JSON;
    CaseConverter converter = tools.converters().other().converter(target, format, kind);
    Conversion made = converter.convert(reviewed.input());
    if (made.encoded().isEmpty() || made.hasIssues(Severity.ERROR)) {
      CaseState state = reviewed.state();
      throw new InvalidEditException(
          made.issues().stream()
              .filter(issue -> issue.severity() == Severity.ERROR)
              .map(issue -> CaseState.issue(issue, state.pointer(issue)))
              .toList());
    }
    String type =
        target == Target.PHENOPACKET
            ? "application/json"
            : "application/fhir+" + format.name().toLowerCase(Locale.ROOT);
    file(context, name, type, made.encoded().get());
  }

  private static void file(Context context, String name, String type, String text) {
    String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
    context.header("Content-Disposition", "attachment; filename=\"" + plain + "\"");
    context.contentType(type).result(text.getBytes(StandardCharsets.UTF_8));
  }

  private void push(Context context, ReviewedCase reviewed, int number) throws IOException {
    if (tools.server().isEmpty()) {
      throw new IllegalArgumentException("no server was given: start review with --server");
    }
    boolean dryRun = !ReviewServer.bodyOf(context).path("dryRun").asText().equals("false");
    CaseState state = reviewed.state();
    Conversion checked = tools.converters().checked().convert(reviewed.input());
    List<Issue> issues = new ArrayList<>(checked.issues());
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("dryRun", dryRun);
    List<Map<String, Object>> entries = new ArrayList<>();
    if (checked.hasIssues(Severity.ERROR) || checked.encoded().isEmpty()) {
      answer.put("summary", "the case has errors, so nothing was sent");
    } else {
      Result<CaseExporter> connected = tools.server().get().connection().open(dryRun);
      issues.addAll(connected.issues());
      if (connected.value().isPresent()) {
        try (CaseExporter exporter = connected.value().get()) {
          String name = reviewed.path().getFileName().toString();
          if (dryRun) {
            Result<List<ServerDifference>> differences =
                exporter.differences(name, checked.encoded().get());
            issues.addAll(differences.issues());
            for (ServerDifference difference : differences.value().orElse(List.of())) {
              entries.add(entry(difference, checked, state));
            }
          } else {
            Export export = exporter.push(name, checked.encoded().get());
            issues.addAll(export.issues());
            for (EntryResult entry : export.entries()) {
              entries.add(entry(entry, checked, state));
            }
          }
          answer.put("summary", summary(entries));
        }
      } else {
        answer.put("summary", "the server was not reached");
      }
    }
    answer.put("entries", entries);
    answer.put(
        "issues",
        issues.stream()
            .filter(issue -> issue.severity() != Severity.INFORMATION)
            .map(issue -> CaseState.issue(issue, state.pointer(issue)))
            .toList());
    json(context, answer);
  }

  private static Map<String, Object> entry(EntryResult entry, Conversion made, CaseState state) {
    Map<String, Object> map = new LinkedHashMap<>();
    FactRef ref = made.origins().get(entry.fullUrl());
    map.put("pointer", ref == null ? "" : state.pointer(ref));
    map.put("resource", entry.type());
    map.put("action", entry.outcome().word());
    map.put("detail", entry.words().isEmpty() ? entry.location() : entry.words());
    map.put("differences", List.of());
    return map;
  }

  private static Map<String, Object> entry(
      ServerDifference difference, Conversion made, CaseState state) {
    FactRef ref = made.origins().get(difference.write().fullUrl());
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("pointer", ref == null ? "" : state.pointer(ref));
    map.put("resource", difference.write().target().type());
    map.put(
        "action",
        switch (difference.state()) {
          case NEW -> "create";
          case SAME -> "none";
          case DIFFERENT -> "update";
          case UNKNOWN -> "unknown";
        });
    map.put("detail", "");
    List<Map<String, Object>> changes = new ArrayList<>();
    for (ServerDifference.Change change : difference.changes()) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("path", change.path());
      each.put("there", change.there());
      each.put("here", change.here());
      changes.add(each);
    }
    map.put("differences", changes);
    return map;
  }

  private static String summary(List<Map<String, Object>> entries) {
    Map<Object, Integer> counts = new LinkedHashMap<>();
    entries.forEach(entry -> counts.merge(entry.get("action"), 1, Integer::sum));
    List<String> parts = new ArrayList<>();
    counts.forEach((word, count) -> parts.add(count + " " + word));
    return parts.isEmpty() ? "nothing was sent" : String.join(", ", parts);
  }

  private void readAgain(Context context, ReviewedCase reviewed, int number)
      throws IOException, UnreadableException, InvalidEditException {
    String fresh = tools.extractor().caseFile(queue.readAgain(number));
    String current = reviewed.current();
    CaseMerge merge = CaseMerge.of(current, fresh);
    reviewed.replace("read the article again", current, merge.text(), merge.words());
    json(context, shown(reviewed, number));
  }
}
