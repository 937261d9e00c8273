/**
 * The pipeline from a case to a validated Bundle, and what its callers hold in their hands.
 *
 * <p>Parsing options, printing and choosing exit codes do not belong: they are the command line's.
 */
package org.case2fhir;
