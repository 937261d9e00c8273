package org.case2fhir.extraction.context;

/**
 * A word, number or single punctuation mark of a sentence.
 *
 * @param start in the passage's text
 * @param end exclusive
 * @param text in lower case
 */
record Word(int start, int end, String text) {}
