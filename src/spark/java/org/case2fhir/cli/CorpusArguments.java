package org.case2fhir.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.case2fhir.CaseConverter;
import org.case2fhir.ConversionOptions;
import org.case2fhir.ConversionOptions.Target;
import org.case2fhir.Terminologies;
import org.case2fhir.TerminologyOptions;
import org.case2fhir.ValidationSample;
import org.case2fhir.Version;
import org.case2fhir.cli.ConvertCommand.SampleConverter;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.cli.ReadingArguments.PatientArgument;
import org.case2fhir.cli.ReadingArguments.TaggerArguments;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.fhir.MappingOptions;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Result;
import org.case2fhir.issue.Severity;
import org.case2fhir.issue.Sha256;
import org.case2fhir.reading.CaseReader.ReadingOptions;
import org.case2fhir.validation.ValidationOptions;
import org.case2fhir.version.FhirVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The arguments of a run on Apache Spark: those of {@code convert --format ndjson}, as far as many
 * machines can follow them. Executors parse them again, so that no option needs to be serialized.
 *
 * <p>Nothing is asked over a network, and installed terminologies are used only if they are named:
 * what one machine has and another lacks must not change a byte.
 */
@Command(
    name = "spark-submit --class org.case2fhir.corpus.SparkCorpus case2fhir-spark.jar",
    description =
        "Converts any number of case files, phenopackets and case reports on Apache Spark into FHIR"
            + " resources as NDJSON, laid out as FHIR Bulk Data, with tables of issues and coverage"
            + " (Parquet).",
    mixinStandardHelpOptions = true,
    versionProvider = Main.VersionProvider.class,
    sortOptions = false,
    footerHeading = "%n",
    footer = "Exit codes: 0 done, 1 the data has errors, 2 wrong usage.")
public final class CorpusArguments {
  private static final int MOST_INPUTS = 1_000_000;
  private static final long LARGEST_OPTION_FILE = 1L << 28;

