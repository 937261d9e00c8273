package org.case2fhir.mention;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.case2fhir.terminology.Vocabulary;

/**
 * The features of tokens: what is seen at each token of a sentence, that is the words around it,
 * their forms, their clusters, and the phrases of the vocabulary they stand in. Carries the phrases
 * and clusters of a model. Immutable.
 */
final class TokenFeatures {
  private static final int NEAREST = 5;

  private final PhraseLexicon lexicon;
  private final WordClusters clusters;

  private TokenFeatures(PhraseLexicon lexicon, WordClusters clusters) {
    this.lexicon = lexicon;
    this.clusters = clusters;
  }

  /** With the phrases of a vocabulary and clusters of words. */
  static TokenFeatures of(Vocabulary vocabulary, WordClusters clusters) {
    return new TokenFeatures(PhraseLexicon.of(vocabulary), clusters);
  }

  /** The keys of the features of every token of one sentence of a text. */
  long[][] keys(String text, List<Sentence> sentences, int index) {
    int place = index < 2 ? index : index == sentences.size() - 1 ? 3 : 2;
    return new SentenceKeys(text, sentences.get(index), place, lexicon, clusters).keys();
  }

  void write(DataOutput out) throws IOException {
    lexicon.write(out);
    clusters.write(out);
  }

  static TokenFeatures read(DataInput in) throws IOException {
    return new TokenFeatures(PhraseLexicon.read(in), WordClusters.read(in));
  }

  /** The features of the tokens of one sentence, while they are collected. */
  private static final class SentenceKeys {
    private final TokenForms[] words;
    private final boolean[] glued;
    private final int[] brackets;
    private final PhraseLexicon lexicon;
    private final int[][] classes;
    private final PhraseLexicon.Matches phrases;
    private final long place;
    private final Keys keys = new Keys();

    SentenceKeys(
        String text,
        Sentence sentence,
        int sentencePlace,
        PhraseLexicon lexicon,
        WordClusters classes) {
      this.words =
          sentence.tokens().stream()
              .map(token -> TokenForms.of(text, token))
              .toArray(TokenForms[]::new);
      this.lexicon = lexicon;
      this.classes = new int[words.length][];
      for (int i = 0; i < words.length; i++) {
        this.classes[i] = classes.find(words[i]);
      }
      this.phrases = new PhraseLexicon.Matches(words, lexicon);
      this.place = sentencePlace;
      this.glued = new boolean[words.length + 1];
      this.brackets = new int[words.length];
      int depth = 0;
      for (int i = 0; i < words.length; i++) {
        glued[i] = i > 0 && sentence.tokens().get(i - 1).end() == sentence.tokens().get(i).start();
        String mark = words[i].lower();
        depth += mark.equals("(") || mark.equals("[") ? 1 : 0;
        brackets[i] = depth;
        depth -= depth > 0 && (mark.equals(")") || mark.equals("]")) ? 1 : 0;
      }
    }

    /** The keys of the features of every token. */
    long[][] keys() {
      long[][] all = new long[words.length][];
      for (int i = 0; i < words.length; i++) {
        addForms(i);
        addPairs(i);
        addContent(i);
        addPlace(i);
        addDomains(i);
        addClasses(i);
        addChunk(i);
        all[i] = keys.take();
      }
      return all;
    }

    private TokenForms word(int i) {
      return i >= 0 && i < words.length ? words[i] : TokenForms.EDGE;
    }

    /** The class of a token, 0 when it has none or is not there. */
    private int classOf(int i, int level) {
      return i >= 0 && i < words.length ? classes[i][level] : 0;
    }

