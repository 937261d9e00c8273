package org.case2fhir.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.case2fhir.exchange.CredentialOptions.LoginOptions;
import org.case2fhir.exchange.CredentialOptions.SecretOptions;
import org.case2fhir.exchange.CredentialOptions.TlsOptions;
import org.case2fhir.exchange.ExchangeException.Kind;
import org.case2fhir.exchange.Login.ProcessEnvironment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against token endpoints that misbehave. */
class TokenEndpointTest {
  private static final String SECRET = "hush-hush-4711";
  private static final String TOKEN =
      "{\"access_token\": \"t\", \"token_type\": \"bearer\", \"expires_in\": \"60\"}";

  private final StubServer stub = new StubServer((request, wire) -> wire.json(200, TOKEN));

  /** Long, because a busy machine may need a second for an answer; short where it is the point. */
  private Duration timeout = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private Path secret;

  @BeforeEach
  void keep() {
    secret = KeyFiles.write(folder, "secret", SECRET);
  }

  @AfterEach
  void stop() {
    stub.close();
  }

  private Authorization authorization(URI endpoint) throws Exception {
    LoginOptions login =
        new LoginOptions.ClientOptions(
            endpoint, "client", SecretOptions.inFile(secret), Optional.of("system/*.write"));
    return Login.read(new CredentialOptions(login, TlsOptions.USUAL), ProcessEnvironment.real())
        .authorization(
            FhirEndpoint.of(URI.create("https://fhir.example.org/r4")).withTimeout(timeout));
  }

  private ExchangeException failure() throws Exception {
    try {
      authorization(stub.base()).header();
    } catch (ExchangeException e) {
      assertThat(e.toString()).doesNotContain(SECRET);
      return e;
    }
    throw new AssertionError("a token came");
  }

  @Test
  void asksWithTheSecretInTheHeader() throws Exception {
    assertThat(authorization(stub.base()).header()).contains("Bearer t");
    StubServer.Request request = stub.requests().get(0);
    assertThat(request.body())
        .isEqualTo("grant_type=client_credentials&scope=system%2F*.write")
        .doesNotContain(SECRET);
    assertThat(request.headers())
        .containsEntry("authorization", "Basic Y2xpZW50Omh1c2gtaHVzaC00NzEx")
        .containsEntry("content-type", "application/x-www-form-urlencoded");
  }

  @Test
  void repeatsTheServersWordsWithoutControlCharactersAndWithoutTheSecret() throws Exception {
    stub.become(
        (request, wire) ->
            wire.json(
                401,
                "{\"error\": \"invalid_client\", \"error_description\": \"no\\u001b[31m "
                    + SECRET
                    + " here\"}"));
    assertThat(failure())
        .hasMessageContaining("invalid_client: no [31m (secret) here")
        .hasMessageContaining("client_secret_basic only")
        .extracting(ExchangeException::kind)
        .isEqualTo(Kind.NOT_AUTHORIZED);
  }

  @Test
  void aWebPageIsNoToken() throws Exception {
    stub.become((request, wire) -> wire.html(200, "<html><title>Login</title></html>"));
    assertThat(failure()).hasMessageContaining("a web page instead of a token");
    stub.become((request, wire) -> wire.html(403, "<html>no</html>"));
    assertThat(failure()).hasMessageContaining("answers 403 and sends a web page");
  }

  @Test
  void otherAnswersAreNoTokenEither() throws Exception {
    stub.become((request, wire) -> wire.json(200, "{}"));
    assertThat(failure()).hasMessageContaining("no usable access_token");
    stub.become((request, wire) -> wire.json(200, "{\"access_token\": \"a\\r\\nX: y\"}"));
    assertThat(failure()).hasMessageContaining("no usable access_token");
    stub.become(
        (request, wire) -> wire.json(200, "{\"access_token\": \"a\", \"token_type\": \"mac\"}"));
    assertThat(failure()).hasMessageContaining("another type than bearer");
    stub.become((request, wire) -> wire.json(200, " ".repeat(2 << 20)));
    assertThat(failure()).hasMessageContaining("bytes");
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    try (StubServer other = new StubServer((request, wire) -> wire.json(200, TOKEN))) {
      stub.become((request, wire) -> wire.json(307, "", "Location: " + other.base()));
      assertThat(failure()).hasMessageContaining("it redirects");
      assertThat(other.requests()).isEmpty();
    }
  }

  /** Whoever asks may try again: the FHIR server has not been asked for anything. */
  @Test
  void failuresOfTheConnectionLeaveNoDoubtAboutTheFhirServer() throws Exception {
    timeout = Duration.ofMillis(700);
    stub.become((request, wire) -> wire.silence(4000));
    assertThat(failure().kind()).isEqualTo(Kind.UNREACHABLE);
    timeout = Duration.ofSeconds(20);
    stub.become((request, wire) -> wire.reset());
    assertThat(failure().kind()).isEqualTo(Kind.UNREACHABLE);
    stub.become((request, wire) -> wire.json(503, ""));
    assertThat(failure().kind()).isEqualTo(Kind.UNREACHABLE);
  }

  /** Also where the words are cut off, and in whatever way it is written. */
  @Test
  void noFormOfTheSecretIsRepeated() throws Exception {
    for (String form :
        new String[] {
          "x".repeat(395) + SECRET,
          "hush%2Dhush%2d4711",
          "\\u0068ush-hush-\\u0034711",
          "client:" + SECRET,
          "Y2xpZW50Omh1c2gtaHVzaC00NzEx"
        }) {
      stub.become((request, wire) -> wire.json(400, "{\"error\": \"" + form + "\"}"));
      assertThat(failure().getMessage())
          .contains("no token")
          .doesNotContain("hush", "HUSH", "4711", "Y2xpZW50", "u0068");
    }
  }

  @Test
  void aWaitThatIsAskedForIsPartOfTheFailure() throws Exception {
    stub.become((request, wire) -> wire.json(503, "", "Retry-After: 9999"));
    assertThat(failure().retryAfter()).containsExactly("9999");
    FhirClient client =
        new FhirClient(
            FhirEndpoint.of(URI.create("https://fhir.example.org/r4")),
            authorization(stub.base()),
            new RecordedPauses().timer(3));
    assertThatThrownBy(() -> client.send(Interaction.get("metadata")))
        .hasMessageContaining("Retry-After: 9999, but at most 60 seconds are waited");
    assertThat(stub.requests()).hasSize(2);
  }

  @Test
  void credentialsDoNotTravelUnencrypted() {
    assertThatThrownBy(() -> authorization(URI.create("http://token.example.org/")).header())
        .isInstanceOf(ExchangeException.class)
        .hasMessageContaining("http://");
  }
}
