package org.case2fhir.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.util.SerializableConfiguration;
import org.case2fhir.cli.CorpusConverter.ConvertedCase;
import org.case2fhir.cli.CorpusConverter.Outcome;
import org.case2fhir.corpus.ExecutorConverter.Opened;
import org.case2fhir.corpus.ExecutorConverter.Recipe;
import org.case2fhir.fhir.BundleEncoder.ResourceLine;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Sha256;
import scala.Tuple2;

/**
 * Converts a part of the inputs and commits it: everything is written to a folder of this attempt,
 * which then gets the name of the part in one step. Another attempt at the same part finds the name
 * taken and throws its own folder away, so a part is there once and whole or not at all.
 */
final class PartWriter implements FlatMapFunction<Iterator<Tuple2<Long, byte[]>>, PartRecord> {
  private static final long serialVersionUID = 1L;

  private final SerializableConfiguration hadoop;
  private final Recipe recipe;
  private final String out;
  private final String run;
  private final int size;
  private final HashMap<Long, HashMap<Integer, String>> taken = new HashMap<>();

  /**
   * @param out the folder of the output
   * @param run name of this run, which no other has
   * @param size how many inputs a part has
   */
  PartWriter(Configuration hadoop, Recipe recipe, String out, String run, int size) {
    this.hadoop = new SerializableConfiguration(hadoop);
    this.recipe = recipe;
    this.out = out;
    this.run = run;
    this.size = size;
  }

  /** The same that leaves out cases whose names other inputs have taken. */
  PartWriter without(List<TakenName> names) {
    PartWriter other = new PartWriter(hadoop.value(), recipe, out, run, size);
    names.forEach(
        name ->
            other
                .taken
                .computeIfAbsent(name.rank(), rank -> new HashMap<>())
                .put(name.position(), name.other()));
    return other;
  }

  /**
   * A case whose name is that of a case before it.
   *
   * @param rank of its input
   * @param position among the cases of the input of which something is written, from 0
   * @param other name of the input with the other case
   */
  record TakenName(long rank, int position, String other) {}

  @Override
  public Iterator<PartRecord> call(Iterator<Tuple2<Long, byte[]>> inputs) throws IOException {
    if (!inputs.hasNext()) {
      return List.<PartRecord>of().iterator();
    }
    CorpusOutput output = CorpusOutput.at(out, hadoop.value());
    ExecutorConverter converter = ExecutorConverter.get(recipe, hadoop.value());
    long attempt = TaskContext.get().taskAttemptId();
    try (Attempt part = new Attempt(output, output.attempt(run + "-" + attempt))) {
      int number = -1;
      while (inputs.hasNext()) {
        Tuple2<Long, byte[]> next = inputs.next();
        number = Math.toIntExact(next._1() / size);
        Opened opened = converter.open(CorpusInput.decode(next._2()));
        part.digests.append(opened.digest()).append('\n');
        Optional<Outcome> outcome = converter.convert(opened);
        if (outcome.isPresent()) {
          part.add(next._1(), without(next._1(), outcome.get()));
        }
      }
      return List.of(part.commit(number)).iterator();
    }
  }

  private Outcome without(long rank, Outcome outcome) {
    Map<Integer, String> others = taken.get(rank);
    if (others == null) {
      return outcome;
    }
    List<ConvertedCase> cases = new ArrayList<>();
    int position = 0;
    for (ConvertedCase each : outcome.cases()) {
      String other = each.lines().isEmpty() ? null : others.get(position);
      cases.add(other == null ? each : each.takenBy(other));
      position += each.lines().isEmpty() ? 0 : 1;
    }
    return new Outcome(outcome.input(), cases, outcome.words());
  }

  /** The digest of a part. */
  static String digest(CharSequence inputs) {
    return Sha256.of(inputs.toString());
  }

  /** A digest of what is left out of a part; empty if that is nothing. */
  private String leftOut(int number) {
    StringBuilder all = new StringBuilder();
    new TreeMap<>(taken)
        .subMap((long) number * size, (number + 1L) * size)
        .forEach((rank, names) -> all.append(rank).append(new TreeMap<>(names)).append('\n'));
    return all.isEmpty() ? "" : "-" + Sha256.of(all.toString()).substring(0, 16);
  }

  /** The files of one attempt. */
  private final class Attempt implements AutoCloseable {
    private final CorpusOutput output;
    private final FileSystem files;
    private final Path folder;
    private final PartTables tables;
    private final Map<String, OutputStream> types = new HashMap<>();
    private final StringBuilder digests = new StringBuilder();
    private final TreeMap<String, Long> resources = new TreeMap<>();
    private final TreeMap<String, Long> kinds = new TreeMap<>();
    private final List<String> withoutOutput = new ArrayList<>();
    private long number;
    private long given;
    private boolean tablesAreOpen = true;

    Attempt(CorpusOutput output, Path folder) throws IOException {
      this.output = output;
      this.files = output.files();
      this.folder = folder;
      files.mkdirs(folder);
      this.tables = new PartTables(files, folder);
    }

    void add(long rank, Outcome outcome) throws IOException {
      tables.add(rank, outcome);
      long lines = 0;
      for (ConvertedCase each : outcome.cases()) {
        for (Issue issue : each.conversion().issues()) {
          PartRecord.add(kinds, issue.severity().word() + " " + issue.code(), 1);
        }
        for (ResourceLine line : each.lines()) {
          type(line.type()).write(line.text().getBytes(UTF_8));
          PartRecord.add(resources, line.type(), 1);
          lines++;
        }
      }
      number++;
      given += lines > 0 ? 1 : 0;
      if (lines == 0 && withoutOutput.size() < PartRecord.MOST_NAMES) {
        withoutOutput.add(outcome.input());
      }
    }

    private OutputStream type(String type) throws IOException {
      OutputStream open = types.get(type);
      if (open == null) {
        open = new BufferedOutputStream(files.create(new Path(folder, type + ".ndjson"), false));
        types.put(type, open);
      }
      return open;
    }

    PartRecord commit(int part) throws IOException {
      closeFiles();
      String digest = digest(digests);
      String name = output.partName(part) + "-" + digest.substring(0, 32) + leftOut(part);
      PartRecord record =
          new PartRecord(part, name, digest, number, given, withoutOutput, resources, kinds);
      output.write(new Path(folder, PartRecord.FILE), record.toJson());
      return output.commit(folder, name) ? record : output.record(name).orElse(record);
    }

    private void closeFiles() throws IOException {
      IOException failure = null;
      for (OutputStream each : types.values()) {
        try {
          each.close();
        } catch (IOException e) {
          failure = e;
        }
      }
      types.clear();
      if (tablesAreOpen) {
        tablesAreOpen = false;
        tables.close();
      }
      if (failure != null) {
        throw failure;
      }
    }

    /** Removes what was not committed. */
    @Override
    public void close() throws IOException {
      try {
        closeFiles();
      } finally {
        files.delete(folder, true);
      }
    }
  }
}
