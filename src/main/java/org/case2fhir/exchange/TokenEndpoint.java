package org.case2fhir.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.case2fhir.exchange.ExchangeException.Kind;

/** Where tokens are handed out (RFC 6749, 3.2). */
final class TokenEndpoint {
  private static final Duration UNTOLD_LIFE = Duration.ofMinutes(5);
  private static final Duration LONGEST_LIFE = Duration.ofDays(1);
  private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(60);

  private final URI address;
  private final FormPost post;
  private final Clock clock;

  TokenEndpoint(URI address, FhirEndpoint server, Clock clock) throws ExchangeException {
    this.address = address;
    this.post = new FormPost(address, server);
    this.clock = clock;
  }

  /**
   * Asks for a token.
   *
   * @param renewed whether another was refused
   */
  AccessToken ask(TokenRequest request, boolean renewed) throws ExchangeException {
    Instant now = clock.instant();
    TokenRequest.Form form = request.form(address);
    Answer answer = TokenFailures.reachable(() -> post.send(form.fields(), form.authorization()));
    Optional<JsonNode> content = json(answer);
    if (!answer.isSuccess()) {
      throw refused(answer, content, form);
    }
    JsonNode token =
        content.orElseThrow(
            () ->
                failed(
                    answer.isHtml()
                        ? "it sent a web page instead of a token"
                        : "it sent something that is no JSON"));
    return new AccessToken(value(token), now, life(token), renewed);
  }

  private static Secret value(JsonNode token) throws ExchangeException {
    Secret value = new Secret(token.path("access_token").asText(""));
    if (value.reveal().isEmpty() || !value.fitsHeader()) {
      throw failed("its answer has no usable access_token");
    }
    String type = token.path("token_type").asText("bearer");
    if (!type.equalsIgnoreCase("bearer")) {
      throw failed("its token is of the type " + ServerWords.clean(type) + ", not bearer");
    }
    return value;
  }

  private static Duration life(JsonNode token) {
    JsonNode told = token.path("expires_in");
    long seconds = told.isTextual() ? told.asLong(0) : told.longValue();
    if (seconds <= 0) {
      return UNTOLD_LIFE;
    }
    return seconds > LONGEST_LIFE.toSeconds() ? LONGEST_LIFE : Duration.ofSeconds(seconds);
  }

  private static Optional<JsonNode> json(Answer answer) {
    try {
      return Optional.ofNullable(new ObjectMapper().readTree(answer.body()))
          .filter(JsonNode::isObject);
    } catch (IOException e) {
      // Whatever it is, it is no JSON: told to the user by who needs it.
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
    for (String secret : form.secrets()) {
      error = error.replace(secret, "(secret)");
      why = why.replace(secret, "(secret)");
    }
    String page = answer.isHtml() ? " and sends a web page" : "";
    String words =
        error.isEmpty()
            ? "it answers " + answer.status() + page
            : "it says " + ServerWords.clean(error) + (why.isBlank() ? "" : ": ");
    String basic =
        error.equals("invalid_client") && form.authorization().isPresent()
            ? " (the secret is sent as client_secret_basic only, not in the form)"
            : "";
    return failed(words + (error.isEmpty() ? "" : ServerWords.clean(why)) + basic + clocks(answer));
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
    return new ExchangeException(Kind.NOT_AUTHORIZED, "no token from the token endpoint: " + what);
  }
}
