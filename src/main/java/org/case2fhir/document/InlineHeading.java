package org.case2fhir.document;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.case2fhir.model.Span;

/**
 * A word inside running text that may be a heading.
 *
 * @param span the heading itself
 * @param bodyStart where its text begins
 */
record InlineHeading(Span span, SectionKind kind, int bodyStart) {
  /** How headings are printed, by their first two letters, the longest first. */
  private static final Map<String, List<Form>> FORMS = forms();

  /** One way to print a heading. */
  private record Form(String text, SectionKind kind, boolean afterSentence) {
    boolean isCapitals() {
      return Character.isUpperCase(text.charAt(1));
    }
  }

  boolean opensProse() {
    return switch (kind) {
      case ABSTRACT, INTRODUCTION, CASE, DISCUSSION, CONCLUSION -> true;
      case TITLE, FRONT_MATTER, KEYWORDS, FIGURE_LEGEND, TABLE, BACK_MATTER, REFERENCES -> false;
      case OTHER_LANGUAGE, OTHER -> false;
    };
  }

  /** All that may be headings in a stretch of text, in its order. */
  static List<InlineHeading> all(String text, Span page) {
    List<InlineHeading> found = new ArrayList<>();
    int i = page.start();
    while (i + 1 < page.end()) {
      InlineHeading heading = at(text, i, page, found);
      if (heading == null) {
        i++;
      } else {
        found.add(heading);
        i = heading.bodyStart();
      }
    }
    return found;
  }

  private static InlineHeading at(String text, int at, Span page, List<InlineHeading> found) {
    boolean begins =
        Character.isUpperCase(text.charAt(at))
            && (at == page.start() || Character.isWhitespace(text.charAt(at - 1)));
    if (begins) {
      for (Form form : FORMS.getOrDefault(text.substring(at, at + 2), List.of())) {
        int end = at + form.text().length();
        if (text.startsWith(form.text(), at) && end < page.end()) {
          int close = form.kind() == SectionKind.CASE ? number(text, end, page) : end;
          boolean heading =
              follows(text, close, page, form) && precedes(text, at, page, form, found);
          return heading
              ? new InlineHeading(new Span(at, close), form.kind(), body(text, close))
              : null;
        }
      }
    }
    return null;
  }

  /** After a heading comes a sentence: a capital, a number, a bracket before one. */
  private static boolean follows(String text, int end, Span page, Form form) {
    char next = text.charAt(end);
    int body = body(text, end);
    if (body >= page.end() || !(Character.isWhitespace(next) || next == ':')) {
      return false;
    }
    char first = text.charAt(body);
    if (form.kind() == SectionKind.KEYWORDS) {
      return Character.isLetterOrDigit(first);
    }
    if (form.isCapitals() && isCapitals(text, body)) {
      return false;
    }
    return Character.isUpperCase(first) || Character.isDigit(first) || "[“\"".indexOf(first) >= 0;
  }

  private static boolean isCapitals(String text, int at) {
    int end = at;
    while (end < text.length() && Character.isUpperCase(text.charAt(end))) {
      end++;
    }
    return end - at >= 4;
  }

  /** "Case 2" with its number. */
  private static int number(String text, int end, Span page) {
    int i = end + 1;
    while (i < page.end() && i < end + 3 && Character.isDigit(text.charAt(i))) {
      i++;
    }
    boolean number = i > end + 1 && i < page.end() && " :.".indexOf(text.charAt(i)) >= 0;
    return number && text.charAt(end) == ' ' ? i : end;
  }

  private static int body(String text, int end) {
    int i = end;
    while (i < text.length() && (text.charAt(i) == ':' || Character.isWhitespace(text.charAt(i)))) {
      i++;
    }
    return i;
  }

  /** Before a heading a sentence ends, or another heading stands, or nothing else binds it. */
  private static boolean precedes(
      String text, int at, Span page, Form form, List<InlineHeading> found) {
    int before = at - 1;
    while (before >= page.start() && Character.isWhitespace(text.charAt(before))) {
      before--;
    }
    if (before < page.start() || at - before > 2) {
      return true;
    }
    boolean afterHeading = !found.isEmpty() && found.get(found.size() - 1).bodyStart() == at;
    boolean sentence =
        ".!?)]\"”".indexOf(text.charAt(before)) >= 0
            || text.startsWith("Click here to view", before - 17)
            || text.startsWith("Open in a separate window", before - 24);
    return sentence || afterHeading || !form.afterSentence();
  }

  private static Map<String, List<Form>> forms() {
    Map<String, List<Form>> forms = new HashMap<>();
    for (String[] row : DocumentTables.rows("headings")) {
      if (row[2].equals("any") || row[2].equals("sentence")) {
        SectionKind kind = SectionKind.valueOf(row[1]);
        for (String text : cases(row[0])) {
          forms
              .computeIfAbsent(text.substring(0, 2), key -> new ArrayList<>())
              .add(new Form(text, kind, row[2].equals("sentence")));
        }
      }
    }
    Comparator<Form> longest = Comparator.comparingInt(form -> -form.text().length());
    forms.values().forEach(list -> list.sort(longest));
    return forms;
  }

  /** "Case report", "Case Report", "CASE REPORT". */
  private static List<String> cases(String heading) {
    StringBuilder title = new StringBuilder();
    boolean start = true;
    for (char c : heading.toCharArray()) {
      title.append(start ? Character.toUpperCase(c) : c);
      start = c == ' ';
    }
    String sentence = heading.substring(0, 1).toUpperCase(Locale.ROOT) + heading.substring(1);
    return List.of(sentence, title.toString(), heading.toUpperCase(Locale.ROOT)).stream()
        .distinct()
        .toList();
  }
}
