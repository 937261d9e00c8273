package org.case2fhir.document;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.document.CitationBuilder.Field;
import org.case2fhir.document.Layout.LayoutWriter;
import org.case2fhir.document.Layout.Note;
import org.case2fhir.document.MarkupVisitor.Markup;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.jsoup.select.NodeTraversor;

/**
 * Reads articles in JATS XML. The parser knows no document type and no entity but the five of XML
 * and character references: nothing outside the file is read, and nothing grows.
 */
final class JatsReader {
  private static final Pattern ROOT = Pattern.compile("<(?:\\w+:)?article[\\s>]");

  private JatsReader() {}

  /** Whether XML text holds an article. */
  static boolean isArticle(String text) {
    return ROOT.matcher(text).find();
  }

  /** Whether the end of the article is missing. */
  static boolean isTruncated(String text) {
    return text.lastIndexOf("article>") < 0;
  }

  /** Whether the text declares entities of its own, which are not read. */
  static boolean declaresEntities(String text) {
    return text.substring(0, afterType(text)).contains("<!ENTITY");
  }

  /** Reads the first article of a file. */
  static Layout read(String text) {
    Document xml = Jsoup.parse(text.substring(afterType(text)), "", Parser.xmlParser());
    Element article = Optional.ofNullable(xml.selectFirst("article")).orElse(xml);
    LayoutWriter out = new LayoutWriter();
    NodeTraversor.filter(new MarkupVisitor(new JatsMarkup(), out), article);
    int others = xml.select("article").size() - article.select("article").size();
    return out.layout(citation(article), others == 0 ? List.of() : List.of(unread(others)));
  }

  private static Note unread(int articles) {
    return new Note(
        "articles-not-read",
        "only the first article of the file is read, " + articles + " more are not",
        "give each article as a file of its own");
  }

  /** The place after the document type declaration with all that it declares. */
  private static int afterType(String text) {
    int type = text.indexOf("<!DOCTYPE");
    int root = text.indexOf("<article");
    if (type < 0 || root >= 0 && root < type) {
      return 0;
    }
    int close = text.indexOf('>', type);
    int subset = text.indexOf('[', type);
    if (subset > 0 && subset < close) {
      close = text.indexOf("]>", subset);
      close = close < 0 ? text.indexOf('>', subset) : close + 1;
    }
    return close < 0 ? 0 : close + 1;
  }

  private static CitationBuilder citation(Element article) {
    CitationBuilder citation = new CitationBuilder();
    Optional<Element> meta = Optional.ofNullable(article.selectFirst("article-meta"));
    citation.put(Field.LANGUAGE, article.attr("xml:lang").toLowerCase(Locale.ROOT));
    citation.put(
        Field.JOURNAL,
        article.select("journal-meta journal-title").eachText().stream().findFirst().orElse(""));
    meta.ifPresent(found -> article(citation, found));
    return citation;
  }

  private static void article(CitationBuilder citation, Element meta) {
    citation.put(Field.TITLE, first(meta, "title-group > article-title"));
    for (Element name : meta.select("contrib[contrib-type=author] > name")) {
      citation.author(first(name, "given-names") + " " + first(name, "surname"));
    }
    for (String type : List.of("ppub", "collection", "epub")) {
      citation.put(Field.YEAR, first(meta, "pub-date[pub-type=" + type + "] > year"));
    }
    citation.put(Field.YEAR, first(meta, "pub-date > year"));
    citation.put(Field.VOLUME, first(meta, "> volume"));
    citation.put(Field.ISSUE, first(meta, "> issue"));
    citation.put(Field.DOI, first(meta, "> article-id[pub-id-type=doi]"));
    citation.put(Field.PMID, first(meta, "> article-id[pub-id-type=pmid]"));
    for (String type : List.of("pmc", "pmcid")) {
      String id = first(meta, "> article-id[pub-id-type=" + type + "]");
      citation.put(Field.PMCID, id.startsWith("PMC") ? id : "PMC" + id);
    }
    String from = first(meta, "> fpage");
    String to = first(meta, "> lpage");
    citation.put(Field.PAGES, from.isEmpty() || to.isEmpty() ? from : from + "-" + to);
    citation.put(Field.PAGES, first(meta, "> elocation-id"));
    citation.put(Field.LICENSE, meta.select("license").attr("xlink:href"));
    citation.put(Field.LICENSE, first(meta, "license license-p"));
  }

  private static String first(Element element, String query) {
    return Optional.ofNullable(element.selectFirst(query)).map(Element::text).orElse("");
  }

  /** JATS, the XML of PubMed Central and many publishers. */
  private static final class JatsMarkup implements Markup {
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
        case "sup" ->
            element.select("xref[ref-type=bibr]").isEmpty() ? Role.SUPERSCRIPT : Role.SKIP;
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
}
