package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.case2fhir.casefile.AssertionReader.HedgedWords;
import org.case2fhir.casefile.ConceptReader.CodedTerm;
import org.case2fhir.casefile.FactReader.FactHeader;
import org.case2fhir.casefile.Fields.Keywords;
import org.case2fhir.casefile.InterpretationReader.VariantWords;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Location;
import org.case2fhir.model.AdverseEvent;
import org.case2fhir.model.AdverseEvent.EventOutcome;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.DeviceUse;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Diagnosis.ClinicalStatus;
import org.case2fhir.model.Dose;
import org.case2fhir.model.FamilyHistory;
import org.case2fhir.model.FamilyHistory.Illness;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Finding.Support;
import org.case2fhir.model.Image;
import org.case2fhir.model.Immunization;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Intervention.InterventionStatus;
import org.case2fhir.model.Intervention.InterventionType;
import org.case2fhir.model.Intervention.Radiation;
import org.case2fhir.model.Links;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.Measurement.Interpretation;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.MedicationUse.DrugSource;
import org.case2fhir.model.MedicationUse.MedicationStatus;
import org.case2fhir.model.Sample;
import org.case2fhir.model.Sensitivity;
import org.case2fhir.model.Sensitivity.Criticality;
import org.case2fhir.model.Sensitivity.SensitivityType;
import org.case2fhir.model.Sensitivity.SubstanceCategory;
import org.case2fhir.model.StudyReport;
import org.case2fhir.model.StudyReport.LinkedFile;
import org.case2fhir.model.StudyReport.Progress;
import org.case2fhir.model.StudyReport.ReportCategory;
import org.case2fhir.model.Subject.Death;
import org.case2fhir.model.Subject.Sex;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.Value;
import org.case2fhir.model.Variant;
import org.case2fhir.model.Variant.Actionability;
import org.case2fhir.model.Variant.Causality;
import org.case2fhir.model.Variant.Expression;
import org.case2fhir.model.Variant.Locus;
import org.case2fhir.model.Variant.Significance;
import org.case2fhir.model.When;
import org.case2fhir.notation.ScoreScales;
import org.case2fhir.notation.Units;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.TermMatch;
import org.case2fhir.terminology.Vocabulary;

/** Reads what is particular to each kind of fact. */
final class FactDetailsReader {
  private FactDetailsReader() {}

  static Diagnosis diagnosis(FactHeader header, Concept concept, CaseFields keys) {
    boolean comorbidity = keys.flag("comorbidity");
    boolean differential = differential(header, keys);
    Optional<ClinicalStatus> status = status(header, keys);
    Optional<When> onset = keys.time("onset");
    Optional<When> abatement = keys.time("abatement");
    List<Concept> stage = keys.concepts("stage", Domain.QUALIFIER);
    return new Diagnosis(
        "",
        concept,
        header.circumstances(),
        comorbidity,
        differential,
        status,
        onset,
        abatement,
        stage);
  }

  private static boolean differential(FactHeader header, CaseFields keys) {
    Location location = keys.locationOf("differential");
    boolean differential = keys.flag("differential");
    if (differential && header.circumstances().assertion() != Assertion.POSSIBLE) {
      keys.scope()
          .issues()
          .error(
              "differential",
              location,
              "only a suspected diagnosis is one of several considered",
              "write `suspected`, or remove `differential`");
      return false;
    }
    return differential;
  }

  private static Optional<ClinicalStatus> status(FactHeader header, CaseFields keys) {
    Location location = keys.locationOf("status");
    Optional<ClinicalStatus> status = keys.takeWord("status", ClinicalStatus.class);
    if (status.isPresent() && header.circumstances().assertion() == Assertion.ABSENT) {
      String message = "a disease that was excluded has no course";
      keys.issues().error("status", location, message, "remove `status`");
      return Optional.empty();
    }
    return status;
  }

