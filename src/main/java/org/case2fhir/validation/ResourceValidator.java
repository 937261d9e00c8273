package org.case2fhir.validation;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Result;
import org.case2fhir.issue.Severity;
import org.case2fhir.validation.BundleView.Entry;
import org.case2fhir.validation.EntryFetcher.EntryContext;
import org.case2fhir.validation.MessageReader.FindingCodes;
import org.case2fhir.validation.ValidationFinding.FindingPlace;
import org.case2fhir.version.FhirVersion;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.hl7.fhir.utilities.validation.ValidationMessage.IssueSeverity;
import org.hl7.fhir.utilities.validation.ValidationMessage.IssueType;
import org.hl7.fhir.utilities.validation.ValidationMessage.Source;

/**
 * Checks resources against a version of FHIR and the packages and profiles that a user named,
 * offline unless a terminology server is among them.
 *
 * <p>Safe to use from several threads. Making one costs nothing; the first validation reads the
 * definitions of FHIR, which takes seconds and some hundred megabytes. Those of options without
 * packages, profiles and a server are read once; keep a validator that has any of them.
 */
public final class ResourceValidator {
  /** Rules to which a user added nothing: the same for all, kept while there is room for them. */
  private static final Map<FhirVersion, SoftReference<FutureTask<CoreRules>>> SHARED =
      new EnumMap<>(FhirVersion.class);

  private final FhirVersion version;
  private final FhirContext context;
  private final FutureTask<CoreRules> core;

  /** Checks against FHIR R4 and nothing else. */
  public ResourceValidator() {
    this(ValidationOptions.DEFAULT);
  }

  public ResourceValidator(ValidationOptions options) {
    this(options.version(), rules(options));
  }

  ResourceValidator(FhirVersion version, FutureTask<CoreRules> core) {
    this.version = version;
    this.context = context(version);
    this.core = core;
  }

  private static FhirContext context(FhirVersion version) {
    return version == FhirVersion.R5 ? FhirContext.forR5Cached() : FhirContext.forR4Cached();
  }

  private static FutureTask<CoreRules> rules(ValidationOptions options) {
    FhirVersion version = options.version();
    FutureTask<CoreRules> own = new FutureTask<>(() -> CoreRules.load(context(version), options));
    if (!options.equals(ValidationOptions.of(version))) {
      return own;
    }
    synchronized (SHARED) {
      FutureTask<CoreRules> shared = SHARED.getOrDefault(version, new SoftReference<>(null)).get();
      if (shared == null) {
        SHARED.put(version, new SoftReference<>(own));
        shared = own;
      }
      return shared;
    }
  }

  /**
   * What is wrong with the packages and profiles of the options. Reads the definitions if they are
   * not read yet.
   */
  public List<Issue> optionIssues() {
    return core().issues();
  }

  /** Addresses of the profiles of the options that resources of a type must meet. */
  public List<String> requestedProfiles(String type) {
    return core().requested(type);
  }

  /**
   * What has gone wrong with packages and the terminology server since this was last asked. Which
   * of several files that are checked in parallel meets it first is chance, so it is nobody's.
   */
  public List<Issue> takeLateIssues() {
    return core.isDone() ? core().takeLateIssues() : List.of();
  }

  /** How many bytes of files can be validated at a time in this process. */
  public static long bytesAtOnce() {
    return FhirText.fitting(Runtime.getRuntime().maxMemory());
  }

  /**
   * Starts to read the definitions of FHIR in the background and returns at once. For callers that
   * know early that they will validate; nobody has to call it.
   */
  public void warmUp() {
    Thread thread = new Thread(core, "fhir-definitions");
    thread.setDaemon(true);
    thread.start();
  }

  /** Checks a resource; findings have no line. Encodes it first: cheaper where that is done. */
  public List<ValidationFinding> validate(IBaseResource resource) {
    String json = context.newJsonParser().encodeResourceToString(resource);
    return validate(json, FhirFormat.JSON, ElementAllowance.unlimited()).stream()
        .map(ResourceValidator::withoutLine)
        .toList();
  }

  /**
   * Checks a resource that was just encoded, as JSON or XML; lines and columns are those of the
   * text. Text from outside goes to {@link #validateFile}, which first makes sure that it is safe.
   *
   * <p>So that a case file of a megabyte, which becomes a Bundle of ten, takes no minute, HAPI
   * checks only the first entries, as many as the allowance has elements for; a warning says how
   * many it did not. Links are checked everywhere. {@link #validateFile} checks all.
   *
   * @param allowance shared by all Bundles of an input, however many patients it has
   */
  public List<ValidationFinding> validate(String encoded, ElementAllowance allowance) {
    return validate(
        encoded,
        encoded.stripLeading().startsWith("<") ? FhirFormat.XML : FhirFormat.JSON,
        allowance);
  }

