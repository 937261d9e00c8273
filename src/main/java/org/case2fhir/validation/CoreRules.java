package org.case2fhir.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.case2fhir.issue.Issue;
import org.case2fhir.validation.ProfileRequests.RequestedProfiles;
import org.case2fhir.validation.SpecificationPolicy.ShellPolicy;
import org.case2fhir.version.FhirVersion;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.r5.context.IWorkerContext;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.elementmodel.JsonParser;
import org.hl7.fhir.r5.elementmodel.Manager;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;
import org.hl7.fhir.r5.elementmodel.ParserBase;
import org.hl7.fhir.r5.elementmodel.Property;
import org.hl7.fhir.r5.elementmodel.ValidatedFragment;
import org.hl7.fhir.r5.elementmodel.XmlParser;
import org.hl7.fhir.r5.model.StructureDefinition;
import org.hl7.fhir.utilities.json.model.JsonElement;
import org.hl7.fhir.utilities.json.model.JsonProperty;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.hl7.fhir.utilities.validation.ValidationMessage.IssueType;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;
import org.hl7.fhir.utilities.xhtml.XhtmlParser;
import org.hl7.fhir.validation.instance.InstanceValidator;

/**
 * HAPI's validator over the definitions of FHIR and of the packages that a user named: structures,
 * invariants, bindings to value sets that these carry, UCUM, and the vital-signs profiles.
 *
 * <p>It goes to the validator itself and not to HAPI's {@code FhirValidator} around it, which drops
 * the issue type, without which an unknown code system and a wrong unit look alike, and which
 * cannot check a part of a tree.
 */
final class CoreRules {
  /** Elements that a validator checks, and keeps hold of, before it is told to forget them. */
  private static final int PORTION = 16_384;

  private final IValidationSupport support;
  private final CoreContext worker;
  private final RequestedProfiles profiles;
  private final Parts parts;
  private final List<Issue> issues;
  private final SpecificationPolicy policy;
  private final ShellPolicy shellPolicy;
  private final ValidatorPool validators;
  private final boolean thorough;

  private CoreRules(CoreContext worker, Parts parts, RequestedProfiles profiles, boolean thorough) {
    this.support = parts.support();
    this.parts = parts;
    this.worker = worker;
    this.profiles = profiles;
    this.issues = List.copyOf(parts.issues());
    this.policy = new SpecificationPolicy(profiles, thorough || parts.guides().isPresent());
    this.shellPolicy = new ShellPolicy(profiles);
    this.validators = new ValidatorPool(worker, !thorough);
    this.thorough = thorough;
  }

  /** What rules are made of. */
  private record Parts(
      IValidationSupport support,
      Optional<GuideDefinitions> guides,
      Optional<RemoteCodes> server,
      List<Issue> issues) {}

  /** Rules that are ready to use. None of what they consult opens a connection unless named. */
  static CoreRules load(FhirContext context, ValidationOptions options) {
    // The validator works on R5 whatever the version it checks; that takes half a second to set up.
    Thread r5 =
        new Thread(() -> CoreContext.FHIR_CONTEXT_R5.getResourceDefinition("Bundle"), "fhir-r5");
    r5.setDaemon(true);
    r5.start();
    FhirVersion version = options.version();
    DefinitionFiles files = DefinitionFiles.read(version);
    List<Issue> issues = new ArrayList<>();
    List<String> packages = new ArrayList<>(List.of(version.corePackage()));
    ValidationSupportChain chain = new ValidationSupportChain();
    // One coding of the value set is enough; another may say the same in another code system.
    chain.setCodeableConceptValidationSuccessfulIfNotAllCodingsAreValid(true);
    Optional<GuideDefinitions> definitions = Optional.empty();
    if (!options.guides().isEmpty()) {
      Guides guides = Guides.read(options.guides());
      issues.addAll(guides.issues());
      packages.addAll(guides.names());
      definitions = Optional.of(new GuideDefinitions(context, guides));
      chain.addValidationSupport(definitions.get().extensions());
    }
    // What FHIR defines itself, but extensions, is meant as it defines it: packages come after it.
    chain.addValidationSupport(new CoreDefinitions(version, context, files));
    definitions.ifPresent(chain::addValidationSupport);
    chain.addValidationSupport(new CommonCodeSystemsTerminologyService(context));
    Optional<RemoteCodes> server =
        options.terminologyServer().map(address -> new RemoteCodes(context, address));
    server.ifPresent(chain::addValidationSupport);
    chain.addValidationSupport(new InMemoryTerminologyServerValidationSupport(context));
    CoreContext worker = new CoreContext(version, chain, files);
    RequestedProfiles profiles =
        new ProfileRequests(worker, packages, issues).find(options.profiles());
    definitions.ifPresent(found -> issues.addAll(found.takeUnreadable()));
    return new CoreRules(
        worker, new Parts(chain, definitions, server, issues), profiles, /* thorough= */ false);
  }

