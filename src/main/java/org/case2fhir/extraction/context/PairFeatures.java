package org.case2fhir.extraction.context;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.case2fhir.extraction.context.Relation.Kind;
import org.case2fhir.extraction.context.SentenceView.Place;
import org.case2fhir.mention.MentionType;

/**
 * What speaks for or against a detail belonging to a head: their order, the words and mentions
 * between them, brackets, and their places in lists. Each feature counts once for the kind of
 * relation and once for all kinds.
 */
final class PairFeatures {
  // The only words that features name.
  private static final Set<String> TOLD =
      Set.of(
          ("( ) , ; : = [ ] / . - and or of was were is are had has have to from at in with on for"
               + " by as than between showed revealed while whereas but which including up only"
               + " about approximately a an the his her level levels count rate score value values"
               + " concentration ratio dose dosage doses daily given received treated started"
               + " administered therapy treatment increased decreased elevated raised reduced low"
               + " high measured respectively followed then after until over measuring both normal"
               + " range no not per total maximum diameter size")
              .split(" "));
  private static final int[] EDGES = {-1, 0, 1, 2, 3, 5, 8, 12, 20};
  private static final List<String> BUCKETS =
      List.of("b0", "b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8", "b9");
  private static final List<String> DEPTHS = List.of("-2", "-1", "0", "1", "2");
  private static final String DIGITS = "01234";
  private static final int LONGEST_TEXT = 4;
  private static final int SIGHT = 12;
  private static final int FARTHEST = 30;
  private static final int LONGEST_SECOND_NAME = 4;

  private final SentenceView sentence;
  private final Alignment alignment;

  PairFeatures(SentenceView sentence) {
    this.sentence = sentence;
    this.alignment = new Alignment(sentence);
  }

  /** Takes features one by one, each in the parts that its name consists of. */
  interface Sink {
    void add(String... parts);
  }

  /** The features of a pair of places. */
  void of(Kind kind, int head, int detail, Sink own) {
    Place h = sentence.places().get(head);
    Place d = sentence.places().get(detail);
    String order = head < detail ? "<" : ">";
    String type = h.mention().type().name();
    String nature = nature(d);
    int heads = between(head, detail, kind);
    int details = same(head, detail, d.mention().type());
    String list = alignment.of(head, detail);
    own.add("bias");
    own.add("type", order, type);
    own.add("heads", order, number(heads, 4));
    own.add("details", order, number(details, 3));
    own.add("both", order, number(heads, 2), number(details, 2));
    own.add("gap", order, bucket(gap(h, d)));
    own.add("nature", order, nature, type);
    own.add("near", order, nature, number(heads, 2), number(details, 1));
    own.add("list", list);
    own.add("list", list, number(heads, 1));
    own.add("head", sentence.words().at(h.first() - 1).equals("(") ? "true" : "false");
    own.add("depth", order, depth(h, d));
    own.add("text", order, text(h, d));
    own.add("first", order, first(h, d));
    own.add("last", order, last(h, d));
    own.add("rival", order, rival(head, detail, kind));
    words(order, h, d, own);
  }

  private static String number(int count, int most) {
    return DIGITS.substring(Math.min(count, most), Math.min(count, most) + 1);
  }

  private String nature(Place detail) {
    MentionType type = detail.mention().type();
    if (type != MentionType.LAB_VALUE) {
      return type.name();
    }
    boolean digit = false;
    for (int i = detail.first(); i <= detail.last(); i++) {
      String word = sentence.words().at(i);
      digit |= !word.isEmpty() && Character.isDigit(word.charAt(0));
    }
    return digit ? "number" : "word";
  }

  private int between(int head, int detail, Kind kind) {
    int count = 0;
    for (int i = Math.min(head, detail) + 1; i < Math.max(head, detail); i++) {
      boolean counts = Details.isHead(kind, sentence.places().get(i).mention().type());
      count += counts && !isSecondName(i) ? 1 : 0;
    }
    return count;
  }

  // An abbreviation in brackets stands between nothing.
  private boolean isSecondName(int index) {
    Place place = sentence.places().get(index);
    String before = sentence.words().at(place.first() - 1);
    String behind = sentence.words().at(place.last() + 1);
    return before.equals("(") && behind.equals(")");
  }

  private int same(int head, int detail, MentionType type) {
    int count = 0;
    for (int i = Math.min(head, detail) + 1; i < Math.max(head, detail); i++) {
      count += sentence.places().get(i).mention().type() == type ? 1 : 0;
    }
    return count;
  }

  // The kind of the nearest head on the other side of the detail, and how far it is.
  private String rival(int head, int detail, Kind kind) {
    int step = head < detail ? 1 : -1;
    for (int i = detail + step;
        i >= 0 && i < sentence.places().size() && Math.abs(i - detail) <= SIGHT;
        i += step) {
      Place other = sentence.places().get(i);
      if (Details.isHead(kind, other.mention().type())) {
        return bucket(gap(other, sentence.places().get(detail)));
      }
    }
    return "none";
  }

  private static int gap(Place one, Place other) {
    return one.first() < other.first()
        ? other.first() - one.last() - 1
        : one.first() - other.last() - 1;
  }

  private static String bucket(int gap) {
    int b = 0;
    while (b < EDGES.length && gap > EDGES[b]) {
      b++;
    }
    return BUCKETS.get(b);
  }

  // How many brackets open or close between the two.
  private String depth(Place one, Place other) {
    int depth = 0;
    int from = Math.min(one.last(), other.last()) + 1;
    int to = Math.min(from + FARTHEST, Math.max(one.first(), other.first()));
    for (int i = from; i < to; i++) {
      String word = sentence.words().at(i);
      if (word.equals("(") || word.equals("[")) {
        depth++;
      } else if (word.equals(")") || word.equals("]")) {
        depth--;
      }
    }
    return DEPTHS.get(2 + Math.max(-2, Math.min(2, depth)));
  }

  private String text(Place one, Place other) {
    int from = behindSecondName(Math.min(one.last(), other.last()) + 1);
    int to = Math.max(one.first(), other.first());
    if (to - from > LONGEST_TEXT) {
      return "long";
    }
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append('_').append(told(i));
    }
    return text.toString();
  }

  // Steps over a short bracket: the second name in "hemoglobin (Hb): 10.9 g/dL".
  private int behindSecondName(int from) {
    if (sentence.words().at(from).equals("(")) {
      for (int i = from + 1; i <= from + LONGEST_SECOND_NAME; i++) {
        if (sentence.words().at(i).equals(")")) {
          return i + 1;
        }
      }
    }
    return from;
  }

  private String first(Place one, Place other) {
    return told(behindSecondName(Math.min(one.last(), other.last()) + 1));
  }

  private String last(Place one, Place other) {
    return told(Math.max(one.first(), other.first()) - 1);
  }

  private String told(int index) {
    String word = sentence.words().at(index);
    return TOLD.contains(word) ? word : "x";
  }

  private void words(String order, Place one, Place other, Sink features) {
    int from = Math.min(one.last(), other.last()) + 1;
    int to = Math.min(from + FARTHEST, Math.max(one.first(), other.first()));
    Set<String> seen = new HashSet<>();
    for (int i = from; i < to; i++) {
      String word = sentence.words().at(i);
      if (TOLD.contains(word) && seen.add(word)) {
        features.add("has", order, word);
      }
    }
  }
}
