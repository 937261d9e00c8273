package org.case2fhir.notation;

import java.util.List;
import java.util.Locale;

/** English names of the months, whole or cut to three letters. */
final class Months {
  private static final List<String> MONTHS =
      List.of(
          "january",
          "february",
          "march",
          "april",
          "may",
          "june",
          "july",
          "august",
          "september",
          "october",
          "november",
          "december");

  private Months() {}

  // From 1; 0 for what is no month's name. "Sept" is the one that is cut to four letters.
  static int number(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    String cut = lower.equals("sept") ? "sep" : lower;
    for (int i = 0; i < MONTHS.size(); i++) {
      if (MONTHS.get(i).equals(cut) || MONTHS.get(i).substring(0, 3).equals(cut)) {
        return i + 1;
      }
    }
    return 0;
  }
}
