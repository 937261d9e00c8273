package org.case2fhir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.case2fhir.casefile.CaseFileReader;
import org.case2fhir.fhir.BundleEncoder;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.fhir.CaseMapper;
import org.case2fhir.fhir.CaseMapper.MappedCase;
import org.case2fhir.fhir.MappingOptions;
import org.case2fhir.model.CaseReport;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;
import org.hl7.fhir.r4.model.Bundle;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time of the stages on the first case, warm. The aim: {@code map} takes less than {@code encode}.
 *
 * <p>Run with {@code ./mvnw -q test-compile exec:exec@benchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class MappingBenchmark {
  private static final Path CASE = Path.of("fhir-examples/gluteal-calcinosis/case.yaml");

  private final CaseFileReader reader =
      new CaseFileReader(Vocabulary.builtIn(), UnitTable.builtIn());
  private byte[] content;
  private CaseReport report;
  private Bundle bundle;

  @Setup
  public void load() throws IOException {
    content = Files.readAllBytes(CASE);
    report = read();
    bundle = CaseMapper.map(report, MappingOptions.DEFAULT).bundle();
  }

  @Benchmark
  public CaseReport read() {
    return reader.read("case.yaml", content).result().value().orElseThrow();
  }

  @Benchmark
  public MappedCase map() {
    return CaseMapper.map(report, MappingOptions.DEFAULT);
  }

  @Benchmark
  public String encode() {
    return BundleEncoder.encode(bundle, BundleFormat.JSON);
  }
}