  /** The same, by itself. */
  public List<ValidationFinding> validate(String encoded) {
    return validate(encoded, new ElementAllowance());
  }

  /**
   * Checks a file that claims to be FHIR. What is not, or is too large, too deep or not safe to
   * read, is refused with an issue; nothing is thrown.
   *
   * @param source name of the file in issues
   */
  public FileReport validateFile(String source, byte[] content) {
    Result<FhirText> read = FhirText.read(source, content, version);
    if (read.value().isEmpty()) {
      return FileReport.refused(source, read.issues());
    }
    FhirText text = read.value().get();
    List<ValidationFinding> findings =
        validate(text.text(), text.format(), ElementAllowance.unlimited());
    return new FileReport(source, Optional.of(text.resourceType()), read.issues(), findings);
  }

  // HAPI's parsers and validator throw unchecked exceptions of every kind on odd input.
  private List<ValidationFinding> validate(
      String encoded, FhirFormat format, ElementAllowance allowance) {
    try {
      CoreRules rules = core();
      String text =
          format == FhirFormat.JSON
              ? BundleCheck.BundleExcerpt.of(encoded, allowance.left)
              : encoded;
      CoreRules.Tree tree = rules.parse(text, format);
      List<ValidationMessage> messages = new ArrayList<>(tree.messages());
      if (tree.root().isEmpty()) {
        return new MessageReader(List.of()).read(messages);
      }
      Element root = tree.root().get();
      return root.fhirType().equals("Bundle")
          ? validateBundle(rules, root, messages, allowance)
          : validateResource(rules, root, messages);
    } catch (NullPointerException | ClassCastException | IndexOutOfBoundsException e) {
      // Their messages speak of Java, not of the resource.
      return List.of(unreadable("it is built as no FHIR resource is"));
    } catch (LinkageError e) {
      // The jar leaves out what R4 does not need; that something is missing must not end a run.
      return List.of(unreadable("a part of HAPI is missing: " + e.getMessage()));
    } catch (IOException | RuntimeException e) {
      return List.of(unreadable(String.valueOf(e.getMessage())));
    } catch (OutOfMemoryError | StackOverflowError e) {
      // The gates leave a margin; a resource may still be stranger than they foresee.
      return List.of(unreadable("it is too large or too deep for this memory"));
    }
  }

  private static List<ValidationFinding> validateResource(
      CoreRules rules, Element root, List<ValidationMessage> messages) {
    messages.addAll(rules.check(root));
    return new MessageReader(List.of()).read(messages);
  }

  private static List<ValidationFinding> validateBundle(
      CoreRules rules, Element root, List<ValidationMessage> messages, ElementAllowance allowance) {
    BundleView bundle = BundleView.of(root);
    BundleTargets targets = new BundleTargets(bundle);
    List<ValidationFinding> ours = BundleRules.check(bundle, targets);
    int most = allowance.left;
    allowance.take(root.countDescendents());
    messages.addAll(BundleCheck.run(rules, bundle, targets, most));
    return FindingMerger.merge(new MessageReader(bundle.entries()).read(messages), ours);
  }

  CoreRules core() {
    core.run(); // does nothing where it has run or is running
    try {
      return core.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading the definitions of FHIR", e);
    } catch (ExecutionException e) {
      synchronized (SHARED) {
        SHARED.remove(version); // the next one may have more memory
      }
      throw new IllegalStateException("the definitions of FHIR cannot be read", e.getCause());
    }
  }

  private static ValidationFinding unreadable(String cause) {
    return new ValidationFinding(
        Severity.ERROR,
        "fhir-unreadable",
        "the validator cannot read this resource: " + cause.strip().replaceAll("\\s+", " "),
        new FindingPlace("", Optional.empty(), 0, 0),
        false);
  }

  private static ValidationFinding withoutLine(ValidationFinding finding) {
    FindingPlace place =
        new FindingPlace(finding.place().fhirPath(), finding.place().entry(), 0, 0);
    return new ValidationFinding(
        finding.severity(), finding.code(), finding.message(), place, finding.noise());
  }

  /** How many elements of the Bundles that one input becomes HAPI may still check. */
  public static final class ElementAllowance {
    /** Those of some three hundred facts. */
    static final int MOST = 20_000;

