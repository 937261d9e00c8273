package org.case2fhir.review;

import java.time.Clock;
import java.time.LocalDate;
import java.util.Optional;
import org.case2fhir.CaseConverter;
import org.case2fhir.CaseExporter;
import org.case2fhir.CaseExtractor;
import org.case2fhir.ConversionOptions.Target;
import org.case2fhir.TermFinder;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.fhir.MappingOptions.BundleKind;
import org.case2fhir.issue.Result;

/**
 * What a review works with.
 *
 * @param reviewer who decides
 * @param clock says what day it is
 * @param converters of case files, by what they make of them
 * @param extractor reads articles; its case files are YAML with confidence
 * @param terms looks codes up
 * @param terminologyServer whether codes are looked up on a server, too
 * @param server the FHIR server that cases are pushed to
 */
public record ReviewTools(
    String reviewer,
    Clock clock,
    Converters converters,
    CaseExtractor extractor,
    TermFinder terms,
    boolean terminologyServer,
    Optional<PushTarget> server) {

  /**
   * Converters of case files.
   *
   * @param quick makes Bundles and does not validate them
   * @param checked the same, validated
   * @param other what makes any other form of them
   */
  public record Converters(CaseConverter quick, CaseConverter checked, Forms other) {}

  /** Makes a converter for another form; asked for rarely, so it is made each time. */
  @FunctionalInterface
  public interface Forms {
    /** A converter that does not validate. */
    CaseConverter converter(Target target, BundleFormat format, BundleKind kind);
  }

  /**
   * A server that cases are pushed to.
   *
   * @param address its base
   * @param connection logs in; asked for each push; whether it is a dry run is for the caller to
   *     say
   */
  public record PushTarget(String address, Connection connection) {}

  /** Connects to a server with what the user gave on the command line. */
  @FunctionalInterface
  public interface Connection {
    /** An exporter, to be closed. */
    Result<CaseExporter> open(boolean dryRun);
  }

  CaseConverter quick() {
    return converters.quick();
  }

  String today() {
    return LocalDate.now(clock).toString();
  }
}