  static Finding finding(FactHeader header, Concept concept, CaseFields keys) {
    FindingCategory category =
        keys.takeWord("category", FindingCategory.class).orElse(FindingCategory.SYMPTOM);
    Optional<Value> value = sizeOrValue(keys);
    Optional<When> onset = keys.time("onset");
    Optional<TimeSpan> duration = keys.duration();
    Optional<When> abatement = keys.time("abatement");
    Circumstances circumstances = keys.withAsides(header.circumstances());
    List<Concept> modifiers = keys.allUncoded("modifiers");
    List<Support> support = new ArrayList<>();
    for (Node node : keys.takeItems("support")) {
      support(node, keys).ifPresent(support::add);
    }
    return new Finding(
        "",
        concept,
        circumstances,
        category,
        value,
        onset,
        duration,
        abatement,
        links(keys),
        modifiers,
        support);
  }

  private static Optional<Support> support(Node node, CaseFields keys) {
    if (!(node instanceof Node.Mapping mapping)) {
      return keys.text(node, "support")
          .map(
              name ->
                  new Support(
                      Optional.empty(),
                      Optional.of(name.text()),
                      Optional.empty(),
                      Optional.empty()));
    }
    CaseFields parts = keys.within(mapping);
    Optional<Concept> kind = parts.uncoded("kind");
    Optional<String> reference = parts.text("reference");
    Optional<String> url = parts.text("url");
    Optional<String> description = parts.text("description");
    parts.finish();
    return kind.isEmpty() && reference.isEmpty() && url.isEmpty() && description.isEmpty()
        ? Optional.empty()
        : Optional.of(new Support(kind, reference, url, description));
  }

  private static Optional<Value> sizeOrValue(CaseFields keys) {
    Optional<Value> value = keys.value("value");
    Location location = keys.locationOf("size");
    Optional<Value> size = keys.value("size");
    if (size.isPresent() && value.isPresent()) {
      String message = "`size` and `value` cannot both be given for one finding";
      keys.issues().error("two-values", location, message, "make two findings of it");
    } else if (size.isPresent() && !isSize(size.get())) {
      keys.scope()
          .issues()
          .warning("not-a-size", location, "this is not a size", "write it under `value`");
    }
    return value.or(() -> size);
  }

  private static boolean isSize(Value value) {
    if (value instanceof Value.Measured measured) {
      return Units.isLength(measured.amount().unit());
    }
    return value instanceof Value.Dimensions
        || (value instanceof Value.Interval interval && Units.isLength(interval.unit()));
  }

  static Measurement measurement(FactHeader header, CaseFields keys) {
    Vocabulary vocabulary = keys.scope().vocabulary();
    String test = header.name().text();
    MeasurementResult values = MeasurementResult.read(test, keys);
    Optional<Value> value = values.result().map(result -> ScoreScales.complete(test, result));
    Concept concept = header.name().coded(text -> test(text, value, header.circumstances(), keys));
    MeasurementCategory category =
        keys.takeWord("category", MeasurementCategory.class)
            .orElseGet(() -> vocabulary.testCategory(test, value));
    Optional<Interpretation> interpretation = interpretation(value, keys);
    Optional<Concept> method = keys.concept("method", Domain.PROCEDURE);
    return new Measurement(
        "",
        concept,
        header.circumstances(),
        category,
        value,
        interpretation,
        values.reference(),
        method,
        links(keys));
  }

  private static List<Code> test(
      String text, Optional<Value> value, Circumstances circumstances, CaseFields keys) {
    Vocabulary vocabulary = keys.scope().vocabulary();
    Optional<TermMatch> match = vocabulary.matchTest(text, value, List.of());
    CodedTerm.report(match, keys.location(), keys.scope());
    return CodedTerm.of(match, text, circumstances, vocabulary).codes();
  }

  private static Optional<Interpretation> interpretation(Optional<Value> value, CaseFields keys) {
    if (!keys.has("interpretation")) {
      return value.flatMap(MeasurementResult::interpretation);
    }
    return keys.takeWord("interpretation", MeasurementResult.INTERPRETATIONS)
        .flatMap(interpretation -> interpretation);
  }

  private static Links links(CaseFields keys) {
    return new Links(
        keys.names("supports"),
        keys.names("response-to"),
        keys.name("procedure"),
        keys.name("specimen"),
        keys.name("report"));
  }

