package org.case2fhir.extraction.facts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.extraction.facts.ConceptCoder.Coded;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.timeline.CaseTimeline;
import org.case2fhir.extraction.timeline.TimedSentence;
import org.case2fhir.extraction.words.Hints;
import org.case2fhir.extraction.words.WordTable;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.ReportCategory;
import org.case2fhir.model.Span;
import org.case2fhir.terminology.Domain;

/**
 * Specimens: what was taken, how it was prepared step by step, how large it was, and the
 * pathologist's report that rests on it. Words for a specimen make one only where the text also
 * tells a step or a size; later steps belong to the specimens told last.
 */
final class SpecimenFacts {
  private static final int REACH = 4;
  private static final int LONGEST = 1_500;
  private static final int MOST = 12;
  private static final Pattern NOUN =
      Pattern.compile(
          "(?<![\\p{L}-])(?:(two|three|four|five|six|\\d{1,2}|an?|the|one|both|these|this|those)"
              + " )?((?:[\\p{L}-]{2,20} (?:and )?){0,5}?)(specimens?|samples?|tissue blocks?)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Hints NOUN_HINTS = Hints.of("specimen", "sample", "tissue block");
  private static final Map<String, Integer> NUMBERS =
      Map.of("two", 2, "both", 2, "three", 3, "four", 4, "five", 5, "six", 6);
  private static final Pattern NO_MATERIAL =
      Pattern.compile(
          "(?i)(?:\\p{L}+ly|fixed|frozen|embedded|obtained|resected|excised|biopsy|surgical|gross"
              + "|pathological|pathology|histological|histopathological|from|of|for|was|were|in|and"
              + "|the|on|then|taken|examined|tissue-?block|[\\p{L}]+-(?:fixed|embedded))");
  private static final Pattern STEP =
      Pattern.compile(
          WordTable.rows(SpecimenFacts.class, "specimen-processing.tsv").stream()
              .map(row -> "(?:" + row[0] + ")")
              .collect(Collectors.joining("|", "(?<![\\p{L}\\d])(?:", ")(?![\\p{L}])")),
          Pattern.CASE_INSENSITIVE);

  private final Draftsman draftsman;

  SpecimenFacts(Draftsman draftsman) {
    this.draftsman = draftsman;
  }

  /**
   * The specimens of a case, their sizes as measurements; reports in what was told learn of them.
   */
  List<Draft> read(CaseTimeline timeline, List<Draft> told) {
    List<Draft> drafts = new ArrayList<>();
    List<Draft> last = new ArrayList<>();
    for (TimedSentence place : timeline.sentences()) {
      String text = place.sentence().text();
      if (!place.sentence().inCase() || text.length() > LONGEST || drafts.size() > MOST) {
        continue;
      }
      if (!last.isEmpty() && place.index() - last.get(0).place.index() > REACH) {
        last.clear();
      }
      if (last.isEmpty() && !NOUN_HINTS.in(text)) {
        continue;
      }
      Matcher noun = NOUN.matcher(text);
      Set<String> steps = steps(text);
      List<SpecimenSizes.Group> sizes =
          noun.find() ? SpecimenSizes.behind(text, noun.end()) : List.of();
      boolean counted = sizes.isEmpty() ? last.isEmpty() && !steps.isEmpty() : true;
      if (noun.reset().find() && counted) {
        last = specimens(place, noun);
        drafts.addAll(last);
        drafts.addAll(sizes(place, sizes, last));
      }
      if (!steps.isEmpty()) {
        last.forEach(specimen -> specimen.processing.addAll(steps));
        addEvidence(last, place);
      }
      report(place, last, told);
    }
    SpecimenReports.attach(drafts, told);
    return drafts;
  }

  private static Set<String> steps(String text) {
    Set<String> steps = new LinkedHashSet<>();
    Matcher matcher = STEP.matcher(text);
    while (matcher.find()) {
      steps.add(ConceptCoder.plain(matcher.group()));
    }
    return steps;
  }

  private void addEvidence(List<Draft> specimens, TimedSentence place) {
    PatientSentence sentence = place.sentence();
    if (draftsman.quotes().fits(sentence, sentence.span())) {
      specimens.forEach(s -> s.evidence.add(draftsman.quotes().of(sentence, sentence.span())));
    }
  }

  private List<Draft> specimens(TimedSentence place, Matcher noun) {
    PatientSentence sentence = place.sentence();
    int at = sentence.span().start();
    Mention head =
        new Mention(MentionType.BIOLOGICAL_STRUCTURE, new Span(at + noun.start(), at + noun.end()));
    String material = material(noun.group(2));
    String name = material.isEmpty() ? "tissue" : material;
    Coded coded =
        draftsman
            .coder()
            .code(List.of(name, name + " specimen"), List.of(Domain.SPECIMEN), sentence);
    List<Draft> specimens = new ArrayList<>();
    for (int i = 0; i < count(noun.group(1)); i++) {
      Draft draft = draftsman.draft(FactKind.SPECIMEN, coded, place, head);
      draft.sites.clear();
      draft.severity = Optional.empty();
      specimens.add(draft);
    }
    return specimens;
  }

  private static int count(String word) {
    if (word == null) {
      return 1;
    }
    String lower = word.toLowerCase(Locale.ROOT);
    if (Character.isDigit(lower.charAt(0))) {
      return Math.max(1, Math.min(Integer.parseInt(lower), 6));
    }
    return NUMBERS.getOrDefault(lower, 1);
  }

  private static String material(String words) {
    return Arrays.stream(words.strip().split(" "))
        .dropWhile(word -> NO_MATERIAL.matcher(word).matches())
        .collect(Collectors.joining(" "))
        .replaceFirst(" (?:biopsy|surgical)$", "");
  }

  private List<Draft> sizes(
      TimedSentence place, List<SpecimenSizes.Group> groups, List<Draft> specimens) {
    PatientSentence sentence = place.sentence();
    List<Draft> drafts = new ArrayList<>();
    for (SpecimenSizes.Group group : groups) {
      if (group.sizes().size() != specimens.size()) {
        String words = group.words(sentence.text());
        specimens.forEach(specimen -> specimen.notes.add(words));
        continue;
      }
      for (int i = 0; i < specimens.size(); i++) {
        Span size = group.sizes().get(i);
        Coded coded = draftsman.coder().test(group.label(), Optional.empty(), sentence);
        int at = sentence.span().start();
        Mention head =
            new Mention(MentionType.LAB_VALUE, new Span(at + size.start(), at + size.end()));
        Draft draft = draftsman.draft(FactKind.MEASUREMENT, coded, place, head);
        draft.sites.clear();
        draft.severity = Optional.empty();
        draft.value = SizeReader.read(sentence.text().substring(size.start(), size.end()));
        draft.specimen = Optional.of(specimens.get(i));
        drafts.add(draft);
      }
    }
    return drafts;
  }

  private static void report(TimedSentence place, List<Draft> specimens, List<Draft> told) {
    for (Draft draft : told) {
      boolean pathology =
          draft.kind == FactKind.REPORT
              && draft.reportCategory == ReportCategory.PATHOLOGY
              && draft.procedure.isEmpty();
      if (pathology && draft.place.index() == place.index()) {
        draft.specimens.addAll(specimens);
      }
    }
  }
}
