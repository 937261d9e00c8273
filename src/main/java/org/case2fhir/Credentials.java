package org.case2fhir;

import org.case2fhir.exchange.Authorization;

/** What a server is shown so that it lets us in. Its text tells the kind and no secret. */
public final class Credentials {
  private final Authorization authorization;

  private Credentials(Authorization authorization) {
    this.authorization = authorization;
  }

  /** For servers that ask for nothing. */
  public static Credentials none() {
    return new Credentials(Authorization.NONE);
  }

  Authorization authorization() {
    return authorization;
  }

  @Override
  public String toString() {
    return "credentials: " + authorization;
  }
}
