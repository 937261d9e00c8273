package org.case2fhir.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.Partitioner;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;
import org.apache.spark.util.SerializableConfiguration;
import org.case2fhir.cli.CorpusArguments;
import org.case2fhir.cli.CorpusConverter;
import org.case2fhir.corpus.ExecutorConverter.Recipe;
import org.case2fhir.corpus.PartWriter.TakenName;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Result;
import org.case2fhir.issue.Severity;
import org.case2fhir.issue.Sha256;
import scala.Function1;
import scala.Tuple2;
import scala.runtime.AbstractFunction1;

/**
 * Converts a corpus on <a href="https://spark.apache.org">Apache Spark</a>: {@code spark-submit
 * --class org.case2fhir.corpus.SparkCorpus case2fhir-spark.jar IN OUT}.
 *
 * <p>What is written depends on the inputs and the options alone. The inputs are ordered by name,
 * cut into parts of a fixed size, and each part is converted and committed as a whole by whichever
 * executor gets it; the files of a type, one behind the other, are the file that {@code case2fhir
 * convert --format ndjson} writes. A lost executor, a second attempt at a part or a run that goes
 * on with another neither doubles nor loses anything.
 */
public final class SparkCorpus {
  private static final int MOST_PARTS = 100_000;
  private static final int NAMES_SHOWN = 10;
  private static final int OK = 0;
  private static final int MOST_LINKS_NAMED = 10;
  private static final int DATA = 1;
  private static final int USAGE = 2;

  private final SparkSession spark;
  private final CorpusArguments arguments;
  private final PrintStream err;
  private final Configuration hadoop;
  private final CorpusOutput output;
  private final String options;

  private SparkCorpus(SparkSession spark, CorpusArguments arguments, PrintStream err)
      throws IOException {
    this.spark = spark;
    this.arguments = arguments;
    this.err = err;
    this.hadoop = spark.sparkContext().hadoopConfiguration();
    this.output = CorpusOutput.at(arguments.out(), hadoop);
    this.options = Sha256.of(arguments.digest() + "\n" + arguments.recorded());
  }

  /** Runs the job and ends the process with its exit code. */
  public static void main(String[] args) {
    if (Stream.of(args).anyMatch(Set.of("-h", "--help")::contains)) {
      System.out.print(CorpusArguments.usage());
      return;
    }
    int exitCode;
    try {
      CorpusArguments arguments = CorpusArguments.parse(List.of(args));
      SparkSession spark = SparkSession.builder().appName("case2fhir").getOrCreate();
      try {
        exitCode = run(spark, arguments, System.err);
      } finally {
        spark.stop();
      }
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      exitCode = USAGE;
    }
    System.exit(exitCode);
  }

  /**
   * Converts texts of a table as a step of another job.
   *
   * <p>Two inputs whose cases have one name both become resources, which then have the same ids:
   * that is for the caller to find, by {@code cases}. Rows that give nothing have an issue that
   * says why.
   *
   * @param inputs with the columns {@code id} and {@code text}; others are left out. An id that
   *     ends as the name of a file does, such as {@code 17.yaml} or {@code 17.html}, says what its
   *     text is; else it is plain text
   * @param options as on the command line, such as {@code "--validate", "none"}
   * @return a row for each row, in their order, with the columns {@code id}, {@code input} (the
   *     name by which issues call it), {@code cases} (names of its cases), {@code resources} (an
   *     array of {@code resourceType} and {@code json}, in the order of the Bundle) and {@code
   *     issues} (an array of {@code severity}, {@code code}, {@code message}, {@code source},
   *     {@code line}, {@code column}, {@code path} and {@code solution})
   * @throws IllegalArgumentException if an option is wrong or a column is missing
   */
  public static Dataset<Row> convert(Dataset<Row> inputs, String... options) {
    CorpusArguments parsed = CorpusArguments.ofOptions(List.of(options));
    Result<CorpusConverter> opened = parsed.open();
    if (opened.value().isEmpty()) {
      throw new IllegalArgumentException(lines(opened.issues()));
    }
    return ConvertedRows.of(inputs, Recipe.of(parsed, false));
  }

