package org.case2fhir.casefile;

import java.util.Locale;
import java.util.Optional;
import org.case2fhir.casefile.node.Fields;
import org.case2fhir.casefile.node.Node;
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
      return Optional.of(longForm(new Fields(mapping, scope.problems())));
    }
    if (node instanceof Node.Scalar scalar && scalar.type() == Node.Type.BOOLEAN) {
      boolean dead = scalar.text().toLowerCase(Locale.ROOT).equals("true");
      return Optional.of(new Death(dead, Optional.empty(), Optional.empty()));
    }
    // A wrong date does not make the person alive.
    return fields
        .text(node, "deceased")
        .map(text -> new TimeReader(scope).read(text, fields, "deceased"))
        .map(when -> new Death(true, when, Optional.empty()));
  }

  private Death longForm(Fields fields) {
    boolean dead = fields.takeFlag("dead").orElse(true);
    Optional<When> when = new TimeReader(scope).read(fields, "when");
    Optional<String> cause = fields.takeText("cause").map(Node.Scalar::text);
    fields.finish();
    return new Death(dead, when, cause);
  }
}
