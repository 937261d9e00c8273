/**
 * A FHIR terminology server as a source of terms: asked only when the user names one, and only for
 * what nothing local knows.
 *
 * <p>Anything but a single term never leaves; validating resources against a server does not
 * belong.
 */
package org.case2fhir.terminology.server;
