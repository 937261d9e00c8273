package org.case2fhir.reading;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.case2fhir.document.DocumentReader;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.mention.Annotations;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionTagger;
import org.case2fhir.mention.MentionTagger.MentionSource;
import org.case2fhir.mention.MentionType;
import org.case2fhir.mention.StandoffReader;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Intervention;
import org.case2fhir.model.Intervention.InterventionStatus;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.MedicationUse.MedicationStatus;
import org.case2fhir.model.Span;
import org.case2fhir.reading.CaseReader.ReadingOptions;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/**
 * Compares the facts that are read from texts with what people found in them: facts in {@code
 * NAME.facts.tsv} (columns need, {@code must}, {@code may} or {@code not}; kind, with alternatives
 * behind bars; quote and nth, which words of the text name it; holds), else mentions in {@code
 * NAME.ann} (BRAT standoff).
 *
 * <p>By facts a fact is right if its kind is, and whether it holds; by mentions, if a person marked
 * its words as such a thing.
 */
public final class FactEvaluation {
  private static final Set<MentionType> SPOKEN_OF =
      EnumSet.of(
          MentionType.DISEASE_DISORDER,
          MentionType.SIGN_SYMPTOM,
          MentionType.HISTORY,
          MentionType.FAMILY_HISTORY,
          MentionType.PERSONAL_BACKGROUND,
          MentionType.ACTIVITY,
          MentionType.OUTCOME);
  private static final Set<MentionType> DONE =
      EnumSet.of(
          MentionType.DIAGNOSTIC_PROCEDURE,
          MentionType.THERAPEUTIC_PROCEDURE,
          MentionType.MEDICATION,
          MentionType.SIGN_SYMPTOM);

  private final CaseReader reader;
  private final List<Text> texts;

  private FactEvaluation(CaseReader reader, List<Text> texts) {
    this.reader = reader;
    this.texts = texts;
  }

  /**
   * A text with what people found in it.
   *
   * @param facts empty if there is no such file
   * @param mentions empty if there is no annotation
   */
  private record Text(
      String name,
      SourceDocument document,
      Optional<List<Gold>> facts,
      Optional<List<Mention>> mentions) {}

  /** A fact of a text: where its name stands, what kinds it may have, whether it holds. */
  private record Gold(String need, Set<String> kinds, Span span, String holds) {}

  /**
   * What comes of the facts of texts.
   *
   * @param facts that were read
   * @param right of them, where people found facts or marked mentions
   * @param wrong of them
   * @param missing facts that must be found and were not, where people found facts
   */
  public record Counts(int facts, int right, int wrong, int missing) {
    static final Counts NONE = new Counts(0, 0, 0, 0);

    Counts plus(Counts other) {
      return new Counts(
          facts + other.facts, right + other.right, wrong + other.wrong, missing + other.missing);
    }
  }

  /**
   * What a rule is worth: the difference that its absence makes.
   *
   * @param rule id of the row
   * @param texts in which it stands
   * @param changed facts that are there with it or without it only
   * @param with counts of these texts with the rule
   * @param without counts of the same texts without it
   */
  public record RuleEffect(String rule, int texts, int changed, Counts with, Counts without) {}

  /**
   * How well confidence tells right from wrong, each text calibrated by what the texts of other
   * folds teach.
   *
   * @param facts that were judged
   * @param right of them
   * @param rawError expected calibration error before calibration
   * @param error the same after it
   * @param bins facts by tenths of their calibrated confidence
   * @param table learned from all texts, as a file
   */
  public record Reliability(
      int facts, int right, double rawError, double error, List<Step> bins, String table) {
    public Reliability {
      bins = List.copyOf(bins);
    }

    /** Facts of about the same confidence, and the share of them that is right. */
    public record Step(int facts, double confidence, double right) {}
  }

