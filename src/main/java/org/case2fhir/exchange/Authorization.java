package org.case2fhir.exchange;

import java.util.Optional;

/**
 * The credentials for one server. They are asked for anew with each request, so that an
 * implementation can replace a token before it expires.
 *
 * <p>Implementations keep secrets out of {@code toString}, exceptions and logs, and are safe for
 * use by several threads.
 */
public interface Authorization {
  /** For servers that ask for nothing. */
  Authorization NONE =
      new Authorization() {
        @Override
        public Optional<String> header() {
          return Optional.empty();
        }

        @Override
        public boolean renew() {
          return false;
        }

        @Override
        public boolean isSecret() {
          return false;
        }

        @Override
        public String toString() {
          return "none";
        }
      };

  /**
   * The value of the {@code Authorization} header, {@code Bearer …} or {@code Basic …}.
   *
   * @throws ExchangeException if a token cannot be had; its message is shown to the user
   */
  Optional<String> header() throws ExchangeException;

  /**
   * The server did not accept the last header (status 401).
   *
   * @return whether the next one will be another, so that asking again makes sense
   * @throws ExchangeException if a new token cannot be had
   */
  boolean renew() throws ExchangeException;

  /** Whether the header must not be seen by others on the way. */
  boolean isSecret();
}
