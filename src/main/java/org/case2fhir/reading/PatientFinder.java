package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.case2fhir.document.Passage;
import org.case2fhir.document.Section;
import org.case2fhir.document.SectionKind;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.mention.Sentence;
import org.case2fhir.mention.SentenceSplitter;
import org.case2fhir.model.Span;
import org.case2fhir.reading.PatientText.PatientSentence;
import org.case2fhir.reading.ResultTableFacts.ResultTable;
import org.case2fhir.reading.Statement.Cue;

/**
 * Finds the patients of a document and the sentences about each: the account of the case, what
 * other parts continue of it, and sentences elsewhere that say that they are about the patient. The
 * content decides; headings only vote. Other people's patients, rules and lessons are left out; an
 * animal is refused.
 *
 * <p>Linear in the length of the document. Safe for use by several threads.
 */
final class PatientFinder {
  // No person writes longer sentences; what is longer is no prose.
  private static final int LONGEST_SENTENCE = 5_000;
  // Far more than any case report has.
  private static final int MOST_CHARACTERS = 100_000;
  private static final int TITLE_WORDS = 60;
  private static final List<SectionKind> ACCOUNTS =
      List.of(
          SectionKind.CASE,
          SectionKind.OTHER,
          SectionKind.ABSTRACT,
          SectionKind.DISCUSSION,
          SectionKind.INTRODUCTION,
          SectionKind.CONCLUSION);

  private final Predicate<String> isWord;

  /**
   * @param isWord knows words in lower case, to put together what a hyphen at a line end divided
   */
  PatientFinder(Predicate<String> isWord) {
    this.isWord = isWord;
  }

  /** The patients in the order of the document; without one there is an issue that says why. */
  Result<List<PatientText>> find(SourceDocument document) {
    return new Search(document).result();
  }

  /**
   * A paragraph with its sentences.
   *
   * @param heading of its section
   */
  private record Paragraph(
      SectionKind kind, Optional<String> heading, List<Statement> statements) {}

  /** The search through one document. */
  private final class Search {
    private final SourceDocument document;
    private final List<Paragraph> paragraphs = new ArrayList<>();
    private final Set<Statement> taken = new HashSet<>();
    private final List<Optional<ResultTable.Grid>> grids = new ArrayList<>();
    private int skipped;
    private int charactersRead;
    private int tableCharacters;
    private boolean tablesCut;
    private boolean cut;

    /** Sentences on several patients that give each a share of their lists. */
    private final List<Statement> distributed = new ArrayList<>();

    Search(SourceDocument document) {
      this.document = document;
    }

    Result<List<PatientText>> result() {
      document.sections().forEach(this::read);
      Optional<SectionKind> kind = accountKind();
      List<Statement> account = kind.map(this::account).orElse(List.of());
      if (titleNamesAnimal() || isAboutAnimal(account)) {
        return Result.failed(notHuman());
      }
      List<PatientSplitter.Part> parts = PatientSplitter.split(account);
      if (kind.filter(this::isSeries).isPresent() && parts.size() <= 1) {
        return Result.failed(severalTogether());
      }
      if (parts.isEmpty() && tellsOfGroup()) {
        return Result.failed(severalTogether());
      }
      if (parts.isEmpty()) {
        List<Issue> why = new ArrayList<>(issues(List.of()));
        why.add(noPatient());
        return Result.failed(why);
      }
      List<List<PatientSentence>> sentences = sentences(parts);
      if (length(sentences) > MOST_CHARACTERS) {
        return Result.failed(sharedByTooMany(parts.size()));
      }
      List<PatientText> patients = patients(parts, sentences);
      if (patients.size() > 1) {
        account.stream().filter(s -> isUntold(s, sentences)).forEach(distributed::add);
      }
      return Result.of(patients, issues(patients));
    }

