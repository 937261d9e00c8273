package org.case2fhir.exchange;

import java.net.URI;
import java.util.Locale;

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
