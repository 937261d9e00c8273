package org.case2fhir.extraction.context;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.case2fhir.extraction.context.Category.Axis;
import org.case2fhir.extraction.context.SentenceView.Place;
import org.case2fhir.extraction.context.TriggerTable.Found;
import org.case2fhir.mention.MentionType;

/**
 * Tells which mentions stand in the scope of a trigger: all from the trigger to the next word that
 * ends a scope, across lists. A word inside a mention ends nothing.
 */
final class ScopeReader {
  // Without a preposition between, a treatment that is denied stands close by.
  private static final int NEAREST_ACTION = 3;
  private static final int FARTHEST_ACTION = 1 + NEAREST_ACTION;
  private static final Set<String> VERBS = Phrase.wordClass("verb");

  private static final int CLAUSE_SIGHT = 8;
  private static final Set<String> SINGULAR =
      Set.of(
          "was",
          "is",
          "has",
          "showed",
          "shows",
          "revealed",
          "reveals",
          "demonstrated",
          "remained",
          "appeared",
          "confirmed",
          "became");
  private static final Set<String> LIST = Set.of(",", "or", "nor", "and", ";", ":", ".");
  private static final Set<String> OR = Set.of("or", "nor");
  private static final Set<String> OF_HISTORY = Set.of("of", "for", "history");

  private enum Boundary {
    NONE,
    CLAUSE,
    END
  }

  private final SentenceView sentence;
  private final Boundary[] boundaries;
  // Index of the mention that a word is in, or -1.
  private final int[] inside;

  ScopeReader(SentenceView sentence, TriggerTable triggers) {
    this.sentence = sentence;
    inside = inside(sentence);
    boundaries = new Boundary[sentence.words().size()];
    Arrays.fill(boundaries, Boundary.NONE);
    for (Found found : triggers.find(sentence.words(), Axis.BOUNDARY)) {
      boolean end = found.trigger().category() == Category.TERMINATOR;
      mark(found, end ? Boundary.END : Boundary.CLAUSE);
    }
    for (int i = 0; i < boundaries.length; i++) {
      if (boundaries[i] == Boundary.NONE && inside[i] < 0 && startsClause(i)) {
        boundaries[i] = Boundary.CLAUSE;
      }
    }
  }

  // The shortest of several mentions that a word is in counts.
  private static int[] inside(SentenceView sentence) {
    int[] inside = new int[sentence.words().size()];
    Arrays.fill(inside, -1);
    List<Place> places = sentence.places();
    List<Integer> order = new ArrayList<>();
    for (int m = 0; m < places.size(); m++) {
      order.add(m);
    }
    order.sort(Comparator.comparingInt(m -> -places.get(m).mention().span().length()));
    for (int m : order) {
      Place place = places.get(m);
      for (int i = place.first(); i <= place.last() && i < inside.length; i++) {
        inside[i] = m;
      }
    }
    return inside;
  }

  // A word of a mention is no boundary; the first one behind it may still be.
  private void mark(Found found, Boundary boundary) {
    for (int i = found.first(); i <= found.last(); i++) {
      if (inside[i] < 0) {
        boundaries[i] = boundary;
        return;
      }
    }
  }

  // A comma before a noun with a verb in the singular: ", diuresis was preserved".
  private boolean startsClause(int comma) {
    Words words = sentence.words();
    if (!words.at(comma).equals(",")
        || comma + 1 < words.size() && OR.contains(words.at(comma + 1))) {
      return false;
    }
    for (int i = comma + 1; i < comma + CLAUSE_SIGHT && i < words.size(); i++) {
      if (inside[i] < 0 && SINGULAR.contains(words.at(i))) {
        return true;
      }
      if (i > comma + 1 && LIST.contains(words.at(i))) {
        return false;
      }
    }
    return false;
  }

  /** The mentions that a trigger speaks of, as indices of the sentence's places. */
  List<Integer> scope(Found found) {
    List<Integer> scope = new ArrayList<>();
    int around = inside[found.first()];
    if (around >= 0 && sentence.places().get(around).last() > found.last()) {
      // "absence of appetite": the name denies itself, and what is listed behind it.
      Place place = sentence.places().get(around);
      boolean opens = place.first() == found.first();
      if (opens && found.trigger().direction() == Trigger.Direction.FORWARD) {
        add(found.trigger(), around, 1, scope);
        if (goesOn(place)) {
          walk(found, place.last() + 1, 1, scope);
        }
      }
      return scope;
    }
    if (found.trigger().direction() != Trigger.Direction.NONE) {
      within(found, scope);
    }
    switch (found.trigger().direction()) {
      case FORWARD -> walk(found, found.last() + 1, 1, scope);
      case BACKWARD -> walk(found, found.first() - 1, -1, scope);
      case BOTH -> {
        walk(found, found.first() - 1, -1, scope);
        walk(found, found.last() + 1, 1, scope);
      }
      case NONE -> {}
    }
    return scope;
  }

