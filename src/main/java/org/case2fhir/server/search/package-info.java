/**
 * Searches over resources in memory, by the search parameters that R4 defines for every type.
 *
 * <p>Storing resources and answering requests do not belong.
 */
package org.case2fhir.server.search;
