package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.model.FactIds;

/**
 * Finds out what the encounters are called before anything else is read, because times everywhere
 * name them, those of the encounters among each other too.
 */
final class EncounterNames {
  private static final Pattern ID = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,99}");

  private final IssueCollector issues;
  private final Map<String, Named> byId = new LinkedHashMap<>();

  EncounterNames(IssueCollector issues) {
    this.issues = issues;
  }

  /** The items of the list, each with the id that it has, or shares with an earlier one. */
  List<Named> read(List<Node> items) {
    List<Named> all = new ArrayList<>();
    for (Node item : items) {
      Named named = read(item);
      Named first = named.id().isEmpty() ? null : byId.putIfAbsent(named.id().get(), named);
      if (first == null) {
        all.add(named);
      } else {
        String message = "encounter " + Excerpt.of(named.id().get()) + " stands here once more";
        String remedy = "join it with the first, in line " + first.node().location().line();
        issues.error("duplicate-id", item.location(), message, remedy);
        all.add(new Named(named.id(), named.label(), item, true));
      }
    }
    return all;
  }

  private Named read(Node item) {
    if (!(item instanceof Node.Mapping mapping)) {
      Fields none = new Fields(new Node.Mapping(item.location(), List.of()), issues);
      Optional<String> id = none.text(item, "encounters").map(this::id);
      return new Named(id, id.map(EncounterNames::words), item, false);
    }
    Fields quiet = new Fields(mapping, new IssueCollector(""));
    Optional<Node.Scalar> label = quiet.takeText("label");
    Optional<String> id =
        quiet.takeText("id").map(this::id).or(() -> label.map(text -> FactIds.slug(text.text())));
    if (id.isEmpty()) {
      String message = "an encounter has no id; its facts are kept without it";
      issues.error("missing-key", item.location(), message, "add `id`, for example first-visit");
    }
    Optional<String> text = label.map(Node.Scalar::text).or(() -> id.map(EncounterNames::words));
    return new Named(id, text, item, false);
  }

  private String id(Node.Scalar scalar) {
    if (ID.matcher(scalar.text()).matches()) {
      return scalar.text();
    }
    String slug = FactIds.slug(scalar.text());
    String message = Excerpt.of(scalar.text()) + " is read as " + Excerpt.of(slug);
    String remedy = "an encounter's id has letters, digits, hyphens; put words into `label`";
    issues.warning("bad-id", scalar.location(), message, remedy);
    return slug;
  }

  /** What a reader sees in place of an id. */
  static String words(String id) {
    return id.replace('-', ' ').replace('_', ' ').strip();
  }

  /**
   * An item of the list of encounters.
   *
   * @param label absent only without an id
   * @param again whether an earlier one has this id
   */
  record Named(Optional<String> id, Optional<String> label, Node node, boolean again) {}
}
