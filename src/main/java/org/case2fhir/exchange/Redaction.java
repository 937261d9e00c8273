package org.case2fhir.exchange;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Takes secrets out of what a server says, which is printed and written down: as they were sent and
 * as they may come back, that is with any of their characters escaped as in JSON, in a URL or in
 * HTML, also several times, in other case, and encoded in base64 or hexadecimal digits.
 *
 * <p>A password that is a plain word or number, or very short, is taken out of sentences only, and
 * there as a whole word: elsewhere it would change codes, names and addresses that only look like
 * it.
 */
final class Redaction {
  /** Nothing is secret. */
  static final Redaction NONE = new Redaction(List.of(), List.of(), "");

  private static final String SHOWN = "(secret)";
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z]{1,9}|[0-9]{1,9}|.{1,3}");

  /** How often something may be escaped again. */
  private static final int MOST_LAYERS = 6;

  /** Of shorter secrets others may be the same in hexadecimal digits or base64. */
  private static final int SHORTEST_ENCODED = 8;

  /** Of base64: bytes of a group, and bits of a digit. */
  private static final int GROUP = 3;

  private static final int DIGIT_BITS = 6;
  private static final String ANY_DIGIT = "[A-Za-z0-9+/_-]?";

  private final List<Pattern> everywhere;
  private final List<Pattern> words;
  private final String address;

  private Redaction(List<Pattern> everywhere, List<Pattern> words, String address) {
    this.everywhere = everywhere;
    this.words = words;
    this.address = address;
  }

  /**
   * For what was sent in headers and otherwise.
   *
   * @param headers values of {@code Authorization}; of Basic ones what is encoded in them counts
   *     too
   * @param others secrets without a scheme
   * @param address of the server, which stays as it is whatever it contains; may be empty
   */
  static Redaction of(Collection<String> headers, Collection<String> others, String address) {
    Set<String> secrets = new LinkedHashSet<>(others);
    for (String header : headers) {
      String credentials = header.substring(header.indexOf(' ') + 1);
      secrets.add(credentials);
      if (header.regionMatches(/* ignoreCase= */ true, 0, "Basic ", 0, 6)) {
        decoded(credentials)
            .ifPresent(
                pair -> {
                  secrets.add(pair);
                  secrets.add(pair.substring(pair.indexOf(':') + 1));
                });
      }
    }
    List<Pattern> everywhere = new ArrayList<>();
    List<Pattern> words = new ArrayList<>();
    for (String secret : secrets) {
      boolean plain = PLAIN.matcher(secret).matches();
      if (!secret.isBlank()) {
        (plain ? words : everywhere).add(pattern(secret, plain));
        if (!plain) {
          everywhere.addAll(encoded(secret));
        }
      }
    }
    return everywhere.isEmpty() && words.isEmpty()
        ? NONE
        : new Redaction(List.copyOf(everywhere), List.copyOf(words), address);
  }

  private static Optional<String> decoded(String credentials) {
    try {
      return Optional.of(
          new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // nothing is hidden in what cannot be decoded
    }
  }

  boolean isEmpty() {
    return everywhere.isEmpty() && words.isEmpty();
  }

  /** What is for people: sentences, pages. */
  String text(String text) {
    return without(words, data(text));
  }

  /** What may be a code, a name or an address. */
  String data(String text) {
    return without(everywhere, text);
  }

  private String without(List<Pattern> secrets, String text) {
    if (secrets.isEmpty() || text.isEmpty()) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    int start = 0;
    for (int at = next(text, 0); at >= 0; at = next(text, start)) {
      out.append(replaced(secrets, text.substring(start, at))).append(address);
      start = at + address.length();
    }
    return out.append(replaced(secrets, text.substring(start))).toString();
  }

  private int next(String text, int start) {
    return address.isEmpty() ? -1 : text.indexOf(address, start);
  }

  private static String replaced(List<Pattern> secrets, String text) {
    BitSet hidden = new BitSet();
    Layer layer = Layer.of(text);
    for (int i = 0; i < MOST_LAYERS; i++) {
      for (Pattern secret : secrets) {
        Matcher found = secret.matcher(layer.text());
        while (found.find()) {
          hidden.set(layer.start(found.start()), layer.end(found.end() - 1));
        }
      }
      Layer next = layer.decoded();
      if (next.text().length() == layer.text().length()) {
        break; // nothing was escaped
      }
      layer = next;
    }
    if (hidden.isEmpty()) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    int kept = 0;
    for (int start = hidden.nextSetBit(0); start >= 0; start = hidden.nextSetBit(kept)) {
      out.append(text, kept, start).append(SHOWN);
      kept = hidden.nextClearBit(start);
    }
    return out.append(text, kept, text.length()).toString();
  }

  /** The same failure with clean words. */
  ExchangeException clean(ExchangeException failure) {
    return failure.withMessage(text(failure.getMessage()));
  }

  /** Finds a secret that is not escaped; base64 may come back without its padding. */
  private static Pattern pattern(String secret, boolean word) {
    String bare = secret.replaceFirst("(?<=...)={1,2}$", "");
    String own =
        Stream.of(bare.split(" ", -1)).map(Pattern::quote).collect(Collectors.joining("[ +]"));
    return Pattern.compile(
        word
            ? "(?<![\\p{L}\\p{N}])" + own + "(?![\\p{L}\\p{N}])"
            : bare.equals(secret) ? own : own + "={0,2}",
        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  /**
   * Finds a secret inside of something that is written in hexadecimal digits or in base64, of
   * either alphabet. There it begins at the first, second or third byte of a group; the digits that
   * it shares with what stands before and behind it tell little.
   */
  private static List<Pattern> encoded(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    List<Pattern> found = new ArrayList<>();
    if (bytes.length < SHORTEST_ENCODED) {
      return found;
    }
    found.add(Pattern.compile(HexFormat.of().formatHex(bytes), Pattern.CASE_INSENSITIVE));
    for (int before = 0; before < GROUP; before++) {
      byte[] shifted = new byte[before + bytes.length];
      System.arraycopy(bytes, 0, shifted, before, bytes.length);
      String digits = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      int first = (before * Byte.SIZE + DIGIT_BITS - 1) / DIGIT_BITS;
      int last = shifted.length * Byte.SIZE / DIGIT_BITS;
      StringBuilder own = new StringBuilder(before == 0 ? "" : ANY_DIGIT);
      for (int i = first; i < last; i++) {
        char digit = digits.charAt(i);
        own.append(digit == '+' ? "[+-]" : digit == '/' ? "[/_]" : String.valueOf(digit));
      }
      found.add(Pattern.compile(own + ANY_DIGIT + "={0,2}"));
    }
    return found;
  }

  /**
   * A text of which some escapes are resolved.
   *
   * @param starts where in the original each character begins; absent in the original itself
   * @param ends where it ends
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Layer(String text, Optional<int[]> starts, Optional<int[]> ends) {
    private static final String JSON = "\\\\(?:u+([0-9A-Fa-f]{4})|([\\\\/\"']))";

    /** A character in UTF-8, or a byte that is none. */
    private static final String URL =
        "(%(?:[0-7]h|[CDcd]h%[89ABab]h|[Ee]h(?:%[89ABab]h){2}|[Ff][0-7](?:%[89ABab]h){3}|hh))"
            .replace("h", "[0-9A-Fa-f]");

    private static final String HTML =
        "&(?:#0{0,6}([0-9]{1,7})|#[xX]0{0,6}([0-9A-Fa-f]{1,6})|(amp|lt|gt|quot|apos));?";

    private static final Pattern ESCAPE = Pattern.compile(JSON + "|" + URL + "|" + HTML);

    private static final Map<String, String> NAMED =
        Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'");

    static Layer of(String text) {
      return new Layer(text, Optional.empty(), Optional.empty());
    }

    int start(int at) {
      return starts.map(all -> all[at]).orElse(at);
    }

    int end(int at) {
      return ends.map(all -> all[at]).orElse(at + 1);
    }

    /** One escape less everywhere: as in JSON, in a URL, in HTML. */
    Layer decoded() {
      Matcher escape = ESCAPE.matcher(text);
      if (!escape.find()) {
        return this;
      }
      StringBuilder out = new StringBuilder();
      int[] begins = new int[text.length()];
      int[] stops = new int[text.length()];
      int copied = 0;
      do {
        for (int i = copied; i < escape.start(); i++) {
          begins[out.length()] = start(i);
          stops[out.length()] = end(i);
          out.append(text.charAt(i));
        }
        String value = value(escape);
        for (int i = 0; i < value.length(); i++) {
          begins[out.length()] = start(escape.start());
          stops[out.length()] = end(escape.end() - 1);
          out.append(value.charAt(i));
        }
        copied = escape.end();
      } while (escape.find());
      for (int i = copied; i < text.length(); i++) {
        begins[out.length()] = start(i);
        stops[out.length()] = end(i);
        out.append(text.charAt(i));
      }
      return new Layer(out.toString(), Optional.of(begins), Optional.of(stops));
    }

    /** Never longer than the escape itself. */
    private static String value(Matcher escape) {
      if (escape.group(1) != null) {
        return String.valueOf((char) Integer.parseInt(escape.group(1), 16));
      }
      if (escape.group(2) != null) {
        return escape.group(2);
      }
      if (escape.group(3) != null) {
        byte[] bytes = HexFormat.of().parseHex(escape.group(3).replace("%", ""));
        return new String(bytes, StandardCharsets.UTF_8);
      }
      if (escape.group(6) != null) {
        return NAMED.get(escape.group(6));
      }
      boolean decimal = escape.group(4) != null;
      int c = Integer.parseInt(escape.group(decimal ? 4 : 5), decimal ? 10 : 16);
      return Character.isValidCodePoint(c) ? Character.toString(c) : "?";
    }
  }

  @Override
  public String toString() {
    return everywhere.size() + words.size() + " patterns of secrets";
  }
}
