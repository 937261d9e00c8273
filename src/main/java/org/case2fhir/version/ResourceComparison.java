package org.case2fhir.version;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Resource;

/** Compares two R4 resources element by element. */
final class ResourceComparison {
  private final List<String> paths = new ArrayList<>();

  private ResourceComparison() {}

  /**
   * The elements of which one resource has another value than the other, or has none, by their
   * paths: {@code Observation.component[2].code}.
   */
  static List<String> differences(Resource one, Resource other) {
    ResourceComparison comparison = new ResourceComparison();
    comparison.compare(one, other, one.fhirType());
    return comparison.paths;
  }

  private void compare(Base one, Base other, String path) {
    if (!one.fhirType().equals(other.fhirType())) {
      paths.add(path);
      return;
    }
    if (!Objects.equals(value(one), value(other))) {
      paths.add(path);
    }
    if (one instanceof Narrative) {
      return;
    }
    if (one instanceof Element element
        && !Objects.equals(element.getId(), ((Element) other).getId())) {
      paths.add(path + ".id");
    }
    for (Property property : one.children()) {
      Property same = other.getNamedProperty(property.getName());
      compare(property, present(same), path);
    }
  }

  /** Of what is no mere container; of others null. */
  private static String value(Base element) {
    if (element instanceof Narrative narrative) {
      return narrative.getStatus() + narrative.getDivAsString();
    }
    // An id that repeats the fullUrl is not written.
    return element instanceof IdType id
        ? String.valueOf(id.getIdPart()).replaceFirst("^urn:.*", "null")
        : element.primitiveValue();
  }

  private static List<Base> present(Property property) {
    return property == null
        ? List.of()
        : property.getValues().stream().filter(value -> !value.isEmpty()).toList();
  }

  private void compare(Property property, List<Base> others, String path) {
    List<Base> values = present(property);
    String name = path + "." + property.getName().replace("[x]", "");
    for (int i = 0; i < Math.max(values.size(), others.size()); i++) {
      String place = property.isList() ? name + "[" + i + "]" : name;
      if (i >= values.size() || i >= others.size()) {
        paths.add(place);
      } else {
        compare(values.get(i), others.get(i), place);
      }
    }
  }
}
