package org.case2fhir.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.LenientErrorHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.validation.Definition.DefinitionHead;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StructureDefinition;

/**
 * The definitions in packages, each parsed when it is first asked for. Where several packages
 * define one thing, the first counts.
 */
public final class GuideDefinitions implements IValidationSupport {
  private final FhirContext context;
  private final Map<String, List<Definition>> byKey = new HashMap<>();
  private final Map<Definition, Optional<Resource>> parsed = new ConcurrentHashMap<>();
  private final Map<Definition, String> sources = new IdentityHashMap<>();
  private final Queue<Issue> unreadable = new ConcurrentLinkedQueue<>();

  public GuideDefinitions(FhirContext context, Guides guides) {
    this.context = context;
    for (GuidePackage each : guides.packages()) {
      for (Definition definition : each.definitions()) {
        DefinitionHead head = definition.head();
        byKey
            .computeIfAbsent(head.resourceType() + ' ' + head.url(), k -> new ArrayList<>(1))
            .add(definition);
        sources.put(definition, each.source());
      }
    }
  }

  @Override
  public FhirContext getFhirContext() {
    return context;
  }

  // The interface says that unknown is null.
  @Override
  public IBaseResource fetchStructureDefinition(String url) {
    return find("StructureDefinition", url).orElse(null);
  }

  @Override
  public IBaseResource fetchCodeSystem(String url) {
    return find("CodeSystem", url).filter(GuideDefinitions::hasCodes).orElse(null);
  }

  @Override
  public IBaseResource fetchValueSet(String url) {
    return find("ValueSet", url).orElse(null);
  }

  /**
   * The extensions alone, to be asked before the core: HL7 publishes newer definitions of the
   * core's extensions in a package of their own, and who names it means those.
   */
  IValidationSupport extensions() {
    return new IValidationSupport() {
      @Override
      public FhirContext getFhirContext() {
        return context;
      }

      @Override
      public IBaseResource fetchStructureDefinition(String url) {
        return find("StructureDefinition", url)
            .filter(found -> ((StructureDefinition) found).getType().equals("Extension"))
            .orElse(null);
      }
    };
  }

  /**
   * Packages describe LOINC, SNOMED CT and others without a code; against that none can be checked.
   */
  private static boolean hasCodes(Resource resource) {
    return resource instanceof CodeSystem system
        && system.getContent() != CodeSystemContentMode.NOTPRESENT
        && system.getContent() != CodeSystemContentMode.SUPPLEMENT;
  }

  private Optional<Resource> find(String type, String canonical) {
    int bar = canonical.indexOf('|');
    String url = bar < 0 ? canonical : canonical.substring(0, bar);
    List<Definition> named = byKey.getOrDefault(type + ' ' + url, List.of());
    if (named.isEmpty()) {
      return Optional.empty();
    }
    String version = bar < 0 ? "" : canonical.substring(bar + 1);
    // HL7's terminology is asked for in the version of the core, which is another's here.
    boolean anyVersion = bar < 0 || url.startsWith("http://terminology.hl7.org/");
    return named.stream()
        .filter(one -> anyVersion || one.head().version().equals(version))
        .findFirst()
        .flatMap(one -> parsed.computeIfAbsent(one, this::parse));
  }

  /** Definitions that turned out not to be readable since this was last asked, by their names. */
  public List<Issue> takeUnreadable() {
    List<Issue> issues = new ArrayList<>();
    for (Issue next = unreadable.poll(); next != null; next = unreadable.poll()) {
      issues.add(next);
    }
    issues.sort(Comparator.comparing(Issue::toString));
    return issues;
  }

  /** Empty where the text is not what its head says; then it is as if it were not there. */
  private Optional<Resource> parse(Definition definition) {
    IParser parser = context.newJsonParser();
    parser.setParserErrorHandler(new LenientErrorHandler(false));
    try {
      String json = new String(definition.text().read(), StandardCharsets.UTF_8);
      Resource resource = (Resource) parser.parseResource(json);
      if (isUsable(resource)) {
        CoreDefinitions.correct(resource);
        return Optional.of(resource);
      }
    } catch (IOException | RuntimeException e) {
      // Where JSON has another structure the parser fails in many ways.
      return unusable(definition);
    }
    return unusable(definition);
  }

  /** Without these the validator fails on the resource that claims the profile. */
  private static boolean isUsable(Resource resource) {
    return !(resource instanceof StructureDefinition structure)
        || structure.hasType()
            && structure.hasKind()
            && (structure.hasSnapshot()
                || structure.hasBaseDefinition() && structure.hasDifferential());
  }

  private Optional<Resource> unusable(Definition definition) {
    unreadable.add(
        Issue.error(
            "package-definition-unreadable",
            definition.file() + " in it is not a definition that can be used, so it is not",
            Location.of(sources.get(definition)),
            "download the package again, or correct the file"));
    return Optional.empty();
  }
}
