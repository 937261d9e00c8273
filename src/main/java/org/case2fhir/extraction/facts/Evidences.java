package org.case2fhir.extraction.facts;

import java.util.List;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.patient.Quotes;
import org.case2fhir.mention.Mention;
import org.case2fhir.model.Span;

/** Quotes the words of a fact: its head together with what tells of it, where that is near. */
final class Evidences {
  private final Quotes quotes;

  Evidences(Quotes quotes) {
    this.quotes = quotes;
  }

  /** Adds the evidence of a draft from its head and other stretches of its sentence. */
  void add(Draft draft, List<Span> others) {
    PatientSentence sentence = draft.sentence();
    Span cover = draft.head.span();
    for (Span other : others) {
      Span wider =
          new Span(Math.min(cover.start(), other.start()), Math.max(cover.end(), other.end()));
      if (quotes.fits(sentence, wider)) {
        cover = wider;
      } else {
        draft.evidence.add(quotes.of(sentence, other));
      }
    }
    draft.evidence.add(quotes.of(sentence, cover));
  }

  /** Adds the words of a mention as evidence. */
  void add(Draft draft, PatientSentence sentence, Mention mention) {
    draft.evidence.add(quotes.of(sentence, mention.span()));
  }
}
