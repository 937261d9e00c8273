package org.case2fhir.validation;

import ca.uhn.fhir.context.FhirContext;
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
import org.case2fhir.version.FhirVersion;
import org.case2fhir.version.VersionConverter;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;

/**
 * Reads a FHIR file, JSON or XML, into HAPI's model of R4, for those who want to know what it says
 * and not whether it is valid. What the model has no room for is named, because it is lost.
 *
 * <p>A resource does not say which version of FHIR it is in. One that R4 cannot read whole is read
 * as R5 if R5 can read more of it, and converted.
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
   * @return no value where the file is no resource of R4 or R5
   */
  public static Result<Resource> read(String name, byte[] content) {
    Result<IBaseResource> r4 = read(name, content, FhirVersion.R4);
    if (r4.value().isPresent() && r4.issues().isEmpty()) {
      return asR4(r4);
    }
    Result<IBaseResource> r5 = read(name, content, FhirVersion.R5);
    boolean better =
        r5.value().isPresent() && (r4.value().isEmpty() || r5.issues().size() < r4.issues().size());
    if (!better) {
      return asR4(r4);
    }
    List<Issue> issues = new ArrayList<>(r5.issues());
    issues.add(
        Issue.information(
            "read-as-r5", "the file is of FHIR R5, and read as such", Location.of(name), ""));
    try {
      org.hl7.fhir.r5.model.Resource resource = (org.hl7.fhir.r5.model.Resource) r5.value().get();
      return Result.of(VersionConverter.toR4(resource), issues);
    } catch (FHIRException e) {
      return Result.failed(
          Issue.error(
              "not-in-r4",
              "the file has a resource of R5 that R4 has not",
              Location.of(name),
              "case2fhir shows resources that R4 has"));
    }
  }

  private static Result<Resource> asR4(Result<IBaseResource> read) {
    return new Result<>(read.value().map(Resource.class::cast), read.issues());
  }

  private static Result<IBaseResource> read(String name, byte[] content, FhirVersion version) {
    Result<FhirText> text = FhirText.read(name, content, version);
    if (text.value().isEmpty()) {
      return Result.failed(text.issues());
    }
    FhirContext fhir =
        version == FhirVersion.R5 ? FhirContext.forR5Cached() : FhirContext.forR4Cached();
    boolean json = text.value().get().format() == FhirFormat.JSON;
    Optional<Issue> unfit = json ? hugeNumber(name, text.value().get().text()) : Optional.empty();
    if (unfit.isPresent()) {
      return Result.failed(unfit.get());
    }
    IParser parser = json ? fhir.newJsonParser() : fhir.newXmlParser();
    parser.setOverrideResourceIdWithBundleEntryFullUrl(false);
    Losses losses = new Losses(name, version);
    parser.setParserErrorHandler(losses);
    try {
      IBaseResource resource = parser.parseResource(text.value().get().text());
      return Result.of(resource, losses.issues());
    } catch (RuntimeException e) {
      // Where JSON has another structure the parser fails in many ways; its words quote the data.
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
    private final FhirVersion version;
    private final List<Issue> issues = new ArrayList<>();
    private int more;

    Losses(String name, FhirVersion version) {
      this.name = name;
      this.version = version;
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
      lost(
          location,
          "the element " + Excerpt.of(element) + " is not of FHIR " + version + " and is not read");
    }

    @Override
    public void unknownAttribute(IParseLocation location, String attribute) {
      lost(
          location,
          "the attribute "
              + Excerpt.of(attribute)
              + " is not of FHIR "
              + version
              + " and is not read");
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
