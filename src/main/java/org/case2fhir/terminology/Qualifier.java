package org.case2fhir.terminology;

/**
 * Words that were split off a term, to be kept with the fact: the codes of the rest do not say it.
 *
 * @param words as the case writes them
 */
public record Qualifier(QualifierKind kind, String words) {}
