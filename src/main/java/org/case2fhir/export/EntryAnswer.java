package org.case2fhir.export;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.exchange.Answer;
import org.case2fhir.export.EntryResult.EntryOutcome;
import org.case2fhir.export.Write.WriteKind;
import org.hl7.fhir.r4.model.Bundle.BundleEntryResponseComponent;
import org.hl7.fhir.r4.model.OperationOutcome;

/**
 * A server's answer about one resource, from a response of its own or from an entry of a larger
 * one.
 *
 * @param status of HTTP; 0 if none was given
 * @param location address of the resource or of its version, relative or not; may be empty
 * @param version entity tag; may be empty
 * @param modified when the server last changed the resource, if it says
 * @param outcome what the server says about it
 */
record EntryAnswer(
    int status,
    String location,
    String version,
    Optional<Instant> modified,
    Optional<OperationOutcome> outcome,
    String words) {
  private static final Pattern PLACE =
      Pattern.compile(
          "(?:^|.*/)([A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64})(?:/_history/([A-Za-z0-9.-]{1,64}))?/?");
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
        answer.isSuccess() ? "" : answer.reason());
  }

  static EntryAnswer of(BundleEntryResponseComponent response) {
    Optional<OperationOutcome> outcome =
        response.getOutcome() instanceof OperationOutcome known
            ? Optional.of(known)
            : Optional.empty();
    String words = outcome.map(Answer::reason).orElse("no reason given");
    return new EntryAnswer(
        status(response),
        response.hasLocation() ? response.getLocation() : "",
        response.hasEtag() ? response.getEtag() : "",
        Optional.ofNullable(response.getLastModified()).map(date -> date.toInstant()),
        outcome,
        words);
  }

  private static int status(BundleEntryResponseComponent response) {
    Matcher number = STATUS.matcher(String.valueOf(response.getStatus()));
    return number.matches() ? Integer.parseInt(number.group(1)) : 0;
  }

  /**
   * What the answer means. That nothing was changed is only believed if the server says so: by 304,
   * by a code of HAPI, by a date of the last change that is before this export, or because a
   * conditional create found something. A success without any of these is an update, which a server
   * that does not compare has in fact made. An entity tag is no such word, also when it is the tag
   * of an earlier run: servers without versions give the same one always.
   *
   * @param before a time by the server's clock before anything was sent: what was last modified
   *     earlier has not been changed now
   */
  EntryResult about(Write write, Optional<Instant> before) {
    if (status == 0) {
      return EntryResult.failed(write, EntryOutcome.UNKNOWN, 0, "the answer has no status for it");
    }
    if (status == 202) {
      return EntryResult.failed(write, EntryOutcome.UNKNOWN, 202, "202 accepted, and not yet done");
    }
    if (status >= 300 && status != 304) {
      EntryOutcome end = isVague() ? EntryOutcome.UNKNOWN : EntryOutcome.REFUSED;
      return EntryResult.failed(write, end, status, status + " " + words);
    }
    Matcher place = PLACE.matcher(location);
    boolean placed = place.matches() && place.group(1).startsWith(write.target().type() + "/");
    Matcher tag = TAG.matcher(version);
    String byId = write.target().kind() == WriteKind.UPDATE ? write.target().url() : "";
    String ofLocation = placed && place.group(2) != null ? place.group(2) : "";
    return new EntryResult(
        write,
        outcome(write, before),
        status,
        placed ? place.group(1) : byId,
        tag.matches() ? tag.group(1) : ofLocation,
        "");
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
    boolean foundOnly = write.target().kind() == WriteKind.CREATE_IF;
    boolean older =
        modified.isPresent() && before.isPresent() && modified.get().isBefore(before.get());
    return status == 304 || foundOnly || older || saysUnchanged()
        ? EntryOutcome.UNCHANGED
        : EntryOutcome.UPDATED;
  }

  private boolean saysUnchanged() {
    return outcome.stream()
        .flatMap(each -> each.getIssue().stream())
        .flatMap(issue -> issue.getDetails().getCoding().stream())
        .anyMatch(coding -> coding.hasCode() && NO_CHANGE.matcher(coding.getCode()).matches());
  }
}
