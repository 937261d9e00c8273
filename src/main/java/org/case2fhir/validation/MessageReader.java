package org.case2fhir.validation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.diagnostic.Severity;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.hl7.fhir.utilities.validation.ValidationMessage.IssueSeverity;
import org.hl7.fhir.utilities.validation.ValidationMessage.IssueType;
import org.hl7.fhir.utilities.validation.ValidationMessage.Source;

/**
 * Turns HAPI's messages into findings, and tells noise apart.
 *
 * <p>UncheckedFindings is a warning of the terminology engine of type {@code not-found}, that is,
 * of a code system that is not loaded, and what it says about the value sets of the same element in
 * consequence. An error never is: a required binding stays required. Nor is a code system of HL7's
 * own, since those of R4 are loaded: an unknown one is misspelt.
 */
final class MessageReader {
  private static final Pattern ENTRY = Pattern.compile("^Bundle\\.entry\\[(\\d+)]");

  /** HL7 hosts identifiers of others under {@code sid}: ICD-10-CM, CVX, NDC. */
  private static final Pattern HL7_SYSTEM =
      Pattern.compile("'https?://(terminology\\.)?hl7\\.org/(?!fhir/sid/)[^']*#");

  /** HAPI prints some objects by where in memory they are. */
  private static final Pattern OBJECT =
      Pattern.compile("\\[?org\\.hl7\\.fhir\\.[\\w.$]+@[0-9a-f]+]?");

  private final List<BundleView.Entry> entries;

  MessageReader(List<BundleView.Entry> entries) {
    this.entries = entries;
  }

  /** The findings in the order of the messages, less signposts and what is said already. */
  List<ValidationFinding> read(List<ValidationMessage> messages) {
    Set<String> unchecked = new HashSet<>();
    for (ValidationMessage message : messages) {
      if (isUnknownSystem(message)) {
        unchecked.add(message.getLocation());
      }
    }
    List<ValidationFinding> findings = new ArrayList<>();
    for (ValidationMessage message : DuplicateMessages.drop(messages)) {
      boolean noise =
          isUnknownSystem(message)
              || isConsequence(message, unchecked)
              || isUnknownExtension(message);
      findings.add(finding(message, noise));
    }
    return findings;
  }

  private static boolean isUnknownSystem(ValidationMessage message) {
    return isMildTerminology(message)
        && message.getType() == IssueType.NOTFOUND
        && !HL7_SYSTEM.matcher(message.getMessage()).find();
  }

  // An extension that nothing loaded defines is allowed, and cannot be checked.
  private static boolean isUnknownExtension(ValidationMessage message) {
    return message.getLevel() == IssueSeverity.INFORMATION
        && FindingCodes.code(message).equals(FindingCodes.UNKNOWN_EXTENSION);
  }

  private static boolean isConsequence(ValidationMessage message, Set<String> unchecked) {
    return isMildTerminology(message)
        && message.getType() == IssueType.CODEINVALID
        && !FindingCodes.PASS_THROUGH.equals(message.getMessageId())
        && unchecked.contains(message.getLocation());
  }

  private static boolean isMildTerminology(ValidationMessage message) {
    return message.getSource() == Source.TerminologyEngine && !message.getLevel().isError();
  }

  private ValidationFinding finding(ValidationMessage message, boolean noise) {
    Severity severity = noise ? Severity.INFORMATION : severity(message.getLevel());
    return new ValidationFinding(
        severity,
        FindingCodes.code(message),
        sentence(message.getMessage()),
        place(message),
        noise);
  }

  private static Severity severity(IssueSeverity level) {
    if (level.isError()) {
      return Severity.ERROR;
    }
    return level == IssueSeverity.WARNING ? Severity.WARNING : Severity.INFORMATION;
  }

  private FindingPlace place(ValidationMessage message) {
    String path = path(message);
    Matcher matcher = ENTRY.matcher(path);
    Optional<BundleEntry> entry = Optional.empty();
    if (matcher.find()) {
      // More digits than an index has cannot be an entry.
      int index = matcher.group(1).length() > 9 ? -1 : Integer.parseInt(matcher.group(1));
      entry =
          index >= 0 && index < entries.size()
              ? Optional.of(entries.get(index).name())
              : Optional.empty();
    }
    return new FindingPlace(
        path, entry, Math.max(message.getLine(), 0), Math.max(message.getCol(), 0));
  }

  private static String path(ValidationMessage message) {
    return message.getLocation() == null
        ? ""
        : message.getLocation().replaceAll("/\\*.*?\\*/", "").replaceAll("[./]+$", "");
  }

  private static String sentence(String message) {
    String told = message == null ? "" : OBJECT.matcher(message).replaceAll("filter");
    String line = told.strip().replaceAll("\\s+", " ");
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }
}