  /**
   * Runs a job in a session at hand.
   *
   * @param arguments as on the command line
   * @param err where is said what became of it
   * @return the exit code
   */
  public static int run(SparkSession spark, List<String> arguments, PrintStream err) {
    try {
      return run(spark, CorpusArguments.parse(arguments), err);
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      return USAGE;
    }
  }

  private static int run(SparkSession spark, CorpusArguments arguments, PrintStream err) {
    Result<CorpusConverter> opened = arguments.open();
    opened.issues().forEach(issue -> err.println(issue));
    if (opened.value().isEmpty()) {
      return DATA;
    }
    try {
      return new SparkCorpus(spark, arguments, err).run();
    } catch (IOException e) {
      err.println("case2fhir: error: the corpus cannot be read or written: " + firstLine(e));
      return DATA;
    } catch (RuntimeException e) {
      if (e instanceof IllegalArgumentException) {
        throw e;
      }
      err.println("case2fhir: error: the run was stopped: " + firstLine(e));
      err.println("Mend the cause and go on with --resume.");
      return DATA;
    }
  }

  /** What happened; traces are in the log of Spark. */
  private static String firstLine(Exception e) {
    Throwable cause = e.getCause() instanceof SparkException ? e.getCause() : e;
    return ("" + cause.getMessage()).lines().findFirst().orElse(cause.getClass().getSimpleName());
  }

  private int run() throws IOException {
    if (output.isWithin(arguments.in())) {
      throw new IllegalArgumentException("The output would be among the inputs: name another");
    }
    boolean begun = begin();
    CorpusInputs inputs = CorpusInputs.find(spark, arguments.in());
    if (inputs.leftOut() > 0) {
      err.println(arguments.in() + ": " + inputs.leftOut() + " files of other kinds are left out");
    }
    inputs.links().stream()
        .limit(MOST_LINKS_NAMED)
        .forEach(
            link ->
                err.println(
                    link
                        + ": warning: this symbolic link is not followed (name what it leads to if"
                        + " that is an input)"));
    if (inputs.links().size() > MOST_LINKS_NAMED) {
      err.println(
          arguments.in()
              + ": warning: "
              + (inputs.links().size() - MOST_LINKS_NAMED)
              + " more symbolic links are not followed");
    }
    if (inputs.number() == 0) {
      err.println(arguments.in() + ": error: there is nothing to convert");
      return DATA;
    }
    long parts = (inputs.number() - 1) / arguments.partSize() + 1;
    if (parts >= MOST_PARTS) {
      throw new IllegalArgumentException("Too many parts: give a larger --part-size");
    }
    RankPartitioner partitioner = new RankPartitioner((int) parts, arguments.partSize());
    JavaPairRDD<Long, byte[]> parted =
        inputs.ranked().repartitionAndSortWithinPartitions(partitioner);
    TreeMap<Integer, String> digests = begun ? digests(parted) : new TreeMap<>();
    JsonNode manifest = output.manifest().orElse(null);
    if (manifest != null) {
      return finished(manifest, digests);
    }
    List<PartRecord> records = publishing(digests);
    if (records.isEmpty()) {
      records = convert(parted, digests);
    }
    String text = output.manifest(records, arguments.recorded(), options, inputsDigest(records));
    output.publish(records, text);
    return summarize(output.manifest().orElseThrow());
  }

  /** Whether there is an earlier run to go on with. */
  private boolean begin() throws IOException {
    if (output.isEmpty()) {
      output.begin(options);
      return false;
    }
    if (!arguments.resume()) {
      throw new IllegalArgumentException(
          "The output is not empty: name another folder, or go on with --resume: "
              + arguments.out());
    }
    JsonNode manifest = output.manifest().orElse(null);
    String known =
        manifest == null
            ? output.begun().orElse("")
            : manifest.path("extension").path("optionsDigest").asText();
    if (!known.equals(options)) {
      throw new IllegalArgumentException(
          "The output is not of a run with these options and this version: name another folder: "
              + arguments.out());
    }
    return true;
  }

