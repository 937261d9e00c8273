/**
 * Formats of documents: bytes as text and the blocks that it is laid out in.
 *
 * <p>What a block is for in an article does not belong: the outline decides that.
 */
package org.case2fhir.document.format;
