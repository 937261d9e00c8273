package org.case2fhir.server;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.rest.api.RestSearchParameterTypeEnum;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.case2fhir.server.FhirStore.IndexedResource;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Timing;

/**
 * Finds resources by {@code _id} and by every search parameter of R4 for their type that is a
 * token, a reference or a date: what exports ask for and what their results are looked at with.
 *
 * <p>What is not supported is refused: a search that ignores a criterion finds too much.
 */
final class SearchEngine {
  /** About the answer, not about what is found. */
  private static final Set<String> ABOUT_THE_ANSWER =
      Set.of("_count", "_format", "_pretty", "_summary", "_total", "_offset");

  private static final Set<RestSearchParameterTypeEnum> SUPPORTED =
      Set.of(
          RestSearchParameterTypeEnum.TOKEN,
          RestSearchParameterTypeEnum.REFERENCE,
          RestSearchParameterTypeEnum.DATE);

  private static final String NOT = "not";

  private final FhirContext context;
  private final SearchPaths paths;

  SearchEngine(FhirContext context) {
    this.context = context;
    this.paths = new SearchPaths(context);
  }

  static boolean supports(RestSearchParameterTypeEnum type) {
    return SUPPORTED.contains(type);
  }

  /**
   * Finds what matches all criteria, in the order in which it came.
   *
   * @throws InvalidRequestException if there is no such parameter, or it is not supported
   */
  List<IndexedResource> search(
      Stream<IndexedResource> resources, String type, Map<String, List<String>> parameters) {
    Predicate<IndexedResource> all = indexed -> true;
    for (Map.Entry<String, List<String>> each : parameters.entrySet()) {
      String plain = each.getKey().split(":", 2)[0];
      if (!ABOUT_THE_ANSWER.contains(plain)) {
        for (String value : each.getValue()) {
          all = all.and(predicate(type, SearchCriterion.of(each.getKey(), value)));
        }
      }
    }
    return resources.filter(all).toList();
  }

  private Predicate<IndexedResource> predicate(String type, SearchCriterion criterion) {
    if (criterion.name().equals("_id")) {
      return indexed -> criterion.values().contains(indexed.resource().getIdElement().getIdPart());
    }
    RuntimeSearchParam parameter = parameter(type, criterion.name());
    if (criterion.modifier().equals("missing")) {
      boolean missing = criterion.values().equals(List.of("true"));
      return indexed -> paths.elements(indexed, parameter).isEmpty() == missing;
    }
    BiPredicate<Base, String> test =
        switch (parameter.getParamType()) {
          case TOKEN -> token(criterion);
          case REFERENCE -> reference(criterion);
          case DATE -> date(criterion);
          default -> throw unsupported(criterion.name(), type);
        };
    Predicate<IndexedResource> found =
        indexed ->
            paths.elements(indexed, parameter).stream()
                .anyMatch(e -> criterion.values().stream().anyMatch(v -> test.test(e, v)));
    return criterion.modifier().equals(NOT) ? found.negate() : found;
  }

  private RuntimeSearchParam parameter(String type, String name) {
    RuntimeSearchParam parameter = context.getResourceDefinition(type).getSearchParam(name);
    if (parameter == null) {
      throw unsupported(name, type);
    }
    return parameter;
  }

  private InvalidRequestException unsupported(String name, String type) {
    Set<String> known = new TreeSet<>(Set.of("_id"));
    context.getResourceDefinition(type).getSearchParams().stream()
        .filter(p -> supports(p.getParamType()))
        .forEach(p -> known.add(p.getName()));
    return new InvalidRequestException(
        "search parameter "
            + name
            + " of "
            + type
            + " is unknown or not supported; supported: "
            + String.join(", ", known));
  }

  private static BiPredicate<Base, String> token(SearchCriterion criterion) {
    return switch (criterion.modifier()) {
      case "", NOT -> (element, value) -> TokenMatch.of(value).finds(element);
      case "text" -> TokenMatch::findsText;
      default -> throw criterion.unsupportedModifier();
    };
  }

