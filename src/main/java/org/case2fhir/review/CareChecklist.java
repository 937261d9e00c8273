package org.case2fhir.review;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.document.SectionKind;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Diagnosis;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.Finding;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.SourceCitation;
import org.case2fhir.reading.ExtractedCase;
import org.case2fhir.review.CareReport.Item;
import org.case2fhir.review.CareReport.Place;
import org.case2fhir.review.CareReport.State;
import org.case2fhir.review.CareText.Hit;
import org.case2fhir.review.CareText.Paragraph;

/**
 * Says which of the 13 items of the CARE guideline for case reports (<a
 * href="https://www.care-statement.org">care-statement.org</a>) an article or a case gives, where,
 * and what is missing.
 *
 * <p>An item is found by the facts of the case and their words, and by phrases of the text; it says
 * that something is there, not that it is good. What stands in the words of an article counts for
 * each of its patients. Safe for use by several threads.
 */
public final class CareChecklist {
  private static final Pattern TERM_ENDS = Pattern.compile("[,;·•|\\n\\u2022]+|\\.\\s");
  private static final Pattern LETTERS = Pattern.compile("\\p{L}{4,40}");
  private static final Pattern CITATION =
      Pattern.compile("\\[\\s?\\d{1,3}[^\\]]{0,30}\\]|\\(\\p{Lu}[^()]{2,60}\\d{4}[a-z]?\\)");

  /** A paragraph that says something. */
  private static final int SHORTEST_INTRODUCTION = 120;

  private final CareText text;
  private final CaseReport report;

  private CareChecklist(CareText text, CaseReport report) {
    this.text = text;
    this.report = report;
  }

  /**
   * Checks an article with the case that was read from it, as it was read or after review.
   *
   * @param report whose evidence points into the document
   */
  public static CareReport check(SourceDocument document, CaseReport report) {
    return new CareChecklist(CareText.of(document), report).items();
  }

  /** Checks an article with one of its patients. */
  public static CareReport check(ExtractedCase extracted) {
    return check(extracted.document(), extracted.report());
  }

  /** Checks a case alone: what only an article has is not applicable. */
  public static CareReport check(CaseReport report) {
    return new CareChecklist(CareText.of(report.facts(), report.visits()), report).items();
  }

  private CareReport items() {
    List<Item> items = new ArrayList<>();
    items.add(title());
    if (text.isArticle()) {
      items.add(keyWords());
      items.add(summary());
      items.add(introduction());
    } else {
      items.add(notInCase("2", "Key words", "key words"));
      items.add(notInCase("3", "Abstract", "abstract"));
      items.add(notInCase("4", "Introduction", "introduction"));
    }
    items.addAll(new CareCaseItems(text, report).items());
    if (text.isArticle()) {
      items.add(discussion());
      items.add(perspective());
      items.add(consent());
    } else {
      items.add(notInCase("11", "Discussion", "discussion"));
      items.add(notInCase("12", "Patient perspective", "place for the patient's view"));
      items.add(notInCase("13", "Informed consent", "place for the consent"));
    }
    return new CareReport(items);
  }

  private static Item notInCase(String id, String title, String what) {
    return ItemJudgement.notApplicable(id, title, "a case file has no " + what);
  }

  private ItemJudgement judge(String id, String title) {
    return new ItemJudgement(text, id, title);
  }

  // ---- 1 title, 2 key words ------------------------------------------------------------------

  private Item title() {
    ItemJudgement item = judge("1", "Title");
    Optional<Place> place = titlePlace();
    if (place.isEmpty()) {
      if (!text.isArticle()) {
        return ItemJudgement.notApplicable("1", "Title", "the case file has no title");
      }
      item.lacks(
          "a title", "give the article a title with its focus and the words \"case report\"");
      return item.item();
    }
    String words = place.get().quote();
    boolean named = CareText.PHRASES.holds("title-words", words);
    boolean focus = hasFocus(words);
    if (named) {
      item.found("it says that this is a case report", List.of(place.get()));
    } else {
      item.lacks("the words \"case report\"", "add \"case report\" to the title");
    }
    if (focus) {
      item.found("what the case is about", List.of(place.get()));
    } else {
      item.lacks("what the case is about", "name the diagnosis, finding or treatment in the title");
    }
    return item.item();
  }