  /** The same rules, which find the same in twice the time: nothing is used twice or left out. */
  CoreRules thorough() {
    return new CoreRules(worker, parts, profiles, /* thorough= */ true);
  }

  IValidationSupport support() {
    return support;
  }

  /** What is wrong with the packages and profiles that were asked for. */
  List<Issue> issues() {
    return issues;
  }

  /** What went wrong with packages and the terminology server since this was last asked. */
  List<Issue> takeLateIssues() {
    List<Issue> late = new ArrayList<>();
    parts.guides().ifPresent(guides -> late.addAll(guides.takeUnreadable()));
    parts.server().flatMap(RemoteCodes::takeIssue).ifPresent(late::add);
    return late;
  }

  /**
   * A resource as a tree that knows its lines and columns, and what its reader found.
   *
   * @param root empty where it is too broken to be read
   */
  record Tree(Optional<Element> root, List<ValidationMessage> messages) {}

  /**
   * Reads a resource.
   *
   * @throws IOException never for well-formed input
   * @throws org.hl7.fhir.exceptions.FHIRException when the text is not a resource
   */
  Tree parse(String encoded, FhirFormat format) throws IOException {
    ParserBase parser =
        format == FhirFormat.JSON && !thorough
            ? new JsonTreeParser(worker)
            : Manager.makeParser(worker, format);
    if (parser instanceof XmlParser xml) {
      xml.setAllowXsiLocation(true);
    }
    parser.setupValidation(ParserBase.ValidationPolicy.EVERYTHING);
    byte[] bytes = encoded.getBytes(StandardCharsets.UTF_8);
    List<ValidationMessage> messages = new ArrayList<>();
    Optional<Element> root = Optional.empty();
    for (ValidatedFragment fragment : parser.parse(new ByteArrayInputStream(bytes))) {
      messages.addAll(fragment.getErrors());
      root = root.or(() -> Optional.ofNullable(fragment.getElement()));
    }
    return new Tree(root, messages);
  }

  /** Checks a resource, and the Bundles in it, whole. */
  List<ValidationMessage> check(Element resource) {
    return check(List.of(resource), one -> null);
  }

  /**
   * Checks resources one after the other.
   *
   * @param place what the fetcher of the validator is told about where a resource stands; may give
   *     null
   */
  List<ValidationMessage> check(List<Element> resources, Function<Element, Object> place) {
    List<ValidationMessage> messages = new ArrayList<>();
    List<Element> portion = new ArrayList<>();
    int elements = 0;
    for (Element resource : resources) {
      portion.add(resource);
      elements += resource.countDescendents();
      if (elements > PORTION) {
        messages.addAll(check(portion, elements, place));
        portion.clear();
        elements = 0;
      }
    }
    messages.addAll(check(portion, elements, place));
    return messages;
  }

  private List<ValidationMessage> check(
      List<Element> portion, int elements, Function<Element, Object> place) {
    return validators.lend(
        policy,
        elements,
        validator -> {
          List<ValidationMessage> messages = new ArrayList<>();
          for (Element resource : portion) {
            messages.addAll(run(validator, place.apply(resource), resource));
          }
          return messages;
        });
  }

  /** Checks a Bundle without the resources of its entries. */
  List<ValidationMessage> checkShell(Element bundle) {
    return validators.lend(
        shellPolicy, elements(bundle), validator -> run(validator, null, bundle));
  }

  /** How many there are now; HAPI keeps the number that it has once counted. */
  private static int elements(Element element) {
    int count = 1;
    for (Element child : element.getChildren()) {
      count += elements(child);
    }
    return count;
  }

  /**
   * Has a validator check a resource.
   *
   * @param place what its fetcher is told about where the resource stands; may be null
   */
  private static List<ValidationMessage> run(
      InstanceValidator validator, Object place, Element resource) {
    BoundedMessages messages = new BoundedMessages();
    validator.validate(place, messages, null, resource, new ArrayList<>());
    return messages.withRest();
  }

  /**
   * The messages about one resource. HAPI compares each with all before it, so that a resource with
   * ten thousand faults would take minutes: beyond a bound they are only counted, and HAPI finds
   * nothing that it could compare them with.
   */
  private static final class BoundedMessages extends ArrayList<ValidationMessage> {
    private static final long serialVersionUID = 1L;
    private static final int MOST = 500;

