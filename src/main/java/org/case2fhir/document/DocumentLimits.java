package org.case2fhir.document;

/** How large a document may be; far above any article, and far below what exhausts a machine. */
public final class DocumentLimits {
  /** Bytes of one file. */
  public static final int BYTES = 20 * 1024 * 1024;

  /** Characters of text taken out of a packed format. */
  public static final int CHARACTERS = 12_000_000;

  /** Bytes of a packed part of a DOCX once unpacked. */
  public static final int UNPACKED = 32 * 1024 * 1024;

  /** Files in a DOCX. */
  public static final int ENTRIES = 5_000;

  /** Pages of a PDF that are read. */
  public static final int PAGES = 300;

  /** Milliseconds after which no further page of a PDF is begun. */
  public static final int PDF_MILLIS = 4_000;

  private DocumentLimits() {}
}
