package org.case2fhir.mention;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.case2fhir.model.Span;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary;

/**
 * The phrases of the vocabulary and the domains they belong to, and the words that end such a
 * phrase or stand in one, all without their text. Immutable.
 */
final class PhraseLexicon {
  /** A phrase of more words is not looked for. */
  static final int MOST_WORDS = 8;

  private static final Domain[] DOMAINS = Domain.values();

  private final FeatureIndex.Values phrases;
  private final FeatureIndex.Values words;

  private PhraseLexicon(FeatureIndex.Values phrases, FeatureIndex.Values words) {
    this.phrases = phrases;
    this.words = words;
  }

  /** The phrases of a vocabulary. */
  static PhraseLexicon of(Vocabulary vocabulary) {
    SortedMap<Long, int[]> phrases = new TreeMap<>();
    SortedMap<Long, int[]> words = new TreeMap<>();
    for (Domain domain : DOMAINS) {
      int bit = 1 << domain.ordinal();
      own(vocabulary, domain).forEach(term -> add(term, bit, phrases, words));
    }
    return new PhraseLexicon(FeatureIndex.Values.of(1, phrases), FeatureIndex.Values.of(2, words));
  }

  private static Stream<String> own(Vocabulary vocabulary, Domain domain) {
    return domain
        .included()
        .map(included -> without(vocabulary, domain, included))
        .orElseGet(() -> vocabulary.terms(domain));
  }

  private static Stream<String> without(Vocabulary vocabulary, Domain domain, Domain included) {
    var others = new HashSet<>(vocabulary.terms(included).toList());
    return vocabulary.terms(domain).filter(term -> !others.contains(term));
  }

  private static void add(
      String term, int bit, SortedMap<Long, int[]> phrases, SortedMap<Long, int[]> words) {
    List<Long> parts = new ArrayList<>();
    for (Span token : Tokenizer.tokens(term)) {
      TokenForms word = TokenForms.of(term, token);
      if (!word.mark) {
        parts.add(word.part);
      }
    }
    if (parts.isEmpty() || parts.size() > MOST_WORDS) {
      return;
    }
    long key = 0;
    for (long part : parts) {
      key = extend(key, part);
      words.computeIfAbsent(part, k -> new int[2])[1] |= bit;
    }
    words.get(parts.get(parts.size() - 1))[0] |= bit;
    phrases.computeIfAbsent(key, k -> new int[1])[0] |= bit;
  }

  /** The key of a phrase and one more word. */
  static long extend(long phrase, long part) {
    return FeatureIndex.mix(7, phrase, part);
  }

  /** The domains of a phrase as bits; 0 when it is unknown. */
  int domains(long phrase) {
    int row = phrases.find(phrase);
    return row < 0 ? 0 : phrases.get(row, 0);
  }

  /** The domains with a phrase that ends with the word. */
  int headDomains(long part) {
    int row = words.find(part);
    return row < 0 ? 0 : words.get(row, 0);
  }

  /** The domains with a phrase that has the word. */
  int wordDomains(long part) {
    int row = words.find(part);
    return row < 0 ? 0 : words.get(row, 1);
  }

  void write(DataOutput out) throws IOException {
    phrases.write(out);
    words.write(out);
  }

  static PhraseLexicon read(DataInput in) throws IOException {
    return new PhraseLexicon(FeatureIndex.Values.read(1, in), FeatureIndex.Values.read(2, in));
  }

  /** Where the phrases of each domain stand in a sentence: the longest ones, from left to right. */
  static final class Matches {
    static final byte BEGIN = 1;
    static final byte INSIDE = 2;
    static final byte END = 3;
    static final byte SINGLE = 4;
    static final int DOMAINS = Domain.values().length;

    private final TokenForms[] words;
    private final PhraseLexicon lexicon;
    private final byte[][] places;
    private final int[] taken = new int[DOMAINS];

    Matches(TokenForms[] words, PhraseLexicon lexicon) {
      this.words = words;
      this.lexicon = lexicon;
      this.places = new byte[words.length][DOMAINS];
      for (int i = 0; i < words.length; i++) {
        if (!words[i].mark) {
          matchFrom(i);
        }
      }
    }

    /** The place of a token in a phrase of a domain, 0 when it is in none. */
    byte place(int token, int domain) {
      return places[token][domain];
    }

    private void matchFrom(int start) {
      int[] ends = new int[DOMAINS];
      long phrase = 0;
      int count = 0;
      for (int i = start; i < words.length && count < PhraseLexicon.MOST_WORDS; i++) {
        if (words[i].mark) {
          if (i > start && isJoint(i)) {
            continue;
          }
          break;
        }
        phrase = PhraseLexicon.extend(phrase, words[i].part);
        count++;
        for (int bits = lexicon.domains(phrase); bits != 0; bits &= bits - 1) {
          ends[Integer.numberOfTrailingZeros(bits)] = i + 1;
        }
      }
      for (int domain = 0; domain < DOMAINS; domain++) {
        if (ends[domain] > taken[domain] && start >= taken[domain]) {
          mark(domain, start, ends[domain]);
        }
      }
    }

    /** Marks inside phrases: "beta-blocker", "Sjögren's syndrome", "and/or". */
    private boolean isJoint(int i) {
      String mark = words[i].lower();
      return mark.equals("-")
          || mark.equals("/")
          || mark.equals("'")
          || mark.equals("’")
          || mark.endsWith("s");
    }

    private void mark(int domain, int start, int end) {
      taken[domain] = end;
      for (int i = start; i < end; i++) {
        boolean first = i == start;
        boolean last = i == end - 1;
        places[i][domain] = first && last ? SINGLE : first ? BEGIN : last ? END : INSIDE;
      }
    }
  }
}
