/**
 * Which sentences of a document tell of its patient, and who the patient is.
 *
 * <p>What the sentences tell of the patient's illness does not belong.
 */
package org.case2fhir.extraction.patient;
