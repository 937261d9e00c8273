package org.case2fhir.casefile;

import java.util.Optional;
import org.case2fhir.issue.Location;
import org.case2fhir.notation.DamagedNumbers;
import org.case2fhir.notation.DoseParser;
import org.case2fhir.notation.Reading;
import org.case2fhir.notation.Reading.Remark;
import org.case2fhir.notation.TimeParser;
import org.case2fhir.notation.Units;
import org.case2fhir.notation.ValueParser;
import org.case2fhir.notation.VisitNames;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;

/** What every part of a case file is read with. */
record ReadScope(
    IssueCollector issues,
    Vocabulary vocabulary,
    Units units,
    VisitNames visits,
    ValueParser values,
    DoseParser doses,
    TimeParser times,
    boolean isSilent) {

  static ReadScope of(IssueCollector issues, Vocabulary vocabulary, UnitTable table) {
    Units units = new Units(table);
    return new ReadScope(
        issues,
        vocabulary,
        units,
        VisitNames.NONE,
        new ValueParser(units),
        new DoseParser(units, vocabulary),
        new TimeParser(VisitNames.NONE),
        false);
  }

  ReadScope withVisits(VisitNames names) {
    return new ReadScope(
        issues, vocabulary, units, names, values, doses, new TimeParser(names), isSilent);
  }

  /** The same, saying nothing: for reading a part once more. */
  ReadScope silent() {
    return new ReadScope(
        new IssueCollector(issues.source()), vocabulary, units, visits, values, doses, times, true);
  }

  /** Reports a damaged number in a text that is kept as words, if there is one. */
  boolean acceptDamaged(Node.Scalar text) {
    Optional<Remark> damaged = DamagedNumbers.remark(text.text());
    accept(new Reading<>(damaged, damaged.stream().toList()), text.location());
    return damaged.isPresent();
  }

  /** Reports what a parser remarked on the text at a place, and passes its value on. */
  <T> Optional<T> accept(Reading<T> reading, Location location) {
    for (Remark remark : reading.remarks()) {
      issues.add(remark.severity(), remark.code(), location, remark.message(), remark.solution());
    }
    return reading.value();
  }
}
