package org.case2fhir.exchange;

import org.case2fhir.exchange.ExchangeException.Kind;

/**
 * Failures on the way to a token. Whatever happens there, the FHIR server has not been asked yet:
 * no failure may look as if it had.
 */
final class TokenFailures {
  private TokenFailures() {}

  /** Asks for something. */
  @FunctionalInterface
  interface Call {
    Answer send() throws ExchangeException;
  }

  /** The answer to a call, unless it says that the server is busy. */
  static Answer reachable(Call call) throws ExchangeException {
    Answer answer;
    try {
      answer = call.send();
    } catch (ExchangeException e) {
      throw failure(e);
    }
    if (answer.status() == 429 || answer.status() >= 500) {
      throw new ExchangeException(
          Kind.UNREACHABLE, "the authorization server answers " + answer.status());
    }
    return answer;
  }

  private static ExchangeException failure(ExchangeException e) {
    String message = "no token, because the authorization server failed: " + e.getMessage();
    return switch (e.kind()) {
      case UNREACHABLE, BROKEN, TIMEOUT -> new ExchangeException(Kind.UNREACHABLE, message);
      case NOT_SENT, NOT_AUTHORIZED, UNUSABLE_ANSWER ->
          new ExchangeException(Kind.NOT_AUTHORIZED, message);
      case INTERRUPTED -> e;
    };
  }
}
