package org.case2fhir.mention;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.case2fhir.model.Span;

/**
 * Finds mentions by a transformer. Immutable and safe for use by several threads; the same text
 * gives the same mentions on every machine.
 *
 * <p>A long text is read by windows with context, so nothing is left out and the time grows with
 * the length only. A mention lies within one sentence and one line.
 */
public final class TransformerTagger implements MentionTagger {
  private static final String RESOURCE = "case-reports-transformer.model";
  private static final String OUTSIDE = "O";
  private static final String FIRST = "B-";
  private static final String FURTHER = "I-";

  private final TransformerEncoder encoder;
  private final WordPieces pieces;
  private final BioLabels labels;

  private TransformerTagger(TransformerEncoder encoder) throws IOException {
    this.encoder = encoder;
    this.labels = new BioLabels(types(encoder.labels()));
    try {
      this.pieces = new WordPieces(encoder.vocabulary());
    } catch (IllegalArgumentException e) {
      throw new IOException("a weights file of no use", e);
    }
  }

  /** The tagger that comes with the program, learned from published case reports. */
  public static TransformerTagger builtIn() {
    return BuiltIn.TAGGER;
  }

  /** Whether a file begins as weights files do. */
  static boolean isModel(byte[] file) {
    return TransformerEncoder.isModel(file);
  }

  /**
   * Reads a weights file.
   *
   * @throws IOException if it cannot be read, or is not a weights file of this version, or damaged
   */
  public static TransformerTagger read(InputStream file) throws IOException {
    return new TransformerTagger(TransformerEncoder.read(file));
  }

  /** Of labels "O", then "B-" and "I-" of each type. */
  private static List<MentionType> types(List<String> labels) throws IOException {
    boolean odd = labels.size() % 2 == 1 && labels.get(0).equals(OUTSIDE);
    List<MentionType> types = new ArrayList<>();
    for (int i = 1; odd && i < labels.size(); i += 2) {
      String name = labels.get(i).substring(Math.min(FIRST.length(), labels.get(i).length()));
      odd = labels.get(i).equals(FIRST + name) && labels.get(i + 1).equals(FURTHER + name);
      types.add(
          MentionType.find(name)
              .orElseThrow(() -> new IOException("a weights file of unknown mentions")));
    }
    if (!odd) {
      throw new IOException("a weights file of unknown labels");
    }
    return List.copyOf(types);
  }

  @Override
  public String kind() {
    return "accurate";
  }

  /** How many pieces of words a stretch of a text has: what the work of tagging it depends on. */
  public int pieces(String text, Span stretch) {
    return WordPieces.tokens(text, stretch).stream()
        .mapToInt(token -> pieces.of(text.substring(token.start(), token.end())).length)
        .sum();
  }

  @Override
  public List<Mention> tag(String text, List<Sentence> sentences) {
    return new Reading(text, sentences).mentions();
  }

  /**
   * For each token the scores of the labels.
   *
   * @param sentences of the text, in order
   */
  List<float[]> scores(String text, List<Sentence> sentences) {
    Reading reading = new Reading(text, sentences);
    List<float[]> scores = new ArrayList<>();
    reading.windows().forEach(window -> scores.addAll(reading.scores(window)));
    return scores;
  }

  /** One text that is tagged. */
  private final class Reading {
    private final String text;
    private final List<Span> tokens = new ArrayList<>();
    private final BitSet sentenceStarts = new BitSet();
    private final List<int[]> numbers = new ArrayList<>();
    private final List<Mention> mentions = new ArrayList<>();

    Reading(String text, List<Sentence> sentences) {
      this.text = text;
      for (Sentence sentence : sentences) {
        sentenceStarts.set(tokens.size());
        tokens.addAll(WordPieces.tokens(text, sentence.span()));
      }
      for (Span token : tokens) {
        numbers.add(pieces.of(text.substring(token.start(), token.end())));
      }
    }

    List<Windows.Window> windows() {
      int[] sizes = numbers.stream().mapToInt(own -> own.length).toArray();
      return Windows.of(sizes, sentenceStarts, encoder.positions() - 2, encoder.margin());
    }

    /** The scores of the tokens of a window, without those of its context. */
    List<float[]> scores(Windows.Window window) {
      int[] sequence = new int[encoder.positions()];
      int[] wanted = new int[window.end() - window.start()];
      int length = 0;
      sequence[length++] = pieces.begin();
      for (int i = window.low(); i < window.high(); i++) {
        if (i >= window.start() && i < window.end()) {
          wanted[i - window.start()] = length;
        }
        for (int number : numbers.get(i)) {
          sequence[length++] = number;
        }
      }
      sequence[length++] = pieces.end();
      return List.of(encoder.scores(Arrays.copyOf(sequence, length), wanted));
    }

