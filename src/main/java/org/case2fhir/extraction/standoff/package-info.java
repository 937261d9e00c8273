/**
 * What was found in a document as standoff annotation, to be scored or seen in an annotation tool.
 *
 * <p>The format of the files does not belong; it is in {@code brat}.
 */
package org.case2fhir.extraction.standoff;
