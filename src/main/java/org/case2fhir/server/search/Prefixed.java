package org.case2fhir.server.search;

import java.util.Set;

/** A value with the prefix that says how it is compared, {@code eq} where none is written. */
record Prefixed(String prefix, String value) {
  private static final Set<String> PREFIXES =
      Set.of("eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap");

  static Prefixed of(String text) {
    boolean written = text.length() > 2 && PREFIXES.contains(text.substring(0, 2));
    return written
        ? new Prefixed(text.substring(0, 2), text.substring(2))
        : new Prefixed("eq", text);
  }
}
