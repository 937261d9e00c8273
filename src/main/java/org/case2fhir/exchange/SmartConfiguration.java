package org.case2fhir.exchange;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.exchange.ExchangeException.Kind;
import org.case2fhir.exchange.RetryPolicy.RetryTimer;

/**
 * What a FHIR server says about its authorization at <a
 * href="https://hl7.org/fhir/smart-app-launch/conformance.html">.well-known/smart-configuration</a>.
 */
record SmartConfiguration(JsonNode content) {
  private static final String PATH = ".well-known/smart-configuration";
  private static final String METHODS = "token_endpoint_auth_methods_supported";
  private static final String ALGORITHMS = "token_endpoint_auth_signing_alg_values_supported";

  /** Asks the server, without credentials. */
  static SmartConfiguration of(FhirEndpoint server) throws ExchangeException {
    // Who asks for a token repeats a failure already.
    FhirConversation conversation =
        new FhirConversation(
            server, Authorization.NONE, RetryTimer.real(RetryPolicy.USUAL.withRetries(0)));
    Interaction read =
        new Interaction("GET", PATH, Map.of("Accept", "application/json"), Optional.empty(), true);
    Answer answer = TokenEndpoint.reachable(() -> conversation.send(read));
    if (!answer.isSuccess()) {
      throw unusable("answers " + answer.status());
    }
    try {
      JsonNode content = new ObjectMapper().readTree(answer.body());
      if (content != null && content.isObject()) {
        return new SmartConfiguration(content);
      }
    } catch (JacksonException e) {
      throw unusable("is no JSON");
    } catch (IOException e) {
      throw unusable("cannot be read");
    }
    throw unusable("is no JSON");
  }

  /**
   * Where a token is asked for.
   *
   * @throws ExchangeException if the server says that it takes no such assertion
   */
  URI tokenEndpointFor(String algorithm) throws ExchangeException {
    if (!allows(METHODS, "private_key_jwt")) {
      throw unusable("does not offer private_key_jwt, that is, SMART Backend Services");
    }
    if (!allows(ALGORITHMS, algorithm)) {
      throw unusable("does not offer " + algorithm + ", which goes with this key");
    }
    try {
      String endpoint = content.path("token_endpoint").asText("");
      if (!endpoint.isEmpty()) {
        return URI.create(endpoint);
      }
    } catch (IllegalArgumentException e) {
      throw unusable("names a token endpoint that is no address");
    }
    throw unusable("names no token endpoint");
  }

  /** A server that is silent about it allows it. */
  private boolean allows(String list, String value) {
    JsonNode values = content.path(list);
    if (!values.isArray() || values.isEmpty()) {
      return true;
    }
    for (JsonNode each : values) {
      if (each.asText().equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static ExchangeException unusable(String what) {
    return new ExchangeException(
        Kind.NOT_AUTHORIZED,
        PATH + " of the server " + what + "; name the token endpoint with --oauth-token-url");
  }
}
