package org.case2fhir;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.case2fhir.ConversionOptions.Target;
import org.case2fhir.ConversionService.ServiceQuery.BadQuery;
import org.case2fhir.ExtractionOptions.CoverageFormat;
import org.case2fhir.ExtractionOptions.ExtractionFormat;
import org.case2fhir.ServiceMedia.InputType;
import org.case2fhir.ServiceMedia.OutputType;
import org.case2fhir.ServiceMedia.UnknownType;
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
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Severity;
import org.case2fhir.mention.TaggerOptions;
import org.case2fhir.reading.CaseReader.ReadingOptions;
import org.case2fhir.server.ConversionServer.Service;
import org.case2fhir.server.ConversionServer.ServiceAnswer;
import org.case2fhir.server.ConversionServer.ServiceRequest;
import org.case2fhir.validation.ResourceValidator;
import org.case2fhir.validation.ValidationOptions;
import org.case2fhir.version.FhirVersion;
import org.hl7.fhir.r4.model.OperationOutcome;

/**
 * Answers the requests of a conversion server: converts, extracts and validates the body of each as
 * the command of that name does, and says what is wrong with it.
 *
 * <p>A Bundle or case file alone is the answer only where nothing is wrong: with an error, the
 * answer is an OperationOutcome and status 422, unless the client says {@code Prefer:
 * handling=lenient}. As {@code application/json} everything is in one answer. Safe for several
 * threads, which share what is costly to load.
 */
public final class ConversionService implements Service {
  private static final List<OutputType> OF_EXTRACT = List.of(OutputType.YAML, OutputType.JSON);
  private static final List<OutputType> OF_VALIDATE =
      List.of(OutputType.FHIR_JSON, OutputType.FHIR_XML, OutputType.JSON);

  private static final int OK = 200;
  private static final int UNPROCESSABLE = 422;
  private static final int KILOBYTE = 1024;
  private static final JsonFactory JSON = new ObjectMapper().getFactory();

  private final Terminologies terminologies;
  private final ReadingOptions reading;
  private final ArticleReader articles;
  private final ValidationOptions validation;
  private final Map<FhirVersion, ResourceValidator> validators = new EnumMap<>(FhirVersion.class);
  private final int validatedAtOnce =
      (int) Math.min(Integer.MAX_VALUE, FileValidator.bytesAtOnce() / KILOBYTE);
  // Fair, or a large file waits for ever beside small ones.
  private final Semaphore validating = new Semaphore(validatedAtOnce, /* fair= */ true);

  /** What all requests share. */
  public ConversionService(
      Terminologies terminologies,
      TaggerOptions tagger,
      ReadingOptions reading,
      ValidationOptions validation) {
    this.terminologies = terminologies;
    this.reading = reading;
    this.validation = validation;
    this.articles = ArticleReader.of(tagger, terminologies, reading);
  }

  /** What is wrong with the packages and profiles of the options; reads them. */
  public List<Issue> validationIssues() {
    return validator(FhirVersion.R4).optionIssues();
  }

  /** Gets ready what the first request would wait for, in the background. */
  public void warmUp() {
    CaseConverter.warmUp();
    validator(FhirVersion.R4).warmUp();
  }

  private ResourceValidator validator(FhirVersion version) {
    synchronized (validators) {
      return validators.computeIfAbsent(version, v -> new ResourceValidator(validation.in(v)));
    }
  }

  private ArticleReader articles(ReadingOptions options) {
    return options.equals(reading) ? articles : articles.with(options);
  }

  @Override
  public ServiceAnswer answer(ServiceRequest request) {
    ServiceQuery query = new ServiceQuery(request.query());
    try {
      return switch (request.operation()) {
        case CONVERT -> convert(request, query);
        case EXTRACT -> extract(request, query);
        case VALIDATE -> validate(request, query);
      };
    } catch (BadQuery e) {
      return ServiceAnswer.problem(400, "The query cannot be understood", e.getMessage());
    } catch (UnknownType e) {
      String title =
          e.status() == 406 ? "There is no such answer" : "A body of this type cannot be read here";
      return ServiceAnswer.problem(e.status(), title, e.getMessage());
    }
  }

  private static Input input(ServiceRequest request, InputType type, ServiceQuery query)
      throws BadQuery, UnknownType {
    if (request.body().length == 0) {
      throw new BadQuery("the body is empty");
    }
    if (!type.fits(request.body())) {
      throw new UnknownType(415, "the body is not what its Content-Type says");
    }
    return new Input(query.name(type.extension()), request.body());
  }