    private void read(Section section) {
      if (!isProse(section.kind())) {
        return;
      }
      Optional<String> heading = section.heading();
      for (List<Span> spans : section.paragraphs()) {
        Passage passage = Passage.of(document, spans);
        int room = MOST_CHARACTERS - charactersRead;
        charactersRead += passage.text().length();
        cut |= charactersRead > MOST_CHARACTERS;
        if (room <= 0) {
          charactersRead = MOST_CHARACTERS;
          return;
        }
        paragraphs.add(paragraph(section, heading, passage.joined(isWord), room));
        heading = Optional.empty();
      }
    }

    private static boolean isProse(SectionKind kind) {
      return switch (kind) {
        case TITLE, ABSTRACT, INTRODUCTION, CASE, DISCUSSION, CONCLUSION, FIGURE_LEGEND, OTHER ->
            true;
        case FRONT_MATTER, KEYWORDS, TABLE, BACK_MATTER, REFERENCES, OTHER_LANGUAGE -> false;
      };
    }

    private Paragraph paragraph(
        Section section, Optional<String> heading, Passage passage, int room) {
      List<Statement> statements = new ArrayList<>();
      for (Sentence sentence : SentenceSplitter.of(passage.text())) {
        if (sentence.span().end() > room) {
          break;
        }
        if (sentence.span().length() > LONGEST_SENTENCE) {
          skipped++;
          continue;
        }
        boolean opens = statements.isEmpty();
        PatientSentence own = new PatientSentence(section.kind(), opens, passage, sentence);
        statements.add(Statement.of(own, opens ? heading : Optional.empty()));
      }
      return new Paragraph(section.kind(), section.heading(), statements);
    }

    /** Where the account stands: where somebody is introduced, else where a story is. */
    private Optional<SectionKind> accountKind() {
      for (SectionKind kind : ACCOUNTS) {
        if (ofKind(kind).stream().anyMatch(s -> s.introduces() || s.introducesAnimal())) {
          return Optional.of(kind);
        }
      }
      return ACCOUNTS.stream()
          .filter(kind -> ofKind(kind).stream().filter(Statement::isNarrative).count() > 1)
          .findFirst();
    }

    // "We describe six cases of leprosy", "Two brothers with ataxia were seen", and no patient is
    // introduced on his own.
    private boolean isSeries(SectionKind kind) {
      List<Statement> statements = ofKind(kind);
      boolean siblings = statements.stream().limit(1).anyMatch(first -> first.has(Cue.SIBLINGS));
      return (siblings || statements.stream().anyMatch(statement -> statement.has(Cue.SERIES)))
          && statements.stream().noneMatch(s -> s.introduced().isPresent() && !s.has(Cue.SERIES));
    }

    /** "Two patients presented with aphasia": many are counted, and nobody is introduced. */
    private boolean tellsOfGroup() {
      return paragraphs.stream()
          .flatMap(paragraph -> paragraph.statements().stream())
          .anyMatch(s -> s.has(Cue.GROUP) || s.has(Cue.ALL_PATIENTS) || s.has(Cue.SERIES));
    }

    private List<Statement> ofKind(SectionKind kind) {
      return paragraphs.stream()
          .filter(paragraph -> paragraph.kind() == kind)
          .flatMap(paragraph -> paragraph.statements().stream())
          .toList();
    }

    private List<Statement> account(SectionKind kind) {
      List<Statement> account = new ArrayList<>();
      boolean begun = kind == SectionKind.CASE;
      boolean ended = false;
      boolean goesOn = false;
      Optional<String> heading = Optional.empty();
      for (Paragraph paragraph : paragraphs) {
        if (paragraph.kind() == kind && (account.isEmpty() || !isAboutNobody(paragraph))) {
          boolean review = false;
          for (Statement statement : paragraph.statements()) {
            review = statement.isOfReview(review);
            begun |= statement.introduces() || statement.introducesAnimal();
            begun |= statement.isNarrative();
            ended |= begun && kind != SectionKind.CASE && statement.has(Cue.END);
            if (begun && !ended && !review && statement.belongs()) {
              account.add(inCase(statement));
            }
          }
        } else if (paragraph.kind() != kind
            && !account.isEmpty()
            && mayContinue(paragraph.kind())) {
          goesOn &= paragraph.heading().equals(heading);
          goesOn = continues(paragraph, goesOn);
          heading = paragraph.heading();
          if (goesOn) {
            paragraph.statements().stream()
                .filter(Statement::belongs)
                .forEach(statement -> account.add(inCase(statement)));
          }
        }
      }
      return account;
    }

