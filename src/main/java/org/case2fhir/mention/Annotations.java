package org.case2fhir.mention;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.case2fhir.model.Span;

/**
 * The standoff annotations of one text (<a
 * href="https://brat.nlplab.org/standoff.html">format</a>), in the order of their file. Relations
 * and attributes name the stretches they are about, also where the file names the event that a
 * stretch triggers.
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

  /** Labels that {@code extract --format brat} writes where MACCROBAT2020 has others. */
  private static final Map<String, MentionType> SHORT_LABELS =
      Map.of(
          "Condition", MentionType.DISEASE_DISORDER,
          "Finding", MentionType.SIGN_SYMPTOM,
          "Dose", MentionType.DOSAGE,
          "Procedure", MentionType.THERAPEUTIC_PROCEDURE,
          "Test", MentionType.DIAGNOSTIC_PROCEDURE,
          "Value", MentionType.LAB_VALUE);

  /** The mentions among the stretches, in their order; other labels are left out. */
  public List<Mention> mentions() {
    List<Mention> mentions = new ArrayList<>();
    for (TextBound stretch : stretches) {
      MentionType.find(stretch.label())
          .or(() -> Optional.ofNullable(SHORT_LABELS.get(stretch.label())))
          .ifPresent(type -> mentions.add(new Mention(type, stretch.cover())));
    }
    return mentions;
  }

  /**
   * The content of the annotation file of a text.
   *
   * @throws IllegalArgumentException if an id is not {@code T} and a number
   */
  public String write(String text) {
    Writer writer = new Writer(text);
    stretches.forEach(writer::add);
    int number = 0;
    for (Relation relation : relations) {
      writer.add(relation, ++number);
    }
    number = 0;
    for (Attribute attribute : attributes) {
      writer.add(attribute, ++number);
    }
    return writer.out.toString();
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

  /**
   * A labelled stretch of a text: a {@code T} line.
   *
   * @param id unique in its document: {@code T1}
   * @param label what it names
   * @param fragments its parts in the order of the text, at least one, in UTF-16 code units
   */
  public record TextBound(String id, String label, List<Span> fragments) {
    public TextBound {
      fragments = List.copyOf(fragments);
      if (fragments.isEmpty()) {
        throw new IllegalArgumentException("a stretch without a part");
      }
    }

    /** From its first to its last character, gaps included. */
    public Span cover() {
      return new Span(fragments.get(0).start(), fragments.get(fragments.size() - 1).end());
    }
  }

  /**
   * Offsets in characters, as annotation files count them, and in UTF-16 code units, as Java does.
   */
  static final class CharacterOffsets {
    private final int[] units;
    private final int count;

    /** Measures a text. */
    CharacterOffsets(String text) {
      units = new int[text.length() + 1];
      int points = 0;
      for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
        units[points++] = i;
      }
      units[points] = text.length();
      count = points;
    }

    /** How many characters the text has. */
    int count() {
      return count;
    }

    /**
     * The code unit at which a character begins; for the count of characters, the text's length.
     */
    int unit(int character) {
      return units[character];
    }

    /** The character that begins at a code unit, or the next one. */
    int character(int unit) {
      int at = Arrays.binarySearch(units, 0, count + 1, unit);
      return at >= 0 ? at : -at - 1;
    }
  }

  /** Writes line by line, as it is given. */
  private static final class Writer {
    private final String text;
    private final CharacterOffsets offsets;
    private final StringBuilder out = new StringBuilder();

    private Writer(String text) {
      this.text = text;
      this.offsets = new CharacterOffsets(text);
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
}
