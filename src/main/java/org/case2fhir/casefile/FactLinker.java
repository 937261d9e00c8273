package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.case2fhir.issue.EditDistance;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Location;
import org.case2fhir.model.AdverseEvent;
import org.case2fhir.model.Circumstances.Review.Decision;
import org.case2fhir.model.DeviceUse;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactIds;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.FamilyHistory;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Image;
import org.case2fhir.model.Immunization;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Links;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.Sample;
import org.case2fhir.model.Sensitivity;
import org.case2fhir.model.StudyReport;
import org.case2fhir.model.Variant;

/**
 * Makes a fact as read one with its id, and with the ids of the facts that it names: by id, or by
 * their words if those name one fact only, or only one of the same encounter.
 */
final class FactLinker {
  private final IssueCollector issues;
  private final Map<FactRef, UnlinkedFact> byId = new HashMap<>();
  private final Map<FactRef, List<UnlinkedFact>> byWords = new HashMap<>();
  private final Map<List<FactKind>, Set<String>> known = new HashMap<>();
  private final Set<FactRef> rejected = new HashSet<>();

  /**
   * @param unlinkedFacts all with their ids
   * @param rejectedFacts those that a person rejected: what names them names nothing
   */
  FactLinker(
      List<UnlinkedFact> unlinkedFacts, List<UnlinkedFact> rejectedFacts, IssueCollector issues) {
    this.issues = issues;
    for (UnlinkedFact unlinked : rejectedFacts) {
      FactKind kind = unlinked.fact().kind();
      Fact fact = unlinked.fact();
      rejected.add(FactRef.of(kind, FactIds.slug(fact.concept().text())));
      rejected.add(FactRef.of(kind, FactIds.derive(fact.concept(), fact.circumstances())));
      unlinked.givenId().ifPresent(id -> rejected.add(FactRef.of(kind, id)));
    }
    for (UnlinkedFact unlinked : unlinkedFacts) {
      FactKind kind = unlinked.fact().kind();
      byId.put(FactRef.of(kind, unlinked.givenId().orElseThrow()), unlinked);
      FactRef words = FactRef.of(kind, FactIds.slug(unlinked.fact().concept().text()));
      byWords.computeIfAbsent(words, key -> new ArrayList<>()).add(unlinked);
    }
  }

  Fact link(UnlinkedFact unlinked) {
    String id = unlinked.givenId().orElseThrow();
    Fact fact = unlinked.fact();
    if (fact instanceof Finding finding) {
      return finding(finding, id, unlinked);
    }
    if (fact instanceof Measurement measurement) {
      return measurement(measurement, id, unlinked);
    }
    if (fact instanceof MedicationUse use) {
      return medication(use, id, unlinked);
    }
    if (fact instanceof Intervention intervention) {
      return procedure(intervention, id, unlinked);
    }
    if (fact instanceof Sample s) {
      var procedure = resolve(s.procedure(), unlinked, FactKind.PROCEDURE);
      return new Sample(id, s.concept(), s.circumstances(), procedure, s.processing());
    }
    if (fact instanceof DeviceUse d) {
      return new DeviceUse(
          id,
          d.concept(),
          d.circumstances(),
          d.end(),
          resolve(d.procedure(), unlinked, FactKind.PROCEDURE),
          resolve(d.reasons(), unlinked, FactKind.DIAGNOSIS, FactKind.FINDING),
          d.manufacturer(),
          d.model());
    }
    if (fact instanceof AdverseEvent e) {
      List<String> suspects =
          resolve(e.suspects(), unlinked, AdverseEvent.SUSPECTS.toArray(FactKind[]::new));
      return new AdverseEvent(
          id, e.concept(), e.circumstances(), suspects, e.serious(), e.outcome());
    }
    if (fact instanceof Image i) {
      Optional<String> report = resolve(i.report(), unlinked, FactKind.REPORT);
      return new Image(id, i.concept(), i.circumstances(), i.url(), report);
    }
    if (fact instanceof Variant variant) {
      return variant(variant, id, unlinked);
    }
    return fact instanceof StudyReport report ? report(report, id, unlinked) : named(fact, id);
  }

