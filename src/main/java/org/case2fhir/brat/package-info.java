/**
 * Standoff annotation of texts in the format of the BRAT tool: reading and writing.
 *
 * <p>What labels mean does not belong.
 */
package org.case2fhir.brat;
