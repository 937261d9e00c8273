package org.case2fhir.extraction.completion;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.case2fhir.mention.Mention;
import org.case2fhir.model.Span;

/** The mentions of one sentence while they are being completed: in order, never overlapping. */
final class MentionLine {
  private final String text;
  private final Span sentence;
  private final List<Mention> mentions;

  MentionLine(String text, Span sentence, List<Mention> mentions) {
    this.text = text;
    this.sentence = sentence;
    this.mentions = new ArrayList<>(mentions);
  }

  List<Mention> mentions() {
    return mentions;
  }

  /** Where the sentence begins in the text. */
  int start() {
    return sentence.start();
  }

  String sentence() {
    return text.substring(sentence.start(), sentence.end());
  }

  String words(Mention mention) {
    return text.substring(mention.span().start(), mention.span().end());
  }

  /** The words of the sentence before a mention that no other mention holds. */
  String before(int index) {
    int from = index == 0 ? sentence.start() : mentions.get(index - 1).span().end();
    int to = mentions.get(index).span().start();
    return from < to ? text.substring(from, to) : "";
  }

  /** The words of the sentence behind a mention that no other mention holds. */
  String behind(int index) {
    int from = mentions.get(index).span().end();
    int to = index + 1 < mentions.size() ? mentions.get(index + 1).span().start() : sentence.end();
    return from < to ? text.substring(from, to) : "";
  }

  /** The mention that overlaps a stretch of the text. */
  List<Mention> over(Span span) {
    return mentions.stream()
        .filter(m -> m.span().start() < span.end() && span.start() < m.span().end())
        .toList();
  }

  void replace(int index, Mention mention) {
    mentions.set(index, mention);
  }

  void remove(int index) {
    mentions.remove(index);
  }

  /** Adds a mention where there is none. */
  void add(Mention mention) {
    if (over(mention.span()).isEmpty()) {
      mentions.add(mention);
      mentions.sort(Comparator.comparingInt(m -> m.span().start()));
    }
  }
}
