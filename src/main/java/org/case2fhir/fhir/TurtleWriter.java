package org.case2fhir.fhir;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * Writes resources of R4 as Turtle, as <a href="http://hl7.org/fhir/R4/rdf.html">R4 maps FHIR to
 * RDF</a>: an element is a node with {@code fhir:value}, one of a list has its {@code fhir:index},
 * references are {@code fhir:link}s, and codings of SNOMED CT and LOINC have their concept as type.
 * The resources of a Bundle are nodes of their own, named by their fullUrl.
 *
 * <p>HAPI's own writer needs Jena, which alone would not fit the jar.
 */
final class TurtleWriter {
  private static final String PREFIXES =
      """
      @prefix fhir: <http://hl7.org/fhir/> .
      @prefix loinc: <http://loinc.org/rdf#> .
      @prefix sct: <http://snomed.info/id/> .
      @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

      """;

  private static final Set<String> OF_RESOURCE = Set.of("id", "meta", "implicitRules", "language");
  private static final Set<String> OF_DOMAIN_RESOURCE =
      Set.of("text", "contained", "extension", "modifierExtension");
  private static final Set<String> OF_ELEMENT = Set.of("id", "extension");

  /** Types that have the elements of another. */
  private static final Map<String, String> SPECIAL =
      Map.of(
          "Age", "Quantity", "Count", "Quantity", "Distance", "Quantity", "Duration", "Quantity");

  private static final Map<String, String> LITERALS =
      Map.of(
          "boolean", "boolean",
          "integer", "integer",
          "unsignedInt", "nonNegativeInteger",
          "positiveInt", "positiveInteger",
          "decimal", "decimal",
          "instant", "dateTime",
          "time", "time",
          "base64Binary", "base64Binary");

  private static final Pattern IRI =
      Pattern.compile("[a-z][a-z0-9+.-]*:[^\\x00-\\x20<>\"{}|^`\\\\]+");
  private static final Pattern SCT_CODE = Pattern.compile("\\d+");
  private static final Pattern LOINC_CODE = Pattern.compile("[A-Z0-9]+-\\d");

  private final StringBuilder out = new StringBuilder(PREFIXES);

  /** Full addresses of the entries of a Bundle, by {@code Type/id}. */
  private final Map<String, String> addresses = new HashMap<>();

  private TurtleWriter() {}

  /** The resource as a document, with a newline at its end. */
  static String write(Resource resource) {
    TurtleWriter writer = new TurtleWriter();
    if (resource instanceof Bundle bundle) {
      bundle.getEntry().forEach(writer::know);
    }
    writer.root("[]", resource);
    if (resource instanceof Bundle bundle) {
      for (BundleEntryComponent entry : bundle.getEntry()) {
        if (entry.hasResource() && isIri(entry.getFullUrl())) {
          writer.out.append('\n');
          writer.root("<" + entry.getFullUrl() + ">", entry.getResource());
        }
      }
    }
    return writer.out.toString();
  }

  private void know(BundleEntryComponent entry) {
    Resource resource = entry.getResource();
    if (resource != null && hasWrittenId(resource)) {
      addresses.put(resource.fhirType() + "/" + resource.getIdPart(), entry.getFullUrl());
    }
  }

  private static boolean hasWrittenId(Resource resource) {
    String id = resource.getIdElement().getIdPart();
    return id != null && !id.startsWith("urn:");
  }

  private void root(String subject, Resource resource) {
    out.append(subject).append(" a fhir:").append(resource.fhirType());
    next(1).append("fhir:nodeRole fhir:treeRoot");
    children(resource, 1);
    out.append(" .\n");
  }

  private StringBuilder next(int depth) {
    return out.append(" ;\n").append("  ".repeat(depth));
  }

  private void children(Base parent, int depth) {
    for (Property property : parent.children()) {
      int index = 0;
      for (Base value : property.getValues()) {
        if (value.isEmpty()
            || value instanceof IdType id && String.valueOf(id.getIdPart()).startsWith("urn:")) {
          continue;
        }
        next(depth).append("fhir:").append(predicate(parent, property, value)).append(' ');
        object(parent, value, property.isList() ? index : -1, depth);
        index++;
      }
    }
  }

