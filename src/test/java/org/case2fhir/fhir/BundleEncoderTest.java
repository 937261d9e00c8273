package org.case2fhir.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.util.Locale;
import java.util.TimeZone;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.fhir.MappingOptions.OnsetPolicy;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class BundleEncoderTest {

  @ParameterizedTest
  @CsvSource({
    "tr-TR, Asia/Istanbul, JSON",
    "ar-SA, Asia/Riyadh, XML",
    "th-TH-u-ca-buddhist-nu-thai, Pacific/Apia, JSON",
    "hi-IN-u-nu-deva, America/St_Johns, XML"
  })
  void theBytesAreTheSameEverywhere(String locale, String zone, BundleFormat format) {
    String here = encode(format);
    Locale before = Locale.getDefault();
    TimeZone zoneBefore = TimeZone.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag(locale));
      TimeZone.setDefault(TimeZone.getTimeZone(zone));
      assertThat(encode(format)).isEqualTo(here);
    } finally {
      Locale.setDefault(before);
      TimeZone.setDefault(zoneBefore);
    }
  }

  @Test
  void bothFormatsSayTheSame() {
    FhirContext context = FhirContext.forR4Cached();
    Bundle json = context.newJsonParser().parseResource(Bundle.class, encode(BundleFormat.JSON));
    Bundle xml = context.newXmlParser().parseResource(Bundle.class, encode(BundleFormat.XML));

    assertThat(json.equalsDeep(xml)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(BundleFormat.class)
  void theTextIsIndentedAndEndsWithANewline(BundleFormat format) {
    assertThat(encode(format)).endsWith("\n").doesNotContain("\r").contains("\n  ");
  }

  private static String encode(BundleFormat format) {
    MappingOptions options = MappingOptions.DEFAULT.withOnset(OnsetPolicy.DERIVED);
    return BundleEncoder.encode(CaseMapper.map(WholeCase.report(), options).bundle(), format);
  }
}
