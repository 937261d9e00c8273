/**
 * Vocabulary tables, concept look-up and UCUM units.
 *
 * <p>Words go in, verified codes come out; an inexact code never does. FHIR types and file formats
 * of cases do not belong.
 */
package org.case2fhir.terminology;
