package org.case2fhir.exchange;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.case2fhir.exchange.ExchangeException.Kind;

/**
 * Sends forms to an endpoint that hands out tokens. What it sends are credentials: they go to no
 * other address, and never unencrypted to another machine.
 */
public final class FormPost {
  private static final int MAX_BYTES = 1 << 20;

  private final URI address;
  private final FhirEndpoint limits;
  private final Transport transport;

  /**
   * Opens no connection yet.
   *
   * @param address of the endpoint
   * @param server whose limits of time and whose certificates hold here too
   * @throws ExchangeException if the address cannot be used, or others could read what is sent
   */
  public FormPost(URI address, FhirEndpoint server) throws ExchangeException {
    this.address = checked(address);
    this.limits = server.withMaxBytes(MAX_BYTES);
    Origin origin = Origin.of(address);
    if (!origin.isEncrypted() && !origin.isLoopback() && !limits.allowInsecure()) {
      throw new ExchangeException(
          Kind.NOT_AUTHORIZED, "credentials are not sent over http:// to a token endpoint");
    }
    this.transport = new Transport(limits);
  }

  private static URI checked(URI address) throws ExchangeException {
    String scheme = String.valueOf(address.getScheme());
    boolean web = scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http");
    boolean plain = address.getRawUserInfo() == null && address.getRawFragment() == null;
    if (!web || address.getHost() == null || !plain) {
      throw new ExchangeException(
          Kind.NOT_AUTHORIZED, "the token endpoint's address is no address of the web");
    }
    return address;
  }

  /**
   * Sends one form; a redirect is not followed.
   *
   * @param authorization value of the header of that name
   */
  public Answer send(Map<String, String> fields, Optional<String> authorization)
      throws ExchangeException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .POST(BodyPublishers.ofString(encoded(fields)))
            .timeout(limits.timeout())
            .header("User-Agent", "case2fhir")
            .header("Accept", "application/json")
            .header("Content-Type", "application/x-www-form-urlencoded");
    if (!Origin.of(address).isEncrypted()) {
      request.version(HttpClient.Version.HTTP_1_1);
    }
    authorization.ifPresent(value -> request.header("Authorization", value));
    return transport.exchange(request.build());
  }

  /** As in a form of the web. */
  public static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static String encoded(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }
}
