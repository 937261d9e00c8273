/**
 * Conversations with FHIR servers over HTTP: what is sent, how often, with which credentials, and
 * what of an answer may be believed.
 *
 * <p>Knowing what is in a Bundle, deciding what to write, and printing do not belong.
 */
package org.case2fhir.exchange;