    /** Whether a paragraph of a case section states rules and what others saw. */
    private static boolean isAboutNobody(Paragraph paragraph) {
      List<Statement> statements = paragraph.statements();
      return statements.stream().noneMatch(s -> s.isNarrative() || s.introduces())
          && 2 * statements.stream().filter(Statement::isGeneral).count() >= statements.size();
    }

    private Statement inCase(Statement statement) {
      taken.add(statement);
      PatientSentence own = statement.sentence();
      return new Statement(
          new PatientSentence(
              SectionKind.CASE, own.opensParagraph(), own.passage(), own.sentence()),
          statement.heading(),
          statement.lower(),
          statement.start(),
          statement.cues(),
          statement.persons());
    }

    private static boolean mayContinue(SectionKind kind) {
      return switch (kind) {
        case DISCUSSION, CONCLUSION, OTHER, CASE -> true;
        case TITLE, FRONT_MATTER, ABSTRACT, KEYWORDS, INTRODUCTION, FIGURE_LEGEND, TABLE -> false;
        case BACK_MATTER, REFERENCES, OTHER_LANGUAGE -> false;
      };
    }

    /** Whether a paragraph behind the account goes on with it. */
    private static boolean continues(Paragraph paragraph, boolean before) {
      List<Statement> statements = paragraph.statements();
      long narrative = statements.stream().filter(Statement::isNarrative).count();
      long general = statements.stream().filter(Statement::isGeneral).count();
      if (statements.isEmpty()) {
        return before;
      }
      boolean vote =
          before
              || paragraph
                  .heading()
                  .filter(words -> Statement.cues(words).contains(Cue.CASE_HEADING))
                  .isPresent();
      if (vote) {
        return narrative >= 1 && narrative >= general && 3 * narrative >= statements.size();
      }
      return statements.get(0).isNarrative()
          && narrative >= 2
          && general == 0
          && 2 * narrative >= statements.size();
    }

    private List<List<PatientSentence>> sentences(List<PatientSplitter.Part> parts) {
      List<List<PatientSentence>> sentences = new ArrayList<>();
      for (PatientSplitter.Part part : parts) {
        sentences.add(
            new ArrayList<>(part.statements().stream().map(Statement::sentence).toList()));
      }
      addAsides(parts, sentences);
      return sentences;
    }

    /** Whether a sentence of a patient is the other, or a clause of it. */
    private static boolean isWithin(PatientSentence own, PatientSentence whole) {
      Span clause = own.sentence().span();
      Span span = whole.sentence().span();
      return own.passage() == whole.passage()
          && clause.start() >= span.start()
          && clause.end() <= span.end();
    }

    private static boolean isUntold(Statement statement, List<List<PatientSentence>> sentences) {
      return PatientSplitter.isDistributed(statement)
          && sentences.stream()
              .flatMap(List::stream)
              .noneMatch(own -> isWithin(own, statement.sentence()));
    }

    private static long length(List<List<PatientSentence>> sentences) {
      return sentences.stream()
          .flatMap(List::stream)
          .mapToLong(sentence -> sentence.sentence().span().length())
          .sum();
    }

