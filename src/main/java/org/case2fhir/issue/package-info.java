/**
 * What went wrong, or could not be mapped, and where: values that every stage returns beside its
 * result.
 *
 * <p>Printing them, choosing exit codes and knowing any format does not belong.
 */
package org.case2fhir.issue;