  private TreeMap<Integer, String> digests(JavaPairRDD<Long, byte[]> parted) {
    TreeMap<Integer, String> digests = new TreeMap<>();
    parted
        .mapPartitions(new PartDigest(hadoop, arguments.partSize()))
        .collect()
        .forEach(each -> digests.put(each._1(), each._2()));
    return digests;
  }

  private static String inputsDigest(List<PartRecord> records) {
    return Sha256.of(records.stream().map(PartRecord::digest).collect(Collectors.joining("\n")));
  }

  /** Says of a run that is done already what it said in its end. */
  private int finished(JsonNode manifest, TreeMap<Integer, String> digests) {
    String inputs = Sha256.of(String.join("\n", digests.values()));
    if (!manifest.path("extension").path("inputsDigest").asText().equals(inputs)) {
      throw otherInputs();
    }
    err.println("The run was done before: nothing is written.");
    return summarize(manifest);
  }

  /** The parts of an earlier run that was stopped when all was converted. */
  private List<PartRecord> publishing(TreeMap<Integer, String> digests) throws IOException {
    List<PartRecord> records = output.publishing().orElse(List.of());
    List<String> known = records.stream().map(PartRecord::digest).toList();
    if (!records.isEmpty() && !known.equals(List.copyOf(digests.values()))) {
      throw otherInputs();
    }
    return records;
  }

  private IllegalArgumentException otherInputs() {
    return new IllegalArgumentException(
        "The output is of other inputs: name another folder: " + arguments.out());
  }

  private List<PartRecord> convert(
      JavaPairRDD<Long, byte[]> parted, TreeMap<Integer, String> digests) throws IOException {
    TreeMap<Integer, PartRecord> records = new TreeMap<>();
    for (PartRecord each : output.records()) {
      boolean whole = each.folder().endsWith("-" + each.digest().substring(0, 32));
      if (whole && each.digest().equals(digests.get(each.part()))) {
        records.put(each.part(), each);
      }
    }
    if (!records.isEmpty()) {
      err.println(records.size() + " of " + parted.getNumPartitions() + " parts are there already");
    }
    PartWriter writer =
        new PartWriter(
            hadoop,
            Recipe.of(arguments, true),
            output.address(),
            "run-" + UUID.randomUUID(),
            arguments.partSize());
    Set<Integer> missing = new HashSet<>();
    for (int part = 0; part < parted.getNumPartitions(); part++) {
      if (!records.containsKey(part)) {
        missing.add(part);
      }
    }
    write(parted, writer, missing, records);
    List<TakenName> taken = takenNames(List.copyOf(records.values()));
    Set<Integer> affected =
        taken.stream()
            .map(name -> (int) (name.rank() / arguments.partSize()))
            .collect(Collectors.toSet());
    write(parted, writer.without(taken), affected, records);
    return List.copyOf(records.values());
  }

  private static void write(
      JavaPairRDD<Long, byte[]> parted,
      PartWriter writer,
      Set<Integer> parts,
      Map<Integer, PartRecord> records) {
    if (parts.isEmpty()) {
      return;
    }
    Function1<Object, Object> wanted = new Wanted(parts);
    JavaRDD<Tuple2<Long, byte[]>> pruned =
        PartitionPruningRDD.create(parted.rdd(), wanted).toJavaRDD();
    pruned.mapPartitions(writer).collect().forEach(each -> records.put(each.part(), each));
  }

