package org.case2fhir.terminology.imports;

/** How cells are separated in a table. */
enum RowSyntax {
  /** Tabs, nothing quoted: SNOMED CT RF2 and most tables. */
  TABS('\t', false),
  /** Commas with quotes as in RFC 4180: LOINC and spreadsheets. */
  COMMAS(',', true),
  /** Semicolons with quotes: spreadsheets where the comma is the decimal sign. */
  SEMICOLONS(';', true),
  /** Bars, one at the end of each line: RRF. */
  BARS('|', false);

  private final char separator;
  private final boolean quoted;

  RowSyntax(char separator, boolean quoted) {
    this.separator = separator;
    this.quoted = quoted;
  }

  char separator() {
    return separator;
  }

  boolean quoted() {
    return quoted;
  }
}
