package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.issue.Location;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FamilyHistory;
import org.case2fhir.model.FamilyHistory.Illness;
import org.case2fhir.model.Subject;
import org.case2fhir.model.Subject.Death;
import org.case2fhir.model.Subject.Sex;
import org.case2fhir.model.When;
import org.case2fhir.terminology.Domain;

/** The relatives of a Family message, and how its pedigree says they are related to the proband. */
final class FamilyFacts {
  /** No relatives. */
  static final FamilyFacts NONE = new FamilyFacts();

  private final List<Relative> relatives = new ArrayList<>();
  private final Map<String, Person> pedigree = new HashMap<>();
  private final PacketValueReader values;

  private FamilyFacts() {
    this.values = null;
  }

  private record Relative(
      String id,
      Optional<Sex> sex,
      Optional<Death> death,
      List<Illness> illnesses,
      List<String> excluded,
      Location location) {}

  private record Person(String father, String mother, Optional<Sex> sex) {}

  /**
   * @param family whose fields for relatives are taken
   */
  FamilyFacts(PacketElement family, PacketValueReader values) {
    this.values = values;
    family.element("pedigree").ifPresent(this::pedigree);
    family.elements("relatives").forEach(this::relative);
    family.notKept("consanguinousParents", "consanguineousParents");
  }

  private void pedigree(PacketElement drawing) {
    for (PacketElement person : drawing.elements("persons")) {
      String id = person.text("individualId").orElse("");
      String father = person.text("paternalId").orElse("0");
      String mother = person.text("maternalId").orElse("0");
      Optional<Sex> sex = IndividualReader.sex(person);
      person.text("familyId");
      person.notKept("affectedStatus");
      person.finish();
      pedigree.put(id, new Person(father, mother, sex));
    }
    drawing.finish();
  }

  private void relative(PacketElement packet) {
    Location location = packet.location();
    Optional<PacketElement> individual = packet.element("subject");
    Subject subject = individual.map(new IndividualReader(values)::read).orElse(Subject.UNKNOWN);
    List<Illness> illnesses = new ArrayList<>();
    List<String> absent = new ArrayList<>();
    for (PacketElement disease : packet.elements("diseases")) {
      Optional<Concept> term = values.concept(disease, "term");
      boolean excluded = disease.flag("excluded");
      Optional<When> onset = values.time(disease, "onset");
      disease.notKept(
          "resolution", "diseaseStage", "clinicalTnmFinding", "primarySite", "laterality");
      disease.finish();
      if (excluded) {
        term.map(FamilyFacts::words).ifPresent(absent::add);
      } else {
        term.map(concept -> new Illness(concept, onset, Optional.empty()))
            .ifPresent(illnesses::add);
      }
    }
    for (PacketElement feature : packet.elements("phenotypicFeatures")) {
      Optional<Concept> type = values.concept(feature, "type");
      boolean excluded = feature.flag("excluded");
      Optional<When> onset = values.time(feature, "onset");
      feature.notKept("severity", "modifiers", "resolution", "evidence", "description");
      feature.finish();
      if (excluded) {
        type.map(FamilyFacts::words).ifPresent(absent::add);
      } else {
        type.map(concept -> new Illness(concept, onset, Optional.empty()))
            .ifPresent(illnesses::add);
      }
    }
    packet.text("id");
    packet.notKept(
        "measurements", "biosamples", "interpretations", "medicalActions", "files", "metaData");
    packet.finish();
    String id = subject.identifiers().stream().findFirst().orElse("");
    relatives.add(new Relative(id, subject.sex(), subject.deceased(), illnesses, absent, location));
  }

  /** With the code, which a note cannot have otherwise. */
  private static String words(Concept concept) {
    return concept.codes().stream()
        .findFirst()
        .map(code -> concept.text() + " (" + code.code() + ")")
        .orElse(concept.text());
  }

  /** A family history cannot deny an illness: what is excluded is said in words. */
  private static Circumstances circumstances(Relative relative) {
    List<String> remarks = new ArrayList<>();
    if (!relative.id().isEmpty()) {
      remarks.add("In the family: " + relative.id());
    }
    if (!relative.excluded().isEmpty()) {
      remarks.add("Excluded: " + String.join("; ", relative.excluded()));
    }
    return remarks.isEmpty()
        ? Circumstances.PLAIN
        : Circumstances.PLAIN.withNote(String.join(". ", remarks));
  }

  /** Adds each relative. */
  void addTo(PacketFacts facts, Optional<String> proband) {
    for (Relative relative : relatives) {
      String words = relationship(relative, proband.map(pedigree::get).orElse(null));
      Concept concept =
          new Concept(words, values.scope().vocabulary().find(Domain.RELATIONSHIP, words));
      facts.add(
          new FamilyHistory(
              "",
              concept,
              circumstances(relative),
              relative.sex(),
              relative.death(),
              relative.illnesses()),
          relative.location());
    }
  }

  private String relationship(Relative relative, Person proband) {
    Person self = pedigree.get(relative.id());
    boolean female = relative.sex().equals(Optional.of(Sex.FEMALE));
    boolean male = relative.sex().equals(Optional.of(Sex.MALE));
    if (proband == null || self == null) {
      return "relative";
    }
    if (proband.father().equals(relative.id())) {
      return "father";
    }
    if (proband.mother().equals(relative.id())) {
      return "mother";
    }
    boolean parents =
        !self.father().equals("0")
            && !self.mother().equals("0")
            && self.father().equals(proband.father())
            && self.mother().equals(proband.mother());
    if (parents) {
      return female ? "sister" : male ? "brother" : "sibling";
    }
    return "relative";
  }
}