  private static BiPredicate<Base, String> reference(SearchCriterion criterion) {
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

  private static BiPredicate<Base, String> date(SearchCriterion criterion) {
    if (!criterion.modifier().isEmpty()) {
      throw criterion.unsupportedModifier();
    }
    // A value that is not a date is refused even where nothing is there to compare it with.
    criterion.values().forEach(DateCriterion::of);
    return (element, value) -> DateCriterion.of(value).finds(element);
  }

  /** A date with the prefix that says how it is compared, {@code eq} where none is written. */
  private record DateCriterion(String prefix, DateRange range) {
    private static final Set<String> PREFIXES =
        Set.of("eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap");

    static DateCriterion of(String text) {
      boolean written = text.length() > 2 && PREFIXES.contains(text.substring(0, 2));
      return new DateCriterion(
          written ? text.substring(0, 2) : "eq",
          DateRange.parse(written ? text.substring(2) : text));
    }

    boolean finds(Base element) {
      return DateRange.of(element).filter(its -> range.finds(prefix, its)).isPresent();
    }
  }

  /**
   * One parameter of a search: {@code code:not=a,b}. All criteria of a search hold together; of the
   * values of one, any.
   *
   * @param name of the search parameter, without modifier; a chain stays part of it
   * @param modifier after the colon; may be empty
   * @param values still with their prefixes
   */
  private record SearchCriterion(String name, String modifier, List<String> values) {

    static SearchCriterion of(String key, String value) {
      int colon = key.indexOf(':');
      String name = colon < 0 ? key : key.substring(0, colon);
      String modifier = colon < 0 ? "" : key.substring(colon + 1);
      return new SearchCriterion(name, modifier, split(value, ','));
    }

    /** Parts between separators that no backslash takes back; backslashes are gone afterwards. */
    private static List<String> split(String text, char separator) {
      List<String> parts = new ArrayList<>();
      StringBuilder part = new StringBuilder();
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '\\' && i + 1 < text.length()) {
          char escaped = text.charAt(++i);
          // A bar that is part of a code stays distinct from one between system and code.
          part.append(escaped == '|' ? "\\|" : String.valueOf(escaped));
        } else if (c == separator) {
          parts.add(part.toString());
          part.setLength(0);
        } else {
          part.append(c);
        }
      }
      parts.add(part.toString());
      return parts;
    }

