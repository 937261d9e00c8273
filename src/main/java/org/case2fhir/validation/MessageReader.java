package org.case2fhir.validation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.issue.Severity;
import org.case2fhir.validation.ValidationFinding.BundleEntry;
import org.case2fhir.validation.ValidationFinding.FindingPlace;
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

  /**
   * Drops what HAPI says twice: the same message again, which profile it is about to apply, and,
   * for a code outside its value set, the milder of "unknown code" and "not in the value set".
   */
  private static final class DuplicateMessages {
    /** What is wrong with the target of a reference is said of the target itself. */
    private static final String DETAILS_OF_TARGET = "Details_for__matching_against_Profile_";

    private DuplicateMessages() {}

    static List<ValidationMessage> drop(List<ValidationMessage> messages) {
      Map<String, IssueSeverity> unknownCode = new HashMap<>();
      Map<String, IssueSeverity> notInValueSet = new HashMap<>();
      for (ValidationMessage message : messages) {
        if (isTerminology(message)) {
          Map<String, IssueSeverity> worst = isPassedThrough(message) ? unknownCode : notInValueSet;
          worst.merge(message.getLocation(), message.getLevel(), DuplicateMessages::worse);
        }
      }
      List<ValidationMessage> kept = new ArrayList<>();
      Set<String> said = new HashSet<>();
      for (ValidationMessage message : messages) {
        boolean echo =
            isTerminology(message)
                && (isPassedThrough(message)
                    ? outdone(message, notInValueSet, true)
                    : outdone(message, unknownCode, false));
        boolean first = said.add(message.getLocation() + '\n' + message.getMessage());
        boolean pointer = message.isSignpost() || DETAILS_OF_TARGET.equals(message.getMessageId());
        if (!pointer && !echo && first) {
          kept.add(message);
        }
      }
      return kept;
    }

    private static boolean isTerminology(ValidationMessage message) {
      return message.getSource() == Source.TerminologyEngine && message.getLocation() != null;
    }

    private static boolean isPassedThrough(ValidationMessage message) {
      return FindingCodes.PASS_THROUGH.equals(message.getMessageId());
    }

    /** Whether the other kind of message says worse of the element, or as bad where ties lose. */
    private static boolean outdone(
        ValidationMessage message, Map<String, IssueSeverity> others, boolean tiesLose) {
      IssueSeverity other = others.get(message.getLocation());
      if (other == null || !other.isError()) {
        return false;
      }
      int compared = other.compareTo(message.getLevel());
      return tiesLose ? compared <= 0 : compared < 0;
    }

    private static IssueSeverity worse(IssueSeverity a, IssueSeverity b) {
      return a.compareTo(b) <= 0 ? a : b;
    }
  }

  /**
   * Gives findings their stable names.
   *
   * <p>HAPI names the text of a message, not always its cause: everything its terminology services
   * say passes under one id. There the issue type, a code of FHIR's own, tells the causes apart.
   */
  static final class FindingCodes {
    static final String UNKNOWN_CODE_SYSTEM = "fhir-unknown-code-system";
    static final String UNKNOWN_EXTENSION = "fhir-extension-ext-unknown";
    static final String PASS_THROUGH = "Terminology_PassThrough_TX_Message";

    private FindingCodes() {}

    /** For example {@code fhir-obs-6} or {@code fhir-validation-val-profile-minimum}. */
    static String code(ValidationMessage message) {
      String id = message.getMessageId() == null ? "" : message.getMessageId();
      if (id.equals(PASS_THROUGH)) {
        return terminologyCode(message.getType());
      }
      if (message.getType() == IssueType.INVARIANT && id.indexOf('#') >= 0) {
        return "fhir-" + kebab(id.substring(id.indexOf('#') + 1));
      }
      return "fhir-" + kebab(id.isEmpty() ? String.valueOf(message.getType()) : id);
    }

    private static String terminologyCode(IssueType type) {
      // IssueType is HAPI's and grows with it.
      if (type == IssueType.NOTFOUND) {
        return UNKNOWN_CODE_SYSTEM;
      }
      return type == IssueType.CODEINVALID ? "fhir-unknown-code" : "fhir-invalid-code";
    }

    private static String kebab(String id) {
      String folded = id.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
      return folded.replaceAll("^-|-$", "");
    }
  }
}
