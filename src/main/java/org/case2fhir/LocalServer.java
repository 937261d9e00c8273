package org.case2fhir;

import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.server.FhirHttpServer;

/**
 * A FHIR server in memory, to try exports and searches against. Nothing in it outlives it, and
 * nobody is asked who they are.
 */
public final class LocalServer implements AutoCloseable {
  private final FhirHttpServer server;

  private LocalServer(FhirHttpServer server) {
    this.server = server;
  }

  /** Starts a server; fails if it cannot listen there. */
  public static Result<LocalServer> start(FhirHttpServer.Options options) {
    FileValidator validator = new FileValidator();
    try {
      FhirHttpServer started =
          FhirHttpServer.start(options, body -> validator.validate(new Input("request", body)));
      return Result.of(new LocalServer(started), List.of());
    } catch (IOException e) {
      return Result.failed(notStarted(options, e));
    }
  }

  private static Issue notStarted(FhirHttpServer.Options options, IOException failure) {
    boolean taken = failure instanceof BindException || failure.getCause() instanceof BindException;
    return Issue.error(
        "server",
        taken
            ? "port " + options.port() + " is taken, or may not be used"
            : "the server cannot listen on this host",
        Location.of(options.host() + ":" + options.port()),
        "choose another with --port; 0 takes any that is free");
  }

  /** The base address of its FHIR service. */
  public URI address() {
    return server.address();
  }

  /** Whether no other machine reaches it. */
  public boolean isLoopback() {
    return server.isLoopback();
  }

  /** Stores a Bundle of type transaction or batch; says what is wrong with it. */
  public List<Issue> load(Input bundle) {
    try {
      server.load(new String(bundle.content(), StandardCharsets.UTF_8));
      return List.of();
    } catch (BaseServerResponseException | DataFormatException e) {
      return List.of(
          Issue.error(
              "not-loaded",
              "it cannot be stored: " + e.getMessage(),
              Location.of(bundle.name()),
              "only Bundles of type transaction or batch can be loaded"));
    }
  }

  /**
   * Waits until it is closed.
   *
   * @throws InterruptedException if the waiting thread is told to stop
   */
  public void join() throws InterruptedException {
    server.join();
  }

  @Override
  public void close() {
    server.close();
  }
}