    /** Window by window; a stretch that can have no mention across its ends is decoded at once. */
    List<Mention> mentions() {
      List<float[]> open = new ArrayList<>();
      int start = 0;
      for (Windows.Window window : windows()) {
        List<float[]> scores = scores(window);
        for (int i = window.start(); i < window.end(); i++) {
          if (i > start && isBreak(i)) {
            decode(start, open);
            open.clear();
            start = i;
          }
          open.add(scores.get(i - window.start()));
        }
      }
      decode(start, open);
      return mentions;
    }

    private boolean isBreak(int token) {
      if (sentenceStarts.get(token)) {
        return true;
      }
      for (int at = tokens.get(token - 1).end(); at < tokens.get(token).start(); at++) {
        if (text.charAt(at) == '\n' || text.charAt(at) == '\r') {
          return true;
        }
      }
      return false;
    }

    private void decode(int start, List<float[]> scores) {
      List<double[]> rows = scores.stream().map(TransformerTagger::probabilities).toList();
      List<Span> own = tokens.subList(start, start + rows.size());
      mentions.addAll(labels.decode(own, (token, label) -> rows.get(token)[label]));
    }
  }

  private static double[] probabilities(float[] scores) {
    float most = scores[0];
    for (float score : scores) {
      most = Math.max(most, score);
    }
    double[] probabilities = new double[scores.length];
    double sum = 0;
    for (int label = 0; label < scores.length; label++) {
      probabilities[label] = StrictMath.exp((double) scores[label] - most);
      sum += probabilities[label];
    }
    for (int label = 0; label < scores.length; label++) {
      probabilities[label] /= sum;
    }
    return probabilities;
  }

  /** Read when it is first asked for. */
  private static final class BuiltIn {
    static final TransformerTagger TAGGER = load();

    private static TransformerTagger load() {
      try (InputStream in = TransformerTagger.class.getResourceAsStream(RESOURCE)) {
        if (in == null) {
          throw new IllegalStateException("no weights " + RESOURCE);
        }
        return read(in);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the weights " + RESOURCE, e);
      }
    }
  }

  /**
   * Cuts a text that does not fit into the encoder.
   *
   * <p>As few parts as possible of nearly the same length, each read with a margin of context on
   * either side; they meet where a sentence ends if there is such a place near.
   */
  static final class Windows {
    private final int room;
    private final int margin;
    private final int[] before;
    private final BitSet starts;

    /**
     * A part of a text by numbers of tokens, ends exclusive.
     *
     * @param low where reading starts
     * @param high where reading ends
     * @param start where the part starts
     * @param end where the part ends
     */
    record Window(int low, int high, int start, int end) {}

    private Windows(int[] sizes, BitSet starts, int room, int margin) {
      this.room = room;
      this.margin = margin;
      this.starts = starts;
      this.before = new int[sizes.length + 1];
      for (int i = 0; i < sizes.length; i++) {
        before[i + 1] = before[i] + sizes[i];
      }
    }

    /**
     * The windows of a text in order.
     *
     * @param sizes for each token how many word pieces it has, fewer than the room without margins
     * @param starts the tokens that a sentence begins with
     * @param room how many word pieces can be read at once
     * @param margin how many of them are context, on either side
     */
    static List<Window> of(int[] sizes, BitSet starts, int room, int margin) {
      Windows windows = new Windows(sizes, starts, room, margin);
      List<Window> list = new ArrayList<>();
      int start = 0;
      while (start < sizes.length) {
        int end = windows.end(start);
        list.add(new Window(windows.low(start), windows.high(end), start, end));
        start = end;
      }
      return list;
    }

    private int end(int start) {
      int tokens = before.length - 1;
      int left = before[tokens] - before[start];
      int inner = room - 2 * margin;
      int most = before[start] + inner + (start == 0 ? margin : 0);
      if (left <= room - (start == 0 ? 0 : margin)) {
        return tokens;
      }
      int count = divideUp(left - (start == 0 ? 2 * margin : margin), inner);
      int aim = Math.min(before[start] + divideUp(left, count), most);
      int end = start + 1;
      while (before[end + 1] <= aim) {
        end++;
      }
      return nearSentence(start, end, most);
    }

    private static int divideUp(int number, int by) {
      return (number + by - 1) / by;
    }

    /** The start of a sentence nearest to a token, within the margin; else the token. */
    private int nearSentence(int start, int end, int most) {
      int best = end;
      int distance = margin + 1;
      for (int at = end; at > start && before[end] - before[at] < distance; at--) {
        if (starts.get(at)) {
          best = at;
          distance = before[end] - before[at];
        }
      }
      int tokens = before.length - 1;
      for (int at = end + 1;
          at < tokens && before[at] <= most && before[at] - before[end] < distance;
          at++) {
        if (starts.get(at)) {
          best = at;
          distance = before[at] - before[end];
        }
      }
      return best;
    }

    private int low(int start) {
      int low = start;
      while (low > 0 && before[start] - before[low - 1] <= margin) {
        low--;
      }
      return low;
    }

    private int high(int end) {
      int high = end;
      while (high + 1 < before.length && before[high + 1] - before[end] <= margin) {
        high++;
      }
      return high;
    }
  }
}
