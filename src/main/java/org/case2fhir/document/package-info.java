/**
 * Documents of any format as text with sections, whose offsets point at the text as it was.
 *
 * <p>What the words mean, and whom they are about, does not belong.
 */
package org.case2fhir.document;
