package org.case2fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.util.BundleUtil;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.ConversionOptions.Target;
import org.case2fhir.casefile.CaseFile;
import org.case2fhir.casefile.CaseFileReader;
import org.case2fhir.casefile.CaseFileWriter;
import org.case2fhir.casefile.PhenopacketWriter;
import org.case2fhir.document.DocumentReader;
import org.case2fhir.document.SourceDocument.LineIndex;
import org.case2fhir.fhir.BundleEncoder;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.fhir.CaseMapper;
import org.case2fhir.fhir.CaseMapper.MappedCase;
import org.case2fhir.fhir.CaseMapper.MappedCase.MappingNote;
import org.case2fhir.fhir.MappingOptions;
import org.case2fhir.fhir.MappingOptions.SourceAttachment;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.issue.Severity;
import org.case2fhir.mention.TaggerOptions;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Dose;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.FamilyHistory;
import org.case2fhir.model.FamilyHistory.Illness;
import org.case2fhir.model.Image;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.Sensitivity;
import org.case2fhir.model.Variant;
import org.case2fhir.model.Visit;
import org.case2fhir.notation.CaseChecks;
import org.case2fhir.reading.ExtractedCase;
import org.case2fhir.terminology.Vocabulary;
import org.case2fhir.validation.ResourceValidator;
import org.case2fhir.validation.ResourceValidator.ElementAllowance;
import org.case2fhir.validation.UncheckedFindings;
import org.case2fhir.validation.ValidationFinding;
import org.case2fhir.validation.ValidationOptions;
import org.case2fhir.version.VersionConverter;
import org.case2fhir.version.VersionConverter.VersionNote;
import org.case2fhir.version.VersionConverter.VersionedBundle;
import org.hl7.fhir.instance.model.api.IBaseBundle;

/**
 * The pipeline: a case file or an article is read, mapped, encoded and validated. No network
 * connection is opened unless the terminologies name a server.
 *
 * <p>One converter serves any number of inputs; what it needs for validation is loaded with the
 * first.
 */
public final class CaseConverter {
  /** Extensions of case files, in lower case. */
  public static final Set<String> CASE_FILE_EXTENSIONS = Set.of("yaml", "yml", "json");

  /** A case file may have this many bytes. */
  public static final int MAX_BYTES = CaseFileReader.MAX_BYTES;

  /** An article may have this many bytes. */
  public static final int MAX_ARTICLE_BYTES = DocumentReader.MAX_BYTES;

  private final ConversionOptions options;
  private final CaseFileReader reader;
  private final CaseChecks checks;
  private final Terminologies terminologies;
  private final ArticleReader articles;
  private final ResourceValidator validator;

  /** Makes a converter; its validator gets ready in the background while the first case is read. */
  public CaseConverter(ConversionOptions options) {
    this(options, Terminologies.builtIn(), TaggerOptions.DEFAULT);
  }

  /** The same with other terminologies beside the built-in ones, and a tagger to read articles. */
  public CaseConverter(
      ConversionOptions options, Terminologies terminologies, TaggerOptions tagger) {
    this(options, terminologies, tagger, ValidationOptions.DEFAULT);
  }

  /** The same with packages and profiles that Bundles are validated against. */
  public CaseConverter(
      ConversionOptions options,
      Terminologies terminologies,
      TaggerOptions tagger,
      ValidationOptions validation) {
    this(
        options,
        terminologies,
        ArticleReader.of(tagger, terminologies, options.reading()),
        new ResourceValidator(validation.in(options.version())));
    if (options.validate() && options.target() == Target.FHIR) {
      validator.warmUp();
    }
  }

  /** With a reader and a validator that other converters share; costs nothing. */
  CaseConverter(
      ConversionOptions options,
      Terminologies terminologies,
      ArticleReader articles,
      ResourceValidator validator) {
    this.options = options;
    this.validator = validator;
    this.terminologies = terminologies;
    this.articles = articles;
    this.reader = new CaseFileReader(terminologies.vocabulary(), terminologies.units());
    this.checks = new CaseChecks(terminologies.units());
  }

