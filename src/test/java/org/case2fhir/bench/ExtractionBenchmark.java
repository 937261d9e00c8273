package org.case2fhir.bench;

import java.util.concurrent.TimeUnit;
import org.case2fhir.CaseConverter;
import org.case2fhir.Conversion;
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
  @Param({"2500", "25000"})
  private int characters;

  private CaseConverter converter;
  private Input input;

  @Setup
  public void setUp() {
    converter = BenchmarkInputs.converter();
    input = BenchmarkInputs.article(characters);
  }

  @Benchmark
  public Conversion textToBundle() {
    return converter.convert(input);
  }
}
