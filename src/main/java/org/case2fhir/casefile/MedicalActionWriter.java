package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.casefile.YamlWriter.MappingBuilder;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.Dose;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Intervention.InterventionStatus;
import org.case2fhir.model.Intervention.InterventionType;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.MedicationUse.MedicationStatus;
import org.case2fhir.model.TreatmentContext;
import org.case2fhir.model.Value;
import org.case2fhir.model.When;

/** Writes drugs and procedures as the medical actions of a phenopacket. */
final class MedicalActionWriter {
  private final PacketValueWriter terms;

  MedicalActionWriter(PacketValueWriter terms) {
    this.terms = terms;
  }

  /** A drug that was taken. */
  Optional<Object> of(MedicationUse use) {
    FactRef ref = FactRef.of(use);
    boolean taken =
        use.circumstances().assertion() == Assertion.PRESENT
            && use.status() != MedicationStatus.NOT_TAKEN
            && use.status() != MedicationStatus.INTENDED;
    if (!taken) {
      terms.lostWhole(use, "a medical action is one that was taken");
      return Optional.empty();
    }
    if (!use.concept().isCoded()) {
      terms.lostWhole(use, "it has no code");
      return Optional.empty();
    }
    use.response().ifPresent(words -> terms.lost(ref, "a response in words has no place"));
    use.circumstances().note().ifPresent(note -> terms.lost(ref, "a treatment has no note"));
    use.duration().ifPresent(span -> terms.lost(ref, "a treatment has no duration: " + span));
    Optional<Object> route =
        use.dosages().stream()
            .flatMap(dose -> dose.route().stream())
            .findFirst()
            .flatMap(way -> terms.concept(way, ref));
    MappingBuilder treatment =
        new MappingBuilder()
            .put("agent", terms.concept(use.concept(), ref))
            .put("routeOfAdministration", route)
            .putList("doseIntervals", doses(use, ref))
            .put("drugType", use.source().map(Enum::name))
            .put("cumulativeDose", use.cumulative().map(a -> terms.quantity(a, Optional.empty())));
    return Optional.of(
        context(new MappingBuilder().put("treatment", treatment.map()), use.context(), ref));
  }

  private List<Object> doses(MedicationUse use, FactRef ref) {
    List<Object> doses = new ArrayList<>();
    Optional<When.Between> whole =
        use.start().isEmpty() && use.end().isEmpty()
            ? Optional.empty()
            : Optional.of(new When.Between(use.start(), use.end()));
    for (Dose dose : use.dosages()) {
      Optional<When.Between> period =
          dose.period().or(() -> use.dosages().size() == 1 ? whole : Optional.empty());
      MappingBuilder keys = dose(dose, ref);
      period.flatMap(stretch -> interval(stretch, ref)).ifPresent(i -> keys.put("interval", i));
      if (!keys.map().isEmpty()) {
        doses.add(keys.map());
      }
    }
    if (doses.isEmpty()) {
      whole
          .flatMap(stretch -> interval(stretch, ref))
          .ifPresent(i -> doses.add(new MappingBuilder().put("interval", i).map()));
    }
    return doses;
  }

  private Optional<Object> interval(When.Between stretch, FactRef ref) {
    Optional<Object> interval = terms.interval(stretch);
    if (interval.isEmpty()) {
      terms.lost(ref, "an interval of doses has dates only: " + stretch);
    }
    return interval;
  }

  private MappingBuilder dose(Dose dose, FactRef ref) {
    Value amount = dose.amount().orElse(null);
    boolean exact =
        amount instanceof Value.Measured measured && measured.amount().comparator().isEmpty();
    boolean more =
        dose.rate().isPresent()
            || (amount != null && !exact)
            || (dose.frequency().isPresent() && dose.schedule().isEmpty())
            || (dose.asNeeded() && dose.schedule().isEmpty())
            || dose.duration().isPresent()
            || dose.infusionTime().isPresent();
    if (more) {
      terms.lost(ref, "a part of the dose has no place: " + dose.text());
    }
    return new MappingBuilder()
        .put(
            "quantity",
            exact
                ? Optional.of(terms.quantity(((Value.Measured) amount).amount(), Optional.empty()))
                : Optional.empty())
        .put("scheduleFrequency", dose.schedule().flatMap(often -> terms.concept(often, ref)));
  }

