package org.case2fhir.casefile;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.diagnostic.Excerpt;

/** Builds the tree of one document from a parser's tokens. */
final class TreeBuilder {
  private final JsonParser parser;
  private final Columns columns;
  private final Problems problems;
  private int nodes;
  private boolean givenUp;

  TreeBuilder(JsonParser parser, String text, Problems problems) {
    this.parser = parser;
    this.columns = new Columns(text, parser instanceof YAMLParser);
    this.problems = problems;
  }

  Optional<Node> document() throws IOException {
    if (parser.nextToken() == null) {
      problems.error("empty-file", Place.START, "the file is empty", "write a case file");
      return Optional.empty();
    }
    Optional<Node> root = value("", 0);
    if (!givenUp && parser.nextToken() != null) {
      problems.error(
          "several-documents",
          place(""),
          "a second document begins; only the first is read",
          "put each case into a file of its own");
    }
    return givenUp ? Optional.empty() : root;
  }

  // Absent for what was refused, with a problem.
  private Optional<Node> value(String pointer, int depth) throws IOException {
    Place place = place(pointer);
    if (depth > Limits.DEPTH) {
      return giveUp("too-deep", place, "nested more than " + Limits.DEPTH + " levels deep");
    }
    if (++nodes > Limits.NODES) {
      return giveUp("too-large", place, "more than " + Limits.NODES + " values in one file");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> Optional.of(mapping(place, depth));
      case START_ARRAY -> Optional.of(sequence(place, depth));
      case VALUE_STRING -> text(place);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(place, Node.Type.NUMBER);
      case VALUE_TRUE, VALUE_FALSE -> scalar(place, truth(parser.getText()));
      case VALUE_NULL -> scalar(place, Node.Type.NOTHING);
      case VALUE_EMBEDDED_OBJECT -> {
        problems.error(
            "binary-value", place, "a binary value means nothing here", "write it as text");
        yield Optional.empty();
      }
      case FIELD_NAME, END_ARRAY, END_OBJECT, NOT_AVAILABLE -> Optional.empty();
    };
  }

  private Optional<Node> giveUp(String code, Place place, String message) {
    if (!givenUp) {
      problems.error(code, place, message, "no case needs this; simplify the file");
    }
    givenUp = true;
    return Optional.empty();
  }

  // YAML 1.1 takes yes, no, on and off for Booleans; YAML 1.2, and people, for words.
  private static Node.Type truth(String text) {
    boolean word = text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
    return word ? Node.Type.BOOLEAN : Node.Type.TEXT;
  }

  private Optional<Node> scalar(Place place, Node.Type type) throws IOException {
    return Optional.of(new Node.Scalar(place, type, parser.getText()));
  }

  private Optional<Node> text(Place place) throws IOException {
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      String message = "alias " + Excerpt.of("*" + parser.getText()) + " is not followed";
      problems.error("alias", place, message, "write the value out where it is used");
      return Optional.empty();
    }
    String told = parser.getText();
    String clean = Characters.clean(told);
    if (!clean.equals(told)) {
      problems.warning(
          "control-character",
          place,
          "this text holds characters that FHIR cannot carry; they became spaces",
          "delete them");
    }
    return Optional.of(new Node.Scalar(place, Node.Type.TEXT, clean));
  }

  private Node mapping(Place place, int depth) throws IOException {
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    while (!givenUp && parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      String pointer = Place.child(place.pointer(), key);
      Place keyPlace = place(pointer);
      parser.nextToken();
      Optional<Node> value = value(pointer, depth + 1);
      if (value.isPresent() && entries.containsKey(key)) {
        int first = entries.get(key).keyPlace().line();
        String message = "key " + Excerpt.of(key) + " stands here for a second time";
        problems.error(
            "duplicate-key", keyPlace, message, "join it with the first, in line " + first);
      } else {
        value.ifPresent(node -> entries.put(key, new Node.Entry(key, keyPlace, node)));
      }
    }
    return new Node.Mapping(place, List.copyOf(entries.values()));
  }

  private Node sequence(Place place, int depth) throws IOException {
    List<Node> items = new ArrayList<>();
    int index = 0;
    while (!givenUp && parser.nextToken() != JsonToken.END_ARRAY) {
      value(place.pointer() + "/" + index, depth + 1).ifPresent(items::add);
      index++;
    }
    return new Node.Sequence(place, items);
  }

  private Place place(String pointer) {
    JsonLocation at = parser.currentTokenLocation();
    return columns.place(at.getLineNr(), at.getColumnNr(), pointer);
  }
}
