package org.case2fhir.document;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.document.CitationBuilder.Field;
import org.case2fhir.document.Layout.LayoutWriter;
import org.case2fhir.document.MarkupVisitor.Markup;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;
import org.jsoup.select.NodeTraversor;

/**
 * Reads web pages: the article without the page around it, and what its meta tags state about it.
 */
final class HtmlReader {
  private static final int ENOUGH = 400;

  private HtmlReader() {}

  /** Reads a page; its encoding is found as browsers do. Never follows a link. */
  static Layout read(byte[] content) {
    Document page = parse(content);
    LayoutWriter out = new LayoutWriter();
    NodeTraversor.filter(new MarkupVisitor(new HtmlMarkup(), out), article(page));
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

  private static CitationBuilder citation(Document page) {
    return new MetaTags(page).citation();
  }

  /** What a page states about itself. They are looked for once: a page may have very many tags. */
  private record MetaTags(Document page, Elements tags) {
    MetaTags(Document page) {
      this(page, page.select("meta[name]"));
    }

    CitationBuilder citation() {
      CitationBuilder citation = new CitationBuilder();
      put(citation, Field.TITLE, "citation_title", "dc.title");
      put(citation, Field.JOURNAL, "citation_journal_title", "prism.publicationname");
      put(citation, Field.VOLUME, "citation_volume", "prism.volume");
      put(citation, Field.ISSUE, "citation_issue", "prism.number");
      put(citation, Field.DOI, "citation_doi", "prism.doi");
      put(citation, Field.PMID, "citation_pmid");
      put(citation, Field.LICENSE, "dc.rights");
      put(citation, Field.LANGUAGE, "citation_language", "dc.language");
      citation.put(Field.LANGUAGE, page.select("html").attr("lang"));
      citation.put(Field.LICENSE, page.select("link[rel=license], a[rel=license]").attr("href"));
      citation.put(Field.URL, page.select("link[rel=canonical]").attr("href"));
      for (String name : List.of("citation_publication_date", "citation_date", "dc.date")) {
        content(name)
            .filter(d -> d.length() >= 4)
            .ifPresent(date -> citation.put(Field.YEAR, date.substring(0, 4)));
      }
      content("dc.identifier")
          .ifPresent(
              id -> citation.put(Field.DOI, id.replaceFirst("^(?i)(doi:|https?://doi.org/)", "")));
      content("citation_firstpage")
          .ifPresent(
              first ->
                  citation.put(
                      Field.PAGES,
                      content("citation_lastpage").map(last -> first + "-" + last).orElse(first)));
      for (Element author : tags.select("[name=citation_author], [name=dc.creator]")) {
        String[] parts = author.attr("content").split(",", 2);
        citation.author(parts.length == 2 ? parts[1] + " " + parts[0] : parts[0]);
      }
      return citation;
    }

    private void put(CitationBuilder citation, Field field, String... names) {
      for (String name : names) {
        content(name).ifPresent(value -> citation.put(field, value));
      }
    }

    private Optional<String> content(String name) {
      return tags.stream()
          .filter(tag -> tag.attr("name").strip().equalsIgnoreCase(name))
          .findFirst()
          .map(tag -> tag.attr("content"))
          .filter(value -> !value.isBlank());
    }
  }

  /** HTML: what is a block in it, and what belongs to the page instead of the article. */
  private static final class HtmlMarkup implements Markup {
    private static final Set<String> SKIP =
        Set.of(
            "script",
            "style",
            "nav",
            "footer",
            "aside",
            "form",
            "button",
            "noscript",
            "svg",
            "iframe",
            "select",
            "template",
            "object",
            "video",
            "audio",
            "canvas",
            "input",
            "textarea",
            "head",
            "dialog",
            "menu");
    private static final Set<String> BLOCKS =
        Set.of(
            "p",
            "div",
            "section",
            "article",
            "main",
            "header",
            "li",
            "ul",
            "ol",
            "dl",
            "dd",
            "dt",
            "blockquote",
            "pre",
            "table",
            "figure",
            "address",
            "body",
            "hr",
            "fieldset",
            "details",
            "summary",
            "center",
            "tbody",
            "thead");
    private static final Pattern PAGE =
        Pattern.compile(
            "(?:^|[\\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|cookies?|sidebar|share|social|"
                + "banner|advert|ads?|footer|toolbar|related|recommended|metrics|skip-link|"
                + "visually-hidden|sr-only|pagination|newsletter|login|citation-tools)(?:$|[\\s_-])");

    @Override
    public Role role(Element element) {
      String name = element.normalName();
      if (SKIP.contains(name) || isPage(element)) {
        return Role.SKIP;
      }
      return switch (name) {
        case "h1", "h2", "h3", "h4", "h5", "h6" -> Role.HEADING;
        case "figcaption", "caption" -> Role.LEGEND;
        case "tr" -> Role.ROW;
        case "td", "th" -> Role.CELL;
        case "br", "wbr" -> Role.BREAK;
        case "sup" -> isCitation(element) ? Role.SKIP : Role.SUPERSCRIPT;
        default -> BLOCKS.contains(name) ? Role.BLOCK : Role.INLINE;
      };
    }

    @Override
    public int level(Element heading) {
      return heading.normalName().charAt(1) - '0';
    }

    @Override
    public Optional<SectionKind> section(Element element) {
      return Optional.empty();
    }

    private static boolean isPage(Element element) {
      if (element.attributesSize() == 0) {
        return false;
      }
      String role = element.attr("role");
      boolean page =
          role.equals("navigation")
              || role.equals("banner")
              || role.equals("contentinfo")
              || role.equals("search")
              || element.attr("aria-hidden").equals("true")
              || element.hasAttr("hidden");
      String names = (element.className() + " " + element.id()).toLowerCase(Locale.ROOT);
      boolean whole = Set.of("body", "html", "main", "article").contains(element.normalName());
      return page || !whole && names.length() < 300 && PAGE.matcher(names).find();
    }

    /** A raised link within the page is the number of a reference or a footnote. */
    private static boolean isCitation(Element sup) {
      return sup.childrenSize() > 0
          && !sup.getElementsByAttributeValueStarting("href", "#").isEmpty();
    }
  }
}
