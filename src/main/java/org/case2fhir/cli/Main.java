package org.case2fhir.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.case2fhir.CaseConverter;
import org.case2fhir.Version;
import org.case2fhir.cli.ExitCode.CommandFailure;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.cli.Main.VersionProvider;
import org.case2fhir.cli.TerminologyArguments.TerminologyServerArguments;
import org.case2fhir.cli.TerminologyCommand.CheckTableCommand;
import org.case2fhir.cli.TerminologyCommand.ListTerminologiesCommand;
import org.case2fhir.cli.TerminologyCommand.RemoveTerminologyCommand;
import org.case2fhir.issue.Issue;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The command {@code case2fhir}. */
@Command(
    name = "case2fhir",
    description = "Turns a clinical case into FHIR R4 resources in a Bundle. Works offline.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.VersionProvider.class,
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  case2fhir convert case.yaml                 the Bundle to standard output",
      "  case2fhir convert case.yaml -o bundle.json  to a file",
      "  case2fhir convert cases/ -o bundles/        every case below a folder",
      "  case2fhir extract article.pdf -o case.yaml  a case report in prose, as a case to review",
      "  case2fhir view case.yaml -o case.html       a page to look at",
      "  case2fhir care article.pdf                  what the CARE guideline asks for",
      "  case2fhir validate bundle.json              any FHIR R4 file",
      "  case2fhir push case.yaml --server URL       writes it to a FHIR server",
      "  case2fhir serve                             converts over HTTP",
      "  case2fhir server                            a FHIR server in memory, to try it",
      "  case2fhir schema > case.schema.json         for editors that complete case files",
      "  case2fhir terminology import hp.json        a release that you are licensed for",
      "  case2fhir terminology find \"seizures\"      what words are coded as, and why",
      "  case2fhir train annotated/ -o my.model      a model of your own for prose",
      "  case2fhir evaluate annotated/               how well mentions are found",
      "  source <(case2fhir generate-completion)     completion for bash and zsh",
      "",
      "Exit codes: 0 done, 1 the data has errors, 2 wrong usage.",
      "Not for clinical decisions."
    })
public final class Main implements Runnable {
  private static final List<Class<?>> COMMANDS =
      List.of(
          ConvertCommand.class,
          ExtractCommand.class,
          ViewCommand.class,
          ReviewCommand.class,
          CareCommand.class,
          ValidateCommand.class,
          PushCommand.class,
          ServeCommand.class,
          ServerCommand.class,
          SchemaCommand.class,
          TerminologyCommand.class,
          TrainCommand.class,
          EvaluateCommand.class);

  @Spec private CommandSpec spec;

