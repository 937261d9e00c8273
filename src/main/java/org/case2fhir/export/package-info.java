/**
 * Writes Bundles to FHIR servers: what a server can take, in which requests, and what became of
 * each resource.
 *
 * <p>Speaking HTTP, credentials, and knowing what a case is do not belong.
 */
package org.case2fhir.export;
