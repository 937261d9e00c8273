package org.case2fhir.extraction.context;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.case2fhir.extraction.context.SentenceView.Place;
import org.case2fhir.mention.MentionType;

/**
 * Lists in a sentence: "A, B and C". Two lists of one length belong together item by item where the
 * sentence says "respectively".
 */
final class Alignment {
  private static final int LONGEST_GLUE = 6;
  private static final Set<String> JOINS = Set.of(",", "and", "or", "&", ";", "/");
  private static final Set<String> SPLITS =
      Set.of("was", "were", "is", "are", "showed", "revealed", "had", "of", "to", "from", ":");

  private final SentenceView sentence;
  private final boolean respectively;
  // For each place: number of its list, its position there, and the list's length.
  private final int[] list;
  private final int[] position;
  private final List<Integer> lengths = new ArrayList<>();

  Alignment(SentenceView sentence) {
    this.sentence = sentence;
    int size = sentence.places().size();
    list = new int[size];
    position = new int[size];
    java.util.Arrays.fill(list, -1);
    Words words = sentence.words();
    boolean said = false;
    for (int i = 0; i < words.size() && !said; i++) {
      said = words.at(i).equals("respectively");
    }
    respectively = said;
    lists(type -> type == MentionType.LAB_VALUE);
    lists(type -> type == MentionType.DOSAGE);
    lists(Alignment::isHead);
  }

  private static boolean isHead(MentionType type) {
    return type == MentionType.DIAGNOSTIC_PROCEDURE
        || type == MentionType.SIGN_SYMPTOM
        || type == MentionType.MEDICATION
        || type == MentionType.THERAPEUTIC_PROCEDURE;
  }

  private void lists(Predicate<MentionType> member) {
    int last = -1;
    List<Place> places = sentence.places();
    for (int i = 0; i < places.size(); i++) {
      if (!member.test(places.get(i).mention().type())) {
        continue;
      }
      if (last >= 0 && joined(places.get(last), places.get(i))) {
        list[i] = list[last];
        // An abbreviation in brackets names the item before it again.
        boolean again = isBracketed(places.get(i)) && !isBracketed(places.get(last));
        position[i] = position[last] + (again ? 0 : 1);
      } else {
        list[i] = lengths.size();
        lengths.add(0);
      }
      lengths.set(list[i], position[i] + 1);
      last = i;
    }
  }

  private boolean isBracketed(Place place) {
    return sentence.words().at(place.first() - 1).equals("(");
  }

  private boolean joined(Place one, Place other) {
    int from = one.last() + 1;
    if (other.first() - from > LONGEST_GLUE || other.first() < from) {
      return false;
    }
    boolean joins = isBracketed(other) && other.first() - from == 1;
    for (int i = from; i < other.first(); i++) {
      String word = sentence.words().at(i);
      if (SPLITS.contains(word)) {
        return false;
      }
      joins |= JOINS.contains(word);
    }
    return joins;
  }

  /** How two places stand in their lists. */
  String of(int head, int detail) {
    boolean known = list[head] >= 0 && list[detail] >= 0;
    if (!known || !respectively) {
      return "none";
    }
    boolean alike = lengths.get(list[head]).equals(lengths.get(list[detail]));
    if (!alike || lengths.get(list[head]) < 2) {
      return "unlike";
    }
    return position[head] == position[detail] ? "aligned" : "crossed";
  }

  /** Whether two heads stand in one list. */
  boolean inOneList(int one, int other) {
    return list[one] >= 0 && list[one] == list[other];
  }
}
