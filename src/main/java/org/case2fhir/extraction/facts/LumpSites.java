package org.case2fhir.extraction.facts;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.extraction.context.Relation;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.timeline.CaseTimeline;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.Concept;
import org.case2fhir.model.FactKind;

/**
 * Where a lump is of which only the side is told: "there were cysts in both breasts; a cyst of 3 cm
 * on the left was excised". The site is that of the lumps told last before it, where that is one
 * site; else it stays the side alone.
 */
final class LumpSites {
  private static final int REACH = 2;
  private static final String WORDS =
      "\\b(?:lesion|mass|nodule|swelling|cyst|tumou?r|plaque|lump|ulcer|polyp|abscess)(?:s|es)?";
  private static final Pattern SIDE =
      Pattern.compile("(?i)(?:.*\\b)?sides?|(?:the )?(?:left|right|both|bilateral)");
  private static final Pattern LUMP = Pattern.compile(WORDS + "$", Pattern.CASE_INSENSITIVE);
  private static final Pattern ANY_LUMP = Pattern.compile(WORDS + "\\b", Pattern.CASE_INSENSITIVE);

  private LumpSites() {}

  static void complete(List<Draft> drafts, CaseTimeline timeline, SiteReader sites) {
    for (Draft draft : drafts) {
      if (isSideAlone(draft) && isOfLump(draft)) {
        told(draft, timeline, sites).ifPresent(site -> complete(draft, site, drafts));
      }
    }
  }

  private static boolean isOfLump(Draft draft) {
    return draft.kind == FactKind.FINDING && isLump(draft.concept.text())
        || GeneralProcedures.isOperation(draft) && ANY_LUMP.matcher(draft.sentence().text()).find();
  }

  private static boolean isSideAlone(Draft draft) {
    return draft.sites.size() == 1
        && draft.sites.stream().allMatch(site -> site.site().text().equals(SiteReader.SIDE_ALONE));
  }

  private static boolean isLump(String words) {
    return LUMP.matcher(words).find();
  }

  private static Optional<Concept> told(Draft draft, CaseTimeline timeline, SiteReader sites) {
    int index = draft.place.index();
    for (int i = index; i >= 0 && index - i <= REACH && i < timeline.sentences().size(); i--) {
      PatientSentence sentence = timeline.sentences().get(i).sentence();
      Set<Concept> found = new LinkedHashSet<>();
      boolean lumps = false;
      for (Mention lump : sentence.mentions()) {
        boolean before = i < index || lump.span().end() <= draft.head.span().start();
        if (before && isProblem(lump) && isLump(sentence.words(lump))) {
          lumps = true;
          sentence
              .details(lump, Relation.Kind.SITE)
              .map(site -> one(sites.site(sentence, site).site(), sites))
              .filter(site -> !site.text().equals(SiteReader.SIDE_ALONE))
              .forEach(found::add);
        }
      }
      if (found.isEmpty() && lumps && i < index) {
        onlySite(sentence)
            .ifPresent(site -> found.add(one(sites.site(sentence, site).site(), sites)));
      }
      if (!found.isEmpty()) {
        return found.size() == 1 ? found.stream().findFirst() : Optional.empty();
      }
    }
    return Optional.empty();
  }

  // "Cysts were found in both breasts": the only part that the sentence names.
  private static Optional<Mention> onlySite(PatientSentence sentence) {
    List<Mention> sites =
        sentence.mentions().stream()
            .filter(mention -> mention.type() == MentionType.BIOLOGICAL_STRUCTURE)
            .filter(mention -> !SIDE.matcher(sentence.words(mention)).matches())
            .toList();
    return sites.size() == 1 ? Optional.of(sites.get(0)) : Optional.empty();
  }

  // Of "both gluteal regions" one side is a gluteal region.
  private static Concept one(Concept site, SiteReader sites) {
    String words = site.text();
    if (words.endsWith("ss") || !words.endsWith("s")) {
      return site;
    }
    Concept singular = sites.named(words.substring(0, words.length() - 1)).site();
    return singular.isCoded() || words.matches("(?i).* (?:region|area|part)s") ? singular : site;
  }

  private static boolean isProblem(Mention mention) {
    return mention.type() == MentionType.SIGN_SYMPTOM
        || mention.type() == MentionType.DISEASE_DISORDER
        || mention.type() == MentionType.COREFERENCE;
  }

  // What was done to the lump was done there.
  private static void complete(Draft lump, Concept site, List<Draft> drafts) {
    BodySite side = lump.sites.iterator().next();
    BodySite whole = new BodySite(site, side.laterality());
    replace(lump, side, whole);
    lump.procedure.filter(drafts::contains).ifPresent(done -> replace(done, side, whole));
  }

  private static void replace(Draft draft, BodySite side, BodySite whole) {
    if (draft.sites.remove(side)) {
      draft.sites.add(whole);
    }
  }
}
