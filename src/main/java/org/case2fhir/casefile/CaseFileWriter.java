package org.case2fhir.casefile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.casefile.AssertionReader.HeadWords;
import org.case2fhir.casefile.AssertionReader.HedgedWords;
import org.case2fhir.casefile.ConceptReader.CodedTerm;
import org.case2fhir.casefile.FactList.Head;
import org.case2fhir.casefile.Fields.Keywords;
import org.case2fhir.casefile.InterpretationReader.VariantWords;
import org.case2fhir.casefile.YamlWriter.MappingBuilder;
import org.case2fhir.model.AdverseEvent;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Circumstances.Review;
import org.case2fhir.model.Concept;
import org.case2fhir.model.DeviceUse;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Dose;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactIds;
import org.case2fhir.model.FamilyHistory;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Image;
import org.case2fhir.model.Immunization;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Intervention.InterventionStatus;
import org.case2fhir.model.Intervention.InterventionType;
import org.case2fhir.model.Links;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.Measurement.Interpretation;
import org.case2fhir.model.Measurement.MeasurementCategory;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.MedicationUse.MedicationStatus;
import org.case2fhir.model.Sample;
import org.case2fhir.model.Sensitivity;
import org.case2fhir.model.SourceCitation;
import org.case2fhir.model.StudyReport;
import org.case2fhir.model.StudyReport.LinkedFile;
import org.case2fhir.model.StudyReport.ReportCategory;
import org.case2fhir.model.Subject;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TreatmentContext;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.model.Variant;
import org.case2fhir.model.Visit;
import org.case2fhir.notation.VisitNames;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * Writes case files: the shortest that {@link CaseFileReader} reads back as the same case.
 *
 * <p>The facts of an encounter stand inside it; ids, codes and whatever else the reader adds by
 * itself are left out. The same case gives the same text. Safe for use by several threads.
 */
