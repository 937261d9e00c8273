package org.case2fhir.fhir;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.case2fhir.issue.Sha256;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Fact;
import org.case2fhir.model.Visit;
import org.hl7.fhir.r4.model.Identifier;

/**
 * What another version of a text is known by: a case whose id was made from the text has another id
 * after every correction, and would become a second patient on a server.
 *
 * <p>It is a <a href="https://doi.org/10.1109/SEQUEN.1997.666900">min-wise sketch</a> of the
 * passages that the facts were read from: the least of their hashes, of which two versions of a
 * text share most and two texts hardly any. They go into the DocumentReference as identifiers, so
 * that any server can search for them.
 */
final class TextFingerprint {
  private static final int MOST = 8;
  private static final int DIGITS = 16;
  private static final Pattern NO_LETTER_OR_DIGIT = Pattern.compile("[^\\p{L}\\p{N}]+");
  // Many texts have a lone "fever"; few have the same phrases and numbers.
  private static final Pattern DISTINCTIVE = Pattern.compile(".*(?:\\p{N}|\\S \\S).*");

  private TextFingerprint() {}

  /** The name of the case, and the hashes; none if its id does not depend on its text. */
  static List<Identifier> identifiers(CaseReport report) {
    if (!report.isNamedAfterContent()) {
      return List.of();
    }
    List<Identifier> identifiers = new ArrayList<>();
    identifiers.add(new Identifier().setSystem(Systems.CASE).setValue(report.id()));
    passages(report)
        .map(passage -> Sha256.of(passage).substring(0, DIGITS))
        .sorted()
        .limit(MOST)
        .map(hash -> new Identifier().setSystem(Systems.PASSAGE).setValue(hash))
        .forEach(identifiers::add);
    return identifiers;
  }

  private static Stream<String> passages(CaseReport report) {
    Stream<Evidence> visits = report.visits().stream().map(Visit::evidence).flatMap(List::stream);
    Stream<Evidence> facts =
        report.facts().stream()
            .map(Fact::circumstances)
            .flatMap(circumstances -> circumstances.evidence().stream());
    return Stream.of(report.subject().evidence().stream(), visits, facts)
        .flatMap(evidence -> evidence)
        .map(evidence -> folded(evidence.quote()))
        .filter(passage -> DISTINCTIVE.matcher(passage).matches())
        .distinct();
  }

  private static String folded(String quote) {
    return NO_LETTER_OR_DIGIT.matcher(quote.toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
  }
}
