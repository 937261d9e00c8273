package org.case2fhir.document;

/** Why a document cannot be read at all. */
final class Unreadable extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient Note note;

  Unreadable(Note note) {
    super(note.message());
    this.note = note;
  }

  Unreadable(String code, String message, String solution) {
    this(new Note(code, message, solution));
  }

  /** The reason. */
  Note note() {
    return note;
  }
}
