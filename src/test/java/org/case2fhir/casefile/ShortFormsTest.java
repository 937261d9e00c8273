package org.case2fhir.casefile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever can be written short can be written long. */
class ShortFormsTest {
  private static final String CASE = "id: x\nencounters: [v1, v2]\n";

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          diagnoses: [gout] ¦ diagnoses: [{diagnosis: gout}]
          diagnoses: gout ¦ diagnoses: [{diagnosis: {text: gout}}]
          diagnoses: [{diagnosis: gout, encounter: v1}] ¦ encounters: [{id: v1, diagnoses: [gout]}, v2]
          diagnoses: [{diagnosis: gout, comorbidity: yes}] ¦ diagnoses: [{diagnosis: gout, comorbidity: true}]
          diagnoses: [{diagnosis: gout, comorbidity: no}] ¦ diagnoses: [gout]
          findings: [{absent: [fever, chills], date: 2006}] ¦ findings: [{absent: fever, date: 2006}, {absent: chills, date: 2006}]
          findings: [{finding: mass, size: 75 x 55 x 50 mm}] ¦ findings: [{finding: mass, value: {lengths: [75, 55, 50], unit: mm}}]
          findings: [{finding: mass, site: left buttock}] ¦ findings: [{finding: mass, site: {site: buttock, side: left}}]
          findings: [{finding: mass, evidence: abc}] ¦ findings: [{finding: mass, evidence: [{quote: abc}]}]
          findings: [{absent: fever}] ¦ findings: [{finding: fever, assertion: absent}]
          diagnoses: [{suspected: gout}] ¦ diagnoses: [{diagnosis: gout, assertion: possible}]
          findings: [{finding: fever, value: yes}] ¦ findings: [fever]
          findings: [{finding: mass, site: left and right arm}] ¦ findings: [{finding: mass, site: both arm}]
          findings: [{finding: mass, site: left arm and right leg}] ¦ findings: [{finding: mass, site: {site: left arm and right leg}}]
          findings: [{finding: mass, site: left or right arm}] ¦ findings: [{finding: mass, site: {site: left or right arm}}]
          findings: [{finding: mass, site: left and/or right arm}] ¦ findings: [{finding: mass, site: {site: left and/or right arm}}]
          subject: {sex: F}⏎diagnoses: [gout] ¦ subject: {sex: female}⏎diagnoses: [gout]
          subject: {sex: boy}⏎diagnoses: [gout] ¦ subject: {sex: male}⏎diagnoses: [gout]
          measurements: [{test: HIV, value: no}] ¦ measurements: [{test: HIV, value: {text: no}}]
          measurements: [{test: HIV, value: false}] ¦ measurements: [{test: HIV, value: {text: 'false'}}]
          allergies: [no known allergies] ¦ allergies: [{allergy: no known allergies, codes: [SNOMED 716186003 | No known allergy (situation)]}]
          measurements: [{test: ESR, value: 44 mm/hr}] ¦ measurements: [{test: ESR, value: {number: 44, unit: mm/hr}}]
          measurements: [{test: pain score, value: 7.0}] ¦ measurements: [{test: pain score, value: {number: 7.0}}]
          measurements: [{test: ESR, value: '> 90 %'}] ¦ measurements: [{test: ESR, value: {number: 90, comparator: '>', unit: '%'}}]
          measurements: [{test: INR, value: 2.5}] ¦ measurements: [{test: INR, value: {number: 2.5, unit: none}}]
          measurements: [{test: glucose, value: 126, unit: mg/dL}] ¦ measurements: [{test: glucose, value: 126 mg/dL}]
          measurements: [{test: glucose, value: 126, unit: {text: mgs, ucum: mg/dL}}] ¦ measurements: [{test: glucose, value: {number: 126, unit: {text: mgs, ucum: mg/dL}}}]
          measurements: [{test: BP, value: 120/80, unit: mmHg}] ¦ measurements: [{test: BP, value: 120/80 mmHg}]
          measurements: [{test: ESR, value: 44 mm/hr, reference: < 20}] ¦ measurements: [{test: ESR, value: 44 mm/hr, reference: < 20 mm/hr}]
          measurements: [{test: glucose, value: 126, unit: mg/dL, reference: 70-100}] ¦ measurements: [{test: glucose, value: 126 mg/dL, reference: 70-100 mg/dL}]
          measurements: [{test: ESR, value: 3-5 mm/hr}] ¦ measurements: [{test: ESR, value: {low: 3, high: 5, unit: mm/hr}}]
          measurements: [{test: ANA, value: 'titer 1:160'}] ¦ measurements: [{test: ANA, value: {numerator: 1, denominator: 160}}]
          measurements: [{test: ANA, value: 1/160}] ¦ measurements: [{test: ANA, value: {numerator: 1, denominator: 160}}]
          measurements: [{test: BP, value: 120/80 mmHg}] ¦ measurements: [{test: BP, value: {systolic: 120, diastolic: 80, unit: mmHg}}]
          measurements: [{test: ANA, value: positive}] ¦ measurements: [{test: ANA, value: {concept: positive}, interpretation: positive}]
          medications: [{drug: colchicine, dose: 0.5 mg twice daily}] ¦ medications: [{drug: colchicine, dose: {text: 0.5 mg twice daily, amount: 0.5 mg, frequency: {times: 2, period: 1 day}}}]
          medications: [{drug: colchicine, dose: 200 mg/day, route: oral}] ¦ medications: [{drug: colchicine, dose: {text: 200 mg/day, rate: {amount: 200 mg, per: 1 day}, route: oral}}]
          medications: [{not-given: colchicine}] ¦ medications: [{drug: colchicine, status: not-taken}]
          procedures: [{not-done: biopsy}] ¦ procedures: [{procedure: biopsy, status: not-done, assertion: absent}]
          allergies: [{no-allergy: latex}] ¦ allergies: [{allergy: latex, assertion: absent}]
          family-history: [{relative: mother, illnesses: gout}] ¦ family-history: [{relative: mother, illnesses: [{illness: gout}]}]
          family-history: [{relative: mother, deceased: yes}] ¦ family-history: [{relative: mother, deceased: {dead: true}}]
          family-history: [{relative: mother, deceased: 2006}] ¦ family-history: [{relative: mother, deceased: {when: 2006}}]
          diagnoses: [{diagnosis: gout, onset: in childhood}] ¦ diagnoses: [{diagnosis: gout, onset: {words: in childhood}}]
          subject: {age: 47 years at v1}⏎diagnoses: [gout] ¦ subject: {age: {value: 47 years, at: v1}}⏎diagnoses: [gout]
          findings: [{finding: fever, supports: gout}]⏎diagnoses: [{diagnosis: gout, id: a}] ¦ findings: [{finding: fever, supports: a}]⏎diagnoses: [{diagnosis: gout, id: a}]
          """)
  void sayTheSameAsLongForms(String brief, String full) {
    assertThat(read(brief)).isEqualTo(read(full));
  }

  private static Object read(String text) {
    String start = text.startsWith("encounters") ? "id: x\n" : CASE;
    return Cases.report(start + text.replace("⏎", "\n") + "\n");
  }
}
