package org.case2fhir.extraction.patient;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.diagnostic.Result;
import org.case2fhir.document.Passage;
import org.case2fhir.document.Section;
import org.case2fhir.document.SectionKind;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.extraction.context.PassageReading;

/**
 * Finds what a document tells of its patient: the account of the case, and sentences elsewhere that
 * say that they speak of the patient. Reviews of other people's patients are left out; an animal is
 * refused. For one document each.
 */
public final class PatientScope {
  private static final Pattern GENERAL_LEGEND =
      Pattern.compile(
          "\\b(?:algorithm|schematic|flow ?chart|diagram|adapted|review|literature|et al"
              + "|classification|reported cases)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern END_OF_ACCOUNT =
      Pattern.compile(
          "^\\W{0,3}(?:in )?(?:conclusions?|summary)\\b|^\\W{0,3}(?:we conclude|to our knowledge"
              + "|to the best of our|this (?:case|report)|our (?:case|report)|lessons?)\\b",
          Pattern.CASE_INSENSITIVE);

  // No person writes longer sentences; what is longer is no prose.
  private static final int LONGEST_SENTENCE = 5_000;
  // Far more than any case report has.
  private static final int MOST_CHARACTERS = 400_000;

  private final Function<Passage, PassageReading> reader;
  private int skipped;
  private int charactersRead;
  private boolean cut;

  /**
   * @param reader reads a passage: its sentences, mentions, contexts and relations
   */
  public PatientScope(Function<Passage, PassageReading> reader) {
    this.reader = reader;
  }

  /** The patients of a document; without one there is an issue that says why. */
  public Result<List<PatientText>> of(SourceDocument document) {
    List<Paragraph> paragraphs =
        document.sections().stream()
            .flatMap(section -> Paragraph.of(document, section).stream())
            .toList();
    SectionKind account = accountKind(paragraphs);
    List<PatientText> patients = new ArrayList<>();
    boolean animal = titleTellsOfAnimal(paragraphs);
    for (List<Paragraph> own : PatientSplitter.split(ofKind(paragraphs, account))) {
      List<PatientSentence> told = account(own, account);
      animal |= beginsWithAnimal(own);
      animal |= told.stream().anyMatch(s -> PatientReferences.introducesAnimal(s.text()));
      if (!told.isEmpty()) {
        patients.add(new PatientText(patients.size() + 1, told, List.of()));
      }
    }
    if (animal) {
      return Result.failed(notHuman(document));
    }
    if (patients.isEmpty()) {
      List<Issue> why = new ArrayList<>(issues(document, paragraphs, patients));
      why.add(noPatient(document));
      return Result.failed(why);
    }
    if (patients.size() == 1) {
      patients.set(0, withAsides(patients.get(0), paragraphs, account));
    }
    if (document.sections().stream().anyMatch(section -> section.kind() == SectionKind.TABLE)) {
      patients.replaceAll(patient -> withTables(patient, patients.size(), document));
    }
    return Result.of(List.copyOf(patients), issues(document, paragraphs, patients));
  }

  // Where the account stands: in the case section, else in parts without a telling heading, else in
  // the abstract.
  private static SectionKind accountKind(List<Paragraph> paragraphs) {
    for (SectionKind kind : List.of(SectionKind.CASE, SectionKind.OTHER)) {
      boolean found =
          ofKind(paragraphs, kind).stream()
              .anyMatch(paragraph -> PatientReferences.mayMention(paragraph.passage().text()));
      if (found) {
        return kind;
      }
    }
    boolean abstracted = !ofKind(paragraphs, SectionKind.ABSTRACT).isEmpty();
    return abstracted ? SectionKind.ABSTRACT : SectionKind.CASE;
  }

  private static List<Paragraph> ofKind(List<Paragraph> paragraphs, SectionKind kind) {
    return paragraphs.stream().filter(paragraph -> paragraph.kind() == kind).toList();
  }

  private List<PatientSentence> account(List<Paragraph> paragraphs, SectionKind kind) {
    List<PatientSentence> sentences = new ArrayList<>();
    for (Paragraph paragraph : paragraphs) {
      sentences.addAll(sentences(paragraph, SectionKind.CASE));
    }
    int first = 0;
    while (first < sentences.size() && !PatientReferences.introduces(sentences.get(first).text())) {
      first++;
    }
    if (first == sentences.size()) {
      return List.of();
    }
    // A case section is about the patient from its beginning.
    int from = kind == SectionKind.CASE ? 0 : first;
    return sentences.subList(from, end(sentences, first, kind)).stream()
        .filter(sentence -> !PatientReferences.isElsewhere(sentence.text()))
        .toList();
  }

  private static int end(List<PatientSentence> sentences, int first, SectionKind kind) {
    if (kind == SectionKind.CASE) {
      return sentences.size();
    }
    int end = first + 1;
    while (end < sentences.size() && !END_OF_ACCOUNT.matcher(sentences.get(end).text()).find()) {
      end++;
    }
    return end;
  }

  private List<PatientSentence> sentences(Paragraph paragraph, SectionKind kind) {
    List<PatientSentence> sentences = new ArrayList<>();
    charactersRead += paragraph.passage().text().length();
    if (charactersRead > MOST_CHARACTERS) {
      cut = true;
      return sentences;
    }
    for (PassageReading slice : ReadingSlices.of(reader.apply(paragraph.passage()))) {
      if (slice.sentences().get(0).span().length() > LONGEST_SENTENCE) {
        skipped++;
        continue;
      }
      sentences.add(new PatientSentence(kind, sentences.isEmpty(), slice));
    }
    return sentences;
  }

  private PatientText withAsides(
      PatientText patient, List<Paragraph> paragraphs, SectionKind account) {
    List<PatientSentence> all = new ArrayList<>(patient.sentences());
    for (Paragraph paragraph : paragraphs) {
      if (paragraph.kind() != account && mayTell(paragraph)) {
        sentences(paragraph, paragraph.kind()).stream()
            .filter(PatientScope::isAside)
            .forEach(all::add);
      }
    }
    return new PatientText(patient.number(), all, List.of());
  }

  private static boolean mayTell(Paragraph paragraph) {
    return switch (paragraph.kind()) {
      case ABSTRACT, INTRODUCTION, DISCUSSION, CONCLUSION, OTHER, CASE ->
          PatientReferences.mayMention(paragraph.passage().text());
      case FIGURE_LEGEND -> !GENERAL_LEGEND.matcher(paragraph.passage().text()).find();
      case TITLE, FRONT_MATTER, KEYWORDS, TABLE, BACK_MATTER, REFERENCES, OTHER_LANGUAGE -> false;
    };
  }

  // The caption of a table stands before it, or behind.
  private static PatientText withTables(
      PatientText patient, int patients, SourceDocument document) {
    ResultTable.Column column = new ResultTable.Column(patient.number(), patients);
    return new PatientText(patient.number(), patient.sentences(), tables(document, column));
  }

  private static List<ResultTable> tables(SourceDocument document, ResultTable.Column column) {
    List<ResultTable> tables = new ArrayList<>();
    List<Section> sections = document.sections();
    for (int i = 0; i < sections.size(); i++) {
      Optional<String> caption = sections.get(i).heading();
      for (int j : new int[] {i - 1, i + 1}) {
        if (caption.isEmpty() && j >= 0 && j < sections.size()) {
          caption = caption(document, sections.get(j));
        }
      }
      ResultTable.of(document, sections.get(i), caption, column).ifPresent(tables::add);
    }
    return tables;
  }

  private static Optional<String> caption(SourceDocument document, Section section) {
    return section.kind() == SectionKind.FIGURE_LEGEND && !section.paragraphs().isEmpty()
        ? Optional.of(Passage.of(document, section.paragraphs().get(0)).text())
        : Optional.empty();
  }

  private static boolean isAside(PatientSentence sentence) {
    return sentence.section() == SectionKind.FIGURE_LEGEND
        || PatientReferences.speaksOfThePatient(sentence.text());
  }

  // The first sentence of an account says whom it is about.
  private static boolean beginsWithAnimal(List<Paragraph> account) {
    return account.stream()
        .map(paragraph -> paragraph.passage().text())
        .filter(text -> !text.isBlank())
        .findFirst()
        .filter(PatientScope::isAboutAnimal)
        .isPresent();
  }

  private static boolean isAboutAnimal(String text) {
    int stop = text.indexOf(". ");
    return PatientReferences.isAboutAnimal(stop < 0 ? text : text.substring(0, stop));
  }

  private static boolean titleTellsOfAnimal(List<Paragraph> paragraphs) {
    return paragraphs.stream()
        .filter(paragraph -> paragraph.kind() == SectionKind.TITLE)
        .anyMatch(paragraph -> PatientReferences.namesAnimalPatient(paragraph.passage().text()));
  }

  private List<Issue> issues(
      SourceDocument document, List<Paragraph> paragraphs, List<PatientText> patients) {
    List<Issue> issues = new ArrayList<>();
    Location place = Location.of(document.id());
    if (patients.size() > 1) {
      String message = "the document tells of " + patients.size() + " patients";
      issues.add(
          Issue.information("several-patients", message, place, "each becomes a case of its own"));
    }
    if (cut) {
      String message = "only its first " + MOST_CHARACTERS + " characters are read";
      issues.add(Issue.warning("cut-document", message, place, "give one case report at a time"));
    }
    if (skipped > 0) {
      String message =
          skipped + " sentences are longer than " + LONGEST_SENTENCE + " characters and not read";
      issues.add(Issue.warning("long-sentence", message, place, "check the document"));
    }
    long tables = document.sections().stream().filter(s -> s.kind() == SectionKind.TABLE).count();
    long read = patients.stream().mapToLong(patient -> patient.tables().size()).sum();
    if (tables > read) {
      String message =
          read == 0
              ? "what its tables tell is not read as facts"
              : (tables - read) + " of its " + tables + " tables are not read as facts";
      issues.add(
          Issue.warning("unread-table", message, place, "add their results to the case by hand"));
    }
    return issues;
  }

  private static Issue notHuman(SourceDocument document) {
    return Issue.error(
        "not-human",
        "its patient is an animal, and this program knows human cases only",
        Location.of(document.id()),
        "if that is wrong, write a case file");
  }

  private static Issue noPatient(SourceDocument document) {
    String kinds =
        document.sections().stream()
            .map(section -> section.kind().name().toLowerCase(Locale.ROOT))
            .distinct()
            .collect(Collectors.joining(", "));
    return Issue.error(
        "no-patient",
        "no patient is introduced in it (parts found: " + (kinds.isEmpty() ? "none" : kinds) + ")",
        Location.of(document.id()),
        "give a case report, or write a case file");
  }
}
