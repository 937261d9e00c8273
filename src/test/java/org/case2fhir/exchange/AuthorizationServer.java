package org.case2fhir.exchange;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A FHIR server with its authorization server on the loopback interface, which checks what SMART
 * Backend Services and OAuth 2 ask for: signatures, audience, expiry, names that come once, scopes.
 */
final class AuthorizationServer implements AutoCloseable {
  static final String CLIENT = "the-client";
  static final String SECRET = "pässword & more";

  private final HttpServer http;
  private final Supplier<Instant> clock;
  private final Map<String, JWK> keys = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private final Map<String, Instant> tokens = new HashMap<>();

  final List<JWTClaimsSet> assertions = new ArrayList<>();
  final List<String> shownTokens = new ArrayList<>();
  String configuration;
  int handedOut;

  AuthorizationServer(Supplier<Instant> clock) {
    this.clock = clock;
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    configuration =
        "{\"token_endpoint\": \"%s\", \"token_endpoint_auth_methods_supported\": [\"private_key_jwt\"]}"
            .formatted(tokenEndpoint());
    http.createContext("/fhir/.well-known/smart-configuration", x -> send(x, 200, configuration));
    http.createContext("/token", this::token);
    http.createContext("/fhir/", this::read);
    http.start();
  }

  URI base() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/fhir");
  }

  URI tokenEndpoint() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/token");
  }

  void register(JWK key) {
    keys.put(key.getKeyID(), key.toPublicJWK());
  }

  void forgetTokens() {
    tokens.clear();
  }

  private void read(HttpExchange exchange) throws IOException {
    String header = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    String token = header.replaceFirst("^Bearer ", "");
    shownTokens.add(token);
    Instant end = tokens.getOrDefault(token, Instant.MIN);
    send(exchange, clock.get().isBefore(end) ? 200 : 401, "{\"resourceType\": \"Bundle\"}");
  }

  private void token(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, String> form = new HashMap<>();
    for (String field : body.split("&")) {
      String[] parts = field.split("=", 2);
      form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    try {
      String problem =
          form.containsKey("client_assertion")
              ? problem(form)
              : problem(exchange.getRequestHeaders().getFirst("Authorization"));
      if (!form.getOrDefault("grant_type", "").equals("client_credentials")) {
        problem = "another grant";
      }
      if (problem.isEmpty()) {
        String token = "token-" + ++handedOut;
        tokens.put(token, clock.get().plusSeconds(300));
        send(
            exchange,
            200,
            "{\"access_token\": \"%s\", \"token_type\": \"Bearer\", \"expires_in\": 300}"
                .formatted(token));
        return;
      }
      send(
          exchange,
          400,
          "{\"error\": \"invalid_client\", \"error_description\": \"%s\"}".formatted(problem));
    } catch (ParseException | JOSEException e) {
      send(exchange, 400, "{\"error\": \"invalid_request\"}");
    }
  }

  private static String problem(String header) {
    String pair =
        new String(
            Base64.getDecoder().decode(header.replaceFirst("^Basic ", "")), StandardCharsets.UTF_8);
    String[] parts = pair.split(":", 2);
    boolean known =
        parts[0].equals(CLIENT)
            && URLDecoder.decode(parts[1], StandardCharsets.UTF_8).equals(SECRET);
    return known ? "" : "unknown client or secret";
  }

  private String problem(Map<String, String> form) throws ParseException, JOSEException {
    SignedJWT assertion = SignedJWT.parse(form.get("client_assertion"));
    JWTClaimsSet claims = assertion.getJWTClaimsSet();
    assertions.add(claims);
    JWK key = keys.get(assertion.getHeader().getKeyID());
    boolean signed =
        key != null
            && switch (assertion.getHeader().getAlgorithm().getName()) {
              case "RS384" -> assertion.verify(new RSASSAVerifier(key.toRSAKey()));
              case "ES384" -> assertion.verify(new ECDSAVerifier(key.toECKey()));
              default -> false;
            };
    Instant end = claims.getExpirationTime().toInstant();
    if (!signed) {
      return "wrong signature";
    } else if (!claims.getIssuer().equals(CLIENT) || !claims.getSubject().equals(CLIENT)) {
      return "another client";
    } else if (!claims.getAudience().equals(List.of(tokenEndpoint().toString()))) {
      return "another audience";
    } else if (!clock.get().isBefore(end)) {
      return "expired assertion";
    } else if (end.isAfter(clock.get().plus(Duration.ofMinutes(5)))) {
      return "an assertion with too long a life";
    } else if (!seen.add(claims.getJWTID())) {
      return "replayed assertion";
    }
    return form.getOrDefault("scope", "").contains("system/") ? "" : "no scope of a system";
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
