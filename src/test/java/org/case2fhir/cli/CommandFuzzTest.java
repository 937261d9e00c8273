package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.case2fhir.cli.CommandFuzz.Fuzzer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few runs of {@link CommandFuzz}, always the same. */
@Tag("long")
class CommandFuzzTest {
  private static final int RUNS = 12;

  @TempDir Path folder;

  @Test
  void damagedInputsBreakNothing() throws IOException {
    List<String> faults = new ArrayList<>();
    try (Fuzzer fuzzer = new Fuzzer(folder.resolve("work"), "")) {
      for (int seed = 0; seed < RUNS; seed++) {
        fuzzer.run(seed, folder.resolve("faults")).ifPresent(faults::add);
      }
    }
    assertThat(faults).isEmpty();
  }
}
