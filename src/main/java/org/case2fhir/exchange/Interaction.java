package org.case2fhir.exchange;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One request to a FHIR server.
 *
 * @param method of HTTP
 * @param path below the server's base, with its query
 * @param headers besides those of every request; no credentials, which are an {@link
 *     Authorization}'s
 * @param body FHIR JSON
 * @param repeatable whether sending it twice leaves the server as sending it once does
 */
public record Interaction(
    String method,
    String path,
    Map<String, String> headers,
    Optional<String> body,
    boolean repeatable) {
  private static final String IF_NONE_EXIST = "If-None-Exist";

  public Interaction {
    headers = Map.copyOf(headers);
  }

  /** Reads; always repeatable. */
  public static Interaction get(String path) {
    return new Interaction("GET", path, Map.of(), Optional.empty(), true);
  }

  /** An update, by id or on a condition: repeating it writes the same again. */
  public static Interaction put(String path, String body) {
    return new Interaction("PUT", path, Map.of(), Optional.of(body), true);
  }

  /** Removes; what is gone already stays gone. */
  public static Interaction delete(String path) {
    return new Interaction("DELETE", path, Map.of(), Optional.empty(), true);
  }

  /** A creation of what does not yet match; repeatable, because the first one matches then. */
  public static Interaction createIfNone(String path, String body, String condition) {
    return new Interaction("POST", path, Map.of(IF_NONE_EXIST, condition), Optional.of(body), true);
  }

  /** A creation, a transaction, an operation: the caller knows whether it may be repeated. */
  public static Interaction post(String path, String body, boolean repeatable) {
    return new Interaction("POST", path, Map.of(), Optional.of(body), repeatable);
  }

  /** The same with one more header. */
  public Interaction with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Interaction(method, path, more, body, repeatable);
  }

  /** The same, not to be repeated when it may have arrived. */
  public Interaction once() {
    return new Interaction(method, path, headers, body, false);
  }

  /** Neither body nor query: both are about a patient. */
  @Override
  public String toString() {
    return method + " " + path.split("\\?", 2)[0];
  }
}
