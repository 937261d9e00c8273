package org.case2fhir.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;

/**
 * The folder that a run writes:
 *
 * <pre>
 * Patient.00000.ndjson       resources of a type, of the inputs of a part
 * issues/part-00000.parquet  every issue
 * coverage/part-00000.parquet  every input and what became of it
 * manifest.json              what there is; written last
 * _case2fhir/                while a run goes on: attempts, committed parts, what the run is
 * </pre>
 *
 * <p>The files of a type, in the order of their names, are the one file that {@code convert
 * --format ndjson} writes.
 */
final class CorpusOutput {
  private static final String MANIFEST = "manifest.json";
  private static final int MOST_NAMES = 10_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Path work;
  private final Configuration hadoop;
  private final FileSystem files;

  private CorpusOutput(Path folder, Configuration hadoop, FileSystem files) {
    this.folder = folder;
    this.work = new Path(folder, "_case2fhir");
    this.hadoop = hadoop;
    this.files = files;
  }

  /**
   * The output at an address.
   *
   * @throws IOException if there is no such file system
   */
  static CorpusOutput at(String address, Configuration hadoop) throws IOException {
    Path path = new Path(address);
    FileSystem found = path.getFileSystem(hadoop);
    // The other local one leaves a hidden sum beside each file.
    FileSystem plain = found instanceof LocalFileSystem local ? local.getRawFileSystem() : found;
    return new CorpusOutput(plain.makeQualified(path), hadoop, plain);
  }

  FileSystem files() {
    return files;
  }

  /** Where it is, for other machines too. */
  String address() {
    return folder.toString();
  }

  /** Whether it is a folder, or in it. */
  boolean isWithin(String other) throws IOException {
    Path place = new Path(other);
    String inputs = place.getFileSystem(hadoop).makeQualified(place).toUri().toString();
    return (folder.toUri() + "/").startsWith(inputs + "/");
  }

  String partName(int part) {
    return String.format(Locale.ROOT, "%05d", part);
  }

  /** The folder of one attempt at a part. */
  Path attempt(String name) {
    return new Path(work, "attempts/" + name);
  }

  private Path part(String name) {
    return new Path(work, "parts/" + name);
  }

  boolean isEmpty() throws IOException {
    return !files.exists(folder)
        || files.getFileStatus(folder).isDirectory() && files.listStatus(folder).length == 0;
  }

  /** The manifest of a run that is done. */
  Optional<JsonNode> manifest() throws IOException {
    return read(new Path(folder, MANIFEST));
  }

  /** The options of a run that was begun here. */
  Optional<String> begun() throws IOException {
    return read(new Path(work, "run.json")).map(run -> run.path("options").asText());
  }

  void begin(String options) throws IOException {
    files.mkdirs(new Path(work, "parts"));
    writeWhole(
        new Path(work, "run.json"), JSON.createObjectNode().put("options", options).toString());
  }

