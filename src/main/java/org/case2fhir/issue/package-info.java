/**
 * What went wrong, or could not be mapped, and where: values that every stage returns beside its
 * result; and the few helpers that every stage needs: excerpts, near words, hashes, bundled tables.
 *
 * <p>Printing them, choosing exit codes and knowing any other format does not belong.
 */
package org.case2fhir.issue;
