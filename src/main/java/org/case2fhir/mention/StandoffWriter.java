package org.case2fhir.mention;

import java.util.stream.Collectors;
import org.case2fhir.mention.Annotations.Attribute;
import org.case2fhir.mention.Annotations.Relation;
import org.case2fhir.mention.Annotations.TextBound;
import org.case2fhir.model.Span;

/** Writes standoff annotation, line by line as it is given. */
public final class StandoffWriter {
  private final String text;
  private final Annotations.CharacterOffsets offsets;
  private final StringBuilder out = new StringBuilder();

  private StandoffWriter(String text) {
    this.text = text;
    this.offsets = new Annotations.CharacterOffsets(text);
  }

  /**
   * The content of the annotation file of a text.
   *
   * @throws IllegalArgumentException if an id is not {@code T} and a number
   */
  public static String write(Annotations annotations, String text) {
    StandoffWriter writer = new StandoffWriter(text);
    annotations.stretches().forEach(writer::add);
    int number = 0;
    for (Relation relation : annotations.relations()) {
      writer.add(relation, ++number);
    }
    number = 0;
    for (Attribute attribute : annotations.attributes()) {
      writer.add(attribute, ++number);
    }
    return writer.out.toString();
  }

  private void add(TextBound stretch) {
    if (!stretch.id().matches("T\\d+")) {
      throw new IllegalArgumentException("not an id of a stretch: " + stretch.id());
    }
    String places =
        stretch.fragments().stream()
            .map(span -> offsets.character(span.start()) + " " + offsets.character(span.end()))
            .collect(Collectors.joining(";"));
    String words = stretch.fragments().stream().map(this::words).collect(Collectors.joining(" "));
    line(stretch.id(), stretch.label() + " " + places, words);
  }

  private String words(Span span) {
    return text.substring(span.start(), span.end()).replaceAll("[\\t\\n\\r]", " ");
  }

  private void add(Relation relation, int number) {
    line(
        "R" + number,
        relation.kind() + " Arg1:" + relation.first() + " Arg2:" + relation.second(),
        "");
  }

  private void add(Attribute attribute, int number) {
    String value = attribute.value().isEmpty() ? "" : " " + attribute.value();
    line("A" + number, attribute.name() + " " + attribute.stretch() + value, "");
  }

  private void line(String id, String head, String words) {
    out.append(id).append('\t').append(head);
    if (!words.isEmpty()) {
      out.append('\t').append(words);
    }
    out.append('\n');
  }
}
