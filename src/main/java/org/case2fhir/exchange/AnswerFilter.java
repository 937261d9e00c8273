package org.case2fhir.exchange;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.case2fhir.exchange.ExchangeException.Kind;

/**
 * Takes secrets out of an answer and keeps it within amounts, token by token, before anybody makes
 * objects of it: few issues of an outcome, not too many values, not too deep. What is left out is
 * said in the answer.
 */
final class AnswerFilter {
  /** An outcome keeps this many issues; the next one says how many more there were. */
  static final int MOST_ISSUES = 1000;

  /** End of the words of the issue that stands for those that were left out. */
  static final String LEFT_OUT = " more issues of the answer were not read";

  private static final int MOST_TOKENS = 3_000_000;
  private static final int DEEPEST = 200;
  private static final int LONGEST_TEXT = 4_000_000;
  private static final int MOST_OF_A_PAGE = 1 << 16;
  private static final List<String> SEVERITIES =
      List.of("information", "warning", "error", "fatal");

  /** Words that decide how an answer is read; they are never shown. */
  private static final Set<String> STEERING =
      Set.of("resourceType", "severity", "type", "mode", "status");

  /** Fields of terminologies and addresses, which may have the words of a weak password. */
  private static final Set<String> DATA =
      Set.of(
          "code",
          "display",
          "system",
          "url",
          "uri",
          "name",
          "version",
          "language",
          "location",
          "etag",
          "id",
          "fullUrl",
          "reference",
          "value");

  private static final Set<String> DATA_HEADERS =
      Set.of("location", "content-location", "etag", "date", "last-modified", "content-type");

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(LONGEST_TEXT)
                  .build())
          .build();

  private final Redaction redaction;

  AnswerFilter(Redaction redaction) {
    this.redaction = redaction;
  }

  /**
   * The answer as it may be kept.
   *
   * @throws ExchangeException if a success has more than is read; of a failure nothing but its
   *     status is kept then
   */
  Answer filter(Answer answer) throws ExchangeException {
    HttpHeaders headers = redaction.isEmpty() ? answer.headers() : headers(answer.headers());
    byte[] body;
    try {
      boolean cut = !answer.remark().isEmpty();
      body = looksLikeJson(answer.body()) ? json(answer.body(), cut) : text(answer.body());
    } catch (StreamConstraintsException e) {
      if (answer.isSuccess()) {
        throw new ExchangeException(
            Kind.UNUSABLE_ANSWER,
            "the answer has more than %d values, or a text that is too long or too deep"
                .formatted(MOST_TOKENS));
      }
      return new Answer(answer.status(), headers, answer.from(), new byte[0], answer.remark())
          .with("the answer is too large and was not read");
    }
    return new Answer(answer.status(), headers, answer.from(), body, answer.remark());
  }

  private HttpHeaders headers(HttpHeaders headers) {
    Map<String, List<String>> clean = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers
        .map()
        .forEach(
            (name, values) ->
                clean.put(
                    name,
                    values.stream()
                        .map(
                            value ->
                                DATA_HEADERS.contains(name.toLowerCase(Locale.ROOT))
                                    ? redaction.data(value)
                                    : redaction.text(value))
                        .toList()));
    return HttpHeaders.of(clean, (name, value) -> true);
  }

  private static boolean looksLikeJson(byte[] body) {
    for (byte b : body) {
      if (b > ' ') {
        return b == '{' || b == '[' || b == '"';
      }
    }
    return false;
  }

  /** Of a page, or of broken JSON, the first words are shown, and nothing is read. */
  private byte[] text(byte[] body) {
    int length = Math.min(body.length, MOST_OF_A_PAGE);
    if (redaction.isEmpty()) {
      return length < body.length ? Arrays.copyOf(body, length) : body;
    }
    String text = new String(body, 0, length, StandardCharsets.UTF_8);
    return redaction.text(text).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @param cut whether its end is missing because we did not read it: what is open is closed then
   */
  private byte[] json(byte[] body, boolean cut) throws StreamConstraintsException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonParser in = JSON.createParser(body)) {
      try (JsonGenerator to = JSON.createGenerator(out)) {
        Copy copy = new Copy(in, to);
        copy.all();
        if (!copy.changed) {
          return body;
        }
      }
      return out.toByteArray();
    } catch (StreamConstraintsException e) {
      throw e;
    } catch (JsonEOFException e) {
      return cut ? out.toByteArray() : text(body);
    } catch (JsonProcessingException e) {
      return text(body); // it only began like JSON
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
  }

  /** One pass over a body. */
  private final class Copy {
    private final JsonParser in;
    private final JsonGenerator to;
    private int tokens;
    private String field = "";
    private boolean changed;

    Copy(JsonParser in, JsonGenerator to) {
      this.in = in;
      this.to = to;
    }

    void all() throws IOException {
      while (in.nextToken() != null) {
        token();
      }
    }

    private void token() throws IOException {
      if (++tokens > MOST_TOKENS) {
        throw new StreamConstraintsException("too many values");
      }
      switch (in.currentToken()) {
        case FIELD_NAME -> {
          field = in.currentName();
          to.writeFieldName(noted(field, redaction.data(field)));
        }
        case VALUE_STRING -> to.writeString(clean(in.getText()));
        case START_ARRAY -> {
          to.writeStartArray();
          if ("issue".equals(in.getParsingContext().getParent().getCurrentName())) {
            issues();
          }
        }
        default -> to.copyCurrentEventExact(in);
      }
    }

    private String clean(String text) {
      if (redaction.isEmpty() || STEERING.contains(field)) {
        return text;
      }
      boolean data = DATA.contains(field) || field.startsWith("value");
      return noted(text, data ? redaction.data(text) : redaction.text(text));
    }

    private String noted(String before, String after) {
      changed |= !before.equals(after);
      return after;
    }

    /** From after the bracket to the one that closes it. */
    private void issues() throws IOException {
      int kept = 0;
      int left = 0;
      int worst = 0;
      while (in.nextToken() != JsonToken.END_ARRAY && in.currentToken() != null) {
        if (in.currentToken() != JsonToken.START_OBJECT) {
          value();
        } else if (kept < MOST_ISSUES) {
          kept++;
          value();
        } else {
          left++;
          worst = Math.max(worst, severity());
        }
      }
      if (left > 0) {
        changed = true;
        to.writeStartObject();
        to.writeStringField("severity", SEVERITIES.get(worst));
        to.writeStringField("code", "incomplete");
        to.writeStringField("diagnostics", left + LEFT_OUT);
        to.writeEndObject();
      }
      if (in.currentToken() != null) {
        to.writeEndArray();
      }
    }

    private void value() throws IOException {
      int depth = 0;
      do {
        // An array of issues within it is written to its end by one step.
        JsonToken token = in.currentToken();
        boolean opens = token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY;
        token();
        JsonToken after = in.currentToken();
        if (opens && token == after) {
          depth++;
        } else if (!opens && after != null && after.isStructEnd()) {
          depth--;
        }
      } while (depth > 0 && in.nextToken() != null);
    }

    /** Skips an issue; how bad it is. One that does not say it is an error. */
    private int severity() throws IOException {
      int worst = -1;
      while (in.nextToken() != JsonToken.END_OBJECT && in.currentToken() != null) {
        String name = in.currentName();
        in.nextToken();
        if ("severity".equals(name) && in.currentToken() == JsonToken.VALUE_STRING) {
          worst = Math.max(worst, SEVERITIES.indexOf(in.getText()));
        }
        in.skipChildren();
      }
      return worst < 0 ? SEVERITIES.indexOf("error") : worst;
    }
  }
}
