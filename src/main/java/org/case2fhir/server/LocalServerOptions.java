package org.case2fhir.server;

/**
 * Where the local server listens, and how much it takes.
 *
 * @param host name or address of an interface of this machine
 * @param port 0 for any that is free
 * @param maxBytes a request may have this many bytes
 * @param maxEntries a Bundle may have this many entries
 */
public record LocalServerOptions(String host, int port, int maxBytes, int maxEntries) {
  /** The one interface that no other machine reaches. */
  public static final String LOOPBACK = "127.0.0.1";

  private static final int USUAL_BYTES = 64 << 20;
  private static final int USUAL_ENTRIES = 10_000;

  /** With the usual limits. */
  public static LocalServerOptions at(String host, int port) {
    return new LocalServerOptions(host, port, USUAL_BYTES, USUAL_ENTRIES);
  }

  /** The same with other limits. */
  public LocalServerOptions withLimits(int bytes, int entries) {
    return new LocalServerOptions(host, port, bytes, entries);
  }
}
