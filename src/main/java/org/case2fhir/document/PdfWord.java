package org.case2fhir.document;

/**
 * One word on a page; places in points from the upper left corner.
 *
 * @param y of the base line
 * @param size of the font
 */
record PdfWord(String text, float left, float right, float y, float size, boolean bold) {}
