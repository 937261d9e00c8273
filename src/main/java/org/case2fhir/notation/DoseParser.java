package org.case2fhir.notation;

import java.util.Optional;
import java.util.regex.Pattern;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Dose;
import org.case2fhir.terminology.Vocabulary;

/**
 * Doses in one line: {@code 0.5 mg twice daily}, {@code 200 mg/day orally}, {@code 75 mg/m2 iv
 * every 21 days for 6 cycles}.
 *
 * <p>The words are always kept. They are structured only if each of them is understood: a word such
 * as "never", "half" or "up to" changes what the numbers mean, and no list of such words is ever
 * complete. Where all are understood but tell more than one regimen, only the route is.
 */
public final class DoseParser {
  private static final int LONGEST = 300;
  private static final Pattern SLASH = Pattern.compile("\\s?/\\s?");

  private final Units units;
  private final Vocabulary vocabulary;

  public DoseParser(Units units, Vocabulary vocabulary) {
    this.units = units;
    this.vocabulary = vocabulary;
  }

  /** Reads a whole text, which must not be blank; there always is a dose. */
  public Reading<Dose> parse(String text) {
    String words = text.strip();
    if (words.length() > LONGEST) {
      return inWords(words, "it is too long");
    }
    Tokens tokens = Tokens.of(SLASH.matcher(words).replaceAll("/"));
    DoseWords read = new DoseWords(tokens, new DoseAmounts(units), vocabulary);
    if (!read.left().isEmpty() || tokens.size() == 0) {
      String left = Excerpt.of(String.join(" ", read.left()));
      return inWords(words, left + " is not understood");
    }
    if (!read.isOneRegimen()) {
      return severalRegimens(words, read.route());
    }
    Reading<Dose> dose =
        Reading.of(
            new Dose(
                words,
                read.amount(),
                read.rate(),
                read.frequency(),
                read.route(),
                read.asNeeded(),
                read.duration()));
    return read.noted().isEmpty() ? dose : dose.with(noted(String.join(" ", read.noted())));
  }

  private static Remark noted(String words) {
    return Remark.information(
        "dose-words",
        "words of this dose are kept in its text only: " + Excerpt.of(words),
        "nothing need be done; {text, amount, frequency, …} tells more");
  }

  private static Reading<Dose> inWords(String words, String why) {
    return Reading.of(
        worded(words, Optional.empty()),
        Remark.information(
            "dose-words",
            "this dose is kept in words only: " + why,
            "write other words under `note`, or the parts as {text, amount, frequency, …}"));
  }

  private static Reading<Dose> severalRegimens(String words, Optional<Concept> route) {
    return Reading.of(
        worded(words, route),
        Remark.information(
            "dose-words",
            "this dose is kept in words only: its parts do not make one regimen",
            "write one dose for each regimen, in a list"));
  }

  private static Dose worded(String words, Optional<Concept> route) {
    return new Dose(
        words,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        route,
        false,
        Optional.empty());
  }
}
