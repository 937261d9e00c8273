package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Location;
import org.case2fhir.model.Concept;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.Subject;
import org.case2fhir.model.Subject.AgeAt;
import org.case2fhir.model.Subject.Death;
import org.case2fhir.model.Subject.Karyotype;
import org.case2fhir.model.Subject.Sex;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.model.Visit;
import org.case2fhir.model.When;

/** Reads the Individual of a phenopacket. */
final class IndividualReader {
  /** The id of the encounter that a packet dates. */
  static final String LAST_ENCOUNTER = "last-encounter";

  private static final String HUMAN = "9606";
  private static final Map<String, Optional<Sex>> SEXES = sexes();
  private static final Map<String, Optional<Karyotype>> KARYOTYPES =
      PacketElement.words("UNKNOWN_KARYOTYPE", Karyotype.values());

  private final PacketValueReader values;
  private final List<Visit> visits = new ArrayList<>();

  IndividualReader(PacketValueReader values) {
    this.values = values;
  }

  private static Map<String, Optional<Sex>> sexes() {
    Map<String, Optional<Sex>> words = new LinkedHashMap<>();
    words.put("UNKNOWN_SEX", Optional.of(Sex.UNKNOWN));
    words.put("FEMALE", Optional.of(Sex.FEMALE));
    words.put("MALE", Optional.of(Sex.MALE));
    words.put("OTHER_SEX", Optional.of(Sex.OTHER));
    return words;
  }

  /** The encounter that the packet dates, if it does. */
  List<Visit> visits() {
    return visits;
  }

  static Optional<Sex> sex(PacketElement of) {
    return of.word("sex", SEXES);
  }

  Subject read(PacketElement individual) {
    List<String> identifiers = new ArrayList<>();
    individual.text("id").ifPresent(identifiers::add);
    identifiers.addAll(individual.texts("alternateIds"));
    Optional<Sex> sex = sex(individual);
    Optional<PartialDate> born =
        values.timestamp(individual, "dateOfBirth").map(PartialDate::withoutTime);
    Optional<When> last = values.time(individual, "timeAtLastEncounter");
    Optional<Death> death = individual.element("vitalStatus").flatMap(this::death);
    Optional<Karyotype> karyotype = individual.word("karyotypicSex", KARYOTYPES);
    Optional<Concept> gender = values.concept(individual, "gender");
    taxonomy(individual, values);
    individual.finish();
    Optional<AgeAt> age =
        last.filter(When.AtAge.class::isInstance)
            .map(when -> new AgeAt(((When.AtAge) when).age(), Optional.empty()));
    last.filter(When.OnDate.class::isInstance).ifPresent(when -> visits.add(visit(when)));
    Optional<When> other =
        last.filter(when -> !(when instanceof When.AtAge || when instanceof When.OnDate));
    return new Subject(
        sex,
        age,
        born,
        Optional.empty(),
        death,
        List.of(),
        List.of(),
        identifiers,
        gender,
        karyotype,
        other);
  }

  private static Visit visit(When when) {
    return new Visit(
        LAST_ENCOUNTER,
        "last encounter",
        Optional.empty(),
        Optional.empty(),
        Optional.of(when),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        List.of());
  }

  /** Whether someone is dead or alive. */
  private Optional<Death> death(PacketElement status) {
    Map<String, Optional<Boolean>> words = new LinkedHashMap<>();
    words.put("UNKNOWN_STATUS", Optional.empty());
    words.put("ALIVE", Optional.of(false));
    words.put("DECEASED", Optional.of(true));
    Location location = status.location();
    Optional<Boolean> dead = status.word("status", words);
    Optional<When> when = values.time(status, "timeOfDeath");
    Optional<Concept> cause = values.concept(status, "causeOfDeath");
    Optional<TimeSpan> survival =
        status
            .count("survivalTimeInDays")
            .filter(days -> days > 0)
            .map(days -> TimeSpan.of(days, TimeUnit.DAY));
    status.finish();
    if (dead.isEmpty() && (when.isPresent() || cause.isPresent())) {
      String message = "a death is described, but the vital status is not DECEASED; it is left out";
      values.issues().error("status", location, message, "give the status");
    }
    return dead.map(known -> new Death(known, when, cause, survival));
  }

  /** Says so if someone or something is not human. */
  static void taxonomy(PacketElement of, PacketValueReader values) {
    Location location = of.locationOf("taxonomy");
    Optional<Concept> taxon = values.concept(of, "taxonomy");
    boolean human =
        taxon
            .filter(
                species ->
                    species.codes().stream().anyMatch(code -> code.code().endsWith(":" + HUMAN))
                        || species.text().equalsIgnoreCase("homo sapiens"))
            .isPresent();
    if (taxon.isPresent() && !human) {
      String message = "the subject is " + Excerpt.of(taxon.get().text()) + ", not a human";
      String remedy = "a case is one of a human patient; what is not human has no place in it";
      values.issues().error("not-human", location, message, remedy);
    }
  }
}
