package org.case2fhir.document;

import java.util.Optional;
import org.jsoup.nodes.Element;

/** What the elements of a markup language mean for the layout. */
interface Markup {
  /** What an element does to the text in it. */
  enum Role {
    /** Nothing: its words belong to the line that it stands in. */
    INLINE,
    /** It and all in it is no text to read. */
    SKIP,
    BLOCK,
    HEADING,
    LEGEND,
    ROW,
    CELL,
    /** It divides words. */
    BREAK,
    SUPERSCRIPT
  }

  Role role(Element element);

  /** Level of a heading. */
  int level(Element heading);

  /** What an element says that all in it is for. */
  Optional<SectionKind> section(Element element);
}
