package org.case2fhir.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.case2fhir.casefile.CaseFile.FactSyntax;
import org.case2fhir.casefile.CaseFileWriter;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Visit;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * What a person changed in a case that a machine read: facts added, removed and changed, field by
 * field as a case file writes them. An order of facts, a confidence and who reviewed a fact are no
 * change.
 */
public final class Corrections {
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
   * @param kind {@code subject}, {@code encounter} or the kind of fact, as {@link FactRef} names it
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
    CaseFileWriter writer = new CaseFileWriter(Vocabulary.builtIn(), UnitTable.builtIn()).withIds();
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
