package org.case2fhir.extraction.coverage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.extraction.coverage.SentenceCoverage.Degree;
import org.case2fhir.extraction.coverage.SentenceCoverage.Mark;
import org.case2fhir.model.Assertion;

/**
 * Coverage as one HTML page that needs nothing else: the whole document, with its facts
 * highlighted, what is denied struck through, what is doubted dotted, and unmapped words marked.
 */
public final class CoverageHtml {
  private static final String STYLE = style();

  private final String text;
  private final StringBuilder out = new StringBuilder();

  private CoverageHtml(String text) {
    this.text = text;
  }

  private static String style() {
    try (InputStream in = CoverageHtml.class.getResourceAsStream("coverage.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The page. */
  public static String write(SourceDocument document, List<Coverage> patients) {
    CoverageHtml page = new CoverageHtml(document.text());
    page.head(document.id(), patients);
    List<SentenceCoverage> sentences =
        patients.stream()
            .flatMap(coverage -> coverage.sentences().stream())
            .sorted(Comparator.comparingInt(sentence -> sentence.span().start()))
            .toList();
    int at = 0;
    for (SentenceCoverage sentence : sentences) {
      if (sentence.span().start() >= at) {
        page.plain(new Cut(at, sentence.span().start()));
        page.sentence(sentence);
        at = sentence.span().end();
      }
    }
    page.plain(new Cut(at, document.text().length()));
    page.out.append("</article>\n</body>\n</html>\n");
    return page.out.toString();
  }

  private void head(String name, List<Coverage> patients) {
    out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    out.append(escape("Coverage of " + name)).append("</title>\n<style>\n").append(STYLE);
    out.append("</style>\n</head>\n<body>\n<h1>").append(escape(name)).append("</h1>\n<p>");
    List<String> counts = new ArrayList<>();
    for (Degree degree : Degree.values()) {
      long sum = patients.stream().mapToLong(coverage -> coverage.count(degree)).sum();
      counts.add(sum + " " + CoverageJson.word(degree).replace('-', ' '));
    }
    out.append(escape("Sentences: " + String.join(", ", counts) + ".")).append("</p>\n");
    out.append(
        "<p class=\"legend\"><mark class=\"fact present\">present</mark> <mark class=\"fact"
            + " absent\">absent</mark> <mark class=\"fact possible\">possible</mark> <mark"
            + " class=\"detail\">part of a fact</mark> <mark class=\"left-out\">left out:"
            + " hypothetical or another person's</mark> <mark"
            + " class=\"unmapped\">unmapped</mark></p>\n<article>");
  }

  private void sentence(SentenceCoverage sentence) {
    out.append("<span class=\"sentence ")
        .append(CoverageJson.word(sentence.degree()))
        .append("\">");
    int at = sentence.span().start();
    for (Mark mark : sentence.marks()) {
      if (mark.span().start() >= at && mark.span().end() <= sentence.span().end()) {
        plain(new Cut(at, mark.span().start()));
        mark(mark);
        at = mark.span().end();
      }
    }
    plain(new Cut(at, sentence.span().end()));
    out.append("</span>");
  }

  private void mark(Mark mark) {
    String classes =
        Stream.concat(
                Stream.of(CoverageJson.word(mark.outcome())),
                mark.assertion().stream().map(CoverageJson::word))
            .reduce((a, b) -> a + " " + b)
            .orElseThrow();
    String title =
        mark.label().replace('_', ' ')
            + mark.assertion()
                .filter(assertion -> assertion != Assertion.PRESENT)
                .map(assertion -> ", " + CoverageJson.word(assertion))
                .orElse("");
    out.append("<mark class=\"").append(classes).append("\" title=\"");
    out.append(escape(title)).append("\">");
    plain(new Cut(mark.span().start(), mark.span().end()));
    out.append("</mark>");
  }

  private record Cut(int start, int end) {}

  private void plain(Cut cut) {
    out.append(escape(text.substring(cut.start(), cut.end())));
  }

  private static String escape(String words) {
    StringBuilder safe = new StringBuilder(words.length());
    for (int i = 0; i < words.length(); i++) {
      char c = words.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(isAllowed(c) ? c : '\ufffd');
      }
    }
    return safe.toString();
  }

  private static boolean isAllowed(char c) {
    return c >= ' ' || c == '\n' || c == '\r' || c == '\t';
  }
}
