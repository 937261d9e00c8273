package org.case2fhir.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.casefile.CaseFile.FactSyntax;
import org.case2fhir.casefile.CaseFileEditor;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.FactIds;
import org.case2fhir.model.FactRef.FactKind;

/**
 * What a reviewer does to a case file: each edit changes the text of one fact, and writes down who
 * decided what and when under {@code reviewed}, with what stood there before under {@code was}. The
 * facts that a program read and a person rejected stay in the file; those that the person added go.
 *
 * <p>A fact is found by its pointer and by what it holds; where it has been moved since, by what it
 * holds alone. Where it has been changed since, the edit is a conflict, and nothing is changed.
 */
final class CaseEdits {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REVIEWED = "reviewed";
  private static final String VISIT = "visit";
  private static final String KIND = "kind";
  private static final String ILLNESSES = "illnesses";

  private final String by;
  private final String on;
  private CaseFileEditor file;

  /**
   * @param by who decides
   * @param on the day, as ISO 8601 has it
   */
  CaseEdits(CaseFileEditor file, String by, String on) {
    this.file = file;
    this.by = by;
    this.on = on;
  }

  /** A fact is not any more what the edit is about. */
  static final class ConflictException extends Exception {
    private static final long serialVersionUID = 1L;
    private final List<String> pointers;

    ConflictException(List<String> pointers) {
      super("the fact was changed meanwhile");
      this.pointers = List.copyOf(pointers);
    }

    /** Where the facts stood when the edit was made. */
    List<String> pointers() {
      return pointers;
    }
  }

  /** The file with all edits so far. */
  CaseFileEditor file() {
    return file;
  }

  /**
   * Makes edits, all or none.
   *
   * @throws ConflictException if one of the facts was changed meanwhile
   * @throws IllegalArgumentException if an edit makes no sense; the message says why
   */
  void apply(JsonNode edits) throws ConflictException {
    CaseFileEditor before = file;
    try {
      Map<String, Object> decisions = decisions(edits);
      if (!decisions.isEmpty()) {
        file = file.setAll(decisions);
        return;
      }
      for (JsonNode edit : edits) {
        apply(edit.path("op").asText(), edit);
      }
    } catch (ConflictException | IllegalArgumentException e) {
      file = before;
      throw e;
    }
  }

  /**
   * Many plain decisions are written at once: one after the other would read a file of 600 facts
   * 600 times. None where one of the edits is anything else.
   */
  private Map<String, Object> decisions(JsonNode edits) throws ConflictException {
    Map<String, Object> decisions = new LinkedHashMap<>();
    Map<String, RawFact> known = new LinkedHashMap<>();
    RawFact.all(file).forEach(fact -> known.put(fact.pointer(), fact));
    for (JsonNode edit : edits) {
      String op = edit.path("op").asText();
      String pointer = edit.path("pointer").asText();
      RawFact fact = known.get(pointer);
      boolean plain =
          fact != null
              && fact.parts() == 1
              && file.value(fact.item()).orElse("") instanceof Map
              && fact.etag().equals(edit.path("etag").asText())
              && (op.equals("accept") || (op.equals("reject") && !fact.decision().equals("added")));
      if (!plain) {
        return Map.of();
      }
      decisions.put(
          fact.item() + "/" + REVIEWED, op.equals("accept") ? accepted(fact) : rejected(fact));
    }
    return decisions;
  }

