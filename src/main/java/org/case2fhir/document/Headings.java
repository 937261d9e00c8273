package org.case2fhir.document;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.issue.BundledTable;

/** What the headings of case reports say that a part is for; the words lie in a table. */
public final class Headings {
  private static final int LONGEST = 120;
  private static final Pattern NUMBER =
      Pattern.compile("^(?:section )?(?:\\d{1,2}(?:\\.\\d{1,2}){0,3}|[ivx]{1,5}|[a-h])[.):]? +");
  private static final Pattern LABEL =
      Pattern.compile(
          "^((?:clinical )?(?:case|patient)(?: report| presentation| description| history| study)?)"
              + "(?: no\\.?| nr\\.?| number| #|#)? ?#?"
              + "(\\d{1,2}|[ivx]{1,4}|[a-h]|one|two|three|four|five|six|seven|eight|nine|ten)"
              + "(?=$|[\\s.:,;)(–—-])");
  private static final int WORDS = 9;
  private static final Pattern JOINTS = Pattern.compile(" and | with |/|: ");
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final Map<String, SectionKind> KINDS = kinds();
  private static final Set<String> PARTS =
      BundledTable.rows(Headings.class, "headings").stream()
          .filter(row -> row[2].equals("part"))
          .map(row -> plain(row[0]))
          .collect(Collectors.toSet());

  private Headings() {}

  /** What a heading, as printed, says; absent where it says nothing. */
  public static Optional<SectionKind> kind(String heading) {
    if (heading.length() > LONGEST || isProse(heading)) {
      return Optional.empty();
    }
    String plain = plain(heading);
    Optional<SectionKind> known = known(plain).or(() -> known(unnumbered(plain)));
    if (known.isPresent()) {
      return known;
    }
    if (label(heading).isPresent() && !isSentence(heading)) {
      return Optional.of(SectionKind.CASE);
    }
    String whole = unnumbered(plain);
    String first = JOINTS.split(whole, 2)[0].strip();
    boolean part = first.length() < plain.length() && words(plain) <= WORDS;
    boolean labelled = whole.startsWith(": ", first.length());
    return part && !isSentence(heading)
        ? known(first).filter(kind -> !labelled || kind == SectionKind.CASE)
        : Optional.empty();
  }

  /**
   * Whether a heading names a part of a case ("Treatment", "Investigations"): inside a case it
   * belongs to it, in a review it is about a disease.
   */
  static boolean isPartOfCase(String heading) {
    String plain = plain(heading);
    return PARTS.contains(plain) || PARTS.contains(unnumbered(plain));
  }

  /** Most lines are prose, and most of those show it at once: reading stays fast. */
  private static boolean isProse(String heading) {
    int length = heading.length();
    return length > 40 && ".,;".indexOf(heading.charAt(length - 1)) >= 0;
  }

  private static boolean isSentence(String heading) {
    String plain = heading.strip();
    return plain.endsWith(".") && words(plain) > 3;
  }

  private static int words(String text) {
    return text.split(" ").length;
  }

  /** The number or letter of a patient that a heading or a paragraph begins with: "Case 2: …". */
  public static Optional<String> label(String text) {
    String plain = plain(text.substring(0, Math.min(text.length(), LONGEST)));
    if (!plain.contains("case") && !plain.contains("patient")) {
      return Optional.empty();
    }
    Matcher matcher = LABEL.matcher(plain);
    if (!matcher.find()) {
      matcher = LABEL.matcher(unnumbered(plain));
      if (!matcher.find()) {
        return Optional.empty();
      }
    }
    return Optional.of(matcher.group(2));
  }

  /** Lower case, without decoration, numbers in front and a final colon or stop. */
  static String plain(String heading) {
    String plain = heading.strip().toLowerCase(Locale.ROOT).replace('’', '\'').replace("&", "and");
    int end = plain.length();
    while (end > 0 && ":.*_# \u00a0".indexOf(plain.charAt(end - 1)) >= 0) {
      end--;
    }
    int start = 0;
    while (start < end && "*_# ■▪•\u00a0".indexOf(plain.charAt(start)) >= 0) {
      start++;
    }
    String words = plain.substring(start, end);
    return isSinglySpaced(words) ? words : SPACES.matcher(words).replaceAll(" ");
  }

  /** Most headings are, and are left as they are: reading stays fast. */
  private static boolean isSinglySpaced(String words) {
    for (int i = 0; i < words.length(); i++) {
      char c = words.charAt(i);
      boolean again = c == ' ' && i > 0 && words.charAt(i - 1) == ' ';
      if (again || c != ' ' && Character.isWhitespace(c)) {
        return false;
      }
    }
    return true;
  }

  private static String unnumbered(String plain) {
    Matcher number = NUMBER.matcher(plain);
    return number.lookingAt() ? plain.substring(number.end()) : plain;
  }

  private static Optional<SectionKind> known(String plain) {
    return Optional.ofNullable(KINDS.get(plain));
  }

  private static Map<String, SectionKind> kinds() {
    Map<String, SectionKind> kinds = new HashMap<>();
    for (String[] row : BundledTable.rows(Headings.class, "headings")) {
      kinds.put(plain(row[0]), SectionKind.valueOf(row[1]));
    }
    return kinds;
  }
}
