/**
 * The order of a case in time: its visits, and the times that its sentences tell.
 *
 * <p>What happened at these times does not belong.
 */
package org.case2fhir.extraction.timeline;
