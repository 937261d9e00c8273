package org.case2fhir.cli;

import org.case2fhir.Version;
import picocli.CommandLine.IVersionProvider;

/** Text of {@code --version}. */
final class VersionProvider implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"case2fhir " + Version.current() + " (FHIR R4 4.0.1)"};
  }
}
