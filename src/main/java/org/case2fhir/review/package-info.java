/**
 * Reviews a case: the review in the browser, the CARE checklist, the check for identifying data,
 * and what a person changed.
 *
 * <p>How cases are read, written as files and become FHIR is not here.
 */
package org.case2fhir.review;
