/**
 * Documents of any format as text with sections, whose offsets point at the text as it was.
 *
 * <p>A reader of each format gives a {@link org.case2fhir.document.Layout}, {@link
 * org.case2fhir.document.Outline} says what its parts are for. What the words mean, and whom they
 * are about, does not belong.
 */
package org.case2fhir.document;
