package org.case2fhir.review;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.casefile.CaseFile.FactSyntax;
import org.case2fhir.casefile.CaseFileEditor;

/**
 * Brings a new reading of an article into a case file that a person has begun to review: what the
 * person decided stays, also that a fact was rejected; what nobody has looked at becomes what is
 * read now; what is found now for the first time is added.
 *
 * <p>Facts of two readings are the same if they are of one list and have a quote in common that
 * stands at the same place, or the same words in the same encounter.
 *
 * @param text of the case file with both
 * @param words what was done, in a sentence
 */
record CaseMerge(String text, String words) {

  /**
   * Merges.
   *
   * @param old the case file as it is
   * @param fresh the case file as the article is read now
   */
  static CaseMerge of(String old, String fresh) {
    CaseFileEditor file = CaseFileEditor.of(old);
    List<RawFact> known = RawFact.all(file);
    CaseFileEditor readNow = CaseFileEditor.of(fresh);
    List<RawFact> found = new ArrayList<>(RawFact.all(readNow));
    List<Map<String, Object>> gone = new ArrayList<>();
    Set<String> goneItems = new LinkedHashSet<>();
    Map<String, Object> changes = new LinkedHashMap<>();
    int kept = 0;
    for (RawFact fact : known) {
      // Several facts may have one quote: those with the same words come first.
      Optional<RawFact> same =
          found.stream()
              .filter(other -> isSame(fact, file, other, readNow))
              .min(
                  Comparator.comparing(
                      other -> !originalWords(fact).equalsIgnoreCase(other.words())));
      same.ifPresent(found::remove);
      if (!fact.decision().equals("new")) {
        kept++;
      } else if (same.isEmpty()) {
        gone.add(fact.fields());
        goneItems.add(fact.item());
      } else if (!same.get().fields().equals(fact.fields()) && fact.parts() == 1) {
        changes.put(fact.item(), same.get().fields());
      }
    }
    CaseFileEditor merged = file;
    for (Map.Entry<String, Object> change : changes.entrySet()) {
      merged = merged.replace(change.getKey(), List.of(change.getValue()));
    }
    merged = remove(merged, gone);
    for (RawFact fact : found) {
      merged = add(merged, readNow, fact);
    }
    String words =
        "read again: %d decided facts kept, %d others changed, %d gone, %d new"
            .formatted(kept, changes.size(), gone.size(), found.size());
    return new CaseMerge(merged.text(), words);
  }

  private static boolean isSame(
      RawFact fact, CaseFileEditor file, RawFact other, CaseFileEditor readNow) {
    Map<?, ?> was = fact.review().get("was") instanceof Map<?, ?> before ? before : Map.of();
    Object kind = was.get("kind") == null ? fact.kind() : was.get("kind");
    if (!kind.equals(other.kind())) {
      return false;
    }
    Set<Object> quotes = spans(fact.fields().get("evidence"));
    quotes.addAll(spans(was.get("evidence")));
    if (quotes.stream().anyMatch(spans(other.fields().get("evidence"))::contains)) {
      return true;
    }
    return originalWords(fact).equalsIgnoreCase(other.words())
        && visit(file, fact, was).equals(visit(readNow, other, Map.of()));
  }

  /** What a fact was about when it was read. */
  private static String originalWords(RawFact fact) {
    if (fact.review().get("was") instanceof Map<?, ?> was) {
      for (FactSyntax syntax : FactSyntax.all()) {
        for (String head : syntax.heads().keySet()) {
          if (was.get(head) != null) {
            return RawFact.words(was.get(head));
          }
        }
      }
    }
    return fact.words();
  }

  private static String visit(CaseFileEditor file, RawFact fact, Map<?, ?> was) {
    if (was.get("visit") != null) {
      return was.get("visit").toString();
    }
    return fact.encounter().isEmpty()
        ? ""
        : CaseState.visitId(file.value(fact.encounter()).orElse(""));
  }

  private static Set<Object> spans(Object evidence) {
    Set<Object> spans = new LinkedHashSet<>();
    List<?> items =
        evidence instanceof List<?> list ? list : evidence == null ? List.of() : List.of(evidence);
    for (Object item : items) {
      if (item instanceof Map<?, ?> quote && quote.get("start") != null) {
        spans.add(quote);
      }
    }
    return spans;
  }

  /** Takes facts out one by one: the pointers of the others move with each. */
  private static CaseFileEditor remove(CaseFileEditor file, List<Map<String, Object>> gone) {
    CaseFileEditor left = file;
    for (Map<String, Object> fields : gone) {
      Optional<RawFact> there =
          RawFact.all(left).stream()
              .filter(fact -> fact.fields().equals(fields) && fact.part() == 0)
              .findFirst();
      if (there.isPresent()) {
        left = left.remove(there.get().item());
      }
    }
    return left;
  }

  private static CaseFileEditor add(CaseFileEditor file, CaseFileEditor readNow, RawFact fact) {
    if (fact.part() > 0) {
      return file; // added with the first fact of its item
    }
    if (fact.encounter().isEmpty()) {
      return file.append("/" + fact.syntax().list(), fact.fields());
    }
    Object encounter = readNow.value(fact.encounter()).orElse("");
    String id = CaseState.visitId(encounter);
    CaseFileEditor with = file;
    Optional<String> place = place(file, id);
    if (place.isEmpty()) {
      Map<String, Object> own = new LinkedHashMap<>();
      if (encounter instanceof Map<?, ?> keys) {
        Set<String> lists = new LinkedHashSet<>();
        FactSyntax.all().forEach(each -> lists.add(each.list()));
        keys.forEach(
            (key, value) -> {
              if (!lists.contains(key.toString())) {
                own.put(key.toString(), value);
              }
            });
      } else {
        own.put("id", id);
      }
      with = file.append("/encounters", own);
      place = place(with, id);
    }
    return with.append(place.orElseThrow() + "/" + fact.syntax().list(), fact.fields());
  }

  private static Optional<String> place(CaseFileEditor file, String id) {
    Object encounters = file.value("/encounters").orElse(List.of());
    List<?> list = encounters instanceof List<?> several ? several : List.of(encounters);
    for (int i = 0; i < list.size(); i++) {
      if (CaseState.visitId(list.get(i)).equals(id)) {
        return Optional.of(encounters instanceof List ? "/encounters/" + i : "/encounters");
      }
    }
    return Optional.empty();
  }
}