  static MedicationUse medication(FactHeader header, Concept concept, CaseFields keys) {
    MedicationStatus status =
        status(
            keys,
            header,
            MedicationStatus.class,
            MedicationStatus.NOT_TAKEN,
            MedicationStatus.UNKNOWN);
    List<Dose> doses = new DoseReader(keys.scope()).read(keys);
    Optional<When> start = keys.time("start");
    Optional<When> end = keys.time("end");
    Optional<TimeSpan> duration = keys.duration();
    List<String> treats = keys.names("treats");
    return new MedicationUse(
        "",
        concept,
        keys.withAsides(circumstances(header, status == MedicationStatus.NOT_TAKEN)),
        status,
        doses,
        start,
        end,
        duration,
        treats,
        keys.text("response"),
        keys.take("cumulative").flatMap(node -> amount(node, keys)),
        keys.takeWord("known-from", DrugSource.class),
        keys.treatment());
  }

  private static Optional<Amount> amount(Node node, CaseFields keys) {
    return new ValueNodeReader(keys.scope())
        .read(node, keys, "cumulative")
        .filter(Value.Measured.class::isInstance)
        .map(value -> ((Value.Measured) value).amount());
  }

  static Intervention procedure(FactHeader header, Concept concept, CaseFields keys) {
    InterventionStatus status =
        status(
            keys,
            header,
            InterventionStatus.class,
            InterventionStatus.NOT_DONE,
            InterventionStatus.COMPLETED);
    Optional<When> end = keys.time("end");
    List<String> reasons = keys.names("reason");
    Optional<Concept> outcome = keys.concept("outcome", Domain.QUALIFIER);
    List<Concept> complications = keys.concepts("complications", Domain.FINDING);
    Circumstances circumstances = circumstances(header, status == InterventionStatus.NOT_DONE);
    return new Intervention(
        "",
        concept,
        circumstances,
        status,
        end,
        reasons,
        outcome,
        complications,
        keys.takeWord("type", InterventionType.class).orElse(InterventionType.PROCEDURE),
        radiation(keys),
        keys.treatment());
  }

  private static Optional<Radiation> radiation(CaseFields keys) {
    Location location = keys.locationOf("radiation-dose");
    Optional<Value> dose = keys.value("radiation-dose");
    Optional<Integer> fractions = keys.takeCount("fractions");
    if (dose.isPresent() && !(dose.get() instanceof Value.Measured)) {
      String remedy = "write it as an amount with its unit, such as 50.4 Gy";
      keys.issues().error("bad-value", location, "this is not an amount of radiation", remedy);
    }
    Optional<Amount> amount =
        dose.filter(Value.Measured.class::isInstance)
            .map(value -> ((Value.Measured) value).amount());
    return amount.isEmpty() && fractions.isEmpty()
        ? Optional.empty()
        : Optional.of(new Radiation(amount, fractions));
  }

  static Sample specimen(FactHeader header, Concept concept, CaseFields keys) {
    return new Sample(
        "", concept, header.circumstances(), keys.name("procedure"), keys.texts("processing"));
  }

  static StudyReport report(FactHeader header, Concept concept, CaseFields keys) {
    return new StudyReport(
        "",
        concept,
        header.circumstances(),
        keys.takeWord("category", ReportCategory.class).orElse(ReportCategory.OTHER),
        keys.names("procedure"),
        keys.names("specimens"),
        keys.text("conclusion"),
        keys.allUncoded("diagnoses"),
        keys.takeWord("progress", Progress.class),
        keys.takeItems("files").stream().flatMap(node -> file(node, keys).stream()).toList());
  }

  private static Optional<LinkedFile> file(Node node, CaseFields keys) {
    if (!(node instanceof Node.Mapping mapping)) {
      return keys.text(node, "files").map(uri -> new LinkedFile(uri.text(), Map.of(), Map.of()));
    }
    CaseFields parts = keys.within(mapping);
    Optional<String> uri = parts.text("uri");
    Map<String, String> attributes = words(parts, "attributes");
    Map<String, String> identifiers = words(parts, "identifiers");
    parts.finish();
    return uri.map(place -> new LinkedFile(place, attributes, identifiers));
  }