    private int left;

    public ElementAllowance() {
      this(MOST);
    }

    private ElementAllowance(int left) {
      this.left = left;
    }

    private static ElementAllowance unlimited() {
      return new ElementAllowance(Integer.MAX_VALUE);
    }

    private void take(int elements) {
      left = Math.max(0, left - elements);
    }
  }

  /**
   * Puts the findings of the core and of the Bundle rules together, each said once, in file order.
   */
  private static final class FindingMerger {
    /** What the core says less precisely, by the finding of ours that takes its place. */
    private static final Map<String, String> SUPERSEDED =
        Map.of(
            "fhir-bdl-3", "fhir-bdl-3",
            "fhir-bdl-7", "fhir-bdl-7",
            "fhir-bdl-9", "fhir-bdl-9",
            "fhir-bdl-10", "fhir-bdl-10",
            "fhir-bdl-11", "fhir-bdl-11",
            "fhir-bundle-bundle-entry-document", "fhir-bdl-11",
            "fhir-bundle-bundle-entry-nofirst", "fhir-bdl-11",
            "fhir-bundle-document-date-missing", "fhir-bdl-10",
            "fhir-bundle-bundle-multiplematches", "fhir-bdl-7");

    private static final String NOT_LOCAL = "fhir-bundle-bundle-not-local";

    private FindingMerger() {}

    static List<ValidationFinding> merge(
        List<ValidationFinding> core, List<ValidationFinding> bundle) {
      Set<String> codes = new HashSet<>();
      Set<String> unresolved = new HashSet<>();
      for (ValidationFinding finding : bundle) {
        codes.add(finding.code());
        if (finding.code().equals(ReferenceRules.UNRESOLVED)) {
          unresolved.add(finding.place().fhirPath());
        }
      }
      List<ValidationFinding> all = new ArrayList<>(bundle);
      for (ValidationFinding finding : core) {
        String by = SUPERSEDED.getOrDefault(finding.code(), "");
        boolean said = codes.contains(by) && !isNested(finding);
        boolean saidHere =
            finding.code().equals(NOT_LOCAL) && unresolved.contains(finding.place().fhirPath());
        if (!said && !saidHere) {
          all.add(finding);
        }
      }
      all.sort(
          Comparator.comparingInt((ValidationFinding f) -> f.place().line())
              .thenComparingInt(f -> f.place().column()));
      return List.copyOf(all);
    }

    /** Of a Bundle within an entry, which the Bundle rules leave to the core. */
    private static boolean isNested(ValidationFinding finding) {
      return finding.code().startsWith("fhir-bdl-") && !finding.place().fhirPath().equals("Bundle");
    }
  }

  /**
   * Has HAPI check a Bundle in time linear in its entries: first the resource of each entry by
   * itself, then the Bundle around them, a slice of entries at a time.
   *
   * <p>Left to itself HAPI looks through all entries for each reference. What it then finds is
   * found here too: references lead to entries by {@link BundleTargets}, and what a document or a
   * message says about all its entries is the business of {@link BundleRules}. Only a Bundle with a
   * profile of its own is left to HAPI as a whole.
   */
  static final class BundleCheck {
    /** Entries looked at together; HAPI compares each with each. */
    private static final int SLICE = 256;

    /**
     * What {@link BundleRules} say better, or what is wrong of entries without their references.
     */
    private static final Set<String> SAID_BY_RULES =
        Set.of(
            EntryLinks.ORPHAN_DOCUMENT,
            EntryLinks.ORPHAN_MESSAGE,
            EntryLinks.REVERSE_DOCUMENT,
            EntryLinks.REVERSE_MESSAGE,
            "fhir-bundle-bundle-entry-notfound",
            "fhir-bundle-bundle-entry-found-multiple");

    private static final Pattern INDEX = Pattern.compile("^Bundle\\.entry\\[(\\d{1,9})]");

    private final CoreRules rules;
    private final BundleView bundle;
    private final BundleTargets targets;
    private final int mostElements;
    private final List<ValidationMessage> messages = new ArrayList<>();

    private BundleCheck(
        CoreRules rules, BundleView bundle, BundleTargets targets, int mostElements) {
      this.rules = rules;
      this.bundle = bundle;
      this.targets = targets;
      this.mostElements = mostElements;
    }

