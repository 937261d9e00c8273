package org.case2fhir.extraction.facts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.FindingCategory;
import org.case2fhir.model.Laterality;

/**
 * The disease that an article reports, where the account of the case only tells what was seen of
 * it: "gluteal calcinosis" of which the case tells calcifications. Its site is written as the case
 * writes it; the findings of looks and studies that bear its name are its evidence; and it was
 * found at the visit of the first of them.
 */
final class ReportedDisease {
  private static final int SHORTEST_STEM = 5;
  private static final Pattern COMMON =
      Pattern.compile(
          "^(?:hyper|hypo|endo|peri|intra|inter|poly|anti|micro|macro|extra|supra|multi|pseudo|neuro|hemato"
              + "|haemato|cardio|gastro|osteo|thrombo|broncho|lympho|trans|retro|infra|super"
              // A part of the body in common is no disease in common.
              + "|hepat|nephr|dermat|pneum|encephal|arthr|myocard|splen|crani|mening|vascul|angio"
              + "|mamm|prostat|thyroid|rhino|laryn|pharyn|esophag|oesophag|intestin|chole|ovar|uter"
              + "|vertebr|spondyl|muscul|kerat|retin|ophthalm|pancrea|pleur|pericard|stomat|gloss)");

  private ReportedDisease() {}

  static void place(List<Draft> drafts) {
    for (Draft disease : drafts) {
      boolean reported =
          disease.kind == FactKind.DIAGNOSIS
              && disease.assertion == Assertion.PRESENT
              && !disease.comorbidity
              && disease.visit.isEmpty()
              && !disease.sentence().inCase();
      if (reported) {
        writeSite(disease, drafts);
        List<Draft> evidence = evidence(disease, drafts);
        evidence.forEach(draft -> draft.supports.add(disease));
        disease.visit =
            evidence.stream().map(draft -> draft.visit).flatMap(Optional::stream).findFirst();
      }
    }
  }

  // "Gluteal" is what the case calls "both gluteal regions".
  private static void writeSite(Draft disease, List<Draft> drafts) {
    List<BodySite> bare =
        disease.sites.stream().filter(site -> ProblemNames.isSite(site.site().text())).toList();
    for (BodySite adjective : bare) {
      String word = adjective.site().text().toLowerCase(Locale.ROOT) + " ";
      Optional<BodySite> whole =
          drafts.stream()
              .filter(draft -> draft.kind == FactKind.FINDING && draft.sentence().inCase())
              .flatMap(draft -> draft.sites.stream())
              .filter(site -> site.site().text().toLowerCase(Locale.ROOT).startsWith(word))
              .max(Comparator.comparing(ReportedDisease::isBilateral));
      whole.ifPresent(
          site -> {
            disease.sites.remove(adjective);
            disease.sites.add(site);
          });
    }
  }

  private static boolean isBilateral(BodySite site) {
    return site.laterality().filter(Laterality.BILATERAL::equals).isPresent();
  }

  private static List<Draft> evidence(Draft disease, List<Draft> drafts) {
    String name = lastWord(disease.concept.text());
    List<Draft> evidence = new ArrayList<>();
    for (Draft draft : drafts) {
      if (draft.kind == FactKind.FINDING
          && draft.assertion == Assertion.PRESENT
          && isShown(draft.findingCategory)
          && List.of(draft.concept.text().split("[ ,-]+")).stream()
              .anyMatch(word -> isAlike(word.toLowerCase(Locale.ROOT), name))) {
        evidence.add(draft);
      }
    }
    return evidence;
  }

  private static boolean isShown(FindingCategory category) {
    return switch (category) {
      case EXAM, IMAGING, PATHOLOGY, PROCEDURE -> true;
      case SYMPTOM, LABORATORY, HISTORY, SOCIAL, OUTCOME -> false;
    };
  }

  private static String lastWord(String name) {
    return name.toLowerCase(Locale.ROOT).replaceFirst("^.*[ -]", "");
  }

  /** Whether two words have a stem in common that is no common beginning of medical words. */
  static boolean isAlike(String word, String name) {
    int same = 0;
    while (same < Math.min(word.length(), name.length())
        && Objects.equals(word.charAt(same), name.charAt(same))) {
      same++;
    }
    return same >= SHORTEST_STEM && !COMMON.matcher(name).find();
  }
}
