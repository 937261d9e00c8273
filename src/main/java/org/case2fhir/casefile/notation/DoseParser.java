package org.case2fhir.casefile.notation;

import java.util.Optional;
import org.case2fhir.model.Dose;
import org.case2fhir.terminology.Vocabulary;

/** stub. */
public final class DoseParser {
  public DoseParser(Units units, Vocabulary vocabulary) {}

  public Reading<Dose> parse(String text) {
    return Reading.of(
        new Dose(
            text,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty()));
  }
}