  // These name no other fact.
  private static Fact named(Fact fact, String id) {
    if (fact instanceof FamilyHistory h) {
      return new FamilyHistory(
          id, h.concept(), h.circumstances(), h.sex(), h.deceased(), h.illnesses());
    }
    if (fact instanceof Sensitivity s) {
      return new Sensitivity(
          id,
          s.concept(),
          s.circumstances(),
          s.category(),
          s.reactions(),
          s.onset(),
          s.type(),
          s.criticality());
    }
    if (fact instanceof Immunization i) {
      return new Immunization(
          id, i.concept(), i.circumstances(), i.doseNumber(), i.route(), i.lot());
    }
    Diagnosis d = (Diagnosis) fact;
    return new Diagnosis(
        id,
        d.concept(),
        d.circumstances(),
        d.comorbidity(),
        d.differential(),
        d.clinicalStatus(),
        d.onset(),
        d.abatement(),
        d.stage());
  }

  private Fact finding(Finding f, String id, UnlinkedFact unlinked) {
    return new Finding(
        id,
        f.concept(),
        f.circumstances(),
        f.category(),
        f.value(),
        f.onset(),
        f.duration(),
        f.abatement(),
        links(f.links(), unlinked),
        f.modifiers(),
        f.support());
  }

  private Fact measurement(Measurement m, String id, UnlinkedFact unlinked) {
    return new Measurement(
        id,
        m.concept(),
        m.circumstances(),
        m.category(),
        m.value(),
        m.interpretation(),
        m.reference(),
        m.method(),
        links(m.links(), unlinked));
  }

  private Fact medication(MedicationUse m, String id, UnlinkedFact unlinked) {
    return new MedicationUse(
        id,
        m.concept(),
        m.circumstances(),
        m.status(),
        m.dosages(),
        m.start(),
        m.end(),
        m.duration(),
        resolve(m.treats(), unlinked, FactKind.DIAGNOSIS, FactKind.FINDING),
        m.response(),
        m.cumulative(),
        m.source(),
        m.context());
  }

  private Fact procedure(Intervention i, String id, UnlinkedFact unlinked) {
    return new Intervention(
        id,
        i.concept(),
        i.circumstances(),
        i.status(),
        i.end(),
        resolve(i.reasons(), unlinked, FactKind.DIAGNOSIS, FactKind.FINDING),
        i.outcome(),
        i.complications(),
        i.type(),
        i.radiation(),
        i.context());
  }

  private Fact report(StudyReport r, String id, UnlinkedFact unlinked) {
    return new StudyReport(
        id,
        r.concept(),
        r.circumstances(),
        r.category(),
        resolve(r.procedures(), unlinked, FactKind.PROCEDURE),
        resolve(r.specimens(), unlinked, FactKind.SPECIMEN),
        r.conclusion(),
        r.diagnoses(),
        r.progress(),
        r.files());
  }

  private Fact variant(Variant v, String id, UnlinkedFact unlinked) {
    return new Variant(
        id,
        v.concept(),
        v.circumstances(),
        v.gene(),
        v.expressions(),
        v.zygosity(),
        v.significance(),
        v.causality(),
        v.actionability(),
        v.locus(),
        v.type(),
        links(v.links(), unlinked));
  }

  private Links links(Links links, UnlinkedFact unlinked) {
    return new Links(
        resolve(links.supports(), unlinked, FactKind.DIAGNOSIS),
        resolve(links.responseTo(), unlinked, FactKind.MEDICATION),
        resolve(links.procedure(), unlinked, FactKind.PROCEDURE),
        resolve(links.specimen(), unlinked, FactKind.SPECIMEN),
        resolve(links.report(), unlinked, FactKind.REPORT));
  }