  /** A procedure that was done; one that only obtained a measurement or a sample stands there. */
  Optional<Object> of(Intervention done) {
    FactRef ref = FactRef.of(done);
    boolean real =
        done.circumstances().assertion() == Assertion.PRESENT
            && done.status() != InterventionStatus.NOT_DONE
            && done.status() != InterventionStatus.PREPARATION;
    if (done.id().startsWith(PacketFacts.OF)) {
      return Optional.empty();
    }
    if (!real) {
      terms.lostWhole(done, "a medical action is one that was done");
      return Optional.empty();
    }
    boolean named = done.type() == InterventionType.REGIMEN;
    if (!done.concept().isCoded() && !named) {
      terms.lostWhole(done, "it has no code");
      return Optional.empty();
    }
    done.outcome().ifPresent(words -> terms.lost(ref, "a procedure has no outcome"));
    done.circumstances().note().ifPresent(note -> terms.lost(ref, "a procedure has no note"));
    MappingBuilder action = new MappingBuilder();
    switch (done.type()) {
      case PROCEDURE -> action.put("procedure", procedure(done));
      case RADIOTHERAPY -> action.put("radiationTherapy", radiation(done, ref));
      case REGIMEN -> action.put("therapeuticRegimen", regimen(done, ref));
    }
    return Optional.of(context(action, done.context(), ref));
  }

  /** A Procedure; absent if it has no code. */
  Optional<Object> procedure(Intervention done) {
    FactRef ref = FactRef.of(done);
    Optional<When> start = done.circumstances().time();
    Optional<Object> performed =
        done.end().isPresent()
            ? terms.time(new When.Between(start, done.end()), ref)
            : terms.time(done.circumstances(), ref);
    return terms
        .concept(done.concept(), ref)
        .map(
            code ->
                new MappingBuilder()
                    .put("code", code)
                    .put("bodySite", site(done, ref))
                    .put("performed", performed)
                    .map());
  }

  private Optional<Object> site(Intervention done, FactRef ref) {
    List<BodySite> sites = done.circumstances().bodySites();
    if (sites.size() > 1 || sites.stream().anyMatch(s -> s.laterality().isPresent())) {
      terms.lost(ref, "a procedure has one site without a side");
    }
    return sites.stream().findFirst().flatMap(site -> terms.concept(site.site(), ref));
  }

  private Object radiation(Intervention done, FactRef ref) {
    return new MappingBuilder()
        .put("modality", terms.concept(done.concept(), ref))
        .put("bodySite", site(done, ref))
        .put("dosage", gray(done, ref))
        .put("fractions", done.radiation().flatMap(Intervention.Radiation::fractions))
        .map();
  }

  // A packet has whole grays.
  private Optional<Object> gray(Intervention done, FactRef ref) {
    Optional<Amount> dose = done.radiation().flatMap(Intervention.Radiation::dose);
    boolean whole =
        dose.filter(amount -> amount.comparator().isEmpty())
            .filter(amount -> amount.unit().ucum().equals(Optional.of("Gy")))
            .filter(amount -> amount.number().stripTrailingZeros().scale() <= 0)
            .filter(amount -> amount.number().precision() <= 9)
            .isPresent();
    if (dose.isPresent() && !whole) {
      terms.lost(ref, "a dose of radiation is a whole number of gray");
    }
    return whole ? Optional.of(dose.get().number().intValueExact()) : Optional.empty();
  }

  private Object regimen(Intervention done, FactRef ref) {
    MappingBuilder keys = new MappingBuilder();
    if (done.concept().isCoded()) {
      keys.put("ontologyClass", terms.concept(done.concept(), ref));
    } else {
      keys.put(
          "externalReference",
          new MappingBuilder().put("description", done.concept().text()).map());
    }
    return keys.put("startTime", terms.time(done.circumstances().time(), ref))
        .put("endTime", terms.time(done.end(), ref))
        .put("regimenStatus", status(done.status()))
        .map();
  }

  private static String status(InterventionStatus status) {
    return switch (status) {
      case IN_PROGRESS -> "STARTED";
      case COMPLETED -> "COMPLETED";
      case STOPPED -> "DISCONTINUED";
      case PREPARATION, NOT_DONE, UNKNOWN -> "UNKNOWN_STATUS";
    };
  }

  private Object context(MappingBuilder action, TreatmentContext context, FactRef ref) {
    return action
        .put("treatmentTarget", context.target().flatMap(c -> terms.concept(c, ref)))
        .put("treatmentIntent", context.intent().flatMap(c -> terms.concept(c, ref)))
        .put("responseToTreatment", context.response().flatMap(c -> terms.concept(c, ref)))
        .putList("adverseEvents", terms.concepts(context.adverseEvents(), ref))
        .put(
            "treatmentTerminationReason", context.termination().flatMap(c -> terms.concept(c, ref)))
        .map();
  }
}
