package org.case2fhir.validation;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Result;
import org.case2fhir.issue.Severity;
import org.case2fhir.validation.ValidationFinding.FindingPlace;
import org.case2fhir.version.FhirVersion;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;
import org.hl7.fhir.utilities.validation.ValidationMessage;

/**
 * Checks resources against a version of FHIR and the packages and profiles that a user named,
 * offline unless a terminology server is among them.
 *
 * <p>Safe to use from several threads. Making one costs nothing; the first validation reads the
 * definitions of FHIR, which takes seconds and some hundred megabytes, so keep it.
 */
public final class ResourceValidator {
  private final FhirVersion version;
  private final FhirContext context;
  private final FutureTask<CoreRules> core;

  /** Checks against FHIR R4 and nothing else. */
  public ResourceValidator() {
    this(ValidationOptions.DEFAULT);
  }

  public ResourceValidator(ValidationOptions options) {
    this.version = options.version();
    this.context =
        version == FhirVersion.R5 ? FhirContext.forR5Cached() : FhirContext.forR4Cached();
    this.core = new FutureTask<>(() -> CoreRules.load(context, options));
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

  private CoreRules core() {
    core.run(); // does nothing where it has run or is running
    try {
      return core.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading the definitions of FHIR", e);
    } catch (ExecutionException e) {
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
}
