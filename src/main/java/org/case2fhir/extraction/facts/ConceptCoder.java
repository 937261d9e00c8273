package org.case2fhir.extraction.facts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.mention.Mention;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Value;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Qualifier;
import org.case2fhir.terminology.Respelling;
import org.case2fhir.terminology.TermMatch;
import org.case2fhir.terminology.Vocabulary;

/** Finds the codes of words, of several ways to say them the first that has any. */
final class ConceptCoder {
  private static final int LONGEST = 200;

  private final Vocabulary vocabulary;

  ConceptCoder(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /**
   * Words with their codes.
   *
   * @param qualifiers words that the codes do not say and the fact must keep elsewhere
   * @param respelling a word that was read in another spelling
   */
  record Coded(
      Concept concept,
      Domain domain,
      List<Qualifier> qualifiers,
      Optional<Respelling> respelling) {}

  /** Codes of a test, as its value lets them be. */
  Coded test(String words, Optional<Value> value, PatientSentence sentence) {
    String text = plain(words);
    return vocabulary
        .matchTest(text, value, around(sentence))
        .map(match -> coded(text, Domain.TEST, match))
        .orElseGet(() -> uncoded(text, Domain.TEST));
  }

  /**
   * The first of several ways to say it that has a code in the first of the domains; else the
   * first.
   */
  Coded code(List<String> ways, List<Domain> domains, PatientSentence sentence) {
    List<String> context = around(sentence);
    for (String way : ways) {
      String text = plain(way);
      for (Domain domain : domains) {
        Optional<TermMatch> match =
            vocabulary.match(domain, text, context).filter(found -> !found.codes().isEmpty());
        if (match.isPresent()) {
          return coded(text, domain, match.get());
        }
      }
    }
    return uncoded(plain(ways.get(0)), domains.get(0));
  }

  /** Whether a vocabulary's domain knows the words as a whole. */
  boolean knows(Domain domain, String words, PatientSentence sentence) {
    return vocabulary.match(domain, plain(words), around(sentence)).isPresent();
  }

  /** Whether words name a germ and no disease. */
  boolean isOrganism(String words) {
    String text = plain(words);
    return !vocabulary.find(Domain.ORGANISM, text).isEmpty()
        && vocabulary.find(Domain.CONDITION, text).isEmpty()
        && vocabulary.find(Domain.FINDING, text).isEmpty();
  }

  private static Coded coded(String text, Domain domain, TermMatch match) {
    Concept concept = new Concept(text, match.codes());
    return new Coded(concept, domain, match.qualifiers(), match.respelling());
  }

  /** Words that have no code of their own. */
  Coded uncoded(String words) {
    return uncoded(plain(words), Domain.FINDING);
  }

  /** Words with the codes that say all of them; else without any. */
  Coded whole(String words, List<Domain> domains, PatientSentence sentence) {
    Coded coded = code(List.of(words), domains, sentence);
    return coded.qualifiers().isEmpty() ? coded : uncoded(words);
  }

  private static Coded uncoded(String text, Domain domain) {
    return new Coded(Concept.ofText(text), domain, List.of(), Optional.empty());
  }

  // Abbreviations are understood by the mentions beside them.
  private static List<String> around(PatientSentence sentence) {
    List<String> words = new ArrayList<>();
    for (Mention mention : sentence.mentions()) {
      words.add(sentence.words(mention));
    }
    return words;
  }

  /** Words as a case file writes them: single spaces, no punctuation around them. */
  static String plain(String words) {
    String text = words.replaceAll("\\p{Cntrl}", " ").replaceAll("\\s+", " ").strip();
    String bare = text.replaceAll("^[\\s,;:.)\\]-]+|[\\s,;:(\\[-]+$", "");
    String kept = bare.isEmpty() ? text : bare;
    return kept.length() > LONGEST ? kept.substring(0, LONGEST).strip() : kept;
  }
}
