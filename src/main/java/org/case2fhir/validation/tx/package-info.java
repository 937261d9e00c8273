/**
 * A FHIR terminology server as the judge of codes whose code systems are not here.
 *
 * <p>It is asked only when a user names one, and only about a code, its system and a value set; the
 * look-up of words for coding does not belong.
 */
package org.case2fhir.validation.tx;
