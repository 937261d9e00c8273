package org.case2fhir.export;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.export.Write.WriteKind;
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

  static String json(Resource resource) {
    IParser parser = FhirContext.forR4Cached().newJsonParser();
    parser.setStripVersionsFromReferences(false);
    return parser.encodeResourceToString(resource);
  }

  /** How a server is asked to store a resource. */
  public enum WriteKind {
    /** {@code PUT Type?condition}: what matches is updated, else it is created. */
    UPDATE_IF("conditional update"),
    /** {@code PUT Type/id}. */
    UPDATE("update by id"),
    /** {@code POST Type} with a condition: what matches stays as it is. */
    CREATE_IF("conditional create"),
    /** {@code POST Type}: each time another one. */
    CREATE("create");

    private final String words;

    WriteKind(String words) {
      this.words = words;
    }

    /** For people. */
    public String words() {
      return words;
    }

    /** Whether doing it twice leaves one resource. */
    public boolean isRepeatable() {
      return this != CREATE;
    }
  }

  /**
   * Where on a server a resource goes.
   *
   * @param type of the resource
   * @param argument the condition (a search without its question mark) or the id; empty for a plain
   *     create
   * @param ifMatch version that an update expects, as an entity tag; mostly empty
   */
  public record WriteTarget(WriteKind kind, String type, String argument, String ifMatch) {

    /** Address below the server's base. */
    public String url() {
      return switch (kind) {
        case UPDATE_IF -> type + "?" + argument;
        case UPDATE -> type + "/" + argument;
        case CREATE_IF, CREATE -> type;
      };
    }

    /**
     * Whether sending it twice leaves what sending it once does. After an update of a certain
     * version that version is gone, and the second one is refused.
     */
    boolean isRepeatable() {
      return kind.isRepeatable() && ifMatch.isEmpty();
    }

    /** Search that finds what is written there. */
    String search() {
      return switch (kind) {
        case UPDATE_IF, CREATE_IF -> type + "?" + argument;
        case UPDATE -> type + "?_id=" + argument;
        case CREATE -> "";
      };
    }
  }
}