  /** Whether words are left when those that say "case report" are taken away. */
  private static boolean hasFocus(String title) {
    StringBuilder rest = new StringBuilder(title);
    for (PhraseTable.Match match : CareText.PHRASES.find("title-words", title)) {
      for (int i = match.start(); i < match.end(); i++) {
        rest.setCharAt(i, ' ');
      }
    }
    return LETTERS.matcher(rest).find();
  }

  private Optional<Place> titlePlace() {
    Optional<Place> printed =
        text.in(EnumSet.of(SectionKind.TITLE)).stream().findFirst().map(this::whole);
    Optional<String> known =
        report.title().or(() -> report.source().flatMap(SourceCitation::title));
    return printed
        .or(() -> known.flatMap(this::frontMatter))
        .or(() -> known.map(words -> new Place("title", 0, 0, words, "source")))
        .or(
            () ->
                text.in(EnumSet.of(SectionKind.FRONT_MATTER)).stream().findFirst().map(this::top));
  }

  private Place whole(Paragraph paragraph) {
    return text.place(paragraph, 0, paragraph.text().length());
  }

  private Optional<Place> frontMatter(String title) {
    return text.in(EnumSet.of(SectionKind.FRONT_MATTER)).stream()
        .filter(paragraph -> paragraph.text().contains(title))
        .map(
            paragraph -> {
              int start = paragraph.text().indexOf(title);
              return text.place(paragraph, start, start + title.length());
            })
        .findFirst();
  }

  /** A page on one line begins with the name of its article. */
  private Place top(Paragraph paragraph) {
    String words = paragraph.text();
    int end = Math.min(words.length(), 200);
    for (String after : List.of(" | ", " - PubMed", " Warning:")) {
      int at = words.indexOf(after);
      end = at > 0 ? Math.min(end, at) : end;
    }
    return text.place(paragraph, 0, end);
  }

  private Item keyWords() {
    ItemJudgement item = judge("2", "Key words");
    List<Paragraph> paragraphs = text.in(EnumSet.of(SectionKind.KEYWORDS));
    if (paragraphs.isEmpty()) {
      item.lacks("key words", "add 2 to 5 key words, one of them \"case report\"");
      return item.item();
    }
    List<String> terms = new ArrayList<>();
    for (Paragraph paragraph : paragraphs) {
      TERM_ENDS.splitAsStream(paragraph.text()).filter(t -> !t.isBlank()).forEach(terms::add);
    }
    // Without a sign between them the words of a page on one line cannot be counted.
    boolean several = terms.size() > 1 || words(paragraphs.get(0).text()) > 3;
    item.found("key words", paragraphs.stream().map(this::whole).toList());
    if (!several) {
      item.lacks("more than one key word", "give 2 to 5 key words");
    }
    if (paragraphs.stream().noneMatch(p -> CareText.PHRASES.holds("title-words", p.text()))) {
      item.suggests("\"case report\" as a key word", "add \"case report\" to the key words");
    }
    return item.item();
  }

  private static int words(String text) {
    return text.split("\\s+", -1).length;
  }

  // ---- 3 abstract, 4 introduction ------------------------------------------------------------

