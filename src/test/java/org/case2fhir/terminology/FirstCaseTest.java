package org.case2fhir.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.case2fhir.model.Code;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words of the first case, each with the exact codes it has and no others. */
class FirstCaseTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "FINDING~back pain~161891005 HP:0003418",
        "FINDING~dry eye~162290004",
        "FINDING~photosensitivity~90128006 HP:0000992",
        "FINDING~livedo reticularis~238772004 HP:0033505",
        "CONDITION~diabetes mellitus~73211009 HP:0000819",
        "CONDITION~hypertension~38341003 HP:0000822",
        "CONDITION~undifferentiated collagen tissue disease~239918008",
        "CONDITION~CREST syndrome~31848007 M34.1",
        "FINDING~carpal tunnel syndrome~57406009",
        "FINDING~shoulder pain~45326000 HP:0030834",
        "FINDING~gluteal pain~279043006 HP:0034805",
        "FINDING~difficulty walking~719232003",
        "FINDING~dysphagia~40739000 R13.10 HP:0002015",
        "FINDING~Raynaud's phenomenon~266261006 HP:0030880",
        "FINDING~telangiectasias~HP:0001009",
        "FINDING~sclerodactyly~L94.3 HP:0011838",
        "FINDING~calcinosis cutis~L94.2 HP:0025520",
        "FINDING~subcutaneous calcification~HP:0007618",
        "MEDICATION~chloroquine~2393 P01BA01",
        "MEDICATION~azathioprine~1256 L04AX01",
        "MEDICATION~colchicine~2683 M04AC01",
        "MEDICATION~indomethacin~5781 M01AB01",
        "PROCEDURE~Schirmer's test~164742009",
        "PROCEDURE~intramuscular injection~76601001",
        "PROCEDURE~biopsy of salivary gland~",
        "REPORT~electromyography~18749-2",
        "REPORT~antero-posterior pelvic X-ray~37622-8",
        "BODY_SITE~salivary gland~385294005",
        "BODY_SITE~buttocks~46862004",
        "BODY_SITE~subcutaneous tissue~71966008",
        "ROUTE~intramuscular~78421000",
        "TEST~Schirmer test~164742009",
        "TEST~fasting serum glucose~1558-6",
        "TEST~post-prandial glucose~"
      })
  void hasItsCodes(Domain domain, String text, String codes) {
    List<String> found = Vocabulary.builtIn().find(domain, text).stream().map(Code::code).toList();
    assertThat(String.join(" ", found)).isEqualTo(codes == null ? "" : codes);
  }
}
