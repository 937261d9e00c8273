package org.case2fhir.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.exchange.CredentialOptions.LoginOptions;
import org.case2fhir.exchange.CredentialOptions.SecretOptions;
import org.case2fhir.exchange.CredentialOptions.TlsOptions;
import org.case2fhir.exchange.Login.ProcessEnvironment;
import org.case2fhir.exchange.Login.UnusableCredentialsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users name as credentials, right and wrong. */
class UnusableCredentialsTest {
  @TempDir private Path folder;

  private final Map<String, String> environment =
      Map.of("TOKEN", "abc.def", "EMPTY", "  ", "LINES", "a\nb", "SPACES", "a b");

  private Login read(LoginOptions login) throws UnusableCredentialsException {
    ProcessEnvironment real = ProcessEnvironment.real();
    ProcessEnvironment surroundings =
        new ProcessEnvironment(
            name -> Optional.ofNullable(environment.get(name)), real.clock(), real.identifiers());
    return Login.read(new CredentialOptions(login, TlsOptions.USUAL), surroundings);
  }

  private Login token(SecretOptions kept) throws UnusableCredentialsException {
    return read(new LoginOptions.BearerOptions(kept));
  }

  private Login key(String content, Optional<String> id) throws UnusableCredentialsException {
    Path file = KeyFiles.write(folder, "key", content);
    return read(new LoginOptions.SmartOptions("c", file, id, Optional.empty(), Optional.empty()));
  }

  private Login key(String content) throws UnusableCredentialsException {
    return key(content, Optional.of("k"));
  }

  private static Optional<String> header(Login access) throws Exception {
    FhirEndpoint server = FhirEndpoint.of(URI.create("https://fhir.example.org"));
    return access.authorization(server).header();
  }

  @Test
  void secretsComeFromVariablesAndFiles() throws Exception {
    assertThat(header(token(SecretOptions.inVariable("TOKEN")))).contains("Bearer abc.def");
    Path file = KeyFiles.write(folder, "token", "xyz\n");
    assertThat(header(token(SecretOptions.inFile(file)))).contains("Bearer xyz");
    Login basic = read(new LoginOptions.BasicOptions("me", SecretOptions.inFile(file)));
    assertThat(header(basic)).contains("Basic bWU6eHl6");
  }

  @Test
  void wrongPlacesAreNamedAndTheirContentIsNot() {
    assertThatThrownBy(() -> token(SecretOptions.inVariable("NONE")))
        .hasMessage("the token is not there: the environment variable NONE is not set");
    assertThatThrownBy(() -> token(SecretOptions.inVariable("EMPTY")))
        .hasMessageContaining("is empty");
    assertThatThrownBy(() -> token(SecretOptions.inVariable("LINES")))
        .hasMessageContaining("more than one line");
    assertThatThrownBy(() -> token(SecretOptions.inVariable("SPACES")))
        .hasMessageContaining("no token has")
        .hasMessageNotContaining("a b");
    assertThatThrownBy(() -> token(SecretOptions.inFile(folder.resolve("none"))))
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> token(SecretOptions.inFile(folder)))
        .hasMessageContaining("cannot read");
    assertThatThrownBy(
            () -> read(new LoginOptions.BasicOptions("a:b", SecretOptions.inVariable("TOKEN"))))
        .hasMessageContaining("colon");
  }

  @Test
  void keysInPkcs8AndJwkAreRead() throws Exception {
    assertThat(key(KeyFiles.pem("PRIVATE KEY", KeyFiles.pkcs8(KeyFiles.RSA)))).isNotNull();
    assertThat(
            key(
                "-----BEGIN EC PARAMETERS-----\nBgUrgQQAIg==\n-----END EC PARAMETERS-----\n"
                    + KeyFiles.pem("PRIVATE KEY", KeyFiles.pkcs8(KeyFiles.EC))))
        .isNotNull();
    String set = new JWKSet(List.of(KeyFiles.RSA, KeyFiles.EC)).toString(false);
    assertThat(key(set, Optional.of("ec-key"))).isNotNull();
    assertThatThrownBy(() -> key(set, Optional.empty())).hasMessageContaining("several");
  }

  @Test
  void keysThatCannotSignAreTold() {
    String plain = KeyFiles.pem("PRIVATE KEY", KeyFiles.pkcs8(KeyFiles.RSA));
    assertThatThrownBy(() -> key(plain, Optional.empty())).hasMessageContaining("--key-id");
    assertThatThrownBy(() -> key(KeyFiles.pem("ENCRYPTED PRIVATE KEY", new byte[9])))
        .hasMessageContaining("is encrypted")
        .hasMessageContaining("openssl");
    for (String older : List.of("RSA PRIVATE KEY", "EC PRIVATE KEY")) {
      assertThatThrownBy(() -> key(KeyFiles.pem(older, new byte[9])))
          .hasMessageContaining(older)
          .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW");
    }
    assertThatThrownBy(() -> key(KeyFiles.pem("CERTIFICATE", new byte[9])))
        .hasMessageContaining("no private key");
    assertThatThrownBy(() -> key(KeyFiles.pem("PRIVATE KEY", new byte[9])))
        .hasMessageContaining("cannot be read");
    assertThatThrownBy(() -> key(KeyFiles.pem("DSA PRIVATE KEY", new byte[9])))
        .hasMessageContaining("neither RSA nor EC");
    assertThatThrownBy(() -> key(KeyFiles.ec(Curve.P_256).toJSONString(), Optional.empty()))
        .hasMessageContaining("P-384");
    assertThatThrownBy(() -> key(KeyFiles.rsa(1024).toJSONString(), Optional.empty()))
        .hasMessageContaining("2048");
    assertThatThrownBy(() -> key(KeyFiles.EC.toPublicJWK().toJSONString(), Optional.empty()))
        .hasMessageContaining("no private key");
    assertThatThrownBy(() -> key("{\"kty\": \"RSA\", \"d\": \"secret\"}"))
        .hasMessageContaining("cannot be read")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> key("what?")).hasMessageContaining("neither a PEM nor a JWK");
    assertThatThrownBy(() -> key("{\"kty\": \"oct\", \"k\": \"c2VjcmV0\"}"))
        .hasMessageContaining("neither RSA nor EC");
  }
}
