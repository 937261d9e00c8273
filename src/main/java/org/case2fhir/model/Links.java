package org.case2fhir.model;

import java.util.List;
import java.util.Optional;

/**
 * How a finding or measurement is joined to other facts, by their ids.
 *
 * @param supports diagnoses it is evidence for
 * @param responseTo medications whose effect it shows
 * @param procedure the procedure that obtained it
 * @param specimen the specimen it was seen or measured in
 * @param report the report that lists it
 */
public record Links(
    List<String> supports,
    List<String> responseTo,
    Optional<String> procedure,
    Optional<String> specimen,
    Optional<String> report) {

  /** Joined to nothing. */
  public static final Links NONE =
      new Links(List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());

  public Links {
    supports = List.copyOf(supports);
    responseTo = List.copyOf(responseTo);
  }
}
