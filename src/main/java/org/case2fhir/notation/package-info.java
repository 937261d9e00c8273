/**
 * What people write on one line, read: values, doses, times and sites.
 *
 * <p>Every parser is pure, never throws on any text and invents nothing. Trees, files, places and
 * sentences do not belong.
 */
package org.case2fhir.notation;
