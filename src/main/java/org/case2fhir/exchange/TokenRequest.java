package org.case2fhir.exchange;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.exchange.CredentialOptions.LoginOptions.ClientOptions;
import org.case2fhir.exchange.CredentialOptions.LoginOptions.SmartOptions;
import org.case2fhir.exchange.ExchangeException.Kind;
import org.case2fhir.exchange.FhirEndpoint.Origin;
import org.case2fhir.exchange.Login.ProcessEnvironment;
import org.case2fhir.exchange.RetryPolicy.RetryTimer;
import org.case2fhir.exchange.TokenAuthorization.TokenEndpoint;

/**
 * How a client asks for a token, of the grant type {@code client_credentials}. It is made anew each
 * time, because an assertion is accepted once.
 */
sealed interface TokenRequest {

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

  /** With the client's secret in the header, which every server understands (RFC 6749, 2.3.1). */
  record SecretRequest(ClientOptions client, Secret secret) implements TokenRequest {

    @Override
    public URI endpoint(FhirEndpoint server) {
      return client.tokenEndpoint();
    }

    @Override
    public Form form(URI endpoint) {
      String pair =
          TokenEndpoint.encoded(client.clientId()) + ":" + TokenEndpoint.encoded(secret.reveal());
      String header = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
      return new Form(
          Form.fields(client.scope()),
          Optional.of("Basic " + header),
          List.of(header, secret.reveal(), TokenEndpoint.encoded(secret.reveal())));
    }
  }

  /**
   * With an assertion that the client signs, as <a
   * href="https://hl7.org/fhir/smart-app-launch/client-confidential-asymmetric.html">SMART</a>
   * wants it: bound to the token endpoint, with a name of its own, good for less than five minutes.
   */
  record SignedRequest(SmartOptions client, SigningKey key, ProcessEnvironment environment)
      implements TokenRequest {
    private static final String ASSERTION =
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final Duration LIFE = Duration.ofMinutes(4);

    @Override
    public URI endpoint(FhirEndpoint server) throws ExchangeException {
      if (client.tokenEndpoint().isPresent()) {
        return client.tokenEndpoint().get();
      }
      return SmartConfiguration.of(server).tokenEndpointFor(key.algorithm());
    }

    @Override
    public Form form(URI endpoint) throws ExchangeException {
      Instant now = environment.clock().instant();
      JWTClaimsSet claims =
          new JWTClaimsSet.Builder()
              .issuer(client.clientId())
              .subject(client.clientId())
              .audience(endpoint.toString())
              .issueTime(Date.from(now))
              .expirationTime(Date.from(now.plus(LIFE)))
              .jwtID(environment.identifiers().get())
              .build();
      try {
        String assertion = key.sign(claims);
        Map<String, String> fields =
            Form.fields(Optional.of(client.scope().orElse(SmartOptions.ALL_TYPES)));
        fields.put("client_assertion_type", ASSERTION);
        fields.put("client_assertion", assertion);
        return new Form(fields, Optional.empty(), List.of(assertion));
      } catch (JOSEException e) {
        throw new ExchangeException(Kind.NOT_AUTHORIZED, "the private key cannot sign");
      }
    }
  }

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
      FhirClient client =
          new FhirClient(
              server, Authorization.NONE, RetryTimer.real(RetryPolicy.USUAL.withRetries(0)));
      Interaction read =
          new Interaction(
              "GET", PATH, Map.of("Accept", "application/json"), Optional.empty(), true);
      Answer answer = TokenEndpoint.reachable(() -> client.send(read));
      // It says where credentials are sent: nobody else may, and a certificate stays here too.
      if (!Origin.of(answer.from()).equals(Origin.of(server.base()))) {
        throw unusable("is on another server, to which it redirects");
      }
      if (!answer.isSuccess()) {
        throw unusable("answers " + answer.status());
      }
      try {
        JsonNode content = new ObjectMapper().readTree(answer.body());
        if (content != null && content.isObject()) {
          return new SmartConfiguration(content);
        }
      } catch (JacksonException e) {
        throw unusable("is not JSON");
      } catch (IOException e) {
        throw unusable("cannot be read");
      }
      throw unusable("is not JSON");
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
        throw unusable("names a token endpoint that is not an address");
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
}
