package org.case2fhir.casefile;

import org.case2fhir.diagnostic.Location;

/**
 * Where something stands in a document.
 *
 * @param line from 1
 * @param column from 1, in UTF-16 code units
 * @param pointer JSON Pointer (RFC 6901)
 */
record Place(int line, int column, String pointer) {

  /** The beginning of the document. */
  static final Place START = new Place(1, 1, "");

  Location in(String source) {
    return new Location(source, line, column, pointer);
  }

  /** The pointer to a member or item of the element that a pointer names. */
  static String child(String pointer, String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }
}
