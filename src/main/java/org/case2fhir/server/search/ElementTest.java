package org.case2fhir.server.search;

import org.hl7.fhir.r4.model.Base;

/** Whether a value of a search finds an element of a resource. */
@FunctionalInterface
interface ElementTest {
  boolean finds(Base element, String value);
}
