/**
 * The short forms of a case file: values, doses, times and sites, as one line of text.
 *
 * <p>Every parser is pure, never throws on any text and invents nothing. Trees, files and places do
 * not belong.
 */
package org.case2fhir.casefile.notation;
