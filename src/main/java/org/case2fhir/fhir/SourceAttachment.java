package org.case2fhir.fhir;

/**
 * The file a case was read from, to be carried inside the DocumentReference.
 *
 * <p>A class rather than a record, because an array in a record could be changed from outside.
 */
public final class SourceAttachment {
  private final String name;
  private final String contentType;
  private final byte[] bytes;

  /**
   * @param name file name without folders
   * @param contentType MIME type, as {@code Attachment.contentType} needs it (att-1)
   * @param bytes the file as it is
   */
  public SourceAttachment(String name, String contentType, byte[] bytes) {
    this.name = name;
    this.contentType = contentType;
    this.bytes = bytes.clone();
  }

  public String name() {
    return name;
  }

  public String contentType() {
    return contentType;
  }

  /** A copy of the file's bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }
}
