package org.case2fhir.exchange;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on the loopback interface that misbehaves as it is told, down to the bytes. */
public final class StubServer implements AutoCloseable {
  /**
   * What came in.
   *
   * @param path with its query
   * @param headers by their names in lower case
   */
  public record Request(String method, String path, Map<String, String> headers, String body) {}

  /** How the server answers. */
  public interface Behaviour {
    void answer(Request request, Wire wire) throws IOException;
  }

  private final ServerSocket socket;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile Behaviour behaviour;

  public StubServer(Behaviour behaviour) {
    this.behaviour = behaviour;
    try {
      socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::listen);
  }

  /** Base address of its FHIR service. */
  public URI base() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/fhir");
  }

  /** All requests in the order in which they came. */
  public List<Request> requests() {
    return requests;
  }

  public void become(Behaviour other) {
    behaviour = other;
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "stub");
    thread.setDaemon(true);
    thread.start();
  }

  private void listen() {
    while (!socket.isClosed()) {
      try {
        Socket caller = socket.accept();
        start(() -> serve(caller));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket caller) {
    try (caller) {
      InputStream in = new BufferedInputStream(caller.getInputStream());
      String[] first = line(in).split(" ");
      if (first.length < 2) {
        return;
      }
      Map<String, String> headers = new TreeMap<>();
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        String[] parts = line.split(":", 2);
        headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
      }
      int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
      String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      Request request = new Request(first[0], first[1], headers, body);
      requests.add(request);
      behaviour.answer(request, new Wire(caller));
    } catch (IOException e) {
      // The caller hung up, which is what some tests are about.
      Thread.currentThread().setName("stub, hung up");
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.write(c);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The way back to the caller. */
  public record Wire(Socket socket) {
    private static final String JSON = "application/fhir+json";

    /** A whole answer; headers as {@code Name: value}. */
    public void json(int status, String body, String... headers) throws IOException {
      send(status, JSON, body, headers);
    }

    public void html(int status, String body) throws IOException {
      send(status, "text/html; charset=utf-8", body);
    }

    public void send(int status, String type, String body, String... headers) throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      OutputStream out = head(status, type, bytes.length, headers);
      out.write(bytes);
      out.flush();
    }

    /** The beginning of an answer whose end never comes, because the connection ends. */
    public void half(int status, String body) throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      OutputStream out = head(status, JSON, bytes.length);
      out.write(bytes, 0, bytes.length / 2);
      out.flush();
    }

    /** An answer that comes one byte at a time. */
    public void slowly(int status, String body) throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      OutputStream out = head(status, JSON, bytes.length);
      for (byte b : bytes) {
        out.write(b);
        out.flush();
        sleep(100);
      }
    }

    /** No answer at all for a while. */
    public void silence(int milliseconds) {
      sleep(milliseconds);
    }

    /** The connection is reset. */
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    private OutputStream head(int status, String type, int length, String... headers)
        throws IOException {
      StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Status\r\n");
      head.append("Content-Type: ").append(type).append("\r\nContent-Length: ").append(length);
      head.append("\r\nConnection: close\r\n");
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      OutputStream out = socket.getOutputStream();
      out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
      return out;
    }

    private static void sleep(int milliseconds) {
      try {
        Thread.sleep(milliseconds);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
