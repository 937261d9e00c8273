package org.case2fhir.casefile;

import java.util.List;
import org.case2fhir.issue.Location;

/** A part of a YAML or JSON document. */
sealed interface Node {

  /** Where it begins. */
  Location location();

  /** What kind of thing it is, for messages: "a list". */
  String kind();

  /** MappingBuilder and their values in the order of the source; no key twice. */
  record Mapping(Location location, List<Entry> entries) implements Node {
    public Mapping {
      entries = List.copyOf(entries);
    }

    @Override
    public String kind() {
      return "a mapping";
    }
  }

  /** A list. */
  record Sequence(Location location, List<Node> items) implements Node {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String kind() {
      return "a list";
    }
  }

  /**
   * Anything else.
   *
   * @param text as in the source, without quotes: {@code 7.0}, {@code 007}
   */
  record Scalar(Location location, Type type, String text) implements Node {
    @Override
    public String kind() {
      return switch (type) {
        case TEXT -> "text";
        case NUMBER -> "a number";
        case BOOLEAN -> "true or false";
        case NOTHING -> "nothing";
      };
    }
  }

  /** A key with its value. */
  record Entry(String key, Location keyLocation, Node value) {}

  /** What the syntax says of a scalar. */
  enum Type {
    TEXT,
    NUMBER,
    BOOLEAN,
    /** {@code null}, {@code ~}, or no value at all. */
    NOTHING
  }
}
