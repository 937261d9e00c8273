package org.case2fhir.reading;

import java.util.List;
import java.util.Optional;
import org.case2fhir.document.Passage;
import org.case2fhir.document.SectionKind;
import org.case2fhir.mention.Sentence;
import org.case2fhir.model.Span;
import org.case2fhir.reading.ResultTableFacts.ResultTable;

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

  /**
   * A sentence that is about the patient.
   *
   * @param section what the part of the document that it stands in is for
   * @param opensParagraph whether it is the first of its paragraph
   * @param passage the paragraph
   * @param sentence its place and tokens in the passage
   */
  record PatientSentence(
      SectionKind section, boolean opensParagraph, Passage passage, Sentence sentence) {
    /** Its words. */
    String text() {
      return words(sentence.span());
    }

    /** Words of its passage. */
    String words(Span span) {
      return passage.text().substring(span.start(), span.end());
    }

    /** Where a stretch of the passage stands in the document. */
    Span original(Span span) {
      return passage.original(span.start(), span.end());
    }

    /** Whether it stands in the account of the case itself. */
    boolean inCase() {
      return section == SectionKind.CASE;
    }
  }
}