  private Item summary() {
    List<Paragraph> paragraphs = text.in(EnumSet.of(SectionKind.ABSTRACT));
    ItemJudgement background = judge("3a", "Background, and what is unique");
    ItemJudgement symptoms = judge("3b", "Main symptoms and findings");
    ItemJudgement course = judge("3c", "Diagnoses, interventions, outcomes");
    ItemJudgement lesson = judge("3d", "What to take away");
    if (paragraphs.isEmpty()) {
      background.lacks("an abstract", "write an abstract");
      return ItemJudgement.of("3", "Abstract", List.of(background, symptoms, course, lesson));
    }
    if (!background.finds("what is unique", "unique", paragraphs)) {
      background.lacks(
          "why the case is worth reporting", "say in the abstract what is unique about the case");
    }
    boolean told =
        symptoms.found("findings of the case", named(paragraphs, Finding.class))
            | symptoms.finds("how the patient presented", "presented", paragraphs);
    if (!told) {
      symptoms.lacks(
          "symptoms and findings", "name the main symptoms and findings in the abstract");
    }
    boolean diagnosis =
        course.found("a diagnosis", named(paragraphs, Diagnosis.class))
            | course.finds("a diagnosis", "diagnosed", paragraphs);
    boolean intervention =
        course.found("an intervention", named(paragraphs, MedicationUse.class))
            | course.found("an intervention", named(paragraphs, Intervention.class))
            | course.finds("an intervention", "intervened", paragraphs);
    boolean outcome = course.finds("an outcome", "outcome", paragraphs);
    lackUnless(diagnosis, course, "the diagnosis", "name the diagnosis in the abstract");
    lackUnless(intervention, course, "the interventions", "name the treatment in the abstract");
    lackUnless(outcome, course, "the outcome", "say in the abstract how it went");
    List<Paragraph> conclusions =
        paragraphs.stream()
            .filter(p -> p.section().toLowerCase(Locale.ROOT).startsWith("conclu"))
            .toList();
    boolean concluded =
        lesson.found("a conclusion", conclusions.stream().map(text::place).toList());
    if (!lesson.finds("what to learn", "lesson", paragraphs) && !concluded) {
      lesson.lacks(
          "what to take away", "end the abstract with what others can learn from the case");
    }
    return ItemJudgement.of("3", "Abstract", List.of(background, symptoms, course, lesson));
  }

  private static void lackUnless(boolean there, ItemJudgement item, String what, String remedy) {
    if (!there) {
      item.lacks(what, remedy);
    }
  }

  /** Where the facts of a kind are named. */
  private List<Place> named(List<Paragraph> paragraphs, Class<? extends Fact> kind) {
    List<Place> places = new ArrayList<>();
    for (Fact fact : report.facts(kind).toList()) {
      Concept concept = fact.concept();
      Pattern words =
          Pattern.compile(
              "(?iu)(?<!\\p{L})" + Pattern.quote(concept.text()) + "(?:e?s)?(?!\\p{L})");
      for (Paragraph paragraph : paragraphs) {
        Matcher matcher = words.matcher(paragraph.text());
        if (matcher.find()) {
          Place place = text.place(paragraph, matcher.start(), matcher.end());
          String pointer = CareText.pointer(FactRef.of(fact));
          places.add(
              new Place(place.section(), place.start(), place.end(), place.quote(), pointer));
        }
      }
    }
    return places;
  }

  private Item introduction() {
    ItemJudgement item = judge("4", "Introduction");
    List<Paragraph> paragraphs =
        text.in(EnumSet.of(SectionKind.INTRODUCTION)).stream()
            .filter(paragraph -> paragraph.text().length() >= SHORTEST_INTRODUCTION)
            .toList();
    if (!item.found("an introduction", paragraphs.stream().map(text::place).toList())) {
      item.lacks("an introduction", "begin with a paragraph on why this case is worth reporting");
    } else if (!item.finds("why the case is reported", "unique", paragraphs)
        && !item.finds("why the case is reported", "lesson", paragraphs)) {
      item.lacks(
          "why the case is reported", "say in the introduction what is unique about the case");
    }
    return item.item();
  }

  // ---- 11 discussion -------------------------------------------------------------------------

  private Item discussion() {
    List<Paragraph> paragraphs = text.in(CareText.DISCUSSION);
    ItemJudgement limits = judge("11a", "Strengths and limitations");
    ItemJudgement literature = judge("11b", "The literature");
    ItemJudgement rationale = judge("11c", "Reasons for the conclusions");
    ItemJudgement lesson = judge("11d", "What to take away");
    if (paragraphs.isEmpty()) {
      limits.lacks("a discussion", "discuss the case");
      return ItemJudgement.of("11", "Discussion", List.of(limits, literature, rationale, lesson));
    }
    if (!limits.finds("limits of the report", "limitation", paragraphs)) {
      limits.lacks(
          "strengths and limitations",
          "say what the approach to this case does and does not allow");
    }
    boolean cited = literature.hits("works that are cited", citations(paragraphs));
    cited |= literature.finds("what others report", "literature", paragraphs);
    List<Paragraph> references = text.in(EnumSet.of(SectionKind.REFERENCES));
    boolean listed =
        literature.found("references", references.stream().limit(1).map(text::place).toList());
    lackUnless(cited, literature, "the literature", "compare the case with the literature");
    lackUnless(listed, literature, "references", "list the references");
    List<Hit> reasons =
        text.find("rationale", paragraphs).stream()
            .filter(hit -> CareText.PHRASES.holds("this-case", hit.sentence()))
            .toList();
    if (!rationale.hits("reasons that speak of this case", reasons)) {
      rationale.lacks(
          "reasons for the conclusions",
          "say why the findings of this case lead to the conclusions");
    }
    List<Paragraph> conclusions = text.in(EnumSet.of(SectionKind.CONCLUSION));
    boolean concluded =
        lesson.found("a conclusion", conclusions.stream().map(text::place).toList());
    if (!lesson.finds("what to learn", "lesson", paragraphs) && !concluded) {
      lesson.lacks("what to take away", "end with what others can learn from the case");
    }
    return ItemJudgement.of("11", "Discussion", List.of(limits, literature, rationale, lesson));
  }

