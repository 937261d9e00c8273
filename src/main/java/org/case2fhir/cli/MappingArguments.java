package org.case2fhir.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.case2fhir.Version;
import org.case2fhir.fhir.MappingOptions;
import org.case2fhir.fhir.MappingOptions.AbsentPolicy;
import org.case2fhir.fhir.MappingOptions.BundleKind;
import org.case2fhir.fhir.MappingOptions.MedicationPolicy;
import org.case2fhir.fhir.MappingOptions.OnsetPolicy;
import org.case2fhir.fhir.MappingOptions.Receiver;
import org.case2fhir.fhir.MappingOptions.SecurityLabel;
import org.case2fhir.fhir.MappingOptions.SymptomPolicy;
import org.case2fhir.fhir.MappingOptions.VitalSignPolicy;
import org.case2fhir.fhir.MappingOptions.WritePolicy;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The mapping policies as options of a command. */
final class MappingArguments {
  private static final Pattern EPOCH = Pattern.compile("[0-9]{1,11}");

  @Option(
      names = "--bundle",
      paramLabel = "transaction|batch|collection|document",
      defaultValue = "transaction",
      description =
          "Kind of Bundle (default: transaction). A document needs --recorded or"
              + " SOURCE_DATE_EPOCH.")
  private BundleKind bundle;

  @Option(
      names = "--absent",
      paramLabel = "observation|refuted|omit",
      defaultValue = "observation",
      description =
          "What a finding that the case denies becomes: an Observation of its absence, a refuted"
              + " Condition, or nothing (default: observation).")
  private AbsentPolicy absent;

  @Option(
      names = "--symptoms",
      paramLabel = "observation|condition",
      defaultValue = "observation",
      description = "What a symptom becomes (default: observation).")
  private SymptomPolicy symptoms;

  @Option(
      names = "--medications",
      paramLabel = "statement|request",
      defaultValue = "statement",
      description =
          "A drug becomes a MedicationStatement, or a MedicationRequest for receivers that know no"
              + " statements (default: statement).")
  private MedicationPolicy medications;

  @Option(
      names = "--onset",
      paramLabel = "words|derived",
      defaultValue = "words",
      description =
          "Relative onsets stay words, or become dates as precise as the words allow (default:"
              + " words).")
  private OnsetPolicy onset;

  @Option(
      names = "--vital-signs",
      paramLabel = "period|component",
      defaultValue = "period",
      description =
          "A vital sign whose day is unknown gets a period, or keeps its code in a component only,"
              + " for servers that accept no period (default: period).")
  private VitalSignPolicy vitalSigns;

  @Option(
      names = "--write",
      paramLabel = "update|create|put",
      description =
          "How a server is to store the resources: conditional update, conditional create, or"
              + " update by id (default: update; a batch is always put).")
  private WritePolicy write;

  @Option(
      names = "--security-label",
      paramLabel = "LABEL",
      split = ",",
      description =
          "Put these labels on every resource: HTEST (test data), or confidentiality U, L, M, N, R,"
              + " V.")
  private List<SecurityLabel> securityLabels = List.of();

  @Option(
      names = "--recorded",
      paramLabel = "INSTANT",
      converter = InstantConverter.class,
      description =
          "When the Provenance was recorded, such as 2026-11-28T09:30:00Z (default: the environment"
              + " variable SOURCE_DATE_EPOCH in seconds, else unknown).")
  private Instant recorded;

  /** Reads the time at which a run is to be recorded; there is a default, but never the clock. */
  static final class InstantConverter implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String value) {
      try {
        return OffsetDateTime.parse(value).toInstant();
      } catch (DateTimeException e) {
        throw new TypeConversionException(
            "'" + value + "' is not a time such as 2026-11-28T09:30:00Z");
      }
    }

    /** The time of reproducible builds, unless the variable is not set or is not a number. */
    static Optional<Instant> ofEnvironment(String seconds) {
      return seconds != null && EPOCH.matcher(seconds).matches()
          ? Optional.of(Instant.ofEpochSecond(Long.parseLong(seconds)))
          : Optional.empty();
    }
  }

  @Option(
      names = "--for",
      paramLabel = "plain|us-core|ips",
      defaultValue = "plain",
      converter = ReceiverConverter.class,
      description =
          "Whose profiles the resources are to meet: none's besides FHIR's own, US Core's (6.1.0),"
              + " or those of the International Patient Summary (1.1.0); a document for ips is such"
              + " a summary (default: plain).")
  private Receiver receiver;

  @Spec private CommandSpec spec;

  /** Reads a name with a hyphen, which picocli does not find in an enum. */
  static final class ReceiverConverter implements ITypeConverter<Receiver> {
    @Override
    public Receiver convert(String value) {
      return switch (value.toLowerCase(Locale.ROOT)) {
        case "plain" -> Receiver.PLAIN;
        case "us-core" -> Receiver.US_CORE;
        case "ips" -> Receiver.IPS;
        default ->
            throw new TypeConversionException("'" + value + "' is not plain, us-core or ips");
      };
    }
  }

  /** Whether profiles of a receiver are to be met. */
  boolean isForReceiver() {
    return receiver != Receiver.PLAIN;
  }

  /**
   * @throws ParameterException if a document is asked for without a time
   */
  MappingOptions options() {
    Optional<Instant> time =
        Optional.ofNullable(recorded)
            .or(() -> InstantConverter.ofEnvironment(System.getenv("SOURCE_DATE_EPOCH")));
    if (bundle == BundleKind.DOCUMENT && time.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "A document says when it was put together: add --recorded, such as --recorded"
              + " 2026-11-28T09:30:00Z, or set SOURCE_DATE_EPOCH");
    }
    return new MappingOptions(
        bundle,
        absent,
        symptoms,
        medications,
        onset,
        vitalSigns,
        Optional.ofNullable(write),
        securityLabels,
        Optional.empty(),
        Version.current(),
        time,
        receiver);
  }
}
