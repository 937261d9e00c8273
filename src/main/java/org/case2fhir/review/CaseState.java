package org.case2fhir.review;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.Conversion;
import org.case2fhir.casefile.CaseFile.FactSyntax;
import org.case2fhir.casefile.CaseFileEditor;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Severity;
import org.case2fhir.issue.Sha256;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Code;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;
import org.case2fhir.view.CaseView;
import org.case2fhir.view.FactTime;
import org.case2fhir.view.FactTime.Segment;
import org.case2fhir.view.TrendPlot;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Resource;

/**
 * What the page shows of a case: its facts as they stand in the file, with what became of each in
 * FHIR, what is doubtful about it, and where it is on a time axis.
 *
 * <p>Everything is worked out anew from the text of the file; nothing is remembered.
 */
final class CaseState {
  private static final Set<String> DECIDED = Set.of("accepted", "changed", "added", "rejected");
  private static final double SURE = 0.9;
  private static final Set<String> TIMES =
      Set.of("date", "onset", "abatement", "start", "end", "duration");
  private static final Set<String> STATUS_WORDS =
      Set.of(
          "present",
          "absent",
          "active",
          "confirmed",
          "refuted",
          "provisional",
          "completed",
          "unknown",
          "not taken",
          "not done",
          "final");
  private static final Set<String> OWN_TIME =
      Set.of("encounter", "procedure", "report", "immunization", "device", "adverse-event");

  private final CaseFileEditor file;
  private final Conversion conversion;
  private final List<RawFact> facts;
  private final Map<String, FactRef> refs = new HashMap<>();
  private final Map<FactRef, String> pointers = new HashMap<>();
  private final Map<FactRef, CaseView.Fact> views = new HashMap<>();
  private final Map<FactRef, List<Resource>> resources = new HashMap<>();
  private final Map<String, List<Map<String, Object>>> doubts = new HashMap<>();
  private final List<Map<String, Object>> otherIssues = new ArrayList<>();
  private final Optional<CaseView> view;
  private final Map<String, String> visitIds;
  private final List<Map<String, Object>> visits;
  private final Map<String, Object> subject;
  private final Map<String, Object> progress;

  /**
   * @param conversion of the same text
   */
  CaseState(CaseFileEditor file, Conversion conversion) {
    this.file = file;
    this.conversion = conversion;
    this.facts = RawFact.all(file);
    matchFacts();
    this.view =
        conversion
            .bundle()
            .map(bundle -> CaseView.of(conversion.input(), bundle, conversion.issues()));
    view.ifPresent(this::matchViews);
    conversion.bundle().ifPresent(bundle -> bundle.getEntry().forEach(this::matchResource));
    conversion.issues().forEach(this::place);
    conversion.report().ifPresent(this::contradictions);
    facts.forEach(this::doubt);
    this.visitIds = visitIds(file);
    this.visits = visits();
    this.subject = part("/subject", "subject", file.value("/subject").orElse(Map.of()));
    this.progress = countProgress();
  }