  private Optional<JsonNode> read(Path path) throws IOException {
    try (InputStream in = files.open(path)) {
      return Optional.of(JSON.readTree(in));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Writes a new file. */
  void write(Path path, String text) throws IOException {
    try (OutputStream out = files.create(path, true)) {
      out.write(text.getBytes(UTF_8));
    }
  }

  private void writeWhole(Path path, String text) throws IOException {
    Path first = new Path(work, path.getName() + ".new");
    write(first, text);
    FileContext.getFileContext(path.toUri(), hadoop).rename(first, path, Rename.OVERWRITE);
  }

  /**
   * Makes an attempt the part of this name.
   *
   * @return whether there was none before
   */
  boolean commit(Path attempt, String name) throws IOException {
    Path place = part(name);
    if (files.exists(place)) {
      return false;
    }
    try {
      FileContext.getFileContext(place.toUri(), hadoop).rename(attempt, place, Rename.NONE);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** The record of a part that is committed. */
  Optional<PartRecord> record(String name) throws IOException {
    return read(new Path(part(name), PartRecord.FILE))
        .map(json -> PartRecord.parse(json.toString()));
  }

  /** The records of all committed parts. */
  List<PartRecord> records() throws IOException {
    List<PartRecord> records = new ArrayList<>();
    for (FileStatus each : files.listStatus(new Path(work, "parts"))) {
      record(each.getPath().getName()).ifPresent(records::add);
    }
    return records;
  }

  /** Where the coverage of a committed part is. */
  String coverage(PartRecord record) {
    return new Path(part(record.folder()), PartTables.COVERAGE).toString();
  }

  /** The parts of a run that had begun to put its files in their places. */
  Optional<List<PartRecord>> publishing() throws IOException {
    Optional<JsonNode> found = read(new Path(work, "publishing.json"));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    List<PartRecord> records = new ArrayList<>();
    found.get().forEach(each -> records.add(PartRecord.parse(each.toString())));
    return Optional.of(records);
  }

  /**
   * Puts the files of all parts in their places, the manifest last. What an earlier run has put in
   * its place stays there.
   *
   * @param manifest see {@link #manifest(List, String, String, String)}
   */
  void publish(List<PartRecord> records, String manifest) throws IOException {
    if (publishing().isEmpty()) {
      ArrayNode all = JSON.createArrayNode();
      for (PartRecord record : records) {
        all.add(JSON.readTree(record.toJson()));
      }
      writeWhole(new Path(work, "publishing.json"), all.toString());
    }
    files.mkdirs(new Path(folder, "issues"));
    files.mkdirs(new Path(folder, "coverage"));
    for (PartRecord record : records) {
      Path from = part(record.folder());
      String name = partName(record.part());
      for (String type : record.resources().keySet()) {
        move(new Path(from, type + ".ndjson"), file(type, record));
      }
      move(new Path(from, PartTables.ISSUES), "issues/part-" + name + ".parquet");
      move(new Path(from, PartTables.COVERAGE), "coverage/part-" + name + ".parquet");
    }
    writeWhole(new Path(folder, MANIFEST), manifest);
    files.delete(work, true);
  }

  private String file(String type, PartRecord record) {
    return type + "." + partName(record.part()) + ".ndjson";
  }

  private void move(Path from, String to) throws IOException {
    Path place = new Path(folder, to);
    try {
      FileContext.getFileContext(place.toUri(), hadoop).rename(from, place, Rename.NONE);
    } catch (FileNotFoundException | FileAlreadyExistsException e) {
      if (!files.exists(place)) {
        throw e;
      }
    }
  }

  /**
   * What a run wrote, as the <a
   * href="https://hl7.org/fhir/uv/bulkdata/STU2/export.html">manifest</a> of FHIR Bulk Data; what
   * that has no place for is in its extension.
   *
   * @param recorded when the resources were put together
   * @param options digest of the options
   * @param inputs digest of the inputs
   */
  String manifest(List<PartRecord> records, String recorded, String options, String inputs)
      throws JsonProcessingException {
    ObjectNode manifest = JSON.createObjectNode();
    manifest.put("transactionTime", recorded);
    manifest.put("request", "urn:case2fhir:convert");
    manifest.put("requiresAccessToken", false);
    ArrayNode output = manifest.putArray("output");
    TreeMap<String, Long> types = new TreeMap<>();
    records.forEach(
        record -> record.resources().forEach((type, n) -> PartRecord.add(types, type, n)));
    for (String type : types.keySet()) {
      for (PartRecord record : records) {
        if (record.resources().containsKey(type)) {
          output
              .addObject()
              .put("type", type)
              .put("url", file(type, record))
              .put("count", record.resources().get(type));
        }
      }
    }
    manifest.putArray("error");
    ObjectNode more = manifest.putObject("extension");
    long all = records.stream().mapToLong(PartRecord::inputs).sum();
    long given = records.stream().mapToLong(PartRecord::given).sum();
    more.put("inputs", all);
    more.put("inputsWithoutOutput", all - given);
    ArrayNode names = more.putArray("firstInputsWithoutOutput");
    records.stream()
        .flatMap(record -> record.withoutOutput().stream())
        .limit(MOST_NAMES)
        .forEach(names::add);
    TreeMap<String, Long> kinds = new TreeMap<>();
    records.forEach(record -> record.kinds().forEach((kind, n) -> PartRecord.add(kinds, kind, n)));
    ObjectNode issues = more.putObject("issues");
    kinds.forEach(issues::put);
    more.put("optionsDigest", options);
    more.put("inputsDigest", inputs);
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
    return JSON.writer(printer).writeValueAsString(manifest) + "\n";
  }
}
