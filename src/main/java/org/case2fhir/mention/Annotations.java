package org.case2fhir.mention;

import java.util.List;

/**
 * The annotations of one text, in the order of their file. Relations and attributes name the
 * stretches they are about, also where the file names the event that a stretch triggers.
 *
 * @param stretches labelled stretches of the text
 * @param relations between two stretches
 * @param attributes of stretches
 */
public record Annotations(
    List<TextBound> stretches, List<Relation> relations, List<Attribute> attributes) {
  public Annotations {
    stretches = List.copyOf(stretches);
    relations = List.copyOf(relations);
    attributes = List.copyOf(attributes);
  }

  /**
   * One stretch says something of another: an {@code R} line.
   *
   * @param kind name of the relation
   * @param first id of the first argument
   * @param second id of the second argument
   */
  public record Relation(String kind, String first, String second) {}

  /**
   * A property of a stretch: an {@code A} or {@code M} line.
   *
   * @param name of the property
   * @param stretch id of the stretch
   * @param value empty for a property that is simply there
   */
  public record Attribute(String name, String stretch, String value) {}
}
