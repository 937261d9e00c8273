package org.case2fhir.export;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.case2fhir.exchange.Answer;
import org.case2fhir.exchange.ExchangeException;
import org.case2fhir.exchange.FhirConversation;
import org.case2fhir.exchange.Interaction;
import org.case2fhir.exchange.ServerWords;
import org.hl7.fhir.r4.model.Bundle;

/** Where the resources of a Bundle are on the server: as told by it, else as found by a search. */
final class Whereabouts {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9.-]{1,64}");

  private final FhirConversation conversation;
  private final Map<String, String> locations = new HashMap<>();

  Whereabouts(FhirConversation conversation) {
    this.conversation = conversation;
  }

  void put(Write write, String location) {
    locations.put(write.fullUrl(), location);
  }

  /** {@code Type/id}; empty if the server has not told it. */
  Optional<String> known(Write write) {
    return Optional.ofNullable(locations.get(write.fullUrl()));
  }

  /**
   * The same, asking the server if need be; empty if it has none, or several, or does not search.
   *
   * @throws ExchangeException if the server does not answer
   */
  Optional<String> find(Write write) throws ExchangeException {
    String search = write.target().search();
    if (known(write).isPresent() || search.isEmpty()) {
      return known(write);
    }
    // What a cache remembers is older than what was just written.
    Interaction question =
        Interaction.get(search + "&_elements=id&_count=2").with("Cache-Control", "no-cache");
    Answer answer = conversation.send(question);
    Optional<String> found =
        ServerWords.resource(answer, Bundle.class)
            .filter(bundle -> answer.isSuccess() && bundle.getEntry().size() == 1)
            .map(bundle -> bundle.getEntryFirstRep().getResource())
            .filter(resource -> resource != null && resource.hasId())
            .filter(resource -> resource.fhirType().equals(write.target().type()))
            .map(resource -> resource.getIdElement().getIdPart())
            .filter(id -> ID.matcher(id).matches())
            .map(id -> write.target().type() + "/" + id);
    found.ifPresent(location -> put(write, location));
    return found;
  }
}
