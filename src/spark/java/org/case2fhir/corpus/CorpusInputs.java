package org.case2fhir.corpus;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.spark.api.java.JavaNewHadoopRDD;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.case2fhir.CaseConverter;
import org.case2fhir.Input;
import org.case2fhir.cli.CorpusConverter;
import org.case2fhir.corpus.CorpusInput.Kind;
import scala.Tuple2;

/**
 * The inputs of a run, each with its rank from 0. The rank depends on the inputs alone: of files it
 * is the order of their paths in UTF-8 and of the lines in them, which is that of {@code convert};
 * of the rows of a table it is the order of their ids in UTF-8, and of their texts where two share
 * one.
 *
 * @param ranked the inputs, encoded, in any order and partition
 * @param number of all
 * @param leftOut how many files of other kinds were in the folder
 * @param links symbolic links in the folder, which are not followed, for they may lead out of it
 */
record CorpusInputs(
    JavaPairRDD<Long, byte[]> ranked, long number, int leftOut, List<String> links) {
  private static final Set<String> LINES = Set.of("jsonl", "ndjson");
  private static final Set<String> ARCHIVES = Set.of("zip", "tar", "tgz", "gz");
  private static final String TABLE = "parquet";

  /**
   * Finds the inputs.
   *
   * @throws IllegalArgumentException if they are not there, no table of texts, or archives; the
   *     message is one for the user
   * @throws IOException if they cannot be listed
   */
  static CorpusInputs find(SparkSession spark, String in) throws IOException {
    Path path = new Path(in);
    FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
    if (!files.exists(path)) {
      throw new IllegalArgumentException("No such file or folder: " + in);
    }
    String name = in.length() > 1 && in.endsWith("/") ? in.substring(0, in.length() - 1) : in;
    FileStatus status = files.getFileStatus(path);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    if (isTable(files, status)) {
      return ofTable(spark, context, in, name);
    }
    return new Listing(context, name).of(files, status);
  }

  private static boolean isTable(FileSystem files, FileStatus status) throws IOException {
    if (extension(status.getPath().getName()).equals(TABLE)) {
      return true;
    }
    return status.isDirectory()
        && Arrays.stream(files.listStatus(status.getPath()))
            .map(each -> each.getPath().getName())
            .anyMatch(each -> !each.startsWith(".") && extension(each).equals(TABLE));
  }

  private static CorpusInputs ofTable(
      SparkSession spark, JavaSparkContext context, String in, String name) {
    Dataset<Row> table = spark.read().parquet(in);
    List<String> columns = Arrays.asList(table.columns());
    if (!columns.contains("id") || !columns.contains("text")) {
      throw new IllegalArgumentException("The table has no columns id and text: " + in);
    }
    JavaRDD<Row> rows =
        table
            .select(table.col("id").cast("string"), table.col("text").cast("string"))
            .sort(functions.col("id"), functions.sha2(functions.col("text"), 256))
            .toJavaRDD();
    JavaPairRDD<Long, byte[]> ranked =
        rows.zipWithIndex()
            .mapToPair(each -> new Tuple2<>(each._2(), row(name, each._1(), each._2()).encode()));
    return new CorpusInputs(ranked, rows.count(), 0, List.of());
  }

  private static CorpusInput row(String table, Row row, long rank) {
    String own =
        row.isNullAt(0) || row.getString(0).isEmpty()
            ? "row-" + (rank + 1) + ".txt"
            : CorpusConverter.nameOf(row.getString(0));
    String name = table + "/" + own;
    return row.isNullAt(1)
        ? new CorpusInput(Kind.NO_TEXT, name, 0, new byte[0])
        : new CorpusInput(Kind.TEXT, name, 0, row.getString(1).getBytes(StandardCharsets.UTF_8));
  }

  private static String extension(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /** Where a split of a file with lines begins. */
  private record Split(String file, long start) implements java.io.Serializable {}

  /** Of how many inputs and lines something comes after. */
  private record Base(long rank, int line) implements java.io.Serializable {}

  /** A file with lines, and its lines in each split. */
  private record CountedSplit(Split split, long lines) implements java.io.Serializable {}

  /** Files of a folder, or one file. */
  private static final class Listing {
    private final JavaSparkContext context;
    private final String name;
    private final List<Tuple2<Long, byte[]>> single = new ArrayList<>();
    private final List<String> links = new ArrayList<>();
    private int leftOut;

    Listing(JavaSparkContext context, String name) {
      this.context = context;
      this.name = name;
    }

    /** A file of the listing. */
    private record Found(String name, Path path, boolean named) {}

    CorpusInputs of(FileSystem files, FileStatus status) throws IOException {
      List<Found> found = new ArrayList<>();
      if (status.isDirectory()) {
        walk(files, status.getPath(), name, found);
        found.sort(
            Comparator.comparing(
                each -> each.name().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
      } else {
        found.add(new Found(name, status.getPath(), true));
      }
      refuseArchives(found);
      links.sort(Comparator.naturalOrder());
      Map<String, List<CountedSplit>> lines = count(found);
      Map<Split, Base> bases = new HashMap<>();
      Map<String, String> names = new HashMap<>();
      long rank = 0;
      for (Found each : found) {
        if (!LINES.contains(extension(each.name()))) {
          single.add(new Tuple2<>(rank++, single(each).encode()));
          continue;
        }
        names.put(each.path().toString(), each.name());
        int before = 0;
        for (CountedSplit split : lines.getOrDefault(each.path().toString(), List.of())) {
          bases.put(split.split(), new Base(rank, before));
          before = Math.toIntExact(before + split.lines());
          rank += split.lines();
        }
      }
      JavaPairRDD<Long, byte[]> ranked = context.parallelizePairs(single);
      if (!bases.isEmpty()) {
        ranked = ranked.union(lines(new ArrayList<>(names.keySet()), new Ranking(bases, names)));
      }
      return new CorpusInputs(ranked, rank, leftOut, links);
    }

    private void walk(FileSystem files, Path folder, String prefix, List<Found> found)
        throws IOException {
      for (FileStatus each : files.listStatus(folder)) {
        String own = each.getPath().getName();
        if (own.startsWith(".")) {
          continue;
        }
        if (isLink(each)) {
          if (each.isDirectory() || isInput(extension(own))) {
            links.add(prefix + "/" + own);
          }
        } else if (each.isDirectory()) {
          walk(files, each.getPath(), prefix + "/" + own, found);
        } else if (isInput(extension(own))) {
          found.add(new Found(prefix + "/" + own, each.getPath(), false));
        } else {
          leftOut++;
        }
      }
    }

    /** Hadoop's local file system gives what a link leads to, and does not say that it is one. */
    private static boolean isLink(FileStatus file) {
      URI address = file.getPath().toUri();
      boolean local = "file".equals(address.getScheme());
      return file.isSymlink()
          || local && Files.isSymbolicLink(java.nio.file.Path.of(address.getPath()));
    }

    /** Before anything is converted: nobody wants to learn it at the end of a night. */
    private static void refuseArchives(List<Found> found) {
      List<String> archives =
          found.stream().map(Found::name).filter(n -> ARCHIVES.contains(extension(n))).toList();
      if (!archives.isEmpty()) {
        String more = archives.size() == 1 ? "" : " and " + (archives.size() - 1) + " more";
        throw new IllegalArgumentException(
            "Archives are not opened on Spark; unpack them, or take them out of the input: "
                + archives.get(0)
                + more);
      }
    }

    private static boolean isInput(String extension) {
      return Stream.of(
              CaseConverter.CASE_FILE_EXTENSIONS, Input.ARTICLE_EXTENSIONS, LINES, ARCHIVES)
          .anyMatch(kinds -> kinds.contains(extension));
    }

    private static CorpusInput single(Found file) {
      byte[] address = file.path().toString().getBytes(StandardCharsets.UTF_8);
      Kind kind = file.named() ? Kind.NAMED_FILE : Kind.FOUND_FILE;
      return new CorpusInput(kind, file.name(), 0, address);
    }

    /** The lines of each split, in the order of the splits in their file. */
    private Map<String, List<CountedSplit>> count(List<Found> found) throws IOException {
      List<String> files =
          found.stream()
              .filter(each -> LINES.contains(extension(each.name())))
              .map(each -> each.path().toString())
              .toList();
      if (files.isEmpty()) {
        return Map.of();
      }
      Map<String, List<CountedSplit>> counted = new HashMap<>();
      read(files).mapPartitionsWithInputSplit(new LineCount(), true).collect().stream()
          .sorted(Comparator.comparingLong(each -> each.split().start()))
          .forEach(
              each ->
                  counted.computeIfAbsent(each.split().file(), f -> new ArrayList<>()).add(each));
      return counted;
    }

    private JavaPairRDD<Long, byte[]> lines(List<String> files, Ranking ranking)
        throws IOException {
      return read(files)
          .mapPartitionsWithInputSplit(ranking, true)
          .mapToPair(each -> new Tuple2<>(each._1(), each._2()));
    }

    private JavaNewHadoopRDD<LongWritable, Text> read(List<String> files) throws IOException {
      Configuration conf = new Configuration(context.hadoopConfiguration());
      // A carriage return may stand between two values of JSON.
      conf.set("textinputformat.record.delimiter", "\n");
      Job job = Job.getInstance(conf);
      for (String file : files) {
        FileInputFormat.addInputPath(job, new Path(file.replaceAll("[\\\\*?\\[\\]{}]", "\\\\$0")));
      }
      return (JavaNewHadoopRDD<LongWritable, Text>)
          context.newAPIHadoopRDD(
              job.getConfiguration(), TextInputFormat.class, LongWritable.class, Text.class);
    }
  }

  private static Split split(InputSplit split) {
    FileSplit file = (FileSplit) split;
    return new Split(file.getPath().toString(), file.getStart());
  }

  /** Counts the lines of a split. */
  private static final class LineCount
      implements Function2<
          InputSplit, Iterator<Tuple2<LongWritable, Text>>, Iterator<CountedSplit>> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<CountedSplit> call(
        InputSplit split, Iterator<Tuple2<LongWritable, Text>> lines) {
      long number = 0;
      for (; lines.hasNext(); lines.next()) {
        number++;
      }
      return List.of(new CountedSplit(split(split), number)).iterator();
    }
  }

  /** Gives the lines of a split their ranks. */
  private static final class Ranking
      implements Function2<
          InputSplit, Iterator<Tuple2<LongWritable, Text>>, Iterator<Tuple2<Long, byte[]>>> {
    private static final long serialVersionUID = 1L;

    private final HashMap<Split, Base> bases;
    private final HashMap<String, String> names;

    Ranking(Map<Split, Base> bases, Map<String, String> names) {
      this.bases = new HashMap<>(bases);
      this.names = new HashMap<>(names);
    }

    @Override
    public Iterator<Tuple2<Long, byte[]>> call(
        InputSplit split, Iterator<Tuple2<LongWritable, Text>> lines) {
      Split own = split(split);
      Base base = bases.get(own);
      String name = names.get(own.file());
      return new Iterator<>() {
        private int read;

        @Override
        public boolean hasNext() {
          return lines.hasNext();
        }

        @Override
        public Tuple2<Long, byte[]> next() {
          Text line = lines.next()._2();
          long rank = base.rank() + read;
          int number = base.line() + ++read;
          boolean tooLong = line.getLength() > CorpusConverter.longestLine();
          byte[] content = tooLong ? new byte[0] : line.copyBytes();
          Kind kind = tooLong ? Kind.LONG_LINE : Kind.LINE;
          return new Tuple2<>(rank, new CorpusInput(kind, name, number, content).encode());
        }
      };
    }
  }
}
