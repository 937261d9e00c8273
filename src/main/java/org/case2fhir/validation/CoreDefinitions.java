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
import org.case2fhir.version.FhirVersion;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.ElementDefinition.ElementDefinitionConstraintComponent;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StructureDefinition;

/**
 * The definitions of a version of FHIR, each parsed when it is first asked for. Those of R4B are
 * parsed as R4, whose definitions they are in all that matters here.
 *
 * <p>Stands in for HAPI's {@code DefaultProfileValidationSupport}, which parses them all. It does
 * not give all structures at once: {@link CoreContext} knows the types by name.
 */
final class CoreDefinitions implements IValidationSupport {
  private static final String VITAL_SIGN_TIME = "($this as dateTime).toString().length() >= 8";

  private static final String CORRECTED_TIME =
      "$this is Period or $this.hasValue().not() or " + VITAL_SIGN_TIME;

  private static final String BEST_PRACTICE =
      "http://hl7.org/fhir/StructureDefinition/elementdefinition-bestpractice";

  private static final String BASE = "http://hl7.org/fhir/StructureDefinition/";

  private final FhirContext context;
  private final DefinitionFiles files;
  private final String source;
  private final Map<String, Parsed> structures = new ConcurrentHashMap<>();
  private final Map<String, Parsed> codeSystems = new ConcurrentHashMap<>();
  private final Map<String, Parsed> valueSets = new ConcurrentHashMap<>();

  /**
   * @param version whose definitions the files are
   */
  CoreDefinitions(FhirVersion version, FhirContext context, DefinitionFiles files) {
    this.context = context;
    this.files = files;
    this.source = version.corePackage();
  }

  private record Parsed(IBaseResource definition, String version) {}

  @Override
  public FhirContext getFhirContext() {
    return context;
  }

  // The interface says that unknown is null.
  @Override
  public IBaseResource fetchStructureDefinition(String url) {
    String absolute = url.indexOf(':') < 0 ? BASE + url : url;
    return find(absolute, structures, files::structure);
  }

  @Override
  public IBaseResource fetchCodeSystem(String url) {
    return find(url, codeSystems, files::codeSystem);
  }

  @Override
  public IBaseResource fetchValueSet(String url) {
    return find(url, valueSets, files::valueSet);
  }

  private IBaseResource find(
      String canonical, Map<String, Parsed> known, Function<String, Optional<String>> texts) {
    int bar = canonical.indexOf('|');
    String url = bar < 0 ? canonical : canonical.substring(0, bar);
    Parsed found = known.get(url);
    if (found == null) {
      // Unknown addresses come from the validated file: remembering them would hoard them.
      Optional<Parsed> parsed = texts.apply(url).map(this::parse);
      parsed.ifPresent(one -> known.putIfAbsent(url, one));
      found = known.get(url);
    }
    // HL7's own are all of one version here, whatever version is asked for.
    boolean anyVersion = bar < 0 || url.startsWith("http://hl7.org") || isHl7Terminology(url);
    boolean fits =
        found != null && (anyVersion || canonical.substring(bar + 1).equals(found.version));
    return fits ? found.definition : null;
  }

  private static boolean isHl7Terminology(String url) {
    return url.startsWith("http://terminology.hl7.org");
  }

  private Parsed parse(String text) {
    boolean json = DefinitionFiles.isJson(text);
    IParser parser = json ? context.newJsonParser() : context.newXmlParser();
    parser.setParserErrorHandler(new LenientErrorHandler(false));
    IBaseResource definition =
        parser.parseResource(json ? text.replace(VITAL_SIGN_TIME, CORRECTED_TIME) : text);
    definition.setUserData(DefaultProfileValidationSupport.SOURCE_PACKAGE_ID, source);
    if (definition instanceof Resource r4) {
      correct(r4);
    }
    return new Parsed(definition, DefinitionFiles.attribute(text, "version"));
  }

  /**
   * Makes vs-1 mean what it says. "If effective[x] is dateTime and has a value then that value
   * shall be precise to the day" is about a dateTime only, but its FHIRPath is false for any
   * Period, too. Takes rules out that are but recommendations: nothing is said of them, and the one
   * that all resources have compares each resource with itself.
   */
  static void correct(Resource definition) {
    if (definition instanceof StructureDefinition structure) {
      Stream.of(structure.getSnapshot().getElement(), structure.getDifferential().getElement())
          .flatMap(List::stream)
          .filter(ElementDefinition::hasConstraint)
          .forEach(element -> element.getConstraint().removeIf(CoreDefinitions::isRecommendation));
      Stream.of(structure.getSnapshot().getElement(), structure.getDifferential().getElement())
          .flatMap(List::stream)
          .flatMap(element -> element.getConstraint().stream())
          .filter(rule -> VITAL_SIGN_TIME.equals(rule.getExpression()))
          .forEach(rule -> rule.setExpression(CORRECTED_TIME));
    }
  }

  private static boolean isRecommendation(ElementDefinitionConstraintComponent rule) {
    return rule.hasExtension(BEST_PRACTICE)
        && rule.getExtensionByUrl(BEST_PRACTICE).getValue() instanceof BooleanType practice
        && practice.booleanValue();
  }
}
