package org.case2fhir;

import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.fhir.MappingOptions;
import org.case2fhir.reading.CaseReader.ReadingOptions;
import org.case2fhir.version.FhirVersion;

/**
 * Everything that a user may choose about a conversion, passed once.
 *
 * @param mapping the policies of the mapping
 * @param format how the Bundle is written
 * @param validate whether the Bundle is validated
 * @param strict whether an error in the case means that there is no Bundle
 * @param attachSource whether the input is attached to the Bundle
 * @param reading how articles are read
 * @param target what a case becomes
 * @param version of FHIR that Bundles are written in
 */
public record ConversionOptions(
    MappingOptions mapping,
    BundleFormat format,
    boolean validate,
    boolean strict,
    boolean attachSource,
    ReadingOptions reading,
    Target target,
    FhirVersion version) {

  /** What a case becomes. */
  public enum Target {
    /** A Bundle of FHIR resources. */
    FHIR,
    /** A case file in YAML. */
    CASE,
    /** A GA4GH phenopacket, version 2, in JSON. */
    PHENOPACKET
  }

  /** A validated transaction in JSON under the default policies. */
  public static final ConversionOptions DEFAULT =
      new ConversionOptions(
          MappingOptions.DEFAULT.withSoftware(Version.current()),
          BundleFormat.JSON,
          /* validate= */ true,
          /* strict= */ false,
          /* attachSource= */ false);

  /** The same where articles are read as usual. */
  public ConversionOptions(
      MappingOptions mapping,
      BundleFormat format,
      boolean validate,
      boolean strict,
      boolean attachSource) {
    this(mapping, format, validate, strict, attachSource, ReadingOptions.DEFAULT);
  }

  /** The same of a case that becomes a Bundle of R4. */
  public ConversionOptions(
      MappingOptions mapping,
      BundleFormat format,
      boolean validate,
      boolean strict,
      boolean attachSource,
      ReadingOptions reading) {
    this(mapping, format, validate, strict, attachSource, reading, Target.FHIR, FhirVersion.R4);
  }

  /** The same in R4, whatever the case becomes. */
  public ConversionOptions(
      MappingOptions mapping,
      BundleFormat format,
      boolean validate,
      boolean strict,
      boolean attachSource,
      ReadingOptions reading,
      Target target) {
    this(mapping, format, validate, strict, attachSource, reading, target, FhirVersion.R4);
  }
}
