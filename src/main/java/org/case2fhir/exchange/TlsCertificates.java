package org.case2fhir.exchange;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.case2fhir.exchange.CredentialOptions.SecretOptions;
import org.case2fhir.exchange.CredentialOptions.TlsOptions;
import org.case2fhir.exchange.FhirEndpoint.ServerTls;
import org.case2fhir.exchange.Login.ProcessEnvironment;
import org.case2fhir.exchange.Login.UnusableCredentialsException;

/** Makes connections that trust the authorities and show the certificate that a user names. */
final class TlsCertificates {
  private final TlsOptions options;
  private final ProcessEnvironment environment;

  TlsCertificates(TlsOptions options, ProcessEnvironment environment) {
    this.options = options;
    this.environment = environment;
  }

  /** Empty where the usual one of Java does. */
  Optional<ServerTls> contexts() throws UnusableCredentialsException {
    if (options.clientCertificate().isEmpty() && options.authority().isEmpty()) {
      return Optional.empty();
    }
    KeyManager[] shown =
        options.clientCertificate().isEmpty()
            ? new KeyManager[0]
            : new ClientCertificate(options, environment).keyManagers();
    try {
      TrustManager[] trusted = trusted();
      return Optional.of(
          new ServerTls(context(shown, trusted), context(new KeyManager[0], trusted)));
    } catch (GeneralSecurityException | IOException e) {
      throw new UnusableCredentialsException("no TLS connection can be made with these files");
    }
  }

  private static SSLContext context(KeyManager[] shown, TrustManager[] trusted)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(shown, trusted, null);
    return context;
  }

  private TrustManager[] trusted()
      throws GeneralSecurityException, IOException, UnusableCredentialsException {
    KeyStore store = emptyStore();
    List<X509Certificate> all = new ArrayList<>(usual());
    if (options.authority().isPresent()) {
      all.addAll(certificates(options.authority().get(), environment));
    }
    for (int i = 0; i < all.size(); i++) {
      store.setCertificateEntry("authority-" + i, all.get(i));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static List<X509Certificate> usual() throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    List<X509Certificate> all = new ArrayList<>();
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        all.addAll(List.of(x509.getAcceptedIssuers()));
      }
    }
    return all;
  }

  static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /** The certificates of a PEM file, each of them in force. */
  static List<X509Certificate> certificates(Path file, ProcessEnvironment environment)
      throws UnusableCredentialsException {
    byte[] content = Secret.bytes(file, "the certificate");
    List<X509Certificate> found = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (byte[] block : Pem.certificates(content)) {
        found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block)));
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new UnusableCredentialsException("the certificate in " + file + " cannot be read");
    }
    if (found.isEmpty()) {
      throw new UnusableCredentialsException(file + " holds no certificate in PEM");
    }
    for (X509Certificate certificate : found) {
      inForce(certificate, file, environment);
    }
    return found;
  }

  static void inForce(X509Certificate certificate, Path file, ProcessEnvironment environment)
      throws UnusableCredentialsException {
    Instant now = environment.clock().instant();
    if (now.isAfter(certificate.getNotAfter().toInstant())) {
      throw new UnusableCredentialsException(
          "the certificate in " + file + " expired on " + day(certificate.getNotAfter()));
    }
    if (now.isBefore(certificate.getNotBefore().toInstant())) {
      throw new UnusableCredentialsException(
          "the certificate in " + file + " is valid only from " + day(certificate.getNotBefore()));
    }
  }

  @SuppressWarnings("JavaUtilDate") // what certificates have
  private static String day(Date date) {
    return date.toInstant().toString().substring(0, 10);
  }

  /** The certificate that is shown to a server (mutual TLS), with its key. */
  private static final class ClientCertificate {
    private final Path file;
    private final Optional<Path> keyFile;
    private final Optional<SecretOptions> password;
    private final ProcessEnvironment environment;

    ClientCertificate(TlsOptions options, ProcessEnvironment environment) {
      this.file = options.clientCertificate().orElseThrow();
      this.keyFile = options.clientKey();
      this.password = options.password();
      this.environment = environment;
    }

    KeyManager[] keyManagers() throws UnusableCredentialsException {
      byte[] content = Secret.bytes(file, "the client certificate");
      return Pem.looksLike(content) ? ofPem(content) : ofPkcs12(content);
    }

    private KeyManager[] ofPem(byte[] content) throws UnusableCredentialsException {
      List<X509Certificate> chain = TlsCertificates.certificates(file, environment);
      Path from = keyFile.orElse(file);
      byte[] keyContent = keyFile.isPresent() ? Secret.bytes(from, "the client key") : content;
      PrivateKey key = Pem.privateKey(keyContent, from);
      if (!belong(key, chain.get(0).getPublicKey())) {
        throw new UnusableCredentialsException(
            "the key in " + from + " is not the one of the certificate in " + file);
      }
      try {
        KeyStore store = TlsCertificates.emptyStore();
        store.setKeyEntry("client", key, new char[0], chain.toArray(new X509Certificate[0]));
        return keyManagers(store, new char[0]);
      } catch (GeneralSecurityException | IOException e) {
        throw new UnusableCredentialsException(
            "the client certificate in " + file + " cannot be used");
      }
    }

    private KeyManager[] ofPkcs12(byte[] content) throws UnusableCredentialsException {
      if (password.isEmpty()) {
        throw new UnusableCredentialsException(
            file + " is not a PEM file; a PKCS#12 file needs --client-cert-password-env or -file");
      }
      char[] opened =
          Secret.read(password.get(), "the password of the client certificate", environment)
              .reveal()
              .toCharArray();
      try {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(content), opened);
        checkKey(store);
        return keyManagers(store, opened);
      } catch (GeneralSecurityException | IOException e) {
        throw new UnusableCredentialsException(
            file + " cannot be read as PKCS#12: another file or another password");
      }
    }

    private void checkKey(KeyStore store)
        throws GeneralSecurityException, UnusableCredentialsException {
      for (String name : Collections.list(store.aliases())) {
        if (store.isKeyEntry(name) && store.getCertificate(name) instanceof X509Certificate shown) {
          TlsCertificates.inForce(shown, file, environment);
          return;
        }
      }
      throw new UnusableCredentialsException(file + " holds no private key with a certificate");
    }

    private static KeyManager[] keyManagers(KeyStore store, char[] password)
        throws GeneralSecurityException {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, password);
      return factory.getKeyManagers();
    }

    /** Whether what one signs, the other verifies. */
    private static boolean belong(PrivateKey key, PublicKey shown) {
      try {
        String algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        byte[] signed = signature.sign();
        signature.initVerify(shown);
        return signature.verify(signed);
      } catch (GeneralSecurityException e) {
        // A key of another kind cannot even try.
        return false;
      }
    }
  }
}
