package org.case2fhir.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.case2fhir.exchange.CredentialOptions.LoginOptions;
import org.case2fhir.exchange.CredentialOptions.SecretOptions;
import org.case2fhir.exchange.CredentialOptions.TlsOptions;
import org.case2fhir.exchange.ExchangeException.Kind;
import org.case2fhir.exchange.Login.ProcessEnvironment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against an authorization server that checks what it is shown. */
class SmartBackendTest {
  private static final Interaction READ = Interaction.get("Patient");

  /** Runs when it is told. */
  private static final class TestClock extends Clock {
    private Instant now = Instant.now();

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }

    void advance(Duration time) {
      now = now.plus(time);
    }
  }

  private final TestClock clock = new TestClock();
  private final AuthorizationServer server = new AuthorizationServer(clock::instant);
  private Supplier<String> identifiers = () -> UUID.randomUUID().toString();
  private Clock ours = clock;

  @TempDir private Path folder;

  @AfterEach
  void stop() {
    server.close();
  }

  private FhirClient conversation(LoginOptions login) throws Exception {
    ProcessEnvironment surroundings =
        new ProcessEnvironment(name -> Optional.empty(), ours, () -> identifiers.get());
    Login access = Login.read(new CredentialOptions(login, TlsOptions.USUAL), surroundings);
    FhirEndpoint endpoint = access.endpoint(FhirEndpoint.of(server.base()));
    return new FhirClient(endpoint, access.authorization(endpoint), new RecordedPauses().timer(0));
  }

  private FhirClient conversation(JWK key) throws Exception {
    Path file = KeyFiles.write(folder, "key.jwk", key.toJSONString());
    return conversation(smart(file, Optional.empty()));
  }

  private static LoginOptions smart(Path file, Optional<String> keyId) {
    return new LoginOptions.SmartOptions(
        AuthorizationServer.CLIENT, file, keyId, Optional.empty(), Optional.empty());
  }

  @Test
  void signsWithRsaAndFindsTheTokenEndpointItself() throws Exception {
    server.register(KeyFiles.RSA);
    assertThat(conversation(KeyFiles.RSA).send(READ).status()).isEqualTo(200);
    JWTClaimsSet claims = server.assertions.get(0);
    assertThat(claims.getJWTID()).isNotBlank();
    assertThat(claims.getExpirationTime().toInstant())
        .isBetween(clock.instant(), clock.instant().plus(Duration.ofMinutes(5)));
  }

  @Test
  void signsWithAnEllipticCurveAndAKeyInPem() throws Exception {
    server.register(KeyFiles.EC);
    Path file =
        KeyFiles.write(folder, "key.pem", KeyFiles.pem("PRIVATE KEY", KeyFiles.pkcs8(KeyFiles.EC)));
    assertThat(conversation(smart(file, Optional.of("ec-key"))).send(READ).status()).isEqualTo(200);
  }

  @Test
  void keepsTheTokenUntilShortlyBeforeItExpires() throws Exception {
    server.register(KeyFiles.EC);
    FhirClient conversation = conversation(KeyFiles.EC);
    conversation.send(READ);
    clock.advance(Duration.ofSeconds(260));
    conversation.send(READ);
    assertThat(server.handedOut).isEqualTo(1);
    clock.advance(Duration.ofSeconds(20));
    assertThat(conversation.send(READ).status()).isEqualTo(200);
    assertThat(server.handedOut).isEqualTo(2);
    assertThat(server.shownTokens).containsExactly("token-1", "token-1", "token-2");
    assertThat(server.assertions.get(0).getJWTID())
        .isNotEqualTo(server.assertions.get(1).getJWTID());
  }

  @Test
  void replacesATokenThatTheServerNoLongerAccepts() throws Exception {
    server.register(KeyFiles.EC);
    FhirClient conversation = conversation(KeyFiles.EC);
    conversation.send(READ);
    server.forgetTokens();
    assertThat(conversation.send(READ).status()).isEqualTo(200);
    assertThat(server.shownTokens).containsExactly("token-1", "token-1", "token-2");
  }

  @Test
  void doesNotAskForEverMoreTokensFromAServerThatAcceptsNone() throws Exception {
    server.register(KeyFiles.EC);
    FhirClient conversation = conversation(KeyFiles.EC);
    conversation.send(READ);
    for (int i = 0; i < 5; i++) {
      server.forgetTokens();
      conversation.send(READ);
    }
    assertThat(server.handedOut).isEqualTo(2);
  }

  @Test
  void saysWhatTheServerSaysAboutAWrongKey() throws Exception {
    JWK other = KeyFiles.ec(Curve.P_384);
    server.register(other);
    assertThatThrownBy(() -> conversation(KeyFiles.EC).send(READ))
        .isInstanceOf(ExchangeException.class)
        .hasMessageContaining("invalid_client: wrong signature")
        .extracting(e -> ((ExchangeException) e).kind())
        .isEqualTo(Kind.NOT_AUTHORIZED);
    assertThat(server.shownTokens).isEmpty();
  }

  @Test
  void aClockThatIsWrongIsNamed() throws Exception {
    server.register(KeyFiles.EC);
    ours = Clock.offset(clock, Duration.ofMinutes(-10));
    assertThatThrownBy(() -> conversation(KeyFiles.EC).send(READ))
        .hasMessageContaining("expired assertion")
        .hasMessageContaining("seconds apart");
  }

  @Test
  void anAssertionIsNotAcceptedTwice() throws Exception {
    server.register(KeyFiles.EC);
    identifiers = () -> "always-the-same";
    FhirClient conversation = conversation(KeyFiles.EC);
    conversation.send(READ);
    clock.advance(Duration.ofSeconds(290));
    assertThatThrownBy(() -> conversation.send(READ)).hasMessageContaining("replayed assertion");
  }

  @Test
  void aServerThatOffersAnotherAlgorithmOrNoAddressIsNotAsked() throws Exception {
    server.configuration =
        "{\"token_endpoint\": \"%s\", \"token_endpoint_auth_signing_alg_values_supported\": [\"RS384\"]}"
            .formatted(server.tokenEndpoint());
    assertThatThrownBy(() -> conversation(KeyFiles.EC).send(READ))
        .hasMessageContaining("does not offer ES384");
    server.configuration = "<html>login</html>";
    assertThatThrownBy(() -> conversation(KeyFiles.EC).send(READ))
        .hasMessageContaining("is not JSON")
        .hasMessageContaining("--oauth-token-url");
    server.configuration = "{\"token_endpoint\": \"http://token.example.org/\"}";
    assertThatThrownBy(() -> conversation(KeyFiles.EC).send(READ))
        .hasMessageContaining("not sent over http://");
    assertThat(server.assertions).isEmpty();
  }

  /** Who says where credentials are sent must be the server itself. */
  @Test
  void anotherServerDoesNotSayWhereCredentialsAreSent() throws Exception {
    try (StubServer evil =
            new StubServer(
                (request, wire) ->
                    wire.json(
                        200,
                        "{\"token_endpoint\": \"http://%s/token\", \"access_token\": \"t\"}"
                            .formatted(request.headers().get("host"))));
        StubServer stub =
            new StubServer(
                (request, wire) ->
                    wire.json(307, "", "Location: " + evil.base() + "/smart-configuration"))) {
      Path file = KeyFiles.write(folder, "key.jwk", KeyFiles.EC.toJSONString());
      Login access =
          Login.read(
              new CredentialOptions(smart(file, Optional.empty()), TlsOptions.USUAL),
              ProcessEnvironment.real());
      Authorization login = access.authorization(FhirEndpoint.of(stub.base()));
      assertThatThrownBy(login::header).hasMessageContaining("is on another server");
      assertThat(evil.requests()).extracting(StubServer.Request::method).doesNotContain("POST");
    }
  }

  @Test
  void aSecretOpensTheDoorToo() throws Exception {
    Path file = KeyFiles.write(folder, "secret", AuthorizationServer.SECRET + "\n");
    LoginOptions login =
        new LoginOptions.ClientOptions(
            server.tokenEndpoint(),
            AuthorizationServer.CLIENT,
            SecretOptions.inFile(file),
            Optional.empty());
    Answer answer = conversation(login).send(READ);
    assertThat(answer.status()).isEqualTo(200);
  }
}
