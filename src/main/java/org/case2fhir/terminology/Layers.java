package org.case2fhir.terminology;

import java.util.List;
import java.util.Optional;

/** The sources of terms in the order in which they are asked, the built-in tables in the middle. */
record Layers(List<TermSource> before, List<TermSource> after) {
  Layers {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /** The user's own words, then the tables that come with the program. */
  Optional<TermMatch> local(Domain domain, String form, String text) {
    return ask(before, domain, form, text).or(() -> BuiltInTables.findExact(domain, form, text));
  }

  /** The sources that are asked for what nobody else knows. */
  Optional<TermMatch> further(Domain domain, String form, String text) {
    return ask(after, domain, form, text);
  }

  private static Optional<TermMatch> ask(
      List<TermSource> sources, Domain domain, String form, String text) {
    for (TermSource source : sources) {
      Optional<TermMatch> found = source.match(domain, form, text);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }
}