    private transient ValidationMessage worst;
    private int rest;

    /** As HAPI shall see it. */
    @Override
    public int size() {
      return rest > 0 ? 0 : super.size();
    }

    @Override
    public boolean add(ValidationMessage message) {
      if (super.size() < MOST) {
        return super.add(message);
      }
      rest++;
      if (worst == null || message.getLevel().compareTo(worst.getLevel()) < 0) {
        worst = message;
      }
      return true;
    }

    @Override
    public boolean addAll(Collection<? extends ValidationMessage> messages) {
      messages.forEach(this::add);
      return !messages.isEmpty();
    }

    /** The messages, and how many more there were, which is as bad as the worst of them. */
    List<ValidationMessage> withRest() {
      List<ValidationMessage> all = new ArrayList<>(MOST + 1);
      forEach(all::add);
      if (rest > 0) {
        String more = "there are " + rest + " more findings in this resource, which are not listed";
        ValidationMessage told =
            new ValidationMessage(
                worst.getSource(), IssueType.TOOLONG, worst.getLocation(), more, worst.getLevel());
        told.setMessageId("too-many-findings");
        told.setLine(worst.getLine());
        told.setCol(worst.getCol());
        all.add(told);
      }
      return all;
    }
  }

  /** Addresses of the profiles that resources of a type are asked to meet. */
  List<String> requested(String type) {
    return profiles.byType().getOrDefault(type, List.of()).stream()
        .map(StructureDefinition::getUrl)
        .toList();
  }

  /** Whether a resource claims a profile, or is asked to meet one. */
  boolean profiled(Element resource) {
    boolean claims =
        BundleView.child(resource, "meta").filter(m -> m.hasChild("profile", false)).isPresent();
    return claims || !profiles.of(resource).isEmpty();
  }

  /**
   * Reads a resource in JSON as HAPI does, but its narratives with one parser of XHTML: to make one
   * takes far longer than to read a narrative.
   */
  private static final class JsonTreeParser extends JsonParser {
    private static final String NARRATIVE = "div";
    private static final String XHTML = "xhtml";

    private XhtmlParser narratives;

    JsonTreeParser(IWorkerContext worker) {
      super(worker);
    }

    @Override
    public void parseChildItem(
        List<ValidationMessage> errors,
        String path,
        List<JsonProperty> children,
        Element parent,
        Property property) {
      boolean narrative =
          property.getName().equals(NARRATIVE) && XHTML.equals(property.getType(null));
      if (!narrative || !readNarrative(children, parent, property)) {
        super.parseChildItem(errors, path, children, parent, property);
      }
    }

    /** Adds a narrative to its parent, unless HAPI has something to say about it. */
    private boolean readNarrative(List<JsonProperty> children, Element parent, Property property) {
      JsonProperty given = null;
      for (JsonProperty child : children) {
        if (child.getName().equals("_" + NARRATIVE)) {
          return false;
        }
        if (given == null && child.getName().equals(NARRATIVE)) {
          given = child;
        }
      }
      if (given == null
          || given.isUnquotedValue()
          || !given.getValue().isJsonString()
          || given.getValue().hasComments()) {
        return false;
      }
      JsonElement value = given.getValue();
      String text = value.asString();
      Optional<XhtmlNode> xhtml = parse(text);
      if (xhtml.isEmpty()) {
        return false;
      }
      given.setTag(1); // processed
      Element element =
          new Element(property.getName(), property)
              .markLocation(value.getStart().getLine(), value.getEnd().getCol())
              .setFormat(FhirFormat.JSON);
      element.setPath(parent.getPath() + "." + property.getName());
      parent.getChildren().add(element);
      element.setValue(text);
      element.setXhtml(xhtml.get());
      return true;
    }

    /** Nothing where there is an error, or where a declaration could change what comes after it. */
    private Optional<XhtmlNode> parse(String text) {
      if (text.contains("<!") || text.contains("<?")) {
        return Optional.empty();
      }
      XhtmlParser parser = narratives == null ? new XhtmlParser().setXmlMode(true) : narratives;
      narratives = null;
      XhtmlNode root;
      try {
        root = parser.parse(text, null).getDocumentElement();
      } catch (IOException | RuntimeException e) {
        return Optional.empty(); // HAPI says what is wrong
      }
      if (!parser.getValidationIssues().isEmpty()) {
        return Optional.empty();
      }
      narratives = parser;
      return Optional.ofNullable(root);
    }
  }
}
