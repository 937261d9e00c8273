package org.case2fhir.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Files with secrets that every user of the machine may read. */
final class ExposedSecrets {
  private static final Pattern OPTION =
      Pattern.compile(
          "(--(?:tx-)?)(?:token-file|password-file|client-secret-file|private-key|client-key"
              + "|client-cert|client-cert-password-file)");

  private static final Set<PosixFilePermission> OTHERS =
      Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

  private ExposedSecrets() {}

  /** A warning for each such file that an option of the command names. */
  static List<Issue> of(CommandSpec command) {
    List<Issue> issues = new ArrayList<>();
    for (OptionSpec option : command.options()) {
      Matcher name = OPTION.matcher(option.longestName());
      if (name.matches() && holdsSecret(option, name.group(1), command)) {
        option.originalStringValues().stream()
            .filter(ExposedSecrets::isExposed)
            .forEach(file -> issues.add(exposed(file)));
      }
    }
    return issues;
  }

  /** A certificate is no secret where its key is in another file. */
  private static boolean holdsSecret(OptionSpec option, String prefix, CommandSpec command) {
    OptionSpec key = command.findOption(prefix + "client-key");
    return !option.longestName().endsWith("client-cert")
        || key == null
        || key.originalStringValues().isEmpty();
  }

  private static boolean isExposed(String file) {
    try {
      Path path = Path.of(file);
      return Files.isRegularFile(path)
          && !Collections.disjoint(Files.getPosixFilePermissions(path), OTHERS);
    } catch (InvalidPathException | IOException | UnsupportedOperationException e) {
      return false; // who reads it says what is wrong, and not all systems have such modes
    }
  }

  private static Issue exposed(String file) {
    return Issue.warning(
        "exposed-secret",
        "every user of this machine may read or change this file, which holds a secret",
        Location.of(file),
        "chmod 600 " + file);
  }
}
