package org.case2fhir.notation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.BodySite.Laterality;
import org.case2fhir.model.Code;
import org.case2fhir.model.Concept;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Vocabulary;

/** Body sites in one line: {@code left buttock}, {@code both shoulders}. */
public final class Sides {
  /** What the sides are called in a case file. */
  public static final Map<String, Laterality> NAMES = names();

  private static final Map<String, Laterality> WORDS =
      Map.of(
          "left", Laterality.LEFT,
          "right", Laterality.RIGHT,
          "both", Laterality.BILATERAL,
          "bilateral", Laterality.BILATERAL);
  private static final String SIDE = "(?:left|right|both|bilateral)";
  private static final Pattern PAIR =
      Pattern.compile("(?:left and right|right and left) (.+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern SIDED =
      Pattern.compile(
          "^(?:and|or)\\b|^[,/&]|\\b" + SIDE + "(?:ly|-sided)?\\b", Pattern.CASE_INSENSITIVE);

  private static final Pattern LEFT = Pattern.compile("\\bleft\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern RIGHT = Pattern.compile("\\bright\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern BOTH =
      Pattern.compile("\\b(?:both|bilateral)", Pattern.CASE_INSENSITIVE);

  private Sides() {}

  /**
   * Takes the side off the words, unless the vocabulary knows the whole but not the rest: the left
   * ventricle is a structure of its own. "Left and right arm" are both arms; of "left arm and right
   * leg" no side is taken off, because it would hold for a half only.
   */
  public static BodySite split(String text, Vocabulary vocabulary) {
    int space = text.indexOf(' ');
    Laterality side =
        space < 0 ? null : WORDS.get(text.substring(0, space).toLowerCase(Locale.ROOT));
    List<Code> whole = vocabulary.find(Domain.BODY_SITE, text);
    if (side == null) {
      return new BodySite(new Concept(text, whole), Optional.empty());
    }
    String rest = text.substring(space).strip();
    Matcher pair = PAIR.matcher(text);
    if (pair.matches()) {
      rest = pair.group(1);
      side = Laterality.BILATERAL;
    }
    if (SIDED.matcher(rest).find()) {
      return new BodySite(new Concept(text, whole), Optional.empty());
    }
    List<Code> codes = vocabulary.find(Domain.BODY_SITE, rest);
    return codes.isEmpty() && !whole.isEmpty()
        ? new BodySite(new Concept(text, whole), Optional.empty())
        : new BodySite(new Concept(rest, codes), Optional.of(side));
  }

  /** The side that words such as "left-sided" or "on the right" name, if just one. */
  public static Optional<Laterality> side(String words) {
    boolean left = LEFT.matcher(words).find();
    boolean right = RIGHT.matcher(words).find();
    if (BOTH.matcher(words).find() || (left && right)) {
      return Optional.of(Laterality.BILATERAL);
    }
    return left
        ? Optional.of(Laterality.LEFT)
        : right ? Optional.of(Laterality.RIGHT) : Optional.empty();
  }

  /** The word for a side. */
  public static String word(Laterality side) {
    return switch (side) {
      case LEFT -> "left";
      case RIGHT -> "right";
      case BILATERAL -> "both";
    };
  }

  private static Map<String, Laterality> names() {
    Map<String, Laterality> names = new LinkedHashMap<>();
    for (Laterality side : Laterality.values()) {
      names.put(word(side), side);
    }
    return names;
  }
}
