package org.case2fhir.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is in a committed part of the output; it lies in the part's folder as {@value #FILE}.
 *
 * @param part its number, from 0
 * @param folder its name among the parts
 * @param digest of its inputs, names and contents
 * @param inputs how many there are
 * @param given of how many something was written
 * @param withoutOutput names of the first of the others
 * @param resources how many of each type
 * @param kinds how many issues of each severity and code, as {@code error not-json}
 */
record PartRecord(
    int part,
    String folder,
    String digest,
    long inputs,
    long given,
    List<String> withoutOutput,
    TreeMap<String, Long> resources,
    TreeMap<String, Long> kinds)
    implements Serializable {
  static final String FILE = "part.json";

  /** Of one part no more names are kept. */
  static final int MOST_NAMES = 1000;

  private static final ObjectMapper JSON = new ObjectMapper();

  PartRecord {
    withoutOutput = List.copyOf(withoutOutput);
    resources = new TreeMap<>(resources);
    kinds = new TreeMap<>(kinds);
  }

  /** Adds to a count. */
  static void add(Map<String, Long> counts, String key, long number) {
    counts.merge(key, number, Long::sum);
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of numbers and names is JSON", e);
    }
  }

  /**
   * @throws IllegalArgumentException if it is no such record
   */
  static PartRecord parse(String json) {
    try {
      return JSON.readValue(json, PartRecord.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("this is no record of a part", e);
    }
  }
}
