package org.case2fhir.notation;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The short form of an obstetric history: G3P2, G2P1A0, G4 P2+1, G5P3L3.
 *
 * @param gravida pregnancies
 * @param para births; none where the form counts them by their outcome, as in G3P1011
 * @param length how many characters it takes
 */
public record GravidaPara(int gravida, Optional<Integer> para, int length) {
  private static final int MOST_PREGNANCIES = 20;
  private static final Pattern FORM =
      Pattern.compile(
          "[Gg] ?(\\d{1,2}) ?[,/-]? ?[Pp] ?"
              + "(?:\\d{4}|\\d(?: ?[-–,] ?\\d){3}|(\\d{1,2})(?: ?\\+ ?\\d)?)"
              + "(?: ?,? ?[AaLlDdSsEeVvMm]{1,2} ?\\d{1,2}){0,4}(?![A-Za-z0-9])");

  /** The form that a text begins with. */
  public static Optional<GravidaPara> leading(CharSequence text) {
    Matcher form = FORM.matcher(text);
    if (!form.lookingAt()) {
      return Optional.empty();
    }
    int gravida = Integer.parseInt(form.group(1));
    Optional<Integer> para = Optional.ofNullable(form.group(2)).map(Integer::valueOf);
    // Twins are one birth: nobody gave birth more often than she was pregnant.
    boolean possible = gravida <= MOST_PREGNANCIES && para.filter(p -> p > gravida).isEmpty();
    return possible ? Optional.of(new GravidaPara(gravida, para, form.end())) : Optional.empty();
  }
}
