package org.case2fhir.terminology.server;

import java.util.List;

/**
 * A concept that a server offers for a term.
 *
 * @param names its display first, then its designations in English
 * @param version of its system; empty where the server does not say
 */
record Candidate(String system, String code, String version, List<String> names) {
  Candidate {
    names = List.copyOf(names);
  }

  String display() {
    return names.get(0);
  }
}
