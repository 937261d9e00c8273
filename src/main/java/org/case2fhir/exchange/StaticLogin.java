package org.case2fhir.exchange;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** A header that stays the same: a token that the user has, or a name with a password. */
final class StaticLogin implements Authorization {
  private final String scheme;
  private final Secret credentials;

  private StaticLogin(String scheme, Secret credentials) {
    this.scheme = scheme;
    this.credentials = credentials;
  }

  static StaticLogin bearer(Secret token) throws UnusableCredentialsException {
    if (!token.fitsHeader()) {
      throw new UnusableCredentialsException(
          "the token has characters that no token has, such as spaces");
    }
    return new StaticLogin("Bearer", token);
  }

  /** RFC 7617; names and passwords are UTF-8. */
  static StaticLogin basic(String user, Secret password) throws UnusableCredentialsException {
    if (user.isEmpty() || user.contains(":") || user.chars().anyMatch(Character::isISOControl)) {
      throw new UnusableCredentialsException("a user name is not empty and has no colon");
    }
    return new StaticLogin("Basic", pair(user, password.reveal()));
  }

  private static Secret pair(String user, String password) {
    byte[] bytes = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return new Secret(Base64.getEncoder().encodeToString(bytes));
  }

  @Override
  public Optional<String> header() {
    return Optional.of(scheme + " " + credentials.reveal());
  }

  @Override
  public boolean renew() {
    return false;
  }

  @Override
  public boolean isSecret() {
    return true;
  }

  @Override
  public String toString() {
    return scheme.equals("Basic") ? "name and password" : "a token";
  }
}
