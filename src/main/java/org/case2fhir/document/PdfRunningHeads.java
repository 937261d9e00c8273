package org.case2fhir.document;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the lines at the top and the bottom of pages that come again on others, and page numbers.
 */
final class PdfRunningHeads {
  private static final double EDGE = 0.1;
  private static final Pattern NUMBER =
      Pattern.compile("(?i)(?:page )?[-–(]? ?\\d{1,4} ?[-–)]?(?: (?:of|/) \\d{1,4})?");

  private final Map<String, Set<Integer>> pages = new HashMap<>();
  private final float height;

  PdfRunningHeads(List<PdfLine> lines, float height) {
    this.height = height;
    for (PdfLine line : lines) {
      if (isAtEdge(line)) {
        pages.computeIfAbsent(shape(line), key -> new HashSet<>()).add(line.page());
      }
    }
  }

  boolean isHead(PdfLine line) {
    if (!isAtEdge(line)) {
      return false;
    }
    return NUMBER.matcher(line.text()).matches() || pages.get(shape(line)).size() > 1;
  }

  private boolean isAtEdge(PdfLine line) {
    return line.y() < EDGE * height || line.y() > (1 - EDGE) * height;
  }

  private static String shape(PdfLine line) {
    return line.text().replaceAll("\\d+", "#");
  }
}
