package org.case2fhir.fhir;

import java.util.Optional;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.PartialDate;
import org.case2fhir.model.When;
import org.hl7.fhir.r4.model.Age;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;

/**
 * When something began or ended, as the choice types {@code onset[x]} and {@code abatement[x]} hold
 * it: a date that the case gives, an age, or words. {@link OnsetPolicy#DERIVED} also takes dates
 * that had to be computed.
 */
final class Onsets {
  private Onsets() {}

  static Type of(When when, FactRef ref, CaseContext context) {
    if (when instanceof When.AtAge atAge) {
      Optional<Age> age = FhirValues.age(atAge.age());
      if (age.isPresent()) {
        return age.get();
      }
    }
    Optional<PartialDate> date = date(when, ref, context);
    return date.isPresent()
        ? FhirValues.dateTime(date.get())
        : new StringType(context.timeline().words(when));
  }

  /** The date that the policy allows. */
  static Optional<PartialDate> date(When when, FactRef ref, CaseContext context) {
    return switch (context.options().onset()) {
      case WORDS -> context.timeline().told(when);
      case DERIVED -> context.moment(ref, when).date();
    };
  }
}
