/**
 * Turns a case into FHIR R4 resources and a Bundle: one pure mapper for each resource type.
 *
 * <p>Concepts arrive coded; the codes added here are those of FHIR's own structure, all of them in
 * {@link org.case2fhir.fhir.StructuralCodes}. Reading files, looking codes up, judging the result
 * and sending it anywhere does not belong.
 */
package org.case2fhir.fhir;
