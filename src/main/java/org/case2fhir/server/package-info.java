/**
 * HTTP servers: a small one for FHIR in memory, to try exports and searches against, and the one
 * that converts; and what all our web applications do alike.
 *
 * <p>Persistence, users and everything else that a server for patients' data needs do not belong;
 * nor does what is converted, and how: that comes as a {@code Service}.
 */
package org.case2fhir.server;
