package org.case2fhir.extraction.context;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.case2fhir.document.Passage;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.mention.Sentence;
import org.case2fhir.model.Span;

/** An annotated case report, with one sentence on each line, as a passage with its mentions. */
record GoldReport(
    String name,
    Passage passage,
    List<Sentence> sentences,
    Map<String, Mention> mentions,
    Set<Mention> negated,
    List<Link> links) {
  static final Path CORPUS = Path.of("..", "shared", "corpora", "maccrobat-dev");

  /** Two mentions of which one modifies the other, or names the same. */
  record Link(String kind, Mention from, Mention to) {}

  static List<GoldReport> all() throws IOException {
    List<GoldReport> reports = new ArrayList<>();
    try (Stream<Path> files = Files.list(CORPUS)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".ann")).sorted().toList()) {
        reports.add(read(file));
      }
    }
    return reports;
  }

  /** All that the reader is given: the tagger's mentions do not overlap, the longest goes first. */
  List<Mention> given() {
    return mentions.values().stream().distinct().toList();
  }

  private static GoldReport read(Path file) throws IOException {
    String name = file.getFileName().toString().replace(".ann", "");
    String text = Files.readString(file.resolveSibling(name + ".txt"));
    Passage passage = passage(name, text);
    int[] places = places(text, passage);
    Map<String, Mention> mentions = new LinkedHashMap<>();
    Map<String, String> events = new HashMap<>();
    Set<Mention> negated = new HashSet<>();
    List<Link> links = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (String line : lines) {
      String[] cells = line.split("\t");
      if (line.startsWith("T")) {
        mention(cells[1], places).ifPresent(mention -> mentions.put(cells[0], mention));
      } else if (line.startsWith("E")) {
        events.put(cells[0], cells[1].split(" ")[0].split(":")[1]);
      }
    }
    for (String line : lines) {
      String[] cells = line.split("[\t ]");
      if (line.startsWith("A") && cells[1].equals("POLARITY") && cells[3].equals("NEG")) {
        Optional.ofNullable(mentions.get(events.getOrDefault(cells[2], cells[2])))
            .ifPresent(negated::add);
      } else if (line.startsWith("R")) {
        Mention a = mentions.get(at(events, cells[2]));
        Mention b = mentions.get(at(events, cells[3]));
        if (a != null && b != null) {
          links.add(new Link(cells[1], a, b));
        }
      }
    }
    return new GoldReport(name, passage, sentences(text, places), mentions, negated, links);
  }

  private static String at(Map<String, String> events, String argument) {
    String id = argument.split(":")[1];
    return events.getOrDefault(id, id);
  }

  static Passage passage(String name, String text) {
    SourceDocument document = new SourceDocument(name, text, Optional.empty(), List.of());
    return Passage.of(document, List.of(new Span(0, text.length())));
  }

  // Where each character of the text, and the end, stands in the passage.
  private static int[] places(String text, Passage passage) {
    int[] places = new int[text.length() + 1];
    Arrays.fill(places, -1);
    for (int i = 0; i < passage.text().length(); i++) {
      places[passage.original(i, i + 1).start()] = i;
    }
    int next = passage.text().length();
    for (int i = text.length(); i >= 0; i--) {
      next = places[i] >= 0 ? places[i] : next;
      places[i] = next;
    }
    return places;
  }

  private static Optional<Mention> mention(String cell, int[] places) {
    String label = cell.split(" ")[0];
    int[] offsets =
        Stream.of(cell.substring(label.length()).trim().split("[ ;]+"))
            .mapToInt(Integer::parseInt)
            .toArray();
    int start = places[Arrays.stream(offsets).min().orElseThrow()];
    int end = places[Arrays.stream(offsets).max().orElseThrow()];
    return Stream.of(MentionType.values())
        .filter(type -> type.label().equals(label) && start < end)
        .map(type -> new Mention(type, new Span(start, end)))
        .findFirst();
  }

  private static List<Sentence> sentences(String text, int[] places) {
    List<Sentence> sentences = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || text.charAt(i) == '\n') {
        if (places[i] > places[start]) {
          sentences.add(new Sentence(new Span(places[start], places[i]), List.of()));
        }
        start = Math.min(i + 1, text.length());
      }
    }
    return sentences;
  }

  /** The text of a mention. */
  String text(Mention mention) {
    return passage.text().substring(mention.span().start(), mention.span().end());
  }

  /** The sentence that a mention stands in. */
  String sentence(Mention mention) {
    return sentences.stream()
        .filter(s -> s.span().start() <= mention.span().start())
        .reduce((a, b) -> b)
        .map(s -> passage.text().substring(s.span().start(), s.span().end()))
        .orElse("");
  }
}
