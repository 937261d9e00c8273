package org.case2fhir.casefile;

import java.util.Optional;
import org.case2fhir.casefile.node.Fields;
import org.case2fhir.casefile.node.Node;
import org.case2fhir.model.Unit;
import org.case2fhir.notation.Reading.Remark;

/**
 * Reads the key {@code unit}: a unit as written, or {@code {text, ucum}}; {@code none} for a plain
 * number, {@code unknown} for a unit that the case leaves out.
 */
final class UnitReader {
  private static final String NONE = "none";
  private static final String UNTOLD = "unknown";

  private final ReadScope scope;

  UnitReader(ReadScope scope) {
    this.scope = scope;
  }

  /** The word that stands for a unit without text. */
  static Optional<String> word(Unit unit) {
    if (unit.equals(Unit.NONE)) {
      return Optional.of(NONE);
    }
    return unit.equals(Unit.UNTOLD) ? Optional.of(UNTOLD) : Optional.empty();
  }

  Optional<Unit> read(Fields fields) {
    Optional<Node> node = fields.take("unit");
    if (node.isPresent() && node.get() instanceof Node.Mapping mapping) {
      Fields parts = new Fields(mapping, scope.problems());
      Optional<Node.Scalar> text = parts.takeText("text");
      Optional<Node.Scalar> ucum = parts.takeText("ucum");
      parts.finish();
      Optional<String> code = ucum.map(Node.Scalar::text);
      return text.or(() -> ucum).map(told -> new Unit(told.text(), code));
    }
    return node.flatMap(n -> fields.text(n, "unit")).map(this::named);
  }

  private Unit named(Node.Scalar scalar) {
    if (scalar.text().equals(NONE)) {
      return Unit.NONE;
    }
    if (scalar.text().equals(UNTOLD)) {
      return Unit.UNTOLD;
    }
    Unit unit = scope.units().unit(scalar.text());
    if (unit.ucum().isEmpty()) {
      Remark remark = scope.units().unknown(unit.text());
      scope
          .problems()
          .add(
              remark.severity(),
              remark.code(),
              scalar.place(),
              remark.message(),
              remark.solution());
    }
    return unit;
  }
}
