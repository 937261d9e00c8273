package org.case2fhir.document;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Paragraphs that tell by their first words what they are: addresses, key words, legends. */
final class Openings {
  private static final int LONGEST = 1_500;
  private static final Map<String, String> WORDS = DocumentTables.pairs("openings");
  private static final Pattern LEGEND =
      Pattern.compile(
          "^(?:supplementary |supplemental )?(?:figures?|fig\\.?|image|photo|plate|table|box|scheme)"
              + " ?(?:\\d{1,2}|[ivx]{1,4})(?:[a-h](?:[-–][a-h])?)?"
              + "(?:\\s*[.:|)–—-]|\\s+(?=[(A-Z])).*",
          Pattern.DOTALL);
  private static final Pattern NUMBERED =
      Pattern.compile(
          "^(?i:supplementary |supplemental )?(?i:figures?|fig\\.?|table|image|box).*",
          Pattern.DOTALL);
  private static final Pattern PAGE =
      Pattern.compile("^(?:page )?\\d{1,4}(?: (?:of|/) \\d{1,4})?$");

  private Openings() {}

  /** What a paragraph of a certain length is by its beginning; absent for plain prose. */
  static Optional<SectionKind> kind(String head, int length) {
    if (length > LONGEST) {
      return Optional.empty();
    }
    if (isLegend(head)) {
      return Optional.of(SectionKind.FIGURE_LEGEND);
    }
    String low = head.stripLeading().toLowerCase(Locale.ROOT);
    if (PAGE.matcher(low.strip()).matches()) {
      return Optional.of(SectionKind.FRONT_MATTER);
    }
    return WORDS.entrySet().stream()
        .filter(entry -> low.startsWith(entry.getKey()))
        .map(entry -> SectionKind.valueOf(entry.getValue()))
        .findFirst();
  }

  /** "Figure 1. …" and "Table 2 Results", but not "Figure 1 shows". */
  static boolean isLegend(String head) {
    if (!NUMBERED.matcher(head).matches()) {
      return false;
    }
    int space = head.indexOf(' ');
    String rest = space < 0 ? "" : head.substring(space);
    return LEGEND
        .matcher(head.substring(0, Math.max(space, 0)).toLowerCase(Locale.ROOT) + rest)
        .matches();
  }
}
