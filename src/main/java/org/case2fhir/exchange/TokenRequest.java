package org.case2fhir.exchange;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a client asks for a token, of the grant type {@code client_credentials}. It is made anew each
 * time, because an assertion is accepted once.
 */
sealed interface TokenRequest permits SecretRequest, SignedRequest {

  /** Where to send it; may ask the FHIR server. */
  URI endpoint(FhirEndpoint server) throws ExchangeException;

  /**
   * What to send there.
   *
   * @param endpoint to which an assertion is bound
   */
  Form form(URI endpoint) throws ExchangeException;

  /**
   * A form with credentials.
   *
   * @param authorization value of the header of that name
   * @param secrets that an answer could repeat
   */
  record Form(Map<String, String> fields, Optional<String> authorization, List<String> secrets) {
    static Map<String, String> fields(Optional<String> scope) {
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put("grant_type", "client_credentials");
      scope.ifPresent(value -> fields.put("scope", value));
      return fields;
    }

    @Override
    public String toString() {
      return "form with credentials";
    }
  }
}
