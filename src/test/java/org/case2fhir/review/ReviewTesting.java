package org.case2fhir.review;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalInt;
import org.case2fhir.CaseConverter;
import org.case2fhir.CaseExtractor;
import org.case2fhir.ConversionOptions;
import org.case2fhir.ConversionOptions.Target;
import org.case2fhir.ExtractionOptions;
import org.case2fhir.ExtractionOptions.ExtractionFormat;
import org.case2fhir.TermFinder;
import org.case2fhir.Terminologies;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.fhir.MappingOptions;
import org.case2fhir.mention.TaggerOptions;
import org.case2fhir.reading.CaseReader.ReadingOptions;
import org.case2fhir.review.ReviewTools.Converters;

/** What a review in tests works with: always the same day, and the fast tagger. */
final class ReviewTesting {
  private static final Instant DAY = Instant.parse("2026-11-28T10:00:00Z");

  private ReviewTesting() {}

  static ReviewTools tools() {
    Terminologies terminologies = Terminologies.builtIn();
    ReadingOptions reading =
        ReadingOptions.open(java.util.List.of(), true, 0).value().orElseThrow();
    TaggerOptions tagger = TaggerOptions.FAST;
    CaseExtractor extractor =
        new CaseExtractor(
            new ExtractionOptions(
                ExtractionFormat.YAML, OptionalInt.empty(), Optional.empty(), reading),
            terminologies,
            tagger);
    return new ReviewTools(
        "AB",
        Clock.fixed(DAY, ZoneOffset.UTC),
        new Converters(
            converter(MappingOptions.DEFAULT, false, BundleFormat.JSON, Target.FHIR),
            converter(MappingOptions.DEFAULT, true, BundleFormat.JSON, Target.FHIR),
            (target, format, kind) ->
                converter(
                    MappingOptions.DEFAULT.withBundle(kind).withRecorded(DAY),
                    false,
                    format,
                    target)),
        extractor,
        new TermFinder(terminologies),
        false,
        Optional.empty());
  }

  private static CaseConverter converter(
      MappingOptions mapping, boolean validate, BundleFormat format, Target target) {
    return new CaseConverter(
        new ConversionOptions(
            mapping, format, validate, false, false, ReadingOptions.DEFAULT, target));
  }
}
