package org.case2fhir.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Converts tables in this process: as a step of a job, and as a run. */
class SparkRowsIT {
  private static final String CASE = "diagnoses:\n  - gout\nfindings:\n  - fever\n";
  private static final String TIME = "2026-11-28T09:30:00Z";

  private static SparkSession spark;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static Dataset<Row> table() {
    List<Row> rows =
        List.of(
            RowFactory.create("b.yaml", CASE),
            RowFactory.create("a.yaml", "id: same\n" + CASE),
            RowFactory.create("c.yaml", "id: same\n" + CASE),
            RowFactory.create("none", null),
            RowFactory.create("broken.json", "{"));
    StructType type =
        new StructType().add("id", DataTypes.StringType).add("text", DataTypes.StringType);
    return spark.createDataFrame(rows, type);
  }

  @Test
  void convertsRowsOfAnotherJob() {
    List<Row> rows =
        SparkCorpus.convert(table(), "--validate", "none", "--tagger", "fast").collectAsList();

    assertThat(rows)
        .extracting(row -> row.<String>getAs("id"))
        .containsExactly("b.yaml", "a.yaml", "c.yaml", "none", "broken.json");
    List<Row> resources = rows.get(0).getList(rows.get(0).fieldIndex("resources"));
    assertThat(resources)
        .extracting(row -> row.<String>getAs("resourceType"))
        .contains("Patient", "Condition", "Observation");
    assertThat(resources.get(0).<String>getAs("json"))
        .startsWith("{\"resourceType\":\"" + resources.get(0).getString(0))
        .endsWith("}");
    for (int bad = 3; bad < 5; bad++) {
      Row row = rows.get(bad);
      assertThat(row.getList(row.fieldIndex("resources"))).isEmpty();
      List<Row> issues = row.getList(row.fieldIndex("issues"));
      assertThat(issues).extracting(issue -> issue.<String>getAs("severity")).contains("error");
    }
    assertThatThrownBy(() -> SparkCorpus.convert(table(), "--no-such-option"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SparkCorpus.convert(table().drop("text")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void writesTheSameOfATableHoweverItIsParted() throws Exception {
    String one = written(table().coalesce(1), "one");
    String three = written(table().repartition(3), "three");

    assertThat(three).isEqualTo(one).contains("\"error duplicate-case\" : 1");
    Path coverage = folder.resolve("one-out/coverage");
    List<Row> rows = spark.read().parquet(coverage.toString()).orderBy("rank").collectAsList();
    assertThat(rows)
        .extracting(row -> row.<String>getAs("input").replaceAll(".*/", ""))
        .containsExactly("a.yaml", "b.yaml", "broken.json", "c.yaml", "none.txt");
    long issues = spark.read().parquet(folder.resolve("one-out/issues").toString()).count();
    assertThat(issues).isGreaterThanOrEqualTo(3);
  }

  private String written(Dataset<Row> table, String name) throws Exception {
    Path in = folder.resolve("in");
    table.write().mode(SaveMode.Overwrite).parquet(in.toString());
    Path out = folder.resolve(name + "-out");
    List<String> arguments =
        List.of(
            in.toString(),
            out.toString(),
            "--validate",
            "none",
            "--part-size",
            "2",
            "--recorded",
            TIME);
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
    assertThat(SparkCorpus.run(spark, arguments, err)).isEqualTo(1);
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("3 without an output", "c.yaml");
    StringBuilder all = new StringBuilder();
    try (var files = Files.list(out)) {
      for (Path each : files.filter(Files::isRegularFile).sorted().collect(Collectors.toList())) {
        all.append(each.getFileName()).append('\n').append(Files.readString(each));
      }
    }
    return all.toString();
  }

  @Test
  void refusesWrongArguments() {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
    String in = folder.toString();

    assertThat(SparkCorpus.run(spark, List.of(in), err)).isEqualTo(2);
    assertThat(SparkCorpus.run(spark, List.of(in, in + "-out"), err)).isEqualTo(2);
    assertThat(SparkCorpus.run(spark, List.of(in, in + "/out", "--recorded", TIME), err))
        .isEqualTo(2);
    assertThat(SparkCorpus.run(spark, List.of(in + "/no", in + "-2", "--recorded", TIME), err))
        .isEqualTo(2);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("add --recorded", "among the inputs", "No such file or folder");
  }
}
