package org.case2fhir.extraction.context;

import java.util.List;
import java.util.Optional;
import org.case2fhir.extraction.tagging.Mention;
import org.case2fhir.model.Interpretation;
import org.case2fhir.model.Value;
import org.case2fhir.notation.Reading;
import org.case2fhir.notation.Remark;
import org.case2fhir.notation.Units;
import org.case2fhir.notation.ValueParser;
import org.case2fhir.terminology.UnitTable;

/**
 * Reads the result of a test from the values that belong to it: the value itself, what the text
 * says it means, and the reference range.
 *
 * <p>Nothing is converted and nothing computed: an interpretation is there only if words tell it, a
 * number's unit only if it is written.
 */
public final class ResultReader {
  private static final ResultReader BUILT_IN =
      new ResultReader(new ValueParser(new Units(UnitTable.builtIn())));

  private final ValueParser values;

  private ResultReader(ValueParser values) {
    this.values = values;
  }

  /** With the units and words that come with the program. */
  public static ResultReader builtIn() {
    return BUILT_IN;
  }

  /**
   * One result.
   *
   * @param detail the mention that tells it
   * @param value a number, a size, a titer, a coded or a plain word; absent where only a judgement
   *     ("raised") goes with another value of the same test
   * @param interpretation what the words say it means
   * @param reference the reference range that the text gives
   * @param remarks what was uncertain in it
   */
  public record Result(
      Mention detail,
      Optional<Value> value,
      Optional<Interpretation> interpretation,
      Optional<Value> reference,
      List<Remark> remarks) {
    public Result {
      remarks = List.copyOf(remarks);
    }
  }

  /**
   * The results of a test or finding, in the order of the text; none where no value belongs to it.
   */
  public List<Result> results(PassageReading reading, Mention test) {
    return reading.relations().stream()
        .filter(relation -> relation.kind() == Relation.Kind.VALUE && relation.head().equals(test))
        .map(relation -> result(reading, relation.detail()))
        .toList();
  }

  private Result result(PassageReading reading, Mention detail) {
    String text =
        reading.passage().text().substring(detail.span().start(), detail.span().end()).strip();
    Reading<Value> read = values.parse(text);
    return new Result(detail, read.value(), Optional.empty(), Optional.empty(), read.remarks());
  }
}
