package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.casefile.FactLinker.UnlinkedFact;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Location;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.FactIds;
import org.case2fhir.model.Visit;
import org.case2fhir.model.Visit.VisitClass;
import org.case2fhir.model.When;
import org.case2fhir.terminology.Domain;

/** Reads encounters, and the facts inside them. */
final class EncounterReader {
  private final ReadScope scope;
  private final List<Visit> visits = new ArrayList<>();
  private final List<Location> locations = new ArrayList<>();
  private final List<UnlinkedFact> unlinkedFacts = new ArrayList<>();

  /**
   * @param scope knows the names of all encounters
   */
  EncounterReader(ReadScope scope) {
    this.scope = scope;
  }

  /** The encounters, each once. */
  List<Visit> visits() {
    return new Chronology(scope.issues()).uncircled(visits, locations);
  }

  /** Where each visit stands. */
  List<Location> locations() {
    return locations;
  }

  /** The facts inside encounters. */
  List<UnlinkedFact> unlinkedFacts() {
    return unlinkedFacts;
  }

  void read(EncounterNames.Named named) {
    Optional<Visit> visit;
    if (named.node() instanceof Node.Mapping mapping) {
      CaseFields fields = new CaseFields(mapping, scope);
      visit = read(named, fields);
      unlinkedFacts.addAll(new FactReader(scope, named.id()).read(fields));
      fields.finish();
    } else {
      visit = named.id().map(id -> bare(id, named.label().orElse(id)));
    }
    if (visit.isPresent() && !named.again()) {
      visits.add(visit.get());
      locations.add(named.node().location());
    }
  }

  private Optional<Visit> read(EncounterNames.Named named, CaseFields fields) {
    fields.takeText("id");
    fields.takeText("label");
    Optional<VisitClass> visitClass = fields.takeWord("class", VisitClass.class);
    Optional<Concept> type = fields.uncoded("type");
    Optional<When> start = start(fields);
    Optional<When> end = fields.time("end");
    List<Concept> reasons = fields.concepts("reason", Domain.FINDING);
    Optional<Concept> discharge = fields.uncoded("discharge");
    List<Evidence> evidence = fields.evidence();
    fields.review();
    return named
        .id()
        .map(
            id ->
                new Visit(
                    id,
                    named.label().orElse(id),
                    visitClass,
                    type,
                    start,
                    end,
                    reasons,
                    discharge,
                    evidence));
  }

  private Optional<When> start(CaseFields fields) {
    Location location = fields.locationOf("start");
    boolean dated = fields.has("date");
    boolean both = fields.has("start") && dated;
    Optional<When> date = fields.time("date");
    Optional<When> start = fields.time("start");
    if (both) {
      String message = "`date` and `start` mean the same";
      scope.issues().error("two-values", location, message, "remove one of them");
    }
    return date.or(() -> start);
  }

  static Visit bare(String id, String label) {
    return new Visit(
        id,
        label.isBlank() ? id : label,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        List.of());
  }

  /**
   * Finds out what the encounters are called before anything else is read, because times everywhere
   * name them, those of the encounters among each other too.
   */
  static final class EncounterNames {
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

  /** Finds encounters that are dated by each other. */
  private static final class Chronology {
    private final IssueCollector issues;

    Chronology(IssueCollector issues) {
      this.issues = issues;
    }

    /** The visits, without the beginnings that lead round in a circle. */
    List<Visit> uncircled(List<Visit> visits, List<Location> locations) {
      Map<String, String> anchors = new HashMap<>();
      visits.forEach(visit -> anchor(visit).ifPresent(id -> anchors.put(visit.id(), id)));
      Set<String> circling = firstOfCircles(visits, anchors);
      List<Visit> checked = new ArrayList<>();
      for (int i = 0; i < visits.size(); i++) {
        Visit visit = visits.get(i);
        if (circling.contains(visit.id())) {
          String message =
              "the date of encounter "
                  + Excerpt.of(visit.id())
                  + " is not needed: it contains itself in the end";
          issues.error(
              "circular-time", locations.get(i), message, "give it, or one it names, a date");
          checked.add(undated(visit));
        } else {
          checked.add(visit);
        }
      }
      return checked;
    }

    // Of each circle the visit that stands first in the file. Each visit is walked over but once.
    private static Set<String> firstOfCircles(List<Visit> visits, Map<String, String> anchors) {
      Map<String, Integer> order = new HashMap<>();
      visits.forEach(visit -> order.putIfAbsent(visit.id(), order.size()));
      Map<String, String> walks = new HashMap<>();
      Set<String> first = new HashSet<>();
      for (Visit visit : visits) {
        String at = visit.id();
        while (at != null && !walks.containsKey(at)) {
          walks.put(at, visit.id());
          at = anchors.get(at);
        }
        if (at != null && walks.get(at).equals(visit.id())) {
          first.add(Collections.min(circle(at, anchors), Comparator.comparing(order::get)));
        }
      }
      return first;
    }

    private static List<String> circle(String member, Map<String, String> anchors) {
      List<String> circle = new ArrayList<>(List.of(member));
      for (String at = anchors.get(member); !at.equals(member); at = anchors.get(at)) {
        circle.add(at);
      }
      return circle;
    }

    private static Optional<String> anchor(Visit visit) {
      if (visit.start().isPresent() && visit.start().get() instanceof When.Relative relative) {
        return Optional.of(relative.anchor());
      }
      return visit.start().isPresent() && visit.start().get() instanceof When.AtVisit at
          ? Optional.of(at.visit())
          : Optional.empty();
    }

    private static Visit undated(Visit visit) {
      return new Visit(
          visit.id(),
          visit.label(),
          visit.visitClass(),
          visit.type(),
          Optional.empty(),
          visit.end(),
          visit.reasons(),
          visit.discharge(),
          visit.evidence());
    }
  }
}
