package org.case2fhir.review;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.mention.Annotations;
import org.case2fhir.mention.Annotations.Attribute;
import org.case2fhir.mention.Annotations.Relation;
import org.case2fhir.mention.Annotations.TextBound;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Dose;
import org.case2fhir.model.Evidence;
import org.case2fhir.model.Fact;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Measurement;
import org.case2fhir.model.MedicationUse;
import org.case2fhir.model.Span;

/**
 * What was reviewed, taken out without a browser: what people changed, and annotations of the
 * articles as they are right now, from which {@code train} learns.
 *
 * @param name of the case file, without extension
 * @param corrections JSON lines, one for each fact that a person added, removed or changed
 * @param text of the article; empty if there is none beside the case
 * @param annotations standoff annotation of that text; empty without it
 * @param sources the case file, and the article if there is one
 */
public record ReviewExport(
    String name, String corrections, String text, String annotations, List<Path> sources) {
  public ReviewExport {
    sources = List.copyOf(sources);
  }

  /**
   * Of all case files that are there: an article that nobody opened yet has none.
   *
   * @param input an article, a case file, or a folder of them
   * @throws IOException if one cannot be read; the message names it
   */
  public static List<ReviewExport> of(Path input, ReviewTools tools) throws IOException {
    ReviewQueue queue = ReviewQueue.of(input, tools);
    List<ReviewExport> exports = new ArrayList<>();
    for (int i = 0; i < queue.size(); i++) {
      Path file = queue.entry(i).file();
      String refusal = queue.entry(i).refusal();
      if (!refusal.isEmpty()) {
        throw new IOException(file + ": " + refusal);
      }
      if (!Files.exists(file)) {
        continue;
      }
      try {
        List<Path> sources = new ArrayList<>(List.of(file));
        queue.entry(i).article().ifPresent(sources::add);
        exports.add(of(new ReviewedCase(file, tools), queue.document(i), sources));
      } catch (IOException e) {
        throw new IOException(file + ": " + ReviewQueue.reason(e), e);
      }
    }
    return exports;
  }

  private static ReviewExport of(
      ReviewedCase reviewed, Optional<SourceDocument> document, List<Path> sources)
      throws IOException {
    String name = reviewed.path().getFileName().toString();
    Optional<CaseReport> report = reviewed.conversion().report();
    String text = document.map(SourceDocument::text).orElse("");
    String annotations =
        text.isEmpty() || report.isEmpty() ? "" : ReviewedAnnotations.write(text, report.get());
    return new ReviewExport(
        name.replaceFirst("(?:\\.case)?\\.[A-Za-z]+$", ""),
        reviewed.corrections(),
        text,
        annotations,
        sources);
  }

  /**
   * The facts of a reviewed case as standoff annotation of its article, with the labels of {@code
   * extract --format brat}: what {@code train} learns from.
   *
   * <p>A fact is marked where its own words stand in its evidence; where they do not, as for
   * abbreviations that the case writes out, all of the evidence if it is short. A fact without a
   * place in the text is left out.
   */
  static final class ReviewedAnnotations {
    private static final int LONGEST = 60;
    private static final Pattern VALUE =
        Pattern.compile(
            "(?:[<>\\u2264\\u2265~]\\s?)?\\d[\\p{L}\\p{N}.,/%\\u00b0\\u00b5\\u03bc"
                + " \\u2013-]{0,40}");

    private final String text;
    private final List<TextBound> stretches = new ArrayList<>();
    private final List<Relation> relations = new ArrayList<>();
    private final List<Attribute> attributes = new ArrayList<>();
    private final Map<String, String> ids = new HashMap<>();

    private ReviewedAnnotations(String text) {
      this.text = text;
    }

    /**
     * The content of {@code NAME.ann} for {@code NAME.txt}.
     *
     * @param text of the article, which the evidence points into; it is the content of {@code
     *     NAME.txt}
     */
    public static String write(String text, CaseReport reviewed) {
      ReviewedAnnotations writer = new ReviewedAnnotations(text);
      for (Evidence evidence : reviewed.subject().evidence()) {
        boolean age = evidence.quote().chars().anyMatch(Character::isDigit);
        writer.stands(evidence).ifPresent(span -> writer.mark(age ? "Age" : "Sex", span));
      }
      reviewed.facts().forEach(writer::add);
      return new Annotations(writer.stretches, writer.relations, writer.attributes).write(text);
    }

    private void add(Fact fact) {
      Optional<String> label = label(fact.kind());
      for (Evidence evidence : fact.circumstances().evidence()) {
        Optional<Span> where = stands(evidence).flatMap(span -> words(fact, evidence, span));
        if (label.isPresent() && where.isPresent()) {
          String id = mark(label.get(), where.get());
          assertion(fact).ifPresent(word -> attributes.add(new Attribute("Assertion", id, word)));
          details(fact, evidence, where.get(), id);
          return;
        }
      }
    }

    private static Optional<String> label(FactKind kind) {
      return switch (kind) {
        case DIAGNOSIS -> Optional.of("Condition");
        case FINDING, ADVERSE_EVENT -> Optional.of("Finding");
        case MEASUREMENT, REPORT -> Optional.of("Test");
        case MEDICATION, IMMUNIZATION -> Optional.of("Medication");
        case PROCEDURE -> Optional.of("Procedure");
        case SPECIMEN, FAMILY_HISTORY, ALLERGY, DEVICE, IMAGE, VARIANT -> Optional.empty();
      };
    }

    private static Optional<String> assertion(Fact fact) {
      Assertion assertion = fact.circumstances().assertion();
      return switch (assertion) {
        case PRESENT -> Optional.empty();
        case ABSENT -> Optional.of("absent");
        case POSSIBLE -> Optional.of("possible");
      };
    }

    /** Where evidence stands, if the text there is its quote. */
    private Optional<Span> stands(Evidence evidence) {
      return evidence
          .span()
          .filter(span -> span.end() <= text.length())
          .filter(span -> text.startsWith(evidence.quote(), span.start()));
    }

    private static Optional<Span> words(Fact fact, Evidence evidence, Span span) {
      String words = fact.concept().text().toLowerCase(Locale.ROOT);
      int at = evidence.quote().toLowerCase(Locale.ROOT).indexOf(words);
      if (at >= 0 && span.start() + at + words.length() <= span.end()) {
        return Optional.of(new Span(span.start() + at, span.start() + at + words.length()));
      }
      // A test with its result is not the test.
      boolean whole = !(fact instanceof Measurement) && span.length() <= LONGEST;
      return whole ? Optional.of(span) : Optional.empty();
    }

    private void details(Fact fact, Evidence evidence, Span words, String id) {
      int behind = words.end() - evidence.span().orElseThrow().start();
      if (fact instanceof Measurement measurement && measurement.value().isPresent()) {
        Matcher value = VALUE.matcher(evidence.quote());
        if (value.find(Math.min(behind, evidence.quote().length()))) {
          int start = evidence.span().orElseThrow().start() + value.start();
          Span span = new Span(start, start + value.group().stripTrailing().length());
          relations.add(new Relation("HasValue", id, mark("Value", span)));
        }
      } else if (fact instanceof MedicationUse drug) {
        for (Dose dose : drug.dosages()) {
          int at = evidence.quote().indexOf(dose.text());
          if (at >= 0) {
            int start = evidence.span().orElseThrow().start() + at;
            Span span = new Span(start, start + dose.text().length());
            relations.add(new Relation("HasDose", id, mark("Dose", span)));
          }
        }
      }
    }

    /** The id of a stretch, which is marked once. */
    private String mark(String label, Span span) {
      return ids.computeIfAbsent(
          label + " " + span.start() + " " + span.end(),
          any -> {
            String id = "T" + (stretches.size() + 1);
            stretches.add(new TextBound(id, label, List.of(span)));
            return id;
          });
    }
  }
}
