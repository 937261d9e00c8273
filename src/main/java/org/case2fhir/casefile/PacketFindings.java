package org.case2fhir.casefile;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.case2fhir.casefile.YamlWriter.MappingBuilder;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Links;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.Sample;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.terminology.CodeSystem;

/** Writes findings, diagnoses, measurements and specimens into a phenopacket. */
final class PacketFindings {
  private static final Pattern TNM =
      Pattern.compile("(?:[cpyra]{0,3}[TNM](?:\\d|X|is).*)|.*\\b[TNM]\\d[a-d]? Stage Finding.*");
  private static final Code SYSTOLIC =
      new Code(CodeSystem.LOINC.uri(), "8480-6", "Systolic blood pressure");
  private static final Code DIASTOLIC =
      new Code(CodeSystem.LOINC.uri(), "8462-4", "Diastolic blood pressure");

  private final CaseReport report;
  private final PacketValueWriter terms;
  private final MedicalActionWriter actions;
  private final Map<String, Intervention> procedures = new HashMap<>();

  PacketFindings(CaseReport report, PacketValueWriter terms, MedicalActionWriter actions) {
    this.report = report;
    this.terms = terms;
    this.actions = actions;
    report.facts(Intervention.class).forEach(done -> procedures.put(done.id(), done));
  }

  /** The features of the patient, or those of a sample. */
  List<Object> features(Optional<String> sample) {
    List<Object> features = new ArrayList<>();
    report
        .facts(Finding.class)
        .filter(finding -> PhenopacketWriter.isOn(finding, sample))
        .filter(finding -> !isPathology(finding))
        .forEach(finding -> feature(finding).ifPresent(features::add));
    return features;
  }

  // What a biosample has a field for.
  private static boolean isPathology(Finding finding) {
    return finding.links().specimen().isPresent()
        && BiosampleReader.PATHOLOGY.containsValue(finding.concept().text())
        && finding.value().filter(Value.Coded.class::isInstance).isPresent();
  }

  private Optional<Object> feature(Finding finding) {
    FactRef ref = FactRef.of(finding);
    Circumstances circumstances = finding.circumstances();
    Optional<Code> code = PacketValueWriter.code(finding.concept(), PacketValueWriter.FEATURES);
    if (PhenopacketWriter.isUncertain(finding)) {
      terms.lostWhole(finding, "a phenotypic feature is there or excluded, not possible");
      return Optional.empty();
    }
    if (code.isEmpty()) {
      terms.lostWhole(finding, "it has no code");
      return Optional.empty();
    }
    finding.duration().ifPresent(span -> terms.lost(ref, "a feature has no duration: " + span));
    finding.value().ifPresent(value -> terms.lost(ref, "a feature has no value; it is left out"));
    if (circumstances.time().isPresent()) {
      terms.lost(ref, "a feature has no time of examination");
    }
    List<Object> modifiers = new ArrayList<>(terms.concepts(finding.modifiers(), ref));
    modifiers.addAll(sides(circumstances.bodySites(), ref));
    return Optional.of(
        feature(finding.concept(), code.get(), circumstances)
            .put("severity", circumstances.severity().flatMap(s -> terms.severity(s, ref)))
            .putList("modifiers", modifiers)
            .put("onset", terms.time(finding.onset(), ref))
            .put("resolution", terms.time(finding.abatement(), ref))
            .putList("evidence", finding.support().stream().map(s -> evidence(s, ref)).toList())
            .map());
  }

  private MappingBuilder feature(Concept concept, Code code, Circumstances circumstances) {
    List<String> words = new ArrayList<>();
    if (!code.display().isBlank() && !code.display().equalsIgnoreCase(concept.text())) {
      words.add(concept.text());
    }
    circumstances.note().ifPresent(words::add);
    return new MappingBuilder()
        .putIf(!words.isEmpty(), "description", String.join("; ", words))
        .put("type", terms.ontologyClass(code, concept.text()))
        .putIf(circumstances.assertion() == Assertion.ABSENT, "excluded", true);
  }

  private List<Object> sides(List<BodySite> sites, FactRef ref) {
    List<Object> sides = new ArrayList<>();
    for (BodySite site : sites) {
      site.laterality().map(terms::side).ifPresent(sides::add);
      terms.lost(ref, "a feature has no site, only a side: " + site.site().text());
    }
    return sides;
  }

  private Object evidence(Finding.Support support, FactRef ref) {
    MappingBuilder reference =
        new MappingBuilder()
            .put("id", support.reference())
            .put("reference", support.url())
            .put("description", support.description());
    return new MappingBuilder()
        .put("evidenceCode", support.kind().flatMap(kind -> terms.concept(kind, ref)))
        .putIf(!reference.map().isEmpty(), "reference", reference.map())
        .map();
  }

