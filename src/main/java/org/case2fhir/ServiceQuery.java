package org.case2fhir;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.case2fhir.ConversionOptions.Target;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
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
import org.case2fhir.reading.CaseReader.ReadingOptions;
import org.case2fhir.version.FhirVersion;

/**
 * The query of a request: the options of the command of the same name, spelt alike. Each is asked
 * for once; what nobody asked for is a mistake of the client and refused.
 */
final class ServiceQuery {
  private static final int LONGEST_NAME = 200;

  private final Map<String, List<String>> query;
  private final Set<String> known = new TreeSet<>();

  ServiceQuery(Map<String, List<String>> query) {
    this.query = query;
  }

  /** A query that cannot be understood. */
  static final class BadQuery extends Exception {
    private static final long serialVersionUID = 1L;

    BadQuery(String message) {
      super(message);
    }
  }

  /**
   * The options of a conversion.
   *
   * @param base what the server reads articles with
   * @param format of a Bundle
   * @param target what a case becomes
   */
  ConversionOptions conversion(ReadingOptions base, BundleFormat format, Target target)
      throws BadQuery {
    FhirVersion version = version();
    MappingOptions mapping = mapping();
    boolean validate = flag("validate", true);
    boolean attach = flag("attach-source", false);
    if (version != FhirVersion.R4 && mapping.receiver() != Receiver.PLAIN) {
      throw new BadQuery("the profiles of `for` are made for FHIR R4, not for " + version);
    }
    if (version == FhirVersion.R5 && format == BundleFormat.TURTLE) {
      throw new BadQuery("text/turtle is for FHIR R4 and R4B; R5 writes RDF otherwise");
    }
    return new ConversionOptions(
        mapping, format, validate, /* strict= */ false, attach, reading(base), target, version);
  }

  private MappingOptions mapping() throws BadQuery {
    BundleKind kind = choice("bundle", BundleKind.class, BundleKind.TRANSACTION);
    MappingOptions options =
        MappingOptions.DEFAULT
            .withSoftware(Version.current())
            .withBundle(kind)
            .withAbsent(choice("absent", AbsentPolicy.class, AbsentPolicy.OBSERVATION))
            .withSymptoms(choice("symptoms", SymptomPolicy.class, SymptomPolicy.OBSERVATION))
            .withMedications(
                choice("medications", MedicationPolicy.class, MedicationPolicy.STATEMENT))
            .withOnset(choice("onset", OnsetPolicy.class, OnsetPolicy.WORDS))
            .withVitalSigns(choice("vital-signs", VitalSignPolicy.class, VitalSignPolicy.PERIOD))
            .withReceiver(choice("for", Receiver.class, Receiver.PLAIN))
            .withLabels(labels());
    Optional<String> write = value("write");
    if (write.isPresent()) {
      options = options.withWrite(choice("write", WritePolicy.class, WritePolicy.UPDATE));
    }
    Optional<Instant> recorded = recorded();
    if (recorded.isPresent()) {
      options = options.withRecorded(recorded.get());
    } else if (kind == BundleKind.DOCUMENT) {
      throw new BadQuery(
          "a document says when it was put together: add recorded=2026-11-28T09:30:00Z");
    }
    return options;
  }

  private Set<SecurityLabel> labels() throws BadQuery {
    Set<SecurityLabel> labels = EnumSet.noneOf(SecurityLabel.class);
    Optional<String> given = value("security-label");
    for (String each : given.map(words -> words.split(",", -1)).orElse(new String[0])) {
      labels.add(constant("security-label", SecurityLabel.class, each));
    }
    return labels;
  }

  private Optional<Instant> recorded() throws BadQuery {
    Optional<String> given = value("recorded");
    try {
      return given.map(OffsetDateTime::parse).map(OffsetDateTime::toInstant);
    } catch (DateTimeException e) {
      throw new BadQuery("`recorded` is a time such as 2026-11-28T09:30:00Z");
    }
  }

  /** How articles are read. */
  ReadingOptions reading(ReadingOptions base) throws BadQuery {
    boolean confidence = flag("confidence", base.confidence());
    double least = base.minConfidence();
    Optional<String> given = value("min-confidence");
    if (given.isPresent()) {
      if (!given.get().matches("0|1|0\\.\\d{1,9}|1\\.0{1,9}")) {
        throw new BadQuery("`min-confidence` is from 0 to 1");
      }
      least = Double.parseDouble(given.get());
    }
    return new ReadingOptions(base.cues(), confidence, least);
  }

  /** Number of the only patient wanted, from 1. */
  OptionalInt patient() throws BadQuery {
    Optional<String> given = value("patient");
    if (given.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!given.get().matches("[1-9]\\d{0,5}")) {
      throw new BadQuery("`patient` is a number from 1");
    }
    return OptionalInt.of(Integer.parseInt(given.get()));
  }

  /** What a case is to become, if that is said. */
  Optional<Target> target() throws BadQuery {
    boolean given = value("to").isPresent();
    return given ? Optional.of(choice("to", Target.class, Target.FHIR)) : Optional.empty();
  }

  FhirVersion version() throws BadQuery {
    return choice("fhir", FhirVersion.class, FhirVersion.R4);
  }

  /** Whether the coverage of an article is wanted word by word. */
  boolean coverage() throws BadQuery {
    return flag("coverage", false);
  }

  /**
   * What issues and attachments call the input.
   *
   * @param extension that its type has, with dot; empty where the type says nothing
   */
  String name(String extension) throws BadQuery {
    String given = value("name").orElse("input");
    boolean plain =
        !given.isBlank()
            && given.length() <= LONGEST_NAME
            && given.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
    if (!plain) {
      throw new BadQuery("`name` is the name of a file, without folders");
    }
    boolean ends = given.toLowerCase(Locale.ROOT).endsWith(extension);
    return ends ? given : given + extension;
  }

  /** Refuses what none of the other methods has asked for; to be called last. */
  void requireAllKnown() throws BadQuery {
    Set<String> unknown = new HashSet<>(query.keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new BadQuery(
          "there is no such parameter here; those of this path are " + String.join(", ", known));
    }
  }

  private Optional<String> value(String name) throws BadQuery {
    known.add(name);
    List<String> values = query.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw new BadQuery("`" + name + "` may be given once");
    }
    return values.stream().findFirst();
  }

  private boolean flag(String name, boolean usual) throws BadQuery {
    Optional<String> given = value(name);
    if (given.isEmpty()) {
      return usual;
    }
    return switch (given.get()) {
      case "true", "" -> true;
      case "false" -> false;
      default -> throw new BadQuery("`" + name + "` is true or false");
    };
  }

  private <E extends Enum<E>> E choice(String name, Class<E> type, E usual) throws BadQuery {
    Optional<String> given = value(name);
    return given.isPresent() ? constant(name, type, given.get()) : usual;
  }

  private static <E extends Enum<E>> E constant(String name, Class<E> type, String given)
      throws BadQuery {
    for (E each : type.getEnumConstants()) {
      if (word(each).equalsIgnoreCase(given)) {
        return each;
      }
    }
    String words =
        Arrays.stream(type.getEnumConstants())
            .map(ServiceQuery::word)
            .collect(Collectors.joining(", "));
    throw new BadQuery("`" + name + "` is one of " + words);
  }

  private static String word(Enum<?> constant) {
    return constant instanceof FhirVersion || constant instanceof SecurityLabel
        ? constant.name()
        : constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
