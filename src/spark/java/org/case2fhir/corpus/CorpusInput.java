package org.case2fhir.corpus;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * One input on its way to the machine that converts it. It travels as bytes, so that it does not
 * matter which serializer a job has.
 *
 * @param kind what the content is
 * @param name as issues call it; of a line, the file that it is in
 * @param line number of the line, from 1; else 0
 * @param content the text or line itself, the address of a file in UTF-8; else empty
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CorpusInput(Kind kind, String name, int line, byte[] content) {
  /** What an input is. */
  enum Kind {
    /** A file that the user named. */
    NAMED_FILE,
    /** A file in a folder. */
    FOUND_FILE,
    /** A line of JSON. */
    LINE,
    /** A line that is too long to be taken along. */
    LONG_LINE,
    /** A text of a table. */
    TEXT,
    /** A row of a table without a text. */
    NO_TEXT
  }

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(content.length + name.length() + 32);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(kind.ordinal());
      out.writeInt(line);
      write(out, name.getBytes(StandardCharsets.UTF_8));
      write(out, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static CorpusInput decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      Kind kind = Kind.values()[in.readByte()];
      int line = in.readInt();
      String name = new String(read(in), StandardCharsets.UTF_8);
      return new CorpusInput(kind, name, line, read(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] read(DataInputStream in) throws IOException {
    return in.readNBytes(in.readInt());
  }
}
