package org.case2fhir.mention;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.mention.Annotations.Attribute;
import org.case2fhir.mention.Annotations.Relation;
import org.case2fhir.mention.Annotations.TextBound;
import org.case2fhir.model.Span;

/**
 * Reads standoff annotation (<a href="https://brat.nlplab.org/standoff.html">format</a>): {@code T}
 * lines, also of several fragments, the {@code E} lines that stand for them, {@code R} lines, and
 * {@code A} and {@code M} lines. Notes ({@code #}), equivalences ({@code *}) and normalisations
 * ({@code N}) are passed over. A line that cannot be read, or whose words are not at its offsets,
 * is an issue; the others are kept.
 */
public final class StandoffReader {
  private static final Pattern HEAD = Pattern.compile("(\\S+) (\\d+ \\d+(?:;\\d+ \\d+)*)");
  private static final Pattern EVENT = Pattern.compile("\\S+?:(\\S+).*");
  private static final Pattern RELATION = Pattern.compile("(\\S+) \\S+?:(\\S+) \\S+?:(\\S+)\\s*");
  private static final Pattern ATTRIBUTE = Pattern.compile("(\\S+) (\\S+)(?: (.*))?");

  private final String name;
  private final String text;
  private final Annotations.CharacterOffsets offsets;
  private final Map<String, TextBound> stretches = new HashMap<>();
  private final Map<String, String> events = new HashMap<>();
  private final List<TextBound> inOrder = new ArrayList<>();
  private final List<Issue> issues = new ArrayList<>();

  private StandoffReader(String name, String text) {
    this.name = name;
    this.text = text;
    this.offsets = new Annotations.CharacterOffsets(text);
  }

  /**
   * The text of a file that was found in a folder, where nobody may ever write into a pipe.
   *
   * @throws IOException if it cannot be read, or is no file
   */
  public static String text(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new FileSystemException(file.toString(), null, "it is no file");
    }
    return Files.readString(file);
  }

  /**
   * Reads the annotations of a text.
   *
   * @param name of the annotation file, for issues
   * @param annotation content of the annotation file
   * @param text content of the text file
   */
  public static Result<Annotations> read(String name, String annotation, String text) {
    StandoffReader reader = new StandoffReader(name, text);
    List<String> lines = annotation.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      reader.readStretch(lines.get(i), i + 1);
    }
    List<Relation> relations = new ArrayList<>();
    List<Attribute> attributes = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      switch (kind(line)) {
        case 'R' -> reader.readRelation(line, i + 1).ifPresent(relations::add);
        case 'A', 'M' -> reader.readAttribute(line, i + 1).ifPresent(attributes::add);
        default -> {}
      }
    }
    return Result.of(new Annotations(reader.inOrder, relations, attributes), reader.issues);
  }

  private static char kind(String line) {
    return line.isBlank() ? '#' : line.charAt(0);
  }

  private void readStretch(String line, int number) {
    switch (kind(line)) {
      case 'T' -> readTextBound(line, number);
      case 'E' -> readEvent(line, number);
      case 'R', 'A', 'M', 'N', '#', '*' -> {}
      default -> complain(number, "this line has an unknown kind: " + Excerpt.of(line));
    }
  }

  private void readTextBound(String line, int number) {
    String[] cells = line.split("\t", -1);
    Matcher head = HEAD.matcher(cells.length > 1 ? cells[1].strip() : "");
    if (!head.matches()) {
      complain(number, "this stretch has no label with offsets");
      return;
    }
    List<Span> fragments = new ArrayList<>();
    for (String pair : head.group(2).split(";", -1)) {
      Optional<Span> span = span(pair);
      if (span.isEmpty()) {
        complain(number, "the offsets " + Excerpt.of(pair) + " are not in the text");
        return;
      }
      fragments.add(span.get());
    }
    if (cells.length > 2 && !words(fragments).equals(oneLine(cells[2]))) {
      complain(number, "the words " + Excerpt.of(cells[2]) + " are not at these offsets");
      return;
    }
    fragments.sort((a, b) -> Integer.compare(a.start(), b.start()));
    TextBound stretch = new TextBound(cells[0], head.group(1), fragments);
    if (stretches.putIfAbsent(stretch.id(), stretch) != null) {
      complain(number, "the id " + Excerpt.of(cells[0]) + " is used twice");
      return;
    }
    inOrder.add(stretch);
  }

  private Optional<Span> span(String pair) {
    String[] ends = pair.split(" ", -1);
    if (ends[0].length() > 9 || ends[1].length() > 9) {
      return Optional.empty();
    }
    int start = Integer.parseInt(ends[0]);
    int end = Integer.parseInt(ends[1]);
    return start < end && end <= offsets.count()
        ? Optional.of(new Span(offsets.unit(start), offsets.unit(end)))
        : Optional.empty();
  }

  private String words(List<Span> fragments) {
    return oneLine(
        fragments.stream()
            .map(span -> text.substring(span.start(), span.end()))
            .collect(Collectors.joining(" ")));
  }

  private static String oneLine(String words) {
    return words.strip().replaceAll("\\s+", " ");
  }

  private void readEvent(String line, int number) {
    String[] cells = line.split("\t", -1);
    Matcher event = EVENT.matcher(cells.length > 1 ? cells[1] : "");
    if (event.matches()) {
      events.put(cells[0], event.group(1));
    } else {
      complain(number, "this event has no trigger");
    }
  }

  private Optional<Relation> readRelation(String line, int number) {
    String[] cells = line.split("\t", -1);
    Matcher relation = RELATION.matcher(cells.length > 1 ? cells[1] : "");
    if (!relation.matches()) {
      complain(number, "this relation has not two arguments");
      return Optional.empty();
    }
    Optional<String> first = stretch(relation.group(2), number);
    Optional<String> second = stretch(relation.group(3), number);
    return first.isPresent() && second.isPresent()
        ? Optional.of(new Relation(relation.group(1), first.get(), second.get()))
        : Optional.empty();
  }

  private Optional<Attribute> readAttribute(String line, int number) {
    String[] cells = line.split("\t", -1);
    Matcher attribute = ATTRIBUTE.matcher(cells.length > 1 ? cells[1].strip() : "");
    if (!attribute.matches()) {
      complain(number, "this attribute names nothing it is of");
      return Optional.empty();
    }
    String value = Optional.ofNullable(attribute.group(3)).orElse("");
    return stretch(attribute.group(2), number)
        .map(id -> new Attribute(attribute.group(1), id, value));
  }

  private Optional<String> stretch(String id, int number) {
    String target = events.getOrDefault(id, id);
    if (stretches.containsKey(target)) {
      return Optional.of(target);
    }
    complain(number, "there is no stretch " + Excerpt.of(id));
    return Optional.empty();
  }

  private void complain(int line, String message) {
    issues.add(
        Issue.warning(
            "unreadable-annotation",
            message,
            new Location(name, line, 0, ""),
            "the line is passed over; correct it, or remove it"));
  }
}
