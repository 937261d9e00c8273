package org.case2fhir;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.case2fhir.exchange.TerminologyServer;

/**
 * Which terminologies are asked besides the tables that come with the program.
 *
 * @param overlays a user's tables or folders of them; their words win, the last one first
 * @param index folder of the installed terminologies; absent to use none
 * @param server a FHIR terminology server; absent for none, and then nothing is ever sent anywhere
 * @param valueSets table of the value sets that the server is asked for; absent for the usual ones
 * @param cache folder where the server's answers are kept
 */
public record TerminologyOptions(
    List<Path> overlays,
    Optional<Path> index,
    Optional<TerminologyServer> server,
    Optional<Path> valueSets,
    Path cache) {
  /** Environment variable that names the folder of the installed terminologies. */
  public static final String INDEX_VARIABLE = "CASE2FHIR_INDEX";

  public TerminologyOptions {
    overlays = List.copyOf(overlays);
  }

  /** Where terminologies are installed unless the user says otherwise. */
  public static Path defaultIndex() {
    return named(INDEX_VARIABLE).orElseGet(() -> dataHome().resolve("terminologies"));
  }

  /** Where answers of terminology servers are kept. */
  public static Path defaultCache() {
    Path home = Path.of(System.getProperty("user.home"));
    return named("XDG_CACHE_HOME")
        .orElseGet(() -> home.resolve(".cache"))
        .resolve("case2fhir")
        .resolve("tx");
  }

  private static Path dataHome() {
    Path home = Path.of(System.getProperty("user.home"));
    return named("XDG_DATA_HOME")
        .orElseGet(() -> home.resolve(".local").resolve("share"))
        .resolve("case2fhir");
  }

  private static Optional<Path> named(String variable) {
    return Optional.ofNullable(System.getenv(variable))
        .filter(value -> !value.isBlank())
        .map(Path::of);
  }
}
