package org.case2fhir.extraction.context;

import static org.assertj.core.api.Assertions.assertThat;

import org.case2fhir.extraction.context.Relation.Kind;
import org.junit.jupiter.api.Test;

/** What belongs to what. */
class RelationReaderTest {
  @Test
  void listsWithValues() {
    Marked marked =
        Marked.read("{E:WBC} {V:12.3 ×10⁹/L}, {E:CRP} {V:45 mg/L} and {E:ESR} {V:30 mm/h}.");
    assertThat(marked.relations(Kind.VALUE))
        .containsExactly("WBC = 12.3 ×10⁹/L", "CRP = 45 mg/L", "ESR = 30 mm/h");
  }

  @Test
  void respectively() {
    Marked marked =
        Marked.read("{E:Sodium} and {E:potassium} were {V:140} and {V:4.1 mmol/L}, respectively.");
    assertThat(marked.relations(Kind.VALUE))
        .containsExactlyInAnyOrder("Sodium = 140", "potassium = 4.1 mmol/L");
  }

  @Test
  void oneJudgementOfAList() {
    Marked marked = Marked.read("{E:Hb}, {E:WBC}, {E:Ca} and {E:P} were {V:within normal limits}.");
    assertThat(marked.relations(Kind.VALUE))
        .containsExactlyInAnyOrder(
            "Hb = within normal limits",
            "WBC = within normal limits",
            "Ca = within normal limits",
            "P = within normal limits");
  }

  @Test
  void dosesGoWithTheirDrugs() {
    Marked marked =
        Marked.read(
            "She took {M:prednisone} ({O:5 mg daily}), {M:aspirin} ({O:100 mg/d}) and {O:20 mg}"
                + " {M:enalapril}.");
    assertThat(marked.relations(Kind.DOSE))
        .containsExactly("prednisone = 5 mg daily", "aspirin = 100 mg/d", "enalapril = 20 mg");
  }

  @Test
  void theDoseInBracketsBehindAnotherWordIsNotThatOfTheDrugBefore() {
    Marked marked =
        Marked.read("He took {M:ketamine} ({O:20 mg}) and Xylophan ({O:5 mg}) at night.");
    assertThat(marked.relations(Kind.DOSE)).containsExactly("ketamine = 20 mg");
  }

  @Test
  void qualitiesGoWithTheirFinding() {
    Marked marked =
        Marked.read("He had {G:severe} {S:pain} in the {B:left knee} and {G:mild} {S:fever}.");
    assertThat(marked.relations(Kind.SEVERITY)).containsExactly("pain = severe", "fever = mild");
    assertThat(marked.relations(Kind.SITE)).containsExactly("pain = left knee");
  }

  @Test
  void secondNamesDurationsAndDates() {
    Marked marked =
        Marked.read(
            "{T:On day 5}, {E:C-reactive protein} ({E:CRP}) rose, and {M:steroids} were given for"
                + " {U:three days}.");
    assertThat(marked.relations(Kind.SAME)).containsExactly("C-reactive protein = CRP");
    assertThat(marked.relations(Kind.DURATION)).containsExactly("steroids = three days");
    assertThat(marked.relations(Kind.DATE)).contains("C-reactive protein = On day 5");
  }

  @Test
  void untaggedValuesAndDosesAreFound() {
    Marked marked =
        Marked.read("{E:Creatinine} was 3.1 mg/dL, and {M:prednisone} 20 mg was started.");
    assertThat(marked.relations(Kind.VALUE)).containsExactly("Creatinine = 3.1 mg/dL");
    assertThat(marked.relations(Kind.DOSE)).containsExactly("prednisone = 20 mg");
  }

  @Test
  void anUntaggedUnitIsTakenIn() {
    assertThat(Marked.read("{E:Creatinine} was {V:3.1} mg/dL.").relations(Kind.VALUE))
        .containsExactly("Creatinine = 3.1 mg/dL");
  }
}
