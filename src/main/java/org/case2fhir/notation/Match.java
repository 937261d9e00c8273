package org.case2fhir.notation;

/**
 * What some words of a line mean.
 *
 * @param length number of words
 */
record Match<T>(T value, int length) {}
