package org.case2fhir.exchange;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Makes connections that trust the authorities and show the certificate that a user names. */
final class TlsMaterial {
  private final TlsOptions options;
  private final Surroundings surroundings;

  TlsMaterial(TlsOptions options, Surroundings surroundings) {
    this.options = options;
    this.surroundings = surroundings;
  }

  /** Empty where the usual one of Java does. */
  Optional<SSLContext> context() throws UnusableCredentialsException {
    if (options.clientCertificate().isEmpty() && options.authority().isEmpty()) {
      return Optional.empty();
    }
    KeyManager[] shown =
        options.clientCertificate().isEmpty()
            ? new KeyManager[0]
            : new ClientCertificate(options, surroundings).keyManagers();
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(shown, trusted(), null);
      return Optional.of(context);
    } catch (GeneralSecurityException | IOException e) {
      throw new UnusableCredentialsException("no TLS connection can be made with these files");
    }
  }

  private TrustManager[] trusted()
      throws GeneralSecurityException, IOException, UnusableCredentialsException {
    KeyStore store = emptyStore();
    List<X509Certificate> all = new ArrayList<>(usual());
    if (options.authority().isPresent()) {
      all.addAll(certificates(options.authority().get(), surroundings));
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
  static List<X509Certificate> certificates(Path file, Surroundings surroundings)
      throws UnusableCredentialsException {
    byte[] content = CredentialFiles.bytes(file, "the certificate");
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
      inForce(certificate, file, surroundings);
    }
    return found;
  }

  static void inForce(X509Certificate certificate, Path file, Surroundings surroundings)
      throws UnusableCredentialsException {
    Instant now = surroundings.clock().instant();
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
}