  // Keys of the author's own.
  private static Map<String, String> words(CaseFields parts, String key) {
    Map<String, String> words = new TreeMap<>();
    Optional<Node> node = parts.take(key);
    if (node.isPresent() && node.get() instanceof Node.Mapping mapping) {
      for (Node.Entry entry : mapping.entries()) {
        parts.text(entry.value(), key).ifPresent(text -> words.put(entry.key(), text.text()));
      }
    } else {
      node.ifPresent(other -> parts.wrongType(other, key, "a mapping"));
    }
    return words;
  }

  static Variant variant(FactHeader header, Concept concept, CaseFields keys) {
    List<Expression> expressions = new ArrayList<>();
    for (Node node : keys.takeItems("hgvs")) {
      expression(node, keys).ifPresent(expressions::add);
    }
    Optional<Concept> zygosity =
        keys.take("zygosity")
            .flatMap(node -> new ConceptReader(keys.scope()).read(node, keys, "zygosity"))
            .map(name -> name.coded(VariantWords::zygosity));
    Optional<Locus> locus = keys.take("locus").flatMap(node -> locus(node, keys));
    return new Variant(
        "",
        concept,
        header.circumstances(),
        keys.uncoded("gene"),
        expressions,
        zygosity,
        keys.takeWord("classification", Significance.class),
        keys.takeWord("status", Causality.class),
        keys.takeWord("actionability", Actionability.class),
        locus,
        keys.uncoded("type"),
        new Links(
            keys.names("explains"),
            List.of(),
            keys.name("procedure"),
            keys.name("specimen"),
            keys.name("report")));
  }

  private static Optional<Expression> expression(Node node, CaseFields keys) {
    if (!(node instanceof Node.Mapping mapping)) {
      return keys.text(node, "hgvs")
          .map(text -> new Expression(VariantWords.syntax(text.text()), text.text()));
    }
    CaseFields parts = keys.within(mapping);
    Optional<String> value = parts.text("value");
    Optional<String> syntax = parts.text("syntax");
    parts.finish();
    return value.map(
        text -> new Expression(syntax.orElseGet(() -> VariantWords.syntax(text)), text));
  }

  private static Optional<Locus> locus(Node node, CaseFields keys) {
    if (!(node instanceof Node.Mapping mapping)) {
      keys.wrongType(node, "locus", "a mapping of assembly, chromosome, position and alleles");
      return Optional.empty();
    }
    CaseFields parts = keys.within(mapping);
    Optional<String> chromosome = parts.text("chromosome");
    Optional<Integer> position = parts.takeCount("position");
    String assembly = parts.text("assembly").orElse("");
    String reference = parts.text("reference").orElse("");
    String alternate = parts.text("alternate").orElse("");
    parts.finish();
    if (chromosome.isEmpty() || position.isEmpty()) {
      String message = "a locus needs a chromosome and a position";
      keys.issues().error("missing-key", mapping.location(), message, "add both");
      return Optional.empty();
    }
    return Optional.of(new Locus(assembly, chromosome.get(), position.get(), reference, alternate));
  }

  // The head of a negative fact decides; another status beside it contradicts.
  private static <E extends Enum<E>> E status(
      CaseFields keys, FactHeader header, Class<E> type, E negative, E usual) {
    Location location = keys.locationOf("status");
    Optional<E> status = keys.takeWord("status", type);
    if (header.head().assertion() != Assertion.ABSENT) {
      return status.orElse(usual);
    }
    if (status.isPresent() && status.get() != negative) {
      String message = "`" + header.head().key() + "` contradicts this status";
      keys.issues().error("status", location, message, "remove one of the two");
    }
    return negative;
  }

  // What was not given or not done does not hold, whichever key says so.
  private static Circumstances circumstances(FactHeader header, boolean negative) {
    Circumstances circumstances = header.circumstances();
    if (!negative || header.assertion().isPresent()) {
      return circumstances;
    }
    return circumstances.withAssertion(Assertion.ABSENT);
  }

