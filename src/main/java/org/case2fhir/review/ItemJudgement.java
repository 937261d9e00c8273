package org.case2fhir.review;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.case2fhir.review.CareReport.Item;
import org.case2fhir.review.CareReport.Place;
import org.case2fhir.review.CareReport.State;
import org.case2fhir.review.CareText.Hit;
import org.case2fhir.review.CareText.Paragraph;

/** Collects what is there of one item of the CARE guideline, or of a part of one. */
final class ItemJudgement {
  private static final int MOST_PLACES = 5;

  private final CareText text;
  private final String id;
  private final String title;
  private final Set<Place> places = new LinkedHashSet<>();
  private final Set<String> found = new LinkedHashSet<>();
  private final List<String> missing = new ArrayList<>();
  private final List<String> remedies = new ArrayList<>();
  private boolean complete = true;
  private boolean whereApplicable;

  /**
   * @param id number with the letter of a part
   */
  ItemJudgement(CareText text, String id, String title) {
    this.text = text;
    this.id = id;
    this.title = title;
  }

  /** Not every case has it: where nothing is there, the item is not the worse for it. */
  ItemJudgement whereApplicable() {
    whereApplicable = true;
    return this;
  }

  /** Takes note of something at places; of nothing where there is none. */
  boolean found(String what, List<Place> at) {
    if (at.isEmpty()) {
      return false;
    }
    found.add(what);
    at.stream().limit(Math.max(0, MOST_PLACES - places.size())).forEach(places::add);
    return true;
  }

  /** The same of phrases that give something. */
  boolean finds(String what, String gives, List<Paragraph> where) {
    return found(what, text.find(gives, where).stream().map(text::place).toList());
  }

  /** The same of words. */
  boolean hits(String what, List<Hit> hits) {
    return found(what, hits.stream().map(text::place).toList());
  }

  /** Takes note of what has no place. */
  void notes(String what) {
    found.add(what);
  }

  /** Says what is not there. */
  void lacks(String what, String remedy) {
    complete = false;
    suggests(what, remedy);
  }

  /** Says what is not there and is needed in some cases only. */
  void suggests(String what, String remedy) {
    missing.add(what);
    remedies.add(remedy);
  }

  boolean foundNothing() {
    return places.isEmpty() && found.isEmpty();
  }

  /** The item without parts. */
  Item item() {
    State state = foundNothing() ? State.MISSING : complete ? State.GIVEN : State.PARTLY;
    return item(state);
  }

  /** The same in a state that is known. */
  Item item(State state) {
    List<Place> sorted = places.stream().sorted(Comparator.comparingInt(Place::start)).toList();
    return new Item(
        number(id),
        id,
        title,
        state,
        sorted,
        List.copyOf(found),
        missing,
        sentence(remedies),
        List.of());
  }

  /** An item of which nothing can be there. */
  static Item notApplicable(String id, String title, String why) {
    return new Item(
        number(id),
        id,
        title,
        State.NOT_APPLICABLE,
        List.of(),
        List.of(),
        List.of(),
        why,
        List.of());
  }

  /** An item of its parts: given if all are that every case must have. */
  static Item of(String id, String title, List<ItemJudgement> parts) {
    List<Item> items = parts.stream().map(ItemJudgement::item).toList();
    return joined(id, title, parts, items);
  }

  /** The same where the parts are judged. */
  static Item joined(String id, String title, List<ItemJudgement> parts, List<Item> items) {
    List<State> counted = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      State state = items.get(i).state();
      boolean left = parts.get(i).whereApplicable && state == State.MISSING;
      if (state != State.NOT_APPLICABLE && !left) {
        counted.add(state);
      }
    }
    State state =
        counted.isEmpty() || counted.stream().allMatch(each -> each == State.MISSING)
            ? State.MISSING
            : counted.stream().allMatch(each -> each == State.GIVEN) ? State.GIVEN : State.PARTLY;
    return new Item(
        number(id),
        id,
        title,
        state,
        items.stream().flatMap(item -> item.places().stream()).distinct().toList(),
        items.stream().flatMap(item -> item.found().stream()).distinct().toList(),
        items.stream().flatMap(item -> item.missing().stream()).distinct().toList(),
        sentence(items.stream().map(Item::remedy).filter(words -> !words.isEmpty()).toList()),
        items);
  }

  private static String sentence(List<String> remedies) {
    return remedies.stream().distinct().collect(Collectors.joining("; "));
  }

  private static int number(String id) {
    return Integer.parseInt(id.replaceAll("\\D", ""));
  }
}
