package org.case2fhir.casefile;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Location;

/**
 * One message of a phenopacket in <a
 * href="https://protobuf.dev/programming-guides/json/">protobuf's JSON</a>: hands out its fields by
 * their names in lower camel case, also those that the file writes in snake case, and remembers
 * which were asked for. What nobody asked for is reported as not kept.
 *
 * <p>As in protobuf, {@code null} is the same as nothing, and numbers may be texts.
 */
final class PacketElement {
  private final Node.Mapping mapping;
  private final IssueCollector issues;
  private final Map<String, Node.Entry> left = new LinkedHashMap<>();

  PacketElement(Node.Mapping mapping, IssueCollector issues) {
    this.mapping = mapping;
    this.issues = issues;
    for (Node.Entry entry : mapping.entries()) {
      if (!(entry.value() instanceof Node.Scalar scalar) || scalar.type() != Node.Type.NOTHING) {
        String key = camel(entry.key());
        // Given in both spellings, the second one is reported.
        left.putIfAbsent(left.containsKey(key) ? entry.key() : key, entry);
      }
    }
  }

  /** A field's name in lower camel case. */
  static String camel(String key) {
    StringBuilder out = new StringBuilder();
    boolean upper = false;
    for (char c : key.toCharArray()) {
      if (c == '_') {
        upper = !out.isEmpty();
      } else {
        out.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return out.toString();
  }

  Location location() {
    return mapping.location();
  }

  /** Place of a field, or of the message if it is not there. */
  Location locationOf(String name) {
    return left.containsKey(name) ? left.get(name).keyLocation() : location();
  }

  boolean has(String name) {
    return left.containsKey(name);
  }

  /** Whether any message of a list, which stays to be taken, has one of these fields. */
  boolean anyHas(String name, Set<String> fields) {
    return left.containsKey(name)
        && left.get(name).value() instanceof Node.Sequence list
        && list.items().stream()
            .filter(Node.Mapping.class::isInstance)
            .flatMap(item -> ((Node.Mapping) item).entries().stream())
            .anyMatch(entry -> fields.contains(camel(entry.key())));
  }

  private Optional<Node> take(String name) {
    return Optional.ofNullable(left.remove(name)).map(Node.Entry::value);
  }

  /** A message. */
  Optional<PacketElement> element(String name) {
    Optional<Node> node = take(name);
    if (node.isPresent() && !(node.get() instanceof Node.Mapping)) {
      wrongType(node.get(), name, "an object");
    }
    return node.filter(Node.Mapping.class::isInstance)
        .map(found -> new PacketElement((Node.Mapping) found, issues));
  }

  /** Messages. */
  List<PacketElement> elements(String name) {
    List<PacketElement> elements = new ArrayList<>();
    for (Node item : items(name)) {
      if (item instanceof Node.Mapping found) {
        elements.add(new PacketElement(found, issues));
      } else {
        wrongType(item, name, "objects");
      }
    }
    return elements;
  }

  /** Text; an empty one is none, as in protobuf. */
  Optional<String> text(String name) {
    return take(name).flatMap(node -> text(node, name));
  }

  List<String> texts(String name) {
    return items(name).stream().flatMap(item -> text(item, name).stream()).toList();
  }

  /** A map of texts. */
  Map<String, String> words(String name) {
    Map<String, String> words = new LinkedHashMap<>();
    Optional<Node> node = take(name);
    if (node.isPresent() && node.get() instanceof Node.Mapping found) {
      for (Node.Entry entry : found.entries()) {
        text(entry.value(), name).ifPresent(text -> words.put(entry.key(), text));
      }
    } else {
      node.ifPresent(other -> wrongType(other, name, "an object"));
    }
    return words;
  }

  boolean flag(String name) {
    Optional<Node> node = take(name);
    Optional<Boolean> flag = node.flatMap(Fields::flag);
    if (node.isPresent() && flag.isEmpty()) {
      wrongType(node.get(), name, "true or false");
    }
    return flag.orElse(false);
  }

  Optional<BigDecimal> number(String name) {
    Location location = locationOf(name);
    Optional<String> text = text(name);
    Optional<BigDecimal> number = Optional.empty();
    try {
      number = text.map(BigDecimal::new).filter(PacketElement::isSensible);
    } catch (NumberFormatException e) {
      // It is said below.
      number = Optional.empty();
    }
    if (text.isPresent() && number.isEmpty()) {
      String message = Excerpt.of(text.get()) + " is not a number, or one that no test gives";
      issues.error("bad-number", location, message, "write digits with a decimal point");
    }
    return number;
  }

  // 1e999999999 would be written out digit by digit.
  private static boolean isSensible(BigDecimal number) {
    return number.precision() <= 60 && Math.abs(number.scale()) <= 60;
  }

  /** A whole number from 0. */
  Optional<Long> count(String name) {
    Location location = locationOf(name);
    Optional<String> text = text(name);
    if (text.isPresent() && !text.get().matches("\\d{1,15}(?:\\.0+)?")) {
      String message = Excerpt.of(text.get()) + " is not a whole number";
      issues.error("bad-number", location, message, "write `" + name + "` as digits");
      return Optional.empty();
    }
    return text.map(digits -> Long.valueOf(digits.replaceAll("\\..*", "")));
  }

  /**
   * The meaning of the constant of an enum; absent for its default.
   *
   * @param words constants of the schema in their order from 0, the default first, with what they
   *     mean; null means what nothing means
   */
  <E> Optional<E> word(String name, Map<String, Optional<E>> words) {
    Location location = locationOf(name);
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String word = text.get().toUpperCase(Locale.ROOT);
    if (word.matches("\\d") && Integer.parseInt(word) < words.size()) {
      return List.copyOf(words.values()).get(Integer.parseInt(word));
    }
    Optional<E> meaning = words.get(word);
    if (meaning == null) {
      String message = Excerpt.of(text.get()) + " is no " + name + " of the schema";
      String remedy = "write one of " + String.join(", ", words.keySet());
      issues.error("unknown-word", location, message, remedy);
      return Optional.empty();
    }
    return meaning;
  }

  /** The constants of an enum whose first means nothing, for {@link #word}. */
  @SafeVarargs
  static <E extends Enum<E>> Map<String, Optional<E>> words(String none, E... constants) {
    Map<String, Optional<E>> words = new LinkedHashMap<>();
    words.put(none, Optional.empty());
    Stream.of(constants).forEach(constant -> words.put(constant.name(), Optional.of(constant)));
    return words;
  }

  /** Takes fields that nothing of a case can hold, and says so if they are there. */
  void notKept(String... names) {
    List<String> there = new ArrayList<>();
    Location location = location();
    for (String name : names) {
      Node.Entry entry = left.remove(name);
      if (entry != null && !isEmpty(entry.value())) {
        location = there.isEmpty() ? entry.keyLocation() : location;
        there.add(name);
      }
    }
    if (!there.isEmpty()) {
      String fields = String.join("`, `", there);
      String message = "a case has no place for `" + fields + "` of a phenopacket; not kept";
      issues.information("not-kept", location, message, "keep the phenopacket beside the case");
    }
  }

  private static boolean isEmpty(Node node) {
    return node instanceof Node.Sequence list && list.items().isEmpty()
        || node instanceof Node.Mapping map && map.entries().isEmpty()
        || node instanceof Node.Scalar scalar && scalar.text().isBlank();
  }

  /** Reports every field that was not asked for. */
  void finish() {
    for (Node.Entry entry : left.values()) {
      String message = "unknown field " + Excerpt.of(entry.key()) + "; it is not kept";
      String remedy = "the Phenopacket Schema 2.0 has no such field here; correct its name";
      issues.warning("unknown-key", entry.keyLocation(), message, remedy);
    }
    left.clear();
  }

  private List<Node> items(String name) {
    Optional<Node> node = take(name);
    if (node.isPresent() && node.get() instanceof Node.Sequence list) {
      return list.items();
    }
    node.ifPresent(other -> wrongType(other, name, "a list"));
    return List.of();
  }

  private Optional<String> text(Node node, String name) {
    if (!(node instanceof Node.Scalar scalar)) {
      wrongType(node, name, "text");
      return Optional.empty();
    }
    return Optional.of(scalar.text().strip()).filter(text -> !text.isEmpty());
  }

  private void wrongType(Node node, String name, String wanted) {
    String message = "`" + name + "` is " + node.kind() + ", not " + wanted + "; it is left out";
    issues.error("wrong-type", node.location(), message, "write " + wanted);
  }
}
