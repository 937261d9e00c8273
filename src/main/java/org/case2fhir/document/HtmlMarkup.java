package org.case2fhir.document;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/** HTML: what is a block in it, and what belongs to the page instead of the article. */
final class HtmlMarkup implements Markup {
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
