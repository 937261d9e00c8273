package org.case2fhir.bench;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import opennlp.tools.namefind.NameFinderME;
import opennlp.tools.namefind.NameSample;
import opennlp.tools.namefind.TokenNameFinderFactory;
import opennlp.tools.tokenize.SimpleTokenizer;
import opennlp.tools.util.ObjectStreamUtils;
import opennlp.tools.util.Span;
import opennlp.tools.util.TrainingParameters;
import org.case2fhir.CaseConverter;
import org.case2fhir.Input;
import org.case2fhir.fhir.BundleEncoder;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.validation.ResourceValidator;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.Bundle;

/**
 * Prints a table of what case2fhir takes beside what one would use instead: HAPI's encoder, HL7's
 * validator as HAPI's {@code FhirValidator} sets it up, OpenNLP's name finder.
 *
 * <p>Run with {@code ./mvnw -q -Pbenchmarks test-compile exec:exec@side-by-side}. The two of a row
 * take turns on one thread, and the median of its processor time counts, so that another load on
 * the machine slows both. The name finder is taught from sentences of the examples: what it finds
 * is not compared, and it finds names only, where case2fhir makes the Bundle.
 */
public final class SideBySide {
  private static final int CHARACTERS = 2_500;
  private static final double MILLION = 1e6;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final int rounds;

  private SideBySide(int rounds) {
    this.rounds = rounds;
  }

  /** The argument is the number of rounds, of which the first half warms up. */
  public static void main(String[] args) throws Exception {
    SideBySide table = new SideBySide(args.length == 0 ? 60 : Integer.parseInt(args[0]));
    Bundle bundle = BenchmarkInputs.bundleOf60();
    String encoded = BundleEncoder.encode(bundle, BundleFormat.JSON);
    System.out.println("| one thread, warm | case2fhir | instead | times as fast |");
    System.out.println("|---|---|---|---|");
    FhirContext fhir = FhirContext.forR4Cached();
    table.row(
        "encode a Bundle of 60 entries: HAPI's encoder",
        20,
        () -> BundleEncoder.encode(bundle, BundleFormat.JSON),
        () -> fhir.newJsonParser().setPrettyPrint(true).encodeResourceToString(bundle));
    ResourceValidator ours = new ResourceValidator();
    FhirValidator theirs = hl7(fhir);
    table.row(
        "validate a Bundle of 60 entries: HL7's validator in HAPI",
        1,
        () -> ours.validate(encoded),
        () -> theirs.validateWithResult(encoded));
    CaseConverter converter = BenchmarkInputs.converter();
    Input article = BenchmarkInputs.article(CHARACTERS);
    NameFinderME finder = nameFinder();
    String[] tokens = SimpleTokenizer.INSTANCE.tokenize(BenchmarkInputs.text(CHARACTERS));
    table.row(
        "read a report of 2,500 characters: OpenNLP's name finder (names only)",
        1,
        () -> converter.convert(article),
        () -> {
          finder.clearAdaptiveData();
          return finder.find(tokens);
        });
    System.exit(0); // HAPI keeps threads
  }

  private static FhirValidator hl7(FhirContext fhir) {
    ValidationSupportChain chain =
        new ValidationSupportChain(
            new DefaultProfileValidationSupport(fhir),
            new CommonCodeSystemsTerminologyService(fhir),
            new InMemoryTerminologyServerValidationSupport(fhir));
    FhirInstanceValidator module = new FhirInstanceValidator(chain);
    module.setAnyExtensionsAllowed(true);
    return fhir.newValidator().registerValidatorModule(module);
  }

  /** Taught that the words of the example cases are names where they stand in the articles. */
  private static NameFinderME nameFinder() throws IOException {
    List<NameSample> samples = new ArrayList<>();
    for (String example : List.of("article-adrenal-crisis", "article-ulcerative-colitis")) {
      Path folder = BenchmarkInputs.EXAMPLES.resolve(example);
      Set<String> words = new HashSet<>();
      for (String word : Files.readString(folder.resolve("case.yaml")).split("\\W+")) {
        if (word.length() > 5) {
          words.add(word.toLowerCase(Locale.ROOT));
        }
      }
      for (String sentence : Files.readString(folder.resolve("article.md")).split("(?<=[.])\\s")) {
        String[] tokens = SimpleTokenizer.INSTANCE.tokenize(sentence);
        Span[] spans =
            IntStream.range(0, tokens.length)
                .filter(i -> words.contains(tokens[i].toLowerCase(Locale.ROOT)))
                .mapToObj(i -> new Span(i, i + 1, "name"))
                .toArray(Span[]::new);
        samples.add(new NameSample(tokens, spans, false));
      }
    }
    TrainingParameters parameters = TrainingParameters.defaultParams();
    parameters.put(TrainingParameters.CUTOFF_PARAM, 1);
    return new NameFinderME(
        NameFinderME.train(
            "en",
            "name",
            ObjectStreamUtils.createObjectStream(samples),
            parameters,
            new TokenNameFinderFactory()));
  }

  private void row(String what, int times, Callable<?> ours, Callable<?> theirs) throws Exception {
    double[] first = new double[rounds];
    double[] second = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      first[i] = milliseconds(ours, times);
      second[i] = milliseconds(theirs, times);
    }
    double a = median(first);
    double b = median(second);
    System.out.printf(Locale.ROOT, "| %s | %.2f ms | %.2f ms | %.1f |%n", what, a, b, b / a);
  }

  private static double milliseconds(Callable<?> task, int times) throws Exception {
    long begin = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < times; i++) {
      task.call();
    }
    return (THREADS.getCurrentThreadCpuTime() - begin) / MILLION / times;
  }

  /** Of the second half. */
  private static double median(double[] all) {
    double[] warm = Arrays.copyOfRange(all, all.length / 2, all.length);
    Arrays.sort(warm);
    return warm[warm.length / 2];
  }
}
