package org.case2fhir.view;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.Age;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Base64BinaryType;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Observation.ObservationReferenceRangeComponent;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;

/**
 * Any element of any resource in words. What has no form of its own is written as its parts with
 * their names, so that nothing a resource says is left out.
 */
final class ElementText {
  private static final String EXTENSION = "http://hl7.org/fhir/StructureDefinition/";
  static final String DATA_ABSENT = EXTENSION + "data-absent-reason";
  static final String ORIGINAL_TEXT = EXTENSION + "originalText";
  static final String DERIVATION = EXTENSION + "derivation-reference";
  static final String ASSERTED = EXTENSION + "condition-assertedDate";
  static final String CERTAINTY = EXTENSION + "cqf-certainty";
  private static final String SITE_STRUCTURE = EXTENSION + "bodySite";

  /** Comparators and signs that stand before a number. */
  private static final Map<String, String> COMPARATORS = Map.of("<=", "≤", ">=", "≥");

  /** Parts of an element that are not words, or that are written beside it. */
  private static final Set<String> UNSAID = Set.of("id", "extension", "userSelected");

  private static final int MOST_DIGITS = 40;

  private final Function<Reference, String> names;

  /**
   * @param names what a resource that a reference leads to is called
   */
  ElementText(Function<Reference, String> names) {
    this.names = names;
  }

  /** The words for an element; empty for one that holds nothing. */
  String of(Base value) {
    String words = plain(value);
    if (value instanceof Element element && !(value instanceof Extension)) {
      String more = extensions(element);
      return words.isEmpty() || more.isEmpty() ? words + more : words + " (" + more + ")";
    }
    return words;
  }

  private String plain(Base value) {
    if (value == null || value instanceof Narrative) {
      return "";
    }
    if (value instanceof BooleanType truth) {
      return truth.hasValue() ? truth.booleanValue() ? "yes" : "no" : "";
    }
    if (value instanceof Base64BinaryType data) {
      return data.hasValue() ? PageText.plural(data.getValue().length, "byte") : "";
    }
    if (value instanceof Enumeration<?> code) {
      return code.hasValue() ? code.getValueAsString().replace('-', ' ') : "";
    }
    if (value instanceof DecimalType decimal) {
      return decimal.hasValue() ? number(decimal.getValue()) : "";
    }
    if (value instanceof PrimitiveType<?> primitive) {
      return primitive.hasValue() ? primitive.getValueAsString() : "";
    }
    if (value instanceof CodeableConcept concept) {
      return of(concept);
    }
    if (value instanceof Age age && age.hasValue()) {
      return "at age " + of((Quantity) age);
    }
    if (value instanceof Coding coding) {
      return coding.hasDisplay()
          ? coding.getDisplay()
          : Optional.ofNullable(coding.getCode()).orElse("");
    }
    if (value instanceof Quantity quantity) {
      return of(quantity);
    }
    if (value instanceof Range range) {
      return of(range);
    }
    if (value instanceof Ratio ratio) {
      return of(ratio);
    }
    if (value instanceof Period period) {
      return of(period);
    }
    if (value instanceof Reference reference) {
      return names.apply(reference);
    }
    if (value instanceof Extension extension) {
      return of(extension);
    }
    return composite(value);
  }

  private String composite(Base value) {
    if (value instanceof Annotation note) {
      String by = note.hasAuthor() ? of(note.getAuthor()) : "";
      String at = note.hasTime() ? note.getTimeElement().getValueAsString() : "";
      String from = joined(", ", by, at);
      return note.getText() == null
          ? from
          : note.getText() + (from.isEmpty() ? "" : " (" + from + ")");
    }
    if (value instanceof ObservationReferenceRangeComponent range) {
      return of(range);
    }
    if (value instanceof Dosage dosage && dosage.hasText()) {
      return dosage.getText();
    }
    if (value instanceof Identifier identifier) {
      String system = identifier.hasSystem() ? " (" + identifier.getSystem() + ")" : "";
      return identifier.hasValue() ? identifier.getValue() + system : parts(value);
    }
    if (value instanceof HumanName name) {
      return name.hasText()
          ? name.getText()
          : joined(
              " ",
              strings(name.getPrefix()),
              strings(name.getGiven()),
              name.getFamily(),
              strings(name.getSuffix()));
    }
    if (value instanceof Address address) {
      return address.hasText() ? address.getText() : parts(value);
    }
    if (value instanceof Money money && money.hasValue()) {
      return number(money.getValue()) + " " + (money.hasCurrency() ? money.getCurrency() : "");
    }
    if (value instanceof Attachment file) {
      String size = file.hasData() ? PageText.plural(file.getData().length, "byte") : "";
      return joined(
          ", ",
          file.getTitle(),
          file.getContentType(),
          file.getUrl(),
          file.hasCreation() ? file.getCreationElement().getValueAsString() : "",
          size);
    }
    return parts(value);
  }

  /** A reference range; its text is enough where it has the limits. */
  private String of(ObservationReferenceRangeComponent range) {
    boolean enough =
        range.hasText()
            && (!range.hasLow() || isIn(range.getLow(), range.getText()))
            && (!range.hasHigh() || isIn(range.getHigh(), range.getText()));
    Range limits = new Range().setLow(range.getLow()).setHigh(range.getHigh());
    List<String> said = new ArrayList<>();
    said.add(enough ? range.getText() : joined("; ", of(limits), range.getText()));
    for (Property property : range.children()) {
      if (!Set.of("id", "extension", "low", "high", "text").contains(property.getName())) {
        property.getValues().stream()
            .map(this::of)
            .filter(words -> !words.isEmpty())
            .forEach(words -> said.add(label(property) + ": " + words));
      }
    }
    return joined("; ", said.toArray(String[]::new));
  }

