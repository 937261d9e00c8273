package example;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.case2fhir.CaseConverter;
import org.case2fhir.Conversion;
import org.case2fhir.ConversionOptions;
import org.case2fhir.Input;
import org.hl7.fhir.r4.model.Condition;
import org.junit.jupiter.api.Test;

/** The example of the root package's documentation: what another program sees is enough for it. */
class LibraryUseTest {

  private static Conversion convert(String name, String text) {
    CaseConverter converter = new CaseConverter(ConversionOptions.DEFAULT);
    Input input = new Input(name, text.getBytes(StandardCharsets.UTF_8));
    List<Conversion> conversions = converter.convertEach(input, OptionalInt.empty());
    assertThat(conversions).hasSize(1);
    return conversions.get(0);
  }

  @Test
  void aCaseFileBecomesAReportAndABundle() {
    Conversion conversion =
        convert("case.yaml", "id: mine\nsubject: {sex: male}\ndiagnoses: [gout]\n");
    assertThat(conversion.report().orElseThrow().facts()).hasSize(1);
    assertThat(conversion.bundle().orElseThrow().getEntry())
        .anyMatch(entry -> entry.getResource() instanceof Condition);
    assertThat(conversion.encoded().orElseThrow()).contains("\"gout\"");
  }

  @Test
  void anArticleToo() {
    Conversion conversion =
        convert("article.txt", "A 40-year-old man presented with fever. He had pneumonia.");
    assertThat(conversion.report().orElseThrow().facts()).isNotEmpty();
    assertThat(conversion.bundle()).isPresent();
  }

  @Test
  void whatIsWrongIsAnIssueWithPlaceAndRemedy() {
    Conversion conversion = convert("case.yaml", "id: mine\nsubject: {sex: mail}\n");
    assertThat(conversion.issues())
        .anySatisfy(
            issue -> {
              assertThat(issue.location().line()).isEqualTo(2);
              assertThat(issue.solution()).isNotEmpty();
            });
  }
}
