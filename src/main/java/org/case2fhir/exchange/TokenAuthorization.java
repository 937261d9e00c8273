package org.case2fhir.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.case2fhir.exchange.ExchangeException.Kind;
import org.case2fhir.exchange.FhirEndpoint.Origin;
import org.case2fhir.exchange.FhirEndpoint.ServerTls;
import org.case2fhir.exchange.TokenAuthorization.AccessToken;
import org.case2fhir.exchange.TokenRequest.SignedRequest;

/**
 * A token that is asked for when it is needed, kept, replaced before it expires, and replaced once
 * when the FHIR server does not accept it. Several threads share one token.
 */
final class TokenAuthorization implements Authorization {
  // A server that refuses what it has just handed out refuses the client, not the token.
  private static final Duration TOO_SOON = Duration.ofSeconds(10);

  private final TokenRequest request;
  private final FhirEndpoint server;
  private final Clock clock;
  private final ThreadLocal<AccessToken> shown = new ThreadLocal<>();
  private Optional<TokenEndpoint> endpoint = Optional.empty();
  private Optional<AccessToken> token = Optional.empty();

  TokenAuthorization(TokenRequest request, FhirEndpoint server, Clock clock) {
    this.request = request;
    this.server = server;
    this.clock = clock;
  }

  @Override
  public synchronized Optional<String> header() throws ExchangeException {
    if (token.isEmpty() || token.get().isStale(clock.instant())) {
      token = Optional.of(ask(false));
    }
    shown.set(token.get());
    return Optional.of("Bearer " + token.get().value().reveal());
  }

  @Override
  public synchronized boolean renew() throws ExchangeException {
    AccessToken current = token.orElse(null);
    if (current == null || !current.equals(shown.get())) {
      // Another thread was refused before and has a new one.
      return true;
    }
    Instant now = clock.instant();
    if (current.renewed() && now.isBefore(current.since().plus(TOO_SOON))) {
      return false;
    }
    token = Optional.of(ask(true));
    return true;
  }

  private AccessToken ask(boolean renewed) throws ExchangeException {
    if (endpoint.isEmpty()) {
      endpoint = Optional.of(new TokenEndpoint(request.endpoint(server), server, clock));
    }
    return endpoint.get().ask(request, renewed);
  }

  @Override
  public boolean isSecret() {
    return true;
  }

  @Override
  public String toString() {
    return request instanceof SignedRequest ? "SMART Backend Services" : "client credentials";
  }

  /**
   * A token with its life.
   *
   * @param since when it was asked for
   * @param life how long the server says that it is good
   * @param renewed whether it took the place of one that the FHIR server did not accept
   */
  record AccessToken(Secret value, Instant since, Duration life, boolean renewed) {
    private static final Duration MARGIN = Duration.ofSeconds(30);

    /** Whether it is better not sent any more: it could expire on the way. */
    boolean isStale(Instant now) {
      Duration half = life.dividedBy(2);
      Duration margin = half.compareTo(MARGIN) < 0 ? half : MARGIN;
      return !now.isBefore(since.plus(life).minus(margin));
    }
  }

  /**
   * Where tokens are handed out (RFC 6749, 3.2). What is sent there are credentials: they go to no
   * other address, and never unencrypted to another machine.
   */
  static final class TokenEndpoint {
    private static final int MAX_BYTES = 1 << 20;
    private static final Duration UNKNOWN_LIFE = Duration.ofMinutes(5);
    private static final Duration LONGEST_LIFE = Duration.ofDays(1);
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(60);

    private final URI address;
    private final FhirEndpoint limits;
    private final Transport transport;
    private final Clock clock;

