package org.case2fhir.document;

import org.case2fhir.document.Layout.Note;

/** Why a document cannot be read at all. */
final class UnreadableDocument extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient Note note;

  UnreadableDocument(Note note) {
    super(note.message());
    this.note = note;
  }

  UnreadableDocument(String code, String message, String solution) {
    this(new Note(code, message, solution));
  }

  /** The reason. */
  Note note() {
    return note;
  }
}
