package org.case2fhir;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.model.Code;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.TermMatch;
import org.case2fhir.terminology.TermMatch.QualifierKind;
import org.case2fhir.terminology.Vocabulary;
import org.case2fhir.terminology.Vocabulary.Term;
import org.case2fhir.terminology.index.IndexedConcept;
import org.case2fhir.terminology.index.TermIndex.Hit;

/** Shows what words would be coded as, and why. */
public final class TermFinder {
  private static final int MOST_SUGGESTED = 12;

  private final Terminologies terminologies;

  public TermFinder(Terminologies terminologies) {
    this.terminologies = terminologies;
  }

  /** What the words are in each of the domains that know them, in the order of the domains. */
  public List<FoundTerm> find(String text, Collection<Domain> domains) {
    List<FoundTerm> found = new ArrayList<>();
    for (Domain domain : domains) {
      Optional<TermMatch> match = terminologies.vocabulary().match(domain, text);
      match.ifPresent(known -> found.add(found(text, domain, known)));
    }
    return found;
  }

  /**
   * Concepts of the built-in vocabulary a name of which has words that begin like all of these, or
   * whose code this is, as one types: the shortest names first, a dozen at most in each domain.
   */
  public List<FoundTerm> beginningWith(String text, Collection<Domain> domains) {
    List<String> beginnings = List.of(text.toLowerCase(Locale.ROOT).strip().split("\\s+"));
    List<FoundTerm> found = new ArrayList<>();
    for (Domain domain : domains) {
      terminologies
          .vocabulary()
          .concepts(domain)
          .filter(
              term ->
                  names(term).anyMatch(name -> beginsLike(name, beginnings))
                      || term.codes().stream().anyMatch(code -> code.code().equals(text)))
          .sorted(
              Comparator.comparingInt((Term term) -> term.text().length())
                  .thenComparing(Term::text))
          .limit(MOST_SUGGESTED)
          .forEach(term -> found.add(suggested(text, domain, term)));
    }
    return found;
  }

  private static Stream<String> names(Term term) {
    return Stream.concat(Stream.of(term.text()), term.synonyms().stream());
  }

  private static boolean beginsLike(String name, List<String> beginnings) {
    List<String> words = List.of(name.toLowerCase(Locale.ROOT).split("[\\s-]+"));
    return beginnings.stream()
        .allMatch(beginning -> words.stream().anyMatch(word -> word.startsWith(beginning)));
  }

  private static FoundTerm suggested(String text, Domain domain, Term term) {
    return new FoundTerm(
        text, domain, term.text(), term.codes(), "begins alike", Vocabulary.BUILT_IN, false);
  }

  private static FoundTerm found(String text, Domain domain, TermMatch match) {
    StringBuilder how = new StringBuilder(match.kind().words());
    match.respelling().ifPresent(spelling -> how.append(" (read as another spelling)"));
    if (!match.qualifiers().isEmpty()) {
      how.append(" without ")
          .append(
              match.qualifiers().stream()
                  .map(part -> words(part.kind()) + " `" + part.words() + "`")
                  .collect(Collectors.joining(", ")));
    }
    return new FoundTerm(
        text, domain, match.term(), match.codes(), how.toString(), match.source(), match.isWhole());
  }

  private static String words(QualifierKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /**
   * Every concept of the installed terminologies that has the words as any of its names, or as its
   * code: one sentence for each.
   */
  public List<String> alsoNamed(String text) {
    return terminologies.installed().all(text).stream()
        .map(TermFinder::sentence)
        .distinct()
        .toList();
  }

  private static String sentence(Hit hit) {
    IndexedConcept concept = hit.concept();
    String domains =
        concept.domains().stream()
            .sorted()
            .map(domain -> domain.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .collect(Collectors.joining(", "));
    String use =
        !concept.successor().isEmpty()
            ? "retired, use " + concept.successor()
            : domains.isEmpty() ? "not used for coding" : domains;
    return "%s %s %s [%s; %s]"
        .formatted(concept.system(), concept.code(), concept.display(), hit.kind().words(), use);
  }

  /**
   * What some words would be coded as in one domain.
   *
   * @param text the words
   * @param preferred the preferred term of the concept
   * @param codings its codes
   * @param how how the words were recognised, in words
   * @param source who knows the concept
   * @param whole whether the codes say all that the words say
   */
  public record FoundTerm(
      String text,
      Domain domain,
      String preferred,
      List<Code> codings,
      String how,
      String source,
      boolean whole) {
    public FoundTerm {
      codings = List.copyOf(codings);
    }
  }
}
