package org.case2fhir;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.issue.Severity;
import org.case2fhir.validation.ResourceReader;
import org.case2fhir.view.CaseView;
import org.case2fhir.view.HtmlPage;
import org.case2fhir.view.HtmlPage.IndexEntry;
import org.case2fhir.view.MarkdownPage;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Resource;

/**
 * Shows cases, articles and FHIR R4 resources as pages for people. A case or an article is
 * converted first, and its page shows the Bundle: the same facts come from either.
 */
public final class CaseViewer {
  private final CaseConverter converter;
  private final PageFormat format;

  /**
   * @param converter for what is not a FHIR resource; a page needs no validation
   */
  public CaseViewer(CaseConverter converter, PageFormat format) {
    this.converter = converter;
    this.format = format;
  }

  /** What a page is written in. */
  public enum PageFormat {
    HTML("html"),
    MD("md");

    private final String extension;

    PageFormat(String extension) {
      this.extension = extension;
    }

    /** Of files, without a dot. */
    public String extension() {
      return extension;
    }
  }

  /**
   * A page.
   *
   * @param conversion what the input became, with all issues
   * @param text the page; absent where there is nothing to show
   * @param title who it is about
   */
  public record CasePage(Conversion conversion, Optional<String> text, String title) {
    /** The line of an index that leads to this page. */
    private IndexEntry entry(String link) {
      int resources = conversion.resources().values().stream().mapToInt(Integer::intValue).sum();
      long problems =
          conversion.issues().stream()
              .filter(issue -> issue.severity().atLeast(Severity.WARNING))
              .count();
      return new IndexEntry(conversion.input(), link, title, resources, problems);
    }
  }

  /**
   * The pages of one input: several for an article with several patients.
   *
   * @param patient number of the only patient wanted of an article, from 1
   * @return at least one
   */
  public List<CasePage> view(Input input, OptionalInt patient) {
    if (input.isFhir()) {
      return List.of(viewResource(input));
    }
    List<CasePage> pages = new ArrayList<>();
    for (Conversion conversion : converter.convertEach(input, patient)) {
      pages.add(viewBundle(conversion));
    }
    return pages;
  }

  /** The page is made from what would be written, so that the Bundle gives the same. */
  private CasePage viewBundle(Conversion conversion) {
    if (conversion.encoded().isEmpty()) {
      return page(conversion, Optional.empty());
    }
    byte[] encoded = conversion.encoded().get().getBytes(StandardCharsets.UTF_8);
    Result<Resource> read = ResourceReader.read(conversion.input(), encoded);
    Conversion known = conversion;
    for (Issue issue : read.issues()) {
      known = known.with(issue);
    }
    return page(known, read.value());
  }

  private CasePage viewResource(Input input) {
    Result<Resource> read = ResourceReader.read(input.name(), input.content());
    Map<String, Integer> resources = new LinkedHashMap<>();
    read.value().ifPresent(resource -> count(resource, resources));
    List<Issue> issues = new ArrayList<>(read.issues());
    if (read.value().isPresent() && resources.isEmpty()) {
      issues.add(nothing(input.name()));
    }
    Conversion conversion =
        new Conversion(
            input.name(),
            Optional.empty(),
            read.value().filter(Bundle.class::isInstance).map(Bundle.class::cast),
            Optional.empty(),
            Optional.empty(),
            resources,
            List.of(),
            issues,
            List.of(),
            Map.of(),
            Map.of(),
            Optional.empty());
    return page(conversion, read.value().filter(resource -> !resources.isEmpty()));
  }

  private static Issue nothing(String name) {
    return Issue.error(
        "no-entry",
        "the Bundle has no entry with a resource",
        Location.of(name),
        "check that it is the right file");
  }

  private static void count(Resource resource, Map<String, Integer> counts) {
    if (!(resource instanceof Bundle bundle)) {
      counts.merge(resource.fhirType(), 1, Integer::sum);
      return;
    }
    for (BundleEntryComponent entry : bundle.getEntry()) {
      if (entry.hasResource()) {
        count(entry.getResource(), counts);
      }
    }
  }

  private CasePage page(Conversion conversion, Optional<Resource> resource) {
    if (resource.isEmpty()) {
      return new CasePage(conversion, Optional.empty(), "");
    }
    CaseView view = CaseView.of(conversion.input(), resource.get(), conversion.issues());
    String text =
        switch (format) {
          case HTML -> HtmlPage.of(view);
          case MD -> MarkdownPage.of(view);
        };
    return new CasePage(conversion, Optional.of(text), view.title());
  }

  /**
   * A page that leads to others.
   *
   * @param pages by their addresses relative to this one, percent-encoded, in order
   */
  public String index(Map<String, CasePage> pages) {
    List<IndexEntry> entries = new ArrayList<>();
    pages.forEach((link, page) -> entries.add(page.entry(link)));
    return switch (format) {
      case HTML -> HtmlPage.index(entries);
      case MD -> MarkdownPage.index(entries);
    };
  }
}