    /**
     * The messages in no order that matters. The tree is used up: resources may be gone from it.
     *
     * @param mostElements how many elements of resources are checked; where a Bundle has more, its
     *     last entries are not, and one message says so
     */
    static List<ValidationMessage> run(
        CoreRules rules, BundleView bundle, BundleTargets targets, int mostElements) {
      BundleCheck check = new BundleCheck(rules, bundle, targets, mostElements);
      if (rules.profiled(bundle.root())) {
        check.checkWhole();
      } else {
        List<Entry> entries = check.withinBound();
        check.checkResources(entries);
        check.checkAround(entries);
      }
      return check.messages;
    }

    /** A profile of a Bundle counts entries and says what their resources must be. */
    private void checkWhole() {
      messages.addAll(rules.check(bundle.root()));
      messages.removeIf(message -> SAID_BY_RULES.contains(FindingCodes.code(message)));
    }

    private void checkResources(List<Entry> entries) {
      Map<Element, EntryContext> places = new LinkedHashMap<>();
      for (Entry entry : entries) {
        entry
            .resource()
            .ifPresent(
                r ->
                    places.put(
                        r, new EntryContext(targets, entry.name().fullUrl(), rules.profiled(r))));
      }
      messages.addAll(rules.check(List.copyOf(places.keySet()), places::get));
    }

    /** The first entries that together have no more elements than may be checked, at least one. */
    private List<Entry> withinBound() {
      List<Entry> entries = bundle.entries();
      long elements = 0;
      for (int i = 0; i < entries.size(); i++) {
        elements += 1 + entries.get(i).resource().map(Element::countDescendents).orElse(0);
        if (elements > mostElements && i > 0) {
          messages.add(notChecked(i));
          return entries.subList(0, i);
        }
      }
      return entries;
    }

    private ValidationMessage notChecked(int first) {
      Element entry = bundle.entries().get(first).element();
      String text =
          "the last %d of %d entries were not checked: of an input %d elements are"
              .formatted(
                  bundle.entries().size() - first, bundle.entries().size(), ElementAllowance.MOST);
      ValidationMessage message =
          new ValidationMessage(
              Source.InstanceValidator,
              IssueType.TOOCOSTLY,
              "Bundle.entry[" + first + "]",
              text,
              IssueSeverity.WARNING);
      message.setMessageId("entries-not-checked");
      message.setLine(entry.line());
      message.setCol(entry.col());
      return message;
    }

    private void checkAround(List<Entry> entries) {
      if (entries.isEmpty()) {
        messages.addAll(around(0));
        return;
      }
      entries.forEach(BundleCheck::strip);
      List<Element> head =
          bundle.root().getChildren().stream().filter(c -> !c.getName().equals("entry")).toList();
      for (int start = 0; start < entries.size(); start += SLICE) {
        int end = Math.min(entries.size(), start + SLICE);
        List<Element> children = new ArrayList<>(head);
        entries.subList(start, end).forEach(entry -> children.add(entry.element()));
        replaceChildren(bundle.root(), children);
        messages.addAll(around(start));
        if (bundle.isLedByFirst()) {
          // The entry that leads is in the first slice; the others are but a collection.
          BundleView.child(bundle.root(), "type").ifPresent(type -> type.setValue("collection"));
        }
      }
    }

    private List<ValidationMessage> around(int start) {
      List<ValidationMessage> found = rules.checkShell(bundle.root());
      found.removeIf(message -> SAID_BY_RULES.contains(FindingCodes.code(message)));
      found.forEach(message -> message.setLocation(shifted(message.getLocation(), start)));
      return found;
    }

    /**
     * Leaves of a resource what the rules of a Bundle ask for: that it is there, and which it is.
     */
    private static void strip(Entry entry) {
      entry.resource().ifPresent(BundleCheck::strip);
    }

    private static void strip(Element resource) {
      Optional<Element> version =
          BundleView.child(resource, "meta").filter(meta -> meta.hasChild("versionId", false));
      version.ifPresent(meta -> replaceChildren(meta, named(meta, Set.of("versionId"))));
      List<Element> head = new ArrayList<>(named(resource, Set.of("id")));
      version.ifPresent(head::add);
      // A resource is there only if it says something.
      List<Element> first = resource.getChildren().stream().limit(1).toList();
      replaceChildren(resource, head.isEmpty() ? first : head);
    }

    private static List<Element> named(Element element, Set<String> names) {
      return element.getChildren().stream().filter(c -> names.contains(c.getName())).toList();
    }

    private static void replaceChildren(Element element, List<Element> children) {
      element.getChildren().clear();
      element.getChildren().addAll(children);
      element.getChildren().clearMap();
    }

