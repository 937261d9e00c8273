package org.case2fhir.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.case2fhir.exchange.CredentialOptions.LoginOptions;
import org.case2fhir.exchange.CredentialOptions.SecretOptions;
import org.case2fhir.exchange.CredentialOptions.TlsOptions;
import org.case2fhir.exchange.Login.ProcessEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server whose certificate nobody knows, and which asks for one. */
@Tag("long")
class TlsTest {
  private static final String PASSWORD = "changeit-4711";

  @TempDir private static Path folder;
  private static HttpsServer server;
  private static volatile String away = "";

  @BeforeAll
  static void start() throws Exception {
    make("server", "-ext", "san=ip:127.0.0.1,dns:localhost");
    make("client");
    make("expired", "-startdate", "-3d", "-validity", "1");
    SSLContext tls = SSLContext.getInstance("TLS");
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store("server"), PASSWORD.toCharArray());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    KeyStore known = TlsCertificates.emptyStore();
    known.setCertificateEntry("client", store("client").getCertificate("client"));
    trust.init(known);
    tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = tls.getDefaultSSLParameters();
            wanted.setNeedClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    server.createContext(
        "/fhir/Patient",
        exchange -> {
          exchange.getResponseHeaders().add("Location", away);
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  private static void make(String name, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name,
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                folder.resolve(name + ".p12").toString()));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    KeyStore store = store(name);
    String certificate = KeyFiles.pem("CERTIFICATE", store.getCertificate(name).getEncoded());
    String key =
        KeyFiles.pem("PRIVATE KEY", store.getKey(name, PASSWORD.toCharArray()).getEncoded());
    Files.writeString(folder.resolve(name + ".pem"), certificate);
    Files.writeString(folder.resolve(name + ".key"), key);
    Files.writeString(folder.resolve(name + "-both.pem"), certificate + key);
    Files.writeString(folder.resolve("password"), PASSWORD + "\n");
  }

  private static KeyStore store(String name) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static int status(String certificate, Optional<String> key, Optional<String> authority)
      throws Exception {
    return status(certificate, key, authority, "metadata");
  }

  private static int status(
      String certificate, Optional<String> key, Optional<String> authority, String path)
      throws Exception {
    TlsOptions tls =
        new TlsOptions(
            certificate.isEmpty() ? Optional.empty() : Optional.of(folder.resolve(certificate)),
            key.map(folder::resolve),
            certificate.endsWith("p12")
                ? Optional.of(SecretOptions.inFile(folder.resolve("password")))
                : Optional.empty(),
            authority.map(folder::resolve));
    Login access =
        Login.read(
            new CredentialOptions(new LoginOptions.AnonymousOptions(), tls),
            ProcessEnvironment.real());
    FhirEndpoint endpoint =
        access.endpoint(
            FhirEndpoint.of(
                URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/fhir")));
    return new FhirClient(endpoint, access.authorization(endpoint), new RecordedPauses().timer(0))
        .send(Interaction.get(path))
        .status();
  }

  private static final Optional<String> CA = Optional.of("server.pem");

  @Test
  void certificatesAreShownFromEveryKindOfFile() throws Exception {
    assertThat(status("client.pem", Optional.of("client.key"), CA)).isEqualTo(200);
    assertThat(status("client-both.pem", Optional.empty(), CA)).isEqualTo(200);
    assertThat(status("client.p12", Optional.empty(), CA)).isEqualTo(200);
  }

  /** Another name is another server, whatever it may be. */
  @Test
  void aRedirectElsewhereCarriesNoCertificate() {
    away = "https://localhost:" + server.getAddress().getPort() + "/fhir/metadata";
    assertThatThrownBy(() -> status("client.p12", Optional.empty(), CA, "Patient"))
        .hasMessageMatching("(?s).*(no trusted connection|broke).*");
  }

  /**
   * The token endpoint is trusted as the user says, and gets the certificate on this server only.
   */
  @Test
  void theTokenEndpointOfAnotherServerIsShownNoCertificate() throws Exception {
    KeyFiles.write(folder, "secret", "hush-hush-4711");
    int port = server.getAddress().getPort();
    assertThatThrownBy(() -> token(URI.create("https://localhost:" + port + "/token")))
        .hasMessageMatching("(?s).*(no trusted connection|broke).*");
    assertThatThrownBy(() -> token(URI.create("https://127.0.0.1:" + port + "/token")))
        .hasMessageContaining("no usable access_token");
  }

  private static void token(URI endpoint) throws Exception {
    TlsOptions tls =
        new TlsOptions(
            Optional.of(folder.resolve("client-both.pem")),
            Optional.empty(),
            Optional.empty(),
            Optional.of(folder.resolve("server.pem")));
    LoginOptions login =
        new LoginOptions.ClientOptions(
            endpoint, "c", SecretOptions.inFile(folder.resolve("secret")), Optional.empty());
    Login access = Login.read(new CredentialOptions(login, tls), ProcessEnvironment.real());
    access
        .authorization(
            access.endpoint(
                FhirEndpoint.of(
                    URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/fhir"))))
        .header();
  }

  @Test
  void withoutThemThereIsNoConnection() {
    assertThatThrownBy(() -> status("client.p12", Optional.empty(), Optional.empty()))
        .hasMessageContaining("no trusted connection");
    assertThatThrownBy(() -> status("", Optional.empty(), CA))
        .hasMessageMatching("(?s).*(no trusted connection|broke).*");
  }

  @Test
  void unusableFilesAreNamed() {
    assertThatThrownBy(() -> status("expired.p12", Optional.empty(), CA))
        .hasMessageContaining("expired on 20");
    assertThatThrownBy(() -> status("expired-both.pem", Optional.empty(), CA))
        .hasMessageContaining("expired on 20");
    assertThatThrownBy(() -> status("client.pem", Optional.of("server.key"), CA))
        .hasMessageContaining("is not the one of the certificate");
    assertThatThrownBy(() -> status("client.pem", Optional.empty(), CA))
        .hasMessageContaining("no private key");
    assertThatThrownBy(() -> status("client.p12", Optional.empty(), Optional.of("client.key")))
        .hasMessageContaining("no certificate");
    assertThatThrownBy(() -> status("password", Optional.empty(), CA))
        .hasMessageContaining("is not a PEM file");
  }

  @Test
  void aWrongPasswordIsTold() {
    TlsOptions tls =
        new TlsOptions(
            Optional.of(folder.resolve("client.p12")),
            Optional.empty(),
            Optional.of(SecretOptions.inFile(folder.resolve("client.pem.none"))),
            Optional.empty());
    assertThatThrownBy(
            () ->
                Login.read(
                    new CredentialOptions(new LoginOptions.AnonymousOptions(), tls),
                    ProcessEnvironment.real()))
        .hasMessageContaining("no such file");
    KeyFiles.write(folder, "wrong", "another");
    TlsOptions wrong =
        new TlsOptions(
            Optional.of(folder.resolve("client.p12")),
            Optional.empty(),
            Optional.of(SecretOptions.inFile(folder.resolve("wrong"))),
            Optional.empty());
    assertThatThrownBy(
            () ->
                Login.read(
                    new CredentialOptions(new LoginOptions.AnonymousOptions(), wrong),
                    ProcessEnvironment.real()))
        .hasMessageContaining("another password");
  }
}
