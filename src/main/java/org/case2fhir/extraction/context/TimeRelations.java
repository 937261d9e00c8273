package org.case2fhir.extraction.context;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.case2fhir.extraction.context.Relation.Kind;
import org.case2fhir.extraction.context.SentenceView.Place;
import org.case2fhir.mention.MentionType;

/**
 * Joins durations and dates to what they time. A duration goes with the nearest finding or
 * treatment: the next one after "two weeks of" and "6-week history of", else the one before. A date
 * goes with everything in its clause, and one that opens a sentence with all that follows until the
 * next.
 */
final class TimeRelations {
  private static final int FARTHEST = 12;
  // A date among the first words of a sentence opens it.
  private static final int OPENING = 3;
  private static final Set<String> LEADS = Set.of("of", "history");
  private static final Set<String> CLAUSES =
      Set.of(";", "but", "while", "whereas", "although", "though", "however", ".");

  private TimeRelations() {}

  /** The relations of a sentence's durations and dates. */
  static List<Relation> read(SentenceView sentence) {
    List<Relation> relations = new ArrayList<>();
    List<Place> places = sentence.places();
    for (int i = 0; i < places.size(); i++) {
      if (places.get(i).mention().type() == MentionType.DURATION) {
        duration(sentence, i, relations);
      }
    }
    dates(sentence, relations);
    return relations;
  }

  private static void duration(SentenceView sentence, int duration, List<Relation> into) {
    Place place = sentence.places().get(duration);
    boolean leads =
        LEADS.contains(sentence.words().at(place.last() + 1)) || touchesNext(sentence, duration);
    int behind = nearest(sentence, duration, 1);
    int before = nearest(sentence, duration, -1);
    int head = leads && behind >= 0 || before < 0 ? behind : before;
    if (head >= 0) {
      into.add(new Relation(Kind.DURATION, sentence.places().get(head).mention(), place.mention()));
    }
  }

  // "lifelong anticoagulation": directly before a head.
  private static boolean touchesNext(SentenceView sentence, int duration) {
    List<Place> places = sentence.places();
    return duration + 1 < places.size()
        && places.get(duration + 1).first() == places.get(duration).last() + 1
        && !sentence.words().at(places.get(duration).first() - 1).equals("for");
  }

  // The nearest head within reach in one clause; -1 where there is none.
  private static int nearest(SentenceView sentence, int detail, int step) {
    List<Place> places = sentence.places();
    Place from = places.get(detail);
    for (int i = detail + step; i >= 0 && i < places.size(); i += step) {
      Place other = places.get(i);
      int start = step > 0 ? from.last() + 1 : other.last() + 1;
      int end = step > 0 ? other.first() : from.first();
      if (end - start > FARTHEST || hasClause(sentence, start, end)) {
        return -1;
      }
      if (Details.isHead(Kind.DURATION, other.mention().type())) {
        return i;
      }
    }
    return -1;
  }

  private static boolean hasClause(SentenceView sentence, int start, int end) {
    for (int i = start; i < end; i++) {
      if (CLAUSES.contains(sentence.words().at(i))) {
        return true;
      }
    }
    return false;
  }

  private static void dates(SentenceView sentence, List<Relation> into) {
    List<Place> places = sentence.places();
    List<Integer> dates = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      if (isDate(places.get(i))) {
        dates.add(i);
      }
    }
    int next = 0;
    for (int i = 0; i < places.size() && !dates.isEmpty(); i++) {
      while (next < dates.size() && dates.get(next) < i) {
        next++;
      }
      if (Details.isHead(Kind.DATE, places.get(i).mention().type())) {
        date(sentence, i, dates, next, into);
      }
    }
  }

  private static boolean isDate(Place place) {
    return place.mention().type() == MentionType.DATE || place.mention().type() == MentionType.TIME;
  }

  // The date behind in the same clause, unless one stands before in it; else the last one before.
  private static void date(
      SentenceView sentence, int head, List<Integer> dates, int next, List<Relation> into) {
    List<Place> places = sentence.places();
    Place place = places.get(head);
    int before = next > 0 ? dates.get(next - 1) : -1;
    int behind = next < dates.size() ? dates.get(next) : -1;
    boolean opens = before >= 0 && places.get(before).first() <= OPENING;
    boolean same = behind >= 0 && !isSplit(sentence, place.last() + 1, places.get(behind).first());
    int chosen = same && !(opens && before == dates.get(0) && next == 1) ? behind : before;
    if (chosen < 0 && same) {
      chosen = behind;
    }
    if (chosen >= 0 && chosen == before) {
      chosen = reaching(sentence, dates, next - 1, place.first());
    }
    if (chosen >= 0) {
      into.add(new Relation(Kind.DATE, place.mention(), places.get(chosen).mention()));
    }
  }

  // A date reaches no farther than its clause, but for one that opens the sentence.
  private static int reaching(SentenceView sentence, List<Integer> dates, int from, int head) {
    for (int i = from; i >= 0; i--) {
      Place date = sentence.places().get(dates.get(i));
      if (date.first() <= OPENING || !hasClause(sentence, date.last() + 1, head)) {
        return dates.get(i);
      }
    }
    return -1;
  }

  private static boolean isSplit(SentenceView sentence, int start, int end) {
    return end - start > FARTHEST || hasClause(sentence, start, end);
  }
}
