package org.case2fhir.exchange;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.case2fhir.exchange.LoginOptions.ClientOptions;

/** With the client's secret in the header, which every server understands (RFC 6749, 2.3.1). */
record SecretRequest(ClientOptions client, Secret secret) implements TokenRequest {

  @Override
  public URI endpoint(FhirEndpoint server) {
    return client.tokenEndpoint();
  }

  @Override
  public Form form(URI endpoint) {
    String pair = FormPost.encoded(client.clientId()) + ":" + FormPost.encoded(secret.reveal());
    String header = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    return new Form(
        Form.fields(client.scope()),
        Optional.of("Basic " + header),
        List.of(header, secret.reveal(), FormPost.encoded(secret.reveal())));
  }
}
