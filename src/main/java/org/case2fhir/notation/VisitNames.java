package org.case2fhir.notation;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.issue.EditDistance;
import org.case2fhir.model.FactIds;
import org.case2fhir.model.Visit;

/** The encounters of a case by their ids and labels. */
public final class VisitNames {
  /** No encounter at all. */
  public static final VisitNames NONE = new VisitNames(List.of());

  private final Set<String> ids = new LinkedHashSet<>();
  private final Map<String, Set<String>> byLabel = new HashMap<>();

  /**
   * @param visits in the order of the case
   */
  public VisitNames(List<Visit> visits) {
    for (Visit visit : visits) {
      ids.add(visit.id());
      byLabel
          .computeIfAbsent(FactIds.slug(visit.label()), label -> new LinkedHashSet<>())
          .add(visit.id());
    }
  }

  boolean isId(String name) {
    return ids.contains(name);
  }

  /**
   * The id of the encounter with this id or label; case, hyphens and a leading article do not
   * matter, but a label must name one encounter only.
   */
  public Optional<String> find(String name) {
    if (ids.contains(name)) {
      return Optional.of(name);
    }
    String slug = FactIds.slug(name);
    String bare = slug.startsWith("the-") ? slug.substring(4) : slug;
    if (ids.contains(bare)) {
      return Optional.of(bare);
    }
    Set<String> labelled = byLabel.getOrDefault(bare, Set.of());
    return labelled.size() == 1 ? labelled.stream().findFirst() : Optional.empty();
  }

  /** The id of an encounter that the name probably misspells. */
  public Optional<String> nearest(String name) {
    return EditDistance.to(name, ids);
  }

  /** What to do about a name that no encounter has. */
  public String remedy(String name) {
    return nearest(name)
        .map(near -> "did you mean `" + near + "`?")
        .orElse("add it to `encounters`");
  }
}
