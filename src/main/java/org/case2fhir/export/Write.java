package org.case2fhir.export;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Resource;

/**
 * One resource to be written.
 *
 * @param fullUrl its name in the Bundle, unique there
 * @param resource as in the Bundle; never changed
 * @param target where it goes
 */
public record Write(String fullUrl, Resource resource, WriteTarget target) {
  private static final Pattern RESTFUL =
      Pattern.compile("https?://.*/([A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64})");

  /** All the ways in which other resources of the Bundle may refer to it. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    names.add(fullUrl);
    Matcher restful = RESTFUL.matcher(fullUrl);
    if (restful.matches()) {
      names.add(restful.group(1));
    }
    if (target.kind() != WriteKind.CREATE) {
      names.add(target.kind() == WriteKind.UPDATE ? target.url() : target.search());
    }
    return names;
  }

  /** Changes whenever anything in the resource does. */
  String digest() {
    return WriteTarget.digest(json(resource)).substring(0, 32);
  }

  static String json(Resource resource) {
    IParser parser = FhirContext.forR4Cached().newJsonParser();
    parser.setStripVersionsFromReferences(false);
    return parser.encodeResourceToString(resource);
  }
}
