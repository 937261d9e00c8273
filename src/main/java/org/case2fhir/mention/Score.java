package org.case2fhir.mention;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.case2fhir.model.Span;

/**
 * How many mentions were found.
 *
 * @param gold mentions that people marked
 * @param found mentions that the tagger marked
 * @param relaxed pairs of the two that overlap, one to one, greatest overlap first
 * @param exact pairs of the same span
 */
public record Score(int gold, int found, int relaxed, int exact) {
  static final Score NOTHING = new Score(0, 0, 0, 0);

  private record Pair(int overlap, int gold, int found) {}

  /** Compares the mentions of one group in one text; equal spans count once. */
  static Score of(List<Span> gold, List<Span> found) {
    List<Span> golds = distinct(gold);
    List<Span> founds = distinct(found);
    Set<Span> same = new HashSet<>(golds);
    same.retainAll(new HashSet<>(founds));
    return new Score(golds.size(), founds.size(), overlapping(golds, founds), same.size());
  }

  private static List<Span> distinct(List<Span> spans) {
    return spans.stream()
        .distinct()
        .sorted(Comparator.comparingInt(Span::start).thenComparingInt(Span::end))
        .toList();
  }

  private static int overlapping(List<Span> golds, List<Span> founds) {
    List<Pair> pairs = new ArrayList<>();
    for (int g = 0; g < golds.size(); g++) {
      for (int f = 0; f < founds.size(); f++) {
        int end = Math.min(golds.get(g).end(), founds.get(f).end());
        int overlap = end - Math.max(golds.get(g).start(), founds.get(f).start());
        if (overlap > 0) {
          pairs.add(new Pair(overlap, g, f));
        }
      }
    }
    // A stable sort: of equal overlaps the first in the text.
    pairs.sort(Comparator.comparingInt(pair -> -pair.overlap));
    Set<Integer> usedGold = new HashSet<>();
    Set<Integer> usedFound = new HashSet<>();
    for (Pair pair : pairs) {
      if (!usedGold.contains(pair.gold) && !usedFound.contains(pair.found)) {
        usedGold.add(pair.gold);
        usedFound.add(pair.found);
      }
    }
    return usedGold.size();
  }

  Score plus(Score other) {
    return new Score(
        gold + other.gold, found + other.found, relaxed + other.relaxed, exact + other.exact);
  }

  /** Share of what was found that is right, relaxed. */
  public double precision() {
    return found == 0 ? 0 : (double) relaxed / found;
  }

  /** Share of what was to be found that was found, relaxed. */
  public double recall() {
    return gold == 0 ? 0 : (double) relaxed / gold;
  }

  /** Harmonic mean of precision and recall, relaxed. */
  public double f1() {
    return gold + found == 0 ? 0 : 2.0 * relaxed / (gold + found);
  }

  /** The same for pairs of the same span. */
  public double exactF1() {
    return gold + found == 0 ? 0 : 2.0 * exact / (gold + found);
  }
}