    private void addForms(int i) {
      keys.add(Keys.Role.BIAS, 0, 0);
      for (int o = -3; o <= 3; o++) {
        keys.add(Keys.Role.WORD, o, word(i + o).folded);
      }
      for (int o = -2; o <= 2; o++) {
        TokenForms word = word(i + o);
        keys.add(Keys.Role.STEM, o, word.stem);
        keys.add(Keys.Role.SHORT_SHAPE, o, word.shortShape);
        if (o != 0) {
          keys.add(Keys.Role.SUFFIX, o, word.suffix(3));
        }
        if (word.unit) {
          keys.add(Keys.Role.UNIT, o, 1);
        }
      }
      TokenForms own = words[i];
      keys.add(Keys.Role.SHAPE, 0, own.shape);
      for (int n = 1; n <= own.affixes(); n++) {
        keys.add(Keys.Role.PREFIX, 0, own.prefix(n));
        keys.add(Keys.Role.SUFFIX, 0, own.suffix(n));
      }
    }

    private void addPairs(int i) {
      for (int o = -2; o <= 1; o++) {
        TokenForms a = word(i + o);
        TokenForms b = word(i + o + 1);
        keys.add(Keys.Role.WORD_PAIR, o, a.folded, b.folded);
        keys.add(Keys.Role.SHAPE_PAIR, o, a.shortShape, b.shortShape);
        keys.add(Keys.Role.STEM_PAIR, o, a.stem, b.stem);
      }
      keys.add(Keys.Role.AROUND, 0, word(i - 1).folded, word(i + 1).folded);
      keys.add(
          Keys.Role.WORD_TRIPLE,
          0,
          FeatureIndex.mix(1, word(i - 1).stem, words[i].stem),
          word(i + 1).stem);
    }

    private void addContent(int i) {
      int found = 0;
      for (int k = i - 1; k >= 0 && found < NEAREST; k--) {
        if (!words[k].function) {
          keys.add(Keys.Role.CONTENT_LEFT, 0, words[k].stem);
          found++;
        }
      }
      found = 0;
      for (int k = i + 1; k < words.length && found < NEAREST; k++) {
        if (!words[k].function) {
          keys.add(Keys.Role.CONTENT_RIGHT, 0, words[k].stem);
          found++;
        }
      }
    }

    private void addPlace(int i) {
      int glue = (glued[i] ? 1 : 0) + (glued[i + 1] ? 2 : 0);
      keys.add(Keys.Role.GLUE, 0, glue);
      keys.add(Keys.Role.GLUE, 1, glue, words[i].shortShape);
      keys.add(Keys.Role.PLACE, 0, place);
      keys.add(Keys.Role.PLACE, 1, Math.min(i, 4));
      if (brackets[i] > 0) {
        keys.add(Keys.Role.BRACKET, 0, Math.min(brackets[i], 2));
        keys.add(Keys.Role.BRACKET, 1, words[i].shortShape);
      }
    }

    private void addDomains(int i) {
      for (int o = -1; o <= 1; o++) {
        int at = i + o;
        if (at < 0 || at >= words.length) {
          continue;
        }
        addPhrases(at, o);
        keys.addBits(Keys.Role.HEAD_DOMAIN, o, lexicon.headDomains(words[at].part));
        keys.addBits(Keys.Role.WORD_DOMAIN, o, lexicon.wordDomains(words[at].part));
      }
    }

    private void addPhrases(int at, int o) {
      long all = 0;
      for (int domain = 0; domain < PhraseLexicon.Matches.DOMAINS; domain++) {
        byte placeInPhrase = phrases.place(at, domain);
        if (placeInPhrase > 0) {
          keys.add(Keys.Role.PHRASE, o, domain * 5L + placeInPhrase);
          all = all * 61 + domain * 5L + placeInPhrase;
        }
      }
      keys.add(Keys.Role.PHRASE_SHAPE, o, all);
    }

    private void addClasses(int i) {
      for (int level = 0; level < WordClusters.LEVELS; level++) {
        for (int o = -2; o <= 2; o++) {
          long id = classOf(i + o, level);
          if (id > 0) {
            keys.add(Keys.Role.CLASS, o, level, id);
          }
        }
        if (level < 2) {
          for (int o = -1; o <= 0; o++) {
            long a = classOf(i + o, level);
            long b = classOf(i + o + 1, level);
            keys.add(Keys.Role.CLASS_PAIR, o, level, a << 16 | b);
          }
        }
      }
    }

