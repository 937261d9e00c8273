package org.case2fhir.notation;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.model.Unit;
import org.case2fhir.notation.Reading.Remark;
import org.case2fhir.terminology.UnitTable;

/** Units as they stand in short forms. */
public final class Units {
  private static final Set<String> LENGTHS =
      Set.of("m", "dm", "cm", "mm", "um", "nm", "km", "[in_i]", "[ft_i]", "[in_us]");
  private static final Set<String> PRESSURES = Set.of("mm[Hg]", "kPa");

  private static final Set<String> DRUG_AMOUNTS =
      Set.of(
          ("kg g mg ug ng pg L dL cL mL uL [drp] mol mmol umol nmol eq meq U mU kU [IU] [iU]"
                  + " 10*3.[IU] 10*6.[IU] [CFU] Gy cGy mGy Sv mSv Bq kBq MBq GBq Ci mCi uCi kcal")
              .split(" "));
  private static final Set<String> PERSON_SIZES = Set.of("kg", "m2");

  private final UnitTable table;

  public Units(UnitTable table) {
    this.table = table;
  }

  /**
   * The unit with its UCUM code where that is known; no text is for no text, the unit is not told.
   */
  public Unit unit(String text) {
    return text.isBlank() ? Unit.UNTOLD : new Unit(text.strip(), table.ucum(text.strip()));
  }

  boolean isKnown(String text) {
    return table.ucum(text).isPresent();
  }

  /** Whether it measures a length, so that several numbers of it make a size. */
  public static boolean isLength(Unit unit) {
    return unit.ucum().filter(LENGTHS::contains).isPresent();
  }

  /** Whether a drug is measured out in it, for a person's weight or surface or as such. */
  static boolean isDrugAmount(Unit unit) {
    String[] parts = unit.ucum().orElse("").split("/", -1);
    return DRUG_AMOUNTS.contains(parts[0])
        && Stream.of(parts).skip(1).allMatch(PERSON_SIZES::contains);
  }

  /** Whether it is an amount of substance rather than of a liquid, spray or drops. */
  static boolean isSubstanceAmount(Unit unit) {
    String first = unit.ucum().orElse("").split("/", 2)[0];
    return DRUG_AMOUNTS.contains(first) && !first.endsWith("L") && !first.equals("[drp]");
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
    String message = Excerpt.of(text) + " is not a unit that UCUM knows";
    return Remark.error("unknown-unit", message, remedy);
  }
}
