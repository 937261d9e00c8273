package org.case2fhir.casefile;

import java.util.Optional;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.model.Death;
import org.case2fhir.model.When;

/** Reads {@code deceased}: true, false, a time, or a mapping of dead, when and cause. */
final class DeathReader {
  private final ReadScope scope;

  DeathReader(ReadScope scope) {
    this.scope = scope;
  }

  Optional<Death> read(Fields fields) {
    return fields.take("deceased").flatMap(node -> read(node, fields));
  }

  private Optional<Death> read(Node node, Fields fields) {
    if (node instanceof Node.Mapping mapping) {
      return Optional.of(longForm(new Fields(mapping, scope.issues())));
    }
    Optional<Boolean> dead = Fields.flag(node);
    if (dead.isPresent()) {
      return dead.map(flag -> new Death(flag, Optional.empty(), Optional.empty()));
    }
    Optional<Node.Scalar> text = fields.text(node, "deceased");
    Optional<When> when = text.flatMap(t -> new TimeReader(scope).read(t, fields, "deceased"));
    if (when.isPresent() && when.get() instanceof When.InWords) {
      // "unknown" or "alive" must not become a death.
      scope
          .issues()
          .error(
              "unknown-word",
              node.location(),
              Excerpt.of(text.get().text()) + " is neither a time nor true or false",
              "write words for a time of death as {when: …}");
      return Optional.empty();
    }
    // A wrong date does not make the person alive.
    return text.map(t -> new Death(true, when, Optional.empty()));
  }

  private Death longForm(Fields fields) {
    boolean dead = fields.takeFlag("dead").orElse(true);
    Optional<When> when = new TimeReader(scope).read(fields, "when");
    Optional<String> cause = fields.takeText("cause").map(Node.Scalar::text);
    fields.finish();
    return new Death(dead, when, cause);
  }
}
