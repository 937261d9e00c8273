package org.case2fhir.document;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.case2fhir.document.CitationDraft.Field;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.NodeTraversor;

/** Reads web pages: the article without the page around it, and what its meta tags tell of it. */
final class HtmlReader {
  private static final int ENOUGH = 400;

  private HtmlReader() {}

  /** Reads a page; its encoding is found as browsers do. Never follows a link. */
  static Layout read(byte[] content) {
    Document page = parse(content);
    LayoutWriter out = new LayoutWriter();
    NodeTraversor.filter(new MarkupWalk(new HtmlMarkup(), out), article(page));
    return out.layout(citation(page));
  }

  private static Document parse(byte[] content) {
    try {
      return Jsoup.parse(new ByteArrayInputStream(content), null, "");
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
  }

  private static Element article(Document page) {
    for (String query : List.of("article", "main", "[role=main]")) {
      Optional<Element> found = Optional.ofNullable(page.selectFirst(query));
      boolean only = page.select(query).size() == 1;
      if (found.isPresent() && only && found.get().text().length() >= ENOUGH) {
        return found.get();
      }
    }
    return page.body();
  }

  private static CitationDraft citation(Document page) {
    CitationDraft draft = new CitationDraft();
    put(draft, page, Field.TITLE, "citation_title", "dc.title");
    put(draft, page, Field.JOURNAL, "citation_journal_title", "prism.publicationname");
    put(draft, page, Field.VOLUME, "citation_volume", "prism.volume");
    put(draft, page, Field.ISSUE, "citation_issue", "prism.number");
    put(draft, page, Field.DOI, "citation_doi", "prism.doi");
    put(draft, page, Field.PMID, "citation_pmid");
    put(draft, page, Field.LICENSE, "dc.rights");
    put(draft, page, Field.LANGUAGE, "citation_language", "dc.language");
    draft.put(Field.LANGUAGE, page.select("html").attr("lang"));
    draft.put(Field.LICENSE, page.select("link[rel=license], a[rel=license]").attr("href"));
    draft.put(Field.URL, page.select("link[rel=canonical]").attr("href"));
    for (String name : List.of("citation_publication_date", "citation_date", "dc.date")) {
      meta(page, name)
          .filter(d -> d.length() >= 4)
          .ifPresent(date -> draft.put(Field.YEAR, date.substring(0, 4)));
    }
    meta(page, "dc.identifier")
        .ifPresent(
            id -> draft.put(Field.DOI, id.replaceFirst("^(?i)(doi:|https?://doi.org/)", "")));
    meta(page, "citation_firstpage")
        .ifPresent(
            first ->
                draft.put(
                    Field.PAGES,
                    meta(page, "citation_lastpage").map(last -> first + "-" + last).orElse(first)));
    authors(draft, page);
    return draft;
  }

  private static void authors(CitationDraft draft, Document page) {
    for (Element author : page.select("meta[name=citation_author], meta[name=dc.creator]")) {
      String[] parts = author.attr("content").split(",", 2);
      draft.author(parts.length == 2 ? parts[1] + " " + parts[0] : parts[0]);
    }
  }

  private static void put(CitationDraft draft, Document page, Field field, String... names) {
    for (String name : names) {
      meta(page, name).ifPresent(value -> draft.put(field, value));
    }
  }

  private static Optional<String> meta(Document page, String name) {
    return Optional.ofNullable(page.selectFirst("meta[name=" + name + "]"))
        .map(element -> element.attr("content"))
        .filter(value -> !value.isBlank());
  }
}
