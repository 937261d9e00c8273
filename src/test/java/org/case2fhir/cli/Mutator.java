package org.case2fhir.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Damages inputs the way that editors, programs and attackers do: by the line, the value, the
 * number, the letter and the byte. The same seed gives the same damage.
 */
final class Mutator {
  /** Longer than any real value, short enough that thousands of runs take minutes. */
  private static final int LONG = 3_000;

  /** So that repeated damage does not grow without end. */
  private static final int LARGEST = 400_000;

  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?");
  private static final Pattern WORD = Pattern.compile("[\\p{L}_-]{2,}");
  private static final Pattern PAIR = Pattern.compile("\"[^\"\\n]{0,80}\"\\s*:\\s*|<[^<>\\n]+>");
  private static final byte[] ZIP = {'P', 'K', 3, 4};

  private static final String[] NUMBERS = {
    "0",
    "-1",
    "1e999999999",
    "-1e-999999999",
    "99999999999999999999",
    "2147483648",
    "1.",
    ".5",
    "1,5",
    "1.234,5",
    "0x1F",
    "NaN",
    "Infinity",
    "١٢٣",
    "½",
    "1/0",
    "1-",
    "12-11",
    "07",
    "1_000",
    "9223372036854775808",
    "1e5",
    "1:99",
    "31/02/2006",
    "2006-02-30",
    "0000-00-00",
    "99999-01-01",
    "12:61",
    "±",
    "10^9",
    "10⁹",
    "×10",
    "< 5",
    ">",
    "1..2",
    "--1",
    "5 to",
    "150/",
    "/90",
    "%"
  };

  private static final String[] PIECES = {
    "\n",
    " ",
    ":",
    ": ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "\"",
    "'",
    "|",
    ">",
    "&a ",
    "*a",
    "!",
    "#",
    "\t",
    "%",
    "@",
    "~",
    "/",
    "\\",
    "\r",
    "\u0000",
    "\u0001",
    "\u001b[31m",
    "\u007f",
    "\u0085",
    "\u00a0",
    "\u00ad",
    "\u0301",
    "\u200b",
    "\u200d",
    "\u202e",
    "\u2028",
    "\u2029",
    "\u2066",
    "\u3000",
    "\ufeff",
    "\ufffd",
    "\uffff",
    "\ud800",
    "\udc00",
    "😀",
    "👨‍👩‍👧",
    "İ",
    "ß",
    "ǆ",
    "ﬁ",
    "null",
    "true",
    "---\n",
    "...\n",
    "!!binary ",
    "!!java.lang.Object ",
    "<<: ",
    "? ",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "&amp;",
    "&#0;",
    "&#xD800;",
    "&x;",
    "<!DOCTYPE a [<!ENTITY x \"y\">]>",
    "<?xml version=\"1.1\"?>",
    "<script>",
    "</p>",
    "<table>",
    "${jndi:x}",
    "%s%n",
    "$1",
    "\\Q",
    "(?",
    "()",
    "*",
    "+",
    "../../",
    "file:///x",
    "urn:uuid:",
    "#",
    "|",
    "=",
    "=HYPERLINK(1)",
    "not ",
    "no ",
    "denied ",
    "mg/dL ",
    " 5 mg ",
    "day ",
    " Jr.",
    "Dr. ",
    "Case 2",
    "Patient 3",
    "(",
    ")",
    "[1]",
    "et al. ",
    "Fig. 1",
    "T1\tX 0 5\tx",
    "R1\tMODIFY Arg1:T1 Arg2:T1",
    "\"resourceType\":",
    "\"id\":"
  };

  private static final String[] REPEATED = {
    "a", "1", "(", "[", "{", "\"", "\\", " ", "\t", "\n", "a b ", "- ", "-", "/", ".", ",",
    "e\u0301", "\u0301", "no ", "and ", "5 mg ", "1-2 ", "[1]", "<b>", "aA1 ", "<", "&", "*", "!",
    "#", "|", "||", "''", "0", "9", "{\"a\":", "[[", "? ", ": ", "> ", "of ", "(a "
  };

