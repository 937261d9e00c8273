package org.case2fhir.cli;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.case2fhir.WholeFile;
import org.case2fhir.fhir.BundleEncoder.ResourceLine;

/**
 * The resources of all cases as <a href="https://hl7.org/fhir/uv/bulkdata/STU2/export.html">FHIR
 * Bulk Data</a> lays them out: a file for each type with a resource on each line, and a manifest.
 * The files come into being together at the end; of a run that is broken off none is left.
 */
final class BulkDataFiles implements AutoCloseable {
  private static final String MANIFEST = "manifest.json";

  private final OutputFiles outputs;
  private final Instant recorded;
  private final Map<String, TypeFile> files = new TreeMap<>();

  /**
   * @param recorded when the resources were put together
   */
  BulkDataFiles(OutputFiles outputs, Instant recorded) {
    this.outputs = outputs;
    this.recorded = recorded;
  }

  /** The file of one type, and how many lines it has. */
  private static final class TypeFile {
    private final WholeFile file;
    private int count;

    TypeFile(WholeFile file) {
      this.file = file;
    }
  }

  /**
   * Adds the resources of a case.
   *
   * @throws IOException if a file cannot be written
   */
  void add(List<ResourceLine> lines) throws IOException {
    for (ResourceLine line : lines) {
      TypeFile file = files.get(line.type());
      if (file == null) {
        file = new TypeFile(outputs.openBeside(line.type() + ".ndjson"));
        files.put(line.type(), file);
      }
      file.file.out().write(line.text().getBytes(StandardCharsets.UTF_8));
      file.count++;
    }
  }

  /**
   * Puts all files in their places once all are stored, the manifest last; nothing if no case was
   * added.
   *
   * @throws IOException if one cannot be written
   */
  void finish() throws IOException {
    if (files.isEmpty()) {
      return;
    }
    ObjectMapper json = new ObjectMapper();
    ObjectNode manifest = json.createObjectNode();
    manifest.put("transactionTime", recorded.toString());
    manifest.put("request", "urn:case2fhir:convert");
    manifest.put("requiresAccessToken", false);
    ArrayNode output = manifest.putArray("output");
    for (Map.Entry<String, TypeFile> each : files.entrySet()) {
      output
          .addObject()
          .put("type", each.getKey())
          .put("url", each.getKey() + ".ndjson")
          .put("count", each.getValue().count);
    }
    manifest.putArray("error");
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
    String text = json.writer(printer).writeValueAsString(manifest) + "\n";
    try (WholeFile file = outputs.openBeside(MANIFEST)) {
      file.out().write(text.getBytes(StandardCharsets.UTF_8));
      for (TypeFile each : files.values()) {
        each.file.store();
      }
      // Of a run that ends right here no manifest says that files of two runs are one export.
      file.withdrawOld();
      for (TypeFile each : files.values()) {
        each.file.commit();
      }
      file.commit();
    }
  }

  /** Removes what has not been put in its place. */
  @Override
  public void close() throws IOException {
    for (TypeFile each : files.values()) {
      each.file.close();
    }
  }
}
