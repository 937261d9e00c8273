package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.issue.Location;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Finding.FindingCategory;
import org.case2fhir.model.Links;
import org.case2fhir.model.Sample;
import org.case2fhir.model.Subject;
import org.case2fhir.model.Value;
import org.case2fhir.model.When;

/** Reads the biosamples of a phenopacket: specimens, and what was seen and measured in them. */
final class BiosampleReader {
  /** What pathology says of a sample, by the field that says it, with the words of the finding. */
  static final Map<String, String> PATHOLOGY = pathology();

  private final PhenopacketReader packet;
  private final Optional<String> individual;
  private final Set<String> ids = new HashSet<>();

  BiosampleReader(PhenopacketReader packet, Subject subject) {
    this.packet = packet;
    this.individual = subject.identifiers().stream().findFirst();
  }

  private static Map<String, String> pathology() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("histologicalDiagnosis", "Histological diagnosis");
    fields.put("tumorProgression", "Tumor progression");
    fields.put("tumorGrade", "Tumor grade");
    fields.put("pathologicalStage", "Pathological stage");
    fields.put("pathologicalTnmFinding", "Pathological TNM finding");
    fields.put("diagnosticMarkers", "Diagnostic marker");
    fields.put("materialSample", "Material sample");
    return fields;
  }

  /** Whether a field holds a list. */
  static boolean isRepeated(String field) {
    return field.equals("pathologicalTnmFinding") || field.equals("diagnosticMarkers");
  }

  /** The ids of the samples read so far. */
  Set<String> ids() {
    return ids;
  }

  void read(PacketElement sample) {
    PacketValueReader values = packet.values();
    Location location = sample.location();
    Optional<String> named = sample.text("id");
    Optional<Concept> type = values.concept(sample, "sampleType");
    List<BodySite> tissue = values.site(sample, "sampledTissue");
    Optional<When> time = values.time(sample, "timeOfCollection");
    Optional<String> description = sample.text("description");
    Optional<Concept> processing = values.concept(sample, "sampleProcessing");
    Optional<Concept> storage = values.concept(sample, "sampleStorage");
    Optional<String> parent = sample.text("derivedFromId");
    sample
        .text("individualId")
        .filter(owner -> !individual.equals(Optional.of(owner)))
        .ifPresent(owner -> note(location, "the sample is of another individual than the subject"));
    IndividualReader.taxonomy(sample, values);
    Optional<String> procedure = packet.procedure(sample);
    List<String> notes = new ArrayList<>(description.stream().toList());
    parent.ifPresent(id -> notes.add("Derived from: " + id));
    storage.ifPresent(words -> notes.add("Storage: " + words.text()));
    if (parent.isPresent() || storage.isPresent()) {
      note(location, "parent and storage of a sample become a note");
    }
    Concept concept = type.orElse(Concept.ofText("specimen"));
    Optional<String> note =
        notes.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", notes));
    Circumstances circumstances =
        PhenopacketReader.circumstances(false, tissue, Optional.empty(), note, time);
    Sample specimen =
        new Sample(
            "", concept, circumstances, procedure, processing.stream().map(Concept::text).toList());
    String id = packet.facts().free(FactKind.SPECIMEN, named.orElse("specimen"), specimen);
    ids.add(id);
    packet.facts().addNamed(specimen, id, location);
    Links links =
        new Links(List.of(), List.of(), Optional.empty(), Optional.of(id), Optional.empty());
    PATHOLOGY.forEach((field, words) -> pathology(sample, field, words, links));
    sample.elements("phenotypicFeatures").forEach(feature -> packet.feature(feature, links));
    sample.elements("measurements").forEach(each -> packet.measurement(each, links));
    sample.elements("files").forEach(packet::file);
    sample.finish();
  }

  private void pathology(PacketElement sample, String field, String words, Links links) {
    Location location = sample.locationOf(field);
    List<Concept> found =
        isRepeated(field)
            ? packet.values().concepts(sample, field)
            : packet.values().concept(sample, field).stream().toList();
    for (Concept each : found) {
      packet
          .facts()
          .add(
              new Finding(
                  "",
                  Concept.ofText(words),
                  Circumstances.PLAIN,
                  FindingCategory.PATHOLOGY,
                  Optional.of(new Value.Coded(each)),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  links),
              location);
    }
  }

  private void note(Location location, String message) {
    String remedy = "keep the phenopacket beside the case";
    packet.values().issues().information("not-kept", location, message, remedy);
  }
}
