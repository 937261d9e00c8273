package org.case2fhir.extraction.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.case2fhir.extraction.context.Context.Certainty;
import org.case2fhir.extraction.context.Context.Experiencer;
import org.case2fhir.extraction.context.Context.Temporality;
import org.case2fhir.extraction.context.Relation.Kind;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.junit.jupiter.api.Test;

/** Accuracy on real sentences, with the annotated mentions given. Skipped where these are not. */
class CorpusTest {
  private static final int FOLDS = 3;

  @Test
  void clinicalSentences() throws IOException {
    assumeTrue(Files.exists(NegexSentences.FILE), "no sentences here");
    Score negation = new Score();
    Score historical = new Score();
    Score other = new Score();
    for (NegexSentences one : NegexSentences.read()) {
      negation.count(one.negated(), isAbsent(one.context()));
      historical.count(one.historical(), one.context().temporality() == Temporality.HISTORICAL);
      other.count(one.other(), one.context().experiencer() != Experiencer.PATIENT);
    }
    assertThat(negation.f1()).as("negation: " + negation).isGreaterThan(0.96);
    assertThat(historical.f1()).as("historical: " + historical).isGreaterThan(0.6);
    assertThat(other.found).as("other person: " + other).isLessThan(5);
  }

  @Test
  void absentFindingsOfReports() throws IOException {
    assumeTrue(Files.isDirectory(GoldReport.CORPUS), "no reports here");
    Score absent = new Score();
    for (GoldReport report : GoldReport.all()) {
      PassageReading reading =
          ContextReader.builtIn().read(report.passage(), report.sentences(), report.given());
      Set<Integer> found = new HashSet<>();
      reading
          .contexts()
          .forEach(
              (mention, context) -> {
                if (isAbsent(context)) {
                  found.add(mention.span().end());
                }
              });
      for (Mention mention : new LinkedHashSet<>(report.given())) {
        if (mention.type() == MentionType.DISEASE_DISORDER
            || mention.type() == MentionType.SIGN_SYMPTOM) {
          absent.count(report.negated().contains(mention), found.contains(mention.span().end()));
        }
      }
    }
    assertThat(absent.f1()).as("absent: " + absent).isGreaterThan(0.90);
  }

  /** Weights are learned without the reports that they are measured on. */
  @Test
  void relationsOfReports() throws IOException {
    assumeTrue(Files.isDirectory(GoldReport.CORPUS), "no reports here");
    List<GoldReport> reports = GoldReport.all();
    Score result = new Score();
    Score dose = new Score();
    for (int fold = 0; fold < FOLDS; fold++) {
      List<GoldReport> train = new ArrayList<>();
      List<GoldReport> test = new ArrayList<>();
      for (int i = 0; i < reports.size(); i++) {
        (i % FOLDS == fold ? test : train).add(reports.get(i));
      }
      RelationReader reader =
          new RelationReader(
              new RelationWeights(RelationTraining.learn(RelationTraining.pairs(train))));
      for (GoldReport report : test) {
        compare(report, reader, result, dose);
      }
    }
    assertThat(result.f1()).as("result: " + result).isGreaterThan(0.88);
    assertThat(dose.f1()).as("dose: " + dose).isGreaterThan(0.85);
  }

  private static boolean isAbsent(Context context) {
    return context.certainty() == Certainty.ABSENT
        || context.certainty() == Certainty.REFUTED
        || (context.certainty() == Certainty.PRESENT
            && context.temporality() == Temporality.RESOLVED);
  }

  private static void compare(GoldReport report, RelationReader reader, Score result, Score dose) {
    Set<List<Mention>> wanted = new HashSet<>();
    for (GoldReport.Link link : report.links()) {
      if (link.kind().equals("MODIFY")) {
        wanted.add(List.of(link.to(), link.from()));
        wanted.add(List.of(link.from(), link.to()));
      }
    }
    wanted.removeIf(pair -> !isResult(report, pair) && !isDose(pair));
    Set<List<Mention>> found = new HashSet<>();
    for (SentenceView sentence :
        SentenceViews.of(report.passage().text(), report.sentences(), report.given())) {
      for (Relation relation : reader.read(sentence)) {
        if (relation.kind() == Kind.VALUE || relation.kind() == Kind.DOSE) {
          found.add(List.of(relation.head(), relation.detail()));
        }
      }
    }
    Set<List<Mention>> all = new HashSet<>(wanted);
    all.addAll(found);
    for (List<Mention> pair : all) {
      if (isResult(report, pair)) {
        result.count(wanted.contains(pair), found.contains(pair));
      } else if (isDose(pair)) {
        dose.count(wanted.contains(pair), found.contains(pair));
      }
    }
  }

  private static boolean isResult(GoldReport report, List<Mention> pair) {
    MentionType head = pair.get(0).type();
    return (head == MentionType.DIAGNOSTIC_PROCEDURE || head == MentionType.SIGN_SYMPTOM)
        && pair.get(1).type() == MentionType.LAB_VALUE
        && report.text(pair.get(1)).chars().anyMatch(Character::isDigit);
  }

  private static boolean isDose(List<Mention> pair) {
    return pair.get(0).type() == MentionType.MEDICATION && pair.get(1).type() == MentionType.DOSAGE;
  }
}
