package org.case2fhir.validation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.hl7.fhir.utilities.validation.ValidationMessage.IssueSeverity;
import org.hl7.fhir.utilities.validation.ValidationMessage.Source;

/**
 * Drops what HAPI says twice: the same message again, which profile it is about to apply, and, for
 * a code outside its value set, the milder of "unknown code" and "not in the value set".
 */
final class DuplicateMessages {
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
