package org.case2fhir.extraction.facts;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.mention.Mention;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.FindingCategory;
import org.case2fhir.model.Span;

/**
 * A site told behind a list of findings that one study or look showed is the site of each: "A and B
 * were seen on both arms", "histology revealed A, B and C in the dermis". A list of complaints
 * shares nothing: "fever and pain in the leg".
 */
final class SharedSites {
  private static final Pattern LIST =
      Pattern.compile("[\\s,-]*(?:\\b(?:and|or|as well as)\\b)?(?: an?| the)?[\\s-]*");
  private static final Pattern SEEN =
      Pattern.compile(
          "^(?: also| all)? (?:was|were|is|are) (?:also |both |all"
              + " )?(?:seen|detected|observed|found|noted|present|visible|identified|noticed)\\b",
          Pattern.CASE_INSENSITIVE);

  private SharedSites() {}

  static void share(List<Draft> drafts, SiteReader sites) {
    List<Draft> findings =
        drafts.stream()
            .filter(d -> d.kind == FactKind.FINDING && d.assertion == Assertion.PRESENT)
            .toList();
    for (int i = findings.size() - 1; i > 0; i--) {
      Draft first = findings.get(i - 1);
      Draft last = findings.get(i);
      if (first.place.index() == last.place.index()
          && first.sites.isEmpty()
          && isOneList(first, last)
          && (isStudied(last) || isSeen(last))) {
        first.sites.addAll(behind(last, sites));
        first.sharesSite = !first.sites.isEmpty();
      }
    }
  }

  private static Set<BodySite> behind(Draft last, SiteReader sites) {
    if (last.sharesSite) {
      return last.sites;
    }
    return new LinkedHashSet<>(sites.behind(last.sentence(), last.head));
  }

  private static boolean isStudied(Draft draft) {
    return draft.findingCategory == FindingCategory.PATHOLOGY
        || draft.findingCategory == FindingCategory.IMAGING;
  }

  private static boolean isSeen(Draft last) {
    PatientSentence sentence = last.sentence();
    int from = last.head.span().end();
    return from < sentence.span().end()
        && SEEN.matcher(sentence.words(new Span(from, sentence.span().end()))).find();
  }

  private static boolean isOneList(Draft first, Draft last) {
    PatientSentence sentence = first.sentence();
    int at = first.head.span().end();
    List<Mention> between = new ArrayList<>();
    for (Mention mention : sentence.mentions()) {
      if (mention.span().start() >= at && mention.span().end() <= last.head.span().start()) {
        between.add(mention);
      }
    }
    for (Mention mention : between) {
      if (!Adjectives.isQuality(mention) || !isGlue(sentence, at, mention.span().start())) {
        return false;
      }
      at = mention.span().end();
    }
    return isGlue(sentence, at, last.head.span().start());
  }

  private static boolean isGlue(PatientSentence sentence, int from, int to) {
    return from >= to || LIST.matcher(sentence.words(new Span(from, to))).matches();
  }
}
