package org.case2fhir.server.search;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;

/**
 * One parameter of a search: {@code code:not=a,b}. All criteria of a search hold together; of the
 * values of one, any.
 *
 * @param name of the search parameter, without chain and modifier
 * @param chain what follows the first dot: {@code name} in {@code subject.name}; may be empty
 * @param modifier after the colon; may be empty
 * @param values still with their prefixes
 */
record Criterion(String name, String chain, String modifier, List<String> values) {

  static Criterion of(String key, String value) {
    int dot = key.indexOf('.');
    String head = dot < 0 ? key : key.substring(0, dot);
    String chain = dot < 0 ? "" : key.substring(dot + 1);
    int colon = head.indexOf(':');
    String name = colon < 0 ? head : head.substring(0, colon);
    String modifier = colon < 0 ? "" : head.substring(colon + 1);
    return new Criterion(name, chain, modifier, split(value, ','));
  }

  /** Parts between separators that no backslash takes back; backslashes are gone afterwards. */
  static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        char escaped = text.charAt(++i);
        // A bar that is part of a code stays told from one between system and code.
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

  boolean isMissingTest() {
    return modifier.equals("missing");
  }

  InvalidRequestException unsupportedModifier() {
    return new InvalidRequestException(
        "modifier :" + modifier + " of search parameter " + name + " is not supported");
  }
}
