package org.case2fhir.view;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.case2fhir.issue.Issue;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * What a page shows of a Bundle, before it is written in any format.
 *
 * @param input name of what was read
 * @param patients who it is about, mostly one
 * @param sources the documents that it was taken from
 * @param origins what else is said of where it comes from: addresses, profiles, the Bundle
 * @param sections facts by kind, in the order of a page
 * @param timeline the facts that have a date of their own, and those that have none
 * @param trends results that were measured more than once
 * @param issues what there is to say about how it came to be
 */
public record CaseView(
    String input,
    List<Fact> patients,
    List<Fact> sources,
    List<Detail> origins,
    List<Section> sections,
    TimelineChart timeline,
    List<TrendPlot> trends,
    List<Issue> issues) {
  public CaseView {
    patients = List.copyOf(patients);
    sources = List.copyOf(sources);
    origins = List.copyOf(origins);
    sections = List.copyOf(sections);
    trends = List.copyOf(trends);
    issues = List.copyOf(issues);
  }

  /** LOINC's code of an age. */
  private static final String AGE = "30525-0";

  /** Whether a fact holds. */
  public enum Mark {
    /** It does, as far as is said. */
    NONE("", ""),
    /** It is stated not to hold. */
    ABSENT("✕", "stated not to hold"),
    /** It is stated to be uncertain. */
    POSSIBLE("?", "uncertain"),
    /** It is intended and has not happened. */
    PLANNED("…", "planned"),
    /** It was recorded by mistake. */
    MISTAKE("!", "entered in error");

    private final String sign;
    private final String words;

    Mark(String sign, String words) {
      this.sign = sign;
      this.words = words;
    }

    /** Stands beside the word, for those who do not see colours. */
    String sign() {
      return sign;
    }
  }

  /** One thing that a resource says beside its name: "Body site: left buttock". */
  public record Detail(String label, String words) {}

  /**
   * One code of a fact.
   *
   * @param role what it is the code of; empty for the fact itself
   * @param system as people call it, or its URI
   */
  public record CodeLine(String role, String system, String uri, String code, String display) {}

  /** What people call a code system; its URI where they have no name for it. */
  public static String systemName(String uri) {
    return ResourceCodes.systemName(uri);
  }

  /**
   * What one resource says.
   *
   * @param fullUrl of its entry in the Bundle; empty where it has none
   * @param section title of its section
   * @param mark whether it holds
   * @param markWords the word for that: "refuted", "not taken"
   * @param name in the words of the source
   * @param result a value, a dose, a status; may be empty
   * @param time when it was recorded, found or done
   * @param course when it began and ended, for the timeline
   * @param details everything else that the resource says
   * @param quotes the words of the source that it was taken from
   * @param uncoded what is in words only
   */
  public record Fact(
      String fullUrl,
      String section,
      Mark mark,
      String markWords,
      String name,
      String result,
      FactTime time,
      FactTime course,
      List<Detail> details,
      List<CodeLine> codes,
      List<String> quotes,
      List<Detail> uncoded) {
    public Fact {
      details = List.copyOf(details);
      codes = List.copyOf(codes);
      quotes = List.copyOf(quotes);
      uncoded = List.copyOf(uncoded);
    }
  }

  /**
   * Facts of one kind.
   *
   * @param id of its place on the page
   */
  public record Section(String id, String title, List<Fact> facts) {
    public Section {
      facts = List.copyOf(facts);
    }
  }

  /**
   * Views a resource.
   *
   * @param input name of the file that it comes from
   * @param resource a Bundle, or any other resource of R4
   * @param issues what was said about it
   */
  public static CaseView of(String input, Resource resource, List<Issue> issues) {
    Contents contents = new Contents(resource);
    Map<String, List<Fact>> byTitle = new LinkedHashMap<>();
    List<Fact> patients = new ArrayList<>();
    List<Fact> sources = new ArrayList<>();
    TrendPlot.Collector trends = new TrendPlot.Collector(contents.offset());
    for (Resource each : contents.resources()) {
      ResourceFacts reader = new ResourceFacts(each, contents);
      Fact fact = reader.fact();
      switch (each.fhirType()) {
        case "Patient" -> patients.add(fact);
        case "DocumentReference" -> sources.add(fact);
        default -> byTitle.computeIfAbsent(fact.section(), title -> new ArrayList<>()).add(fact);
      }
      if (fact.section().equals(ResourceFacts.MEASUREMENTS)) {
        trends.add(each, fact);
      }
    }
    List<Section> sections = sections(byTitle);
    List<Fact> all = sections.stream().flatMap(section -> section.facts().stream()).toList();
    return new CaseView(
        input,
        patients,
        sources,
        contents.origins(),
        sections,
        TimelineChart.of(all),
        trends.plots(),
        issues);
  }

  private static List<Section> sections(Map<String, List<Fact>> byTitle) {
    List<Section> sections = new ArrayList<>();
    Map<String, List<Fact>> rest = new TreeMap<>(byTitle);
    for (String title : ResourceFacts.ORDER) {
      Optional.ofNullable(rest.remove(title)).ifPresent(facts -> add(sections, title, facts));
    }
    Optional<List<Fact>> made = Optional.ofNullable(rest.remove(ResourceFacts.ORIGIN));
    rest.forEach((title, facts) -> add(sections, title, facts));
    made.ifPresent(facts -> add(sections, ResourceFacts.ORIGIN, facts));
    return sections;
  }

  private static void add(List<Section> sections, String title, List<Fact> facts) {
    String id = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    sections.add(new Section(id, title, facts));
  }

  /** What the page is called: the patient in a few words. */
  public String title() {
    return switch (patients.size()) {
      case 0 -> "No patient stated";
      case 1 -> patients.get(0).name();
      default -> PageText.plural(patients.size(), "patient");
    };
  }

  /** Who it is about and where it comes from, for the head of a page. */
  List<Detail> header() {
    List<Detail> lines = new ArrayList<>();
    for (Fact patient : patients) {
      if (patients.size() > 1) {
        lines.add(new Detail("Patient", patient.name()));
      }
      lines.add(new Detail("Sex", patient.result().isEmpty() ? "not stated" : patient.result()));
      lines.addAll(patient.details());
    }
    facts().stream()
        .filter(fact -> fact.codes().stream().anyMatch(code -> code.code().equals(AGE)))
        .map(
            fact -> new Detail("Age", ElementText.joined(", ", fact.result(), fact.time().words())))
        .forEach(lines::add);
    for (Fact source : sources) {
      lines.add(new Detail("Source", source.name()));
      source.details().stream()
          .filter(detail -> !detail.words().equals(source.name()))
          .map(
              detail ->
                  new Detail("Source, " + detail.label().toLowerCase(Locale.ROOT), detail.words()))
          .forEach(lines::add);
    }
    if (sources.isEmpty() && origins.stream().noneMatch(each -> each.label().equals("Source"))) {
      lines.add(new Detail("Source", "not stated"));
    }
    lines.addAll(origins);
    return lines;
  }

  /** How many facts do not simply hold; empty where all do. */
  String marks() {
    List<String> counts = new ArrayList<>();
    for (Mark mark : Mark.values()) {
      long number = facts().stream().filter(fact -> fact.mark() == mark).count();
      if (mark != Mark.NONE && number > 0) {
        counts.add(number + " " + mark.words + " (" + mark.sign + ")");
      }
    }
    String all = facts().size() == 1 ? "1 entry" : facts().size() + " entries";
    return counts.isEmpty() ? "" : "Of " + all + ", " + String.join(", ", counts) + ".";
  }

  /** All facts but the patients and sources, in the order of the page. */
  List<Fact> facts() {
    return sections.stream().flatMap(section -> section.facts().stream()).toList();
  }

  /** The facts of which something is in words only. */
  List<Fact> uncoded() {
    return facts().stream().filter(fact -> !fact.uncoded().isEmpty()).toList();
  }

  /** The code systems of the page: what they are called, and their URIs. */
  Map<String, Set<String>> systems() {
    Map<String, Set<String>> systems = new TreeMap<>(Comparator.comparing(String::toString));
    for (List<Fact> facts : List.of(patients, sources, facts())) {
      facts.stream()
          .flatMap(fact -> fact.codes().stream())
          .forEach(
              code ->
                  systems
                      .computeIfAbsent(code.system(), name -> new LinkedHashSet<>())
                      .add(code.uri()));
    }
    return systems;
  }

  /** The resources of a Bundle, and how they refer to each other. */
  static final class Contents {
    private final List<Resource> resources = new ArrayList<>();
    private final Map<String, Resource> targets = new HashMap<>();
    private final Map<Resource, String> displays = new IdentityHashMap<>();
    private final Map<Resource, String> fullUrls = new IdentityHashMap<>();
    private final Set<Detail> origins = new LinkedHashSet<>();
    private int empty;
    private ZoneOffset offset;

    Contents(Resource resource) {
      add(resource, "");
      resources.forEach(this::look);
      resources.forEach(this::addOrigin);
      if (empty > 0) {
        origins.add(new Detail("Entries without a resource", "" + empty));
      }
    }

    private void addOrigin(Resource resource) {
      String source = "" + resource.getMeta().getSource();
      if (resource.getMeta().hasSource() && !source.startsWith("urn:uuid:")) {
        origins.add(new Detail("Source", source));
      }
      resource
          .getMeta()
          .getProfile()
          .forEach(url -> origins.add(new Detail("Profile", url.getValue())));
    }

    /** What is said of where the resources come from. */
    List<Detail> origins() {
      return List.copyOf(origins);
    }

    private void add(Resource resource, String fullUrl) {
      if (resource instanceof Bundle bundle) {
        if (bundle.hasTimestamp()) {
          origins.add(new Detail("Put together", bundle.getTimestampElement().getValueAsString()));
        }
        if (bundle.hasIdentifier()) {
          origins.add(
              new Detail("Identifier of the Bundle", "" + bundle.getIdentifier().getValue()));
        }
        for (BundleEntryComponent entry : bundle.getEntry()) {
          if (entry.hasResource()) {
            add(entry.getResource(), entry.hasFullUrl() ? entry.getFullUrl() : "");
          } else {
            empty++;
          }
        }
        return;
      }
      resources.add(resource);
      if (!fullUrl.isEmpty()) {
        fullUrls.put(resource, fullUrl);
        targets.putIfAbsent(fullUrl, resource);
      }
      String id = resource.getIdElement().getIdPart();
      if (id != null) {
        String bare = id.startsWith("urn:uuid:") ? id.substring(9) : id;
        targets.putIfAbsent(resource.fhirType() + "/" + bare, resource);
        targets.putIfAbsent("urn:uuid:" + bare, resource);
      }
    }

    private void look(Base element) {
      for (Property property : element.children()) {
        for (Base value : property.getValues()) {
          if (value instanceof Reference reference && reference.hasDisplay()) {
            target(reference)
                .ifPresent(known -> displays.putIfAbsent(known, reference.getDisplay()));
          }
          if (offset == null && value instanceof BaseDateTimeType time && time.hasTime()) {
            offset = offsetOf(time.getValueAsString());
          }
          look(value);
        }
      }
    }

    private static ZoneOffset offsetOf(String date) {
      try {
        return OffsetDateTime.parse(date).getOffset();
      } catch (DateTimeException e) {
        return null; // FHIR wants an offset; the next time may have one
      }
    }

    List<Resource> resources() {
      return resources;
    }

    /** The fullUrl of a resource's entry; empty where it has none. */
    String fullUrl(Resource resource) {
      return fullUrls.getOrDefault(resource, "");
    }

    /** The offset from UTC in which the page places moments: that of the first one. */
    ZoneOffset offset() {
      return offset == null ? ZoneOffset.UTC : offset;
    }

    Optional<Resource> target(Reference reference) {
      return Optional.ofNullable(reference.getReference())
          .map(to -> to.replaceFirst("/_history/.*$", ""))
          .flatMap(
              to ->
                  Optional.ofNullable(targets.get(to))
                      .or(() -> Optional.ofNullable(targets.get(tail(to)))));
    }

    /** The type and id at the end of an absolute URL. */
    private static String tail(String url) {
      int id = url.lastIndexOf('/');
      int type = id < 0 ? -1 : url.lastIndexOf('/', id - 1);
      return url.substring(type + 1);
    }

    /** What other resources call a resource. */
    Optional<String> display(Resource resource) {
      return Optional.ofNullable(displays.get(resource));
    }

    /** Whether all facts are about one patient, so that each need not say so. */
    boolean hasOnePatient() {
      return resources.stream().filter(each -> each.fhirType().equals("Patient")).count() == 1;
    }
  }
}
