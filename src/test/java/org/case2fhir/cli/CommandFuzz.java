package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.case2fhir.cli.FuzzTargets.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged inputs of every format, given to every command that reads them: {@code ./mvnw -Pfuzz
 * test}.
 *
 * <p>{@code -Dfuzz.minutes=10} ends it by time, {@code -Dfuzz.count=N} after N runs, {@code
 * -Dfuzz.seed=N} says where to begin, and {@code -Dfuzz.only=NAME} takes one kind of input. Each
 * run has a seed of its own, so {@code -Dfuzz.seed=N -Dfuzz.count=1} is one run again. What it
 * finds is written to {@code target/fuzz}: a folder for each fault, named by its seed, with the
 * inputs, the command and what was wrong.
 */
class CommandFuzz {
  private static final Path FAULTS = Path.of("target", "fuzz");

  @TempDir Path folder;

  @Test
  void nothingBreaks() throws IOException {
    long seed = Long.getLong("fuzz.seed", 1);
    long count = Long.getLong("fuzz.count", Long.MAX_VALUE);
    long end = System.nanoTime() + Duration.ofMinutes(Long.getLong("fuzz.minutes", 10)).toNanos();
    List<String> faults = new ArrayList<>();
    try (Fuzzer fuzzer = new Fuzzer(folder.resolve("work"), System.getProperty("fuzz.only", ""))) {
      for (long run = 0; run < count && System.nanoTime() < end; run++) {
        fuzzer.run(seed + run, FAULTS).ifPresent(faults::add);
      }
    }
    assertThat(faults).isEmpty();
  }

  /** Makes the inputs of a run from its seed. */
  static final class Fuzzer implements AutoCloseable {
    private final List<Target> targets;
    private final FuzzRun runner;

    Fuzzer(Path work, String only) {
      targets = FuzzTargets.all().stream().filter(t -> t.name().contains(only)).toList();
      runner = new FuzzRun(work);
    }

    /** What was wrong, after it was written down; absent when nothing was. */
    Optional<String> run(long seed, Path faults) throws IOException {
      // Neighbouring seeds begin alike without it.
      Random random = new Random(seed * 0x9E3779B97F4A7C15L);
      Mutator mutator = new Mutator(random);
      Target target = targets.get(random.nextInt(targets.size()));
      Target other = targets.get(random.nextInt(targets.size()));
      String command = target.commands().get(random.nextInt(target.commands().size()));
      Map<String, byte[]> files = new LinkedHashMap<>(target.files());
      boolean request = command.startsWith("P"); // of the server, which has no options
      if (!request && random.nextInt(20) == 0) {
        command = mutator.command(command);
      } else {
        String damaged = target.damaged().get(random.nextInt(target.damaged().size()));
        byte[] part = other.files().get(other.damaged().get(0));
        files.put(damaged, mutator.mutate(files.get(damaged), part));
      }
      Optional<String> fault = runner.fault(files, command);
      if (fault.isPresent()) {
        write(faults.resolve(String.valueOf(seed)), files, command, fault.get());
      }
      String label = seed + " " + command + ": ";
      return fault.map(text -> label + text.substring(0, Math.min(300, text.length())));
    }

    private static void write(Path folder, Map<String, byte[]> files, String command, String fault)
        throws IOException {
      Files.createDirectories(folder);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Path path = folder.resolve("in").resolve(file.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, file.getValue());
      }
      Files.writeString(folder.resolve("command.txt"), command + "\n");
      Files.writeString(folder.resolve("fault.txt"), fault + "\n");
    }

    @Override
    public void close() {
      runner.close();
    }
  }
}