    /**
     * Opens no connection yet.
     *
     * @param server whose limits of time and whose trusted authorities hold here too; its client
     *     certificate is shown here only if it is the same server
     * @throws ExchangeException if the address cannot be used, or others could read what is sent
     */
    TokenEndpoint(URI address, FhirEndpoint server, Clock clock) throws ExchangeException {
      this.address = checked(address);
      this.clock = clock;
      Origin origin = Origin.of(address);
      FhirEndpoint asked =
          origin.equals(Origin.of(server.base()))
              ? server
              : server
                  .tls()
                  .map(tls -> server.withTls(new ServerTls(tls.elsewhere(), tls.elsewhere())))
                  .orElse(server);
      this.limits = asked.withMaxBytes(MAX_BYTES);
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
            Kind.NOT_AUTHORIZED, "the token endpoint's address is not a web address");
      }
      return address;
    }

    /**
     * Asks for a token.
     *
     * @param renewed whether another was refused
     */
    AccessToken ask(TokenRequest request, boolean renewed) throws ExchangeException {
      Instant now = clock.instant();
      TokenRequest.Form form = request.form(address);
      Redaction secrets =
          Redaction.of(form.authorization().stream().toList(), form.secrets(), address.toString());
      Answer answer;
      try {
        answer = reachable(() -> send(form));
      } catch (ExchangeException e) {
        throw secrets.clean(e);
      }
      if (!answer.isSuccess()) {
        Answer clean = new AnswerFilter(secrets).filter(answer);
        throw refused(clean, json(clean), form);
      }
      return token(answer, json(answer), now, renewed);
    }

    private static AccessToken token(
        Answer answer, Optional<JsonNode> content, Instant now, boolean renewed)
        throws ExchangeException {
      JsonNode token =
          content.orElseThrow(
              () ->
                  failed(
                      answer.isHtml()
                          ? "it sent a web page instead of a token"
                          : "it sent something that is not JSON"));
      return new AccessToken(value(token), now, life(token), renewed);
    }

    /** Sends one form; a redirect is not followed. */
    private Answer send(TokenRequest.Form form) throws ExchangeException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(address)
              .POST(BodyPublishers.ofString(encoded(form.fields())))
              .timeout(limits.timeout())
              .header("User-Agent", "case2fhir")
              .header("Accept", "application/json")
              .header("Content-Type", "application/x-www-form-urlencoded");
      if (!Origin.of(address).isEncrypted()) {
        request.version(HttpClient.Version.HTTP_1_1);
      }
      form.authorization().ifPresent(value -> request.header("Authorization", value));
      return transport.exchange(request.build());
    }

    private static String encoded(Map<String, String> fields) {
      return fields.entrySet().stream()
          .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
          .collect(Collectors.joining("&"));
    }

    /** As in a form of the web. */
    static String encoded(String value) {
      return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** Asks for something on the way to a token. */
    @FunctionalInterface
    interface Call {
      Answer send() throws ExchangeException;
    }

    /**
     * The answer to a call, unless it says that the server is busy. Whatever happens on the way to
     * a token, the FHIR server has not been asked yet: no failure may look as if it had.
     */
    static Answer reachable(Call call) throws ExchangeException {
      Answer answer;
      try {
        answer = call.send();
      } catch (ExchangeException e) {
        throw withoutToken(e);
      }
      if (answer.status() == 429 || answer.status() >= 500) {
        throw new ExchangeException(
            Kind.UNREACHABLE,
            "the authorization server answers " + answer.status(),
            answer.headers().allValues(RetryPolicy.RETRY_AFTER));
      }
      return answer;
    }

    private static ExchangeException withoutToken(ExchangeException e) {
      String message = "no token, because the authorization server failed: " + e.getMessage();
      return switch (e.kind()) {
        case UNREACHABLE, BROKEN, TIMEOUT -> new ExchangeException(Kind.UNREACHABLE, message);
        case NOT_SENT, NOT_AUTHORIZED, UNUSABLE_ANSWER ->
            new ExchangeException(Kind.NOT_AUTHORIZED, message);
        case INTERRUPTED -> e;
      };
    }

    private static Secret value(JsonNode token) throws ExchangeException {
      Secret value = new Secret(token.path("access_token").asText(""));
      if (value.reveal().isEmpty() || !value.fitsHeader()) {
        throw failed("its answer has no usable access_token");
      }
      String type = token.path("token_type").asText("bearer");
      if (!type.equalsIgnoreCase("bearer")) {
        // Not in the server's words, which may be the token or what was sent for it.
        throw failed("its token is of another type than bearer");
      }
      return value;
    }

    private static Duration life(JsonNode token) {
      JsonNode given = token.path("expires_in");
      long seconds = given.isTextual() ? given.asLong(0) : given.longValue();
      if (seconds <= 0) {
        return UNKNOWN_LIFE;
      }
      return seconds > LONGEST_LIFE.toSeconds() ? LONGEST_LIFE : Duration.ofSeconds(seconds);
    }

    private static Optional<JsonNode> json(Answer answer) {
      try {
        return Optional.ofNullable(new ObjectMapper().readTree(answer.body()))
            .filter(JsonNode::isObject);
      } catch (IOException e) {
        // Whatever it is, it is not JSON; who needs it says so to the user.
        return Optional.empty();
      }
    }

    private ExchangeException refused(
        Answer answer, Optional<JsonNode> content, TokenRequest.Form form) {
      if (answer.status() >= 300 && answer.status() < 400) {
        return failed("it redirects, and credentials are not sent on");
      }
      String error = content.map(json -> json.path("error").asText("")).orElse("");
      String why = content.map(json -> json.path("error_description").asText("")).orElse("");
      String page = answer.isHtml() ? " and sends a web page" : "";
      String words =
          error.isEmpty()
              ? "it answers " + answer.status() + page
              : "it says " + Answer.clean(error) + (why.isBlank() ? "" : ": ");
      String basic =
          error.equals("invalid_client") && form.authorization().isPresent()
              ? " (the secret is sent as client_secret_basic only, not in the form)"
              : "";
      return failed(words + (error.isEmpty() ? "" : Answer.clean(why)) + basic + clocks(answer));
    }

    /** An assertion from a clock that is wrong looks expired, or not yet valid. */
    private String clocks(Answer answer) {
      return answer
          .serverTime()
          .map(theirs -> Duration.between(clock.instant(), theirs).abs())
          .filter(apart -> apart.compareTo(CLOCKS_DIFFER) > 0)
          .map(apart -> " (its clock and ours are " + apart.toSeconds() + " seconds apart)")
          .orElse("");
    }

    private static ExchangeException failed(String what) {
      return new ExchangeException(
          Kind.NOT_AUTHORIZED, "no token from the token endpoint: " + what);
    }
  }
}
