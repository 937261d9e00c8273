/**
 * Reads prose: a document and its mentions become cases. One annotation graph for each patient,
 * passes over it, rules as rows of tables. Taggers are in {@code mention}; how a case becomes FHIR
 * is not here.
 */
package org.case2fhir.reading;
