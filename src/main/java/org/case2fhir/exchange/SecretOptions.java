package org.case2fhir.exchange;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a secret is kept; the secret itself is never an option, because others see the command line
 * of a process.
 *
 * @param variable of the environment
 * @param file whose only line it is
 */
public record SecretOptions(Optional<String> variable, Optional<Path> file) {

  public SecretOptions {
    if (variable.isPresent() == file.isPresent()) {
      throw new IllegalArgumentException("a secret is kept in a variable or in a file");
    }
  }

  public static SecretOptions inVariable(String name) {
    return new SecretOptions(Optional.of(name), Optional.empty());
  }

  public static SecretOptions inFile(Path file) {
    return new SecretOptions(Optional.empty(), Optional.of(file));
  }

  /** The place in words. */
  String place() {
    return variable
        .map(name -> "the environment variable " + name)
        .orElseGet(() -> "the file " + file.orElseThrow());
  }
}
