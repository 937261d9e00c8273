package org.case2fhir.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.case2fhir.TerminologyOptions;
import org.case2fhir.cli.ExitCode.UsageProblem;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which terminologies are asked, as options of a command. */
final class TerminologyArguments {
  @Option(
      names = "--terminology",
      paramLabel = "FILE|DIR",
      description =
          "Your own table of words and codes, or a folder of them (columns term, synonyms, system,"
              + " code, display, domain; .tsv or .csv). Its words win over all others. May be given"
              + " several times: the last wins.")
  private List<Path> overlays = List.of();

  @Mixin private IndexArgument index;

  @Option(names = "--no-index", description = "Do not use the installed terminologies.")
  private boolean noIndex;

  @Option(
      names = "--tx",
      paramLabel = "URL|none",
      defaultValue = "none",
      description =
          "Ask this FHIR R4 terminology server for terms that nothing local knows, and whether the"
              + " codes of the Bundle are right. Only terms and codes are sent, never the case and"
              + " no credentials; without this option no network connection is opened. Answers"
              + " about terms are cached.")
  private String server;

  @Option(
      names = "--tx-value-sets",
      paramLabel = "FILE",
      description =
          "Which value sets the server is asked for: a table with the columns domain, value-set and"
              + " concept-map (default: SNOMED CT, LOINC and RxNorm).")
  private Path valueSets;

  @Option(
      names = "--tx-cache",
      paramLabel = "DIR",
      description =
          "Where the server's answers are kept (default: case2fhir/tx in $XDG_CACHE_HOME or"
              + " ~/.cache).")
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
        server.equals("none") ? Optional.empty() : Optional.of(server(server)),
        Optional.ofNullable(valueSets),
        cache == null ? TerminologyOptions.defaultCache() : cache);
  }

  /** The address of a terminology server. */
  static URI server(String address) {
    URI server;
    try {
      server = new URI(address);
    } catch (URISyntaxException e) {
      throw notAServer();
    }
    boolean web = "http".equals(server.getScheme()) || "https".equals(server.getScheme());
    boolean plain = server.getUserInfo() == null && server.getQuery() == null;
    if (!web || server.getHost() == null || !plain || server.getFragment() != null) {
      throw notAServer();
    }
    return server;
  }

  private static UsageProblem notAServer() {
    return new UsageProblem(
        "--tx wants the address of a server, such as https://tx.example.org/r4");
  }

  /** Where terminologies are installed. */
  static final class IndexArgument {
    @Option(
        names = "--index",
        paramLabel = "DIR",
        description =
            "Folder of the installed terminologies (default: $CASE2FHIR_INDEX, or"
                + " case2fhir/terminologies in $XDG_DATA_HOME or ~/.local/share).")
    private Path index;

    Path folder() {
      return index == null ? TerminologyOptions.defaultIndex() : index;
    }
  }
}
