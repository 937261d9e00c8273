/**
 * The commands: they parse options, call the pipeline, print issues and choose the exit code.
 *
 * <p>Anything that another caller of the pipeline would want too does not belong.
 */
package org.case2fhir.cli;
