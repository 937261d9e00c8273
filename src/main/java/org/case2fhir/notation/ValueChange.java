package org.case2fhir.notation;

import java.util.Optional;
import org.case2fhir.model.Value;

/**
 * A change of a value over time. Only what was reached, and what it was before, are results; the
 * difference is none.
 *
 * @param difference by how much: "by 3 g/dL"
 * @param before from what: "from 10.2"
 * @param after to what: "to 7.2 g/dL"
 */
public record ValueChange(
    Optional<Value> difference, Optional<Value> before, Optional<Value> after) {}
