package org.case2fhir.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.case2fhir.CaseConverter;
import org.case2fhir.Conversion;
import org.case2fhir.Input;
import org.case2fhir.casefile.CaseFileReader;
import org.case2fhir.fhir.BundleEncoder;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.fhir.CaseMapper;
import org.case2fhir.fhir.CaseMapper.MappedCase;
import org.case2fhir.fhir.MappingOptions;
import org.case2fhir.model.CaseReport;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.TermMatch;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;
import org.case2fhir.validation.ResourceValidator;
import org.case2fhir.validation.ValidationFinding;
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
 * Time of each stage, warm, on one thread: a case file of 85 entries, and a Bundle of 60.
 *
 * <p>Run with {@code ./mvnw -q -Pbenchmarks test-compile exec:exec}; {@code -Dbenchmarks=validate}
 * runs those whose name holds a word.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 4)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class StageBenchmark {
  private static final List<String> TERMS =
      List.of(
          "hypertension",
          "community-acquired pneumonia",
          "acute kidney injury",
          "type 2 diabetes",
          "no such disease");

  private final CaseFileReader reader =
      new CaseFileReader(Vocabulary.builtIn(), UnitTable.builtIn());
  private final CaseConverter converter = BenchmarkInputs.converter();
  private final ResourceValidator validator = new ResourceValidator();
  private byte[] content;
  private Input input;
  private CaseReport report;
  private Bundle bundle;
  private String encoded;
  private int next;

  @Setup
  public void load() throws IOException {
    content = Files.readAllBytes(BenchmarkInputs.CASE);
    input = new Input("case.yaml", content);
    report = read();
    bundle = BenchmarkInputs.bundleOf60();
    encoded = encode();
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
  public Conversion caseToBundle() {
    return converter.convert(input);
  }

  @Benchmark
  public String encode() {
    return BundleEncoder.encode(bundle, BundleFormat.JSON);
  }

  @Benchmark
  public List<ValidationFinding> validate() {
    return validator.validate(encoded);
  }

  @Benchmark
  public Optional<TermMatch> lookUp() {
    next = (next + 1) % TERMS.size();
    return Vocabulary.builtIn().match(Domain.CONDITION, TERMS.get(next));
  }
}