  /** A diagnosis that HPO has a term for is a feature too. */
  Optional<Object> ofDiagnosis(Diagnosis diagnosis) {
    FactRef ref = FactRef.of(diagnosis);
    return hpo(diagnosis.concept())
        .filter(code -> !PhenopacketWriter.isUncertain(diagnosis))
        .map(
            code ->
                feature(
                        diagnosis.concept(),
                        code,
                        Circumstances.PLAIN.withAssertion(diagnosis.circumstances().assertion()))
                    .put("onset", terms.time(diagnosis.onset(), ref))
                    .put("resolution", terms.time(diagnosis.abatement(), ref))
                    .map());
  }

  /** What went wrong with a procedure, as far as HPO has terms for it. */
  List<Object> ofComplications(Intervention done) {
    return done.complications().stream()
        .flatMap(
            concept ->
                hpo(concept)
                    .map(code -> feature(concept, code, Circumstances.PLAIN).map())
                    .stream())
        .map(Object.class::cast)
        .toList();
  }

  private static Optional<Code> hpo(Concept concept) {
    return concept.codes().stream()
        .filter(code -> code.system().equals(CodeSystem.HPO.uri()))
        .findFirst();
  }

  Optional<Object> disease(Diagnosis diagnosis) {
    FactRef ref = FactRef.of(diagnosis);
    Circumstances circumstances = diagnosis.circumstances();
    if (PhenopacketWriter.isUncertain(diagnosis)) {
      terms.lostWhole(diagnosis, "a disease is there or excluded, not possible");
      return Optional.empty();
    }
    Optional<Code> code = PacketValueWriter.code(diagnosis.concept(), PacketValueWriter.DISEASES);
    if (code.isEmpty()) {
      terms.lostWhole(diagnosis, "it has no code");
      return Optional.empty();
    }
    diagnosis
        .clinicalStatus()
        .ifPresent(s -> terms.lost(ref, "a disease has no clinical status: " + s.code()));
    circumstances
        .severity()
        .ifPresent(s -> terms.lost(ref, "a disease has no severity: " + s.text()));
    circumstances
        .note()
        .filter(note -> !note.startsWith("Laterality: "))
        .ifPresent(note -> terms.lost(ref, "a disease has no note"));
    if (circumstances.time().isPresent()) {
      terms.lost(ref, "a disease has no date of diagnosis");
    }
    List<BodySite> sites = circumstances.bodySites();
    if (sites.size() > 1) {
      terms.lost(ref, "a disease has one primary site; the others are left out");
    }
    List<Concept> tnm =
        diagnosis.stage().stream().filter(each -> TNM.matcher(each.text()).matches()).toList();
    List<Concept> stages = diagnosis.stage().stream().filter(each -> !tnm.contains(each)).toList();
    Optional<BodySite> site = sites.stream().findFirst();
    return Optional.of(
        new MappingBuilder()
            .put("term", terms.ontologyClass(code.get(), diagnosis.concept().text()))
            .putIf(circumstances.assertion() == Assertion.ABSENT, "excluded", true)
            .put("onset", terms.time(diagnosis.onset(), ref))
            .put("resolution", terms.time(diagnosis.abatement(), ref))
            .putList("diseaseStage", terms.concepts(stages, ref))
            .putList("clinicalTnmFinding", terms.concepts(tnm, ref))
            .put("primarySite", site.flatMap(where -> terms.concept(where.site(), ref)))
            .put("laterality", site.flatMap(BodySite::laterality).map(terms::side))
            .map());
  }

  /** The measurements of the patient, or those of a sample. */
  List<Object> measurements(Optional<String> sample) {
    List<Object> all = new ArrayList<>();
    report
        .facts(Measurement.class)
        .filter(each -> PhenopacketWriter.isOn(each, sample))
        .forEach(each -> measurement(each).ifPresent(all::add));
    return all;
  }

  private Optional<Object> measurement(Measurement measurement) {
    FactRef ref = FactRef.of(measurement);
    if (!measurement.concept().isCoded()) {
      terms.lostWhole(measurement, "it has no code");
      return Optional.empty();
    }
    Optional<MappingBuilder> result = result(measurement);
    if (result.isEmpty() || measurement.circumstances().assertion() != Assertion.PRESENT) {
      terms.lostWhole(measurement, "its result is not a number and has no code");
      return Optional.empty();
    }
    measurement
        .interpretation()
        .ifPresent(i -> terms.lost(ref, "a measurement has no interpretation: " + i.code()));
    MappingBuilder keys =
        new MappingBuilder()
            .put("description", measurement.circumstances().note())
            .put("assay", terms.concept(measurement.concept(), ref));
    result.get().map().forEach(keys::put);
    return Optional.of(
        keys.put("timeObserved", terms.time(measurement.circumstances(), ref))
            .put("procedure", procedure(measurement.links()))
            .map());
  }