  /** Options that take a number, a word, a file or an address. */
  private static final String[] OPTIONS = {
    "--patient", "--min-confidence", "--security-label", "--profile", "--ig", "--index", "--tagger",
    "--terminology", "--rules", "--mentions", "--format", "--bundle", "--jobs", "--timeout",
    "--retries", "--max-entries", "--fail-on", "--folds", "--seed", "--l1", "--iterations",
    "--threads", "--min-count", "--repeat", "--name", "--system", "--domain", "--release",
    "--coverage", "--report", "--report-file", "--resume", "--ledger", "--token-env", "--user",
    "--client-id", "--private-key", "--ca-cert", "--scope", "--tx-value-sets", "--write"
  };

  private static final List<Charset> CHARSETS =
      List.of(
          StandardCharsets.UTF_16,
          StandardCharsets.UTF_16LE,
          StandardCharsets.UTF_16BE,
          StandardCharsets.ISO_8859_1,
          Charset.forName("UTF-32"),
          Charset.forName("windows-1252"),
          Charset.forName("Shift_JIS"));

  private final Random random;

  Mutator(Random random) {
    this.random = random;
  }

  /**
   * Damages an input in one to five places.
   *
   * @param other an input to take parts from
   */
  byte[] mutate(byte[] input, byte[] other) {
    if (startsWith(input, ZIP) && random.nextInt(4) > 0) {
      return inside(input, other);
    }
    byte[] damaged = input;
    for (int wounds = 1 + random.nextInt(5); wounds > 0; wounds--) {
      damaged = once(damaged, other);
      if (damaged.length > LARGEST) {
        damaged = Arrays.copyOf(damaged, LARGEST);
      }
    }
    return damaged;
  }

  private byte[] once(byte[] input, byte[] other) {
    int kind = random.nextInt(20);
    return switch (kind) {
      case 0 -> flipped(input);
      case 1 -> Arrays.copyOf(input, random.nextInt(input.length + 1));
      case 2 -> spliced(input, other);
      case 3 -> reencoded(input);
      default -> text(utf8(input), kind).getBytes(StandardCharsets.UTF_8);
    };
  }

  private String text(String text, int kind) {
    return switch (kind) {
      case 4, 5 -> lines(text);
      case 6, 7, 8 -> replaced(text, NUMBER, one(NUMBERS));
      case 9 -> replaced(text, WORD, one(PIECES));
      case 10 -> swapped(text, WORD);
      case 11 -> swapped(text, PAIR);
      case 12 -> replaced(text, PAIR, "");
      case 13 -> indented(text);
      case 14 -> inserted(text, one(REPEATED).repeat(1 + random.nextInt(LONG)));
      case 15 -> replaced(text, WORD, one(REPEATED).repeat(1 + random.nextInt(LONG)));
      case 16 -> nested(text);
      default -> inserted(text, one(PIECES));
    };
  }

  private byte[] flipped(byte[] input) {
    byte[] out = input.clone();
    for (int i = 1 + random.nextInt(8); i > 0 && out.length > 0; i--) {
      out[random.nextInt(out.length)] = (byte) random.nextInt(256);
    }
    return out;
  }

  private byte[] spliced(byte[] input, byte[] other) {
    int head = random.nextInt(input.length + 1);
    int tail = random.nextInt(other.length + 1);
    byte[] out = Arrays.copyOf(input, head + other.length - tail);
    System.arraycopy(other, tail, out, head, other.length - tail);
    return out;
  }

  private byte[] reencoded(byte[] input) {
    return utf8(input).getBytes(CHARSETS.get(random.nextInt(CHARSETS.size())));
  }

