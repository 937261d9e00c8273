package org.case2fhir.server;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.StrictErrorHandler;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.FifoMemoryPagingProvider;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.provider.ServerCapabilityStatementProvider;
import ca.uhn.fhir.rest.server.util.FhirContextSearchParamRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import org.case2fhir.diagnostic.Issue;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.hl7.fhir.r4.model.Bundle;

/**
 * A FHIR R4 server on this machine, with everything in memory: HAPI's RestfulServer over a store
 * that is gone when it stops.
 */
public final class FhirHttpServer implements AutoCloseable {
  private static final int PAGE = 100;
  private static final int LARGEST_PAGE = 1000;
  private static final int REMEMBERED_SEARCHES = 100;
  private static final int THREADS = 16;

  private final LocalServerOptions options;
  private final BundleProcessor processor;
  private final FhirContext context;
  private final Server jetty;
  private final ServerConnector connector;

  private FhirHttpServer(LocalServerOptions options, Function<byte[], List<Issue>> validator) {
    this.options = options;
    this.context = FhirContext.forR4();
    // What it does not know it refuses, rather than storing less than it was sent.
    context.setParserErrorHandler(new StrictErrorHandler());
    FhirServices services = FhirServices.of(context, Clock.systemUTC(), validator);
    this.processor = new BundleProcessor(services, options.maxEntries());
    RestfulServer fhir = new RestfulServer(context);
    fhir.setResourceProviders(providers(services));
    fhir.registerProvider(new SystemService(processor, services));
    fhir.registerInterceptor(new FailureTranslation());
    configure(fhir);
    this.jetty = new Server(threads());
    this.connector = connector();
    jetty.addConnector(connector);
    jetty.setErrorHandler(new OutcomePage());
    jetty.setHandler(handler(fhir));
  }

  /**
   * Starts a server.
   *
   * @param validator what {@code $validate} asks
   * @throws IOException if the port is taken, or the host is none of this machine
   */
  public static FhirHttpServer start(
      LocalServerOptions options, Function<byte[], List<Issue>> validator) throws IOException {
    FhirHttpServer server = new FhirHttpServer(options, validator);
    try {
      // Before the rest, so that a port that is taken is told at once.
      server.connector.open();
      server.jetty.start();
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    } catch (Exception e) {
      server.close();
      throw new IOException("the server does not start", e);
    }
  }

  private static List<IResourceProvider> providers(FhirServices services) {
    FhirContext context = services.context();
    return context.getResourceTypes().stream()
        .sorted()
        .map(context::getResourceDefinition)
        .<IResourceProvider>map(definition -> new ResourceService(definition, services))
        .toList();
  }

  private void configure(RestfulServer fhir) {
    fhir.setServerName("case2fhir server");
    fhir.setServerVersion("in memory, for trying");
    fhir.setImplementationDescription("case2fhir: a local server to try exports against");
    fhir.setDefaultResponseEncoding(EncodingEnum.JSON);
    fhir.setDefaultPrettyPrint(true);
    fhir.setPagingProvider(
        new FifoMemoryPagingProvider(REMEMBERED_SEARCHES)
            .setDefaultPageSize(PAGE)
            .setMaximumPageSize(LARGEST_PAGE));
    fhir.setServerConformanceProvider(
        new ServerCapabilityStatementProvider(
            fhir, new FhirContextSearchParamRegistry(context), null));
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    threads.setDaemon(true);
    threads.setName("fhir-server");
    return threads;
  }

  private ServerConnector connector() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    // HAPI sends it.
    http.setSendDateHeader(false);
    ServerConnector made = new ServerConnector(jetty, new HttpConnectionFactory(http));
    made.setHost(options.host());
    made.setPort(options.port());
    return made;
  }

  private Handler handler(RestfulServer fhir) {
    ServletContextHandler servlets = new ServletContextHandler("/");
    ServletHolder holder = new ServletHolder(fhir);
    holder.setInitOrder(1);
    servlets.addServlet(holder, "/fhir/*");
    servlets.setErrorHandler(new OutcomePage());
    BodyLimit limited = new BodyLimit(options.maxBytes());
    limited.setHandler(servlets);
    if (!isLoopback()) {
      return limited;
    }
    LoopbackGuard guard = new LoopbackGuard();
    guard.setHandler(limited);
    return guard;
  }

  /** Whether no other machine reaches it. */
  public boolean isLoopback() {
    String host = options.host();
    return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
  }

  /** The base address of its FHIR service. */
  public URI address() {
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    return URI.create("http://" + host + ":" + connector.getLocalPort() + "/fhir");
  }

  /**
   * Acts on a transaction or batch as if it had been sent.
   *
   * @throws ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException if it is refused
   */
  public Bundle load(String bundle) {
    boolean xml = bundle.stripLeading().startsWith("<");
    var parser = xml ? context.newXmlParser() : context.newJsonParser();
    return processor.process(parser.parseResource(Bundle.class, bundle));
  }

  /** Waits until it is stopped. */
  public void join() throws InterruptedException {
    jetty.join();
  }

  @Override
  public void close() {
    try {
      jetty.stop();
    } catch (Exception e) {
      // There is nothing that it could leave behind.
      connector.close();
    }
  }
}