  private Optional<Object> procedure(Links links) {
    return links
        .procedure()
        .flatMap(id -> Optional.ofNullable(procedures.get(id)))
        .flatMap(actions::procedure);
  }

  private Optional<MappingBuilder> result(Measurement measurement) {
    FactRef ref = FactRef.of(measurement);
    Value value = measurement.value().orElse(null);
    Optional<Value.Interval> range =
        measurement
            .reference()
            .filter(Value.Interval.class::isInstance)
            .map(Value.Interval.class::cast);
    if (value instanceof Value.Measured measured && measured.amount().comparator().isEmpty()) {
      Object quantity = terms.quantity(measured.amount(), range);
      return Optional.of(new MappingBuilder().put("value", Map.of("quantity", quantity)));
    }
    if (value instanceof Value.Score score) {
      Unit unit = Unit.of("score", "{score}");
      Amount amount = new Amount(score.value(), Optional.empty(), unit);
      Value.Interval maximum =
          new Value.Interval(Optional.empty(), Optional.of(score.maximum()), unit);
      Object quantity = terms.quantity(amount, Optional.of(maximum));
      return Optional.of(new MappingBuilder().put("value", Map.of("quantity", quantity)));
    }
    if (value instanceof Value.Coded coded && coded.concept().isCoded()) {
      Object term = terms.concept(coded.concept(), ref).orElseThrow();
      return Optional.of(new MappingBuilder().put("value", Map.of("ontologyClass", term)));
    }
    if (value instanceof Value.BloodPressure pressure) {
      return Optional.of(
          complex(
              List.of(
                  typed(terms.ontologyClass(SYSTOLIC, ""), pressure.systolic(), pressure.unit()),
                  typed(
                      terms.ontologyClass(DIASTOLIC, ""), pressure.diastolic(), pressure.unit()))));
    }
    if (value instanceof Value.Parts panel
        && panel.parts().stream().allMatch(part -> part.concept().isCoded())) {
      List<Object> parts = new ArrayList<>();
      for (Value.Part part : panel.parts()) {
        parts.add(
            new MappingBuilder()
                .put("type", terms.concept(part.concept(), ref))
                .put("quantity", terms.quantity(part.value().amount(), part.reference()))
                .map());
      }
      return Optional.of(complex(parts));
    }
    return Optional.empty();
  }

  private static MappingBuilder complex(List<Object> parts) {
    return new MappingBuilder().put("complexValue", Map.of("typedQuantities", parts));
  }

  private Object typed(Object type, BigDecimal number, Unit unit) {
    return new MappingBuilder()
        .put("type", type)
        .put(
            "quantity",
            terms.quantity(new Amount(number, Optional.empty(), unit), Optional.empty()))
        .map();
  }

  Optional<Object> biosample(Sample sample, String subject) {
    FactRef ref = FactRef.of(sample);
    Circumstances circumstances = sample.circumstances();
    Optional<String> id = Optional.of(sample.id());
    Links links =
        new Links(List.of(), List.of(), sample.procedure(), Optional.empty(), Optional.empty());
    if (!sample.processing().isEmpty()) {
      terms.lost(ref, "a biosample's processing is a code, not words; it is left out");
    }
    boolean plain = sample.concept().text().equals("specimen");
    MappingBuilder keys =
        new MappingBuilder()
            .put("id", sample.id())
            .put("individualId", subject)
            .put("description", circumstances.note())
            .put(
                "sampledTissue",
                circumstances.bodySites().stream()
                    .findFirst()
                    .flatMap(site -> terms.concept(site.site(), ref)))
            .put("sampleType", plain ? Optional.empty() : terms.concept(sample.concept(), ref))
            .putList("phenotypicFeatures", features(id))
            .putList("measurements", measurements(id))
            .put("timeOfCollection", terms.time(circumstances, ref));
    BiosampleReader.PATHOLOGY.forEach((field, words) -> pathology(keys, id, field, words));
    return Optional.of(keys.put("procedure", procedure(links)).map());
  }

  private void pathology(MappingBuilder keys, Optional<String> sample, String field, String words) {
    List<Object> found =
        report
            .facts(Finding.class)
            .filter(finding -> PhenopacketWriter.isOn(finding, sample))
            .filter(finding -> isPathology(finding) && finding.concept().text().equals(words))
            .flatMap(
                finding ->
                    terms
                        .concept(
                            ((Value.Coded) finding.value().orElseThrow()).concept(),
                            FactRef.of(finding))
                        .stream())
            .toList();
    if (BiosampleReader.isRepeated(field)) {
      keys.putList(field, found);
    } else {
      keys.put(field, found.stream().findFirst());
    }
  }
}
