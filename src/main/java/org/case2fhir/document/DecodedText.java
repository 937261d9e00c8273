package org.case2fhir.document;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The text of a file and how it was read.
 *
 * @param charset name of the encoding
 * @param guessed whether nothing but the bytes themselves spoke for it
 */
record DecodedText(String text, String charset, boolean guessed) {
  private static final Charset WINDOWS = Charset.forName("windows-1252");
  private static final int TEXT_SAMPLE = 200_000;
  private static final int SAMPLE = 4_096;

  private record Mark(int[] bytes, Charset charset) {}

  private static final List<Mark> MARKS =
      List.of(
          new Mark(new int[] {0xff, 0xfe, 0, 0}, Charset.forName("UTF-32LE")),
          new Mark(new int[] {0, 0, 0xfe, 0xff}, Charset.forName("UTF-32BE")),
          new Mark(new int[] {0xef, 0xbb, 0xbf}, StandardCharsets.UTF_8),
          new Mark(new int[] {0xfe, 0xff}, StandardCharsets.UTF_16BE),
          new Mark(new int[] {0xff, 0xfe}, StandardCharsets.UTF_16LE));

  /**
   * Reads text in the encoding that its byte order mark or its zero bytes show, else in UTF-8, else
   * in Windows-1252. Bytes that are not characters become U+FFFD.
   */
  static DecodedText of(byte[] content) {
    for (Mark mark : MARKS) {
      if (startsWith(content, mark.bytes())) {
        int start = mark.bytes().length;
        ByteBuffer rest = ByteBuffer.wrap(content, start, content.length - start);
        return new DecodedText(lenient(rest, mark.charset()), mark.charset().name(), false);
      }
    }
    Optional<Charset> wide = wide(content);
    if (wide.isPresent()) {
      String text = lenient(ByteBuffer.wrap(content), wide.get());
      return new DecodedText(text, wide.get().name(), true);
    }
    return strict(content)
        .map(text -> new DecodedText(text, StandardCharsets.UTF_8.name(), false))
        .orElseGet(() -> narrow(content));
  }

  /** Mostly UTF-8 with a few bad bytes stays UTF-8; else it is an old Western encoding. */
  private static DecodedText narrow(byte[] content) {
    String utf = lenient(ByteBuffer.wrap(content), StandardCharsets.UTF_8);
    long bad = utf.chars().filter(c -> c == '\ufffd').count();
    long good = utf.chars().filter(c -> c > 0x7f && c != '\ufffd').count();
    if (good > bad) {
      return new DecodedText(utf, StandardCharsets.UTF_8.name(), true);
    }
    return new DecodedText(lenient(ByteBuffer.wrap(content), WINDOWS), WINDOWS.name(), true);
  }

  private static Optional<String> strict(byte[] content) {
    try {
      CharBuffer text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(content));
      return Optional.of(text.toString());
    } catch (CharacterCodingException notUtf8) {
      return Optional.empty();
    }
  }

  private static String lenient(ByteBuffer bytes, Charset charset) {
    return charset.decode(bytes).toString();
  }

  /** Western text in UTF-16 without a mark has a zero in every other byte. */
  private static Optional<Charset> wide(byte[] content) {
    int length = Math.min(content.length, SAMPLE) / 2 * 2;
    int even = 0;
    int odd = 0;
    for (int i = 0; i < length; i += 2) {
      even += content[i] == 0 ? 1 : 0;
      odd += content[i + 1] == 0 ? 1 : 0;
    }
    if (length < 8) {
      return Optional.empty();
    }
    int pairs = length / 2;
    if (odd > 0.7 * pairs && even < 0.05 * pairs) {
      return Optional.of(StandardCharsets.UTF_16LE);
    }
    boolean big = even > 0.7 * pairs && odd < 0.05 * pairs;
    return big ? Optional.of(StandardCharsets.UTF_16BE) : Optional.empty();
  }

  /** Whether characters that no text has are more than a few. */
  boolean isBinary() {
    int length = Math.min(text.length(), TEXT_SAMPLE);
    int bad = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      boolean control = c < ' ' && "\t\n\r\f".indexOf(c) < 0 || c == '\u007f';
      bad += control || c == '\ufffd' ? 1 : 0;
    }
    return bad > 4 && bad > length / 20;
  }

  private static boolean startsWith(byte[] content, int[] mark) {
    if (content.length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((content[i] & 0xff) != mark[i]) {
        return false;
      }
    }
    return true;
  }
}
