package org.case2fhir.casefile;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.model.Unit;
import org.case2fhir.model.Value;

/**
 * The result of a measurement and its reference range, with the unit that they may share: it stands
 * behind the number, under {@code unit}, or is left out. What is left out is not guessed.
 */
record MeasuredValues(Optional<Value> result, Optional<Value> reference) {
  private static final Pattern TWO_NUMBERS = Pattern.compile("[\\d.,\\s]+[/x×*][\\d.,\\s/x×*]+");

  static MeasuredValues read(String test, FactFields keys) {
    ReadScope scope = keys.scope();
    Unit usual = Measures.bareUnit(scope.vocabulary(), test);
    Location unitLocation = keys.raw().locationOf("unit");
    Location location = keys.raw().locationOf("value");
    Optional<Unit> told = new UnitReader(scope).read(keys.raw());
    Unit bare = told.orElse(usual);
    Optional<Value> result =
        keys.raw().take("value").flatMap(node -> result(node, test, told, bare, keys));
    if (told.isPresent()) {
      checkUse(told.get(), result, unitLocation, scope);
    } else {
      result
          .filter(Measures::isBare)
          .ifPresent(value -> missing(test, scope.vocabulary().testUnits(test), location, scope));
    }
    Unit inherited = Measures.inherited(result, bare);
    return new MeasuredValues(
        result, new ValueReader(scope, inherited).read(keys.raw(), "reference"));
  }

  // 120/80 and 3 x 4 are something only together with their unit.
  private static Optional<Value> result(
      Node node, String test, Optional<Unit> told, Unit bare, FactFields keys) {
    Node whole =
        node instanceof Node.Scalar scalar
                && told.isPresent()
                && TWO_NUMBERS.matcher(scalar.text()).matches()
            ? new Node.Scalar(
                scalar.location(), Node.Type.TEXT, scalar.text().strip() + " " + told.get().text())
            : node;
    return new ValueReader(keys.scope(), bare, test).read(whole, keys.raw(), "value");
  }

  private static void checkUse(
      Unit told, Optional<Value> result, Location location, ReadScope scope) {
    Optional<Unit> used =
        result.flatMap(
            value -> {
              if (value instanceof Value.BloodPressure pressure) {
                return Optional.of(pressure.unit());
              }
              return value instanceof Value.Dimensions size
                  ? Optional.of(size.unit())
                  : Measures.unit(value);
            });
    if (!used.equals(Optional.of(told))) {
      String message =
          used.isPresent()
              ? "the value has a unit of its own, and `unit` tells another"
              : "`unit` stands beside no number";
      scope.issues().warning("unused-unit", location, message, "remove one of the two");
    }
  }

  private static void missing(String test, List<String> units, Location location, ReadScope scope) {
    if (units.isEmpty()) {
      return;
    }
    scope
        .issues()
        .warning(
            "unit-missing",
            location,
            "no unit is told for " + Excerpt.of(test),
            "write it behind the number or under `unit`, for example " + units.get(0));
  }
}
