package org.case2fhir.document;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jsoup.nodes.Element;

/** JATS, the XML of PubMed Central and many publishers. */
final class JatsMarkup implements Markup {
  private static final Set<String> SKIP =
      Set.of(
          "journal-meta",
          "article-id",
          "article-categories",
          "pub-date",
          "history",
          "volume",
          "issue",
          "fpage",
          "lpage",
          "elocation-id",
          "counts",
          "permissions",
          "self-uri",
          "related-article",
          "contrib-id",
          "tex-math",
          "graphic",
          "inline-graphic",
          "media",
          "object-id",
          "custom-meta-group",
          "funding-group",
          "processing-meta",
          "xref-bibr");
  private static final Set<String> BLOCKS =
      Set.of(
          "p",
          "disp-quote",
          "list-item",
          "def-item",
          "verse-line",
          "statement",
          "kwd-group",
          "ref",
          "aff",
          "contrib",
          "corresp",
          "fn",
          "disp-formula",
          "sec",
          "body",
          "back",
          "front",
          "abstract",
          "trans-abstract",
          "ack",
          "ref-list",
          "app",
          "boxed-text",
          "sig-block",
          "speech",
          "trans-title");
  private static final Set<String> SPACED =
      Set.of(
          "break",
          "label",
          "surname",
          "given-names",
          "name",
          "kwd",
          "article-title",
          "source",
          "year",
          "mixed-citation",
          "element-citation",
          "person-group",
          "institution",
          "country",
          "email");

  @Override
  public Role role(Element element) {
    String name = element.normalName();
    if (SKIP.contains(name)) {
      return Role.SKIP;
    }
    boolean titleOfArticle = name.equals("article-title") && isIn(element, "title-group");
    if (titleOfArticle || name.equals("title")) {
      boolean caption = isIn(element, "caption");
      return caption ? Role.BREAK : Role.HEADING;
    }
    return switch (name) {
      case "caption" -> isIn(element, "fig") ? Role.BREAK : Role.LEGEND;
      case "fig", "table-wrap-foot" -> Role.LEGEND;
      case "tr" -> Role.ROW;
      case "td", "th" -> Role.CELL;
      case "sup" -> element.select("xref[ref-type=bibr]").isEmpty() ? Role.SUPERSCRIPT : Role.SKIP;
      case "xref" -> isRaised(element) ? Role.SKIP : Role.INLINE;
      case "label" -> isIn(element, "table-wrap") ? Role.LEGEND : Role.BREAK;
      case "p" -> isIn(element, "caption") ? Role.BREAK : Role.BLOCK;
      default -> other(name);
    };
  }

  private static Role other(String name) {
    if (BLOCKS.contains(name)) {
      return Role.BLOCK;
    }
    return SPACED.contains(name) ? Role.BREAK : Role.INLINE;
  }

  private static boolean isRaised(Element xref) {
    return xref.attr("ref-type").equals("bibr") && isIn(xref, "sup");
  }

  private static boolean isIn(Element element, String name) {
    Element parent = element.parent();
    return parent != null && parent.normalName().equals(name);
  }

  @Override
  public int level(Element heading) {
    int level = 1;
    Element parent = heading.parent();
    while (parent != null && level < 6) {
      String name = parent.normalName();
      level += name.equals("sec") ? 1 : 0;
      parent = parent.parent();
    }
    return level;
  }

  @Override
  public Optional<SectionKind> section(Element element) {
    return switch (element.normalName()) {
      case "front" -> Optional.of(SectionKind.FRONT_MATTER);
      case "abstract" -> Optional.of(SectionKind.ABSTRACT);
      case "trans-abstract", "trans-title-group" -> Optional.of(SectionKind.OTHER_LANGUAGE);
      case "kwd-group" -> Optional.of(SectionKind.KEYWORDS);
      case "ref-list" -> Optional.of(SectionKind.REFERENCES);
      case "back", "ack", "fn-group", "app-group", "glossary", "notes" ->
          Optional.of(SectionKind.BACK_MATTER);
      case "article-title" ->
          isIn(element, "title-group") ? Optional.of(SectionKind.TITLE) : Optional.empty();
      case "sec" -> type(element.attr("sec-type").toLowerCase(Locale.ROOT));
      default -> Optional.empty();
    };
  }

  private static Optional<SectionKind> type(String type) {
    String first = type.split("\\|", 2)[0];
    return switch (first) {
      case "case", "cases", "case-report", "case-presentation" -> Optional.of(SectionKind.CASE);
      case "intro", "introduction", "background" -> Optional.of(SectionKind.INTRODUCTION);
      case "discussion" -> Optional.of(SectionKind.DISCUSSION);
      case "conclusion", "conclusions" -> Optional.of(SectionKind.CONCLUSION);
      case "coi-statement", "supplementary-material", "data-availability", "ethics-statement" ->
          Optional.of(SectionKind.BACK_MATTER);
      default -> Optional.empty();
    };
  }
}