  private ServiceAnswer convert(ServiceRequest request, ServiceQuery query)
      throws BadQuery, UnknownType {
    InputType type = ServiceMedia.input(request.contentType(), InputType.CASES);
    Optional<Target> target = query.target();
    OutputType wanted = ServiceMedia.output(request.accept(), ofConvert(target));
    Target becomes = target.orElse(wanted == OutputType.YAML ? Target.CASE : Target.FHIR);
    BundleFormat format =
        switch (wanted) {
          case FHIR_XML -> BundleFormat.XML;
          case TURTLE -> BundleFormat.TURTLE;
          case FHIR_JSON, JSON, YAML -> BundleFormat.JSON;
        };
    Input input = input(request, type, query);
    ConversionOptions options = query.conversion(reading, format, becomes);
    OptionalInt patient = query.patient();
    query.requireAllKnown();
    CaseConverter converter =
        new CaseConverter(
            options, terminologies, articles(options.reading()), validator(options.version()));
    List<Conversion> conversions =
        Conversion.saidIfEmpty(
            wanted == OutputType.JSON
                ? converter.convertEach(input, patient)
                : List.of(
                    converter.convertOne(
                        input, patient, options.validate(), count -> several(input, count))));
    List<Issue> issues = conversions.stream().flatMap(each -> each.issues().stream()).toList();
    boolean lenient = ServiceMedia.isLenient(request.prefer());
    if (wanted == OutputType.JSON) {
      boolean any = conversions.stream().anyMatch(each -> each.encoded().isPresent());
      return whole(issues, any && lenient, json -> write(json, conversions, options.target()));
    }
    List<String> texts = conversions.stream().flatMap(each -> each.encoded().stream()).toList();
    return alone(input, texts, issues, wanted, lenient);
  }

  /** Which answers there are, the usual one first. */
  private static List<OutputType> ofConvert(Optional<Target> target) {
    if (target.isEmpty()) {
      return List.of(
          OutputType.FHIR_JSON,
          OutputType.FHIR_XML,
          OutputType.TURTLE,
          OutputType.JSON,
          OutputType.YAML);
    }
    return switch (target.get()) {
      case FHIR ->
          List.of(OutputType.FHIR_JSON, OutputType.FHIR_XML, OutputType.TURTLE, OutputType.JSON);
      case CASE -> List.of(OutputType.YAML, OutputType.JSON);
      case PHENOPACKET -> List.of(OutputType.JSON);
    };
  }

  private ServiceAnswer extract(ServiceRequest request, ServiceQuery query)
      throws BadQuery, UnknownType {
    InputType type = ServiceMedia.input(request.contentType(), InputType.ARTICLES);
    OutputType wanted = ServiceMedia.output(request.accept(), OF_EXTRACT);
    Input input = input(request, type, query);
    boolean whole = wanted == OutputType.JSON;
    ReadingOptions options = query.reading(reading);
    boolean coverage = query.coverage();
    ExtractionOptions chosen =
        new ExtractionOptions(
            whole ? ExtractionFormat.JSON : ExtractionFormat.YAML,
            query.patient(),
            whole && coverage ? Optional.of(CoverageFormat.JSON) : Optional.empty(),
            options);
    query.requireAllKnown();
    Extraction read = new CaseExtractor(chosen, terminologies, articles(options)).extract(input);
    boolean nothing = read.counts().facts() == 0 && !read.hasIssues(Severity.ERROR);
    Extraction extraction = nothing ? read.with(Extraction.noFact(input.name())) : read;
    boolean lenient = ServiceMedia.isLenient(request.prefer());
    if (whole) {
      boolean any = !extraction.outputs().isEmpty();
      return whole(extraction.issues(), any && lenient, json -> write(json, extraction));
    }
    List<String> texts = extraction.outputs().stream().map(Extraction.Output::text).toList();
    return alone(input, texts, extraction.issues(), wanted, lenient);
  }

  private ServiceAnswer validate(ServiceRequest request, ServiceQuery query)
      throws BadQuery, UnknownType {
    InputType type = ServiceMedia.input(request.contentType(), InputType.RESOURCES);
    OutputType wanted = ServiceMedia.output(request.accept(), OF_VALIDATE);
    Input input = input(request, type, query);
    FhirVersion version = query.version();
    query.requireAllKnown();
    FileValidator validator = new FileValidator(validator(version));
    int weight = Math.min(validatedAtOnce, 1 + request.body().length / KILOBYTE);
    validating.acquireUninterruptibly(weight);
    List<Issue> issues;
    try {
      issues = new ArrayList<>(validator.validate(input));
      validator.lateFindings().forEach(late -> issues.addAll(late.issues()));
    } finally {
      validating.release(weight);
    }
    if (wanted == OutputType.JSON) {
      boolean valid = issues.stream().noneMatch(issue -> issue.severity() == Severity.ERROR);
      return whole(issues, true, json -> json.writeBooleanField("valid", valid));
    }
    // As FHIR's $validate: that it could be said what is wrong is a success.
    return outcome(OK, issues, wanted);
  }

  /** The Bundle or case file alone, if there is one and nothing is wrong with it. */
  private static ServiceAnswer alone(
      Input input, List<String> texts, List<Issue> issues, OutputType wanted, boolean lenient) {
    if (texts.size() > 1) {
      return outcome(UNPROCESSABLE, List.of(several(input, texts.size())), wanted);
    }
    if (texts.isEmpty() || (!lenient && count(issues, Severity.ERROR) > 0)) {
      return outcome(UNPROCESSABLE, issues, wanted);
    }
    byte[] body = texts.get(0).getBytes(StandardCharsets.UTF_8);
    return new ServiceAnswer(OK, wanted.type(), counts(issues), body);
  }

