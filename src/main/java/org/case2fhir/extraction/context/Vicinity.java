package org.case2fhir.extraction.context;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.Sentence;
import org.case2fhir.model.Span;

/** What stands around a mention of a reading, found without going through all of it. */
final class Vicinity {
  private static final int REACH = 400;
  private static final int SECOND_NAME = 120;

  private final PassageReading reading;

  Vicinity(PassageReading reading) {
    this.reading = reading;
  }

  /** The relations of a head. */
  List<Relation> relations(Mention head) {
    List<Relation> own = new ArrayList<>();
    List<Relation> all = reading.relations();
    int start = head.span().start();
    for (int i = first(all, r -> r.head().span().start(), start); i < all.size(); i++) {
      if (all.get(i).head().span().start() > start) {
        break;
      }
      if (all.get(i).head().equals(head)) {
        own.add(all.get(i));
      }
    }
    return own;
  }

  /** A mention and its second names, or what it is the second name of. */
  List<Mention> names(Mention mention) {
    List<Mention> names = new ArrayList<>(List.of(mention));
    List<Relation> all = reading.relations();
    int from = mention.span().start() - SECOND_NAME;
    for (int i = first(all, r -> r.head().span().start(), from); i < all.size(); i++) {
      Relation relation = all.get(i);
      if (relation.head().span().start() > mention.span().start()) {
        break;
      }
      if (relation.kind() == Relation.Kind.SAME && relation.head().equals(mention)) {
        names.add(relation.detail());
      } else if (relation.kind() == Relation.Kind.SAME && relation.detail().equals(mention)) {
        names.add(relation.head());
      }
    }
    return names;
  }

  /** The sentence that a mention stands in. */
  Optional<Sentence> sentence(Mention mention) {
    List<Sentence> all = reading.sentences();
    int start = mention.span().start();
    int behind = first(all, s -> s.span().start(), start + 1);
    return behind > 0 && all.get(behind - 1).span().end() > start
        ? Optional.of(all.get(behind - 1))
        : Optional.empty();
  }

  /** The part of its sentence around a mention, with the mentions in it. */
  Optional<SentenceView> view(Mention mention) {
    return sentence(mention)
        .map(
            sentence -> {
              int start = Math.max(sentence.span().start(), mention.span().start() - REACH);
              int end = Math.min(sentence.span().end(), mention.span().end() + REACH);
              Span stretch = new Span(start, Math.max(end, mention.span().end()));
              return SentenceView.of(
                  reading.passage().text(), new Sentence(stretch, List.of()), mentions(stretch));
            });
  }

  /** The mentions that begin in a stretch of the text. */
  List<Mention> mentions(Span stretch) {
    List<Mention> all = reading.mentions();
    int from = first(all, m -> m.span().start(), stretch.start());
    int to = first(all, m -> m.span().start(), stretch.end());
    return all.subList(from, to);
  }

  // Index of the first item that stands at an offset or behind it; the items are in order.
  private static <T> int first(List<T> items, ToIntFunction<T> start, int offset) {
    int low = 0;
    int high = items.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (start.applyAsInt(items.get(middle)) < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
