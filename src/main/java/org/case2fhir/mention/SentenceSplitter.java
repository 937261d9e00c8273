package org.case2fhir.mention;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.case2fhir.model.Span;

/**
 * Cuts a text into sentences.
 *
 * <p>A full stop ends a sentence where what follows can begin one and what precedes is no
 * abbreviation, initial or number of a list; closing quotes, brackets and the numbers of references
 * behind it still belong to the sentence. So does an empty line. A sentence of very many tokens is
 * cut.
 */
public final class SentenceSplitter {
  private static final int MOST_TOKENS = 400;
  private static final int LONGEST_DOTTED = 8;
  private static final Set<String> ABBREVIATIONS = TokenForms.readList("abbreviations");

  private final String text;
  private final List<Span> tokens;

  private SentenceSplitter(String text) {
    this.text = text;
    this.tokens = Tokenizer.tokens(text);
  }

  /** The sentences in order, none empty; every token of the text is in exactly one. */
  public static List<Sentence> of(String text) {
    return new SentenceSplitter(text).split();
  }

  private List<Sentence> split() {
    List<Sentence> sentences = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < tokens.size(); i++) {
      int end = isTerminal(i) ? end(i, first) : -1;
      boolean cut = i + 1 - first >= MOST_TOKENS || isParagraphEnd(i);
      if (end < 0 && !cut && i + 1 < tokens.size()) {
        continue;
      }
      i = Math.max(i, end);
      sentences.add(sentence(first, i + 1));
      first = i + 1;
    }
    return sentences;
  }

  private Sentence sentence(int first, int end) {
    List<Span> own = tokens.subList(first, end);
    Span span = new Span(own.get(0).start(), own.get(own.size() - 1).end());
    return new Sentence(span, own);
  }

  private boolean isTerminal(int i) {
    char c = text.charAt(tokens.get(i).start());
    return c == '.' || c == '?' || c == '!' || c == '\u2026';
  }

  private boolean isParagraphEnd(int i) {
    if (i + 1 >= tokens.size()) {
      return false;
    }
    int feeds = 0;
    for (int at = tokens.get(i).end(); at < tokens.get(i + 1).start(); at++) {
      feeds += text.charAt(at) == '\n' ? 1 : 0;
    }
    return feeds > 1;
  }

  /** The last token of the sentence that may end here, or -1. */
  private int end(int stop, int first) {
    if (stop == first || isAbbreviation(stop, first)) {
      return -1;
    }
    int last = stop;
    while (last + 1 < tokens.size() && isGlued(last + 1) && isClosing(last + 1)) {
      last++;
    }
    if (last + 1 == tokens.size()) {
      return last;
    }
    if (isGlued(last + 1)) {
      last = afterReferences(last);
    }
    return last >= stop && last + 1 < tokens.size() && !beginsSentence(last + 1) ? -1 : last;
  }

  /** Behind the numbers of references that hang on a full stop: "relapse.3,4 She …". */
  private int afterReferences(int stop) {
    int last = stop;
    boolean word = stop > 0 && wordLength(stop - 1) > 2 && isGlued(stop);
    while (word && last + 1 < tokens.size() && isGlued(last + 1) && isReference(last + 1)) {
      last++;
    }
    if (last + 1 >= tokens.size() || !isGlued(last + 1)) {
      return last > stop ? last : -1;
    }
    // A space forgotten: "was normal.The patient …".
    return last == stop && word && isCapitalised(stop + 1) && startsLower(stop - 1) ? stop : -1;
  }

  private boolean isReference(int i) {
    char c = text.charAt(tokens.get(i).start());
    return Character.isDigit(c) || "[],-–".indexOf(c) >= 0;
  }

  private boolean isCapitalised(int i) {
    Span token = tokens.get(i);
    return wordLength(i) > 1
        && Character.isUpperCase(text.charAt(token.start()))
        && Character.isLowerCase(text.charAt(token.start() + 1));
  }

  private boolean startsLower(int i) {
    return Character.isLowerCase(text.charAt(tokens.get(i).start()));
  }

  private int wordLength(int i) {
    return Character.isLetter(text.charAt(tokens.get(i).start())) ? tokens.get(i).length() : 0;
  }

  private boolean isGlued(int i) {
    return tokens.get(i - 1).end() == tokens.get(i).start();
  }

  private boolean isClosing(int i) {
    return ")]}\"'”’»".indexOf(text.charAt(tokens.get(i).start())) >= 0;
  }

  private boolean beginsSentence(int i) {
    int c = text.codePointAt(tokens.get(i).start());
    boolean opening = "([{\"'“‘«•".indexOf(c) >= 0;
    int seen = opening && i + 1 < tokens.size() ? text.codePointAt(tokens.get(i + 1).start()) : c;
    return Character.isUpperCase(seen)
        || Character.isTitleCase(seen)
        || Character.isDigit(seen)
        || opening && !Character.isLowerCase(seen)
        || Character.UnicodeBlock.of(seen) == Character.UnicodeBlock.GREEK
        || Character.isLetter(seen) && !Character.isLowerCase(seen);
  }

  private boolean isAbbreviation(int stop, int first) {
    if (text.charAt(tokens.get(stop).start()) != '.' || !isGlued(stop)) {
      return false;
    }
    Span before = tokens.get(stop - 1);
    String word = text.substring(before.start(), before.end());
    if (stop - 1 == first && (Character.isDigit(word.charAt(0)) || word.length() == 1)) {
      return true;
    }
    int start = before.start();
    int least = Math.max(1, start - LONGEST_DOTTED);
    while (start > least
        && text.charAt(start - 1) == '.'
        && Character.isLetter(text.charAt(start - 2))) {
      start -= 2;
    }
    if (before.start() > 0 && text.charAt(before.start() - 1) == '/') {
      // "The pulse was 96/min. She": a unit.
      return false;
    }
    if (word.equals("min") && isAfterNumber(stop - 1) && isBeforeCapital(stop)) {
      // "It took 65 min. Histology showed"
      return false;
    }
    String dotted = text.substring(start, before.end());
    return ABBREVIATIONS.contains(dotted)
        || ABBREVIATIONS.contains(dotted.toLowerCase(Locale.ROOT))
        || word.length() == 1
            && Character.isUpperCase(word.charAt(0))
            && isInitial(stop - 1, first);
  }

  private boolean isAfterNumber(int unit) {
    return unit > 0 && Character.isDigit(text.charAt(tokens.get(unit - 1).start()));
  }

  private boolean isBeforeCapital(int stop) {
    return stop + 1 < tokens.size()
        && Character.isUpperCase(text.charAt(tokens.get(stop + 1).start()));
  }

  /** "J. Smith", "E. coli", "U.S."; but not "hepatitis B." */
  private boolean isInitial(int i, int first) {
    if (i == first || isGlued(i)) {
      return i == first || text.charAt(tokens.get(i - 1).start()) == '.';
    }
    Span before = tokens.get(i - 1);
    String word = text.substring(before.start(), before.end());
    return !Character.isLowerCase(word.charAt(0)) || word.equals("by") || word.equals("and");
  }
}
