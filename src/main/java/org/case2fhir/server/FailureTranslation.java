package org.case2fhir.server;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InternalErrorException;
import ca.uhn.fhir.rest.server.exceptions.PayloadTooLargeException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;

/** What failures that are none of FHIR are to a client: a status, and no word of their cause. */
@Interceptor
public final class FailureTranslation {

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
