package org.case2fhir.reading;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Value;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.TermMatch;
import org.case2fhir.terminology.Vocabulary;

/**
 * Finds the codes of words: of several ways to say them the first that has any.
 * DefinedAbbreviations are understood by the mentions beside them and by the long forms that the
 * text defines.
 */
final class ConceptCoder {
  private static final int LONGEST = 200;
  private static final Pattern SPACES = Pattern.compile("[\\p{Cntrl}\\s]+");
  private static final Pattern ASIDE =
      Pattern.compile(" ?\\( ?([A-Z][A-Za-z0-9]{1,7}) ?\\)(?= \\p{L})");
  private static final Pattern AROUND = Pattern.compile("^[\\s,;:.)\\]-]+|[\\s,;:(\\[-]+$");
  // "saline⁴": a raised number behind a word cites; "cm²" is a unit.
  private static final Pattern CITATION =
      Pattern.compile("(?<=\\p{L}{4})[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+$");
  private static final int MOST_AROUND = 60;

  private final Graph graph;
  private final Vocabulary vocabulary;
  private final DefinedAbbreviations abbreviations;

  /**
   * @param abbreviations that the document defines
   */
  ConceptCoder(Graph graph, Vocabulary vocabulary, DefinedAbbreviations abbreviations) {
    this.graph = graph;
    this.vocabulary = vocabulary;
    this.abbreviations = abbreviations;
  }

  /**
   * Words with their codes.
   *
   * @param match how the vocabulary knows them; empty where it does not
   */
  record Coded(Concept concept, Domain domain, Optional<TermMatch> match) {}

  /** Codes of a test, as its value lets them be. */
  Coded test(String words, Optional<Value> value, Graph.Sentence sentence) {
    String text = name(words);
    return vocabulary
        .matchTest(abbreviations.expand(text).orElse(text), value, around(sentence))
        .map(match -> new Coded(new Concept(text, match.codes()), Domain.TEST, Optional.of(match)))
        .orElseGet(() -> uncoded(text, Domain.TEST));
  }

  /**
   * The first of several ways to say it that has a code in the first of the domains; else the first
   * way without a code.
   */
  Coded code(List<String> ways, List<Domain> domains, Graph.Sentence sentence) {
    List<String> context = around(sentence);
    for (String way : ways) {
      String text = name(way);
      String meant = abbreviations.expand(text).orElse(text);
      for (Domain domain : domains) {
        Optional<TermMatch> match =
            vocabulary.match(domain, meant, context).filter(found -> !found.codes().isEmpty());
        if (match.isPresent()) {
          return new Coded(new Concept(text, match.get().codes()), domain, match);
        }
      }
    }
    return uncoded(name(ways.get(0)), domains.get(0));
  }

  // "computed tomography (CT) angiography": without the abbreviation inside.
  private String name(String words) {
    return ASIDE
        .matcher(plain(words))
        .replaceAll(
            aside ->
                abbreviations.longForm(aside.group(1)).isPresent()
                    ? ""
                    : Matcher.quoteReplacement(aside.group()));
  }

  /** Whether a domain of the vocabulary knows the words as a whole. */
  boolean knows(Domain domain, String words, Graph.Sentence sentence) {
    String text = plain(words);
    return vocabulary
        .match(domain, abbreviations.expand(text).orElse(text), around(sentence))
        .isPresent();
  }

  /** Whether words name a germ and no disease. */
  boolean isOrganism(String words) {
    String text = plain(words);
    return (!vocabulary.find(Domain.ORGANISM, text).isEmpty() || Gazetteer.isBinomial(text))
        && vocabulary.find(Domain.CONDITION, text).isEmpty()
        && vocabulary.find(Domain.FINDING, text).isEmpty();
  }

  /** The abbreviations that the document defines. */
  DefinedAbbreviations abbreviations() {
    return abbreviations;
  }

  /** A name by which two ways to write one thing are equal. */
  String key(String words) {
    return abbreviations.key(plain(words));
  }

  /** Words without a code. */
  static Coded uncoded(String words, Domain domain) {
    return new Coded(Concept.ofText(plain(words)), domain, Optional.empty());
  }

  private List<String> around(Graph.Sentence sentence) {
    return sentence.nodes.stream().limit(MOST_AROUND).map(graph::words).toList();
  }

  /** Words as a case file writes them: single spaces, no punctuation around them. */
  static String plain(String words) {
    String text = SPACES.matcher(words).replaceAll(" ").strip();
    String bare = CITATION.matcher(AROUND.matcher(text).replaceAll("")).replaceAll("");
    String kept = bare.isEmpty() ? text : bare;
    return kept.length() > LONGEST ? kept.substring(0, LONGEST).strip() : kept;
  }
}
