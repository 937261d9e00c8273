/**
 * The facts that the sentences of a patient tell: drafts of each kind, joined to each other, and
 * named.
 *
 * <p>Reading words (mentions, context, times) and writing a case do not belong.
 */
package org.case2fhir.extraction.facts;
