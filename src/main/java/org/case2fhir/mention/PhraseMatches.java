package org.case2fhir.mention;

import org.case2fhir.terminology.Domain;

/** Where the phrases of each domain stand in a sentence: the longest ones, from left to right. */
final class PhraseMatches {
  static final byte BEGIN = 1;
  static final byte INSIDE = 2;
  static final byte END = 3;
  static final byte SINGLE = 4;
  static final int DOMAINS = Domain.values().length;

  private final TokenForms[] words;
  private final PhraseLexicon lexicon;
  private final byte[][] places;
  private final int[] taken = new int[DOMAINS];

  PhraseMatches(TokenForms[] words, PhraseLexicon lexicon) {
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
