/**
 * Corpora on Apache Spark: inputs are handed out in parts, each part is converted and committed as
 * a whole, and the parts become FHIR Bulk Data with tables of issues and coverage.
 *
 * <p>How a single input is converted does not belong: that is the command line's {@code
 * CorpusConverter}, so that both give the same bytes.
 */
package org.case2fhir.corpus;
