/**
 * Checks FHIR R4 resources, as files or as text just encoded, with HAPI's validator and with the
 * rules of a Bundle that it leaves out, and says what it found as our own findings.
 *
 * <p>It works offline unless a user names a terminology server. Building or repairing resources,
 * reading case files and choosing exit codes do not belong.
 */
package org.case2fhir.validation;
