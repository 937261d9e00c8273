package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Span;

/** Reads the source's words for a fact: a quote, or a mapping of quote, start and end. */
final class EvidenceReader {
  private final ReadScope scope;

  EvidenceReader(ReadScope scope) {
    this.scope = scope;
  }

  List<Evidence> read(Fields fields) {
    List<Evidence> evidence = new ArrayList<>();
    for (Node node : fields.takeItems("evidence")) {
      if (node instanceof Node.Mapping mapping) {
        longForm(mapping).ifPresent(evidence::add);
      } else {
        // A quote is exactly the source's words: no white space is taken off it.
        fields.text(node, "evidence").map(text -> quote(node)).ifPresent(evidence::add);
      }
    }
    return evidence;
  }

  private Optional<Evidence> longForm(Node.Mapping mapping) {
    Fields fields = new Fields(mapping, scope.issues());
    boolean missing = !fields.has("quote");
    Optional<Node> node = fields.take("quote");
    Optional<Evidence> quote = node.flatMap(n -> fields.text(n, "quote").map(text -> quote(n)));
    Optional<Integer> start = Numbers.readCount(fields, "start");
    Optional<Integer> end = Numbers.readCount(fields, "end");
    fields.finish();
    if (missing) {
      scope
          .issues()
          .error("missing-key", fields.location(), "`quote` is missing", "add the source's words");
    }
    if (start.isEmpty() && end.isEmpty()) {
      return quote;
    }
    return quote.map(words -> spanned(words.quote(), start.orElse(-1), end.orElse(-1), fields));
  }

  private Evidence spanned(String quote, int start, int end, Fields fields) {
    if (start < 0 || end - start != quote.length()) {
      scope
          .issues()
          .error(
              "bad-span",
              fields.location(),
              "start and end do not fit a quote of " + quote.length() + " characters",
              "count UTF-16 code units from the beginning of the source; the end is exclusive");
      return new Evidence(quote, Optional.empty());
    }
    return new Evidence(quote, Optional.of(new Span(start, end)));
  }

  private static Evidence quote(Node node) {
    return new Evidence(((Node.Scalar) node).text(), Optional.empty());
  }
}
