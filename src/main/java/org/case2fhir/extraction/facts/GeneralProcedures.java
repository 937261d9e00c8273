package org.case2fhir.extraction.facts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.case2fhir.extraction.words.WordTable;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.FactKind;
import org.case2fhir.model.Span;

/**
 * What a text tells of a procedure first in general ("she was operated on", "the lesions were
 * resected") and then exactly ("the left mass and the right mass were resected") is told once, with
 * all evidence; and the reason of "surgical treatment" is that of the operations of the case.
 */
final class GeneralProcedures {
  private static final int NEAR = 2;
  private static final Pattern GENERAL =
      Pattern.compile(
          WordTable.rows(GeneralProcedures.class, "general-procedures.tsv").stream()
              .map(row -> row[0])
              .collect(Collectors.joining("|")),
          Pattern.CASE_INSENSITIVE);
  private static final Pattern BECAUSE =
      Pattern.compile(
          "\\b(?:excised|resected|removed|surg(?:ical"
              + " (?:treatment|intervention|resection|excision|removal)|ery)|operation|resection|excision|operated)\\b[^.;]{0,60}?\\b(because(?:"
              + " of)?|due to|owing to|since|on account of)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern REMOVAL =
      Pattern.compile(
          "ectomy\\b|\\bresection|\\bexcision|\\bremoval|\\bamputation", Pattern.CASE_INSENSITIVE);
  private static final Pattern SURGICAL =
      Pattern.compile(
          "(?i).*(?:ectomy|section|excision|removal|operation|surgery|plasty|amputation).*");

  private GeneralProcedures() {}

  /** All drafts but the general ones that an exact one tells too. */
  static List<Draft> absorb(List<Draft> drafts) {
    Set<Draft> absorbed = new HashSet<>();
    List<Draft> done = drafts.stream().filter(GeneralProcedures::isTreatment).toList();
    for (Draft general : done) {
      List<Draft> exact =
          done.stream()
              .filter(other -> !absorbed.contains(other) && isExacter(other, general))
              .toList();
      if (!exact.isEmpty()) {
        absorbed.add(general);
        exact.forEach(other -> other.evidence.addAll(general.evidence));
        exact.forEach(other -> other.reasons.addAll(general.reasons));
        drafts.stream()
            .filter(draft -> draft.procedure.filter(general::equals).isPresent())
            .forEach(draft -> draft.procedure = draft.procedure.map(p -> exact.get(0)));
      }
    }
    List<Draft> kept = new ArrayList<>(drafts);
    kept.removeAll(absorbed);
    return kept;
  }

  private static boolean isTreatment(Draft draft) {
    return draft.kind == FactKind.PROCEDURE
        && draft.head.type() == MentionType.THERAPEUTIC_PROCEDURE
        && draft.assertion == Assertion.PRESENT;
  }

  private static boolean isExacter(Draft exact, Draft general) {
    int apart = exact.place.index() - general.place.index();
    boolean near = apart >= 0 && apart <= NEAR && exact.visit.equals(general.visit);
    boolean behind = apart > 0 || exact.head.span().start() > general.head.span().start();
    return near
        && behind
        && exact != general
        && (isGeneral(general) && !isGeneral(exact)
            || apart > 0 && isUnsided(general) && !isUnsided(exact) && isAlike(exact, general));
  }

  private static boolean isGeneral(Draft draft) {
    return GENERAL.matcher(draft.concept.text()).matches();
  }

  private static boolean isUnsided(Draft draft) {
    return draft.sites.stream().allMatch(site -> site.laterality().isEmpty());
  }

  private static boolean isAlike(Draft a, Draft b) {
    return firstWord(a).equals(firstWord(b));
  }

  private static String firstWord(Draft draft) {
    return draft.concept.text().toLowerCase(Locale.ROOT).split(" ")[0];
  }

  /** Whether it took something out of the body. */
  static boolean isRemoval(Draft draft) {
    return REMOVAL.matcher(draft.concept.text()).find();
  }

  /** Whether it is an operation. */
  static boolean isOperation(Draft draft) {
    return draft.kind == FactKind.PROCEDURE
        && draft.assertion == Assertion.PRESENT
        && SURGICAL.matcher(draft.concept.text()).matches();
  }

  /** Adds to the operations of a case why they were done, where another sentence tells it. */
  static void addReasons(List<Draft> drafts) {
    List<Draft> operations =
        drafts.stream()
            .filter(GeneralProcedures::isTreatment)
            .filter(draft -> SURGICAL.matcher(draft.concept.text()).matches())
            .toList();
    for (Draft reason : drafts) {
      boolean problem = reason.kind == FactKind.FINDING || reason.kind == FactKind.DIAGNOSIS;
      if (problem && reason.assertion == Assertion.PRESENT && isReason(reason)) {
        meant(operations, reason).stream()
            .filter(operation -> operation.reasons.isEmpty() || isAsideReason(operation, reason))
            .forEach(operation -> operation.reasons.add(reason));
      }
    }
  }

  // The operations of the sentence itself; an aside speaks of all.
  private static List<Draft> meant(List<Draft> operations, Draft reason) {
    List<Draft> own =
        operations.stream().filter(o -> o.place.index() == reason.place.index()).toList();
    return own.isEmpty() && !reason.sentence().inCase() ? operations : own;
  }

  private static boolean isAsideReason(Draft operation, Draft reason) {
    return operation.reasons.stream().anyMatch(r -> r.place.index() == reason.place.index());
  }

  private static boolean isReason(Draft draft) {
    String text = draft.sentence().text();
    Matcher matcher = BECAUSE.matcher(text);
    Span head = draft.head.span();
    return text.length() < 2_000
        && matcher.find()
        && head.start() - draft.sentence().span().start() >= matcher.end();
  }
}
