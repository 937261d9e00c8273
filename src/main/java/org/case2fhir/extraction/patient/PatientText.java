package org.case2fhir.extraction.patient;

import java.util.List;

/**
 * All that a document tells of one patient.
 *
 * @param number of the patient in the document, from 1
 * @param sentences the account of the case in its order first, then what other parts tell
 * @param tables of results, where the document tells of one patient only
 */
public record PatientText(int number, List<PatientSentence> sentences, List<ResultTable> tables) {
  public PatientText {
    sentences = List.copyOf(sentences);
    tables = List.copyOf(tables);
  }

  /** The account of the case. */
  public List<PatientSentence> account() {
    return sentences.stream().filter(PatientSentence::inCase).toList();
  }
}