    private static String shifted(String location, int by) {
      Matcher matcher = INDEX.matcher(location == null ? "" : location);
      if (by == 0 || !matcher.find()) {
        return location;
      }
      int index = Integer.parseInt(matcher.group(1)) + by;
      return "Bundle.entry[" + index + "]" + location.substring(matcher.end());
    }

    /**
     * What is read of a Bundle whose last entries are not going to be checked: of these only what
     * they are, what asks for them and what they refer to. To read five thousand entries into trees
     * takes more time and memory than to check the first six hundred.
     */
    static final class BundleExcerpt {
      private static final ObjectMapper JSON = new ObjectMapper(new JsonFactory());

      /** An element takes more characters than this, with its name. */
      private static final int CHARACTERS_OF_ELEMENT = 8;

      private static final Set<String> IDENTITY = Set.of("resourceType", "id", "versionId");

      private final int mostElements;
      private long elements;

      private BundleExcerpt(int mostElements) {
        this.mostElements = mostElements;
      }

      /**
       * The text itself where it is no Bundle or has no more elements; otherwise one that is the
       * same up to the entry in which the bound is reached, and has that entry whole.
       *
       * @param json a resource that is well-formed
       */
      static String of(String json, int mostElements) throws IOException {
        if (json.length() / CHARACTERS_OF_ELEMENT < mostElements) {
          return json;
        }
        try (JsonParser parser = JSON.getFactory().createParser(json)) {
          return new BundleExcerpt(mostElements).excerpt(parser, json);
        }
      }

      private String excerpt(JsonParser parser, String json) throws IOException {
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          boolean entries = parser.currentName().equals("entry");
          if (parser.nextToken() == JsonToken.START_ARRAY && entries) {
            return cut(parser, json);
          }
          parser.skipChildren();
        }
        return json;
      }

      /** Never counts more than the tree has, so that the bound is reached in the tree as well. */
      private String cut(JsonParser parser, String json) throws IOException {
        while (elements <= mostElements) {
          if (parser.nextToken() != JsonToken.START_OBJECT) {
            return json;
          }
          countEntry(parser);
        }
        StringBuilder text = new StringBuilder();
        text.append(json, 0, offset(parser));
        while (parser.nextToken() == JsonToken.START_OBJECT) {
          ObjectNode entry = JSON.readTree(parser);
          if (entry.get("resource") instanceof ObjectNode resource) {
            entry.set("resource", essence(resource));
          }
          text.append(',').append(entry);
        }
        return text.append(']').append(json, offset(parser), json.length()).toString();
      }

      private static int offset(JsonParser parser) {
        return Math.toIntExact(parser.currentLocation().getCharOffset());
      }

      private void countEntry(JsonParser parser) throws IOException {
        elements++;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          boolean resource = parser.currentName().equals("resource");
          parser.nextToken();
          if (resource) {
            count(parser);
          } else {
            parser.skipChildren();
          }
        }
      }

      private void count(JsonParser parser) throws IOException {
        for (int depth = 1; depth > 0; ) {
          JsonToken token = parser.nextToken();
          if (token == JsonToken.FIELD_NAME) {
            // What extends a primitive stands beside it, and is no element of its own.
            boolean beside = parser.currentName().startsWith("_");
            boolean type = parser.currentName().equals("resourceType");
            if (beside || type) {
              parser.nextToken();
              parser.skipChildren();
            }
          } else if (token.isStructEnd()) {
            depth--;
          } else {
            depth += token.isStructStart() ? 1 : 0;
            elements += token == JsonToken.START_ARRAY ? 0 : 1;
          }
        }
      }

      /** Which resource it is, and its references where they stand; empty where there are none. */
      private static ObjectNode essence(ObjectNode object) {
        ObjectNode kept = JSON.createObjectNode();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
          String name = member.getKey();
          JsonNode value = member.getValue();
          if (value.isTextual()) {
            boolean resource = object.has("resourceType") || name.equals("versionId");
            if (name.equals("reference") || resource && IDENTITY.contains(name)) {
              kept.set(name, value);
            }
          } else {
            JsonNode part = essence(value);
            if (!part.isEmpty()) {
              kept.set(name, part);
            }
          }
        }
        return kept;
      }

      private static JsonNode essence(JsonNode value) {
        if (value instanceof ObjectNode object) {
          return essence(object);
        }
        ArrayNode kept = JSON.createArrayNode();
        if (value instanceof ArrayNode members) {
          for (JsonNode member : members) {
            JsonNode part = essence(member);
            if (!part.isEmpty()) {
              kept.add(part);
            }
          }
        }
        return kept;
      }
    }
  }
}
