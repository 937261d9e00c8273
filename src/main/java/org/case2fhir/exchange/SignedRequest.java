package org.case2fhir.exchange;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.exchange.ExchangeException.Kind;
import org.case2fhir.exchange.LoginOptions.SmartOptions;

/**
 * With an assertion that the client signs, as <a
 * href="https://hl7.org/fhir/smart-app-launch/client-confidential-asymmetric.html">SMART</a> wants
 * it: bound to the token endpoint, with a name of its own, good for less than five minutes.
 */
record SignedRequest(SmartOptions client, SigningKey key, Surroundings surroundings)
    implements TokenRequest {
  private static final String ALL_TYPES = "system/*.read system/*.write";
  private static final String ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
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
    Instant now = surroundings.clock().instant();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(client.clientId())
            .subject(client.clientId())
            .audience(endpoint.toString())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(LIFE)))
            .jwtID(surroundings.identifiers().get())
            .build();
    try {
      String assertion = key.sign(claims);
      Map<String, String> fields = Form.fields(Optional.of(client.scope().orElse(ALL_TYPES)));
      fields.put("client_assertion_type", ASSERTION);
      fields.put("client_assertion", assertion);
      return new Form(fields, Optional.empty(), List.of(assertion));
    } catch (JOSEException e) {
      throw new ExchangeException(Kind.NOT_AUTHORIZED, "the private key cannot sign");
    }
  }
}
