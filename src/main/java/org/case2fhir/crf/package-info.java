/**
 * A linear-chain conditional random field: labels for sequences, learned from labelled sequences.
 *
 * <p>Words, label names with a meaning, and where features come from do not belong.
 */
package org.case2fhir.crf;
