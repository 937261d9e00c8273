package org.case2fhir.casefile.notation;

import java.util.List;
import java.util.Set;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.model.Unit;
import org.case2fhir.terminology.UnitTable;

/** Units as they stand in short forms. */
public final class Units {
  private static final Set<String> LENGTHS =
      Set.of("m", "dm", "cm", "mm", "um", "nm", "km", "[in_i]", "[ft_i]", "[in_us]");
  private static final Set<String> PRESSURES = Set.of("mm[Hg]", "kPa");

  private final UnitTable table;

  public Units(UnitTable table) {
    this.table = table;
  }

  /** The unit with its UCUM code where that is known; no text is the unit of a bare number. */
  public Unit unit(String text) {
    return text.isBlank() ? Unit.NONE : new Unit(text.strip(), table.ucum(text.strip()));
  }

  boolean isKnown(String text) {
    return table.ucum(text).isPresent();
  }

  /** Whether it measures a length, so that several numbers of it make a size. */
  public static boolean isLength(Unit unit) {
    return unit.ucum().filter(LENGTHS::contains).isPresent();
  }

  static boolean isPressure(Unit unit) {
    return unit.ucum().filter(PRESSURES::contains).isPresent();
  }

  /** What to say of a unit that the table does not know. */
  public Remark unknown(String text) {
    List<String> near = table.suggestions(text);
    String remedy =
        near.isEmpty()
            ? "write a UCUM unit, or {text, ucum} to give its code"
            : "did you mean `"
                + String.join("` or `", near.subList(0, Math.min(3, near.size())))
                + "`?";
    String message = Excerpt.of(text) + " is no unit that UCUM knows";
    return Remark.error("unknown-unit", message, remedy);
  }
}
