package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.diagnostic.Nearest;
import org.case2fhir.model.FactIds;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.FactRef;

/**
 * Finds the facts that other facts name: by id, or by their words if those name one fact only, or
 * only one of the same encounter.
 */
final class References {
  private final IssueCollector issues;
  private final Map<FactRef, Draft> byId = new HashMap<>();
  private final Map<FactRef, List<Draft>> byWords = new HashMap<>();
  private final Map<List<FactKind>, Set<String>> known = new HashMap<>();

  /**
   * @param drafts all with their ids
   */
  References(List<Draft> drafts, IssueCollector issues) {
    this.issues = issues;
    for (Draft draft : drafts) {
      FactKind kind = draft.fact().kind();
      byId.put(FactRef.of(kind, draft.givenId().orElseThrow()), draft);
      FactRef words = FactRef.of(kind, FactIds.slug(draft.fact().concept().text()));
      byWords.computeIfAbsent(words, key -> new ArrayList<>()).add(draft);
    }
  }

  /** The ids of the facts named; what names none is left out with a problem. */
  List<String> resolve(List<String> names, Draft from, FactKind... kinds) {
    Set<String> ids = new LinkedHashSet<>();
    names.forEach(name -> resolve(name, from, kinds).ifPresent(ids::add));
    return List.copyOf(ids);
  }

  Optional<String> resolve(Optional<String> name, Draft from, FactKind kind) {
    return name.flatMap(text -> resolve(text, from, kind));
  }

  private Optional<String> resolve(String name, Draft from, FactKind... kinds) {
    for (FactKind kind : kinds) {
      if (byId.containsKey(FactRef.of(kind, name))) {
        return Optional.of(name);
      }
    }
    for (FactKind kind : kinds) {
      FactRef words = FactRef.of(kind, FactIds.slug(name));
      List<Draft> candidates = byWords.getOrDefault(words, List.of());
      if (!candidates.isEmpty()) {
        return choose(candidates, name, from);
      }
    }
    String message = "no " + words(kinds) + " is called " + Excerpt.of(name);
    String otherwise = "write the id or the words of one of them";
    String remedy =
        issues.isFullOfErrors()
            ? otherwise
            : Nearest.remedy(name, known.computeIfAbsent(List.of(kinds), this::known), otherwise);
    issues.error("unknown-reference", from.mentions().get(name), message, remedy);
    return Optional.empty();
  }

  private Optional<String> choose(List<Draft> candidates, String name, Draft from) {
    if (candidates.size() == 1) {
      return candidates.get(0).givenId();
    }
    Optional<String> visit = from.fact().circumstances().visit();
    List<Draft> near =
        candidates.stream()
            .filter(draft -> draft.fact().circumstances().visit().equals(visit))
            .toList();
    if (near.size() == 1) {
      return near.get(0).givenId();
    }
    String message = Excerpt.of(name) + " names " + candidates.size() + " facts";
    String remedy = "give the one that is meant an `id` and name that";
    issues.error("ambiguous-reference", from.mentions().get(name), message, remedy);
    return Optional.empty();
  }

  private Set<String> known(List<FactKind> kinds) {
    Set<String> names = new LinkedHashSet<>();
    for (FactKind kind : kinds) {
      String word = FactRef.of(kind, "").kind();
      byId.keySet().stream().filter(ref -> ref.kind().equals(word)).forEach(r -> names.add(r.id()));
      byWords.entrySet().stream()
          .filter(entry -> entry.getKey().kind().equals(word))
          .flatMap(entry -> entry.getValue().stream())
          .forEach(draft -> names.add(draft.fact().concept().text()));
    }
    return names.stream().sorted().collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String words(FactKind... kinds) {
    List<String> words = new ArrayList<>();
    for (FactKind kind : kinds) {
      words.add(FactRef.of(kind, "").kind());
    }
    return String.join(" or ", words);
  }
}
