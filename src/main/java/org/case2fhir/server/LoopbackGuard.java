package org.case2fhir.server;

import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Keeps the pages of other sites out of a server that only this machine reaches: a browser on it
 * would bring them along (DNS rebinding, requests across origins).
 */
final class LoopbackGuard extends Handler.Wrapper {
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
