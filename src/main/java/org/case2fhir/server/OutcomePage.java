package org.case2fhir.server;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What is refused before FHIR sees it is answered as FHIR answers, without any detail. */
final class OutcomePage extends ErrorHandler {
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
