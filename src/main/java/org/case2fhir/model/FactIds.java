package org.case2fhir.model;

import java.util.Locale;

/**
 * Derives ids for facts whose author gave none.
 *
 * <p>The id says what the fact is about, where and when, but not its value, assertion or position:
 * correcting a result or reordering a case leaves the identity of its resources alone.
 */
public final class FactIds {
  private FactIds() {}

  /** For example {@code back-pain@first-visit} or {@code mass-left-buttock@operation}. */
  public static String derive(Concept concept, Circumstances circumstances) {
    StringBuilder id = new StringBuilder(slug(concept.text()));
    for (BodySite site : circumstances.bodySites()) {
      site.laterality().ifPresent(side -> id.append('-').append(slug(side.name())));
      id.append('-').append(slug(site.site().text()));
    }
    circumstances.visit().ifPresent(visit -> id.append('@').append(visit));
    circumstances.time().ifPresent(time -> id.append('@').append(slug(time.toString())));
    return id.toString();
  }

  /** Lower-case letters and digits of any script, all else folded to single hyphens. */
  public static String slug(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.toLowerCase(Locale.ROOT)
        .codePoints()
        .forEach(
            c -> {
              if (Character.isLetterOrDigit(c)) {
                out.appendCodePoint(c);
              } else if (!out.isEmpty() && out.charAt(out.length() - 1) != '-') {
                out.append('-');
              }
            });
    int end = out.length();
    if (end > 0 && out.charAt(end - 1) == '-') {
      out.setLength(end - 1);
    }
    // Words of symbols alone still need a name.
    return out.isEmpty() ? Integer.toHexString(text.hashCode()) : out.toString();
  }
}