    InvalidRequestException unsupportedModifier() {
      return new InvalidRequestException(
          "modifier :" + modifier + " of search parameter " + name + " is not supported");
    }
  }

  /**
   * The time that a date of FHIR covers: a month for {@code 2006-02}. Dates without a zone are
   * taken as of UTC.
   *
   * @param from first moment
   * @param to first moment after it
   */
  private record DateRange(Instant from, Instant to) {

    /** Of a parameter's value without prefix. */
    static DateRange parse(String text) {
      try {
        return switch (text.length()) {
          case 4 -> days(Year.parse(text).atDay(1), Year.parse(text).plusYears(1).atDay(1));
          case 7 ->
              days(YearMonth.parse(text).atDay(1), YearMonth.parse(text).plusMonths(1).atDay(1));
          case 10 -> days(LocalDate.parse(text), LocalDate.parse(text).plusDays(1));
          default -> time(text);
        };
      } catch (DateTimeException e) {
        throw new InvalidRequestException("not a date of FHIR in a search: " + text);
      }
    }

    /** Of an element; empty where it tells no time. */
    static Optional<DateRange> of(Base element) {
      if (element instanceof BaseDateTimeType date) {
        return date.hasValue() ? Optional.of(parse(date.getValueAsString())) : Optional.empty();
      }
      if (element instanceof Period period) {
        Optional<DateRange> start = of(period.getStartElement());
        Optional<DateRange> end = of(period.getEndElement());
        return start.isEmpty() && end.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new DateRange(
                    start.map(DateRange::from).orElse(Instant.MIN),
                    end.map(DateRange::to).orElse(Instant.MAX)));
      }
      if (element instanceof Timing timing) {
        return timing.getEvent().stream()
            .flatMap(event -> of(event).stream())
            .reduce((a, b) -> new DateRange(min(a.from, b.from), max(a.to, b.to)));
      }
      return Optional.empty();
    }

    /**
     * Whether a search for a date finds another (<a
     * href="https://hl7.org/fhir/R4/search.html#prefix">prefixes</a>).
     *
     * @param target what a resource tells
     */
    boolean finds(String prefix, DateRange target) {
      boolean contains = !target.from.isBefore(from) && !target.to.isAfter(to);
      return switch (prefix) {
        case "eq" -> contains;
        case "ne" -> !contains;
        case "gt" -> target.to.isAfter(to);
        case "lt" -> target.from.isBefore(from);
        case "ge" -> contains || target.to.isAfter(to);
        case "le" -> contains || target.from.isBefore(from);
        case "sa" -> !target.from.isBefore(to);
        case "eb" -> !target.to.isAfter(from);
        case "ap" -> target.from.isBefore(to) && target.to.isAfter(from);
        default -> throw new InvalidRequestException("unknown prefix in a search: " + prefix);
      };
    }

    private static DateRange days(LocalDate from, LocalDate to) {
      return new DateRange(
          from.atStartOfDay().toInstant(ZoneOffset.UTC),
          to.atStartOfDay().toInstant(ZoneOffset.UTC));
    }

    private static DateRange time(String text) {
      // A plus sign in an address is a space.
      String plain = text.replace(' ', '+');
      boolean zoned = plain.matches(".*(Z|[+-]\\d\\d:\\d\\d)");
      Instant from =
          zoned
              ? OffsetDateTime.parse(plain).toInstant()
              : LocalDateTime.parse(plain).toInstant(ZoneOffset.UTC);
      ChronoUnit unit =
          plain.contains(".")
              ? ChronoUnit.MILLIS
              : plain.matches(".*T\\d\\d:\\d\\d(Z|[+-]\\d\\d:\\d\\d)?")
                  ? ChronoUnit.MINUTES
                  : ChronoUnit.SECONDS;
      return new DateRange(from, from.plus(1, unit));
    }

    private static Instant min(Instant a, Instant b) {
      return a.isBefore(b) ? a : b;
    }

    private static Instant max(Instant a, Instant b) {
      return a.isAfter(b) ? a : b;
    }
  }

  /**
   * Codes and identifiers: {@code code}, {@code system|code}, {@code |code} (without a system),
   * {@code system|} (any code of it).
   *
   * @param system absent for any
   * @param code empty for any
   */
  private record TokenMatch(Optional<String> system, String code) {

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

  /** References: {@code 1}, {@code Patient/1}, or an address that ends so. */
  private static final class ReferenceMatch {
    private ReferenceMatch() {}

    /** What an element refers to; empty if to nothing. */
    static String target(Base element) {
      if (element instanceof Reference reference && reference.hasReference()) {
        return reference.getReference();
      }
      return element instanceof PrimitiveType<?> primitive && primitive.hasValue()
          ? primitive.getValueAsString()
          : "";
    }

    /**
     * Whether an element refers to something.
     *
     * @param type of what is sought; may be empty
     */
    static boolean finds(Base element, String type, String sought) {
      String target = target(element);
      if (target.isEmpty()) {
        return false;
      }
      if (target.equals(sought)) {
        return true;
      }
      IdType its = new IdType(target);
      IdType wanted = new IdType(sought);
      String wantedType = wanted.hasResourceType() ? wanted.getResourceType() : type;
      boolean sameType = wantedType.isEmpty() || wantedType.equals(its.getResourceType());
      return sameType && its.hasIdPart() && its.getIdPart().equals(wanted.getIdPart());
    }
  }
}