  /** Drops, doubles, exchanges or moves lines. */
  private String lines(String text) {
    List<String> lines = new ArrayList<>(Arrays.asList(text.split("(?<=\n)")));
    int from = random.nextInt(lines.size());
    int to = Math.min(lines.size(), from + 1 + random.nextInt(6));
    List<String> some = new ArrayList<>(lines.subList(from, to));
    switch (random.nextInt(4)) {
      case 0 -> lines.subList(from, to).clear();
      case 1 -> lines.addAll(random.nextInt(lines.size() + 1), some);
      case 2 -> {
        for (int i = random.nextInt(200); i > 0; i--) {
          lines.addAll(to, some);
        }
      }
      default -> {
        lines.subList(from, to).clear();
        lines.addAll(random.nextInt(lines.size() + 1), some);
      }
    }
    return String.join("", lines);
  }

  private String replaced(String text, Pattern what, String by) {
    List<MatchResult> places = what.matcher(text).results().toList();
    if (places.isEmpty()) {
      return inserted(text, by);
    }
    MatchResult place = places.get(random.nextInt(places.size()));
    return text.substring(0, place.start()) + by + text.substring(place.end());
  }

  private String swapped(String text, Pattern what) {
    List<MatchResult> places = what.matcher(text).results().toList();
    if (places.isEmpty()) {
      return text;
    }
    return replaced(text, what, places.get(random.nextInt(places.size())).group());
  }

  private String indented(String text) {
    int line = text.indexOf('\n', random.nextInt(text.length() + 1)) + 1;
    String rest = text.substring(line);
    return text.substring(0, line)
        + (random.nextBoolean() ? " ".repeat(1 + random.nextInt(5)) + rest : rest.stripLeading());
  }

  private String inserted(String text, String piece) {
    int at = random.nextInt(text.length() + 1);
    return text.substring(0, at) + piece + text.substring(at);
  }

  /** Puts a part into many brackets of one kind. */
  private String nested(String text) {
    String[][] brackets = {
      {"[", "]"}, {"{\"a\":", "}"}, {"(", ")"}, {"<b>", "</b>"}, {"- ", ""}, {"[{a: ", "}]"}
    };
    String[] pair = brackets[random.nextInt(brackets.length)];
    int depth = 1 + random.nextInt(LONG);
    int from = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), from + random.nextInt(40));
    String end = random.nextBoolean() ? pair[1].repeat(depth) : "";
    return text.substring(0, from)
        + pair[0].repeat(depth)
        + text.substring(from, to)
        + end
        + text.substring(to);
  }

  /** Damages one file of a ZIP archive and packs it again. */
  private byte[] inside(byte[] archive, byte[] other) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), in.readAllBytes());
      }
      List<String> names = entries.keySet().stream().sorted().toList();
      String name = names.get(random.nextInt(names.size()));
      entries.put(name, mutate(entries.get(name), other));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ZipOutputStream out = new ZipOutputStream(bytes)) {
        for (String packed : names) {
          out.putNextEntry(new ZipEntry(packed));
          out.write(entries.get(packed));
        }
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String one(String[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** Damages the value of one option of a command, or adds a word. */
  String command(String command) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    int at = 1 + random.nextInt(words.size());
    String value = value().replace(' ', '_');
    if (at < words.size() && !words.get(at).startsWith("-") && !words.get(at).startsWith("{")) {
      words.set(at, value);
    } else {
      words.addAll(at, random.nextBoolean() ? List.of(value) : List.of(one(OPTIONS), value));
    }
    return String.join(" ", words);
  }

  private String value() {
    return switch (random.nextInt(3)) {
      case 0 -> one(NUMBERS);
      case 1 -> one(PIECES);
      default -> one(REPEATED).repeat(1 + random.nextInt(100));
    };
  }

  private static boolean startsWith(byte[] input, byte[] start) {
    return input.length >= start.length
        && Arrays.equals(input, 0, start.length, start, 0, start.length);
  }

  private static String utf8(byte[] input) {
    return new String(input, StandardCharsets.UTF_8);
  }
}
