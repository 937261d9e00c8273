package org.case2fhir.document;

/** Reads plain text and Markdown; the text stays exactly as it is. */
final class PlainText {
  private PlainText() {}

  /** Lays out a text: by its lines and, where it is a page in one line, by the headings in it. */
  static Layout read(String text) {
    return new Layout(text, FlatPage.split(text, TextLines.of(text)), new CitationDraft());
  }
}
