package org.case2fhir.casefile;

import java.util.List;
import java.util.Optional;
import org.case2fhir.casefile.FactList.Head;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Dose;
import org.case2fhir.model.FamilyHistory;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.InterventionStatus;
import org.case2fhir.model.MedicationStatus;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.ReportCategory;
import org.case2fhir.model.Sensitivity;
import org.case2fhir.model.StudyReport;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.notation.HedgedWords;
import org.case2fhir.terminology.Domain;

/** Writes what is particular to treatments, reports, relatives and allergies. */
final class CareWriter {
  private final ReadScope scope;
  private final PartWriter parts;

  CareWriter(ReadScope scope) {
    this.scope = scope;
    this.parts = new PartWriter(scope);
  }

  void medication(MedicationUse use, Head head, MappingBuilder keys) {
    boolean told = head.assertion() == Assertion.ABSENT || use.status() == MedicationStatus.UNKNOWN;
    doses(use.dosages(), keys);
    keys.putIf(!told, "status", Keywords.of(use.status()))
        .put("start", parts.time(use.start()))
        .put("end", parts.time(use.end()))
        .put("duration", use.duration().map(TimeSpan::toString))
        .putAll("treats", use.treats())
        .put("response", use.response());
  }

  // One route for all doses is told once, beside them, if that makes them short.
  private void doses(List<Dose> doses, MappingBuilder keys) {
    ValueWriter values = new ValueWriter(scope);
    Optional<String> joined = values.joined(doses);
    if (joined.isPresent()) {
      keys.put("dose", joined.get());
      return;
    }
    Optional<Concept> route = doses.stream().findFirst().flatMap(Dose::route);
    List<Dose> bare = doses.stream().map(CareWriter::unrouted).toList();
    boolean shared =
        route.isPresent()
            && doses.stream().allMatch(dose -> dose.route().equals(route))
            && !doses.stream().allMatch(values::isShort)
            && bare.stream().allMatch(values::isShort);
    if (shared) {
      keys.putAll("dose", bare.stream().map(Dose::text).toList());
      keys.put("route", parts.concept(route.get(), Domain.ROUTE));
    } else {
      keys.putAll("dose", doses.stream().map(values::dose).toList());
    }
  }

  private static Dose unrouted(Dose dose) {
    return dose.withRoute(Optional.empty());
  }

  void procedure(Intervention intervention, Head head, MappingBuilder keys) {
    boolean told =
        head.assertion() == Assertion.ABSENT
            || intervention.status() == InterventionStatus.COMPLETED;
    keys.putIf(!told, "status", Keywords.of(intervention.status()))
        .put("end", parts.time(intervention.end()))
        .putAll("reason", intervention.reasons())
        .put("outcome", intervention.outcome().map(o -> parts.concept(o, Domain.QUALIFIER)))
        .putAll("complications", parts.concepts(intervention.complications(), Domain.FINDING));
  }

  void report(StudyReport report, MappingBuilder keys) {
    boolean usual = report.category() == ReportCategory.OTHER;
    keys.putIf(!usual, "category", Keywords.of(report.category()))
        .putAll("procedure", report.procedures())
        .putAll("specimens", report.specimens())
        .put("conclusion", report.conclusion());
  }

  void relative(FamilyHistory history, MappingBuilder keys) {
    keys.put("sex", history.sex().map(Keywords::of))
        .put("deceased", history.deceased().map(parts::death))
        .putList("illnesses", history.illnesses().stream().map(this::illness).toList());
  }

  private Object illness(FamilyHistory.Illness illness) {
    String words = illness.concept().text();
    MappingBuilder keys =
        new MappingBuilder()
            .put("illness", words)
            .put("codes", codes(illness.concept()))
            .put("onset", parts.time(illness.onset()))
            .put("outcome", illness.outcome());
    return keys.hasOnly("illness") ? words : keys.map();
  }

  private Optional<Object> codes(Concept illness) {
    Optional<Object> codes =
        parts.codes(illness, text -> scope.vocabulary().find(Domain.CONDITION, text));
    boolean hedged = HedgedWords.in(illness.text()).isPresent();
    return codes.isEmpty() && hedged ? parts.codes(illness) : codes;
  }

  void allergy(Sensitivity sensitivity, MappingBuilder keys) {
    keys.put("category", sensitivity.category().map(Keywords::of))
        .putAll("reactions", parts.concepts(sensitivity.reactions(), Domain.FINDING))
        .put("onset", parts.time(sensitivity.onset()));
  }
}
