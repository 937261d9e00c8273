package org.case2fhir.casefile;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes YAML as a person would: one key to a line, short items on one line, quotes only where a
 * text could be read as something else.
 *
 * <p>Every text that is written plain is a string or a number to YAML 1.1 and 1.2 alike; {@code
 * 1:40}, which YAML 1.1 takes for 100, is quoted.
 */
final class YamlWriter {
  private static final int WIDTH = 96;
  // Sections at the top spread out; small mappings further in stay on their line.
  private static final int SECTION = 2;
  private static final Pattern PLAIN =
      Pattern.compile(
          "[\\p{L}\\p{N}][\\p{L}\\p{N}._/%()+^×µ°'@-]*(?: [\\p{L}\\p{N}._/%()+^×µ°'@-]+)*+");
  private static final Pattern NUMBER_LIKE = Pattern.compile("[-+.0-9][0-9a-fA-FxXoO_.,+-]*");
  private static final Pattern NUMBER = Pattern.compile("(?:0|[1-9]\\d{0,14})(?:\\.\\d{1,15})?");
  private static final Pattern DATE_OR_RANGE =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}|\\d{1,15}-\\d{1,15}");
  private static final Set<String> RESERVED =
      Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf", ".inf");

  private final StringBuilder out = new StringBuilder();

  private YamlWriter() {}

  /** A document whose lists and maps are nested as given. */
  static String of(Map<String, Object> document) {
    YamlWriter text = new YamlWriter();
    text.mapping(document, 0);
    return text.out.toString();
  }

  /** A key with its value as lines, ending with a line feed. */
  static String entry(String key, Object value, int indent) {
    YamlWriter text = new YamlWriter();
    text.indent(indent);
    text.mapping(Map.of(key, value), indent);
    return text.out.toString();
  }

  /** An item of a list as lines, its dash after the indentation, ending with a line feed. */
  static String item(Object item, int indent, boolean spread) {
    YamlWriter text = new YamlWriter();
    if (spread && item instanceof Map<?, ?> map && !map.isEmpty()) {
      text.indent(indent);
      text.out.append("- ");
      text.mapping(map, indent + 2);
    } else {
      text.item(item, indent);
    }
    return text.out.toString();
  }

  private void mapping(Map<?, ?> map, int indent) {
    boolean first = true;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!first) {
        indent(indent);
      }
      first = false;
      out.append(scalar(entry.getKey())).append(':');
      value(entry.getValue(), indent);
    }
  }

  private void value(Object value, int indent) {
    String line = flow(value);
    boolean small = value instanceof Map<?, ?> map && indent > SECTION && isLeaf(map);
    boolean block = (isNested(value) && !small) || tooLong(line, value);
    if (!block) {
      out.append(' ').append(line).append('\n');
    } else if (value instanceof Collection<?> items) {
      out.append('\n');
      items.forEach(item -> item(item, indent + 2));
    } else {
      out.append('\n');
      indent(indent + 2);
      mapping((Map<?, ?>) value, indent + 2);
    }
  }

  private void item(Object item, int indent) {
    indent(indent);
    out.append("- ");
    if (item instanceof Map<?, ?> map
        && (map.values().stream().anyMatch(YamlWriter::isNested) || tooLong(flow(map), map))) {
      mapping(map, indent + 2);
    } else {
      out.append(flow(item)).append('\n');
    }
  }

  private boolean tooLong(String line, Object value) {
    boolean nested = value instanceof Collection || value instanceof Map;
    int start = out.length() - out.lastIndexOf("\n");
    return nested && start + line.length() > WIDTH;
  }

  private static boolean isLeaf(Map<?, ?> map) {
    return map.values().stream().noneMatch(YamlWriter::isNested);
  }

  private static boolean isNested(Object value) {
    return (value instanceof Map<?, ?> map && !map.isEmpty()) || hasMaps(value);
  }

  private static boolean hasMaps(Object value) {
    return value instanceof Collection<?> items && items.stream().anyMatch(Map.class::isInstance);
  }

  private void indent(int indent) {
    out.append(" ".repeat(indent));
  }

  /** A value on one line. */
  static String flow(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> scalar(entry.getKey()) + ": " + flow(entry.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    if (value instanceof Collection<?> items) {
      List<String> texts = items.stream().map(YamlWriter::flow).toList();
      return "[" + String.join(", ", texts) + "]";
    }
    return scalar(value);
  }

  private static String scalar(Object value) {
    if (!(value instanceof String text)) {
      return value.toString();
    }
    if (isPlain(text)) {
      return text;
    }
    boolean printable = text.codePoints().noneMatch(YamlWriter::isSpecial);
    return printable ? "'" + text.replace("'", "''") + "'" : quoted(text);
  }

  private static boolean isPlain(String text) {
    boolean number = NUMBER_LIKE.matcher(text).matches();
    boolean harmless =
        !number || NUMBER.matcher(text).matches() || DATE_OR_RANGE.matcher(text).matches();
    return PLAIN.matcher(text).matches()
        && harmless
        && !RESERVED.contains(text.toLowerCase(java.util.Locale.ROOT));
  }

  private static boolean isSpecial(int c) {
    int type = Character.getType(c);
    return Character.isISOControl(c)
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.UNASSIGNED
        || type == Character.PRIVATE_USE;
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (isSpecial(c) && !Character.isSurrogate(c)) {
            quoted.append("\\u").append(Integer.toHexString(0x10000 + c).substring(1));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }

  /**
   * A mapping while it is being written.
   *
   * <p>Values are texts, numbers, Booleans, lists and maps of such; what is empty is left out.
   */
  static final class MappingBuilder {
    private final Map<String, Object> map = new LinkedHashMap<>();

    MappingBuilder put(String key, Object value) {
      map.put(key, value);
      return this;
    }

    MappingBuilder put(String key, Optional<?> value) {
      value.ifPresent(present -> map.put(key, present));
      return this;
    }

    /** One item is written without a list around it. */
    MappingBuilder putAll(String key, Collection<?> values) {
      if (values.size() == 1) {
        map.put(key, values.iterator().next());
      } else {
        putList(key, values);
      }
      return this;
    }

    MappingBuilder putList(String key, Collection<?> values) {
      if (!values.isEmpty()) {
        map.put(key, List.copyOf(values));
      }
      return this;
    }

    MappingBuilder putIf(boolean wanted, String key, Object value) {
      if (wanted) {
        map.put(key, value);
      }
      return this;
    }

    /** Whether nothing but one key was put. */
    boolean hasOnly(String key) {
      return map.size() == 1 && map.containsKey(key);
    }

    Map<String, Object> map() {
      return map;
    }
  }
}
