package org.case2fhir.casefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.TermMatch;

/** Reads concepts: words, or a mapping of {@code text} and {@code codes}. */
final class ConceptReader {
  private final ReadScope scope;

  ConceptReader(ReadScope scope) {
    this.scope = scope;
  }

  /** The concept under a key; coded by the vocabulary unless the case gives codes. */
  Optional<Concept> read(Fields fields, String key, Domain domain) {
    return fields
        .take(key)
        .flatMap(node -> read(node, fields, key).map(named -> coded(named, node, domain)));
  }

  /** The concept under a key, of a kind that the vocabulary does not hold. */
  Optional<Concept> readUncoded(Fields fields, String key) {
    return fields
        .take(key)
        .flatMap(node -> read(node, fields, key))
        .map(named -> named.coded(text -> List.of()));
  }

  /** One or several concepts under a key. */
  List<Concept> readAll(Fields fields, String key, Domain domain) {
    List<Concept> concepts = new ArrayList<>();
    for (Node node : fields.takeItems(key)) {
      read(node, fields, key).map(named -> coded(named, node, domain)).ifPresent(concepts::add);
    }
    return concepts;
  }

  /** The words, and the codes if the case gives them here. */
  Optional<Named> read(Node node, Fields fields, String key) {
    if (!(node instanceof Node.Mapping mapping)) {
      return fields.text(node, key).map(text -> new Named(text.text(), Optional.empty()));
    }
    Fields parts = new Fields(mapping, scope.issues());
    boolean missing = !parts.has("text");
    Optional<Node.Scalar> text = parts.takeText("text");
    Optional<List<Code>> codes = new CodeReader(scope).read(parts);
    parts.finish();
    if (missing) {
      scope
          .issues()
          .error("missing-key", mapping.location(), "`text` is missing", "add the words as `text`");
    }
    return text.map(words -> new Named(words.text(), codes));
  }

  /** Only codes of all the words: here is no place for a part of them. */
  private Concept coded(Named named, Node node, Domain domain) {
    return named.coded(
        text -> {
          Optional<TermMatch> match = scope.vocabulary().match(domain, text);
          Optional<List<Code>> codes = Recognition.whole(match);
          if (codes.isPresent()) {
            Recognition.report(match, node.location(), scope);
          }
          return codes.orElse(List.of());
        });
  }

  /** Words with the codes that the case gives for them. */
  record Named(String text, Optional<List<Code>> codes) {
    Concept coded(Function<String, List<Code>> vocabulary) {
      return new Concept(text, codes.orElseGet(() -> vocabulary.apply(text)));
    }
  }
}
