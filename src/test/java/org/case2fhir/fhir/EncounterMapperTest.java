package org.case2fhir.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.case2fhir.model.Cases.visit;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.case2fhir.fhir.CaseMapper.MappedCase.MappingNote;
import org.case2fhir.model.Cases;
import org.case2fhir.model.Concept;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.TimeUnit;
import org.case2fhir.model.Visit;
import org.case2fhir.model.Visit.VisitClass;
import org.case2fhir.model.When;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Narrative.NarrativeStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class EncounterMapperTest {

  @ParameterizedTest
  @EnumSource(VisitClass.class)
  void aToldClassIsCoded(VisitClass visitClass) {
    Encounter encounter = map(full(visitClass));

    assertThat(encounter.getClass_().getCode()).isEqualTo(visitClass.code());
    assertThat(encounter.getClass_().getSystem()).isEqualTo(Systems.ACT_CODE);
  }

  @Test
  void anUntoldClassIsUnknown() {
    Encounter encounter = map(visit("v"));

    assertThat(encounter.getClass_().hasCode()).isFalse();
    assertThat(encounter.getClass_().getExtensionString(Systems.DATA_ABSENT_REASON))
        .isEqualTo("unknown");
    assertThat(encounter.hasPeriod()).isFalse();
  }

  @Test
  void allThatIsToldArrives() {
    Encounter encounter = map(full(VisitClass.INPATIENT));

    assertThat(encounter.getStatus().toCode()).isEqualTo("finished");
    assertThat(encounter.getTypeFirstRep().getText()).isEqualTo("admission");
    assertThat(encounter.getPeriod().getStartElement().getValueAsString()).isEqualTo("2006-02");
    assertThat(encounter.getPeriod().getEndElement().getValueAsString()).isEqualTo("2006-03");
    assertThat(encounter.getReasonCodeFirstRep().getText()).isEqualTo("pain");
    assertThat(encounter.getHospitalization().getDischargeDisposition().getText())
        .isEqualTo("home");
    assertThat(encounter.getText().getStatus()).isEqualTo(NarrativeStatus.GENERATED);
  }

  @ParameterizedTest
  @EnumSource(VisitClass.class)
  void onlyAVisitWithinADayEndsWhenItBegins(VisitClass visitClass) {
    Visit told = visit("v", Cases.on(2006));
    Visit visit =
        new Visit(
            told.id(),
            told.label(),
            Optional.of(visitClass),
            told.type(),
            told.start(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            List.of());
    boolean withinADay =
        EnumSet.of(VisitClass.AMBULATORY, VisitClass.HOME, VisitClass.VIRTUAL).contains(visitClass);

    assertThat(map(visit).getPeriod().getEndElement().getValueAsString())
        .isEqualTo(withinADay ? "2006" : null);
  }

  @Test
  void aRelativeDateIsDerived() {
    Encounter encounter = map(visit("v", Cases.after(1, TimeUnit.YEAR, "first-visit")));

    assertThat(encounter.getPeriod().getStartElement().getValueAsString()).isEqualTo("2007");
    assertThat(Contexts.text(encounter)).contains("2007, 1 year after first visit (2006-02)");
  }

  @Test
  void aTimeInWordsIsToldInTheNarrativeAlone() {
    Encounter encounter = map(visit("v", new When.InWords("in spring")));

    assertThat(encounter.hasPeriod()).isFalse();
    assertThat(Contexts.text(encounter)).contains("Date: in spring");
    assertThat(encounter.getText().getStatus()).isEqualTo(NarrativeStatus.ADDITIONAL);
  }

  @Test
  void aRelativeTimeWithoutDateIsNoted() {
    CaseContext context = Contexts.of();

    EncounterMapper.map(visit("v", Cases.after(3, TimeUnit.DAY, "later")), context);

    assertThat(context.notes()).extracting(MappingNote::code).containsExactly("time-in-words");
  }

  private static Encounter map(Visit visit) {
    return EncounterMapper.map(visit, Contexts.of());
  }

  private static Visit full(VisitClass visitClass) {
    return new Visit(
        "v",
        "the visit",
        Optional.of(visitClass),
        Optional.of(Concept.ofText("admission")),
        Optional.of(new When.OnDate(PartialDate.of(2006, 2))),
        Optional.of(new When.OnDate(PartialDate.of(2006, 3))),
        List.of(Concept.ofText("pain")),
        Optional.of(Concept.ofText("home")),
        List.of());
  }
}
