package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.issue.Location;
import org.case2fhir.model.Amount;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Dose;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Intervention.InterventionStatus;
import org.case2fhir.model.Intervention.InterventionType;
import org.case2fhir.model.Intervention.Radiation;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.MedicationUse.DrugSource;
import org.case2fhir.model.MedicationUse.MedicationStatus;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.TreatmentContext;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;
import org.case2fhir.model.When;

/**
 * Reads the medical actions of a phenopacket: drugs, procedures, radiotherapies and regimens.
 *
 * <p>A packet does not say whether a drug is still taken; its status is unknown, or stopped where a
 * reason for that is given.
 */
final class MedicalActionReader {
  private static final Map<String, Optional<InterventionStatus>> REGIMEN_STATUS = regimens();

  private final PacketValueReader values;
  private final PacketFacts facts;

  MedicalActionReader(PacketValueReader values, PacketFacts facts) {
    this.values = values;
    this.facts = facts;
  }

  private static Map<String, Optional<InterventionStatus>> regimens() {
    Map<String, Optional<InterventionStatus>> words = new LinkedHashMap<>();
    words.put("UNKNOWN_STATUS", Optional.of(InterventionStatus.UNKNOWN));
    words.put("STARTED", Optional.of(InterventionStatus.IN_PROGRESS));
    words.put("COMPLETED", Optional.of(InterventionStatus.COMPLETED));
    words.put("DISCONTINUED", Optional.of(InterventionStatus.STOPPED));
    return words;
  }

  void read(PacketElement action) {
    Location location = action.location();
    TreatmentContext context =
        new TreatmentContext(
            values.concept(action, "treatmentTarget"),
            values.concept(action, "treatmentIntent"),
            values.concept(action, "responseToTreatment"),
            values.concepts(action, "adverseEvents"),
            values.concept(action, "treatmentTerminationReason"));
    int before = facts.size();
    action.element("treatment").ifPresent(drug -> treatment(drug, context));
    action.element("procedure").ifPresent(done -> procedure(done, context));
    action.element("radiationTherapy").ifPresent(done -> radiation(done, context));
    action.element("therapeuticRegimen").ifPresent(done -> regimen(done, context));
    action.finish();
    if (facts.size() == before) {
      String message = "a medical action without an action is left out";
      String remedy = "add one of treatment, procedure, radiationTherapy, therapeuticRegimen";
      values.issues().error("missing-key", location, message, remedy);
    }
  }

  private void treatment(PacketElement drug, TreatmentContext context) {
    Location location = drug.location();
    Optional<Concept> agent = values.concept(drug, "agent");
    Optional<Concept> route = values.concept(drug, "routeOfAdministration");
    Optional<DrugSource> source =
        drug.word("drugType", PacketElement.words("UNKNOWN_DRUG_TYPE", DrugSource.values()));
    Optional<Amount> cumulative =
        values.quantity(drug, "cumulativeDose").map(dose -> dose.value().amount());
    List<Dose> doses = new ArrayList<>();
    drug.elements("doseIntervals").forEach(each -> dose(each, route).ifPresent(doses::add));
    drug.finish();
    if (doses.isEmpty()) {
      route.map(way -> Dose.ofText(way.text()).withRoute(route)).ifPresent(doses::add);
    }
    if (agent.isEmpty()) {
      missing("agent", "a treatment", location);
      return;
    }
    MedicationStatus status =
        context.termination().isPresent() ? MedicationStatus.STOPPED : MedicationStatus.UNKNOWN;
    facts.add(
        new MedicationUse(
            "",
            agent.get(),
            Circumstances.PLAIN,
            status,
            doses,
            first(doses),
            last(doses),
            Optional.empty(),
            context.target().map(facts::diseases).orElse(List.of()),
            Optional.empty(),
            cumulative,
            source,
            context),
        location);
  }

  private static Optional<When> first(List<Dose> doses) {
    List<PartialDate> starts =
        dates(doses.stream().map(Dose::period).map(p -> p.flatMap(When.Between::from)));
    return starts.size() < doses.size()
        ? Optional.empty()
        : starts.stream().reduce((a, b) -> b.isBefore(a) ? b : a).map(When.OnDate::new);
  }

  private static Optional<When> last(List<Dose> doses) {
    List<PartialDate> ends =
        dates(doses.stream().map(Dose::period).map(p -> p.flatMap(When.Between::to)));
    return ends.size() < doses.size()
        ? Optional.empty()
        : ends.stream().reduce((a, b) -> a.isBefore(b) ? b : a).map(When.OnDate::new);
  }

  private static List<PartialDate> dates(Stream<Optional<When>> times) {
    return times
        .flatMap(Optional::stream)
        .filter(When.OnDate.class::isInstance)
        .map(when -> ((When.OnDate) when).date())
        .toList();
  }

