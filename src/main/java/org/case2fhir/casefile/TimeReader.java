package org.case2fhir.casefile;

import java.util.Optional;
import org.case2fhir.model.TimeSpan;
import org.case2fhir.model.When;
import org.case2fhir.notation.TimeSpans;

/** Reads points and lengths of time. */
final class TimeReader {
  private final ReadScope scope;

  TimeReader(ReadScope scope) {
    this.scope = scope;
  }

  /** A time expression, or {@code {words: …}} for words that would be taken for one. */
  Optional<When> read(Fields fields, String key) {
    return fields.take(key).flatMap(node -> read(node, fields, key));
  }

  Optional<When> read(Node node, Fields fields, String key) {
    if (node instanceof Node.Mapping mapping) {
      Fields parts = new Fields(mapping, scope.issues());
      Optional<Node.Scalar> words = parts.takeText("words");
      parts.finish();
      return words.map(text -> new When.InWords(text.text()));
    }
    return fields
        .text(node, key)
        .flatMap(text -> scope.accept(scope.times().parse(text.text()), text.location()));
  }

  Optional<TimeSpan> readSpan(Fields fields, String key) {
    return fields
        .takeText(key)
        .flatMap(text -> scope.accept(TimeSpans.parse(text.text()), text.location()));
  }
}