  /**
   * The case as it was read: what a person changed or rejected as it was before, and without what
   * the person added.
   */
  static CaseFileEditor original(CaseFileEditor reviewed) {
    CaseEdits edits = new CaseEdits(reviewed, "", "");
    Optional<RawFact> decided = decided(edits.file);
    while (decided.isPresent()) {
      RawFact fact = edits.single(decided.get());
      if (fact.decision().equals("added")) {
        edits.file = edits.file.remove(fact.item());
      } else {
        edits.reset(fact);
      }
      decided = decided(edits.file);
    }
    edits.restore("/subject");
    Object encounters = edits.file.value("/encounters").orElse(List.of());
    if (encounters instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        edits.restore("/encounters/" + i);
      }
    }
    edits.take("", REVIEWED);
    return edits.file;
  }

  private static Optional<RawFact> decided(CaseFileEditor file) {
    return RawFact.all(file).stream().filter(fact -> !fact.decision().equals("new")).findFirst();
  }

  private void apply(String op, JsonNode edit) throws ConflictException {
    if (isPart(edit.path("pointer").asText())) {
      switch (op) {
        case "accept", "set" -> setFields(edit);
        case "reset" -> resetFields(edit);
        case "reject" -> removeVisit(edit);
        default -> throw new IllegalArgumentException("this edit is for facts only");
      }
      return;
    }
    switch (op) {
      case "accept" -> {
        RawFact fact = single(find(edit));
        put(fact.item(), REVIEWED, accepted(fact));
      }
      case "reject" -> reject(single(find(edit)));
      case "reset" -> reset(single(find(edit)));
      case "set" -> set(edit);
      case "add" -> add(edit);
      case "split" -> split(edit);
      case "merge" -> merge(edit);
      default -> throw new IllegalArgumentException("there is no edit called " + op);
    }
  }

  private RawFact find(JsonNode edit) throws ConflictException {
    String pointer = edit.path("pointer").asText();
    String etag = edit.path("etag").asText();
    List<RawFact> same =
        RawFact.all(file).stream().filter(fact -> fact.etag().equals(etag)).toList();
    Optional<RawFact> here =
        same.stream().filter(fact -> fact.pointer().equals(pointer)).findFirst();
    if (here.isPresent()) {
      return here.get();
    }
    if (same.size() == 1) {
      return same.get(0);
    }
    throw new ConflictException(List.of(pointer));
  }

  /** The fact in an item of its own that is a mapping, so that it can have keys. */
  private RawFact single(RawFact fact) {
    Object item = file.value(fact.item()).orElseThrow();
    boolean list = fact.item().matches(".*/\\d+");
    if (item instanceof Map && fact.parts() == 1 && list) {
      return fact;
    }
    List<Map<String, Object>> apart = new ArrayList<>();
    Object about = fact.fields().get(fact.head());
    List<?> names = fact.parts() == 1 ? List.of(about) : (List<?>) about;
    for (Object name : names) {
      Map<String, Object> fields = new LinkedHashMap<>(fact.fields());
      fields.put(fact.head(), name);
      apart.add(fields);
    }
    if (list) {
      file = file.replace(fact.item(), apart);
      int slash = fact.item().lastIndexOf('/');
      int index = Integer.parseInt(fact.item().substring(slash + 1)) + fact.part();
      return at(fact.item().substring(0, slash + 1) + index);
    }
    file = file.set(fact.item(), List.copyOf(apart));
    return at(fact.item() + "/" + fact.part());
  }

  private RawFact at(String pointer) {
    return RawFact.all(file).stream()
        .filter(fact -> fact.pointer().equals(pointer))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("nothing stands at " + pointer));
  }

  private void put(String item, String key, Object value) {
    file = file.set(item + "/" + key.replace("~", "~0").replace("/", "~1"), value);
  }

  private void take(String item, String key) {
    String pointer = item + "/" + key.replace("~", "~0").replace("/", "~1");
    if (file.value(pointer).isPresent()) {
      file = file.remove(pointer);
    }
  }

  private Map<String, Object> review(String decision, Map<?, ?> was) {
    Map<String, Object> review = new LinkedHashMap<>();
    review.put("by", by);
    review.put("on", on);
    review.put("decision", decision);
    if (!was.isEmpty()) {
      review.put("was", was);
    }
    return review;
  }

  private static Map<?, ?> was(RawFact fact) {
    return fact.review().get("was") instanceof Map<?, ?> was ? was : Map.of();
  }

  private Map<String, Object> accepted(RawFact fact) {
    Map<?, ?> was = was(fact);
    boolean added = fact.decision().equals("added");
    return review(added ? "added" : was.isEmpty() ? "accepted" : "changed", was);
  }

  private Map<String, Object> rejected(RawFact fact) {
    return review("rejected", was(fact));
  }

  private void reject(RawFact fact) {
    if (fact.decision().equals("added")) {
      file = file.remove(fact.item());
    } else {
      put(fact.item(), REVIEWED, rejected(fact));
    }
  }

  private void reset(RawFact fact) {
    if (fact.decision().equals("added")) {
      throw new IllegalArgumentException("a person added this fact: reject it to take it out");
    }
    Map<?, ?> was = was(fact);
    RawFact back = fact;
    if (was.get(KIND) != null || was.get(VISIT) != null) {
      Object kind = was.get(KIND);
      Object visit = was.get(VISIT);
      FactSyntax syntax = kind == null ? fact.syntax() : syntax(kind.toString());
      String encounter = visit == null ? fact.encounter() : encounter(visit.toString());
      back = move(fact, syntax, encounter);
    }
    String item = back.item();
    for (Map.Entry<?, ?> entry : was.entrySet()) {
      String key = entry.getKey().toString();
      if (key.equals(KIND) || key.equals(VISIT)) {
        continue;
      }
      if (back.syntax().heads().containsKey(key)) {
        head(item, key);
        put(item, key, entry.getValue());
      } else if (entry.getValue().equals("")) {
        take(item, key);
      } else {
        put(item, key, entry.getValue());
      }
    }
    take(item, REVIEWED);
  }

  private void set(JsonNode edit) throws ConflictException {
    RawFact fact = single(find(edit));
    Map<String, Object> was = new LinkedHashMap<>();
    was(fact).forEach((key, value) -> was.put(key.toString(), value));
    // A fact whose words, visit or time change stays the same resource if it keeps its id.
    FactSyntax syntax = edit.has(KIND) ? syntax(edit.path(KIND).asText()) : fact.syntax();
    if (!syntax.equals(fact.syntax())) {
      was.putIfAbsent(KIND, fact.kind());
      keepHead(fact, was);
      // What a fact of the other kind cannot say comes back if it is reset.
      Set<String> allowed = FactFields.keys(FactFields.kind(syntax));
      fact.fields()
          .forEach(
              (key, value) -> {
                boolean kept = allowed.contains(key) || key.equals(fact.head());
                if (!kept && !isPlaceOrAssertion(key)) {
                  was.putIfAbsent(key, value);
                }
              });
    }
    String encounter = edit.has(VISIT) ? encounter(edit.path(VISIT).asText("")) : fact.encounter();
    if (!encounter.equals(fact.encounter())) {
      was.putIfAbsent(VISIT, visitName(fact.encounter()));
    }
    Assertion asserted =
        edit.has("assertion") ? assertion(edit.path("assertion").asText()) : fact.assertion();
    RawFact moved =
        syntax.equals(fact.syntax()) && encounter.equals(fact.encounter())
            ? fact
            : move(fact, syntax, encounter);
    String item = moved.item();
    if (asserted != moved.assertion()) {
      keepHead(fact, was);
      assertAs(moved, asserted, was);
    }
    if (edit.has("words") && !edit.path("words").asText().equals(fact.words())) {
      String words = edit.path("words").asText().strip();
      if (words.isEmpty()) {
        throw new IllegalArgumentException("a fact needs words");
      }
      keepHead(fact, was);
      put(item, at(item).head(), words);
    }
    for (Map.Entry<String, JsonNode> change : edit.path("fields").properties()) {
      change(item, change.getKey(), value(change.getValue()), was);
    }
    if (edit.has("codes")) {
      List<Object> codes = new ArrayList<>();
      edit.path("codes").forEach(code -> codes.add(code(code)));
      change(item, "codes", codes, was);
    }
    if (edit.has("evidence")) {
      change(item, "evidence", value(edit.path("evidence")), was);
    }
    boolean added = fact.decision().equals("added");
    put(item, REVIEWED, review(added ? "added" : "changed", added ? Map.of() : was));
  }

  /** Subject and encounters: their values are changed, and what they were is kept. */
  private void setFields(JsonNode edit) throws ConflictException {
    String pointer = edit.path("pointer").asText();
    Map<String, Object> was = new LinkedHashMap<>(partWas(edit));
    if (file.value(pointer).isEmpty()) {
      file = file.set(pointer, Map.of());
    }
    for (Map.Entry<String, JsonNode> change : edit.path("fields").properties()) {
      if (change.getKey().equals("id")) {
        throw new IllegalArgumentException("other parts of the case name it by this id");
      }
      change(pointer, change.getKey(), value(change.getValue()), was);
    }
    boolean added = file.value(pointer + "/" + REVIEWED + "/decision").orElse("").equals("added");
    String decision = added ? "added" : was.isEmpty() ? "accepted" : "changed";
    put(pointer, REVIEWED, review(decision, added ? Map.of() : was));
  }

  private static boolean isPart(String pointer) {
    return pointer.equals("/subject") || pointer.matches("/encounters(?:/\\d+)?");
  }

  /** What a part was before, if it is still what the edit is about. */
  private Map<String, Object> partWas(JsonNode edit) throws ConflictException {
    String pointer = edit.path("pointer").asText();
    Object there = file.value(pointer).orElse(Map.of());
    if (!(there instanceof Map<?, ?> fields)) {
      throw new IllegalArgumentException("write it as a mapping first");
    }
    if (!CaseState.etag(fields).equals(edit.path("etag").asText())) {
      throw new ConflictException(List.of(pointer));
    }
    Map<String, Object> was = new LinkedHashMap<>();
    if (fields.get(REVIEWED) instanceof Map<?, ?> review
        && review.get("was") instanceof Map<?, ?> before) {
      before.forEach((key, value) -> was.put(key.toString(), value));
    }
    return was;
  }

  private void resetFields(JsonNode edit) throws ConflictException {
    partWas(edit);
    restore(edit.path("pointer").asText());
  }

  /** Subject or encounter as they were read. */
  private void restore(String pointer) {
    if (file.value(pointer + "/" + REVIEWED + "/was").orElse("") instanceof Map<?, ?> was) {
      for (Map.Entry<?, ?> entry : was.entrySet()) {
        if (entry.getValue().equals("")) {
          take(pointer, entry.getKey().toString());
        } else {
          put(pointer, entry.getKey().toString(), entry.getValue());
        }
      }
    }
    take(pointer, REVIEWED);
  }

  private void change(String item, String key, Object value, Map<String, Object> was) {
    if (key.equals(REVIEWED)) {
      throw new IllegalArgumentException("what was decided is written by the program");
    }
    Object there = file.value(item + "/" + key).orElse("");
    boolean empty = value.equals("") || value.equals(List.of());
    if (there.equals(empty ? "" : value)) {
      return;
    }
    was.putIfAbsent(key, there);
    if (empty) {
      take(item, key);
    } else {
      put(item, key, value);
    }
  }

  /** What it was about and whether it held; what was read first counts. */
  private static void keepHead(RawFact fact, Map<String, Object> was) {
    boolean kept =
        FactSyntax.all().stream()
            .anyMatch(syntax -> syntax.heads().keySet().stream().anyMatch(was::containsKey));
    if (!kept) {
      was.put(fact.head(), fact.fields().get(fact.head()));
    }
  }

  private void assertAs(RawFact fact, Assertion wanted, Map<String, Object> was) {
    Optional<String> head =
        fact.syntax().heads().entrySet().stream()
            .filter(entry -> entry.getValue() == wanted)
            .map(Map.Entry::getKey)
            .findFirst();
    String stated = file.value(fact.item() + "/assertion").map(Object::toString).orElse("");
    if (!stated.isEmpty()) {
      was.putIfAbsent("assertion", stated);
      take(fact.item(), "assertion");
    }
    if (head.isPresent()) {
      head(fact.item(), head.get());
    } else {
      change(fact.item(), "assertion", wanted.name().toLowerCase(Locale.ROOT), was);
    }
  }

  /** Gives an item another key for what it is about. */
  private void head(String item, String key) {
    String there = at(item).head();
    if (!there.isEmpty() && !there.equals(key)) {
      file = file.rename(item + "/" + there, key);
    }
  }

  private static boolean isPlaceOrAssertion(String key) {
    return key.equals("encounter") || key.equals("assertion");
  }

  /**
   * What a fact is about in another list. The family history is about a relative, who has what the
   * fact was about.
   */
  private static Object about(RawFact fact, FactSyntax syntax) {
    if (syntax.kind() == FactKind.FAMILY_HISTORY) {
      return "family member";
    }
    Object illnesses = fact.fields().getOrDefault(ILLNESSES, List.of());
    List<?> list = illnesses instanceof List<?> several ? several : List.of(illnesses);
    boolean relative = fact.syntax().kind() == FactKind.FAMILY_HISTORY && !list.isEmpty();
    if (relative && list.get(0) instanceof Map<?, ?> illness && illness.get("illness") != null) {
      return illness.get("illness");
    }
    return relative ? list.get(0) : fact.fields().get(fact.head());
  }

  /** Puts a fact into another list, with the keys that it may have there. */
  private RawFact move(RawFact fact, FactSyntax syntax, String encounter) {
    Map<String, Object> fields = new LinkedHashMap<>();
    Assertion asserted = fact.assertion();
    Optional<String> head =
        syntax.heads().entrySet().stream()
            .filter(entry -> entry.getValue() == asserted)
            .map(Map.Entry::getKey)
            .findFirst();
    String usual = head.orElse(syntax.heads().keySet().iterator().next());
    boolean sameKind = syntax.equals(fact.syntax());
    Set<String> allowed = FactFields.keys(FactFields.kind(syntax));
    for (Map.Entry<String, Object> field : fact.fields().entrySet()) {
      if (field.getKey().equals(fact.head())) {
        fields.put(usual, sameKind ? field.getValue() : about(fact, syntax));
        if (syntax.kind() == FactKind.FAMILY_HISTORY && !sameKind) {
          fields.put(ILLNESSES, List.of(field.getValue()));
        }
        if (head.isEmpty() && asserted != Assertion.PRESENT) {
          fields.put("assertion", asserted.name().toLowerCase(Locale.ROOT));
        }
      } else if (!isPlaceOrAssertion(field.getKey()) && allowed.contains(field.getKey())) {
        fields.put(field.getKey(), field.getValue());
      }
    }
    String list = encounter + "/" + syntax.list();
    file = file.append(list, fields);
    List<?> items = (List<?>) file.value(list).orElseThrow();
    // The new place comes first: taking the old one out may change pointers behind it.
    int added = items.size() - 1;
    file = file.remove(fact.item());
    int last = ((List<?>) file.value(list).orElse(items)).size() - 1;
    return at(list + "/" + Math.min(last, added));
  }

  /** A visit that a person added can be taken away, as long as nothing stands in it. */
  private void removeVisit(JsonNode edit) throws ConflictException {
    partWas(edit);
    String pointer = edit.path("pointer").asText();
    Object decision = file.value(pointer + "/" + REVIEWED + "/decision").orElse("");
    if (!decision.equals("added")) {
      throw new IllegalArgumentException("what was read of the patient and the visits stays");
    }
    if (RawFact.all(file).stream().anyMatch(fact -> fact.encounter().equals(pointer))) {
      throw new IllegalArgumentException("give its facts another visit first");
    }
    file = file.remove(pointer);
  }

  private void addVisit(JsonNode edit) {
    String label = edit.path("words").asText().strip();
    String id = FactIds.slug(label);
    if (id.isEmpty() || hasVisit(id)) {
      throw new IllegalArgumentException("a visit needs a name that no other has");
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", id);
    fields.put("label", label);
    for (Map.Entry<String, JsonNode> field : edit.path("fields").properties()) {
      Object value = value(field.getValue());
      if (!value.equals("")) {
        fields.put(field.getKey(), value);
      }
    }
    if (edit.path("evidence").size() > 0) {
      fields.put("evidence", value(edit.path("evidence")));
    }
    fields.put(REVIEWED, review("added", Map.of()));
    append("/encounters", fields);
  }

  private boolean hasVisit(String id) {
    Object encounters = file.value("/encounters").orElse(List.of());
    List<?> list = encounters instanceof List<?> several ? several : List.of(encounters);
    return list.stream().anyMatch(each -> CaseState.visitId(each).equals(id));
  }

  private void add(JsonNode edit) {
    if (edit.path(KIND).asText().equals("encounter")) {
      addVisit(edit);
      return;
    }
    FactSyntax syntax = syntax(edit.path(KIND).asText());
    String words = edit.path("words").asText().strip();
    if (words.isEmpty()) {
      throw new IllegalArgumentException("a fact needs words");
    }
    Assertion wanted = assertion(edit.path("assertion").asText("present"));
    Map<String, Object> fields = new LinkedHashMap<>();
    Optional<String> head =
        syntax.heads().entrySet().stream()
            .filter(entry -> entry.getValue() == wanted)
            .map(Map.Entry::getKey)
            .findFirst();
    fields.put(head.orElse(syntax.heads().keySet().iterator().next()), words);
    if (head.isEmpty()) {
      fields.put("assertion", wanted.name().toLowerCase(Locale.ROOT));
    }
    for (Map.Entry<String, JsonNode> field : edit.path("fields").properties()) {
      Object value = value(field.getValue());
      if (!value.equals("")) {
        fields.put(field.getKey(), value);
      }
    }
    if (edit.path("codes").size() > 0) {
      List<Object> codes = new ArrayList<>();
      edit.path("codes").forEach(code -> codes.add(code(code)));
      fields.put("codes", codes);
    }
    if (edit.path("evidence").size() > 0) {
      fields.put("evidence", value(edit.path("evidence")));
    }
    fields.put(REVIEWED, review("added", Map.of()));
    append(encounter(edit.path(VISIT).asText("")) + "/" + syntax.list(), fields);
  }

  private void append(String list, Map<String, Object> fields) {
    file = file.append(list, fields);
  }

  private void split(JsonNode edit) throws ConflictException {
    RawFact fact = single(find(edit));
    List<String> words = new ArrayList<>();
    edit.path("words").forEach(word -> words.add(word.asText().strip()));
    if (words.size() < 2 || words.contains("")) {
      throw new IllegalArgumentException("a fact is split into two or more, each with words");
    }
    Map<String, Object> was = new LinkedHashMap<>();
    was(fact).forEach((key, value) -> was.put(key.toString(), value));
    keepHead(fact, was);
    boolean added = fact.decision().equals("added");
    for (String word : words.subList(1, words.size())) {
      Map<String, Object> other = new LinkedHashMap<>(fact.fields());
      other.keySet().removeAll(List.of("id", "codes", "confidence", REVIEWED));
      other.put(fact.head(), word);
      other.put(REVIEWED, review("added", Map.of()));
      append(fact.encounter() + "/" + fact.syntax().list(), other);
    }
    put(fact.item(), fact.head(), words.get(0));
    change(fact.item(), "codes", "", was);
    put(fact.item(), REVIEWED, review(added ? "added" : "changed", added ? Map.of() : was));
  }

  private void merge(JsonNode edit) throws ConflictException {
    JsonNode facts = edit.path("facts");
    if (facts.size() < 2) {
      throw new IllegalArgumentException("two or more facts are merged");
    }
    Set<Object> evidence = new LinkedHashSet<>();
    for (JsonNode each : facts) {
      Object quoted = find(each).fields().getOrDefault("evidence", List.of());
      evidence.addAll(quoted instanceof List<?> list ? list : List.of(quoted));
    }
    RawFact first = single(find(facts.get(0)));
    Map<String, Object> was = new LinkedHashMap<>();
    was(first).forEach((key, value) -> was.put(key.toString(), value));
    change(first.item(), "evidence", List.copyOf(evidence), was);
    boolean added = first.decision().equals("added");
    put(first.item(), REVIEWED, review(added ? "added" : "changed", added ? Map.of() : was));
    for (int i = 1; i < facts.size(); i++) {
      reject(single(find(facts.get(i))));
    }
  }

  private String encounter(String visit) {
    if (visit.isEmpty()) {
      return "";
    }
    Object encounters = file.value("/encounters").orElse(List.of());
    List<?> list = encounters instanceof List<?> several ? several : List.of(encounters);
    for (int i = 0; i < list.size(); i++) {
      if (visit.equals(CaseState.visitId(list.get(i)))) {
        if (!(list.get(i) instanceof Map)) {
          file = file.replace("/encounters/" + i, List.of(Map.of("id", visit)));
        }
        return encounters instanceof List ? "/encounters/" + i : "/encounters";
      }
    }
    throw new IllegalArgumentException("no encounter is called " + visit);
  }

  private String visitName(String encounter) {
    return encounter.isEmpty() ? "" : CaseState.visitId(file.value(encounter).orElse(""));
  }

  private static FactSyntax syntax(String kind) {
    return FactSyntax.all().stream()
        .filter(syntax -> FactFields.kind(syntax).equals(kind))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no kind of fact called " + kind));
  }

  private static Assertion assertion(String word) {
    for (Assertion assertion : Assertion.values()) {
      if (assertion.name().equalsIgnoreCase(word)) {
        return assertion;
      }
    }
    throw new IllegalArgumentException("a fact is present, absent or possible");
  }

  private static Map<String, Object> code(JsonNode code) {
    Map<String, Object> written = new LinkedHashMap<>();
    written.put("system", code.path("uri").asText(code.path("system").asText()));
    written.put("code", code.path("code").asText());
    if (!code.path("display").asText().isEmpty()) {
      written.put("display", code.path("display").asText());
    }
    return written;
  }

  /** As the editor takes values; nothing is an empty text. */
  private static Object value(JsonNode node) {
    if (node.isNull() || node.isMissingNode()) {
      return "";
    }
    if (node.isTextual()) {
      return node.asText().strip();
    }
    return node.isNumber() ? node.asText() : JSON.convertValue(node, Object.class);
  }
}
