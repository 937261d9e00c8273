package org.case2fhir.exchange;

/**
 * How a FHIR server is entered.
 *
 * @param login who we are
 * @param tls certificates
 */
public record AccessOptions(LoginOptions login, TlsOptions tls) {
  /** A server that asks for nothing and has a certificate that everybody trusts. */
  public static final AccessOptions NONE =
      new AccessOptions(new LoginOptions.AnonymousOptions(), TlsOptions.USUAL);
}