  // "[no gout], asthma or stroke", "[no personal or familial history] of migraine".
  private boolean goesOn(Place denied) {
    int next = denied.last() + 1;
    if (next >= boundaries.length) {
      return false;
    }
    MentionType type = denied.mention().type();
    boolean ofHistory = type == MentionType.HISTORY || type == MentionType.FAMILY_HISTORY;
    return isAlternative(next) || (ofHistory && OF_HISTORY.contains(sentence.words().at(next)));
  }

  // An "or", or a comma with an "or" to come: what is listed so is denied or told together.
  private boolean isAlternative(int at) {
    Words words = sentence.words();
    if (OR.contains(words.at(at))) {
      return true;
    }
    if (!words.at(at).equals(",")) {
      return false;
    }
    int end = Math.min(boundaries.length, at + TriggerTable.FARTHEST);
    for (int i = at; i < end && boundaries[i] == Boundary.NONE; i++) {
      if (inside[i] < 0 && OR.contains(words.at(i))) {
        return true;
      }
    }
    return false;
  }

  // "no [histological evidence] of", "was not [palpable]": behind the first word of the trigger.
  private void within(Found found, List<Integer> scope) {
    for (int i = found.first() + 1; i <= found.last(); i++) {
      int mention = inside[i];
      boolean starts = mention >= 0 && sentence.places().get(mention).first() == i;
      if (starts && sentence.places().get(mention).last() <= found.last()) {
        add(found.trigger(), mention, 1, scope);
      }
    }
  }

  private void walk(Found found, int from, int step, List<Integer> scope) {
    Trigger trigger = found.trigger();
    boolean seen = false;
    boolean passed = false;
    Optional<MentionType> joined = Optional.empty();
    int last = -1;
    int joint = -1;
    for (int walked = 0; walked < trigger.limit(); walked++) {
      int i = from + walked * step;
      if (i < 0 || i >= boundaries.length || boundaries[i] == Boundary.END) {
        return;
      }
      boolean example = trigger.category() == Category.NEGATION && step > 0 && isExample(i);
      if (boundaries[i] == Boundary.CLAUSE && !example) {
        if (seen) {
          cut(scope, step < 0 && VERBS.contains(sentence.words().at(i)) ? joint : -1);
          return;
        }
        passed = true;
      }
      int mention = inside[i];
      if (mention >= 0 && mention != last) {
        last = mention;
        MentionType type = sentence.places().get(mention).mention().type();
        int distance = joined.equals(Optional.of(type)) ? 1 : passed ? FARTHEST_ACTION : walked + 1;
        int before = scope.size();
        seen |= add(trigger, mention, distance, scope);
        joined = scope.size() > before ? Optional.of(type) : Optional.empty();
      } else if (mention < 0 && !isAlternative(i)) {
        joined = Optional.empty();
      }
      boolean joins = mention < 0 && sentence.words().at(i).equals("and");
      joint = joins && joint < 0 && seen ? scope.size() : joint;
    }
  }

  // "No side effects such as A or B", "no signs of illness, including A": what is denied by
  // example.
  private boolean isExample(int index) {
    Words words = sentence.words();
    int i = words.at(index).equals(",") ? index + 1 : index;
    return i < words.size()
        && (words.at(i).equals("including")
            || words.at(i).equals("such") && i + 1 < words.size() && words.at(i + 1).equals("as")
            || words.at(i).equals("as") && i > 0 && words.at(i - 1).equals("such"));
  }

  // "CT showed A, and B was not seen": what stands before "and" is another verb's.
  private static void cut(List<Integer> scope, int size) {
    if (size >= 0) {
      scope.subList(size, scope.size()).clear();
    }
  }

  // Adds a mention that the trigger may speak of; tells whether it holds or not is said of such.
  private boolean add(Trigger trigger, int index, int distance, List<Integer> scope) {
    Place place = sentence.places().get(index);
    boolean speaks = trigger.applies().to(place.mention().type());
    boolean action = !Applies.PROBLEM.to(place.mention().type());
    boolean tooFar = action && trigger.applies() == Applies.ALL && distance > NEAREST_ACTION;
    if (speaks && !tooFar) {
      scope.add(index);
    }
    return speaks || Applies.isAssertable(place.mention().type());
  }
}
