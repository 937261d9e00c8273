package org.case2fhir.casefile;

import java.util.Optional;
import org.case2fhir.casefile.node.Place;
import org.case2fhir.casefile.node.Problems;
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
    Problems problems,
    Vocabulary vocabulary,
    Units units,
    VisitNames visits,
    ValueParser values,
    DoseParser doses,
    TimeParser times) {

  static ReadScope of(Problems problems, Vocabulary vocabulary, UnitTable table) {
    Units units = new Units(table);
    return new ReadScope(
        problems,
        vocabulary,
        units,
        VisitNames.NONE,
        new ValueParser(units),
        new DoseParser(units, vocabulary),
        new TimeParser(VisitNames.NONE));
  }

  ReadScope withVisits(VisitNames names) {
    return new ReadScope(problems, vocabulary, units, names, values, doses, new TimeParser(names));
  }

  /** The same, saying nothing: for reading a part once more. */
  ReadScope silent() {
    return new ReadScope(
        new Problems(problems.source()), vocabulary, units, visits, values, doses, times);
  }

  /** Reports what a parser remarked on the text at a place, and passes its value on. */
  <T> Optional<T> accept(Reading<T> reading, Place place) {
    for (Remark remark : reading.remarks()) {
      problems.add(remark.severity(), remark.code(), place, remark.message(), remark.solution());
    }
    return reading.value();
  }
}
