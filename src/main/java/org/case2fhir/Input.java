package org.case2fhir;

import java.io.IOException;
import java.io.InputStream;

/**
 * One file to convert or validate, in memory.
 *
 * @param name as the user gave it; {@code -} for standard input
 * @param content not copied: whoever makes an input leaves the bytes alone
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a copy of a large file would be waste
public record Input(String name, byte[] content) {

  /**
   * Reads a stream, but never much more than a file may have: what is longer is cut just above the
   * limit, so that the stage that reads it says that it is too large.
   *
   * @throws IOException if the stream cannot be read
   */
  public static Input read(String name, InputStream stream, int limit) throws IOException {
    return new Input(name, stream.readNBytes(limit + 1));
  }
}
