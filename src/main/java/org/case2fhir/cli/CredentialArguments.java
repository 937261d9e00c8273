package org.case2fhir.cli;

import org.case2fhir.Credentials;

/** The credentials for a server as options of a command: the one place where they are built. */
final class CredentialArguments {
  Credentials credentials() {
    return Credentials.none();
  }
}