    private List<PatientText> patients(
        List<PatientSplitter.Part> parts, List<List<PatientSentence>> sentences) {
      int columns = (int) parts.stream().filter(part -> part.mother() < 0).count();
      List<PatientText> patients = new ArrayList<>();
      int column = 0;
      for (int i = 0; i < parts.size(); i++) {
        int mother = parts.get(i).mother();
        column += mother < 0 ? 1 : 0;
        List<ResultTable> tables = mother < 0 ? tables(column, columns) : List.of();
        Optional<Integer> link = mother < 0 ? Optional.empty() : Optional.of(mother + 1);
        patients.add(new PatientText(i + 1, sentences.get(i), tables, link));
      }
      return List.copyOf(patients);
    }

    private void addAsides(
        List<PatientSplitter.Part> parts, List<List<PatientSentence>> sentences) {
      long adults = parts.stream().filter(part -> part.mother() < 0).count();
      for (Paragraph paragraph : paragraphs) {
        // Behind words on the patients of others a pronoun may mean one of them.
        boolean before = true;
        for (Statement statement : paragraph.statements()) {
          if (statement.isElsewhere()) {
            before = false;
            continue;
          }
          boolean pronoun = before && paragraph.kind() != SectionKind.ABSTRACT;
          Set<String> labels = PatientSplitter.mentioned(statement);
          boolean shared = adults > 1 && statement.has(Cue.ALL_PATIENTS);
          boolean named = (shared || adults > 1 && !labels.isEmpty()) && statement.isStated();
          boolean aside =
              !taken.contains(statement) && (named || isAside(paragraph, statement, pronoun));
          before |= aside;
          if (!aside) {
            continue;
          }
          if (shared && PatientSplitter.isDistributed(statement)) {
            distributed.add(statement);
            continue;
          }
          for (int i = 0; i < parts.size(); i++) {
            boolean own = parts.get(i).mother() < 0 && adults == 1;
            boolean meant = labels.contains(parts.get(i).label());
            if (own || shared || adults > 1 && meant) {
              sentences.get(i).add(statement.sentence());
            }
          }
        }
      }
    }

    private static boolean isAside(Paragraph paragraph, Statement statement, boolean before) {
      return switch (paragraph.kind()) {
        case ABSTRACT, INTRODUCTION, DISCUSSION, CONCLUSION, OTHER, CASE ->
            statement.speaksOfThePatient()
                || before
                    && statement.has(Cue.PRONOUN)
                    && statement.isNarrative()
                    && !statement.has(Cue.GENERAL);
        case FIGURE_LEGEND ->
            paragraph.statements().stream().noneMatch(s -> s.has(Cue.GENERAL_LEGEND));
        case TITLE, FRONT_MATTER, KEYWORDS, TABLE, BACK_MATTER, REFERENCES, OTHER_LANGUAGE -> false;
      };
    }

    private List<ResultTable> tables(int patient, int patients) {
      if (grids.isEmpty()) {
        readGrids();
      }
      List<ResultTable> tables = new ArrayList<>();
      ResultTable.Column column = new ResultTable.Column(patient, patients);
      for (Optional<ResultTable.Grid> grid : grids) {
        Optional<ResultTable> table =
            tablesCut ? Optional.empty() : grid.flatMap(own -> own.results(column));
        // A row with results of several patients is read once for each.
        tableCharacters += table.map(ResultTable::length).orElse(0);
        tablesCut |= tableCharacters > MOST_CHARACTERS;
        table.filter(own -> !tablesCut).ifPresent(tables::add);
      }
      return tables;
    }

    private void readGrids() {
      List<Section> sections = document.sections();
      for (int i = 0; i < sections.size(); i++) {
        Optional<String> caption = sections.get(i).heading();
        // The caption of a table stands before it, or behind.
        for (int j : new int[] {i - 1, i + 1}) {
          if (caption.isEmpty() && j >= 0 && j < sections.size()) {
            caption = caption(sections.get(j));
          }
        }
        grids.add(ResultTable.Grid.of(document, sections.get(i), caption));
      }
    }

    private Optional<String> caption(Section section) {
      return section.kind() == SectionKind.FIGURE_LEGEND && !section.paragraphs().isEmpty()
          ? Optional.of(Passage.of(document, section.paragraphs().get(0)).text())
          : Optional.empty();
    }

