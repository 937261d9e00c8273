package org.case2fhir.bench;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.case2fhir.CaseConverter;
import org.case2fhir.Conversion;
import org.case2fhir.ConversionOptions;
import org.case2fhir.Input;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From the text of a case to its Bundle, not validated, on one thread; the time must grow with the
 * length no faster than the length does.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ExtractionBenchmark {
  /** About 500 characters, told in our own words. */
  private static final String STORY =
      "A 58-year-old woman was admitted in May 2010 with fever, productive cough and pain in the"
          + " left knee for three weeks. She had a history of hypertension and denied chest pain."
          + " Hemoglobin was 9.8 g/dL, leukocytes were 14.2 x 10^9/L and creatinine was normal. A"
          + " chest X-ray showed consolidation of the right lower lobe without pleural effusion."
          + " Ceftriaxone 2 g daily was given intravenously for 10 days, but not vancomycin. Two"
          + " weeks later the fever had resolved. ";

  @Param({"2500", "10000"})
  private int characters;

  private CaseConverter converter;
  private Input input;

  @Setup
  public void setUp() {
    ConversionOptions usual = ConversionOptions.DEFAULT;
    converter =
        new CaseConverter(
            new ConversionOptions(
                usual.mapping(), usual.format(), /* validate= */ false, false, false));
    String text = STORY.repeat(characters / STORY.length() + 1).substring(0, characters);
    input = new Input("case.txt", text.getBytes(StandardCharsets.UTF_8));
  }

  @Benchmark
  public Conversion textToBundle() {
    return converter.convert(input);
  }
}