  /** Options that change nothing of what is written. */
  private static final Set<String> NEUTRAL = Set.of("--resume", "--fail-on", "--recorded");

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "IN",
      description =
          "A folder of case files, phenopackets, articles and JSON lines; one file; or a Parquet"
              + " table with the columns id and text.")
  private String in;

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description = "A new or empty folder, on a file system whose renaming is atomic (HDFS, NFS).")
  private String out;

  @Option(
      names = "--resume",
      description = "Go on where a run with the same inputs and options was stopped.")
  private boolean resume;

  @Option(
      names = "--part-size",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "How many inputs are committed together and share a file of each type (default: 1000).")
  private int partSize;

  @Option(
      names = "--fhir",
      paramLabel = "R4|R4B|R5",
      defaultValue = "R4",
      description = "Version of FHIR that is written and validated (default: R4).")
  private FhirVersion version;

  @Mixin private MappingArguments mapping;

  @Mixin private PatientArgument patient;

  @Option(names = "--attach-source", description = "Attach the input to the DocumentReference.")
  private boolean attachSource;

  @Option(
      names = "--validate",
      paramLabel = "all|sample:N%|none",
      converter = SampleConverter.class,
      defaultValue = "all",
      description =
          "Which inputs have their resources validated; an input is in a sample or not by its"
              + " content (default: all).")
  private ValidationSample sample;

  @Option(names = "--strict", description = "Write nothing of a case that has errors.")
  private boolean strict;

  @Mixin private ValidationArguments validation;

  @Option(
      names = "--terminology",
      paramLabel = "FILE|DIR",
      description =
          "Your own table of words and codes, or a folder of them, under this path on every"
              + " machine. May be given several times: the last wins.")
  private List<Path> overlays = List.of();

  @Option(
      names = "--index",
      paramLabel = "DIR",
      description = "Folder of installed terminologies on every machine (default: none).")
  private Path index;

  @Mixin private TaggerArguments tagger;

  @Mixin private ReadingArguments reading;

  @Option(
      names = "--fail-on",
      paramLabel = "error|warning",
      defaultValue = "error",
      description = "Exit with 1 if there is such an issue or a worse one (default: error).")
  private ReportingOptions.FailOn failOn;

  private List<String> given = List.of();
  private MappingOptions policies;

  private CorpusArguments() {}

  /** Text for {@code --help}. */
  public static String usage() {
    return line(new CorpusArguments()).getUsageMessage();
  }

  /**
   * Parses the arguments of a run.
   *
   * @throws IllegalArgumentException if they are wrong; the message is one for the user
   */
  public static CorpusArguments parse(List<String> arguments) {
    CorpusArguments parsed = parsed(arguments);
    try {
      parsed.policies = ConvertCommand.ofLines(parsed.policies);
    } catch (UsageProblem e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return parsed;
  }

  /**
   * Parses options alone, for callers that bring their inputs themselves.
   *
   * @throws IllegalArgumentException if they are wrong; the message is one for the user
   */
  public static CorpusArguments ofOptions(List<String> options) {
    List<String> all = new ArrayList<>(options);
    all.add("--");
    all.add("-");
    all.add("-");
    CorpusArguments parsed = parsed(all);
    parsed.given = List.copyOf(options);
    return parsed;
  }

  private static CorpusArguments parsed(List<String> arguments) {
    CorpusArguments parsed = new CorpusArguments();
    CommandLine line = line(parsed);
    try {
      line.parseArgs(arguments.toArray(String[]::new));
      parsed.check(line);
    } catch (ParameterException | UsageProblem e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    parsed.given = List.copyOf(arguments);
    return parsed;
  }

  private static CommandLine line(CorpusArguments arguments) {
    return new CommandLine(arguments)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false);
  }

  private void check(CommandLine line) {
    if (line.getParseResult().hasMatchedOption("--bundle")) {
      throw new UsageProblem("NDJSON holds no Bundle: leave out --bundle");
    }
    if (partSize < 1 || partSize > MOST_INPUTS) {
      throw new UsageProblem("--part-size is a number from 1 to " + MOST_INPUTS);
    }
    if (version != FhirVersion.R4 && mapping.isForReceiver()) {
      throw new UsageProblem("The profiles of --for are made for FHIR R4, not for " + version);
    }
    validation.requireNoneFor(version);
    patient.number();
    for (Path overlay : overlays) {
      if (!Files.exists(overlay)) {
        throw new UsageProblem("No such file or folder: " + overlay);
      }
    }
    policies = ConvertCommand.standingAlone(mapping.options());
  }

  /** What is read, as the user gave it. */
  public String in() {
    return in;
  }

  /** The folder that is written, as the user gave it. */
  public String out() {
    return out;
  }

  /** Whether this run goes on with an earlier one. */
  public boolean resume() {
    return resume;
  }

  /** How many inputs are committed together. */
  public int partSize() {
    return partSize;
  }

  /** From which severity on an issue makes the run fail. */
  public Severity failOn() {
    return failOn.severity;
  }

  /** When the resources are put together, in ISO 8601. */
  public String recorded() {
    return policies.recorded().orElseThrow().toString();
  }

  /** The arguments as another machine is to parse them, whatever its environment says. */
  public List<String> forExecutors() {
    boolean timed = spec.commandLine().getParseResult().hasMatchedOption("--recorded");
    if (timed || policies.recorded().isEmpty()) {
      return given;
    }
    List<String> all = new ArrayList<>(List.of("--recorded", recorded()));
    all.addAll(given);
    return all;
  }

  /**
   * A digest of everything but its inputs that decides on what a run writes, the content of named
   * files included: it is the same on all machines, or they would not write the same.
   */
  public String digest() {
    StringBuilder all = new StringBuilder(Version.current());
    for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
      if (!NEUTRAL.contains(option.longestName())) {
        all.append('\n').append(option.longestName());
        option.originalStringValues().forEach(value -> all.append('\n').append(state(value)));
      }
    }
    return Sha256.of(all.append('\n').append(policies).toString());
  }

  /** A value, and the content of the file that it names. */
  private static String state(String value) {
    try {
      Path path = Path.of(value);
      return Files.isRegularFile(path) && Files.size(path) <= LARGEST_OPTION_FILE
          ? value + " " + Sha256.of(Files.readAllBytes(path))
          : value;
    } catch (IllegalArgumentException | IOException e) {
      return value; // it names no file, or one that its reader will complain about
    }
  }

  /** Opens what a conversion needs; without a value if an option names what cannot be used. */
  public Result<CorpusConverter> open() {
    Result<Terminologies> terminologies =
        Terminologies.open(
            new TerminologyOptions(
                overlays,
                Optional.ofNullable(index),
                Optional.empty(),
                Optional.empty(),
                TerminologyOptions.defaultCache()));
    Result<ReadingOptions> rules = reading.options();
    List<Issue> issues =
        new ArrayList<>(
            Stream.concat(terminologies.issues().stream(), rules.issues().stream()).toList());
    if (terminologies.value().isEmpty() || rules.value().isEmpty()) {
      return Result.failed(issues);
    }
    ConversionOptions options =
        new ConversionOptions(
            policies,
            BundleFormat.JSON,
            !sample.isEmpty(),
            strict,
            attachSource,
            rules.value().get(),
            Target.FHIR,
            version);
    ValidationOptions checks = validation.options(Optional.empty());
    CaseConverter converter =
        new CaseConverter(options, terminologies.value().get(), tagger.options(), checks);
    if (validation.isGiven()) {
      issues.addAll(converter.validationIssues());
    }
    OptionalInt only = patient.number();
    return Result.of(
        new CorpusConverter(
            input -> ConvertCommand.convert(converter, input, only, sample.takes(input))),
        issues);
  }
}
