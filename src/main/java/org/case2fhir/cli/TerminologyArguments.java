package org.case2fhir.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.case2fhir.TerminologyOptions;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.cli.ServerArguments.CredentialArguments;
import org.case2fhir.exchange.Login;
import org.case2fhir.exchange.TerminologyServer;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
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

  @Mixin private TerminologyServerArguments server;

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
        server.server(),
        Optional.ofNullable(valueSets),
        cache == null ? TerminologyOptions.defaultCache() : cache);
  }

  /** A terminology server and what it is entered with, as options of a command. */
  static final class TerminologyServerArguments {
    @Option(
        names = "--tx",
        paramLabel = "URL|none",
        defaultValue = "none",
        description =
            "Ask this FHIR R4 terminology server about terms and codes that nothing local knows."
                + " Only terms and codes are sent, never the case, and credentials only as the"
                + " options --tx-... name them; without --tx it is not asked. Answers about terms"
                + " are cached (default: none).")
    private String address;

    private final CredentialArguments credentials = CredentialArguments.ofTerminologyServer();
    private Optional<TerminologyServer> server = Optional.empty();

    /** Adds the options for credentials to each command that has this one; they have the prefix. */
    static void addCredentials(CommandLine commands) {
      for (CommandLine command : commands.getSubcommands().values()) {
        addCredentials(command);
      }
      addCredentials(commands.getCommandSpec(), commands.getCommandSpec());
    }

    private static void addCredentials(CommandSpec command, CommandSpec part) {
      for (CommandSpec mixin : part.mixins().values()) {
        if (mixin.userObject() instanceof TerminologyServerArguments found) {
          ArgGroupSpec.Builder group =
              ArgGroupSpec.builder()
                  .heading("%nWhat the terminology server of --tx is entered with:%n")
                  .validate(false)
                  .order(Integer.MAX_VALUE);
          found.credentials.options().forEach(group::addArg);
          command.addArgGroup(group.build());
        }
        addCredentials(command, mixin);
      }
    }

    /**
     * The server, if one is named; its credentials are read once.
     *
     * @throws UsageProblem if it is not an address of a server, or the credentials cannot be used
     */
    Optional<TerminologyServer> server() {
      if (address.equals("none")) {
        if (credentials.isGiven()) {
          throw new UsageProblem("the options --tx-... for credentials need --tx");
        }
        return Optional.empty();
      }
      if (server.isEmpty()) {
        URI base = base();
        Login login = credentials.credentials();
        try {
          server = Optional.of(new TerminologyServer(base, login));
        } catch (IllegalArgumentException e) {
          throw new UsageProblem("--tx: " + e.getMessage());
        }
      }
      return server;
    }

    private URI base() {
      URI base;
      try {
        base = new URI(address);
      } catch (URISyntaxException e) {
        throw notAServer();
      }
      boolean web = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
      boolean plain = base.getUserInfo() == null && base.getQuery() == null;
      if (!web || base.getHost() == null || !plain || base.getFragment() != null) {
        throw notAServer();
      }
      return base;
    }

    private static UsageProblem notAServer() {
      return new UsageProblem(
          "--tx wants the address of a server, such as https://tx.example.org/r4");
    }
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
