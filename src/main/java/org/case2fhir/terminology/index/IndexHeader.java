package org.case2fhir.terminology.index;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an index says about the release it was made from.
 *
 * @param name short name, unique among the installed ones: {@code snomed-ct}
 * @param title name for people
 * @param version as {@code Coding.version} has it; empty where the release does not say
 * @param released date of the release as it writes it; empty where it does not say
 * @param licence the notice that its users must see; may be empty
 * @param source name of the file that was imported, without its folder
 * @param format what the file was read as
 * @param systems canonical URIs, in the order of their first concept
 * @param rows rows of the source that were read
 * @param concepts concepts kept, retired ones included
 * @param terms distinct normal forms
 */
public record IndexHeader(
    String name,
    String title,
    String version,
    String released,
    String licence,
    String source,
    String format,
    List<String> systems,
    long rows,
    long concepts,
    long terms) {
  public IndexHeader {
    systems = List.copyOf(systems);
  }

  String toText(Map<String, String> more) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("name", name);
    fields.put("title", title);
    fields.put("version", version);
    fields.put("released", released);
    fields.put("licence", licence);
    fields.put("source", source);
    fields.put("format", format);
    fields.put("systems", String.join("|", systems));
    fields.put("rows", Long.toString(rows));
    fields.put("concepts", Long.toString(concepts));
    fields.put("terms", Long.toString(terms));
    fields.putAll(more);
    StringBuilder out = new StringBuilder();
    fields.forEach(
        (key, value) ->
            out.append(key).append('=').append(value.replaceAll("\\R", " ")).append('\n'));
    return out.toString();
  }

  static Map<String, String> fields(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      int at = line.indexOf('=');
      if (at > 0) {
        fields.put(line.substring(0, at), line.substring(at + 1));
      }
    }
    return fields;
  }

  static IndexHeader of(Map<String, String> fields) {
    return new IndexHeader(
        fields.getOrDefault("name", ""),
        fields.getOrDefault("title", ""),
        fields.getOrDefault("version", ""),
        fields.getOrDefault("released", ""),
        fields.getOrDefault("licence", ""),
        fields.getOrDefault("source", ""),
        fields.getOrDefault("format", ""),
        list(fields.getOrDefault("systems", "")),
        Long.parseLong(fields.getOrDefault("rows", "0")),
        Long.parseLong(fields.getOrDefault("concepts", "0")),
        Long.parseLong(fields.getOrDefault("terms", "0")));
  }

  static List<String> list(String cell) {
    List<String> parts = new ArrayList<>();
    for (String part : cell.split("\\|", -1)) {
      if (!part.isEmpty()) {
        parts.add(part);
      }
    }
    return parts;
  }
}
