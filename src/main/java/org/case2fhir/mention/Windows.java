package org.case2fhir.mention;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Cuts a text that does not fit into the encoder.
 *
 * <p>As few parts as possible of nearly the same length, each read with a margin of context on
 * either side; they meet where a sentence ends if there is such a place near.
 */
final class Windows {
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
