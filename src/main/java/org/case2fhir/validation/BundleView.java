package org.case2fhir.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.validation.ValidationFinding.BundleEntry;
import org.hl7.fhir.r5.elementmodel.Element;

/**
 * A Bundle as its own rules see it.
 *
 * @param type of the Bundle, as written; empty where it has none
 * @param root the Bundle
 * @param entries in their order
 */
record BundleView(String type, Element root, List<Entry> entries) {

  /**
   * One entry.
   *
   * @param name how findings name it
   * @param element the entry itself
   */
  record Entry(BundleEntry name, Element element) {
    Optional<Element> resource() {
      return child(element, "resource");
    }

    Optional<Element> request() {
      return child(element, "request");
    }
  }

  static BundleView of(Element root) {
    List<Entry> entries = new ArrayList<>();
    for (Element element : root.getChildrenByName("entry")) {
      Optional<Element> resource = child(element, "resource");
      BundleEntry name =
          new BundleEntry(
              entries.size(), text(element, "fullUrl"), resource.map(Element::fhirType).orElse(""));
      entries.add(new Entry(name, element));
    }
    return new BundleView(text(root, "type"), root, List.copyOf(entries));
  }

  boolean isTransactionOrBatch() {
    return type.equals("transaction") || type.equals("batch");
  }

  /** Whether the first entry says what the others are there for. */
  boolean isLedByFirst() {
    return type.equals("document") || type.equals("message");
  }

  /** The only or the first child of that name. */
  static Optional<Element> child(Element element, String name) {
    return element.getChildrenByName(name).stream().findFirst();
  }

  /** The value of a primitive child, empty where there is none. */
  static String text(Element element, String name) {
    return child(element, name).map(Element::primitiveValue).orElse("");
  }
}