    private boolean titleNamesAnimal() {
      return ofKind(SectionKind.TITLE).stream()
          .filter(title -> title.lower().size() <= TITLE_WORDS)
          .anyMatch(Statement::namesAnimalPatient);
    }

    // The first sentence of an account says whom it is about.
    private static boolean isAboutAnimal(List<Statement> account) {
      return account.stream()
          .filter(s -> s.introduces() || s.introducesAnimal())
          .findFirst()
          .filter(Statement::introducesAnimal)
          .isPresent();
    }

    private List<Issue> issues(List<PatientText> patients) {
      List<Issue> issues = new ArrayList<>();
      Location place = Location.of(document.id());
      if (patients.size() > 1) {
        String message = "the document is about " + patients.size() + " patients";
        issues.add(
            Issue.information(
                "several-patients", message, place, "each becomes a case of its own"));
      }
      if (cut) {
        String message = "only its first " + MOST_CHARACTERS + " characters are read";
        issues.add(Issue.error("cut-document", message, place, "give one case report at a time"));
      }
      if (tablesCut) {
        String message =
            "only the first "
                + MOST_CHARACTERS
                + " characters of its tables are read (a row that several patients share is counted"
                + " for each)";
        issues.add(Issue.error("cut-document", message, place, "give one case report at a time"));
      }
      if (skipped > 0) {
        String message =
            skipped + " sentences are longer than " + LONGEST_SENTENCE + " characters and not read";
        issues.add(Issue.warning("long-sentence", message, place, "check the document"));
      }
      if (!distributed.isEmpty()) {
        issues.addAll(distributedSentences());
      }
      unreadTables(patients, place).ifPresent(issues::add);
      return issues;
    }

    private List<Issue> distributedSentences() {
      SourceDocument.LineIndex lines = new SourceDocument.LineIndex(document);
      return distributed.stream()
          .map(Statement::sentence)
          .map(
              sentence ->
                  Issue.warning(
                      "distributed-sentence",
                      "a sentence gives each of several patients a share of its lists and is not"
                          + " read",
                      lines.at(sentence.original(sentence.sentence().span()).start()),
                      "add to each case by hand what is the patient's own"))
          .toList();
    }

    private Optional<Issue> unreadTables(List<PatientText> patients, Location place) {
      long tables = document.sections().stream().filter(s -> s.kind() == SectionKind.TABLE).count();
      long read = patients.stream().mapToLong(patient -> patient.tables().size()).sum();
      if (tables <= read) {
        return Optional.empty();
      }
      String message =
          read == 0
              ? "its tables are not read as facts"
              : (tables - read) + " of its " + tables + " tables are not read as facts";
      return Optional.of(
          Issue.warning("unread-table", message, place, "add their results to the case by hand"));
    }

    private Issue sharedByTooMany(int patients) {
      return Issue.error(
          "cut-document",
          "what it says of several of its "
              + patients
              + " patients, read for each, is longer than "
              + MOST_CHARACTERS
              + " characters",
          Location.of(document.id()),
          "give one case report at a time");
    }

    private Issue notHuman() {
      return Issue.error(
          "not-human",
          "its patient is an animal, and this program knows human cases only",
          Location.of(document.id()),
          "if that is wrong, write a case file");
    }

    private Issue severalTogether() {
      return Issue.error(
          "no-patient",
          "it describes several patients together, and no facts can be given to one of them",
          Location.of(document.id()),
          "give a report that describes each patient, or write a case file for each");
    }

    private Issue noPatient() {
      String kinds =
          document.sections().stream()
              .map(section -> section.kind().name().toLowerCase(Locale.ROOT))
              .distinct()
              .collect(Collectors.joining(", "));
      return Issue.error(
          "no-patient",
          "no patient is introduced in it (parts found: "
              + (kinds.isEmpty() ? "none" : kinds)
              + ")",
          Location.of(document.id()),
          "give a case report, or write a case file");
    }
  }
}
