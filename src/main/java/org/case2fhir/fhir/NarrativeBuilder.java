package org.case2fhir.fhir;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.utilities.xhtml.NodeType;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;

/**
 * Builds {@code text} of a resource: a headline that carries presence or absence, and a list of
 * what else the resource says. It is safe to read alone (<a
 * href="http://hl7.org/fhir/R4/narrative.html">R4 narrative</a>).
 *
 * <p>Status is {@code generated}; {@code additional} when something is said here for which the
 * resource has no element.
 */
final class NarrativeBuilder {
  private final XhtmlNode div = element("div");
  private final Set<String> lines = new HashSet<>();
  private XhtmlNode list;
  private Narrative.NarrativeStatus status = Narrative.NarrativeStatus.GENERATED;

  private NarrativeBuilder(String headline) {
    div.setAttribute("xmlns", "http://www.w3.org/1999/xhtml");
    XhtmlNode paragraph = element("p");
    paragraph.addText(headline);
    div.addChildNode(paragraph);
  }

  static NarrativeBuilder of(String headline) {
    return new NarrativeBuilder(headline);
  }

  /** Adds a line, unless there is nothing to say. */
  NarrativeBuilder item(String label, String words) {
    if (!words.isBlank()) {
      XhtmlNode line = element("li");
      line.addText(NoteBuilder.line(label, words));
      list().addChildNode(line);
      lines.add(NoteBuilder.line(label, words));
    }
    return this;
  }

  NarrativeBuilder item(String label, Optional<String> words) {
    return item(label, words.orElse(""));
  }

  /** Adds a line about something that only the narrative can hold. */
  NarrativeBuilder onlyHere(String label, Optional<String> words) {
    if (words.isPresent()) {
      status = Narrative.NarrativeStatus.ADDITIONAL;
    }
    return item(label, words);
  }

  /** Adds the remarks that no line above says already: a time in words is both. */
  NarrativeBuilder notes(NoteBuilder remarks) {
    return item(
        "Note",
        remarks.texts().stream()
            .filter(remark -> !lines.contains(remark))
            .collect(Collectors.joining("; ")));
  }

  Narrative build() {
    Narrative narrative = new Narrative();
    narrative.setStatus(status);
    narrative.setDiv(div);
    return narrative;
  }

  private XhtmlNode list() {
    if (list == null) {
      list = element("ul");
      div.addChildNode(list);
    }
    return list;
  }

  private static XhtmlNode element(String name) {
    return new XhtmlNode(NodeType.Element, name);
  }
}