  private static String predicate(Base parent, Property property, Base value) {
    String name = property.getName();
    if (name.endsWith("[x]")) {
      String type = value.fhirType();
      name =
          name.substring(0, name.length() - 3)
              + Character.toUpperCase(type.charAt(0))
              + type.substring(1);
    }
    return owner(parent, name) + "." + name;
  }

  /** The type that defines an element, which may be one that the type of the parent extends. */
  private static String owner(Base parent, String name) {
    if (parent instanceof Resource) {
      return OF_RESOURCE.contains(name)
          ? "Resource"
          : parent instanceof DomainResource && OF_DOMAIN_RESOURCE.contains(name)
              ? "DomainResource"
              : parent.fhirType();
    }
    if (OF_ELEMENT.contains(name)) {
      return "Element";
    }
    return name.equals("modifierExtension")
        ? "BackboneElement"
        : SPECIAL.getOrDefault(parent.fhirType(), parent.fhirType());
  }

  private void object(Base parent, Base value, int index, int depth) {
    if (parent instanceof BundleEntryComponent entry
        && value instanceof Resource
        && isIri(entry.getFullUrl())) {
      out.append('<').append(entry.getFullUrl()).append('>');
      return;
    }
    out.append("[ ");
    int start = out.length();
    if (index >= 0) {
      separate(start, depth).append("fhir:index ").append(index);
    }
    if (value instanceof Resource) {
      separate(start, depth).append("a fhir:").append(value.fhirType());
    }
    if (value instanceof Coding coding) {
      concept(coding).ifPresent(concept -> separate(start, depth).append("a ").append(concept));
    }
    if (value instanceof Reference reference) {
      link(reference)
          .ifPresent(link -> separate(start, depth).append("fhir:link <").append(link).append('>'));
    }
    if (value.isPrimitive() && value.hasPrimitiveValue()) {
      separate(start, depth).append("fhir:value ").append(literal(value));
    }
    if (value instanceof Narrative narrative) {
      separate(start, depth)
          .append("fhir:Narrative.status [ fhir:value ")
          .append(string(narrative.getStatus().toCode()))
          .append(" ]");
      next(depth + 1).append("fhir:Narrative.div ").append(string(narrative.getDivAsString()));
    } else {
      inner(value, start, depth);
    }
    out.append(" ]");
  }

  private void inner(Base value, int start, int depth) {
    int before = out.length();
    children(value, depth + 1);
    if (before == start && out.length() > before) {
      // The first of a node follows no other.
      out.delete(before, before + " ;\n".length() + 2 * (depth + 1));
    }
  }

  private StringBuilder separate(int start, int depth) {
    return out.length() == start ? out : next(depth + 1);
  }

  private static Optional<String> concept(Coding coding) {
    String code = coding.hasCode() ? coding.getCode() : "";
    if (Systems.SNOMED_CT.equals(coding.getSystem()) && SCT_CODE.matcher(code).matches()) {
      return Optional.of("sct:" + code);
    }
    return Systems.LOINC.equals(coding.getSystem()) && LOINC_CODE.matcher(code).matches()
        ? Optional.of("loinc:" + code)
        : Optional.empty();
  }

  private Optional<String> link(Reference reference) {
    String address = reference.getReference();
    if (address == null || address.startsWith("#")) {
      return Optional.empty();
    }
    return Optional.of(addresses.getOrDefault(address, address)).filter(TurtleWriter::isIri);
  }

  private static boolean isIri(String address) {
    return address != null && IRI.matcher(address).matches();
  }

  private static String literal(Base value) {
    String type = value.fhirType();
    String text = value instanceof IdType id ? id.getIdPart() : value.primitiveValue();
    String datatype =
        type.equals("date") || type.equals("dateTime")
            ? dateType(text)
            : LITERALS.getOrDefault(type, "");
    return datatype.isEmpty() ? string(text) : string(text) + "^^xsd:" + datatype;
  }

  private static String dateType(String date) {
    return List.of("gYear", "gYearMonth", "date").stream()
        .filter(type -> date.length() == (type.equals("gYear") ? 4 : type.equals("date") ? 10 : 7))
        .findFirst()
        .orElse("dateTime");
  }

  private static String string(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7f) {
            quoted.append("\\u%04X".formatted((int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