  /**
   * Reads the texts of folders.
   *
   * @param folders of {@code NAME.txt}, with or without what people found in them
   * @return without a value if a folder cannot be read or has no text
   */
  public static Result<FactEvaluation> of(
      List<Path> folders, Vocabulary vocabulary, UnitTable units, ReadingOptions options) {
    List<Issue> issues = new ArrayList<>();
    List<Text> texts = new ArrayList<>();
    for (Path folder : folders) {
      int before = texts.size();
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file :
            files
                .filter(f -> f.toString().endsWith(".txt") && Files.isRegularFile(f))
                .sorted()
                .toList()) {
          read(file, issues).ifPresent(texts::add);
        }
      } catch (IOException e) {
        issues.add(unreadable(folder));
        return Result.failed(issues);
      }
      if (texts.size() == before) {
        issues.add(
            Issue.error(
                "no-annotations",
                "this folder has no text",
                Location.of(folder.toString()),
                "it needs NAME.txt, with NAME.facts.tsv or NAME.ann"));
        return Result.failed(issues);
      }
    }
    MentionSource none =
        document -> Result.of(passage -> (text, sentences) -> List.of(), List.of());
    CaseReader reader = new CaseReader(none, vocabulary, units, options);
    return Result.of(new FactEvaluation(reader, texts), issues);
  }

  private static Issue unreadable(Path path) {
    return Issue.error(
        "unreadable-file",
        "this cannot be read, or is not UTF-8",
        Location.of(path.toString()),
        "check its name and contents");
  }

  private static Optional<Text> read(Path file, List<Issue> issues) throws IOException {
    String path = file.toString();
    String stem = path.substring(0, path.length() - ".txt".length());
    String name = file.getFileName().toString();
    Result<SourceDocument> document = DocumentReader.read(name, Files.readAllBytes(file));
    if (document.value().isEmpty()) {
      issues.addAll(document.issues());
      return Optional.empty();
    }
    String text = document.value().get().text();
    Path facts = Path.of(stem + ".facts.tsv");
    Path mentions = Path.of(stem + ".ann");
    try {
      Optional<List<Gold>> gold =
          Files.exists(facts) ? Optional.of(gold(facts, text, issues)) : Optional.empty();
      Optional<List<Mention>> marked =
          Files.exists(mentions)
              ? StandoffReader.read(mentions.toString(), StandoffReader.text(mentions), text)
                  .value()
                  .map(Annotations::mentions)
              : Optional.empty();
      return Optional.of(
          new Text(name.substring(0, name.length() - 4), document.value().get(), gold, marked));
    } catch (NoSuchFileException e) {
      issues.add(unreadable(file));
      return Optional.empty();
    }
  }

  private static List<Gold> gold(Path file, String text, List<Issue> issues) throws IOException {
    List<Gold> gold = new ArrayList<>();
    for (RuleTable.Row row : RuleTable.parse(file.toString(), StandoffReader.text(file)).rows()) {
      int at = -1;
      String nth = row.get("nth");
      int times = nth.matches("\\d{1,4}") ? Integer.parseInt(nth) : 1;
      for (int i = 0; i < times; i++) {
        at = text.indexOf(row.get("quote"), at + 1);
        if (at < 0) {
          break;
        }
      }
      if (at < 0 || row.get("quote").isEmpty()) {
        issues.add(
            Issue.warning(
                "misquoted-fact",
                "the text does not hold these words so often",
                new Location(file.toString(), row.line(), 0, ""),
                "quote the text as it is"));
        continue;
      }
      Span span = new Span(at, at + row.get("quote").length());
      gold.add(new Gold(row.get("need"), Set.copyOf(row.list("kind")), span, row.get("holds")));
    }
    return gold;
  }

  /** How many texts there are. */
  public int size() {
    return texts.size();
  }

  /** The names of the texts. */
  public List<String> names() {
    return texts.stream().map(Text::name).toList();
  }

  /** What a text comes to. */
  private record Reading(
      Counts counts, Set<String> cues, List<String> facts, List<ConfidenceTable.Sample> samples) {}

  private static Reading read(Text text, CaseReader reader, MentionTagger tagger) {
    Set<String> cues = new HashSet<>();
    List<String> facts = new ArrayList<>();
    List<ConfidenceTable.Sample> samples = new ArrayList<>();
    Set<Gold> found = new HashSet<>();
    boolean judged = text.facts().isPresent() || text.mentions().isPresent();
    int right = 0;
    int all = 0;
    for (ExtractedCase read : reader.reading(MentionSource.of(tagger), text.document())) {
      cues.addAll(read.graph().cues);
      List<Fact> own = read.report().facts();
      for (int i = 0; i < own.size(); i++) {
        FactDraft draft = read.drafts().get(i);
        boolean holds = isRight(text, own.get(i), draft, read.graph(), found);
        facts.add(FactRef.of(own.get(i)) + " " + own.get(i));
        samples.add(
            ConfidenceTable.Sample.of(tagger.kind(), draft, text.facts().isPresent(), holds));
        right += holds ? 1 : 0;
        all++;
      }
    }
    int missing =
        (int)
            text.facts().orElse(List.of()).stream()
                .filter(gold -> gold.need().equals("must") && !found.contains(gold))
                .count();
    Counts counts =
        judged ? new Counts(all, right, all - right, missing) : new Counts(all, 0, 0, 0);
    return new Reading(counts, cues, facts, judged ? samples : List.of());
  }

  private static boolean isRight(
      Text text, Fact fact, FactDraft draft, Graph graph, Set<Gold> found) {
    Span span = graph.original(draft.head.first, draft.head.end);
    if (text.facts().isEmpty()) {
      Set<MentionType> types =
          EnumSet.of(FactKind.DIAGNOSIS, FactKind.FINDING, FactKind.FAMILY_HISTORY)
                  .contains(fact.kind())
              ? SPOKEN_OF
              : DONE;
      return text.mentions().orElse(List.of()).stream()
          .anyMatch(mention -> types.contains(mention.type()) && overlap(mention.span(), span));
    }
    List<Gold> same =
        text.facts().get().stream()
            .filter(gold -> overlap(gold.span(), span))
            .filter(gold -> isKind(fact.kind(), gold.kinds()))
            .filter(gold -> holds(fact, gold))
            .filter(gold -> !gold.need().equals("not"))
            .toList();
    found.addAll(same);
    return !same.isEmpty();
  }

  private static boolean overlap(Span one, Span other) {
    return one.start() < other.end() && other.start() < one.end();
  }

  private static boolean isKind(FactKind kind, Set<String> kinds) {
    Set<String> fitting =
        switch (kind) {
          case DIAGNOSIS, FINDING -> Set.of("condition", "finding", "measurement");
          case MEASUREMENT -> Set.of("measurement", "finding", "study");
          case MEDICATION -> Set.of("medication", "immunization", "procedure");
          case PROCEDURE -> Set.of("procedure", "study", "device", "medication");
          case REPORT, SPECIMEN -> Set.of("study", "procedure");
          case FAMILY_HISTORY -> Set.of("family");
          case ALLERGY -> Set.of("allergy");
          case IMMUNIZATION -> Set.of("immunization", "medication");
          case DEVICE -> Set.of("device", "procedure");
          case ADVERSE_EVENT -> Set.of("condition", "finding");
          case IMAGE -> Set.of("study");
          case VARIANT -> Set.of();
        };
    return kinds.stream().anyMatch(fitting::contains);
  }

  private static boolean holds(Fact fact, Gold gold) {
    if (gold.holds().equals("-")) {
      return true;
    }
    Assertion assertion = fact.circumstances().assertion();
    boolean denied = assertion == Assertion.ABSENT;
    String read = denied ? "absent" : assertion == Assertion.POSSIBLE ? "possible" : "present";
    if (fact instanceof MedicationUse use) {
      boolean intended = use.status() == MedicationStatus.INTENDED;
      boolean not = denied || use.status() == MedicationStatus.NOT_TAKEN;
      read = not ? "absent" : intended ? "possible" : "present";
    } else if (fact instanceof Intervention done) {
      boolean planned = done.status() == InterventionStatus.PREPARATION;
      boolean not = denied || done.status() == InterventionStatus.NOT_DONE;
      read = not ? "absent" : planned ? "possible" : "present";
    }
    return read.equals(
        switch (gold.holds()) {
          case "absent", "not-done", "not-taken" -> "absent";
          case "possible", "planned" -> "possible";
          default -> "present";
        });
  }

  /** What a tagger and the rules make of all texts. */
  public Counts counts(MentionTagger tagger) {
    return texts.stream()
        .map(text -> read(text, reader, tagger).counts())
        .reduce(Counts.NONE, Counts::plus);
  }

  /**
   * What each row of the table of cues is worth; rows that stand in no text have no effect and are
   * not read again. A text is tagged once.
   *
   * @return the rows in their order
   */
  public List<RuleEffect> ablate(MentionTagger tagger) {
    Map<Text, Reading> whole = new HashMap<>();
    Map<Text, MentionTagger> taggers = new HashMap<>();
    for (Text text : texts) {
      MentionTagger own = MentionTagger.remembering(tagger);
      taggers.put(text, own);
      whole.put(text, read(text, reader, own));
    }
    List<RuleEffect> effects = new ArrayList<>();
    for (CueTable.Cue cue : reader.cues().cues()) {
      List<Text> own =
          texts.stream().filter(text -> whole.get(text).cues().contains(cue.id())).toList();
      CaseReader other =
          own.isEmpty() ? reader : reader.with(reader.cues().without(Set.of(cue.id())));
      Counts with = Counts.NONE;
      Counts without = Counts.NONE;
      int changed = 0;
      for (Text text : own) {
        Reading less = read(text, other, taggers.get(text));
        with = with.plus(whole.get(text).counts());
        without = without.plus(less.counts());
        changed += difference(whole.get(text).facts(), less.facts());
      }
      effects.add(new RuleEffect(cue.id(), own.size(), changed, with, without));
    }
    return effects;
  }

  private static int difference(List<String> one, List<String> other) {
    Map<String, Integer> counts = new HashMap<>();
    one.forEach(fact -> counts.merge(fact, 1, Integer::sum));
    other.forEach(fact -> counts.merge(fact, -1, Integer::sum));
    return counts.values().stream().mapToInt(Math::abs).sum();
  }

  /**
   * How reliable the confidence of facts is.
   *
   * <p>Texts in which people found facts are judged, if there are any; others only teach then.
   *
   * @param folds the fold of each text by its name; texts without one take them in turn
   * @param taggers the tagger of each fold
   */
  public Reliability reliability(Map<String, Integer> folds, IntFunction<MentionTagger> taggers) {
    CaseReader raw = reader.with(ConfidenceTable.NONE);
    Map<Integer, List<ConfidenceTable.Sample>> byFold = new TreeMap<>();
    Map<Integer, List<Text>> textsByFold = new TreeMap<>();
    List<Integer> numbers = folds.values().stream().distinct().sorted().toList();
    int turn = 0;
    for (Text text : texts) {
      Integer fold = folds.get(text.name());
      int own = fold == null ? numbers.get(turn++ % numbers.size()) : fold;
      textsByFold.computeIfAbsent(own, f -> new ArrayList<>()).add(text);
    }
    textsByFold.forEach(
        (fold, own) -> {
          MentionTagger tagger = taggers.apply(fold);
          List<ConfidenceTable.Sample> samples =
              byFold.computeIfAbsent(fold, f -> new ArrayList<>());
          own.forEach(text -> samples.addAll(read(text, raw, tagger).samples()));
        });
    List<ConfidenceTable.Sample> all = byFold.values().stream().flatMap(List::stream).toList();
    boolean byFacts = all.stream().anyMatch(ConfidenceTable.Sample::byFacts);
    List<Double> before = new ArrayList<>();
    List<Double> after = new ArrayList<>();
    List<Boolean> right = new ArrayList<>();
    byFold.forEach(
        (fold, own) -> {
          List<ConfidenceTable.Sample> others = new ArrayList<>();
          byFold.forEach(
              (other, samples) -> others.addAll(other.equals(fold) ? List.of() : samples));
          ConfidenceTable table = ConfidenceTable.learn(others);
          for (ConfidenceTable.Sample sample : own) {
            if (sample.byFacts() != byFacts) {
              continue;
            }
            before.add(sample.confidence());
            after.add(table.calibrated(sample));
            right.add(sample.right());
          }
        });
    List<ConfidenceTable.Bin> bins = ConfidenceTable.bins(after, right);
    return new Reliability(
        right.size(),
        (int) right.stream().filter(holds -> holds).count(),
        ConfidenceTable.error(ConfidenceTable.bins(before, right)),
        ConfidenceTable.error(bins),
        bins.stream()
            .map(bin -> new Reliability.Step(bin.facts(), bin.confidence(), bin.right()))
            .toList(),
        ConfidenceTable.learn(all).text());
  }
}
