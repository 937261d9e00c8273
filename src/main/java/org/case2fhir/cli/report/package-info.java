/**
 * Reports about inputs for people, tools, FHIR clients and browsers, written as the inputs come.
 *
 * <p>Finding something, and choosing exit codes, does not belong.
 */
package org.case2fhir.cli.report;
