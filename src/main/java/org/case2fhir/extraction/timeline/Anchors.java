package org.case2fhir.extraction.timeline;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.model.Visit;
import org.case2fhir.model.VisitClass;

/** What a time may count from: the visits so far, and the visits at which a diagnosis was made. */
final class Anchors {
  private static final Pattern DIAGNOSED =
      Pattern.compile("\\bdiagnos(?:ed|is (?:of|was))\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern BEFORE =
      Pattern.compile(
          "\\bhad been\\b|\\bpreviously\\b|\\bhistory\\b|\\bago\\b|\\bknown\\b|\\bsince\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern FIRST_VISIT =
      Pattern.compile(
          "(?:(?:the|her|his) )?(?:first|initial) (?:visit|presentation|admission|examination"
              + "|consultation|evaluation)|(?:(?:the|her|his) )?presentation");
  private static final Pattern LAST_VISIT =
      Pattern.compile("(?:(?:the|her|his|this|that) )?(?:visit|admission|hospitali[sz]ation)");
  private static final Pattern DIAGNOSIS =
      Pattern.compile("(?:(?:the|her|his|this|that|initial|first) ){0,2}diagnosis");

  private final List<String> visits = new ArrayList<>();
  private final Set<String> diagnosing = new LinkedHashSet<>();
  private boolean timePassed;
  private boolean inpatient;

  /** The visit that is being told. */
  Optional<String> visit() {
    return visits.isEmpty() ? Optional.empty() : Optional.of(visits.get(visits.size() - 1));
  }

  void open(Visit visit) {
    visits.add(visit.id());
    inpatient = visit.visitClass().filter(VisitClass.INPATIENT::equals).isPresent();
    timePassed = false;
  }

  /** Notes that the account has moved on from the visit to another time. */
  void passed(TimeExpression time) {
    timePassed |= time.datesVisit();
  }

  void note(String sentence, Optional<String> visit) {
    if (visit.isPresent()
        && DIAGNOSED.matcher(sentence).find()
        && !BEFORE.matcher(sentence).find()) {
      diagnosing.add(visit.get());
    }
  }

  /** The visits that a time may count from: none if it names something else. */
  List<String> meant(TimeExpression time) {
    if (visits.isEmpty()) {
      return List.of();
    }
    String last = visits.get(visits.size() - 1);
    return switch (time.kind()) {
      case AGO -> List.of(last);
      case LATER -> timePassed ? List.of() : List.of(last);
      case AFTER_EVENT, BEFORE_EVENT -> named(time.event().orElse("").toLowerCase(Locale.ROOT));
      case DAY_OF_STAY -> inpatient ? List.of(last) : List.of();
      case DATE, DAY_OF_YEAR, AGE, WORDS -> List.of();
    };
  }

  private List<String> named(String event) {
    if (FIRST_VISIT.matcher(event).matches()) {
      return List.of(visits.get(0));
    }
    if (LAST_VISIT.matcher(event).matches()) {
      return visits.stream().distinct().toList();
    }
    return DIAGNOSIS.matcher(event).matches() ? List.copyOf(diagnosing) : List.of();
  }
}
