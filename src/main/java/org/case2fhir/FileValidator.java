package org.case2fhir;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.case2fhir.exchange.ExchangeException;
import org.case2fhir.exchange.FhirClient;
import org.case2fhir.exchange.FhirEndpoint;
import org.case2fhir.exchange.Login;
import org.case2fhir.exchange.RetryPolicy;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.validation.FileReport;
import org.case2fhir.validation.ResourceValidator;
import org.case2fhir.validation.ServerValidator;
import org.case2fhir.validation.ServerValidator.ServerOpinion;
import org.case2fhir.validation.UncheckedFindings;
import org.case2fhir.validation.ValidationFinding;
import org.case2fhir.validation.ValidationOptions;

/**
 * Validates FHIR files, whoever wrote them. Safe for use by several threads; what it reads of FHIR,
 * packages and profiles it reads once.
 */
public final class FileValidator {
  /** Extensions of FHIR files, in lower case. */
  public static final Set<String> EXTENSIONS = Set.of("json", "xml");

  /** A FHIR file may have this many bytes. */
  public static final int MAX_BYTES = 200 * 1024 * 1024;

  private final ResourceValidator validator;
  private final Optional<ServerValidator> server;

  /** Against FHIR R4 alone. */
  public FileValidator() {
    this(ValidationOptions.DEFAULT);
  }

  public FileValidator(ValidationOptions options) {
    this(new ResourceValidator(options), Optional.empty());
  }

  /** With a validator that is shared. */
  FileValidator(ResourceValidator validator) {
    this(validator, Optional.empty());
  }

  private FileValidator(ResourceValidator validator, Optional<ServerValidator> server) {
    this.validator = validator;
    this.server = server;
  }

  /**
   * Asks a FHIR server too.
   *
   * @throws IllegalArgumentException if the credentials would travel unencrypted; the message may
   *     be shown
   */
  public static FileValidator with(
      ValidationOptions options, FhirEndpoint server, RetryPolicy retries, Login login) {
    ResourceValidator validator = new ResourceValidator(options);
    try {
      FhirClient client = FhirClient.of(server, retries, login);
      return new FileValidator(
          validator, Optional.of(new ServerValidator(client, validator::requestedProfiles)));
    } catch (ExchangeException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** What is wrong with the packages and profiles that files are checked against. */
  public List<Issue> optionIssues() {
    return validator.optionIssues();
  }

  /** How many bytes of files can be validated at a time in this process. */
  public static long bytesAtOnce() {
    return ResourceValidator.bytesAtOnce();
  }

  /** What there is to say about one file; nothing when it is valid. */
  public List<Issue> validate(Input input) {
    return check(input).issues();
  }

  /** What there is to say about one file, noise included. */
  public CheckedInput check(Input input) {
    FileReport report = validator.validateFile(input.name(), input.content());
    List<ReportItem> findings = new ArrayList<>();
    report.refusals().forEach(issue -> findings.add(ReportItem.of(issue)));
    for (ValidationFinding found : report.findings()) {
      Issue issue = found.toIssue(input.name());
      findings.add(new ReportItem(issue, found.noise(), "", ReportItem.Speaker.LOCAL));
    }
    boolean refused = report.resourceType().isEmpty();
    List<ReportItem> all =
        server.isEmpty() || refused ? findings : compared(input, findings, server.get());
    List<Issue> folded =
        UncheckedFindings.fold(input.name(), report.findings()).stream()
            .filter(UncheckedFindings::isFolded)
            .toList();
    return new CheckedInput(input.name(), report.resourceType().orElse(""), all, folded);
  }

  private static List<ReportItem> compared(
      Input input, List<ReportItem> findings, ServerValidator server) {
    ServerOpinion opinion = server.ask(input.name(), input.content());
    List<ReportItem> all = new ArrayList<>();
    for (ReportItem finding : findings) {
      boolean both = !finding.noise() && opinion.agrees(finding.issue());
      all.add(both ? finding.by(ReportItem.Speaker.BOTH) : finding);
    }
    opinion
        .unmatched()
        .forEach(issue -> all.add(ReportItem.of(issue).by(ReportItem.Speaker.SERVER)));
    opinion.failures().forEach(issue -> all.add(ReportItem.of(issue)));
    return all;
  }

  /**
   * What went wrong with the terminology server and packages while files were checked, each named
   * by its address or file. To be asked after the last file: which file meets it is chance where
   * several are checked at a time.
   */
  public List<CheckedInput> lateFindings() {
    return validator.takeLateIssues().stream().map(FileValidator::unread).toList();
  }

  /** What there is to say about a file that cannot be read. */
  public static CheckedInput unread(Issue issue) {
    Location location = issue.location();
    return new CheckedInput(location.source(), "", List.of(ReportItem.of(issue)), List.of());
  }

  /**
   * An input with everything that was found in it.
   *
   * @param name of the input
   * @param resourceType of the resource in it or made of it; empty where there is none
   * @param findings all of them, in order
   * @param folded the issues that stand for all noise
   */
  public record CheckedInput(
      String name, String resourceType, List<ReportItem> findings, List<Issue> folded) {
    public CheckedInput {
      findings = List.copyOf(findings);
      folded = List.copyOf(folded);
    }

    /** What people read: all findings but noise, and one issue for each kind of that. */
    public List<ReportItem> worthReading() {
      List<ReportItem> all = new ArrayList<>(findings.stream().filter(f -> !f.noise()).toList());
      folded.forEach(issue -> all.add(ReportItem.of(issue)));
      return all;
    }

    /** The same as issues. */
    public List<Issue> issues() {
      return worthReading().stream().map(ReportItem::issue).toList();
    }

    /** A conversion, with what else was said while its Bundle was written. */
    public static CheckedInput of(Conversion conversion) {
      Set<Issue> known =
          conversion.findings().stream().map(ReportItem::issue).collect(Collectors.toSet());
      List<Issue> folded = new ArrayList<>();
      Set<Issue> rest = new LinkedHashSet<>(conversion.issues());
      rest.removeAll(known);
      List<ReportItem> all = new ArrayList<>();
      for (Issue issue : rest) {
        if (UncheckedFindings.isFolded(issue)) {
          folded.add(issue);
        } else {
          all.add(ReportItem.of(issue));
        }
      }
      all.addAll(conversion.findings());
      String type = conversion.bundle().isPresent() ? "Bundle" : "";
      return new CheckedInput(conversion.input(), type, all, folded);
    }
  }
}
