package org.case2fhir.document;

/** How a block is laid out. */
enum BlockKind {
  HEADING,
  TEXT,
  /** The words under a figure or above a table. */
  LEGEND,
  /** One row of a table: a span for each cell, divided by a bar or a tab in the text. */
  ROW,
  /** Running heads, page numbers, navigation: nothing to read. */
  FURNITURE
}
