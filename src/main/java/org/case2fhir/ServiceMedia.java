package org.case2fhir;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which kinds of bodies the service takes, and which answers it gives, by their media types. */
final class ServiceMedia {
  private static final int HEAD = 1024;

  private ServiceMedia() {}

  /** What a body is. */
  enum InputType {
    TEXT(".txt", "text/plain"),
    MARKDOWN(".md", "text/markdown"),
    HTML(".html", "text/html", "application/xhtml+xml"),
    XML(".xml", "application/xml", "text/xml"),
    JATS(".xml", "application/jats+xml"),
    PDF(".pdf", "application/pdf"),
    DOCX(".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    YAML(".yaml", "application/yaml", "application/x-yaml", "text/yaml"),
    JSON(".json", "application/json"),
    FHIR_JSON(".json", "application/fhir+json"),
    FHIR_XML(".xml", "application/fhir+xml"),
    /** Its first bytes say what it is. */
    ANY("", "application/octet-stream");

    /** Articles. */
    static final Set<InputType> ARTICLES =
        EnumSet.of(TEXT, MARKDOWN, HTML, XML, JATS, PDF, DOCX, ANY);

    /** Articles, case files and phenopackets. */
    static final Set<InputType> CASES =
        EnumSet.of(TEXT, MARKDOWN, HTML, XML, JATS, PDF, DOCX, YAML, JSON, ANY);

    /** Resources. */
    static final Set<InputType> RESOURCES = EnumSet.of(XML, JSON, FHIR_JSON, FHIR_XML, ANY);

    private final String extension;
    private final List<String> types;

    InputType(String extension, String... types) {
      this.extension = extension;
      this.types = List.of(types);
    }

    /** The extension of such files, with dot. */
    String extension() {
      return extension;
    }

    /** Whether a body looks as its type says; no other is guessed at. */
    boolean fits(byte[] body) {
      int length = Math.min(body.length, HEAD);
      String head = new String(body, 0, length, StandardCharsets.ISO_8859_1);
      boolean pdf = head.contains("%PDF-");
      boolean zip = head.startsWith("PK\u0003\u0004");
      return switch (this) {
        case PDF -> pdf;
        case DOCX -> zip;
        case ANY -> true;
        default -> !head.startsWith("%PDF-") && !zip;
      };
    }
  }

  /** What an answer is. */
  enum OutputType {
    FHIR_JSON("application/fhir+json"),
    FHIR_XML("application/fhir+xml"),
    TURTLE("text/turtle"),
    YAML("application/yaml"),
    JSON("application/json");

    private final String type;

    OutputType(String type) {
      this.type = type;
    }

    /** As Content-Type. */
    String type() {
      return this == TURTLE || this == YAML ? type + "; charset=utf-8" : type;
    }
  }

  /** A body or an answer of a type that there is not. */
  static final class UnknownType extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    UnknownType(int status, String message) {
      super(message);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  /** What a body is by its header Content-Type. */
  static InputType input(String contentType, Set<InputType> taken) throws UnknownType {
    String[] parts = contentType.split(";", -1);
    String type = parts[0].strip().toLowerCase(Locale.ROOT);
    Optional<InputType> found =
        taken.stream().filter(each -> each.types.contains(type)).findFirst();
    if (found.isEmpty()) {
      String types =
          taken.stream().flatMap(each -> each.types.stream()).collect(Collectors.joining(", "));
      throw new UnknownType(415, "Content-Type must be one of " + types);
    }
    for (String parameter : Arrays.asList(parts).subList(1, parts.length)) {
      String bare = parameter.strip().toLowerCase(Locale.ROOT).replace("\"", "");
      boolean charset = bare.startsWith("charset=");
      if (charset && !Set.of("charset=utf-8", "charset=us-ascii").contains(bare)) {
        throw new UnknownType(415, "send text in UTF-8");
      }
    }
    return found.get();
  }

  /**
   * The wanted one of several answers, by the header Accept: of the highest weight, then the first
   * that is named.
   *
   * @param given what there is, the usual one first
   */
  static OutputType output(String accept, List<OutputType> given) throws UnknownType {
    if (accept.isBlank()) {
      return given.get(0);
    }
    OutputType best = null;
    double weight = 0;
    for (String range : accept.split(",", -1)) {
      String[] parts = range.split(";", -1);
      String type = parts[0].strip().toLowerCase(Locale.ROOT);
      double quality = quality(parts);
      Optional<OutputType> match = match(type, given);
      if (match.isPresent() && quality > weight) {
        best = match.get();
        weight = quality;
      }
    }
    if (best == null) {
      String types = given.stream().map(each -> each.type).collect(Collectors.joining(", "));
      throw new UnknownType(406, "Accept must name one of " + types);
    }
    return best;
  }

  private static Optional<OutputType> match(String range, List<OutputType> given) {
    return given.stream()
        .filter(
            each ->
                range.equals("*/*")
                    || range.equals(each.type)
                    || (range.endsWith("/*")
                        && each.type.startsWith(range.substring(0, range.length() - 1))))
        .findFirst();
  }

  private static double quality(String[] parts) {
    for (String part : parts) {
      String bare = part.strip();
      if (bare.matches("q=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)")) {
        return Double.parseDouble(bare.substring(2));
      }
    }
    return 1;
  }

  /** Whether a request prefers a result with errors over none (RFC 7240, {@code handling}). */
  static boolean isLenient(String prefer) {
    return Arrays.stream(prefer.split("[,;]", -1))
        .map(each -> each.strip().toLowerCase(Locale.ROOT))
        .anyMatch("handling=lenient"::equals);
  }

  /** Headers that count issues: a dictionary as RFC 8941 has them. */
  static Map<String, String> counted(long errors, long warnings, long notes) {
    return Map.of(
        "Case2fhir-Issues",
        "errors=" + errors + ", warnings=" + warnings + ", information=" + notes);
  }
}
