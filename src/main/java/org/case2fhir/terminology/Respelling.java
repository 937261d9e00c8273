package org.case2fhir.terminology;

/**
 * A word that was read as another spelling, to be told to the user.
 *
 * @param written the word of the case
 * @param read the word of the vocabulary
 */
public record Respelling(String written, String read) {}