  private static boolean isIn(Quantity limit, String words) {
    return limit.hasValue() && words.contains(number(limit.getValue()));
  }

  /** The text of a concept, or else what its first code is called. */
  static String of(CodeableConcept concept) {
    if (concept.hasText()) {
      return concept.getText();
    }
    return concept.getCoding().stream()
        .map(coding -> coding.hasDisplay() ? coding.getDisplay() : coding.getCode())
        .filter(words -> words != null && !words.isBlank())
        .findFirst()
        .orElse("");
  }

  static String of(Quantity quantity) {
    if (!quantity.hasValue()) {
      return quantity.hasUnit() ? quantity.getUnit() : "";
    }
    return comparator(quantity) + number(quantity.getValue()) + unit(quantity);
  }

  /** A number as people write it, unless that would take thousands of zeros. */
  static String number(BigDecimal number) {
    return isPlain(number) ? number.toPlainString() : number.stripTrailingZeros().toString();
  }

  static boolean isPlain(BigDecimal number) {
    return Math.abs((long) number.scale()) <= MOST_DIGITS && number.precision() <= MOST_DIGITS;
  }

  static String comparator(Quantity quantity) {
    if (!quantity.hasComparator()) {
      return "";
    }
    String code = quantity.getComparator().toCode();
    return COMPARATORS.getOrDefault(code, code) + " ";
  }

  /** The unit with a space before it; empty where there is none. */
  static String unit(Quantity quantity) {
    if (quantity.hasUnit()) {
      return quantity.getUnit().equals("%") ? " %" : " " + quantity.getUnit();
    }
    return quantity.hasCode() && !quantity.getCode().equals("1") ? " " + quantity.getCode() : "";
  }

  private static String of(Range range) {
    if (!range.hasLow()) {
      return range.hasHigh() ? "up to " + of(range.getHigh()) : "";
    }
    if (!range.hasHigh()) {
      return "from " + of(range.getLow());
    }
    boolean same = range.getLow().hasValue() && unit(range.getLow()).equals(unit(range.getHigh()));
    String low = same ? number(range.getLow().getValue()) : of(range.getLow());
    return low + " to " + of(range.getHigh());
  }

  private static String of(Ratio ratio) {
    String over = of(ratio.getDenominator());
    boolean titer = unit(ratio.getNumerator()).isEmpty() && unit(ratio.getDenominator()).isEmpty();
    return of(ratio.getNumerator()) + (titer ? ":" : " per ") + over;
  }

  private static String of(Period period) {
    String start = period.hasStart() ? period.getStartElement().getValueAsString() : "";
    String end = period.hasEnd() ? period.getEndElement().getValueAsString() : "";
    if (start.equals(end)) {
      return start;
    }
    return joined(
        " ",
        start.isEmpty() || !end.isEmpty() ? start : "from " + start,
        end.isEmpty() ? "" : start.isEmpty() ? "until " + end : "to " + end);
  }

  private String of(Extension extension) {
    if (extension.hasValue()) {
      return of(extension.getValue());
    }
    return extension.getExtension().stream()
        .map(part -> part.getUrl() + ": " + of(part))
        .collect(Collectors.joining("; "));
  }

  /** What the extensions of an element say; those that say where a side is are in its text. */
  private String extensions(Element element) {
    List<String> said = new ArrayList<>();
    for (Extension extension : element.getExtension()) {
      String words = of(extension);
      if (DATA_ABSENT.equals(extension.getUrl())) {
        said.add(words.replace('-', ' '));
      } else if (!SITE_STRUCTURE.equals(extension.getUrl()) && !words.isEmpty()) {
        said.add(name(extension) + ": " + words);
      }
    }
    return String.join("; ", said);
  }

  /** What an element is called, without the words that say of which type it is. */
  static String label(Property property) {
    String name = property.getName();
    String type = property.getTypeCode();
    boolean typed = type.startsWith("CodeableConcept") || type.startsWith("Reference");
    return PageText.label(
        typed ? name.replaceFirst("(?<=[a-z])(Code|Reference|CodeableConcept)$", "") : name);
  }

  /** What an extension is called: the end of its URL, without the type that it is for. */
  static String name(Extension extension) {
    String url = Optional.ofNullable(extension.getUrl()).orElse("extension");
    String end = url.substring(url.lastIndexOf('/') + 1);
    return PageText.label(
        end.replaceFirst("^(condition|allergyintolerance|us-core|individual|patient)-", ""));
  }

  /** The elements of which something consists, each with its name. */
  String parts(Base value) {
    List<String> said = new ArrayList<>();
    String only = "";
    for (Property property : value.children()) {
      if (UNSAID.contains(property.getName())) {
        continue;
      }
      String words =
          property.getValues().stream()
              .map(this::of)
              .filter(part -> !part.isEmpty())
              .collect(Collectors.joining(", "));
      if (!words.isEmpty()) {
        said.add(label(property) + ": " + words);
        only = words;
      }
    }
    return said.size() == 1 ? only : String.join("; ", said);
  }

  private static String strings(List<StringType> parts) {
    return parts.stream().map(StringType::getValueAsString).collect(Collectors.joining(" "));
  }

  static String joined(String between, String... parts) {
    List<String> given = new ArrayList<>();
    for (String part : parts) {
      if (part != null && !part.isBlank()) {
        given.add(part);
      }
    }
    return String.join(between, given);
  }
}
