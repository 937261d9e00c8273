/**
 * Readers of the formats in which terminologies are published: each hands the concepts of a release
 * over one by one, in bounded memory.
 *
 * <p>Where concepts are kept and how they are found does not belong.
 */
package org.case2fhir.terminology.imports;
