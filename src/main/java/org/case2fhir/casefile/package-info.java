/**
 * Case files, YAML or JSON, to and from {@link org.case2fhir.model.CaseReport}, and their JSON
 * Schema.
 *
 * <p>What each key means is decided here and nowhere else. FHIR, prose and the choice of what to do
 * about a problem do not belong.
 */
package org.case2fhir.casefile;