    /** The words from here to the next function word or mark name one thing, the last best. */
    private void addChunk(int i) {
      if (words[i].function) {
        return;
      }
      int end = i;
      while (end + 1 < words.length && (!words[end + 1].function || isHyphen(end + 1))) {
        end++;
      }
      int start = i;
      while (start > 0 && (!words[start - 1].function || isHyphen(start - 1))) {
        start--;
      }
      TokenForms head = words[end];
      keys.add(Keys.Role.CHUNK_HEAD, 0, head.stem);
      keys.add(Keys.Role.CHUNK_HEAD, 1, head.stem, words[i].stem);
      keys.add(Keys.Role.CHUNK_HEAD, 2, Math.min(end - i, 5));
      keys.add(Keys.Role.CHUNK_HEAD_SUFFIX, 0, head.suffix(3));
      keys.add(Keys.Role.CHUNK_HEAD_SUFFIX, 1, head.suffix(4));
      keys.addBits(Keys.Role.CHUNK_HEAD_DOMAIN, 0, lexicon.headDomains(head.part));
      for (int level = 0; level < WordClusters.LEVELS; level++) {
        keys.add(Keys.Role.CHUNK_HEAD_CLASS, level, classOf(end, level));
      }
      keys.add(Keys.Role.BEFORE_CHUNK, 0, word(start - 1).folded);
      keys.add(Keys.Role.BEFORE_CHUNK, 1, word(start - 2).stem, word(start - 1).folded);
      keys.add(Keys.Role.AFTER_CHUNK, 0, word(end + 1).folded);
      keys.add(Keys.Role.AFTER_CHUNK, 1, word(end + 1).folded, word(end + 2).stem);
    }

    private boolean isHyphen(int i) {
      return words[i].lower().equals("-") && i > 0 && glued[i] && glued[i + 1];
    }

    /** Collects the keys of the features of one token after another. */
    private static final class Keys {
      private static final int ROLES_PER_OFFSET = 16;

      /** What a feature describes; the number is part of every model, so new ones come last. */
      enum Role {
        WORD,
        STEM,
        SHAPE,
        SHORT_SHAPE,
        PREFIX,
        SUFFIX,
        WORD_PAIR,
        STEM_PAIR,
        SHAPE_PAIR,
        AROUND,
        CONTENT_LEFT,
        CONTENT_RIGHT,
        GLUE,
        UNIT,
        PLACE,
        PHRASE,
        PHRASE_SHAPE,
        HEAD_DOMAIN,
        WORD_DOMAIN,
        CLASS,
        CLASS_PAIR,
        CHUNK_HEAD,
        CHUNK_HEAD_SUFFIX,
        CHUNK_HEAD_DOMAIN,
        CHUNK_HEAD_CLASS,
        BEFORE_CHUNK,
        AFTER_CHUNK,
        BRACKET,
        BIAS,
        WORD_TRIPLE,
        EXPANSION,
        ELSEWHERE
      }

      private long[] keys = new long[192];
      private int size;

      /** Adds what is seen at an offset, from -8 to 7, in a role. */
      void add(Role role, int offset, long seen) {
        if (size == keys.length) {
          keys = Arrays.copyOf(keys, size * 2);
        }
        keys[size++] = FeatureIndex.mix(role.ordinal() * ROLES_PER_OFFSET + offset + 8, seen);
      }

      /** Adds two things seen together. */
      void add(Role role, int offset, long first, long second) {
        add(role, offset, FeatureIndex.mix(1, first, second));
      }

      /** Adds each of the bits, and all of them together. */
      void addBits(Role role, int offset, int bits) {
        for (int rest = bits; rest != 0; rest &= rest - 1) {
          add(role, offset, Integer.numberOfTrailingZeros(rest));
        }
        if (bits != 0) {
          add(role, offset + 4, bits);
        }
      }

      /** What was added since this was last called. */
      long[] take() {
        long[] taken = Arrays.copyOf(keys, size);
        size = 0;
        return taken;
      }
    }
  }
}
