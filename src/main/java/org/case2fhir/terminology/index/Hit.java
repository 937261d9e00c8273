package org.case2fhir.terminology.index;

/**
 * A concept that has a term.
 *
 * @param kind how the term stands to the concept
 * @param source name of the terminology that says so
 * @param version its version as {@code Coding.version} has it; empty where unknown
 */
public record Hit(IndexedConcept concept, TermKind kind, String source, String version) {}
