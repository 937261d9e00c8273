/**
 * What a sentence says of each of its mentions: whether it holds, of whom, since when, and which
 * other mentions belong to it.
 *
 * <p>Codes, and what becomes a fact of the case, do not belong.
 */
package org.case2fhir.extraction.context;