  Main() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    if (args.length > 1 && Set.of(ConvertCommand.NAME, ViewCommand.NAME).contains(args[0])) {
      CaseConverter.warmUp();
    }
    int exitCode;
    try (Terminal terminal = Terminal.system()) {
      exitCode = run(terminal, args);
    }
    System.exit(exitCode);
  }

  /** Runs the command against any terminal. */
  static int run(Terminal terminal, String... args) {
    CommandLine commandLine =
        commandLine(terminal, args)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(terminal.usageWriter())
            .setErr(terminal.err())
            .setExpandAtFiles(false)
            .setExecutionStrategy(parsed -> execute(parsed, terminal))
            .setParameterExceptionHandler(terminal::reportUsage)
            .setExecutionExceptionHandler(terminal::reportFailure);
    TerminologyServerArguments.addCredentials(commandLine);
    try {
      return terminal.finished(commandLine.execute(args));
    } catch (RuntimeException | IOException e) {
      return terminal.reportFailure(e, commandLine, null);
    } catch (OutOfMemoryError | StackOverflowError e) {
      terminal.err().println("case2fhir: error: the input is too large for this process");
      terminal.err().println("Give it more memory (java -Xmx4g -jar …) or split the input.");
      return ExitCode.DATA;
    }
  }

  /**
   * The command with the one that the arguments name, or with all where they name none: the options
   * of all take a tenth of the time of a conversion.
   */
  static CommandLine commandLine(Terminal terminal, String... args) {
    CommandLine line = new CommandLine(new Main(), new Commands(terminal));
    List<Class<?>> named =
        COMMANDS.stream().filter(type -> args.length > 0 && args[0].equals(name(type))).toList();
    (named.isEmpty() ? COMMANDS : named).forEach(line::addSubcommand);
    if (named.isEmpty()) {
      line.addSubcommand(AutoComplete.GenerateCompletion.class);
    }
    return line;
  }

  private static String name(Class<?> command) {
    return command.getAnnotation(Command.class).name();
  }

  private static int execute(ParseResult parsed, Terminal terminal) {
    ParseResult command = parsed;
    while (command.hasSubcommand()) {
      command = command.subcommand();
    }
    try {
      if (!command.isUsageHelpRequested() && !command.isVersionHelpRequested()) {
        OutputFiles.refuseCollisions(command.commandSpec());
        warn(ExposedSecrets.of(command.commandSpec()), command.commandSpec(), terminal);
      }
      return new CommandLine.RunLast().execute(parsed);
    } catch (UsageProblem | CommandFailure problem) {
      // picocli reports only its own exceptions without a trace.
      CommandLine line = command.commandSpec().commandLine();
      throw new CommandLine.ExecutionException(line, problem.getMessage(), problem);
    }
  }

  /** Prints issues as the command prints its own. */
  private static void warn(List<Issue> issues, CommandSpec command, Terminal terminal) {
    Optional<ReportingOptions> reporting =
        command.mixins().values().stream()
            .map(CommandSpec::userObject)
            .filter(ReportingOptions.class::isInstance)
            .map(ReportingOptions.class::cast)
            .findFirst();
    if (reporting.isPresent()) {
      new IssuePrinter(terminal, reporting.get()).print(issues);
    } else {
      issues.forEach(issue -> terminal.err().println(issue.toString()));
    }
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  /** Makes the commands, handing the terminal to those that print. */
  static final class Commands implements IFactory {
    private final Terminal terminal;

    Commands(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
      if (type == ConvertCommand.class) {
        return type.cast(new ConvertCommand(terminal));
      }
      if (type == ExtractCommand.class) {
        return type.cast(new ExtractCommand(terminal));
      }
      if (type == ViewCommand.class) {
        return type.cast(new ViewCommand(terminal));
      }
      if (type == CareCommand.class) {
        return type.cast(new CareCommand(terminal));
      }
      if (type == ValidateCommand.class) {
        return type.cast(new ValidateCommand(terminal));
      }
      if (type == PushCommand.class) {
        return type.cast(new PushCommand(terminal));
      }
      if (type == SchemaCommand.class) {
        return type.cast(new SchemaCommand(terminal));
      }
      if (type == ImportTerminologyCommand.class) {
        return type.cast(new ImportTerminologyCommand(terminal));
      }
      if (type == FindTermCommand.class) {
        return type.cast(new FindTermCommand(terminal));
      }
      if (type == ListTerminologiesCommand.class) {
        return type.cast(new ListTerminologiesCommand(terminal));
      }
      if (type == CheckTableCommand.class) {
        return type.cast(new CheckTableCommand(terminal));
      }
      if (type == RemoveTerminologyCommand.class) {
        return type.cast(new RemoveTerminologyCommand(terminal));
      }
      if (type == TrainCommand.class) {
        return type.cast(new TrainCommand(terminal));
      }
      if (type == EvaluateCommand.class) {
        return type.cast(new EvaluateCommand(terminal));
      }
      if (type == ReviewCommand.class) {
        return type.cast(new ReviewCommand(terminal));
      }
      if (type == ServeCommand.class) {
        return type.cast(new ServeCommand(terminal));
      }
      if (type == ServerCommand.class) {
        return type.cast(new ServerCommand(terminal));
      }
      return CommandLine.defaultFactory().create(type);
    }
  }

  /** Text of {@code --version}. */
  static final class VersionProvider implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"case2fhir " + Version.current() + " (FHIR R4 4.0.1)"};
    }
  }

  /** Prints the JSON Schema of the case file. */
  @Command(
      name = "schema",
      description = "Prints the JSON Schema (draft 2020-12) of the case file.",
      mixinStandardHelpOptions = true,
      versionProvider = VersionProvider.class,
      footerHeading = "%nExample:%n",
      footer = {
        "  case2fhir schema > case.schema.json",
        "  and as the first line of a case file, for editors:",
        "  # yaml-language-server: @|bold $schema|@=case.schema.json"
      })
  static final class SchemaCommand implements Callable<Integer> {
    private final Terminal terminal;

    SchemaCommand(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      String schema = CaseConverter.caseFileSchema().stripTrailing() + "\n";
      PrintWriter out = terminal.outWriter();
      out.print(schema);
      out.flush();
      return ExitCode.OK;
    }
  }
}
