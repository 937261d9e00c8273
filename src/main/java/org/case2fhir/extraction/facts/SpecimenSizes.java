package org.case2fhir.extraction.facts;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.model.Span;

/**
 * Reads the sizes that stand behind a specimen: "of 3x2 cm and 4x2 cm", "of 5 cm, 6 cm length". A
 * group is a list of sizes with one label behind it.
 */
final class SpecimenSizes {
  private static final String NUMBER = "\\d{1,4}(?:[.,]\\d{1,2})?";
  private static final String UNIT = "(?:cm|mm|centimet(?:er|re)s?|millimet(?:er|re)s?)";
  private static final Pattern SIZE =
      Pattern.compile(
          NUMBER
              + "(?: ?"
              + UNIT
              + ")?(?: ?[x\u00d7*] ?"
              + NUMBER
              + "(?: ?"
              + UNIT
              + ")?){0,2} ?"
              + UNIT
              + "\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern LEAD =
      Pattern.compile(
          "(?i)[\\s(]*(?:that |which"
              + " )?(?:(?:measur(?:ing|ed)|of|sized?|with|having|were|was|about|approximately|the|a|size|sizes|dimensions|diameters?|largest|maximum)["
              + " :]*){0,5}");
  private static final Pattern LIST = Pattern.compile("(?:,|,? and) ?", Pattern.CASE_INSENSITIVE);
  private static final Pattern LABEL =
      Pattern.compile(
          "^ (?:in )?(?!were\\b|was\\b|and\\b|respectively)((?:[\\p{L}-]{2,20} ?){1,6}?)(?= and"
              + " \\d|,| respectively| were\\b| was\\b|[.;)]|$)",
          Pattern.CASE_INSENSITIVE);

  private SpecimenSizes() {}

  /**
   * Sizes of one kind.
   *
   * @param sizes in the sentence
   * @param label what was measured: "largest diameter", or "size"
   */
  record Group(List<Span> sizes, String label) {
    Group {
      sizes = List.copyOf(sizes);
    }

    String words(String sentence) {
      return sentence.substring(sizes.get(0).start(), sizes.get(sizes.size() - 1).end())
          + " "
          + label;
    }
  }

  /** The groups right behind a place in a sentence. */
  static List<Group> behind(String sentence, int at) {
    List<Group> groups = new ArrayList<>();
    List<Span> open = new ArrayList<>();
    Matcher size = SIZE.matcher(sentence);
    int end = at;
    while (size.find(end)) {
      String between = sentence.substring(end, size.start());
      boolean follows = open.isEmpty() && groups.isEmpty() ? LEAD.matcher(between).matches() : true;
      if (!follows) {
        break;
      }
      if (!open.isEmpty() && !LIST.matcher(between).matches()) {
        groups.add(group(sentence, open));
        open = new ArrayList<>();
        if (between.length() > 50) {
          return groups;
        }
      }
      open.add(new Span(size.start(), size.end()));
      end = size.end();
    }
    if (!open.isEmpty()) {
      groups.add(group(sentence, open));
    }
    return groups;
  }

  private static Group group(String sentence, List<Span> sizes) {
    Matcher label = LABEL.matcher(sentence.substring(sizes.get(sizes.size() - 1).end()));
    String words = label.find() ? ConceptCoder.plain(label.group(1)) : "";
    return new Group(sizes, words.isEmpty() ? "size" : words);
  }
}
