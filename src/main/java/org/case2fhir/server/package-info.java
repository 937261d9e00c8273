/**
 * A small FHIR server in memory, to try exports and searches against.
 *
 * <p>Persistence, users and everything else that a server for patients' data needs do not belong.
 */
package org.case2fhir.server;
