package org.case2fhir.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.case2fhir.exchange.CredentialOptions.LoginOptions;
import org.case2fhir.exchange.CredentialOptions.TlsOptions;
import org.case2fhir.exchange.Login.ProcessEnvironment;
import org.case2fhir.exchange.Login.StaticLogin;
import org.case2fhir.exchange.TokenAuthorization.AccessToken;
import org.case2fhir.exchange.TokenRequest.SignedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds credentials never says them, and no failure carries them along. */
class SecretsTest {
  private static final String HIDDEN = "hush-hush";

  @TempDir private Path folder;

  @Test
  void nothingThatHoldsASecretSaysIt() throws Exception {
    Secret secret = new Secret(HIDDEN);
    ECKey key = KeyFiles.EC.toECKey();
    SigningKey signing = SigningKey.of(key.toPrivateKey(), "k");
    LoginOptions.SmartOptions smart =
        new LoginOptions.SmartOptions(
            "c", folder.resolve("key"), Optional.of("k"), Optional.empty(), Optional.empty());
    for (Object holder :
        new Object[] {
          secret,
          StaticLogin.bearer(secret),
          StaticLogin.basic("me", secret),
          new AccessToken(secret, Instant.EPOCH, Duration.ofMinutes(5), true),
          signing,
          new SignedRequest(smart, signing, ProcessEnvironment.real())
        }) {
      assertThat(holder.toString()).doesNotContain(HIDDEN, "aHVzaC1odXNo", key.getD().toString());
    }
  }

  @Test
  void neitherKeyNorAssertionNorTokenIsInTheWordsOfALogin() throws Exception {
    try (AuthorizationServer server = new AuthorizationServer(Instant::now)) {
      server.register(KeyFiles.EC);
      Authorization login = login(server, KeyFiles.EC.toECKey());
      conversation(server, login).send(Interaction.get("Patient"));

      assertThat(server.shownTokens).containsExactly("token-1");
      assertThat(login.toString())
          .doesNotContain("token-1", "eyJ", KeyFiles.EC.toECKey().getD().toString());
    }
  }

  @Test
  void aLoginThatFailsSaysNeitherKeyNorAssertion() throws Exception {
    try (AuthorizationServer server = new AuthorizationServer(Instant::now)) {
      server.register(KeyFiles.ec(Curve.P_384));
      ECKey key = KeyFiles.EC.toECKey();
      Authorization login = login(server, key);

      Throwable refused =
          catchThrowable(() -> conversation(server, login).send(Interaction.get("Patient")));

      StringWriter trace = new StringWriter();
      refused.printStackTrace(new PrintWriter(trace));
      assertThat(trace.toString())
          .contains("invalid_client")
          .doesNotContain("eyJ", key.getD().toString());
    }
  }

  private Authorization login(AuthorizationServer server, ECKey key) throws Exception {
    Path file = KeyFiles.write(folder, "key.jwk", key.toJSONString());
    LoginOptions login =
        new LoginOptions.SmartOptions(
            AuthorizationServer.CLIENT, file, Optional.empty(), Optional.empty(), Optional.empty());
    Login access =
        Login.read(new CredentialOptions(login, TlsOptions.USUAL), ProcessEnvironment.real());
    assertThat(access.toString()).doesNotContain(key.getD().toString());
    return access.authorization(access.endpoint(FhirEndpoint.of(server.base())));
  }

  private static FhirClient conversation(AuthorizationServer server, Authorization login)
      throws Exception {
    return new FhirClient(FhirEndpoint.of(server.base()), login, new RecordedPauses().timer(0));
  }
}
