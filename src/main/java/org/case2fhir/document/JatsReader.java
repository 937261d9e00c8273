package org.case2fhir.document;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.case2fhir.document.CitationDraft.Field;
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
    NodeTraversor.filter(new MarkupWalk(new JatsMarkup(), out), article);
    return out.layout(citation(article));
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

  private static CitationDraft citation(Element article) {
    CitationDraft draft = new CitationDraft();
    Optional<Element> meta = Optional.ofNullable(article.selectFirst("article-meta"));
    draft.put(Field.LANGUAGE, article.attr("xml:lang").toLowerCase(Locale.ROOT));
    draft.put(
        Field.JOURNAL,
        article.select("journal-meta journal-title").eachText().stream().findFirst().orElse(""));
    meta.ifPresent(found -> article(draft, found));
    return draft;
  }

  private static void article(CitationDraft draft, Element meta) {
    draft.put(Field.TITLE, first(meta, "title-group > article-title"));
    for (Element name : meta.select("contrib[contrib-type=author] > name")) {
      draft.author(first(name, "given-names") + " " + first(name, "surname"));
    }
    for (String type : List.of("ppub", "collection", "epub")) {
      draft.put(Field.YEAR, first(meta, "pub-date[pub-type=" + type + "] > year"));
    }
    draft.put(Field.YEAR, first(meta, "pub-date > year"));
    draft.put(Field.VOLUME, first(meta, "> volume"));
    draft.put(Field.ISSUE, first(meta, "> issue"));
    draft.put(Field.DOI, first(meta, "> article-id[pub-id-type=doi]"));
    draft.put(Field.PMID, first(meta, "> article-id[pub-id-type=pmid]"));
    for (String type : List.of("pmc", "pmcid")) {
      String id = first(meta, "> article-id[pub-id-type=" + type + "]");
      draft.put(Field.PMCID, id.startsWith("PMC") ? id : "PMC" + id);
    }
    String from = first(meta, "> fpage");
    String to = first(meta, "> lpage");
    draft.put(Field.PAGES, from.isEmpty() || to.isEmpty() ? from : from + "-" + to);
    draft.put(Field.PAGES, first(meta, "> elocation-id"));
    draft.put(Field.LICENSE, meta.select("license").attr("xlink:href"));
    draft.put(Field.LICENSE, first(meta, "license license-p"));
  }

  private static String first(Element element, String query) {
    return Optional.ofNullable(element.selectFirst(query)).map(Element::text).orElse("");
  }
}
