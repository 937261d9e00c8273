/**
 * Vocabulary tables, concept look-up and UCUM units, and a FHIR terminology server as a further
 * source of terms: asked only when the user names one, only for what nothing local knows, and with
 * nothing but a single term.
 *
 * <p>Words go in, verified codes come out; an inexact code never does. FHIR types and file formats
 * of cases do not belong.
 */
package org.case2fhir.terminology;
