package org.case2fhir.server;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Refuses a body that is too long with status 413, after reading it to its end and keeping none of
 * it. A connection that is closed while the client still sends is reset, and then many clients
 * never see the answer.
 */
final class BodyLimit extends Handler.Wrapper {
  private final long most;

  BodyLimit(long most) {
    this.most = most;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
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
