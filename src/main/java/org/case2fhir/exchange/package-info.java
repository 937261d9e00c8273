/**
 * Talks to FHIR servers over HTTP: what is sent, how often, with which credentials (tokens,
 * passwords, signed assertions, certificates), and what of an answer may be believed. No class here
 * shows a secret in its text, in an exception or in a log.
 *
 * <p>Knowing what is in a Bundle, deciding what to write, and printing do not belong.
 */
package org.case2fhir.exchange;