  static FamilyHistory relative(FactHeader header, Concept concept, CaseFields keys) {
    Optional<Sex> sex = keys.takeWord("sex", Keywords.SEXES);
    Optional<Death> deceased = keys.deceased();
    return new FamilyHistory("", concept, header.circumstances(), sex, deceased, illnesses(keys));
  }

  private static List<Illness> illnesses(CaseFields keys) {
    List<Illness> illnesses = new ArrayList<>();
    for (Node node : keys.takeItems("illnesses")) {
      illness(node, keys).ifPresent(illnesses::add);
    }
    return illnesses;
  }

  private static Optional<Illness> illness(Node node, CaseFields keys) {
    ConceptReader concepts = new ConceptReader(keys.scope());
    if (!(node instanceof Node.Mapping mapping)) {
      return concepts
          .read(node, keys, "illnesses")
          .filter(name -> isPlain(name, node, keys))
          .map(name -> illness(name, keys))
          .map(concept -> new Illness(concept, Optional.empty(), Optional.empty()));
    }
    CaseFields fields = keys.within(mapping);
    boolean missing = !fields.has("illness");
    boolean coded = fields.has("codes");
    Optional<ConceptReader.Named> name =
        fields
            .take("illness")
            .flatMap(words -> concepts.read(words, fields, "illness"))
            .filter(words -> coded || isPlain(words, mapping, keys));
    Optional<ConceptReader.Named> named =
        coded
            ? fields
                .codes()
                .flatMap(c -> name.map(n -> new ConceptReader.Named(n.text(), Optional.of(c))))
            : name;
    Optional<When> onset = fields.time("onset");
    Optional<String> outcome = fields.text("outcome");
    fields.finish();
    if (missing) {
      String message = "`illness` is missing";
      keys.issues().error("missing-key", mapping.location(), message, "add its name");
    }
    return named.map(words -> new Illness(illness(words, keys), onset, outcome));
  }

  // FamilyMemberHistory cannot say that a relative did not have an illness. Who gives `codes`, even
  // none, has thought about the words.
  private static boolean isPlain(ConceptReader.Named name, Node node, CaseFields keys) {
    if (HedgedWords.in(name.text()).isEmpty()) {
      return true;
    }
    String message = Excerpt.of(name.text()) + " is not given as an illness; it is left out";
    keys.issues().error("hedged-words", node.location(), message, "write it into `note`");
    return false;
  }

  private static Concept illness(ConceptReader.Named name, CaseFields keys) {
    return name.coded(text -> keys.scope().vocabulary().find(Domain.CONDITION, text));
  }

  static Sensitivity allergy(FactHeader header, Concept concept, CaseFields keys) {
    return new Sensitivity(
        "",
        concept,
        header.circumstances(),
        keys.takeWord("category", SubstanceCategory.class),
        keys.concepts("reactions", Domain.FINDING),
        keys.time("onset"),
        keys.takeWord("type", SensitivityType.class),
        keys.takeWord("criticality", Criticality.class));
  }

  static Immunization immunization(FactHeader header, Concept concept, CaseFields keys) {
    return new Immunization(
        "",
        concept,
        header.circumstances(),
        keys.text("dose-number"),
        keys.concept("route", Domain.ROUTE),
        keys.text("lot"));
  }

  static DeviceUse device(FactHeader header, Concept concept, CaseFields keys) {
    return new DeviceUse(
        "",
        concept,
        header.circumstances(),
        keys.time("end"),
        keys.name("procedure"),
        keys.names("reason"),
        keys.text("manufacturer"),
        keys.text("model"));
  }

  static AdverseEvent adverseEvent(FactHeader header, Concept concept, CaseFields keys) {
    return new AdverseEvent(
        "",
        concept,
        header.circumstances(),
        keys.names("suspects"),
        keys.takeFlag("serious"),
        keys.takeWord("outcome", EventOutcome.class));
  }

  static Image image(FactHeader header, Concept concept, CaseFields keys) {
    Optional<String> report = keys.name("report");
    return new Image("", concept, header.circumstances(), keys.text("url"), report);
  }
}
