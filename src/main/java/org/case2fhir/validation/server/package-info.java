/**
 * What a FHIR server says about resources when it is asked to validate them ({@code $validate}),
 * and how that compares with what is found here.
 *
 * <p>Writing resources to servers does not belong.
 */
package org.case2fhir.validation.server;
