/**
 * The local index of users' own terminologies: one memory-mapped file for each installed release.
 *
 * <p>Reading the formats in which releases are published does not belong.
 */
package org.case2fhir.terminology.index;