  /**
   * Gets the encoder and the vocabulary ready in the background. They take most of the time of a
   * short run, so callers that know early that they will convert call this first; nobody has to.
   */
  public static void warmUp() {
    for (Runnable part : List.<Runnable>of(Vocabulary::warmUp, BundleEncoder::warmUp)) {
      Thread thread = new Thread(part, "warm-up");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** What is wrong with the packages and profiles that Bundles are validated against. */
  public List<Issue> validationIssues() {
    return options.validate() ? validator.optionIssues() : List.of();
  }

  /** The JSON Schema (draft 2020-12) of the case file. */
  public static String caseFileSchema() {
    return CaseFile.schema();
  }

  /**
   * Converts one case file, or an article with one patient; whatever is wrong with it is in the
   * issues.
   */
  public Conversion convert(Input input) {
    return convertOne(
        input,
        OptionalInt.empty(),
        options.validate(),
        patients ->
            Issue.error(
                "several-patients",
                "the article describes " + patients + " patients",
                Location.of(input.name()),
                "convert each, or choose one"));
  }

  /**
   * Converts one case file, or an article with one patient, for callers that have room for one
   * Bundle. Of an article with several patients nothing is mapped or validated.
   *
   * @param patient number of the only patient wanted of an article, from 1
   * @param validated whether the Bundle is validated, whatever the options say
   * @param several the error about an article with several patients, by their number
   */
  public Conversion convertOne(
      Input input, OptionalInt patient, boolean validated, IntFunction<Issue> several) {
    return switch (input.kind()) {
      case CASE_FILE -> convertCaseFile(input, validated);
      case ARTICLE -> {
        Result<List<ExtractedCase>> read = articles.read(input, patient);
        int patients = read.value().map(List::size).orElse(0);
        yield patients > 1
            ? Conversion.failed(input.name(), List.of(several.apply(patients)))
            : convertArticle(input, read, validated).get(0);
      }
    };
  }

  /**
   * Maps one case file without writing or validating its Bundle, which takes most of the time of a
   * conversion: for callers that look at the resources after each change of the case.
   *
   * @return a conversion without text and findings
   */
  public Conversion map(Input input) {
    CaseFile file = reader.read(input.name(), input.content());
    List<Issue> issues = new ArrayList<>(file.result().issues());
    if (file.result().value().isEmpty()) {
      return Conversion.failed(input.name(), issues);
    }
    CaseReport report = file.result().value().get();
    MappedCase mapped = CaseMapper.map(report, options.mapping());
    FactLocations places =
        new FactLocations(input.name(), file.locations(), FactLocations.quotes(report), mapped);
    issues.addAll(checks.check(report, places::of));
    mapped.notes().forEach(note -> issues.add(places.issue(note)));
    UncodedConcepts.issues(report, places).forEach(issues::add);
    return new Conversion(
        input.name(),
        Optional.of(report),
        Optional.of(mapped.bundle()),
        Optional.of(mapped.bundle()),
        Optional.empty(),
        resources(mapped.bundle()),
        UncodedConcepts.words(report),
        issues,
        List.of(),
        mapped.origins(),
        file.locations(),
        Optional.empty());
  }

  /**
   * Converts a case file, or all patients of an article.
   *
   * @param patient number of the only patient wanted of an article, from 1
   * @return at least one conversion
   */
  public List<Conversion> convertEach(Input input, OptionalInt patient) {
    return convertEach(input, patient, options.validate());
  }

  /**
   * The same for callers that validate some inputs and others not. Safe for use by several threads.
   *
   * @param validated whether the Bundles of this input are validated, whatever the options say
   */
  public List<Conversion> convertEach(Input input, OptionalInt patient, boolean validated) {
    return switch (input.kind()) {
      case CASE_FILE -> List.of(convertCaseFile(input, validated));
      case ARTICLE -> convertArticle(input, articles.read(input, patient), validated);
    };
  }

  private List<Conversion> convertArticle(
      Input input, Result<List<ExtractedCase>> result, boolean validated) {
    if (result.value().isEmpty()) {
      return List.of(Conversion.failed(input.name(), result.issues()));
    }
    List<Conversion> conversions = new ArrayList<>();
    Optional<ElementAllowance> checked = allowance(validated);
    for (ExtractedCase found : result.value().get()) {
      List<Issue> issues = new ArrayList<>(conversions.isEmpty() ? result.issues() : List.of());
      issues.addAll(found.issues());
      Reading reading =
          new Reading(found.report(), FactLocations.inArticle(found), issues, Optional.of(found));
      conversions.add(convert(input, reading, () -> ArticleAttachment.of(input, found), checked));
    }
    return conversions;
  }

  private Conversion convertCaseFile(Input input, boolean validated) {
    CaseFile file = reader.read(input.name(), input.content());
    List<Issue> issues = file.result().issues();
    if (file.result().value().isEmpty() || isRefused(issues)) {
      return Conversion.failed(input.name(), issues);
    }
    Reading reading =
        new Reading(file.result().value().get(), file.locations(), issues, Optional.empty());
    return convert(input, reading, () -> attachment(input), allowance(validated));
  }

  /** What of an input is validated, if it is. */
  private static Optional<ElementAllowance> allowance(boolean validated) {
    return validated ? Optional.of(new ElementAllowance()) : Optional.empty();
  }

  /** A case however it was read, with the place of each of its facts. */
  private record Reading(
      CaseReport report,
      Map<FactRef, Location> locations,
      List<Issue> issues,
      Optional<ExtractedCase> extracted) {}

  private Conversion convert(
      Input input,
      Reading reading,
      Supplier<SourceAttachment> attachment,
      Optional<ElementAllowance> allowance) {
    CaseReport report = reading.report();
    if (options.target() != Target.FHIR) {
      return write(input, reading);
    }
    MappingOptions policies =
        options.attachSource()
            ? options.mapping().withAttachment(attachment.get())
            : options.mapping();
    MappedCase mapped = CaseMapper.map(report, policies);
    VersionedBundle versioned = VersionConverter.convert(mapped.bundle(), options.version());
    String encoded = BundleEncoder.encode(versioned.bundle(), options.format());
    // The validator reads no Turtle.
    String checked =
        allowance.isPresent() && options.format() == BundleFormat.TURTLE
            ? BundleEncoder.encode(versioned.bundle(), BundleFormat.JSON)
            : encoded;
    FactLocations places =
        new FactLocations(input.name(), reading.locations(), FactLocations.quotes(report), mapped);
    List<Issue> issues = new ArrayList<>(reading.issues());
    issues.addAll(checks.check(report, places::of));
    mapped.notes().forEach(note -> issues.add(places.issue(note)));
    UncodedConcepts.issues(report, places).forEach(issues::add);
    versioned.notes().forEach(note -> issues.add(places.issue(note)));
    issues.addAll(terminologies.serverIssues());
    List<ValidationFinding> found =
        allowance.map(left -> validator.validate(checked, left)).orElse(List.of());
    issues.addAll(UncheckedFindings.fold(input.name(), found, places::issue));
    if (allowance.isPresent()) {
      // One server answers for words and for codes; that it fails is reported once.
      validator.takeLateIssues().stream()
          .filter(late -> issues.stream().noneMatch(told -> isSame(told, late)))
          .forEach(issues::add);
    }
    boolean refused = isRefused(issues);
    return new Conversion(
        input.name(),
        Optional.of(report),
        refused ? Optional.empty() : Optional.of(mapped.bundle()),
        refused ? Optional.empty() : Optional.of(versioned.bundle()),
        refused ? Optional.empty() : Optional.of(encoded),
        resources(versioned.bundle()),
        UncodedConcepts.words(report),
        issues,
        found.stream().map(places::finding).toList(),
        mapped.origins(),
        reading.locations(),
        reading.extracted());
  }

  /** The case as a file of another format than FHIR's. */
  private Conversion write(Input input, Reading reading) {
    CaseReport report = reading.report();
    List<Issue> issues = new ArrayList<>(reading.issues());
    Location whole = Location.of(input.name());
    issues.addAll(checks.check(report, fact -> reading.locations().getOrDefault(fact, whole)));
    Map<String, Integer> counts = new LinkedHashMap<>();
    String text;
    if (options.target() == Target.CASE) {
      text =
          new CaseFileWriter(terminologies.vocabulary(), terminologies.units())
              .withIds()
              .write(report);
      report.facts().forEach(fact -> counts.merge(FactRef.of(fact).kind(), 1, Integer::sum));
    } else {
      PhenopacketWriter writer =
          new PhenopacketWriter(
              "case2fhir " + options.mapping().software(), options.mapping().recorded());
      PhenopacketWriter.Packet packet = writer.write(report);
      text = packet.json();
      counts.putAll(packet.counts());
      packet.losses().stream()
          .map(loss -> loss(loss, reading.locations().getOrDefault(loss.of(), whole)))
          .forEach(issues::add);
    }
    issues.addAll(terminologies.serverIssues());
    return new Conversion(
        input.name(),
        Optional.of(report),
        Optional.empty(),
        Optional.empty(),
        isRefused(issues) ? Optional.empty() : Optional.of(text),
        counts,
        UncodedConcepts.words(report),
        issues,
        List.of(),
        Map.of(),
        reading.locations(),
        reading.extracted());
  }

  private static Issue loss(PhenopacketWriter.Loss loss, Location location) {
    String remedy =
        loss.whole()
            ? "keep the case file; a code in `codes` helps where it has none"
            : "keep the case file beside the phenopacket";
    Issue issue = Issue.warning("not-in-phenopacket", loss.message(), location, remedy);
    return loss.whole() ? issue : issue.as(Severity.INFORMATION);
  }

  private static boolean isSame(Issue one, Issue other) {
    return one.code().equals(other.code()) && one.location().equals(other.location());
  }

  private boolean isRefused(List<Issue> issues) {
    return options.strict()
        && issues.stream().anyMatch(issue -> issue.severity() == Severity.ERROR);
  }

  private static SourceAttachment attachment(Input input) {
    String name = Path.of(input.name()).getFileName().toString();
    String type = name.endsWith(".json") ? "application/json" : "application/yaml";
    return new SourceAttachment(name, type, input.content());
  }

  private static Map<String, Integer> resources(IBaseBundle bundle) {
    FhirContext context = FhirContext.forCached(bundle.getStructureFhirVersionEnum());
    Map<String, Integer> counts = new LinkedHashMap<>();
    BundleUtil.toListOfResources(context, bundle)
        .forEach(resource -> counts.merge(resource.fhirType(), 1, Integer::sum));
    return counts;
  }

  /**
   * The text of an article as it is attached to its Bundle: the text that the places of the
   * evidence point into, whatever format it was taken from.
   */
  private static final class ArticleAttachment {
    private ArticleAttachment() {}

    static SourceAttachment of(Input input, ExtractedCase found) {
      String name = Path.of(input.name()).getFileName().toString();
      byte[] text = found.document().text().getBytes(StandardCharsets.UTF_8);
      String title = name.endsWith(".txt") || name.endsWith(".md") ? name : name + ".txt";
      String type = name.endsWith(".md") ? "text/markdown" : "text/plain";
      return new SourceAttachment(title, type, text);
    }
  }

  /** Finds what a case says in words for which there is no code. */
  private static final class UncodedConcepts {
    private UncodedConcepts() {}

    /** The distinct words, in the order of the case. */
    static List<String> words(CaseReport report) {
      return report.facts().stream().flatMap(UncodedConcepts::words).distinct().toList();
    }

    /** One issue for each fact that has such words. */
    static Stream<Issue> issues(CaseReport report, FactLocations places) {
      return report.facts().stream()
          .filter(fact -> words(fact).findAny().isPresent())
          .map(fact -> issue(fact, places));
    }

    private static Issue issue(Fact fact, FactLocations places) {
      String words = words(fact).collect(Collectors.joining("`, `", "`", "`"));
      return Issue.information(
          Conversion.NOT_CODED,
          "no code is known for " + words,
          places.of(FactRef.of(fact)),
          "give `codes`, if you know some");
    }

    private static Stream<String> words(Fact fact) {
      return concepts(fact).filter(concept -> !concept.isCoded()).map(Concept::text);
    }

    private static Stream<Concept> concepts(Fact fact) {
      Circumstances circumstances = fact.circumstances();
      if (fact instanceof Variant variant) {
        // Its expressions say what it is; there is no vocabulary of variants.
        return variant.gene().stream();
      }
      return Stream.of(
              // The words of an image are its legend.
              fact instanceof Image ? Stream.<Concept>empty() : Stream.of(fact.concept()),
              circumstances.bodySites().stream().map(BodySite::site),
              circumstances.severity().stream(),
              details(fact))
          .flatMap(part -> part);
    }

    private static Stream<Concept> details(Fact fact) {
      if (fact instanceof MedicationUse use) {
        return use.dosages().stream().map(Dose::route).flatMap(route -> route.stream());
      }
      if (fact instanceof FamilyHistory relative) {
        return relative.illnesses().stream().map(Illness::concept);
      }
      if (fact instanceof Sensitivity sensitivity) {
        return sensitivity.reactions().stream();
      }
      if (fact instanceof Intervention intervention) {
        return intervention.complications().stream();
      }
      if (fact instanceof Measurement measurement) {
        return measurement.method().stream();
      }
      return Stream.empty();
    }
  }

  /**
   * Finds the place in a case file that caused what a later stage says.
   *
   * @param input name of the case file
   * @param facts where each fact stands
   * @param quotes the words of the article that facts were read from; none of a case file
   * @param mapped what was made of them
   */
  private record FactLocations(
      String input, Map<FactRef, Location> facts, Map<FactRef, String> quotes, MappedCase mapped) {

    Location of(FactRef fact) {
      return facts.getOrDefault(fact, Location.of(input));
    }

    Issue issue(MappingNote note) {
      return note.at(of(note.subject()));
    }

    Issue issue(VersionNote note) {
      return note.at(mapped.origin(note.entry()).map(this::of).orElse(Location.of(input)));
    }

    /**
     * The validator's words at the fact's place; the path still says which element of the Bundle is
     * meant.
     */
    Issue issue(ValidationFinding finding) {
      Issue issue = finding.toIssue(input);
      Location inBundle = issue.location();
      Location place =
          finding
              .place()
              .entry()
              .flatMap(entry -> mapped.origin(entry.index()))
              .map(this::of)
              .orElse(Location.of(input));
      Location both = new Location(place.source(), place.line(), place.column(), inBundle.path());
      return new Issue(issue.severity(), issue.code(), issue.message(), both, issue.solution());
    }

    /** The same, with the words that the fact was read from. */
    ReportItem finding(ValidationFinding finding) {
      String quote =
          finding
              .place()
              .entry()
              .flatMap(entry -> mapped.origin(entry.index()))
              .map(fact -> quotes.getOrDefault(fact, ""))
              .orElse("");
      return new ReportItem(issue(finding), finding.noise(), quote, ReportItem.Speaker.LOCAL);
    }

    /** Where in an article each fact of its case stands: at its first evidence. */
    static Map<FactRef, Location> inArticle(ExtractedCase found) {
      LineIndex lines = new LineIndex(found.document());
      Map<FactRef, Location> places = new HashMap<>();
      firstEvidence(found.report())
          .forEach((fact, quote) -> places.put(fact, lines.at(quote.span().orElseThrow().start())));
      return places;
    }

    /** The words of the article that each fact was read from: its first evidence. */
    static Map<FactRef, String> quotes(CaseReport report) {
      Map<FactRef, String> quotes = new HashMap<>();
      firstEvidence(report).forEach((fact, quote) -> quotes.put(fact, quote.quote()));
      return quotes;
    }

    private static Map<FactRef, Evidence> firstEvidence(CaseReport report) {
      Map<FactRef, Evidence> first = new HashMap<>();
      put(first, FactRef.SUBJECT, report.subject().evidence());
      for (Visit visit : report.visits()) {
        put(first, FactRef.ofVisit(visit), visit.evidence());
      }
      for (Fact fact : report.facts()) {
        put(first, FactRef.of(fact), fact.circumstances().evidence());
      }
      return first;
    }

    private static void put(Map<FactRef, Evidence> first, FactRef ref, List<Evidence> evidence) {
      evidence.stream()
          .filter(quote -> quote.span().isPresent())
          .findFirst()
          .ifPresent(found -> first.put(ref, found));
    }
  }
}
