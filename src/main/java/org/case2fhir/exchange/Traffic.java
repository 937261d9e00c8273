package org.case2fhir.exchange;

/**
 * How much was said to a server.
 *
 * @param requests all that were tried, also those that got no answer
 * @param repeats how many of these said again what had been said: the server wanted it later, a
 *     connection broke or a token had expired
 */
public record Traffic(int requests, int repeats) {

  /** What came after an earlier moment. */
  public Traffic since(Traffic earlier) {
    return new Traffic(requests - earlier.requests, repeats - earlier.repeats);
  }
}
