/**
 * The clinical case as immutable records, whatever it was read from and whatever it becomes.
 *
 * <p>Only the JDK is imported here. Parsing, coding, FHIR and anything that looks things up does
 * not belong: a record guards its own invariants and nothing more. Records are not named after FHIR
 * types, so that mappers need no qualified names.
 */
package org.case2fhir.model;
