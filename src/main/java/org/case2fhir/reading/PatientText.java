package org.case2fhir.reading;

import java.util.List;
import java.util.Optional;

/**
 * All that a document says of one patient.
 *
 * @param number of the patient in the document, from 1
 * @param sentences the account of the case in its order first, then what other parts say
 * @param tables of results
 * @param mother number of the patient who gave birth to this one, where both are patients
 */
record PatientText(
    int number,
    List<PatientSentence> sentences,
    List<ResultTable> tables,
    Optional<Integer> mother) {
  PatientText {
    sentences = List.copyOf(sentences);
    tables = List.copyOf(tables);
  }

  /** The account of the case. */
  List<PatientSentence> account() {
    return sentences.stream().filter(PatientSentence::inCase).toList();
  }
}
