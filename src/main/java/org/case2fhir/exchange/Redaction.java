package org.case2fhir.exchange;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Takes secrets out of what a server says, which is printed and written down: as they were sent and
 * as they may come back, that is with any of their characters escaped as in JSON, in a URL or in
 * HTML, also several times, and in other case.
 *
 * <p>A password that is a plain word or number, or very short, is taken out of sentences only, and
 * there as a whole word: elsewhere it would change codes, names and addresses that only look like
 * it.
 */
final class Redaction {
  /** Nothing is secret. */
  static final Redaction NONE = new Redaction(List.of(), List.of(), "");

  private static final String SHOWN = "(secret)";
  private static final int SHORT = 4;
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z]{1,9}|[0-9]{1,9}|.{1,3}");

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
    secrets.stream()
        .filter(secret -> !secret.isBlank())
        .sorted((one, other) -> other.length() - one.length()) // a pair before its password
        .forEach(
            secret -> {
              boolean plain = PLAIN.matcher(secret).matches();
              (plain ? words : everywhere).add(pattern(secret, plain));
            });
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
    String clean = text;
    for (Pattern secret : secrets) {
      clean = secret.matcher(clean).replaceAll(SHOWN);
    }
    return clean;
  }

  /** The same failure with clean words. */
  ExchangeException clean(ExchangeException failure) {
    return failure.withMessage(text(failure.getMessage()));
  }

  /** Finds a secret in any of its forms; each alternative is bounded, so that time is too. */
  private static Pattern pattern(String secret, boolean word) {
    String bare = secret.length() > SHORT ? secret.replaceFirst("={1,2}$", "") : secret;
    StringBuilder pattern = new StringBuilder(word ? "(?<![\\p{L}\\p{N}])" : "");
    int[] all = bare.codePoints().toArray();
    for (int i = 0; i < all.length; i++) {
      int run = 1;
      while (all[i] == '\\' && i + 1 < all.length && all[i + 1] == '\\') {
        run++;
        i++;
      }
      pattern.append(all[i] == '\\' ? backslashes(run) : forms(all[i]));
    }
    pattern.append(word ? "(?![\\p{L}\\p{N}])" : bare.equals(secret) ? "" : "(?:=|%3D){0,2}");
    return Pattern.compile(pattern.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  private static String backslashes(int number) {
    return "(?:\\\\{%d,%d}|(?:\\\\{1,8}u005c|%%(?:25){0,4}5C|&(?:amp;){0,4}#(?:0{0,6}92|x0{0,6}5c);?){%d})"
        .formatted(number, 8 * number, number);
  }

  /** A character as it is, after backslashes, or escaped. */
  private static String forms(int c) {
    String own = new String(Character.toChars(c));
    StringBuilder json = new StringBuilder();
    own.chars().forEach(unit -> json.append(String.format("\\\\{1,8}u%04x", unit)));
    StringBuilder percent = new StringBuilder();
    for (byte b : own.getBytes(StandardCharsets.UTF_8)) {
      percent.append(String.format("%%(?:25){0,4}%02x", b & 0xff));
    }
    String named =
        switch (c) {
          case '&' -> "|&(?:amp;){1,4}";
          case '<' -> "|&(?:amp;){0,4}lt;";
          case '>' -> "|&(?:amp;){0,4}gt;";
          case '"' -> "|&(?:amp;){0,4}quot;";
          case '\'' -> "|&(?:amp;){0,4}apos;";
          case ' ' -> "|\\+";
          default -> "";
        };
    return "(?:\\\\{0,8}"
        + Pattern.quote(own)
        + "|"
        + json
        + "|"
        + percent
        + String.format("|&(?:amp;){0,4}#(?:0{0,6}%d|x0{0,6}%x);?", c, c)
        + named
        + ")";
  }

  @Override
  public String toString() {
    return everywhere.size() + words.size() + " secrets";
  }
}