  /** Two cases of one name would overwrite each other's patient on a server: the first stays. */
  private List<TakenName> takenNames(List<PartRecord> records) {
    String[] tables = records.stream().map(output::coverage).toArray(String[]::new);
    Dataset<Row> inputs = spark.read().parquet(tables);
    Dataset<Row> cases =
        inputs.select(
            inputs.col("rank"), inputs.col("input"), functions.posexplode(inputs.col("cases")));
    WindowSpec byName =
        Window.partitionBy("col").orderBy(functions.col("rank"), functions.col("pos"));
    Column first = functions.first("input").over(byName);
    return cases
        .withColumn("first", first)
        .withColumn("number", functions.row_number().over(byName))
        .filter("number > 1")
        .select("rank", "pos", "first")
        .collectAsList()
        .stream()
        .map(row -> new TakenName(row.getLong(0), row.getInt(1), row.getString(2)))
        .sorted(Comparator.comparingLong(TakenName::rank).thenComparingInt(TakenName::position))
        .toList();
  }

  private int summarize(JsonNode manifest) {
    JsonNode run = manifest.path("extension");
    long all = run.path("inputs").asLong();
    long without = run.path("inputsWithoutOutput").asLong();
    err.println(
        all + " inputs: " + (all - without) + " written, " + without + " without an output");
    List<String> names = new ArrayList<>();
    run.path("firstInputsWithoutOutput").forEach(name -> names.add(name.asText()));
    names.stream().limit(NAMES_SHOWN).forEach(name -> err.println("  " + name + ": no output"));
    if (without > NAMES_SHOWN) {
      err.println("  … more are in manifest.json and in coverage, where resources = 0");
    }
    boolean failed = all == without;
    for (Map.Entry<String, JsonNode> kind : run.path("issues").properties()) {
      err.println("  " + kind.getValue().asLong() + " × " + kind.getKey());
      String word = kind.getKey().substring(0, kind.getKey().indexOf(' '));
      failed |=
          Stream.of(Severity.values())
              .filter(severity -> severity.word().equals(word))
              .anyMatch(severity -> severity.atLeast(arguments.failOn()));
    }
    return failed ? DATA : OK;
  }

  private static String lines(List<Issue> issues) {
    return issues.stream().map(Issue::toString).collect(Collectors.joining("\n"));
  }

  /** So many inputs, one after the other, are a part. */
  private static final class RankPartitioner extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int parts;
    private final int size;

    RankPartitioner(int parts, int size) {
      this.parts = parts;
      this.size = size;
    }

    @Override
    public int numPartitions() {
      return parts;
    }

    @Override
    public int getPartition(Object rank) {
      return (int) ((Long) rank / size);
    }
  }

  /** Chooses parts. */
  private static final class Wanted extends AbstractFunction1<Object, Object>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    private final HashSet<Integer> parts;

    Wanted(Set<Integer> parts) {
      this.parts = new HashSet<>(parts);
    }

    @Override
    public Object apply(Object part) {
      return parts.contains((Integer) part);
    }
  }

  /** Digests of parts, by which it is seen whether their inputs have changed. */
  private static final class PartDigest
      implements FlatMapFunction<Iterator<Tuple2<Long, byte[]>>, Tuple2<Integer, String>> {
    private static final long serialVersionUID = 1L;

    private final SerializableConfiguration hadoop;
    private final int size;

    PartDigest(Configuration hadoop, int size) {
      this.hadoop = new SerializableConfiguration(hadoop);
      this.size = size;
    }

    @Override
    public Iterator<Tuple2<Integer, String>> call(Iterator<Tuple2<Long, byte[]>> inputs) {
      StringBuilder all = new StringBuilder();
      int part = 0;
      while (inputs.hasNext()) {
        Tuple2<Long, byte[]> next = inputs.next();
        part = (int) (next._1() / size);
        CorpusInput input = CorpusInput.decode(next._2());
        all.append(ExecutorConverter.open(input, hadoop.value()).digest()).append('\n');
      }
      return all.isEmpty()
          ? List.<Tuple2<Integer, String>>of().iterator()
          : List.of(new Tuple2<>(part, PartWriter.digest(all))).iterator();
    }
  }
}
