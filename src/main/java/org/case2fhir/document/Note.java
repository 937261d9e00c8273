package org.case2fhir.document;

/**
 * Something to tell about the reading of a document.
 *
 * @param code stable name, in kebab case
 * @param message one sentence without a final stop and without words of the input
 * @param solution what to do about it
 */
record Note(String code, String message, String solution) {}
