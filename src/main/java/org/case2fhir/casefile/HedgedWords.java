package org.case2fhir.notation;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.model.Assertion;

/**
 * Words that themselves deny or doubt what they name: {@code no fever}, {@code suspected gout}.
 *
 * <p>Taken as the name of a fact that holds, they would turn its sense round. Only plain English
 * beginnings and ends are known here; what else is negative has to be told by the case file's keys.
 */
public record HedgedWords(Assertion sense, String bare) {
  private static final int LONGEST = 300;
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern NOTHING =
      Pattern.compile(
          "(?:no|none|nil|nothing|not any|n/a|nkd?a|nkfa)[.!]?", Pattern.CASE_INSENSITIVE);
  private static final Pattern DENIED =
      Pattern.compile(
          "(?:no(?: evidence| signs?| history)? of|no|not|without|denie[sd]|denying|absence of|absent"
              + "|negative for|free of|nil) (.+)|(.+?) (?:was |were |is |are )?(?:ruled out|excluded)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern DOUBTED =
      Pattern.compile(
          "(?:suspected|suspicion of|possibl[ey]|probabl[ey]|presumed|presumptive|likely"
              + "|questionable|rule out|r/o|\\?+) ?(?<=[ ?])(.+)|(.+?) ?\\?+",
          Pattern.CASE_INSENSITIVE);

  /**
   * What the words deny or doubt; nothing if they are plain.
   *
   * @return {@code bare} is what is denied or doubted, empty for words like "none"
   */
  public static Optional<HedgedWords> in(String text) {
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    String words = SPACE.matcher(cut.strip()).replaceAll(" ");
    if (NOTHING.matcher(words).matches()) {
      return Optional.of(new HedgedWords(Assertion.ABSENT, ""));
    }
    return match(DENIED, Assertion.ABSENT, words)
        .or(() -> match(DOUBTED, Assertion.POSSIBLE, words));
  }

  private static Optional<HedgedWords> match(Pattern pattern, Assertion sense, String words) {
    Matcher matcher = pattern.matcher(words);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String bare = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return Optional.of(new HedgedWords(sense, bare));
  }
}
