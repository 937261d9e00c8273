package org.case2fhir.server;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.util.UrlUtil;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The address of a search below the server's base: {@code Patient?name=x&_sort=birthdate}. */
record Query(String type, Map<String, List<String>> parameters) {

  static Query parse(String address) {
    String[] parts = address.split("\\?", 2);
    String type = parts[0].replaceFirst("^/", "").replaceFirst("/_search$", "");
    if (!type.matches("[A-Z][A-Za-z]+")) {
      throw new InvalidRequestException("not a search of one type of resource");
    }
    return new Query(type, parts.length < 2 ? Map.of() : copy(UrlUtil.parseQueryString(parts[1])));
  }

  /** With the parameters that a servlet read. */
  static Map<String, List<String>> copy(Map<String, String[]> parameters) {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    parameters.forEach((name, values) -> copy.put(name, Arrays.asList(values)));
    return copy;
  }

  boolean isUnconditional() {
    return parameters.values().stream().flatMap(List::stream).allMatch(String::isBlank);
  }

  /** All values of a parameter, whatever modifier it has. */
  static List<String> values(Map<String, List<String>> parameters, String name) {
    return parameters.entrySet().stream()
        .filter(each -> each.getKey().split(":", 2)[0].equals(name))
        .flatMap(each -> each.getValue().stream())
        .toList();
  }
}
