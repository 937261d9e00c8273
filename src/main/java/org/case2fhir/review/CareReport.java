package org.case2fhir.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/**
 * What of the CARE guideline for case reports (<a href="https://www.care-statement.org">care-
 * statement.org</a>) an article or a case gives. Jackson writes it as {@code {"items": […]}} with
 * the names of the components.
 *
 * @param items the 13 items in the order of the guideline
 */
@JsonPropertyOrder({"items"})
public record CareReport(List<Item> items) {
  public CareReport {
    items = List.copyOf(items);
  }

  /** Number of items in a state. */
  public int count(State state) {
    return (int) items.stream().filter(item -> item.state() == state).count();
  }

  /** Whether an item is given. */
  public enum State {
    /** All that is asked for is there. */
    GIVEN,
    /** Some of it is there. */
    PARTLY,
    /** None of it is there. */
    MISSING,
    /** It cannot be there, as an abstract in a case file. */
    NOT_APPLICABLE;

    /** The name in JSON: {@code not-applicable}. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * An item of the guideline, or a part of one.
   *
   * @param number of the item, from 1 to 13
   * @param id the number, with a letter for a part: {@code 5a}
   * @param title what it is about
   * @param places where it is given, in the order of the text; not all where there are many
   * @param found what is there, in words
   * @param missing what is not there, in words; also what is given where it applies only, so that a
   *     given item may name something
   * @param remedy what to do; empty where nothing is missing
   * @param subItems the parts; none of a part
   */
  @JsonPropertyOrder({
    "number",
    "id",
    "title",
    "state",
    "places",
    "found",
    "missing",
    "remedy",
    "subItems"
  })
  public record Item(
      int number,
      String id,
      String title,
      State state,
      List<Place> places,
      List<String> found,
      List<String> missing,
      String remedy,
      List<Item> subItems) {
    public Item {
      places = List.copyOf(places);
      found = List.copyOf(found);
      missing = List.copyOf(missing);
      subItems = List.copyOf(subItems);
    }
  }

  /**
   * Where something is given: in the text, in the case, or in both.
   *
   * @param section the heading of the part of the text, or what it is for: "abstract"
   * @param start offset in the text, in UTF-16 code units
   * @param end exclusive; 0 where it stands in no text
   * @param quote the words there
   * @param pointer the fact of the case as {@code kind/id}, or {@code subject}; empty for words
   *     that no fact was read from
   */
  @JsonPropertyOrder({"section", "start", "end", "quote", "pointer"})
  public record Place(
      String section,
      int start,
      int end,
      String quote,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) String pointer) {}
}
