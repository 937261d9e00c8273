package org.case2fhir.terminology;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.model.Code;
import org.case2fhir.model.Value;

/** The sources of terms in the order in which they are asked, the built-in tables in the middle. */
record TermSources(List<TermSource> before, List<TermSource> after, Optional<Value> value) {
  TermSources {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  TermSources(List<TermSource> before, List<TermSource> after) {
    this(before, after, Optional.empty());
  }

  /** The same, asked for a test with this value. */
  TermSources forValue(Optional<Value> given) {
    return new TermSources(before, after, given);
  }

  /** The user's own words, then the tables that come with the program. */
  Optional<TermMatch> local(Domain domain, String form, String text) {
    return ask(before, domain, form, text).or(() -> BuiltInTables.findExact(domain, form, text));
  }

  /** The sources that are asked for what nobody else knows. */
  Optional<TermMatch> further(Domain domain, String form, String text) {
    return ask(after, domain, form, text);
  }

  /**
   * A concept of the tables with the codes that installed releases have for its name, in systems in
   * which the tables have none. Of a test without a value nobody knows the property.
   */
  TermMatch supplemented(Domain domain, TermMatch match) {
    if (!match.source().equals(Vocabulary.BUILT_IN)) {
      return match;
    }
    Map<String, Code> codes = new LinkedHashMap<>();
    match.codes().forEach(code -> codes.put(code.system(), code));
    String form = TextForm.of(match.term());
    after.stream()
        .filter(TermSource::supplements)
        .flatMap(source -> ask(List.of(source), domain, form, match.term()).stream())
        .flatMap(found -> found.codes().stream())
        .filter(code -> domain != Domain.TEST || value.isPresent() || !isLoinc(code))
        .forEach(code -> codes.putIfAbsent(code.system(), code));
    return codes.size() == match.codes().size()
        ? match
        : match.withCodes(List.copyOf(codes.values()));
  }

  private static boolean isLoinc(Code code) {
    return code.system().equals(CodeSystem.LOINC.uri());
  }

  private Optional<TermMatch> ask(
      List<TermSource> sources, Domain domain, String form, String text) {
    for (TermSource source : sources) {
      Optional<TermMatch> found =
          domain == Domain.TEST
              ? source.matchTest(form, text, value)
              : source.match(domain, form, text);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }
}
