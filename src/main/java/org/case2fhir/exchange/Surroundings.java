package org.case2fhir.exchange;

import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What credentials depend on besides their options. None of it ever enters a resource.
 *
 * @param environment variables by their names
 * @param clock says when tokens and certificates expire
 * @param identifiers never the same twice, for assertions that a server accepts once
 */
public record Surroundings(
    Function<String, Optional<String>> environment, Clock clock, Supplier<String> identifiers) {

  /** Those of this process. */
  public static Surroundings real() {
    return new Surroundings(
        name -> Optional.ofNullable(System.getenv(name)),
        Clock.systemUTC(),
        () -> UUID.randomUUID().toString());
  }
}
