package org.case2fhir.cli;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.case2fhir.TerminologyOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which terminologies are asked, as options of a command. */
final class TerminologyArguments {
  @Option(
      names = "--terminology",
      paramLabel = "FILE|DIR",
      description =
          "Your own table of words and codes, or a folder of them (columns term, synonyms, system, code, display,"
              + " domain; .tsv or .csv). Its words win over all others. May be given several times: the last"
              + " wins.")
  private List<Path> overlays = List.of();

  @Mixin private IndexArgument index;

  @Option(names = "--no-index", description = "Do not use the installed terminologies.")
  private boolean noIndex;

  @Option(
      names = "--tx",
      paramLabel = "URL",
      description =
          "Ask this FHIR R4 terminology server for terms that nothing local knows. Only the term itself is sent,"
              + " never the case; without this option no network connection is opened. Answers are cached.")
  private URI server;

  @Option(
      names = "--tx-value-sets",
      paramLabel = "FILE",
      description =
          "Which value sets the server is asked for: a table with the columns domain, value-set and concept-map"
              + " (default: SNOMED CT, LOINC and RxNorm).")
  private Path valueSets;

  @Option(
      names = "--tx-cache",
      paramLabel = "DIR",
      description =
          "Where the server's answers are kept (default: case2fhir/tx in $XDG_CACHE_HOME or ~/.cache).")
  private Path cache;

  TerminologyOptions options() {
    for (Path overlay : overlays) {
      if (!Files.exists(overlay)) {
        throw new UsageProblem("No such file or folder: " + overlay);
      }
    }
    return new TerminologyOptions(
        overlays,
        noIndex ? Optional.empty() : Optional.of(index.folder()),
        Optional.ofNullable(server).map(TerminologyArguments::checked),
        Optional.ofNullable(valueSets),
        cache == null ? TerminologyOptions.defaultCache() : cache);
  }

  private static URI checked(URI server) {
    boolean web = "http".equals(server.getScheme()) || "https".equals(server.getScheme());
    if (!web || server.getHost() == null || server.getUserInfo() != null) {
      throw new UsageProblem(
          "--tx wants the address of a server, such as https://tx.example.org/r4");
    }
    return server;
  }
}
