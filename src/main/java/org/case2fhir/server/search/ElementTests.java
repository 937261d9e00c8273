package org.case2fhir.server.search;

import ca.uhn.fhir.rest.api.RestSearchParameterTypeEnum;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Reference;

/** How the values of each type of search parameter are compared with elements. */
final class ElementTests {
  /** Modifier of a token whose finds are left out; the caller turns the result round. */
  static final String NOT = "not";

  private ElementTests() {}

  /**
   * The comparison that a criterion asks for.
   *
   * @throws InvalidRequestException if its modifier or a value of it cannot be understood
   */
  static ElementTest of(RestSearchParameterTypeEnum type, Criterion criterion) {
    return switch (type) {
      case TOKEN -> token(criterion);
      case STRING -> string(criterion);
      case REFERENCE -> reference(criterion);
      case DATE -> date(criterion);
      case NUMBER, QUANTITY -> number(criterion);
      case URI -> uri(criterion);
      case COMPOSITE, HAS, SPECIAL ->
          throw new InvalidRequestException(
              "search parameter " + criterion.name() + " is not supported");
    };
  }

  private static ElementTest token(Criterion criterion) {
    return switch (criterion.modifier()) {
      case "", NOT -> (element, value) -> TokenMatch.of(value).finds(element);
      case "text" -> TokenMatch::findsText;
      default -> throw criterion.unsupportedModifier();
    };
  }

  private static ElementTest string(Criterion criterion) {
    return switch (criterion.modifier()) {
      case "" -> StringMatch::begins;
      case "exact" -> StringMatch::exactly;
      case "contains" -> StringMatch::contains;
      default -> throw criterion.unsupportedModifier();
    };
  }

  private static ElementTest reference(Criterion criterion) {
    String modifier = criterion.modifier();
    if (modifier.equals("identifier")) {
      return (element, value) ->
          element instanceof Reference reference
              && TokenMatch.of(value).finds(reference.getIdentifier());
    }
    if (!modifier.isEmpty() && !modifier.matches("[A-Z][A-Za-z]+")) {
      throw criterion.unsupportedModifier();
    }
    return (element, value) -> ReferenceMatch.finds(element, modifier, value);
  }

  private static ElementTest date(Criterion criterion) {
    requireNoModifier(criterion);
    criterion.values().forEach(value -> DateRange.parse(Prefixed.of(value).value()));
    return ElementTests::findsDate;
  }

  private static boolean findsDate(Base element, String value) {
    Prefixed sought = Prefixed.of(value);
    DateRange range = DateRange.parse(sought.value());
    return DateRange.of(element).filter(its -> range.finds(sought.prefix(), its)).isPresent();
  }

  private static ElementTest number(Criterion criterion) {
    requireNoModifier(criterion);
    criterion.values().forEach(NumberMatch::new);
    return (element, value) -> new NumberMatch(value).finds(element);
  }

  private static ElementTest uri(Criterion criterion) {
    return switch (criterion.modifier()) {
      case "" -> StringMatch::exactly;
      case "below" -> StringMatch::begins;
      default -> throw criterion.unsupportedModifier();
    };
  }

  private static void requireNoModifier(Criterion criterion) {
    if (!criterion.modifier().isEmpty()) {
      throw criterion.unsupportedModifier();
    }
  }
}
