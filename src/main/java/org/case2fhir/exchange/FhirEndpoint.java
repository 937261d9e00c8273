package org.case2fhir.exchange;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * A FHIR server as the user named it, and how much of its time and words is waited for.
 *
 * @param base its base address, http or https, without query and without a final slash
 * @param timeout for one request, from connecting to the last byte of the answer
 * @param maxBytes an answer may have this many bytes
 * @param allowInsecure whether credentials may travel unencrypted to another machine
 * @param tls certificates to trust and to show, where they are not the usual ones of Java
 * @param redirects whether a redirect is followed; else it is the answer
 */
public record FhirEndpoint(
    URI base,
    Duration timeout,
    int maxBytes,
    boolean allowInsecure,
    Optional<ServerTls> tls,
    boolean redirects) {
  /** How long a request may take unless the user says otherwise. */
  public static final Duration USUAL_TIMEOUT = Duration.ofSeconds(60);

  private static final int USUAL_MAX_BYTES = 32 << 20;
  // What RFC 3986 allows in a path and a query, with the sign of what is escaped already.
  private static final String ALLOWED = "-._~!$&'()*+,;=:@/?%";

  /**
   * Connections that trust the authorities of a user's choice.
   *
   * @param here for the server itself: with the certificate to show, if there is one
   * @param elsewhere for all others that the server names or sends to: without it
   */
  public record ServerTls(SSLContext here, SSLContext elsewhere) {}

  /** Refuses an address that no server can have; the address is not repeated in the message. */
  public FhirEndpoint {
    base = checked(base);
  }

  /** A server under the usual limits. */
  public static FhirEndpoint of(URI base) {
    return new FhirEndpoint(base, USUAL_TIMEOUT, USUAL_MAX_BYTES, false, Optional.empty(), true);
  }

  /** The same with another time limit. */
  public FhirEndpoint withTimeout(Duration other) {
    return new FhirEndpoint(base, other, maxBytes, allowInsecure, tls, redirects);
  }

  /** The same with another limit of the size of an answer. */
  public FhirEndpoint withMaxBytes(int other) {
    return new FhirEndpoint(base, timeout, other, allowInsecure, tls, redirects);
  }

  /** The same, with credentials over http to any host, or not. */
  public FhirEndpoint withAllowInsecure(boolean other) {
    return new FhirEndpoint(base, timeout, maxBytes, other, tls, redirects);
  }

  /** The same with certificates of the user's choice. */
  public FhirEndpoint withTls(ServerTls other) {
    return new FhirEndpoint(base, timeout, maxBytes, allowInsecure, Optional.of(other), redirects);
  }

  /** The same, asked at its own address only: what is sent goes nowhere else. */
  public FhirEndpoint withoutRedirects() {
    return new FhirEndpoint(base, timeout, maxBytes, allowInsecure, tls, false);
  }

  private static URI checked(URI base) {
    String scheme = Optional.ofNullable(base.getScheme()).orElse("").toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals(Origin.HTTPS)) {
      throw new IllegalArgumentException("a server's address begins with https:// or http://");
    }
    if (base.getHost() == null) {
      throw new IllegalArgumentException("a server's address needs a host");
    }
    if (base.getRawUserInfo() != null) {
      throw new IllegalArgumentException("no user or password in a server's address");
    }
    if (base.getRawQuery() != null || base.getRawFragment() != null) {
      throw new IllegalArgumentException("a server's base address has no query and no fragment");
    }
    return URI.create(base.toString().replaceFirst("/+$", ""));
  }

  /** Whether a secret that is sent there can be read by nobody else. */
  public boolean isSafeForSecrets() {
    Origin origin = Origin.of(base);
    return origin.isEncrypted() || origin.isLoopback() || allowInsecure;
  }

  /**
   * The address of something on this server.
   *
   * @param path relative to the base, with its query: {@code Patient?identifier=…}; characters that
   *     a URI cannot have are escaped
   * @throws IllegalArgumentException if the path leads elsewhere
   */
  public URI resolve(String path) {
    if (path.isEmpty()) {
      return base;
    }
    String plain = path.split("\\?", 2)[0];
    boolean climbs = Arrays.asList(plain.split("/")).contains("..");
    if (plain.contains(":") || plain.startsWith("/") || climbs) {
      throw new IllegalArgumentException("an address that is not below the server's");
    }
    try {
      return new URI(base + "/" + escaped(path));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not an address", e);
    }
  }

  private static String escaped(String path) {
    StringBuilder out = new StringBuilder(path.length());
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = Character.isLetterOrDigit(b) && b > 0 || ALLOWED.indexOf(b) >= 0;
      if (plain) {
        out.append((char) b);
      } else {
        out.append(String.format("%%%02X", b & 0xff));
      }
    }
    return out.toString();
  }

  /**
   * Whom a request goes to. Credentials are for one origin only.
   *
   * @param scheme http or https
   * @param host in lower case
   * @param port the one of the scheme where none is written
   */
  record Origin(String scheme, String host, int port) {
    static final String HTTPS = "https";

    static Origin of(URI address) {
      String scheme = address.getScheme().toLowerCase(Locale.ROOT);
      int usual = scheme.equals(HTTPS) ? 443 : 80;
      int port = address.getPort() < 0 ? usual : address.getPort();
      return new Origin(scheme, address.getHost().toLowerCase(Locale.ROOT), port);
    }

    boolean isEncrypted() {
      return scheme.equals(HTTPS);
    }

    /** Whether what is sent never leaves this machine; only names that no resolver is asked for. */
    boolean isLoopback() {
      return host.equals("localhost")
          || host.equals("[::1]")
          || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    @Override
    public String toString() {
      return scheme + "://" + host + ":" + port;
    }
  }
}
