package org.case2fhir.extraction.timeline;

import java.util.regex.Pattern;
import org.case2fhir.model.When;
import org.case2fhir.notation.Reading;
import org.case2fhir.notation.TimeParser;
import org.case2fhir.notation.VisitNames;

/** Dates as prose writes them: "February 2006", "the 3rd of May 2010". */
final class Dates {
  private static final Pattern ORDINAL =
      Pattern.compile("(?<=\\d)(?:st|nd|rd|th)\\b", Pattern.CASE_INSENSITIVE);
  private static final TimeParser PARSER = new TimeParser(VisitNames.NONE);

  private Dates() {}

  /** The date, or the words if they tell none exactly. */
  static When read(String words) {
    String plain = ORDINAL.matcher(words).replaceAll("").replace(" of ", " ");
    Reading<When> reading = PARSER.parse(plain);
    return reading
        .value()
        .filter(When.OnDate.class::isInstance)
        .orElseGet(() -> new When.InWords(words));
  }
}
