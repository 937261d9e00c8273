/**
 * Ways into a FHIR server: tokens, passwords, signed assertions, certificates, and where a user
 * keeps them.
 *
 * <p>What is sent to the server, and whether it is sent again, does not belong. No class here shows
 * a secret in its text, in an exception or in a log.
 */
package org.case2fhir.exchange.access;
