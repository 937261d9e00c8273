package org.case2fhir.extraction.patient;

import java.util.List;
import java.util.stream.Stream;
import org.case2fhir.document.SectionKind;
import org.case2fhir.extraction.context.Context;
import org.case2fhir.extraction.context.PassageReading;
import org.case2fhir.extraction.context.Relation;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.Sentence;
import org.case2fhir.model.Span;

/**
 * A sentence that tells of the patient, with all that was understood of it.
 *
 * @param section what the part of the document that it stands in is for
 * @param opensParagraph whether it is the first of its paragraph
 * @param reading of this sentence alone; its spans point into the passage
 */
public record PatientSentence(SectionKind section, boolean opensParagraph, PassageReading reading) {

  /** The sentence. */
  public Sentence sentence() {
    return reading.sentences().get(0);
  }

  /** Where it stands in its passage. */
  public Span span() {
    return sentence().span();
  }

  /** Its words. */
  public String text() {
    return words(span());
  }

  /** Words of its passage. */
  public String words(Span span) {
    return reading.passage().text().substring(span.start(), span.end());
  }

  /** The words of a mention. */
  public String words(Mention mention) {
    return words(mention.span());
  }

  /** Mentions in the order of the text. */
  public List<Mention> mentions() {
    return reading.mentions();
  }

  /** What is said of a mention. */
  public Context context(Mention mention) {
    return reading.contexts().getOrDefault(mention, Context.PLAIN);
  }

  /** What is told of a mention by other mentions. */
  public Stream<Mention> details(Mention head, Relation.Kind kind) {
    return reading.relations().stream()
        .filter(relation -> relation.kind() == kind && relation.head().equals(head))
        .map(Relation::detail);
  }

  /** Where a stretch of the passage stands in the document. */
  public Span original(Span span) {
    return reading.passage().original(span.start(), span.end());
  }

  /** Whether it stands in the account of the case itself. */
  public boolean inCase() {
    return section == SectionKind.CASE;
  }
}
