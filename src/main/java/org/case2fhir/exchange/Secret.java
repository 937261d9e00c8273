package org.case2fhir.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.case2fhir.exchange.CredentialOptions.SecretOptions;
import org.case2fhir.exchange.Login.ProcessEnvironment;
import org.case2fhir.exchange.Login.UnusableCredentialsException;

/** Something that is shown to one server and to nobody else. */
final class Secret {
  private static final int MAX_BYTES = 1 << 20;

  private final String value;

  Secret(String value) {
    this.value = value;
  }

  /**
   * Reads a secret from where the user keeps it.
   *
   * @param what it is, for messages: {@code the token}
   */
  static Secret read(SecretOptions kept, String what, ProcessEnvironment environment)
      throws UnusableCredentialsException {
    String value =
        kept.variable().isPresent()
            ? variable(kept.variable().get(), what, environment)
            : new String(bytes(kept.file().orElseThrow(), what), StandardCharsets.UTF_8);
    String line = value.strip();
    if (line.isEmpty()) {
      throw new UnusableCredentialsException(what + " is empty in " + kept.place());
    }
    if (line.chars().anyMatch(Character::isISOControl)) {
      throw new UnusableCredentialsException(what + " is more than one line in " + kept.place());
    }
    return new Secret(line);
  }

  private static String variable(String name, String what, ProcessEnvironment environment)
      throws UnusableCredentialsException {
    return environment
        .variables()
        .apply(name)
        .orElseThrow(
            () ->
                new UnusableCredentialsException(
                    what + " is not there: the environment variable " + name + " is not set"));
  }

  /** The content of a file, which is small where it is what the user says. */
  static byte[] bytes(Path file, String what) throws UnusableCredentialsException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new UnusableCredentialsException(what + " is not in " + file + ": it is too large");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new UnusableCredentialsException(what + ": no such file: " + file);
    } catch (AccessDeniedException e) {
      throw new UnusableCredentialsException(what + ": no permission to read " + file);
    } catch (IOException e) {
      throw new UnusableCredentialsException(what + ": cannot read " + file);
    }
  }

  String reveal() {
    return value;
  }

  /** Whether a header can carry it: visible ASCII without spaces. */
  boolean fitsHeader() {
    return value.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
