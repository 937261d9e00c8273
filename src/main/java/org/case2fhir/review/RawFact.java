package org.case2fhir.review;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.casefile.CaseFile.FactSyntax;
import org.case2fhir.casefile.CaseFileEditor;
import org.case2fhir.issue.Sha256;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.FactRef;

/**
 * A fact as it stands in a case file, before anything is understood of it: what a reviewer edits.
 * Also of facts that were rejected, or that cannot be read.
 *
 * @param pointer names it among all facts of the file: that of its item, with {@code #1} for the
 *     second fact of an item that names several
 * @param item JSON Pointer of the item that it is written in
 * @param part which fact of its item it is, from 0
 * @param parts how many facts its item names
 * @param syntax how facts of its kind are written
 * @param encounter JSON Pointer of the encounter that it stands in; empty outside of one
 * @param head the key that says what it is about
 * @param words what it is about
 * @param fields all keys of its item, in their order; of a fact written as a mere text its head
 */
record RawFact(
    String pointer,
    String item,
    int part,
    int parts,
    FactSyntax syntax,
    String encounter,
    String head,
    String words,
    Map<String, Object> fields) {

  /** Keys that are shown and edited apart from the others. */
  static final List<String> APART = List.of("evidence", "confidence", "reviewed");

  RawFact {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** All facts of a case file in the order of its lists: those of encounters first. */
  static List<RawFact> all(CaseFileEditor file) {
    List<RawFact> facts = new ArrayList<>();
    Object encounters = file.value("/encounters").orElse(List.of());
    if (encounters instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        read(list.get(i), "/encounters/" + i, facts);
      }
    } else {
      read(encounters, "/encounters", facts);
    }
    read(file.value("").orElse(Map.of()), "", facts);
    return facts;
  }

  private static void read(Object holder, String pointer, List<RawFact> facts) {
    if (!(holder instanceof Map<?, ?> keys)) {
      return;
    }
    for (FactSyntax syntax : FactSyntax.all()) {
      Object list = keys.get(syntax.list());
      String place = pointer + "/" + syntax.list();
      if (list instanceof List<?> items) {
        for (int i = 0; i < items.size(); i++) {
          item(items.get(i), place + "/" + i, syntax, pointer, facts);
        }
      } else if (list != null && !list.equals("")) {
        item(list, place, syntax, pointer, facts);
      }
    }
  }

  private static void item(
      Object item, String place, FactSyntax syntax, String encounter, List<RawFact> facts) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (item instanceof Map<?, ?> map) {
      map.forEach((key, value) -> fields.put(key.toString(), value));
    } else {
      fields.put(syntax.heads().keySet().iterator().next(), item);
    }
    Optional<String> head =
        syntax.heads().keySet().stream().filter(fields::containsKey).findFirst();
    Object about = head.map(fields::get).orElse("");
    List<?> names = about instanceof List<?> several ? several : List.of(about);
    for (int i = 0; i < names.size(); i++) {
      facts.add(
          new RawFact(
              i == 0 ? place : place + "#" + i,
              place,
              i,
              names.size(),
              syntax,
              encounter,
              head.orElse(""),
              words(names.get(i)),
              fields));
    }
  }

  /** A concept is a text, or a mapping of text and codes. */
  static String words(Object concept) {
    return concept instanceof Map<?, ?> map && map.get("text") != null
        ? map.get("text").toString()
        : concept.toString();
  }

  /** The kind, as in URIs and messages: {@code family-history}. */
  String kind() {
    return FactRef.of(syntax.kind(), "").kind();
  }

  /** Whether it holds, by its words alone. */
  Assertion assertion() {
    Object stated = fields.get("assertion");
    if (stated != null) {
      for (Assertion assertion : Assertion.values()) {
        if (assertion.name().equalsIgnoreCase(stated.toString())) {
          return assertion;
        }
      }
    }
    return syntax.heads().getOrDefault(head, Assertion.PRESENT);
  }

  /** What a person decided: the keys of {@code reviewed}; none if nobody did. */
  Map<?, ?> review() {
    return fields.get("reviewed") instanceof Map<?, ?> review ? review : Map.of();
  }

  /** The decision in lower case: {@code new} where there is none. */
  String decision() {
    if (!(fields.get("reviewed") instanceof Map<?, ?> review)) {
      return "new";
    }
    Object decision = review.get("decision");
    return decision == null ? "accepted" : decision.toString();
  }

  /** Tells one state of the fact from another, wherever it stands. */
  String etag() {
    return Sha256.of(syntax.list() + fields + part).substring(0, 16);
  }
}
