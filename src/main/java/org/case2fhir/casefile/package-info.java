/**
 * Case files, YAML or JSON, and GA4GH phenopackets to and from {@link
 * org.case2fhir.model.CaseReport}, and the JSON Schema of case files.
 *
 * <p>{@link org.case2fhir.casefile.NodeReader} turns text into a tree that remembers where each
 * part stood; what each key means is decided here and nowhere else. FHIR, prose and the choice of
 * what to do about a problem do not belong.
 */
package org.case2fhir.casefile;
