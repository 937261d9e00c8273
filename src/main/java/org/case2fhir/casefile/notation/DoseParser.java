package org.case2fhir.casefile.notation;

import java.util.List;
import java.util.Optional;
import org.case2fhir.diagnostic.Excerpt;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Dose;
import org.case2fhir.terminology.Vocabulary;

/**
 * Doses in one line: {@code 0.5 mg twice daily}, {@code 200 mg/day orally}, {@code 75 mg/m2 iv
 * every 21 days for 6 cycles}.
 *
 * <p>The words are always kept. They are structured only if they tell one regimen: where an amount
 * or a frequency is told twice, or a word such as "then", "up to" or "divided" may change what the
 * numbers mean, only the route is.
 */
public final class DoseParser {
  private static final int LONGEST = 300;

  private final Units units;
  private final Vocabulary vocabulary;

  public DoseParser(Units units, Vocabulary vocabulary) {
    this.units = units;
    this.vocabulary = vocabulary;
  }

  /** Reads a whole text, which must not be blank; there always is a dose. */
  public Reading<Dose> parse(String text) {
    String words = text.strip();
    Tokens tokens = Tokens.of(words.length() > LONGEST ? "" : words);
    DoseWords read = new DoseWords(tokens, new DoseAmounts(units), vocabulary);
    Optional<Concept> route = read.route();
    Dose dose =
        read.isOneRegimen()
            ? new Dose(
                words,
                read.amount(),
                read.rate(),
                read.frequency(),
                route,
                read.asNeeded(),
                read.duration())
            : new Dose(
                words,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                route,
                read.asNeeded(),
                Optional.empty());
    return remark(dose, read, words);
  }

  private static Reading<Dose> remark(Dose dose, DoseWords read, String words) {
    List<String> left = read.left();
    if (read.isOneRegimen() && left.isEmpty() && words.length() <= LONGEST) {
      return Reading.of(dose);
    }
    String told =
        left.isEmpty()
            ? "this dose is kept in words only"
            : "words of this dose are kept in its text only: " + Excerpt.of(String.join(" ", left));
    String remedy =
        read.isOneRegimen()
            ? "nothing need be done; {text, amount, frequency, …} tells more"
            : "write one dose for each regimen, in a list";
    return Reading.of(dose, Remark.information("dose-words", told, remedy));
  }
}