public final class CaseFileWriter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Vocabulary vocabulary;
  private final UnitTable units;
  private final boolean withIds;

  /**
   * @param vocabulary the one that the file will be read with
   * @param units likewise
   */
  public CaseFileWriter(Vocabulary vocabulary, UnitTable units) {
    this(vocabulary, units, false);
  }

  private CaseFileWriter(Vocabulary vocabulary, UnitTable units, boolean withIds) {
    this.vocabulary = vocabulary;
    this.units = units;
    this.withIds = withIds;
  }

  /**
   * The same, with the id of the case and of each fact: for a case that is to be corrected. A fact
   * that keeps its id stays the same resource when its words, its encounter or its date change.
   */
  public CaseFileWriter withIds() {
    return new CaseFileWriter(vocabulary, units, true);
  }

  /** The case as YAML. */
  public String write(CaseReport report) {
    return YamlWriter.of(document(report));
  }

  /** The case as JSON. */
  public String writeJson(CaseReport report) {
    return json(document(report));
  }

  // Indented, with line feeds on every system.
  static String json(Map<String, Object> document) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    try {
      return JSON.writer(printer).writeValueAsString(document) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("texts, numbers, lists and maps can always be written", e);
    }
  }

  private Map<String, Object> document(CaseReport report) {
    ReadScope scope =
        ReadScope.of(new IssueCollector(""), vocabulary, units)
            .withVisits(new VisitNames(report.visits()));
    Optional<String> derived = report.source().flatMap(SourceCitation::caseId);
    MappingBuilder keys =
        new MappingBuilder()
            .putIf(withIds || !derived.equals(Optional.of(report.id())), "id", report.id())
            .put("title", report.title());
    report.source().map(CaseFileWriter::source).ifPresent(map -> keys.put("source", map));
    Map<String, Object> subject = subject(report.subject(), new ValueWriter(scope));
    keys.putIf(!subject.isEmpty(), "subject", subject);
    List<Object> visits = new ArrayList<>();
    for (Visit visit : report.visits()) {
      MappingBuilder parts = new ValueWriter(scope).visit(visit);
      facts(report, Optional.of(visit.id()), scope, parts);
      visits.add(parts.hasOnly("id") ? visit.id() : parts.map());
    }
    keys.putList("encounters", visits);
    facts(report, Optional.empty(), scope, keys);
    return keys.map();
  }

  private void facts(
      CaseReport report, Optional<String> visit, ReadScope scope, MappingBuilder keys) {
    FactWriter writer = new FactWriter(scope, withIds);
    for (FactList list : FactList.values()) {
      List<Fact> facts =
          report.facts().stream()
              .filter(fact -> fact.kind() == list.kind())
              .filter(fact -> fact.circumstances().visit().equals(visit))
              .toList();
      keys.putList(list.key(), facts.stream().map(writer::write).toList());
    }
  }

  private static Map<String, Object> source(SourceCitation source) {
    return new MappingBuilder()
        .put("title", source.title())
        .putAll("authors", source.authors())
        .put("journal", source.journal())
        .put("year", source.year())
        .put("volume", source.volume())
        .put("issue", source.issue())
        .put("pages", source.pages())
        .put("doi", source.doi())
        .put("pmid", source.pmid())
        .put("pmcid", source.pmcid())
        .put("url", source.url())
        .put("language", source.language())
        .put("license", source.license())
        .map();
  }

  private static Map<String, Object> subject(Subject subject, ValueWriter values) {
    return new MappingBuilder()
        .put("sex", subject.sex().map(Keywords::of))
        .put("age", subject.age().map(CaseFileWriter::age))
        .put("birth-date", subject.birthDate().map(Object::toString))
        .put("name", subject.name())
        .put("deceased", subject.deceased().map(values::death))
        .putAll("related", subject.related().stream().map(other -> related(other, values)).toList())
        .putAll("evidence", values.evidence(subject.evidence()))
        .putAll("identifiers", subject.identifiers())
        .put("gender-identity", subject.genderIdentity().map(values::uncoded))
        .put("karyotype", subject.karyotype().map(Keywords::of))
        .put("last-seen", values.time(subject.lastSeen()))
        .map();
  }

  private static Object related(Subject.Relation other, ValueWriter values) {
    Object relationship = values.concept(other.relationship(), Domain.RELATIONSHIP);
    return other.caseId().isEmpty() && relationship instanceof String
        ? relationship
        : new MappingBuilder().put("relationship", relationship).put("case", other.caseId()).map();
  }

  private static String age(Subject.AgeAt age) {
    return age.age() + age.at().map(visit -> " at " + visit).orElse("");
  }

  /** Writes a fact: as its words alone where nothing else is known of it. */
  private static final class FactWriter {
    private final ReadScope scope;
    private final ValueWriter values;
    private final boolean withIds;

    /**
     * @param withIds whether a fact is written with its id also where the reader would give it that
     */
    FactWriter(ReadScope scope, boolean withIds) {
      this.withIds = withIds;
      this.scope = scope;
      this.values = new ValueWriter(scope);
    }

    /** A text, or a map whose first key is the head. */
    Object write(Fact fact) {
      FactList list = FactList.of(fact.kind());
      Assertion assertion = fact.circumstances().assertion();
      boolean negative = isNegative(fact);
      Head usual = list.heads().get(0);
      Head head = negative || list.headsSuffice() ? list.head(assertion).orElse(usual) : usual;
      if (fact instanceof Sensitivity) {
        head = list.head(assertion).orElse(usual);
      }
      MappingBuilder keys = new MappingBuilder().put(head.key(), fact.concept().text());
      String derived = FactIds.derive(fact.concept(), fact.circumstances());
      keys.putIf(withIds || !fact.id().equals(derived), "id", fact.id());
      Assertion implied = negative ? Assertion.ABSENT : head.assertion();
      boolean plain =
          new HeadWords(list, scope.silent())
              .accept(fact.concept().text(), head, scope.issues().start());
      keys.putIf(assertion != implied || !plain, "assertion", Keywords.of(assertion));
      CodedTerm read = CodedTerm.of(fact, scope);
      boolean same =
          read.codes().equals(fact.concept().codes())
              && read.circumstances().equals(fact.circumstances());
      keys.put("codes", same ? Optional.empty() : values.codes(fact.concept()));
      body(fact, head, keys);
      circumstances(fact.circumstances(), keys);
      return keys.hasOnly(usual.key()) ? fact.concept().text() : keys.map();
    }

    private static boolean isNegative(Fact fact) {
      return (fact instanceof MedicationUse use && use.status() == MedicationStatus.NOT_TAKEN)
          || (fact instanceof Intervention done && done.status() == InterventionStatus.NOT_DONE);
    }

    private void body(Fact fact, Head head, MappingBuilder keys) {
      if (fact instanceof Diagnosis diagnosis) {
        diagnosis(diagnosis, keys);
      } else if (fact instanceof Finding finding) {
        finding(finding, keys);
      } else if (fact instanceof Measurement measurement) {
        measurement(measurement, keys);
      } else if (fact instanceof MedicationUse use) {
        medication(use, head, keys);
      } else if (fact instanceof Intervention intervention) {
        procedure(intervention, head, keys);
      } else if (fact instanceof Sample sample) {
        keys.put("procedure", sample.procedure()).putAll("processing", sample.processing());
      } else if (fact instanceof StudyReport report) {
        report(report, keys);
      } else if (fact instanceof FamilyHistory history) {
        relative(history, keys);
      } else if (fact instanceof Sensitivity sensitivity) {
        allergy(sensitivity, keys);
      } else if (fact instanceof Immunization immunization) {
        keys.put("dose-number", immunization.doseNumber())
            .put("route", immunization.route().map(r -> values.concept(r, Domain.ROUTE)))
            .put("lot", immunization.lot());
      } else if (fact instanceof DeviceUse device) {
        device(device, keys);
      } else if (fact instanceof AdverseEvent event) {
        keys.putAll("suspects", event.suspects())
            .put("serious", event.serious())
            .put("outcome", event.outcome().map(Keywords::of));
      } else if (fact instanceof Image image) {
        keys.put("url", image.url()).put("report", image.report());
      } else if (fact instanceof Variant variant) {
        variant(variant, keys);
      }
    }

    // Where the fact stands says which encounter it belongs to.
    private void circumstances(Circumstances circumstances, MappingBuilder keys) {
      Optional<Object> severity =
          circumstances.severity().map(concept -> values.concept(concept, Domain.QUALIFIER));
      keys.put("date", values.time(circumstances.time()))
          .putAll("site", circumstances.bodySites().stream().map(values::site).toList())
          .put("severity", severity)
          .put("note", circumstances.note())
          .putAll("evidence", values.evidence(circumstances.evidence()))
          .put("confidence", circumstances.confidence())
          .put("reviewed", circumstances.review().map(FactWriter::review));
    }

    private static Object review(Review review) {
      return new MappingBuilder()
          .put("by", review.by())
          .put("on", review.on())
          .put("decision", Keywords.of(review.decision()))
          .putIf(!review.was().isEmpty(), "was", review.was())
          .map();
    }

    private void diagnosis(Diagnosis diagnosis, MappingBuilder keys) {
      keys.putIf(diagnosis.comorbidity(), "comorbidity", true)
          .putIf(diagnosis.differential(), "differential", true)
          .put("status", diagnosis.clinicalStatus().map(Keywords::of))
          .put("onset", values.time(diagnosis.onset()))
          .put("abatement", values.time(diagnosis.abatement()))
          .putAll("stage", values.concepts(diagnosis.stage(), Domain.QUALIFIER));
    }

    private void finding(Finding finding, MappingBuilder keys) {
      boolean usual = finding.category() == FindingCategory.SYMPTOM;
      boolean size = finding.value().filter(Value.Dimensions.class::isInstance).isPresent();
      keys.putIf(!usual, "category", Keywords.of(finding.category()))
          .put(size ? "size" : "value", finding.value().map(values::ofFinding))
          .put("onset", values.time(finding.onset()))
          .put("duration", finding.duration().map(TimeSpan::toString))
          .put("abatement", values.time(finding.abatement()))
          .putAll("modifiers", finding.modifiers().stream().map(values::uncoded).toList())
          .putAll("support", finding.support().stream().map(this::support).toList());
      links(finding.links(), keys);
    }

    private Object support(Finding.Support support) {
      MappingBuilder keys =
          new MappingBuilder()
              .put("kind", support.kind().map(values::uncoded))
              .put("reference", support.reference())
              .put("url", support.url())
              .put("description", support.description());
      return keys.hasOnly("reference") ? support.reference().orElseThrow() : keys.map();
    }

    private void treatment(TreatmentContext context, MappingBuilder keys) {
      keys.put(
          "status-reason",
          context.termination().map(reason -> values.concept(reason, Domain.FINDING)));
      MappingBuilder parts =
          new MappingBuilder()
              .put("target", context.target().map(values::uncoded))
              .put("intent", context.intent().map(values::uncoded))
              .put("response", context.response().map(values::uncoded))
              .putAll(
                  "adverse-events", context.adverseEvents().stream().map(values::uncoded).toList());
      keys.putIf(!parts.map().isEmpty(), "treatment", parts.map());
    }

    private void variant(Variant variant, MappingBuilder keys) {
      keys.put("gene", variant.gene().map(values::uncoded))
          .putAll("hgvs", variant.expressions().stream().map(FactWriter::expression).toList())
          .put("zygosity", variant.zygosity().map(values::zygosity))
          .put("classification", variant.significance().map(Keywords::of))
          .put("status", variant.causality().map(Keywords::of))
          .put("actionability", variant.actionability().map(Keywords::of))
          .put("locus", variant.locus().map(FactWriter::locus))
          .put("type", variant.type().map(values::uncoded))
          .putAll("explains", variant.links().supports())
          .put("procedure", variant.links().procedure())
          .put("specimen", variant.links().specimen())
          .put("report", variant.links().report());
    }

    private static Object expression(Variant.Expression expression) {
      return VariantWords.syntax(expression.value()).equals(expression.syntax())
          ? expression.value()
          : new MappingBuilder()
              .put("syntax", expression.syntax())
              .put("value", expression.value())
              .map();
    }

    private static Object locus(Variant.Locus locus) {
      return new MappingBuilder()
          .putIf(!locus.assembly().isEmpty(), "assembly", locus.assembly())
          .put("chromosome", locus.chromosome())
          .put("position", locus.position())
          .putIf(!locus.reference().isEmpty(), "reference", locus.reference())
          .putIf(!locus.alternate().isEmpty(), "alternate", locus.alternate())
          .map();
    }

    private void measurement(Measurement measurement, MappingBuilder keys) {
      String test = measurement.concept().text();
      MeasurementCategory usual = scope.vocabulary().testCategory(test, measurement.value());
      Optional<Interpretation> implied =
          measurement.value().flatMap(MeasurementResult::interpretation);
      String judgement =
          measurement
              .interpretation()
              .map(Keywords::of)
              .orElse(MeasurementResult.NO_INTERPRETATION);
      Unit bare = MeasurementResult.bareUnit(scope.vocabulary(), test);
      ValueWriter result = new ValueWriter(scope, bare, test);
      ValueWriter range =
          new ValueWriter(scope, MeasurementResult.inherited(measurement.value(), bare), "");
      keys.put("value", measurement.value().map(result::value))
          .putIf(!measurement.interpretation().equals(implied), "interpretation", judgement)
          .put("reference", measurement.reference().map(range::value))
          .put("method", measurement.method().map(m -> values.concept(m, Domain.PROCEDURE)))
          .putIf(measurement.category() != usual, "category", Keywords.of(measurement.category()));
      links(measurement.links(), keys);
    }

    private static void links(Links links, MappingBuilder keys) {
      keys.putAll("supports", links.supports())
          .putAll("response-to", links.responseTo())
          .put("procedure", links.procedure())
          .put("specimen", links.specimen())
          .put("report", links.report());
    }

    private void medication(MedicationUse use, Head head, MappingBuilder keys) {
      boolean stated =
          head.assertion() == Assertion.ABSENT || use.status() == MedicationStatus.UNKNOWN;
      doses(use.dosages(), keys);
      keys.putIf(!stated, "status", Keywords.of(use.status()))
          .put("start", values.time(use.start()))
          .put("end", values.time(use.end()))
          .put("duration", use.duration().map(TimeSpan::toString))
          .putAll("treats", use.treats())
          .put("response", use.response())
          .put("cumulative", use.cumulative().map(Value.Measured::new).map(values::value))
          .put("known-from", use.source().map(Keywords::of));
      treatment(use.context(), keys);
    }

    // One route for all doses is written once, beside them, if that makes them short.
    private void doses(List<Dose> doses, MappingBuilder keys) {
      Optional<String> joined = values.joined(doses);
      if (joined.isPresent()) {
        keys.put("dose", joined.get());
        return;
      }
      Optional<Concept> route = doses.stream().findFirst().flatMap(Dose::route);
      List<Dose> bare = doses.stream().map(FactWriter::unrouted).toList();
      boolean shared =
          route.isPresent()
              && doses.stream().allMatch(dose -> dose.route().equals(route))
              && !doses.stream().allMatch(values::isShort)
              && bare.stream().allMatch(values::isShort);
      if (shared) {
        keys.putAll("dose", bare.stream().map(Dose::text).toList());
        keys.put("route", values.concept(route.get(), Domain.ROUTE));
      } else {
        keys.putAll("dose", doses.stream().map(values::dose).toList());
      }
    }

    private static Dose unrouted(Dose dose) {
      return dose.withRoute(Optional.empty());
    }

    private void procedure(Intervention intervention, Head head, MappingBuilder keys) {
      boolean stated =
          head.assertion() == Assertion.ABSENT
              || intervention.status() == InterventionStatus.COMPLETED;
      keys.putIf(!stated, "status", Keywords.of(intervention.status()))
          .put("end", values.time(intervention.end()))
          .putAll("reason", intervention.reasons())
          .put("outcome", intervention.outcome().map(o -> values.concept(o, Domain.QUALIFIER)))
          .putAll("complications", values.concepts(intervention.complications(), Domain.FINDING))
          .putIf(
              intervention.type() != InterventionType.PROCEDURE,
              "type",
              Keywords.of(intervention.type()));
      intervention
          .radiation()
          .ifPresent(
              radiation ->
                  keys.put(
                          "radiation-dose",
                          radiation.dose().map(dose -> values.value(new Value.Measured(dose))))
                      .put("fractions", radiation.fractions()));
      treatment(intervention.context(), keys);
    }

    private void report(StudyReport report, MappingBuilder keys) {
      boolean usual = report.category() == ReportCategory.OTHER;
      keys.putIf(!usual, "category", Keywords.of(report.category()))
          .putAll("procedure", report.procedures())
          .putAll("specimens", report.specimens())
          .put("conclusion", report.conclusion())
          .putAll("diagnoses", report.diagnoses().stream().map(values::uncoded).toList())
          .put("progress", report.progress().map(Keywords::of))
          .putAll("files", report.files().stream().map(FactWriter::file).toList());
    }

    private static Object file(LinkedFile file) {
      MappingBuilder keys =
          new MappingBuilder()
              .put("uri", file.uri())
              .putIf(!file.attributes().isEmpty(), "attributes", file.attributes())
              .putIf(!file.identifiers().isEmpty(), "identifiers", file.identifiers());
      return keys.hasOnly("uri") ? file.uri() : keys.map();
    }

    private void relative(FamilyHistory history, MappingBuilder keys) {
      keys.put("sex", history.sex().map(Keywords::of))
          .put("deceased", history.deceased().map(values::death))
          .putList("illnesses", history.illnesses().stream().map(this::illness).toList());
    }

    private Object illness(FamilyHistory.Illness illness) {
      String words = illness.concept().text();
      MappingBuilder keys =
          new MappingBuilder()
              .put("illness", words)
              .put("codes", codes(illness.concept()))
              .put("onset", values.time(illness.onset()))
              .put("outcome", illness.outcome());
      return keys.hasOnly("illness") ? words : keys.map();
    }

    private Optional<Object> codes(Concept illness) {
      Optional<Object> codes =
          values.codes(illness, text -> scope.vocabulary().find(Domain.CONDITION, text));
      boolean hedged = HedgedWords.in(illness.text()).isPresent();
      return codes.isEmpty() && hedged ? values.codes(illness) : codes;
    }

    private void allergy(Sensitivity sensitivity, MappingBuilder keys) {
      keys.put("category", sensitivity.category().map(Keywords::of))
          .putAll("reactions", values.concepts(sensitivity.reactions(), Domain.FINDING))
          .put("onset", values.time(sensitivity.onset()))
          .put("type", sensitivity.type().map(Keywords::of))
          .put("criticality", sensitivity.criticality().map(Keywords::of));
    }

    private void device(DeviceUse device, MappingBuilder keys) {
      keys.put("end", values.time(device.end()))
          .put("procedure", device.procedure())
          .putAll("reason", device.reasons())
          .put("manufacturer", device.manufacturer())
          .put("model", device.model());
    }
  }
}
