package org.case2fhir.extraction.context;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.case2fhir.extraction.context.Relation.Kind;
import org.case2fhir.extraction.context.SentenceView.Place;

/**
 * Joins details to their heads within a sentence: each detail to the head that fits it best, and to
 * others that fit it well.
 */
final class RelationReader {
  static final int MOST_BEFORE = 6;
  static final int MOST_BEHIND = 4;
  private static final int SIGHT = 30;
  private static final int FARTHEST_BRACKET = 200;
  private static final Pattern OTHER_BRACKETS = Pattern.compile("\\)[^()]*\\p{L}{4,} ?\\([^()]*$");
  private static final double LIKELY = 0.35;
  private static final double CERTAIN = 0.6;

  private final RelationWeights weights;

  RelationReader(RelationWeights weights) {
    this.weights = weights;
  }

  /** A head that may be a detail's. */
  record Candidate(int head, double probability) {}

  /** The relations of a sentence in the order of their heads. */
  List<Relation> read(SentenceView sentence) {
    List<Relation> relations = new ArrayList<>();
    if (sentence.places().size() < 2) {
      return relations;
    }
    PairFeatures features = new PairFeatures(sentence);
    for (int detail = 0; detail < sentence.places().size(); detail++) {
      int at = detail;
      Details.kind(sentence.places().get(detail).mention().type())
          .ifPresent(kind -> join(sentence, features, kind, at, relations));
    }
    relations.addAll(TimeRelations.read(sentence));
    relations.addAll(SecondNames.read(sentence));
    relations.sort(Comparator.comparingInt(relation -> relation.head().span().start()));
    return relations;
  }

  private void join(
      SentenceView sentence, PairFeatures features, Kind kind, int detail, List<Relation> into) {
    List<Candidate> candidates = new ArrayList<>();
    for (int head : heads(sentence, kind, detail)) {
      if (kind == Kind.DOSE && isInBracketsOfAnother(sentence, head, detail)) {
        continue;
      }
      candidates.add(new Candidate(head, weights.probability(features, kind, head, detail)));
    }
    candidates.sort(Comparator.comparingDouble(candidate -> -candidate.probability()));
    for (int i = 0; i < candidates.size(); i++) {
      if (candidates.get(i).probability() >= (i == 0 ? LIKELY : CERTAIN)) {
        Place head = sentence.places().get(candidates.get(i).head());
        Place said = sentence.places().get(detail);
        boolean range = kind == Kind.VALUE && ReferenceRanges.is(sentence, said);
        into.add(new Relation(range ? Kind.REFERENCE : kind, head.mention(), said.mention()));
      }
    }
  }

  // "Ketamine (20 mg) and Xylon (5 mg)": the second dose is never that of the first drug.
  private static boolean isInBracketsOfAnother(SentenceView sentence, int head, int detail) {
    int from = sentence.places().get(head).mention().span().end();
    int to = sentence.places().get(detail).mention().span().start();
    return from < to
        && to - from <= FARTHEST_BRACKET
        && OTHER_BRACKETS.matcher(sentence.text().substring(from, to)).find();
  }

  /** The heads around a detail that are looked at: a few on either side. */
  static List<Integer> heads(SentenceView sentence, Kind kind, int detail) {
    List<Integer> heads = new ArrayList<>();
    for (int i = detail - 1; i >= Math.max(0, detail - SIGHT) && heads.size() < MOST_BEFORE; i--) {
      if (Details.isHead(kind, sentence.places().get(i).mention().type())) {
        heads.add(i);
      }
    }
    int before = heads.size();
    for (int i = detail + 1;
        i < Math.min(sentence.places().size(), detail + SIGHT)
            && heads.size() < before + MOST_BEHIND;
        i++) {
      if (Details.isHead(kind, sentence.places().get(i).mention().type())) {
        heads.add(i);
      }
    }
    return heads;
  }
}
