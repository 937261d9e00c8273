/**
 * Versions of FHIR: R4, in which everything is made, and how its resources are written in R4B and
 * R5, and read from them. Not here: what a resource says ({@code fhir}) and whether it is right
 * ({@code validation}).
 */
package org.case2fhir.version;
