package org.case2fhir.extraction.facts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.case2fhir.extraction.words.WordTable;
import org.case2fhir.model.FindingCategory;
import org.case2fhir.model.ReportCategory;

/**
 * What kind of study a diagnostic procedure is, by its words; from the table beside this class.
 *
 * @param category of the findings that it shows
 * @param report the service that reports it; absent where nobody writes a report of its own
 * @param isProcedure whether it is also something done to the patient, such as taking a biopsy
 */
record StudyKind(FindingCategory category, Optional<ReportCategory> report, boolean isProcedure) {
  private record Row(Pattern words, StudyKind kind) {}

  private static final List<Row> ROWS = rows();

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (String[] row : WordTable.rows(StudyKind.class, "studies.tsv")) {
      Optional<ReportCategory> report =
          row[2].isEmpty() ? Optional.empty() : Optional.of(ReportCategory.valueOf(row[2]));
      StudyKind kind =
          new StudyKind(FindingCategory.valueOf(row[1]), report, row[3].equals("procedure"));
      int flags = Pattern.CASE_INSENSITIVE;
      rows.add(new Row(Pattern.compile("\\b(?:" + row[0] + ")\\b", flags), kind));
    }
    return rows;
  }

  /** The kind of the first row whose words stand in the text. */
  static Optional<StudyKind> of(String text) {
    return ROWS.stream().filter(row -> row.words().matcher(text).find()).map(Row::kind).findFirst();
  }
}