  private static List<Hit> citations(List<Paragraph> paragraphs) {
    List<Hit> hits = new ArrayList<>();
    for (Paragraph paragraph : paragraphs) {
      Matcher matcher = CITATION.matcher(paragraph.text());
      while (matcher.find()) {
        hits.add(new Hit(paragraph, matcher.start(), matcher.end()));
      }
    }
    return hits;
  }

  // ---- 12 perspective, 13 consent ------------------------------------------------------------

  private List<Paragraph> allButReferences() {
    Set<SectionKind> kinds = EnumSet.allOf(SectionKind.class);
    kinds.removeAll(
        EnumSet.of(SectionKind.REFERENCES, SectionKind.FRONT_MATTER, SectionKind.OTHER_LANGUAGE));
    return text.in(kinds);
  }

  private Item perspective() {
    ItemJudgement item = judge("12", "Patient perspective");
    List<Paragraph> headed =
        allButReferences().stream()
            .filter(paragraph -> headedSection(paragraph.section()))
            .toList();
    // Under its heading may stand that there is none.
    List<Paragraph> given =
        headed.stream().filter(p -> text.find("perspective-not", List.of(p)).isEmpty()).toList();
    item.found("the patient's view", given.stream().map(text::place).toList());
    List<Paragraph> others =
        allButReferences().stream().filter(paragraph -> !headed.contains(paragraph)).toList();
    item.finds("the patient's view", "perspective", others);
    if (item.foundNothing()
        && item.finds("what the authors say of it", "satisfaction", text.account())) {
      item.lacks(
          "the patient's own words", "let the patient tell how the illness and treatment were");
    } else if (item.foundNothing()) {
      item.lacks("the patient's view", "let the patient tell how the illness and treatment were");
    }
    return item.item();
  }

  private static boolean headedSection(String heading) {
    return CareText.PHRASES.holds("perspective", heading);
  }

  private Item consent() {
    ItemJudgement item = judge("13", "Informed consent");
    List<Paragraph> paragraphs = allButReferences();
    String publish = "state whether the patient consented to the publication";
    List<Hit> waived = text.find("consent-waived", paragraphs);
    List<Hit> refused = text.find("consent-not-obtained", paragraphs);
    List<Hit> procedure = text.find("consent-procedure", paragraphs);
    List<Hit> given =
        text.find("consent", paragraphs).stream()
            .filter(hit -> !overlaps(hit, waived) && !overlaps(hit, refused))
            .toList();
    List<Hit> publication = given.stream().filter(hit -> !overlaps(hit, procedure)).toList();
    if (item.hits("consent", publication)) {
      return item.item();
    }
    if (item.hits("that consent was waived", waived)) {
      return item.item();
    }
    if (item.hits("that consent could not be obtained", refused)) {
      item.lacks("consent", "say how the patient's interests were kept, or ask the relatives");
      return item.item();
    }
    if (item.hits("consent to a procedure", given)) {
      item.lacks("consent to the publication", publish);
      return item.item();
    }
    item.lacks("consent", publish);
    if (!text.find("ethics", paragraphs).isEmpty()) {
      item.suggests("more than ethics approval, which is not consent", publish);
    }
    return item.item(State.MISSING);
  }

  private static boolean overlaps(Hit hit, List<Hit> others) {
    return others.stream()
        .anyMatch(
            other ->
                other.paragraph() == hit.paragraph()
                    && hit.start() < other.end()
                    && other.start() < hit.end());
  }
}
