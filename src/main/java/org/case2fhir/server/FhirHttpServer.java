package org.case2fhir.server;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.StrictErrorHandler;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.Transaction;
import ca.uhn.fhir.rest.annotation.TransactionParam;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.FifoMemoryPagingProvider;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InternalErrorException;
import ca.uhn.fhir.rest.server.exceptions.PayloadTooLargeException;
import ca.uhn.fhir.rest.server.provider.ServerCapabilityStatementProvider;
import ca.uhn.fhir.rest.server.util.FhirContextSearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ResourceSearchParams;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.case2fhir.issue.Issue;
import org.case2fhir.server.FhirStore.ReferentialIntegrity;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.hl7.fhir.instance.model.api.IBaseResource;
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

  private final Options options;
  private final BundleProcessor processor;
  private final FhirContext context;
  private final Server jetty;
  private final ServerConnector connector;

  private FhirHttpServer(Options options, Function<byte[], List<Issue>> validator) {
    this.options = options;
    this.context = FhirContext.forR4();
    // What it does not know it refuses, rather than storing less than it was sent.
    context.setParserErrorHandler(new StrictErrorHandler());
    Services services = Services.of(context, Clock.systemUTC(), validator);
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
  public static FhirHttpServer start(Options options, Function<byte[], List<Issue>> validator)
      throws IOException {
    FhirHttpServer server = new FhirHttpServer(options, validator);
    try {
      // Before the rest, so that a port that is taken is reported at once.
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

  private static List<IResourceProvider> providers(Services services) {
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
        new ServerCapabilityStatementProvider(fhir, new SupportedSearchParameters(context), null));
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
    // A body is read before a thread waits for it, so slow senders keep nobody waiting.
    limited.setHandler(
        new EagerContentHandler(
            servlets,
            new EagerContentHandler.RetainedContentLoaderFactory(options.maxBytes(), -1, false)));
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
    Bundle parsed;
    try {
      parsed = parser.parseResource(Bundle.class, bundle);
    } catch (DataFormatException e) {
      throw e;
    } catch (RuntimeException e) {
      // Where JSON has another structure the parser fails in many ways.
      throw new DataFormatException("it is no Bundle that can be read", e);
    }
    return processor.process(parsed);
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

  /**
   * Refuses a body that is too long with status 413, after reading it to its end and keeping none
   * of it. A connection that is closed while the client still sends is reset, and then many clients
   * never see the answer.
   */
  private static final class BodyLimit extends Handler.Wrapper {
    private final long most;

    BodyLimit(long most) {
      this.most = most;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      if (request.getHeaders().contains(HttpHeader.CONTENT_ENCODING)) {
        // A few kilobytes may unpack to gigabytes.
        Response.writeError(
            request,
            response,
            callback,
            HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
            "send the body without Content-Encoding");
        return true;
      }
      return super.handle(new Limited(request), response, callback);
    }

    private final class Limited extends Request.Wrapper {
      private long length;

      Limited(Request whole) {
        super(whole);
      }

      @Override
      public Content.Chunk read() {
        for (Content.Chunk chunk = super.read(); ; chunk = super.read()) {
          // Jetty says with null that nothing has come yet.
          if (chunk == null || Content.Chunk.isFailure(chunk)) {
            return chunk;
          }
          length += chunk.remaining();
          if (length <= most) {
            return chunk;
          }
          boolean last = chunk.isLast();
          chunk.release();
          if (last) {
            return Content.Chunk.from(
                new HttpException.RuntimeException(
                    HttpStatus.PAYLOAD_TOO_LARGE_413, "more than " + most + " bytes"));
          }
        }
      }
    }
  }

  /**
   * Keeps the pages of other sites out of a server that only this machine reaches: a browser on it
   * would bring them along (DNS rebinding, requests across origins).
   */
  private static final class LoopbackGuard extends Handler.Wrapper {
    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      String origin = request.getHeaders().get(HttpHeader.ORIGIN);
      boolean ours =
          NAMES.contains(Request.getServerName(request))
              && (origin == null
                  || origin.matches("https?://(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?"));
      if (ours) {
        return super.handle(request, response, callback);
      }
      Response.writeError(request, response, callback, HttpStatus.FORBIDDEN_403);
      return true;
    }
  }

  /** What is refused before FHIR sees it is answered as FHIR answers, without any detail. */
  private static final class OutcomePage extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      String body =
          "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"processing\",\"diagnostics\":\"%s\"}]}"
              .formatted(HttpStatus.getMessage(response.getStatus()));
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/fhir+json");
      Content.Sink.write(response, true, body, callback);
      return true;
    }
  }

  /** What failures that are none of FHIR are to a client: a status, and no word of their cause. */
  @Interceptor
  private static final class FailureTranslation {

    FailureTranslation() {}

    /** Jetty tells by an exception that a body of unknown length has become too long. */
    @Hook(Pointcut.SERVER_PRE_PROCESS_OUTGOING_EXCEPTION)
    public BaseServerResponseException translate(Throwable failure) {
      for (Throwable each = failure; each != null; each = each.getCause()) {
        if (each instanceof HttpException http
            && http.getCode() == HttpStatus.PAYLOAD_TOO_LARGE_413) {
          return new PayloadTooLargeException("the request is too large");
        }
      }
      return failure instanceof BaseServerResponseException known
              && !(known instanceof InternalErrorException)
          ? known
          : new InternalErrorException("internal error");
    }
  }

  /** What the capability statement says can be searched by. */
  private static final class SupportedSearchParameters extends FhirContextSearchParamRegistry {
    SupportedSearchParameters(FhirContext context) {
      super(context);
    }

    @Override
    public ResourceSearchParams getActiveSearchParams(
        String resource, SearchParamLookupContextEnum lookup) {
      ResourceSearchParams supported = new ResourceSearchParams(resource);
      super.getActiveSearchParams(resource, lookup).values().stream()
          .filter(parameter -> SearchEngine.supports(parameter.getParamType()))
          .forEach(parameter -> supported.put(parameter.getName(), parameter));
      return supported;
    }
  }

  /** The interactions with the server as a whole, and the operations. */
  private static final class SystemService {
    private final BundleProcessor processor;
    private final ValidationService validation;

    SystemService(BundleProcessor processor, Services services) {
      this.processor = processor;
      this.validation = services.validation();
    }

    /** Acts on a transaction or a batch. */
    @Transaction
    public Bundle transaction(@TransactionParam Bundle bundle) {
      return processor.process(bundle);
    }

    /** Validates a resource of any type; nothing is stored. */
    @Operation(name = "$validate", manualRequest = true)
    public IBaseResource validate(HttpServletRequest request) throws IOException {
      return validation.validate(request.getInputStream().readAllBytes());
    }
  }

  /** What all interactions of one server share. */
  record Services(
      FhirContext context,
      FhirStore store,
      ResourceWriter writer,
      SearchService search,
      ReferentialIntegrity integrity,
      ValidationService validation) {

    static Services of(FhirContext context, Clock clock, Function<byte[], List<Issue>> validator) {
      FhirStore store = new FhirStore();
      SearchEngine engine = new SearchEngine(context);
      return new Services(
          context,
          store,
          new ResourceWriter(context, engine, clock),
          new SearchService(context, store, engine),
          new ReferentialIntegrity(context),
          new ValidationService(context, validator));
    }
  }

  /**
   * Where the local server listens, and how much it takes.
   *
   * @param host name or address of an interface of this machine
   * @param port 0 for any that is free
   * @param maxBytes a request may have this many bytes
   * @param maxEntries a Bundle may have this many entries
   */
  public record Options(String host, int port, int maxBytes, int maxEntries) {
    /** The one interface that no other machine reaches. */
    public static final String LOOPBACK = "127.0.0.1";

    private static final int USUAL_BYTES = 64 << 20;
    private static final int USUAL_ENTRIES = 10_000;

    /** With the usual limits. */
    public static Options at(String host, int port) {
      return new Options(host, port, USUAL_BYTES, USUAL_ENTRIES);
    }

    /** The same with other limits. */
    public Options withLimits(int bytes, int entries) {
      return new Options(host, port, bytes, entries);
    }
  }
}
