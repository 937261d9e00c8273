package org.case2fhir.validation;

import java.util.Locale;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.hl7.fhir.utilities.validation.ValidationMessage.IssueType;

/**
 * Gives findings their stable names.
 *
 * <p>HAPI names the text of a message, not always its cause: everything its terminology services
 * say passes under one id. There the issue type, a code of FHIR's own, tells the causes apart.
 */
final class FindingCodes {
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
