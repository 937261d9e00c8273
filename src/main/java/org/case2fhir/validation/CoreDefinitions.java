package org.case2fhir.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.LenientErrorHandler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.ValueSet;

/**
 * The definitions of R4, each parsed when it is first asked for.
 *
 * <p>Stands in for HAPI's {@code DefaultProfileValidationSupport}, which parses them all. It does
 * not give all structures at once: {@link CoreContext} knows the types by name.
 */
final class CoreDefinitions implements IValidationSupport {
  /** Where HAPI says that the definitions come from. */
  static final String PACKAGE = "hl7.fhir.r4.core";

  private static final String VITAL_SIGN_TIME = "($this as dateTime).toString().length() >= 8";

  private static final String BASE = "http://hl7.org/fhir/StructureDefinition/";

  private final FhirContext context;
  private final DefinitionFiles files;
  private final Map<String, Optional<StructureDefinition>> structures = new ConcurrentHashMap<>();
  private final Map<String, Optional<CodeSystem>> codeSystems = new ConcurrentHashMap<>();
  private final Map<String, Optional<ValueSet>> valueSets = new ConcurrentHashMap<>();

  CoreDefinitions(FhirContext context, DefinitionFiles files) {
    this.context = context;
    this.files = files;
  }

  @Override
  public FhirContext getFhirContext() {
    return context;
  }

  // The interface says that unknown is null.
  @Override
  public IBaseResource fetchStructureDefinition(String url) {
    String absolute = url.indexOf(':') < 0 ? BASE + url : url;
    return find(absolute, structures, files::structure, StructureDefinition.class).orElse(null);
  }

  @Override
  public IBaseResource fetchCodeSystem(String url) {
    return find(url, codeSystems, files::codeSystem, CodeSystem.class).orElse(null);
  }

  @Override
  public IBaseResource fetchValueSet(String url) {
    return find(url, valueSets, files::valueSet, ValueSet.class).orElse(null);
  }

  private <T extends MetadataResource> Optional<T> find(
      String canonical,
      Map<String, Optional<T>> known,
      Function<String, Optional<String>> texts,
      Class<T> type) {
    int bar = canonical.indexOf('|');
    String url = bar < 0 ? canonical : canonical.substring(0, bar);
    Optional<T> found = known.get(url);
    if (found == null) {
      // Unknown addresses come from the validated file: remembering them would hoard them.
      Optional<T> parsed = texts.apply(url).map(xml -> parse(xml, type));
      parsed.ifPresent(p -> known.putIfAbsent(url, parsed));
      found = known.getOrDefault(url, Optional.empty());
    }
    // HL7's own are all of one version here, whatever version is asked for.
    boolean anyVersion = bar < 0 || url.startsWith("http://hl7.org") || isHl7Terminology(url);
    return found.filter(r -> anyVersion || canonical.substring(bar + 1).equals(r.getVersion()));
  }

  private static boolean isHl7Terminology(String url) {
    return url.startsWith("http://terminology.hl7.org");
  }

  private <T extends MetadataResource> T parse(String xml, Class<T> type) {
    IParser parser = context.newXmlParser();
    parser.setParserErrorHandler(new LenientErrorHandler(false));
    T definition = parser.parseResource(type, xml);
    definition.setUserData(DefaultProfileValidationSupport.SOURCE_PACKAGE_ID, PACKAGE);
    correct(definition);
    return definition;
  }

  /**
   * Makes vs-1 mean what it says. "If effective[x] is dateTime and has a value then that value
   * shall be precise to the day" is about a dateTime only, but its FHIRPath is false for any
   * Period, too.
   */
  static void correct(Resource definition) {
    if (definition instanceof StructureDefinition structure) {
      Stream.of(structure.getSnapshot().getElement(), structure.getDifferential().getElement())
          .flatMap(List::stream)
          .flatMap(element -> element.getConstraint().stream())
          .filter(rule -> VITAL_SIGN_TIME.equals(rule.getExpression()))
          .forEach(
              rule ->
                  rule.setExpression(
                      "$this is Period or $this.hasValue().not() or " + VITAL_SIGN_TIME));
    }
  }
}
