package org.case2fhir.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.ErrorHandlerAdapter;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.json.BaseJsonLikeValue.ScalarType;
import ca.uhn.fhir.parser.json.BaseJsonLikeValue.ValueType;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.case2fhir.issue.Excerpt;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;

/**
 * Reads a FHIR R4 file, JSON or XML, into HAPI's model, for those who want to know what it says and
 * not whether it is valid. What the model has no room for is named, because it is lost.
 */
public final class ResourceReader {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private static final int MOST_LOSSES = 100;
  private static final Pattern HUGE = Pattern.compile("[eE][+-]?0*[1-9]\\d{3}");

  private ResourceReader() {}

  /**
   * Reads a resource of any type.
   *
   * @param name of the file, for issues
   * @return no value where the file is no resource of R4
   */
  public static Result<Resource> read(String name, byte[] content) {
    Result<FhirText> text = FhirText.read(name, content);
    if (text.value().isEmpty()) {
      return Result.failed(text.issues());
    }
    FhirContext fhir = FhirContext.forR4Cached();
    boolean json = text.value().get().format() == FhirFormat.JSON;
    Optional<Issue> unfit = json ? hugeNumber(name, text.value().get().text()) : Optional.empty();
    if (unfit.isPresent()) {
      return Result.failed(unfit.get());
    }
    IParser parser = json ? fhir.newJsonParser() : fhir.newXmlParser();
    parser.setOverrideResourceIdWithBundleEntryFullUrl(false);
    Losses losses = new Losses(name);
    parser.setParserErrorHandler(losses);
    try {
      IBaseResource resource = parser.parseResource(text.value().get().text());
      return Result.of((Resource) resource, losses.issues());
    } catch (DataFormatException | IllegalArgumentException | ClassCastException e) {
      // The parser's words quote the data.
      Issue unread =
          Issue.error(
              "not-fhir-r4",
              "the file has a resource that cannot be read",
              Location.of(name),
              "case2fhir validate says what is wrong");
      return Result.failed(unread);
    }
  }

  /** HAPI writes the zeros of a number out, also a thousand million of them. */
  private static Optional<Issue> hugeNumber(String name, String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isNumeric() && HUGE.matcher(parser.getText()).find()) {
          JsonLocation at = parser.currentTokenLocation();
          return Optional.of(
              Issue.error(
                  "number-too-large",
                  "a number has more than 999 zeros",
                  new Location(name, at.getLineNr(), at.getColumnNr(), ""),
                  "no FHIR resource needs this; check how the file was made"));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  /** Takes note of what a resource holds and the model does not take. */
  private static final class Losses extends ErrorHandlerAdapter {
    private final String name;
    private final List<Issue> issues = new ArrayList<>();
    private int more;

    Losses(String name) {
      this.name = name;
    }

    List<Issue> issues() {
      List<Issue> all = new ArrayList<>(issues);
      if (more > 0) {
        all.add(issue(Location.of(name), more + " more elements are not read"));
      }
      return all;
    }

    @Override
    public void unknownElement(IParseLocation location, String element) {
      lost(location, "the element " + Excerpt.of(element) + " is not of FHIR R4 and is not read");
    }

    @Override
    public void unknownAttribute(IParseLocation location, String attribute) {
      lost(
          location,
          "the attribute " + Excerpt.of(attribute) + " is not of FHIR R4 and is not read");
    }

    @Override
    public void invalidValue(IParseLocation location, String value, String error) {
      lost(
          location, "a value has not the form that FHIR wants; it is taken as it is or not at all");
    }

    @Override
    public void unexpectedRepeatingElement(IParseLocation location, String element) {
      lost(location, "the element " + Excerpt.of(element) + " may stand once; others are not read");
    }

    @Override
    public void incorrectJsonType(
        IParseLocation location,
        String element,
        ValueType expected,
        ScalarType expectedScalar,
        ValueType found,
        ScalarType foundScalar) {
      lost(location, "the element " + Excerpt.of(element) + " has the wrong type of JSON");
    }

    private void lost(IParseLocation location, String message) {
      String path =
          Optional.ofNullable(location).map(IParseLocation::getParentElementName).orElse("");
      if (issues.size() < MOST_LOSSES) {
        issues.add(issue(new Location(name, 0, 0, path), message));
      } else {
        more++;
      }
    }

    private static Issue issue(Location location, String message) {
      return Issue.warning(
          "not-read", message, location, "case2fhir validate says what is wrong with the file");
    }
  }
}