  /** The names of the encounters by their places. */
  private static Map<String, String> visitIds(CaseFileEditor file) {
    Object encounters = file.value("/encounters").orElse(List.of());
    Map<String, String> ids = new HashMap<>();
    if (encounters instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        ids.put("/encounters/" + i, visitId(list.get(i)));
      }
    } else {
      ids.put("/encounters", visitId(encounters));
    }
    return ids;
  }

  /** Tells one state of the subject or an encounter from another, whatever its facts. */
  static String etag(Object written) {
    Object own = written;
    if (written instanceof Map<?, ?> keys) {
      Map<Object, Object> without = new LinkedHashMap<>(keys);
      without.keySet().removeIf(CaseState::isList);
      own = without;
    }
    return Sha256.of(own.toString()).substring(0, 16);
  }

  /** The name of an encounter: its id, or what it is called. */
  static String visitId(Object encounter) {
    if (encounter instanceof Map<?, ?> fields) {
      Object id = fields.get("id") == null ? fields.get("label") : fields.get("id");
      return id == null ? "" : id.toString();
    }
    return encounter.toString();
  }

  private void matchFacts() {
    Map<String, List<FactRef>> byPlace = new HashMap<>();
    if (conversion.report().isPresent()) {
      for (Fact fact : conversion.report().get().facts()) {
        FactRef ref = FactRef.of(fact);
        String path = path(ref);
        byPlace.computeIfAbsent(path, added -> new ArrayList<>()).add(ref);
      }
      conversion.report().get().visits().forEach(visit -> match(FactRef.ofVisit(visit)));
      match(FactRef.SUBJECT);
    }
    for (RawFact fact : facts) {
      List<FactRef> here = byPlace.getOrDefault(fact.item(), List.of());
      if (here.size() == fact.parts()) {
        refs.put(fact.pointer(), here.get(fact.part()));
        pointers.put(here.get(fact.part()), fact.pointer());
      }
    }
  }

  private void match(FactRef ref) {
    String path = path(ref);
    if (!path.isEmpty()) {
      refs.put(path, ref);
      pointers.put(ref, path);
    }
  }

  private String path(FactRef ref) {
    return Optional.ofNullable(conversion.locations().get(ref)).map(at -> at.path()).orElse("");
  }

  private void matchViews(CaseView page) {
    List<CaseView.Fact> all = new ArrayList<>(page.patients());
    page.sections().forEach(section -> all.addAll(section.facts()));
    for (CaseView.Fact fact : all) {
      FactRef ref = conversion.origins().get(fact.fullUrl());
      if (ref != null) {
        views.putIfAbsent(ref, fact);
      }
    }
  }

  private void matchResource(BundleEntryComponent entry) {
    FactRef ref = conversion.origins().get(entry.getFullUrl());
    if (ref != null) {
      resources.computeIfAbsent(ref, added -> new ArrayList<>()).add(entry.getResource());
    }
  }

  /** The resources that were made of what stands at a place. */
  List<Resource> resources(String pointer) {
    return Optional.ofNullable(refs.get(pointer))
        .map(ref -> resources.getOrDefault(ref, List.of()))
        .orElse(List.of());
  }

  /** What became of what stands at a place. */
  Optional<FactRef> ref(String pointer) {
    return Optional.ofNullable(refs.get(pointer));
  }

  /** Where a part of the case stands; empty if nowhere. */
  String pointer(FactRef ref) {
    return pointers.getOrDefault(ref, "");
  }

  /** The keys of a fact; absent if nothing stands there. */
  Optional<Map<String, Object>> fields(String pointer) {
    return facts.stream()
        .filter(fact -> fact.pointer().equals(pointer))
        .findFirst()
        .map(RawFact::fields)
        .or(() -> own(pointer));
  }

  private Optional<Map<String, Object>> own(String pointer) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (file.value(pointer).orElse("") instanceof Map<?, ?> keys) {
      keys.forEach((key, value) -> fields.put(key.toString(), value));
      fields.keySet().removeIf(CaseState::isList);
    }
    return fields.isEmpty() ? Optional.empty() : Optional.of(fields);
  }

  /** Says how many quotes do not stand in the article where the case says; empty if all do. */
  String misplaced(String article) {
    long quotes = 0;
    long wrong = 0;
    for (RawFact fact : facts) {
      for (Map<String, Object> quote : evidence(fact.fields().get("evidence"))) {
        if (quote.get("start") instanceof Integer start) {
          quotes++;
          String words = "" + quote.get("quote");
          wrong += article.startsWith(words, start) ? 0 : 1;
        }
      }
    }
    return wrong == 0
        ? ""
        : wrong + " of " + quotes + " quotes do not stand in this article where the case says";
  }

  /**
   * Where in the file an issue belongs: a fact, an encounter or the subject; empty for the case.
   */
  String pointer(Issue issue) {
    String path = issue.location().path();
    if (path.startsWith("/")) {
      return factAt(path);
    }
    int line = issue.location().line();
    if (line == 0) {
      return "";
    }
    return conversion.locations().entrySet().stream()
        .filter(entry -> entry.getValue().line() == line)
        .filter(entry -> entry.getValue().column() == issue.location().column())
        .map(entry -> pointers.getOrDefault(entry.getKey(), ""))
        .findFirst()
        .orElse("");
  }

  /** The fact, encounter or subject that a place in the file belongs to; empty for the case. */
  String factAt(String path) {
    return facts.stream()
        .map(RawFact::item)
        .filter(item -> path.equals(item) || path.startsWith(item + "/"))
        .max(Comparator.comparingInt(String::length))
        .orElseGet(() -> part(path));
  }

  /** Where what is called {@code kind/id}, or {@code subject}, stands; empty if nowhere. */
  String pointerOfId(String name) {
    int slash = name.indexOf('/');
    FactRef ref =
        slash < 0
            ? new FactRef(name, "")
            : new FactRef(name.substring(0, slash), name.substring(slash + 1));
    return pointer(ref);
  }

  private static String part(String path) {
    String[] parts = path.split("/");
    if (path.startsWith("/subject")) {
      return "/subject";
    }
    return path.startsWith("/encounters/") && parts.length > 2 ? "/encounters/" + parts[2] : "";
  }

  private void place(Issue issue) {
    String pointer = pointer(issue);
    // Contradictions are looked for here, with what each fact contradicts.
    boolean notice =
        issue.code().startsWith("rejected-")
            || issue.code().equals("derived-id")
            || issue.code().equals("present-and-absent");
    if (notice) {
      return;
    }
    if (pointer.isEmpty()) {
      otherIssues.add(issue(issue, pointer));
      return;
    }
    String kind =
        switch (issue.code()) {
          case Conversion.NOT_CODED -> "uncoded";
          case "implausible-value", "reversed-times", "before-birth", "absent-with-value" ->
              "implausible";
          case "allergies-contradict" -> "contradiction";
          default -> "issue";
        };
    double weight =
        kind.equals("uncoded")
            ? 0.4
            : kind.equals("implausible") || kind.equals("contradiction")
                ? 0.85
                : issue.severity() == Severity.ERROR
                    ? 0.95
                    : issue.severity() == Severity.WARNING ? 0.6 : 0.2;
    add(pointer, kind, weight, issue.message(), issue.solution(), "");
  }

  /** An issue as the page gets it. */
  static Map<String, Object> issue(Issue issue, String pointer) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("severity", issue.severity().name().toLowerCase(Locale.ROOT));
    map.put("code", issue.code());
    map.put("message", issue.message());
    map.put("remedy", issue.solution());
    map.put("pointer", pointer);
    return map;
  }

  private void add(
      String pointer, String kind, double weight, String message, String remedy, String other) {
    Map<String, Object> doubt = new LinkedHashMap<>();
    doubt.put("kind", kind);
    doubt.put("message", message);
    doubt.put("remedy", remedy);
    doubt.put("other", other.isEmpty() ? null : other);
    doubt.put("weight", weight);
    doubts.computeIfAbsent(pointer, added -> new ArrayList<>()).add(doubt);
  }

  /** What is said to hold and not to hold at the same time and place. */
  private void contradictions(CaseReport report) {
    Map<List<Object>, List<Fact>> same = new LinkedHashMap<>();
    for (Fact fact : report.facts()) {
      same.computeIfAbsent(topic(fact), added -> new ArrayList<>()).add(fact);
    }
    for (List<Fact> facts : same.values()) {
      for (Fact one : facts) {
        for (Fact other : facts) {
          boolean contrary =
              one.circumstances().assertion() == Assertion.ABSENT
                  && other.circumstances().assertion() == Assertion.PRESENT;
          if (contrary) {
            contradict(one, other);
          }
        }
      }
    }
  }

  private static List<Object> topic(Fact fact) {
    List<Code> codes = fact.concept().codes();
    Object concept =
        codes.isEmpty()
            ? fact.concept().text().toLowerCase(Locale.ROOT)
            : codes.get(0).system() + '|' + codes.get(0).code();
    boolean problem =
        switch (fact.kind()) {
          case DIAGNOSIS, FINDING -> true;
          default -> false;
        };
    return List.of(
        problem ? "problem" : fact.kind(),
        concept,
        fact.circumstances().visit(),
        fact.circumstances().time(),
        fact.circumstances().bodySites());
  }

  private void contradict(Fact absent, Fact present) {
    String no = pointers.getOrDefault(FactRef.of(absent), "");
    String yes = pointers.getOrDefault(FactRef.of(present), "");
    String remedy = "reject one of them, or give them different times";
    String words = "“" + present.concept().text() + "”";
    add(no, "contradiction", 0.9, words + " is also stated to be there", remedy, yes);
    add(yes, "contradiction", 0.9, words + " is also stated to be absent", remedy, no);
  }

  private void doubt(RawFact fact) {
    if (fact.fields().get("confidence") != null) {
      double sure = number(fact.fields().get("confidence"));
      if (sure < SURE && !fact.decision().equals("added")) {
        String message =
            "the program is " + Math.round(sure * 100) + " % sure that the text states it";
        add(fact.pointer(), "confidence", 1 - sure, message, "compare it with the text", "");
      }
    }
    FactRef ref = refs.get(fact.pointer());
    boolean unread = ref == null && !fact.decision().equals("rejected");
    if (unread && !doubts.containsKey(fact.pointer())) {
      String message = "this fact could not be read, so it is not in the Bundle";
      add(fact.pointer(), "issue", 0.95, message, "correct it", "");
    }
    if (isInWordsOnly(ref)) {
      String message = "the value is kept in words only: it is not read as a number";
      add(fact.pointer(), "issue", 0.3, message, "write a number with its unit", "");
    }
    boolean timed = timed(fact, ref);
    if (!timed && !unread) {
      String message = "no time is given";
      add(fact.pointer(), "time", 0.1, message, "choose a visit or give a date", "");
    }
  }

  private boolean isInWordsOnly(FactRef ref) {
    return ref != null
        && resources.getOrDefault(ref, List.of()).stream()
            .anyMatch(
                resource ->
                    resource instanceof Observation observation
                        && observation.hasValueStringType()
                        && observation.getValueStringType().getValue().matches(".*\\d.*"));
  }

  private boolean timed(RawFact fact, FactRef ref) {
    boolean untimedKind =
        switch (fact.syntax().kind()) {
          case FAMILY_HISTORY, ALLERGY, SPECIMEN, REPORT, VARIANT, IMAGE -> true;
          default -> false;
        };
    return untimedKind
        || !fact.encounter().isEmpty()
        || ref == null
        || Optional.ofNullable(views.get(ref))
            .filter(seen -> !seen.time().words().isEmpty() || !seen.course().words().isEmpty())
            .isPresent();
  }

  private static double number(Object text) {
    try {
      return Double.parseDouble(text.toString());
    } catch (NumberFormatException e) {
      return 0; // what is not a number is reported by the reader
    }
  }

  /** The facts, as the page gets them. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("title", title());
    map.put("subject", subject);
    map.put("visits", visits);
    map.put("facts", facts.stream().map(this::fact).toList());
    map.put("progress", progress);
    map.put("issues", otherIssues);
    map.put("timeline", Map.of("items", timeline()));
    map.put("trends", view.map(this::trends).orElse(List.of()));
    return map;
  }

  private String title() {
    return file.value("/title").map(Object::toString).orElse("");
  }

  /** How far the review is. */
  Map<String, Object> progress() {
    return progress;
  }

  /**
   * How far the review of a file is, by what is written in it alone: without the contradictions,
   * for which the case has to be mapped.
   */
  static Map<String, Object> decisions(CaseFileEditor file) {
    List<Object> parts = new ArrayList<>();
    RawFact.all(file).forEach(fact -> parts.add(fact.fields()));
    Object encounters = file.value("/encounters").orElse(List.of());
    parts.addAll(encounters instanceof List<?> list ? list : List.of(encounters));
    parts.add(file.value("/subject").orElse(Map.of()));
    long checked =
        parts.stream()
            .filter(part -> part instanceof Map<?, ?> keys && keys.containsKey("reviewed"))
            .count();
    Map<String, Object> decisions = new LinkedHashMap<>();
    decisions.put("facts", parts.size());
    decisions.put("checked", checked);
    return decisions;
  }

  private Map<String, Object> countProgress() {
    List<Map<String, Object>> parts = new ArrayList<>(visits);
    parts.add(subject);
    long checkedParts = parts.stream().filter(CaseState::isChecked).count();
    long checked =
        checkedParts + facts.stream().filter(fact -> DECIDED.contains(fact.decision())).count();
    long rejected = facts.stream().filter(fact -> fact.decision().equals("rejected")).count();
    long contradictions =
        facts.stream()
            .filter(fact -> kinds(fact).contains("contradiction"))
            .filter(fact -> !fact.decision().equals("rejected"))
            .count();
    long doubtful = facts.stream().filter(fact -> weight(fact) >= 0.2).count();
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("facts", facts.size() + parts.size());
    counts.put("checked", checked);
    counts.put("rejected", rejected);
    counts.put("contradictions", contradictions);
    counts.put("doubts", doubtful);
    return counts;
  }

  private static boolean isChecked(Map<String, Object> part) {
    return part.get("review") instanceof Map<?, ?> review && !review.get("status").equals("new");
  }

  private List<Object> kinds(RawFact fact) {
    return doubts.getOrDefault(fact.pointer(), List.of()).stream()
        .map(doubt -> doubt.get("kind"))
        .toList();
  }

  /** How much a fact needs to be looked at, from 0 to 1; what a person decided needs it no more. */
  private double weight(RawFact fact) {
    boolean rejected = fact.decision().equals("rejected");
    boolean decided = DECIDED.contains(fact.decision());
    return doubts.getOrDefault(fact.pointer(), List.of()).stream()
        .filter(doubt -> !rejected)
        .filter(doubt -> !decided || (double) doubt.get("weight") >= 0.85)
        .mapToDouble(doubt -> (double) doubt.get("weight"))
        .max()
        .orElse(0);
  }

  private Map<String, Object> fact(RawFact fact) {
    Map<String, Object> map = new LinkedHashMap<>();
    FactRef ref = refs.get(fact.pointer());
    map.put("pointer", fact.pointer());
    map.put("etag", fact.etag());
    map.put("kind", fact.kind());
    map.put("id", ref == null ? "" : ref.kind() + "/" + ref.id());
    map.put("words", fact.words());
    map.put("assertion", fact.assertion().name().toLowerCase(Locale.ROOT));
    map.put("visit", visit(fact));
    Map<String, Object> fields = new LinkedHashMap<>(fact.fields());
    fields.keySet().removeAll(RawFact.APART);
    map.put("fields", fields);
    read(map, ref);
    if (fields.keySet().stream().noneMatch(TIMES::contains) && !fact.encounter().isEmpty()) {
      map.put("time", ""); // that of its visit
    }
    map.put("evidence", evidence(fact.fields().get("evidence")));
    Object confidence = fact.fields().get("confidence");
    map.put("confidence", confidence == null ? null : number(confidence));
    map.put("review", review(fact.fields().get("reviewed")));
    map.put("doubts", doubts.getOrDefault(fact.pointer(), List.of()));
    map.put("doubt", weight(fact));
    return map;
  }

  private Object visit(RawFact fact) {
    return fact.encounter().isEmpty()
        ? fact.fields().get("encounter")
        : visitIds.get(fact.encounter());
  }

  /** The result without the words that only repeat whether it holds. */
  private static String summary(String result) {
    String separator = result.contains("; ") ? "; " : ", ";
    return Stream.of(result.split(separator))
        .filter(part -> !STATUS_WORDS.contains(part.strip().toLowerCase(Locale.ROOT)))
        .collect(Collectors.joining(separator));
  }

  /** What became of it in FHIR. */
  private void read(Map<String, Object> map, FactRef ref) {
    CaseView.Fact seen = views.get(ref);
    map.put("summary", seen == null ? "" : summary(seen.result()));
    String time =
        seen == null
            ? ""
            : seen.course().words().isEmpty() ? seen.time().words() : seen.course().words();
    map.put("time", time);
    List<Map<String, String>> codes = new ArrayList<>();
    if (seen != null) {
      for (CaseView.CodeLine line : seen.codes()) {
        Map<String, String> code = new LinkedHashMap<>();
        code.put("role", line.role());
        code.put("system", line.system());
        code.put("uri", line.uri());
        code.put("code", line.code());
        code.put("display", line.display());
        codes.add(code);
      }
    }
    map.put("codes", codes);
  }

  private static List<Map<String, Object>> evidence(Object written) {
    List<Map<String, Object>> evidence = new ArrayList<>();
    List<?> items =
        written instanceof List<?> list ? list : written == null ? List.of() : List.of(written);
    for (Object item : items) {
      Map<String, Object> quote = new LinkedHashMap<>();
      if (item instanceof Map<?, ?> fields) {
        quote.put("quote", fields.get("quote"));
        quote.put("start", offset(fields.get("start")));
        quote.put("end", offset(fields.get("end")));
      } else {
        quote.put("quote", item.toString());
        quote.put("start", null);
        quote.put("end", null);
      }
      evidence.add(quote);
    }
    return evidence;
  }

  private static Integer offset(Object text) {
    return text != null && text.toString().matches("\\d{1,9}")
        ? Integer.valueOf(text.toString())
        : null;
  }

  private static Map<String, Object> review(Object written) {
    Map<String, Object> review = new LinkedHashMap<>();
    if (!(written instanceof Map<?, ?> fields)) {
      review.put("status", "new");
      review.put("by", "");
      review.put("on", "");
      review.put("was", null);
      return review;
    }
    Object decision = fields.get("decision");
    review.put("status", decision == null ? "accepted" : decision);
    review.put("by", fields.get("by") == null ? "" : fields.get("by"));
    review.put("on", fields.get("on") == null ? "" : fields.get("on"));
    Map<String, Object> was = new LinkedHashMap<>();
    if (fields.get("was") instanceof Map<?, ?> before) {
      // An empty text stands for a key that was not there.
      before.forEach((key, value) -> was.put(key.toString(), value.equals("") ? null : value));
    }
    review.put("was", was.isEmpty() ? null : was);
    return review;
  }

  private List<Map<String, Object>> visits() {
    Object encounters = file.value("/encounters").orElse(List.of());
    List<Map<String, Object>> visits = new ArrayList<>();
    if (!(encounters instanceof List<?> list)) {
      visits.add(part("/encounters", "encounter", encounters));
      return visits;
    }
    for (int i = 0; i < list.size(); i++) {
      visits.add(part("/encounters/" + i, "encounter", list.get(i)));
    }
    return visits;
  }

  private Map<String, Object> part(String pointer, String kind, Object written) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (written instanceof Map<?, ?> keys) {
      Set<String> own = FactFields.keys(kind);
      keys.forEach(
          (key, value) -> {
            if (own.contains(key.toString()) && !isList(key)) {
              fields.put(key.toString(), value);
            }
          });
    } else {
      fields.put("id", written);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("pointer", pointer);
    map.put("etag", etag(written));
    map.put("kind", kind);
    String id = kind.equals("subject") ? "subject" : visitId(written);
    map.put("id", id);
    Object label = fields.get("label");
    map.put("label", label == null ? id.replace('-', ' ') : label.toString());
    map.put("words", kind.equals("subject") ? person(fields) : map.get("label"));
    map.put("assertion", "present");
    map.put("visit", null);
    FactRef ref = refs.get(pointer);
    map.put("review", review(fields.get("reviewed")));
    map.put("evidence", evidence(fields.get("evidence")));
    fields.keySet().removeAll(RawFact.APART);
    map.put("fields", fields);
    read(map, ref);
    map.put("confidence", null);
    map.put("doubts", doubts.getOrDefault(pointer, List.of()));
    map.put("doubt", 0.0);
    return map;
  }

  private static String person(Map<String, Object> fields) {
    String words =
        Stream.of(fields.get("sex"), fields.get("age"))
            .filter(String.class::isInstance)
            .map(Object::toString)
            .collect(Collectors.joining(", "));
    return words.isEmpty() ? "Patient" : words;
  }

  private static boolean isList(Object key) {
    return FactSyntax.all().stream().anyMatch(syntax -> syntax.list().equals(key));
  }

  private List<Map<String, Object>> timeline() {
    List<Map<String, Object>> items = new ArrayList<>();
    for (Map.Entry<String, FactRef> entry : refs.entrySet()) {
      CaseView.Fact seen = views.get(entry.getValue());
      if (seen == null || entry.getValue().equals(FactRef.SUBJECT)) {
        continue;
      }
      // A finding that has only the date of its visit would repeat the bar of the visit.
      boolean own =
          !seen.course().segments().isEmpty() || OWN_TIME.contains(entry.getValue().kind());
      FactTime course = seen.course().segments().isEmpty() ? seen.time() : seen.course();
      if (!own) {
        continue;
      }
      item(entry.getKey(), entry.getValue().kind(), seen, course).ifPresent(items::add);
    }
    items.sort(
        Comparator.comparing((Map<String, Object> item) -> "" + item.get("start"))
            .thenComparing(item -> "" + item.get("pointer")));
    return items;
  }

  private Optional<Map<String, Object>> item(
      String pointer, String kind, CaseView.Fact seen, FactTime course) {
    List<Segment> segments = course.segments();
    if (segments.isEmpty()) {
      return Optional.empty();
    }
    Segment first = segments.get(0);
    Segment last = segments.get(segments.size() - 1);
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("pointer", pointer);
    item.put("kind", kind);
    item.put("label", seen.name());
    item.put("start", date(first.from(), first.to()));
    String end = segments.size() == 1 && isEvent(first) ? null : date(last.from(), last.to(), true);
    item.put("end", end);
    item.put("ongoing", last.to().isEmpty());
    item.put("assertion", assertionOf(pointer));
    return Optional.of(item);
  }

  private String assertionOf(String pointer) {
    return facts.stream()
        .filter(fact -> fact.pointer().equals(pointer))
        .findFirst()
        .map(fact -> fact.assertion().name().toLowerCase(Locale.ROOT))
        .orElse("present");
  }

  private static boolean isEvent(Segment segment) {
    return segment.certainty() == FactTime.Certainty.MOMENT
        || segment.certainty() == FactTime.Certainty.WITHIN;
  }

  private static String date(OptionalLong from, OptionalLong to) {
    return date(from, to, false);
  }

  /** A year, a month or a day, whichever the stretch of minutes is. */
  private static String date(OptionalLong from, OptionalLong to, boolean end) {
    OptionalLong known = end ? (to.isPresent() ? to : from) : (from.isPresent() ? from : to);
    if (known.isEmpty()) {
      return null;
    }
    LocalDateTime start = moment(from.orElse(known.getAsLong()));
    LocalDateTime stop = moment(to.orElse(known.getAsLong()));
    boolean whole = start.getHour() == 0 && start.getMinute() == 0;
    if (from.isPresent() && to.isPresent() && whole && start.getDayOfMonth() == 1) {
      if (start.getMonthValue() == 1 && start.plusYears(1).equals(stop)) {
        return Integer.toString(start.getYear());
      }
      if (start.plusMonths(1).equals(stop)) {
        return start.toLocalDate().toString().substring(0, 7);
      }
    }
    // The end is exclusive: the last minute counts.
    return (end ? moment(known.getAsLong() - 1) : start).toLocalDate().toString();
  }

  private static LocalDateTime moment(long minutes) {
    return LocalDateTime.ofEpochSecond(minutes * 60, 0, ZoneOffset.UTC);
  }

  private List<Map<String, Object>> trends(CaseView page) {
    List<Map<String, Object>> trends = new ArrayList<>();
    for (TrendPlot plot : page.trends()) {
      List<Map<String, Object>> points = new ArrayList<>();
      for (TrendPlot.Point point : plot.points()) {
        FactRef ref = conversion.origins().get(point.fullUrl());
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("pointer", pointers.getOrDefault(ref, ""));
        map.put("time", point.date());
        map.put("value", point.value());
        map.put("text", point.comparator() + point.value().toPlainString() + " " + plot.unit());
        points.add(map);
      }
      Map<String, Object> trend = new LinkedHashMap<>();
      trend.put("name", plot.name());
      trend.put("unit", plot.unit());
      trend.put("points", points);
      trends.add(trend);
    }
    return trends;
  }
}
