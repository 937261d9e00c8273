package org.case2fhir.casefile;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.issue.Location;

/** Turns the bytes of a file into text, or says what else the file is. */
final class TextDecoder {
  private static final Map<String, String> MAGIC = magic();

  private TextDecoder() {}

  /** The text without byte order mark; absent if there is none, and then an issue says why. */
  static Optional<String> decode(byte[] content, IssueCollector issues) {
    if (content.length > CaseFileReader.MAX_BYTES) {
      tooLarge(issues);
      return Optional.empty();
    }
    Optional<String> other = otherKind(content);
    if (other.isPresent()) {
      wrongKind(other.get(), issues);
      return Optional.empty();
    }
    Optional<String> text = text(content, issues).filter(found -> isText(found, issues));
    if (text.isPresent() && text.get().stripLeading().startsWith("<")) {
      wrongKind("XML or HTML", issues);
      return Optional.empty();
    }
    return text;
  }

  private static void wrongKind(String kind, IssueCollector issues) {
    String message = "this is " + kind + ", not a case file";
    issues.error("wrong-kind", issues.start(), message, "give a case file in YAML or JSON");
  }

  /** Says that an input is larger than {@link CaseFileReader#MAX_BYTES}. */
  static void tooLarge(IssueCollector issues) {
    issues.error(
        "too-large",
        issues.start(),
        "the file is larger than 20 MB",
        "split it: a case file holds one case");
  }

  private static Optional<String> text(byte[] content, IssueCollector issues) {
    Charset charset = charset(content);
    int mark = markLength(content);
    CharsetDecoder decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer out = CharBuffer.allocate(content.length + 1);
    CoderResult result =
        decoder.decode(ByteBuffer.wrap(content, mark, content.length - mark), out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      String message = "the file is not " + charset.name() + " text";
      issues.error("bad-encoding", end(text, issues), message, "save it as UTF-8");
      return Optional.empty();
    }
    return Optional.of(text);
  }

  private static boolean isText(String text, IssueCollector issues) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Characters.isControl(c)) {
        issues.error(
            "control-character",
            end(text.substring(0, i), issues),
            "character " + Integer.toHexString(0x10000 + c).substring(1) + " is not text",
            "delete it; in quotes it may be written as an escape");
        return false;
      }
    }
    return true;
  }

  private static Location end(String text, IssueCollector issues) {
    int line = 1;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        line++;
        start = i + 1;
      }
    }
    return new Location(issues.source(), line, text.length() - start + 1, "");
  }

  private static Charset charset(byte[] content) {
    if (startsWith(content, "\u00fe\u00ff")) {
      return StandardCharsets.UTF_16BE;
    }
    return startsWith(content, "\u00ff\u00fe") ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
  }

  private static int markLength(byte[] content) {
    if (startsWith(content, "\u00ef\u00bb\u00bf")) {
      return 3;
    }
    return charset(content).equals(StandardCharsets.UTF_8) ? 0 : 2;
  }

  private static Optional<String> otherKind(byte[] content) {
    return MAGIC.entrySet().stream()
        .filter(entry -> startsWith(content, entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .or(() -> hasNul(content) ? Optional.of("binary data") : Optional.empty());
  }

  private static boolean hasNul(byte[] content) {
    if (!charset(content).equals(StandardCharsets.UTF_8)) {
      return false;
    }
    for (byte b : content) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean startsWith(byte[] content, String latin1) {
    if (content.length < latin1.length()) {
      return false;
    }
    for (int i = 0; i < latin1.length(); i++) {
      if ((content[i] & 0xff) != latin1.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, String> magic() {
    Map<String, String> magic = new LinkedHashMap<>();
    magic.put("%PDF", "a PDF");
    magic.put("PK\u0003\u0004", "a ZIP archive or an office document (DOCX, XLSX)");
    magic.put("\u00d0\u00cf\u0011\u00e0", "an old office document (DOC, XLS)");
    magic.put("{\\rtf", "an RTF document");
    magic.put("\u0089PNG", "a PNG image");
    magic.put("\u00ff\u00d8\u00ff", "a JPEG image");
    magic.put("GIF8", "a GIF image");
    magic.put("\u001f\u008b", "a gzip archive");
    return magic;
  }

  /**
   * Which characters are text.
   *
   * <p>FHIR's <a href="http://hl7.org/fhir/R4/datatypes.html#string">string</a> admits no control
   * characters but tab and line ends, and XML cannot even write them.
   */
  static final class Characters {
    private Characters() {}

    static boolean isControl(char c) {
      boolean control = c < ' ' && c != '\n' && c != '\r' && c != '\t';
      return control || c == 0x7f || c == 0xfffe || c == 0xffff;
    }

    /** The text with spaces in place of control characters and of halves of surrogate pairs. */
    static String clean(String text) {
      StringBuilder out = new StringBuilder(text.length());
      text.codePoints()
          .forEach(
              c -> {
                boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
                boolean control = Character.isBmpCodePoint(c) && isControl((char) c);
                out.appendCodePoint(half || control ? ' ' : c);
              });
      return out.toString();
    }
  }
}