  private static Issue several(Input input, int patients) {
    return Issue.error(
        "several-patients",
        "it describes " + patients + " patients",
        Location.of(input.name()),
        "choose one with the parameter `patient`, or accept application/json");
  }

  private static ServiceAnswer outcome(int status, List<Issue> issues, OutputType wanted) {
    StringWriter text = new StringWriter();
    try {
      OutcomeWriter writer = new OutcomeWriter(text);
      for (Issue issue : issues) {
        writer.add(issue);
      }
      writer.finish();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to memory", e);
    }
    boolean xml = wanted == OutputType.FHIR_XML;
    String body = xml ? xml(text.toString()) : text.toString();
    OutputType type = xml ? OutputType.FHIR_XML : OutputType.FHIR_JSON;
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new ServiceAnswer(status, type.type(), counts(issues), bytes);
  }

  private static String xml(String json) {
    FhirContext context = FhirContext.forR4Cached();
    OperationOutcome outcome = context.newJsonParser().parseResource(OperationOutcome.class, json);
    return context.newXmlParser().setPrettyPrint(true).encodeResourceToString(outcome) + "\n";
  }

  private static Map<String, String> counts(List<Issue> issues) {
    return ServiceMedia.counted(
        count(issues, Severity.ERROR),
        count(issues, Severity.WARNING),
        count(issues, Severity.INFORMATION));
  }

  private static long count(List<Issue> issues, Severity severity) {
    return issues.stream().filter(issue -> issue.severity() == severity).count();
  }

  /** Writes fields of an object. */
  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  /** Everything in one object: what there is, and the issues. */
  private static ServiceAnswer whole(List<Issue> issues, boolean success, Fields fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      fields.write(json);
      json.writeArrayFieldStart("issues");
      for (Issue issue : issues) {
        write(json, issue);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to memory", e);
    }
    int status = success || count(issues, Severity.ERROR) == 0 ? OK : UNPROCESSABLE;
    return new ServiceAnswer(status, OutputType.JSON.type(), counts(issues), out.toByteArray());
  }

  private static void write(JsonGenerator json, List<Conversion> conversions, Target target)
      throws IOException {
    json.writeArrayFieldStart("cases");
    for (Conversion each : conversions) {
      if (each.encoded().isPresent()) {
        json.writeStartObject();
        json.writeStringField("id", each.caseId().orElse(""));
        switch (target) {
          case FHIR -> raw(json, "bundle", each.encoded().get());
          case PHENOPACKET -> raw(json, "phenopacket", each.encoded().get());
          case CASE -> json.writeStringField("case", each.encoded().get());
        }
        json.writeObjectField("counts", each.resources());
        json.writeObjectField("uncoded", each.uncoded());
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, Extraction extraction) throws IOException {
    json.writeArrayFieldStart("cases");
    for (Extraction.Output each : extraction.outputs()) {
      json.writeStartObject();
      json.writeStringField("id", each.caseId());
      json.writeNumberField("patient", each.patient());
      raw(json, "case", each.text());
      json.writeEndObject();
    }
    json.writeEndArray();
    Extraction.Counts counts = extraction.counts();
    json.writeObjectFieldStart("coverage");
    json.writeNumberField("facts", counts.facts());
    json.writeNumberField("inFacts", counts.inFacts());
    json.writeNumberField("context", counts.context());
    json.writeNumberField("lost", counts.lost());
    json.writeObjectField("lostWords", counts.lostWords());
    json.writeObjectField("shaky", counts.shaky());
    if (extraction.coverage().isPresent()) {
      raw(json, "document", extraction.coverage().get());
    }
    json.writeEndObject();
  }

  /** Text that is JSON already stays as it is. */
  private static void raw(JsonGenerator json, String name, String text) throws IOException {
    json.writeFieldName(name);
    json.writeRawValue(text.strip());
  }

  private static void write(JsonGenerator json, Issue issue) throws IOException {
    Location place = issue.location();
    json.writeStartObject();
    json.writeStringField("severity", issue.severity().word());
    json.writeStringField("code", issue.code());
    json.writeStringField("message", issue.message());
    json.writeStringField("source", place.source());
    if (place.line() > 0) {
      json.writeNumberField("line", place.line());
    }
    if (place.column() > 0) {
      json.writeNumberField("column", place.column());
    }
    if (!place.path().isEmpty()) {
      json.writeStringField("path", place.path());
    }
    if (!issue.solution().isEmpty()) {
      json.writeStringField("solution", issue.solution());
    }
    json.writeEndObject();
  }

  /**
   * The query of a request: the options of the command of the same name, spelt alike. Each is asked
   * for once; what nobody asked for is a mistake of the client and refused.
   */
  static final class ServiceQuery {
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
}