  private Optional<Dose> dose(PacketElement interval, Optional<Concept> route) {
    Optional<Amount> amount =
        values.quantity(interval, "quantity").map(quantity -> quantity.value().amount());
    Optional<Concept> schedule = values.concept(interval, "scheduleFrequency");
    Optional<When.Between> period = interval.element("interval").flatMap(values::stretch);
    interval.finish();
    String words =
        Stream.of(
                amount.map(MedicalActionReader::words),
                schedule.map(Concept::text),
                route.map(Concept::text),
                period.map(When.Between::toString))
            .flatMap(Optional::stream)
            .collect(Collectors.joining(", "));
    if (words.isEmpty()) {
      return Optional.empty();
    }
    Dose said = schedule.map(Concept::text).flatMap(this::schedule).orElse(Dose.ofText(words));
    return Optional.of(
        new Dose(
            words,
            Optional.empty(),
            amount.map(Value.Measured::new),
            Optional.empty(),
            said.frequency(),
            said.dayParts(),
            said.weekdays(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            route,
            said.asNeeded(),
            Optional.empty(),
            Optional.empty(),
            schedule,
            period));
  }

  /** What the words of a schedule say, if all of them are understood: "Twice Daily". */
  private Optional<Dose> schedule(String words) {
    var reading = values.scope().doses().parse(words);
    return reading.remarks().isEmpty() ? reading.value() : Optional.empty();
  }

  private static String words(Amount amount) {
    Unit unit = amount.unit();
    String word = unit.ucum().filter(code -> !code.equals("1")).orElse(unit.text());
    return (amount.number().toPlainString() + " " + word).strip();
  }

  private void procedure(PacketElement done, TreatmentContext context) {
    Location location = done.location();
    Optional<Concept> code = values.concept(done, "code");
    List<BodySite> site = values.site(done, "bodySite");
    Optional<When> performed = values.time(done, "performed");
    done.finish();
    if (code.isEmpty()) {
      missing("code", "a procedure", location);
      return;
    }
    Optional<When> start = start(performed);
    facts.add(
        intervention(
            code.get(),
            site,
            start,
            performed.filter(When.Between.class::isInstance).flatMap(w -> ((When.Between) w).to()),
            InterventionStatus.COMPLETED,
            InterventionType.PROCEDURE,
            Optional.empty(),
            context),
        location);
  }

  // An intervention has a start and an end of its own.
  private static Optional<When> start(Optional<When> performed) {
    return performed.flatMap(
        when -> when instanceof When.Between stretch ? stretch.from() : Optional.of(when));
  }

  private void radiation(PacketElement done, TreatmentContext context) {
    Location location = done.location();
    Optional<Concept> modality = values.concept(done, "modality");
    List<BodySite> site = values.site(done, "bodySite");
    Optional<Long> dosage = done.count("dosage");
    Optional<Integer> fractions = done.count("fractions").map(Long::intValue);
    done.finish();
    if (modality.isEmpty()) {
      missing("modality", "a radiation therapy", location);
      return;
    }
    facts.add(
        intervention(
            modality.get(),
            site,
            Optional.empty(),
            Optional.empty(),
            InterventionStatus.COMPLETED,
            InterventionType.RADIOTHERAPY,
            Optional.of(
                new Radiation(
                    dosage.map(gray -> Amount.of(String.valueOf(gray), Unit.of("Gy", "Gy"))),
                    fractions)),
            context),
        location);
  }

  private void regimen(PacketElement done, TreatmentContext context) {
    Location location = done.location();
    Optional<Concept> concept =
        values
            .concept(done, "ontologyClass")
            .or(() -> done.element("externalReference").flatMap(this::named));
    Optional<When> start = values.time(done, "startTime");
    Optional<When> end = values.time(done, "endTime");
    InterventionStatus status =
        done.word("regimenStatus", REGIMEN_STATUS).orElse(InterventionStatus.UNKNOWN);
    done.finish();
    if (concept.isEmpty()) {
      missing("ontologyClass", "a therapeutic regimen", location);
      return;
    }
    facts.add(
        intervention(
            concept.get(),
            List.of(),
            start,
            end,
            status,
            InterventionType.REGIMEN,
            Optional.empty(),
            context),
        location);
  }

  // A protocol by its reference: what it is called, with its id.
  private Optional<Concept> named(PacketElement reference) {
    Location location = reference.location();
    Optional<String> id = reference.text("id");
    Optional<String> url = reference.text("reference");
    Optional<String> description = reference.text("description");
    reference.finish();
    Optional<String> words = description.or(() -> id).or(() -> url);
    if (url.isPresent() && !words.equals(url)) {
      String message = "the address of a regimen's protocol is not kept";
      values.issues().information("not-kept", location, message, "keep the phenopacket as well");
    }
    return words.map(
        text ->
            new Concept(
                id.filter(name -> !Optional.of(name).equals(words))
                    .map(name -> text + " (" + name + ")")
                    .orElse(text),
                List.of()));
  }

  private Intervention intervention(
      Concept concept,
      List<BodySite> site,
      Optional<When> start,
      Optional<When> end,
      InterventionStatus status,
      InterventionType type,
      Optional<Radiation> radiation,
      TreatmentContext context) {
    return new Intervention(
        "",
        concept,
        PhenopacketReader.circumstances(false, site, Optional.empty(), Optional.empty(), start),
        status,
        end,
        context.target().map(facts::diseases).orElse(List.of()),
        Optional.empty(),
        List.of(),
        type,
        radiation,
        context);
  }

  private void missing(String name, String what, Location location) {
    String message = what + " without `" + name + "` is left out";
    values.issues().error("missing-key", location, message, "add `" + name + "`");
  }
}
