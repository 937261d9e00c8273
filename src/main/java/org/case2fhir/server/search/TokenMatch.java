package org.case2fhir.server.search;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.PrimitiveType;

/**
 * Codes and identifiers: {@code code}, {@code system|code}, {@code |code} (without a system),
 * {@code system|} (any code of it).
 *
 * @param system absent for any
 * @param code empty for any
 */
record TokenMatch(Optional<String> system, String code) {

  static TokenMatch of(String text) {
    List<String> parts = bars(text);
    return parts.size() < 2
        ? new TokenMatch(Optional.empty(), parts.get(0))
        : new TokenMatch(Optional.of(parts.get(0)), parts.get(1));
  }

  private static List<String> bars(String text) {
    int bar = text.replace("\\|", "xx").indexOf('|');
    return bar < 0
        ? List.of(text.replace("\\|", "|"))
        : List.of(text.substring(0, bar), text.substring(bar + 1).replace("\\|", "|"));
  }

  boolean finds(Base element) {
    if (element instanceof CodeableConcept concept) {
      return concept.getCoding().stream().anyMatch(this::finds);
    }
    if (element instanceof Coding coding) {
      return matches(coding.getSystem(), coding.getCode());
    }
    if (element instanceof Identifier identifier) {
      return matches(identifier.getSystem(), identifier.getValue());
    }
    if (element instanceof ContactPoint contact) {
      return code.equals(contact.getValue());
    }
    // A code that the element's type fixes the system of: any system is right.
    return element instanceof PrimitiveType<?> primitive
        && code.equals(primitive.getValueAsString());
  }

  /** Modifier {@code :text}: words of the concept, or of a display. */
  static boolean findsText(Base element, String words) {
    String sought = words.toLowerCase(Locale.ROOT);
    if (element instanceof CodeableConcept concept) {
      return contains(concept.getText(), sought)
          || concept.getCoding().stream().anyMatch(coding -> findsText(coding, words));
    }
    return element instanceof Coding coding && contains(coding.getDisplay(), sought);
  }

  private static boolean contains(String text, String sought) {
    return text != null && text.toLowerCase(Locale.ROOT).contains(sought);
  }

  private boolean matches(String itsSystem, String itsCode) {
    boolean sameSystem =
        system.isEmpty() || system.get().equals(Objects.requireNonNullElse(itsSystem, ""));
    return sameSystem && (code.isEmpty() || code.equals(itsCode));
  }
}
