/**
 * Implementation guides: FHIR packages as archives or folders, with what they depend on, as
 * definitions for the validator.
 *
 * <p>Packages are read from files that the user has; downloading them does not belong.
 */
package org.case2fhir.validation.guide;
