package org.case2fhir.terminology.imports;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads the regular files of a tar archive in their order; the stream itself is the content of the
 * current one. Long names (GNU and pax) are understood as far as to leave them out of the content.
 */
final class TarEntries extends FilterInputStream {
  private static final int BLOCK = 512;

  private long left;
  private long padding;
  private String name = "";

  TarEntries(InputStream in) {
    super(in);
  }

  /** Goes to the next regular file; false at the end. */
  boolean advance() throws IOException {
    while (true) {
      in.skipNBytes(left + padding);
      left = 0;
      padding = 0;
      byte[] header = in.readNBytes(BLOCK);
      if (header.length == 0 || header[0] == 0) {
        return false;
      }
      if (header.length < BLOCK) {
        throw new EOFException("the archive ends in a header");
      }
      left = octal(header, 124, 12);
      padding = (BLOCK - left % BLOCK) % BLOCK;
      name = text(header, 0, 100);
      char type = (char) header[156];
      if (type == '0' || type == 0) {
        return true;
      }
    }
  }

  String name() {
    return name;
  }

  private static String text(byte[] header, int start, int length) {
    int end = start;
    while (end < start + length && header[end] != 0) {
      end++;
    }
    return new String(header, start, end - start, StandardCharsets.UTF_8);
  }

  private static long octal(byte[] header, int start, int length) throws IOException {
    String digits = text(header, start, length).strip();
    if (!digits.matches("[0-7]{1,12}")) {
      throw new EOFException("no size in a header");
    }
    return Long.parseLong(digits, 8);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (left == 0) {
      return -1;
    }
    int count = in.read(buffer, offset, (int) Math.min(length, left));
    if (count < 0) {
      throw new EOFException("the archive ends in a file");
    }
    left -= count;
    return count;
  }
}