  /** The ids of the facts named; what names none is left out with a problem. */
  List<String> resolve(List<String> names, UnlinkedFact from, FactKind... kinds) {
    Set<String> ids = new LinkedHashSet<>();
    names.forEach(name -> resolve(name, from, kinds).ifPresent(ids::add));
    return List.copyOf(ids);
  }

  Optional<String> resolve(Optional<String> name, UnlinkedFact from, FactKind kind) {
    return name.flatMap(text -> resolve(text, from, kind));
  }

  private Optional<String> resolve(String name, UnlinkedFact from, FactKind... kinds) {
    for (FactKind kind : kinds) {
      if (byId.containsKey(FactRef.of(kind, name))) {
        return Optional.of(name);
      }
    }
    for (FactKind kind : kinds) {
      FactRef words = FactRef.of(kind, FactIds.slug(name));
      List<UnlinkedFact> candidates = byWords.getOrDefault(words, List.of());
      if (!candidates.isEmpty()) {
        return choose(candidates, name, from);
      }
    }
    for (FactKind kind : kinds) {
      if (rejected.contains(FactRef.of(kind, name))
          || rejected.contains(FactRef.of(kind, FactIds.slug(name)))) {
        String message = Excerpt.of(name) + " was rejected, so the reference to it is left out";
        issues.information("rejected-reference", from.mentions().get(name), message, "");
        return Optional.empty();
      }
    }
    String message = "no " + words(kinds) + " is called " + Excerpt.of(name);
    String otherwise = "write the id or the words of one of them";
    String remedy =
        issues.isFullOfErrors()
            ? otherwise
            : EditDistance.remedy(
                name, known.computeIfAbsent(List.of(kinds), this::known), otherwise);
    issues.error("unknown-reference", from.mentions().get(name), message, remedy);
    return Optional.empty();
  }

  private Optional<String> choose(List<UnlinkedFact> candidates, String name, UnlinkedFact from) {
    if (candidates.size() == 1) {
      return candidates.get(0).givenId();
    }
    Optional<String> visit = from.fact().circumstances().visit();
    List<UnlinkedFact> near =
        candidates.stream()
            .filter(unlinked -> unlinked.fact().circumstances().visit().equals(visit))
            .toList();
    if (near.size() == 1) {
      return near.get(0).givenId();
    }
    String message = Excerpt.of(name) + " names " + candidates.size() + " facts";
    String remedy = "give the one that is meant an `id` and name that";
    issues.error("ambiguous-reference", from.mentions().get(name), message, remedy);
    return Optional.empty();
  }

  private Set<String> known(List<FactKind> kinds) {
    Set<String> names = new LinkedHashSet<>();
    for (FactKind kind : kinds) {
      String word = FactRef.of(kind, "").kind();
      byId.keySet().stream().filter(ref -> ref.kind().equals(word)).forEach(r -> names.add(r.id()));
      byWords.entrySet().stream()
          .filter(entry -> entry.getKey().kind().equals(word))
          .flatMap(entry -> entry.getValue().stream())
          .forEach(unlinked -> names.add(unlinked.fact().concept().text()));
    }
    return names.stream().sorted().collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String words(FactKind... kinds) {
    List<String> words = new ArrayList<>();
    for (FactKind kind : kinds) {
      words.add(FactRef.of(kind, "").kind());
    }
    return String.join(" or ", words);
  }

  /**
   * A fact as read, before facts know each other.
   *
   * @param fact names other facts by what stands in the file, and itself by what can be derived
   * @param givenId the id that the author gave
   * @param location where it stands
   * @param mentions where the names of other facts stand
   */
  record UnlinkedFact(
      Fact fact, Optional<String> givenId, Location location, Map<String, Location> mentions) {
    UnlinkedFact {
      mentions = Map.copyOf(mentions);
    }

    boolean isRejected() {
      return fact.circumstances()
          .review()
          .filter(review -> review.decision() == Decision.REJECTED)
          .isPresent();
    }
  }
}
