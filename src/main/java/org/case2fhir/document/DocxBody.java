package org.case2fhir.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Writes the paragraphs and tables of a Word document. */
final class DocxBody {
  private static final String W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  private static final int SHORT = 90;
  private static final int DEEPEST = 300;

  private final DocxStyles styles;
  private final LayoutWriter out;
  private final StringBuilder line = new StringBuilder();
  private final StringBuilder cell = new StringBuilder();
  private final List<String> cells = new ArrayList<>();
  private String style = "";
  private int level;
  private int tables;
  private int skipped;
  private boolean raised;
  private boolean plainRun;
  private boolean allBold = true;

  DocxBody(DocxStyles styles, LayoutWriter out) {
    this.styles = styles;
    this.out = out;
  }

  void read(XMLStreamReader xml) throws XMLStreamException {
    int depth = 0;
    while (xml.hasNext() && !out.isFull()) {
      int event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        if (++depth > DEEPEST) {
          throw new XMLStreamException("too deep");
        }
        depth -= start(xml);
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        depth--;
        end(xml.getLocalName());
      }
    }
    paragraph();
  }

  /** Reads what an element begins; returns how many elements were read to their end. */
  private int start(XMLStreamReader xml) throws XMLStreamException {
    if (skipped > 0 || xml.getLocalName().equals("Fallback") || xml.getLocalName().equals("del")) {
      skipped++;
      return 0;
    }
    if (xml.getLocalName().equals("t")) {
      run(xml.getElementText());
      return 1;
    }
    bold(xml);
    switch (xml.getLocalName()) {
      case "p" -> begin();
      case "pStyle" -> style = value(xml);
      case "outlineLvl" -> level = outline(value(xml));
      case "r" -> raised = false;
      case "vertAlign" -> raised = value(xml).equals("superscript");
      case "tab", "br", "cr" -> line.append(' ');
      case "noBreakHyphen" -> line.append('-');
      case "tbl" -> tables++;
      case "tc" -> cell.setLength(tables == 1 ? 0 : cell.length());
      default -> {}
    }
    return 0;
  }

  /** A short paragraph all in bold is a heading in many manuscripts. */
  private void bold(XMLStreamReader xml) {
    switch (xml.getLocalName()) {
      case "r" -> plainRun = true;
      case "b" -> plainRun = value(xml).equals("0") || value(xml).equals("false");
      default -> {}
    }
  }

  private void run(String text) {
    allBold &= !plainRun || text.isBlank();
    for (char c : text.toCharArray()) {
      line.append(raised && c >= '0' && c <= '9' ? SUPERSCRIPTS.charAt(c - '0') : c);
    }
  }

  private void end(String name) {
    if (skipped > 0) {
      skipped--;
      return;
    }
    switch (name) {
      case "p" -> paragraph();
      case "tc" -> closeCell();
      case "tr" -> closeRow();
      case "tbl" -> tables--;
      default -> {}
    }
  }

  private void begin() {
    paragraph();
    style = "";
    level = 0;
    allBold = true;
  }

  private void paragraph() {
    if (tables > 0) {
      cell.append(line).append(' ');
    } else {
      String words = line.toString().strip();
      if (!words.isEmpty()) {
        out.add(kind(words), headingLevel(), Optional.empty(), words);
      }
    }
    line.setLength(0);
  }

  private BlockKind kind(String words) {
    if (styles.isCaption(style)) {
      return BlockKind.LEGEND;
    }
    boolean known = words.length() <= SHORT && Headings.kind(words).isPresent();
    boolean bold = allBold && words.length() <= SHORT && !words.endsWith(".");
    return headingLevel() > 0 || known || bold ? BlockKind.HEADING : BlockKind.TEXT;
  }

  private int headingLevel() {
    return level > 0 ? level : styles.level(style);
  }

  private void closeCell() {
    if (tables == 1) {
      cells.add(cell.toString());
      cell.setLength(0);
    }
  }

  private void closeRow() {
    if (tables == 1) {
      out.row(cells, Optional.empty());
      cells.clear();
    }
  }

  private static int outline(String value) {
    boolean digit = value.length() == 1 && Character.isDigit(value.charAt(0));
    int number = digit ? value.charAt(0) - '0' : 9;
    return number < 6 ? number + 1 : 0;
  }

  private static String value(XMLStreamReader xml) {
    return Optional.ofNullable(xml.getAttributeValue(W, "val")).orElse("");
  }
}
