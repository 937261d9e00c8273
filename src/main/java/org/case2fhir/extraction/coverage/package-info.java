/**
 * How much of a case became facts, sentence by sentence, and how that is shown.
 *
 * <p>Finding facts does not belong.
 */
package org.case2fhir.extraction.coverage;
