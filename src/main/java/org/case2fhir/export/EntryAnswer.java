package org.case2fhir.export;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.case2fhir.exchange.Answer;
import org.case2fhir.export.EntryResult.EntryOutcome;
import org.case2fhir.export.Write.WriteKind;
import org.case2fhir.export.Write.WriteTarget;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleEntryResponseComponent;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;
import org.hl7.fhir.r4.model.Resource;

/**
 * A server's answer about one resource, from a response of its own or from an entry of a larger
 * one.
 *
 * @param status of HTTP; 0 if none was given
 * @param location address of the resource or of its version, relative or not; may be empty
 * @param version entity tag; may be empty
 * @param modified when the server last changed the resource, if it says
 * @param outcome what the server says about it
 * @param content what else stands where the stored resource would be
 */
record EntryAnswer(
    int status,
    String location,
    String version,
    Optional<Instant> modified,
    Optional<OperationOutcome> outcome,
    Content content,
    String words) {
  private static final Set<Integer> DONE = Set.of(200, 201, 204);
  private static final Pattern TAG = Pattern.compile("(?:W/)?\"?([A-Za-z0-9.-]{1,64})\"?");

  private static final Pattern STATUS = Pattern.compile("([1-5]\\d\\d)\\b.*");

  /** HAPI's codes of what it has stored end so when nothing was different. */
  private static final Pattern NO_CHANGE = Pattern.compile("SUCCESSFUL_.*_NO_CHANGE");

  static EntryAnswer of(Answer answer) {
    String location =
        answer.header("Location").or(() -> answer.header("Content-Location")).orElse("");
    return new EntryAnswer(
        answer.status(),
        location,
        answer.header("ETag").orElse(""),
        answer.modified(),
        answer.outcome(),
        Content.of(answer),
        answer.reason());
  }

  /** Some servers put the outcome where the resource would be. */
  static EntryAnswer of(BundleEntryComponent entry) {
    BundleEntryResponseComponent response = entry.getResponse();
    Resource resource = entry.getResource();
    Optional<OperationOutcome> outcome =
        Stream.of(response.getOutcome(), resource)
            .filter(OperationOutcome.class::isInstance)
            .map(OperationOutcome.class::cast)
            .findFirst();
    String words = outcome.map(Answer::reason).orElse("no reason given");
    return new EntryAnswer(
        status(response),
        response.hasLocation() ? response.getLocation() : "",
        response.hasEtag() ? response.getEtag() : "",
        Optional.ofNullable(response.getLastModified()).map(date -> date.toInstant()),
        outcome,
        Content.of(resource),
        words);
  }

  private static int status(BundleEntryResponseComponent response) {
    Matcher number = STATUS.matcher(String.valueOf(response.getStatus()));
    return number.matches() ? Integer.parseInt(number.group(1)) : 0;
  }

  /**
   * What the answer means. That nothing was changed is only believed if the server says so: by 304,
   * by a code of HAPI, or by a date of the last change that is before this export. A conditional
   * create that found something compares nothing. A success without any of these is an update,
   * which a server that does not compare has in fact made. An entity tag is no such word, also when
   * it is the tag of an earlier run: servers without versions give the same one always.
   *
   * <p>A success that is contradicted, by an outcome that speaks of an error, by a place on another
   * server or by something else than the resource in its place, such as the page of a login, is
   * none.
   *
   * @param base address of the server that was asked
   * @param before a time by the server's clock before anything was sent: what was last modified
   *     earlier has not been changed now
   */
  EntryResult about(Write write, URI base, Optional<Instant> before) {
    if (status == 0) {
      return EntryResult.failed(write, EntryOutcome.UNKNOWN, 0, "the answer has no status for it");
    }
    if (status == 202) {
      return EntryResult.failed(write, EntryOutcome.UNKNOWN, 202, "202 accepted, and not yet done");
    }
    if (status < 300 && !DONE.contains(status)) {
      String why = status + ", which does not say whether it was stored";
      return EntryResult.failed(write, EntryOutcome.UNKNOWN, status, why);
    }
    if (status >= 300 && status != 304) {
      EntryOutcome end = isVague() ? EntryOutcome.UNKNOWN : EntryOutcome.REFUSED;
      return EntryResult.failed(write, end, status, status + " " + words);
    }
    Optional<EntryResult> contradicted = contradicted(write);
    if (contradicted.isPresent()) {
      return contradicted.get();
    }
    Place place = Place.of(location.strip(), base, write.target());
    if (!place.problem().isEmpty()) {
      String why = status + ", but the server names " + place.problem() + " as its place";
      return EntryResult.failed(write, EntryOutcome.UNKNOWN, status, why);
    }
    String other = place.resource().isEmpty() ? content.otherThan(write.target()) : "";
    if (!other.isEmpty()) {
      String why = status + " with " + other + ", which does not say whether it was stored";
      return EntryResult.failed(write, EntryOutcome.UNKNOWN, status, why);
    }
    Matcher tag = TAG.matcher(version);
    String byId = write.target().kind() == WriteKind.UPDATE ? write.target().url() : "";
    return new EntryResult(
        write,
        outcome(write, before),
        status,
        place.resource().isEmpty() ? byId : place.resource(),
        tag.matches() ? tag.group(1) : place.version(),
        "");
  }

  /**
   * A status of success beside an outcome that speaks of an error: the resource was not stored, as
   * the outcome says. Where a second sending could create a second resource, nobody knows.
   */
  private Optional<EntryResult> contradicted(Write write) {
    List<OperationOutcomeIssueComponent> issues =
        outcome.map(OperationOutcome::getIssue).orElse(List.of());
    if (issues.stream().anyMatch(EntryAnswer::isError)) {
      EntryOutcome end =
          status == 201 || !write.target().kind().isRepeatable()
              ? EntryOutcome.UNKNOWN
              : EntryOutcome.REFUSED;
      return Optional.of(EntryResult.failed(write, end, status, status + " with error: " + words));
    }
    if (issues.stream().anyMatch(issue -> issue.getSeverity() == null)) {
      String why = status + " with an outcome of no known severity: " + words;
      return Optional.of(EntryResult.failed(write, EntryOutcome.UNKNOWN, status, why));
    }
    return Optional.empty();
  }

  private static boolean isError(OperationOutcomeIssueComponent issue) {
    return issue.getSeverity() == IssueSeverity.ERROR || issue.getSeverity() == IssueSeverity.FATAL;
  }

  // A gateway does not know what the server behind it did.
  private boolean isVague() {
    return status == 502 || status == 504 || status == 500 && outcome.isEmpty();
  }

  private EntryOutcome outcome(Write write, Optional<Instant> before) {
    // A plain create has no other end, whatever a server calls it.
    if (status == 201 || write.target().kind() == WriteKind.CREATE) {
      return EntryOutcome.CREATED;
    }
    if (write.target().kind() == WriteKind.CREATE_IF) {
      return EntryOutcome.KEPT;
    }
    boolean older =
        modified.isPresent() && before.isPresent() && modified.get().isBefore(before.get());
    return status == 304 || older || saysUnchanged()
        ? EntryOutcome.UNCHANGED
        : EntryOutcome.UPDATED;
  }

  private boolean saysUnchanged() {
    return outcome.stream()
        .flatMap(each -> each.getIssue().stream())
        .flatMap(issue -> issue.getDetails().getCoding().stream())
        .anyMatch(coding -> coding.hasCode() && NO_CHANGE.matcher(coding.getCode()).matches());
  }

  /**
   * What stands where a server may put the resource as it was stored. It need not put anything
   * there.
   *
   * @param type of a resource; empty if it is none
   * @param id of a resource; may be empty
   * @param words what it is otherwise; empty if nothing is there, or nothing that is read
   */
  private record Content(String type, String id, String words) {
    private static final Content NONE = new Content("", "", "");

    static Content of(Answer answer) {
      if (answer.text().isBlank() || answer.isFhirXml()) {
        return NONE;
      }
      return answer
          .resource(Resource.class)
          .map(Content::of)
          .orElseGet(() -> new Content("", "", answer.reason()));
    }

    static Content of(Resource resource) {
      if (resource == null || resource instanceof OperationOutcome) {
        return NONE;
      }
      String id = resource.getIdElement().getIdPart();
      return new Content(resource.fhirType(), id == null ? "" : id, "");
    }

    /** In words, what it is instead of the resource that was sent; empty if it may be that. */
    String otherThan(WriteTarget target) {
      if (type.isEmpty()) {
        return words;
      }
      if (!type.equals(target.type())) {
        return "a resource of another type";
      }
      boolean otherId =
          target.kind() == WriteKind.UPDATE && !id.isEmpty() && !id.equals(target.argument());
      return otherId ? "another resource" : "";
    }
  }

  /**
   * Where a server says that a resource is.
   *
   * @param resource {@code Type/id}; empty if it does not say, or if there is a problem
   * @param version empty if it does not say
   * @param problem what is wrong with the place, in words; empty if nothing is
   */
  record Place(String resource, String version, String problem) {
    private static final String ID = "(?!\\.{1,2}(?:/|$))[A-Za-z0-9.-]{1,64}";
    private static final Pattern LOCAL =
        Pattern.compile("([A-Z][A-Za-z]{0,63})/(" + ID + ")(?:/_history/(" + ID + "))?/?");
    private static final Pattern ABSOLUTE = Pattern.compile("(?:[A-Za-z][A-Za-z0-9+.-]*:|//).*");

    /** Whether a text is the place of a resource of a type, below any server's address. */
    static boolean isOf(String type, String place) {
      Matcher local = LOCAL.matcher(place);
      return local.matches() && place.equals(type + "/" + local.group(2));
    }

    static Place of(String location, URI base, WriteTarget target) {
      if (location.isEmpty()) {
        return new Place("", "", "");
      }
      Optional<String> below = below(location, base);
      if (below.isEmpty()) {
        return wrong("an address that is not below " + base);
      }
      Matcher local = LOCAL.matcher(below.get());
      if (!local.matches()) {
        return wrong("something that is not the address of a resource");
      }
      if (!local.group(1).equals(target.type())) {
        return wrong("a resource of another type");
      }
      if (target.kind() == WriteKind.UPDATE && !local.group(2).equals(target.argument())) {
        return wrong("another resource");
      }
      String version = local.group(3) == null ? "" : local.group(3);
      return new Place(local.group(1) + "/" + local.group(2), version, "");
    }

    private static Place wrong(String problem) {
      return new Place("", "", problem);
    }

    /** What comes after the server's base address; empty if the location is not below it. */
    private static Optional<String> below(String location, URI base) {
      String root = base.getRawPath() + "/";
      String path = location;
      if (ABSOLUTE.matcher(location).matches()) {
        try {
          URI address = base.resolve(new URI(location));
          if (!isSameServer(address, base)) {
            return Optional.empty();
          }
          path = address.getRawPath();
        } catch (URISyntaxException e) {
          return Optional.empty();
        }
      } else if (!location.startsWith("/")) {
        return Optional.of(location);
      }
      return path.startsWith(root) ? Optional.of(path.substring(root.length())) : Optional.empty();
    }

    /** Whether it is the same host and port. A proxy may end TLS and the server not know of it. */
    private static boolean isSameServer(URI address, URI base) {
      String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
      return (scheme.equals("http") || scheme.equals("https"))
          && address.getHost() != null
          && address.getHost().equalsIgnoreCase(base.getHost())
          && address.getRawUserInfo() == null
          && address.getRawQuery() == null
          && address.getRawFragment() == null
          && (port(address) == port(base) || isUsualPort(address) && isUsualPort(base));
    }

    private static boolean isUsualPort(URI address) {
      return port(address) == ("https".equalsIgnoreCase(address.getScheme()) ? 443 : 80);
    }

    private static int port(URI address) {
      int usual = "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
      return address.getPort() < 0 ? usual : address.getPort();
    }
  }
}
