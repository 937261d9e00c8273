package org.case2fhir.corpus;

import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;
import static org.apache.spark.sql.types.DataTypes.createStructField;
import static org.apache.spark.sql.types.DataTypes.createStructType;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.case2fhir.cli.CorpusConverter;
import org.case2fhir.cli.CorpusConverter.Outcome;
import org.case2fhir.corpus.CorpusInput.Kind;
import org.case2fhir.corpus.ExecutorConverter.Opened;
import org.case2fhir.corpus.ExecutorConverter.Recipe;
import org.case2fhir.issue.Issue;

/** Rows of texts as rows of resources; {@link SparkCorpus#convert} says what they hold. */
final class ConvertedRows implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  private static final StructType RESOURCE =
      createStructType(List.of(always("resourceType", StringType), always("json", StringType)));
  private static final StructType ISSUE =
      createStructType(
          List.of(
              always("severity", StringType),
              always("code", StringType),
              always("message", StringType),
              always("source", StringType),
              createStructField("line", IntegerType, true),
              createStructField("column", IntegerType, true),
              createStructField("path", StringType, true),
              createStructField("solution", StringType, true)));
  private static final StructType SCHEMA =
      createStructType(
          List.of(
              createStructField("id", StringType, true),
              always("input", StringType),
              always("cases", createArrayType(StringType, false)),
              always("resources", createArrayType(RESOURCE, false)),
              always("issues", createArrayType(ISSUE, false))));

  private final Recipe recipe;

  private ConvertedRows(Recipe recipe) {
    this.recipe = recipe;
  }

  /**
   * @throws IllegalArgumentException if a column is missing
   */
  static Dataset<Row> of(Dataset<Row> inputs, Recipe recipe) {
    List<String> columns = List.of(inputs.columns());
    if (!columns.contains("id") || !columns.contains("text")) {
      throw new IllegalArgumentException("The rows have no columns id and text");
    }
    return inputs
        .select(inputs.col("id").cast("string"), inputs.col("text").cast("string"))
        .mapPartitions(new ConvertedRows(recipe), Encoders.row(SCHEMA));
  }

  private static StructField always(String name, DataType type) {
    return createStructField(name, type, false);
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    ExecutorConverter converter = ExecutorConverter.get(recipe, new Configuration(false));
    Iterable<Row> all = () -> rows;
    return StreamSupport.stream(all.spliterator(), false)
        .map(row -> converted(row, converter))
        .iterator();
  }

  private static Row converted(Row row, ExecutorConverter converter) {
    boolean named = !row.isNullAt(0) && !row.getString(0).isEmpty();
    String name = named ? CorpusConverter.nameOf(row.getString(0)) : "row-without-id.txt";
    Kind kind = row.isNullAt(1) ? Kind.NO_TEXT : Kind.TEXT;
    String text = row.isNullAt(1) ? "" : row.getString(1);
    CorpusInput input = new CorpusInput(kind, name, 0, text.getBytes(StandardCharsets.UTF_8));
    Opened opened = converter.open(input);
    return row(row.isNullAt(0) ? null : row.getString(0), converter.convert(opened).orElseThrow());
  }

  private static Row row(String id, Outcome outcome) {
    Stream<String> cases =
        outcome.cases().stream()
            .filter(each -> !each.lines().isEmpty())
            .map(each -> each.conversion().caseId().orElse(""));
    Stream<Row> resources =
        outcome.cases().stream()
            .flatMap(each -> each.lines().stream())
            .map(line -> RowFactory.create(line.type(), line.text().stripTrailing()));
    Stream<Row> issues =
        outcome.cases().stream()
            .flatMap(each -> each.conversion().issues().stream())
            .map(ConvertedRows::row);
    return RowFactory.create(
        id,
        outcome.input(),
        cases.toArray(String[]::new),
        resources.toArray(Row[]::new),
        issues.toArray(Row[]::new));
  }

  private static Row row(Issue issue) {
    int line = issue.location().line();
    int column = issue.location().column();
    return RowFactory.create(
        issue.severity().word(),
        issue.code(),
        issue.message(),
        issue.location().source(),
        line > 0 ? line : null,
        column > 0 ? column : null,
        given(issue.location().path()),
        given(issue.solution()));
  }

  private static String given(String text) {
    return text.isEmpty() ? null : text;
  }
}
