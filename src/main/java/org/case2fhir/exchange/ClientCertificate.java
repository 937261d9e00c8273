package org.case2fhir.exchange;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/** The certificate that is shown to a server (mutual TLS), with its key. */
final class ClientCertificate {
  private final Path file;
  private final Optional<Path> keyFile;
  private final Optional<SecretOptions> password;
  private final Surroundings surroundings;

  ClientCertificate(TlsOptions options, Surroundings surroundings) {
    this.file = options.clientCertificate().orElseThrow();
    this.keyFile = options.clientKey();
    this.password = options.password();
    this.surroundings = surroundings;
  }

  KeyManager[] keyManagers() throws UnusableCredentialsException {
    byte[] content = CredentialFiles.bytes(file, "the client certificate");
    return Pem.looksLike(content) ? ofPem(content) : ofPkcs12(content);
  }

  private KeyManager[] ofPem(byte[] content) throws UnusableCredentialsException {
    List<X509Certificate> chain = TlsMaterial.certificates(file, surroundings);
    Path from = keyFile.orElse(file);
    byte[] keyContent =
        keyFile.isPresent() ? CredentialFiles.bytes(from, "the client key") : content;
    PrivateKey key = Pem.privateKey(keyContent, from);
    if (!belong(key, chain.get(0).getPublicKey())) {
      throw new UnusableCredentialsException(
          "the key in " + from + " is not the one of the certificate in " + file);
    }
    try {
      KeyStore store = TlsMaterial.emptyStore();
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
          file + " is no PEM file; a PKCS#12 file needs --client-cert-password-env or -file");
    }
    char[] opened =
        new CredentialFiles(surroundings)
            .secret(password.get(), "the password of the client certificate")
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
        TlsMaterial.inForce(shown, file, surroundings);
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
