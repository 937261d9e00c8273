package org.case2fhir.casefile;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.issue.EditDistance;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Location;
import org.case2fhir.model.Subject.Sex;

/**
 * Hands out the values of one mapping and remembers which keys were asked for.
 *
 * <p>The keys that nobody asked for are the unknown ones, and the keys that somebody asked for are
 * those they may be misspellings of: no list of keys has to be kept in step with the code.
 */
class Fields {
  private static final int MOST_DIGITS = 60;
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?[0-2]?\\d)?");

  private final Node.Mapping mapping;
  private final IssueCollector issues;
  private final Map<String, Node.Entry> left = new LinkedHashMap<>();
  private final Set<String> asked = new LinkedHashSet<>();

  Fields(Node.Mapping mapping, IssueCollector issues) {
    this.mapping = mapping;
    this.issues = issues;
    mapping.entries().forEach(entry -> left.put(entry.key(), entry));
  }

  Location location() {
    return mapping.location();
  }

  IssueCollector issues() {
    return issues;
  }

  /** Whether the key is there and has not been taken. */
  boolean has(String key) {
    asked.add(key);
    return left.containsKey(key);
  }

  /** Place of a key that has not been taken. */
  Location locationOf(String key) {
    return left.containsKey(key) ? left.get(key).keyLocation() : location();
  }

  /** The value of a key, which stays to be taken. */
  Optional<Node> peek(String key) {
    return Optional.ofNullable(left.get(key)).map(Node.Entry::value);
  }

  /** Whether a key is there but has no value, or an empty list. */
  boolean isEmpty(String key) {
    Node value = left.containsKey(key) ? left.get(key).value() : null;
    return (value instanceof Node.Scalar scalar && isNothing(scalar))
        || (value instanceof Node.Sequence list && list.items().isEmpty());
  }

  /** The value of a key; absent with a problem if the key has no value. */
  Optional<Node> take(String key) {
    asked.add(key);
    Node.Entry entry = left.remove(key);
    if (entry == null) {
      return Optional.empty();
    }
    if (entry.value() instanceof Node.Scalar scalar && isNothing(scalar)) {
      String message = Excerpt.of(key) + " has no value";
      issues.warning("no-value", entry.keyLocation(), message, "write one or remove the key");
      return Optional.empty();
    }
    return Optional.of(entry.value());
  }

  /** Text or a number, without white space around it. */
  Optional<Node.Scalar> takeText(String key) {
    return take(key).flatMap(node -> text(node, key));
  }

  /** One text or a list of texts. */
  List<Node.Scalar> takeTexts(String key) {
    List<Node.Scalar> texts = new ArrayList<>();
    for (Node item : takeItems(key)) {
      text(item, key).ifPresent(texts::add);
    }
    return texts;
  }

  /** The items of a list, or the one value that stands in place of a list. */
  List<Node> takeItems(String key) {
    return take(key).map(this::items).orElse(List.of());
  }

  Optional<Boolean> takeFlag(String key) {
    return take(key)
        .flatMap(
            node -> {
              Optional<Boolean> flag = flag(node);
              if (flag.isEmpty()) {
                wrongType(node, key, "true or false");
              }
              return flag;
            });
  }

  /** What true, false, yes and no mean; absent for anything else. */
  static Optional<Boolean> flag(Node node) {
    String word = node instanceof Node.Scalar scalar ? scalar.text().toLowerCase(Locale.ROOT) : "";
    return switch (word) {
      case "true", "yes" -> Optional.of(true);
      case "false", "no" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /** A number with its digits. */
  Optional<BigDecimal> takeNumber(String key) {
    return takeText(key).flatMap(scalar -> number(scalar, key));
  }

  /** The scalar if it is a number, else an issue. */
  Optional<BigDecimal> number(Node.Scalar scalar, String key) {
    String text = scalar.text();
    if (text.length() <= MOST_DIGITS && NUMBER.matcher(text).matches()) {
      return Optional.of(new BigDecimal(text));
    }
    String message = Excerpt.of(text) + " is not a number";
    String remedy = "write `" + key + "` as digits with a decimal point";
    issues.error("bad-number", scalar.location(), message, remedy);
    return Optional.empty();
  }

  /** A whole number from 0. */
  Optional<Integer> takeCount(String key) {
    Optional<Node.Scalar> scalar = takeText(key);
    if (scalar.isPresent() && !scalar.get().text().matches("\\d{1,9}")) {
      String message = Excerpt.of(scalar.get().text()) + " is not a whole number";
      issues.error("bad-number", scalar.get().location(), message, "write `" + key + "` as digits");
      return Optional.empty();
    }
    return scalar.map(text -> Integer.valueOf(text.text()));
  }

  /** The constant that the word under a key names. */
  <E extends Enum<E>> Optional<E> takeWord(String key, Class<E> type) {
    return takeWord(key, Keywords.all(type));
  }

  /** The meaning of the word under a key; absent with an issue if it is none of the words. */
  <E> Optional<E> takeWord(String key, Map<String, E> words) {
    return takeText(key).flatMap(scalar -> word(scalar, key, words));
  }

  /** The meaning of one word; absent with an issue if it is none of the words. */
  <E> Optional<E> word(Node.Scalar scalar, String key, Map<String, E> words) {
    String word = scalar.text().toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
    E meaning = words.get(word);
    if (meaning == null) {
      String message = Excerpt.of(scalar.text()) + " is no " + key + " that is known here";
      String all = "write one of " + String.join(", ", words.keySet());
      String remedy = EditDistance.remedy(word, words.keySet(), all);
      issues.error("unknown-word", scalar.location(), message, remedy);
    }
    return Optional.ofNullable(meaning);
  }

  /** Reports every key that was not asked for. */
  void finish() {
    for (Node.Entry entry : left.values()) {
      String known = "known here: " + String.join(", ", asked);
      issues.error(
          "unknown-key",
          entry.keyLocation(),
          "unknown key " + Excerpt.of(entry.key()),
          EditDistance.remedy(entry.key(), asked, known));
    }
    left.clear();
  }

  /** Says that a value is of another type than its key wants. */
  void wrongType(Node node, String key, String wanted) {
    String message = Excerpt.of(key) + " is " + node.kind();
    issues.error("wrong-type", node.location(), message, "write " + wanted);
  }

  /** The scalar if it is text or a number, else a problem. */
  Optional<Node.Scalar> text(Node node, String key) {
    if (node instanceof Node.Scalar scalar
        && (scalar.type() == Node.Type.TEXT || scalar.type() == Node.Type.NUMBER)
        && !scalar.text().isBlank()) {
      return Optional.of(new Node.Scalar(scalar.location(), scalar.type(), scalar.text().strip()));
    }
    boolean word = node instanceof Node.Scalar scalar && scalar.type() == Node.Type.BOOLEAN;
    wrongType(node, key, word ? "text, in quotes" : "text");
    return Optional.empty();
  }

  private List<Node> items(Node node) {
    return node instanceof Node.Sequence sequence ? sequence.items() : List.of(node);
  }

  private static boolean isNothing(Node.Scalar scalar) {
    return scalar.type() == Node.Type.NOTHING
        || (scalar.type() == Node.Type.TEXT && scalar.text().isBlank());
  }

  /** Values that are one of a few words: the names of an enum in kebab case. */
  static final class Keywords {
    /** The words of the key {@code sex}. */
    static final Map<String, Sex> SEXES = sexes();

    private Keywords() {}

    /** The word of an enum constant: {@code VITAL_SIGNS} is {@code vital-signs}. */
    static String of(Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** All words of an enum. */
    static <E extends Enum<E>> Map<String, E> all(Class<E> type) {
      Map<String, E> words = new LinkedHashMap<>();
      for (E constant : type.getEnumConstants()) {
        words.put(of(constant), constant);
      }
      return words;
    }

    private static Map<String, Sex> sexes() {
      Map<String, Sex> words = new LinkedHashMap<>(all(Sex.class));
      List.of("f", "woman", "girl").forEach(word -> words.put(word, Sex.FEMALE));
      List.of("m", "man", "boy").forEach(word -> words.put(word, Sex.MALE));
      return words;
    }
  }
}
