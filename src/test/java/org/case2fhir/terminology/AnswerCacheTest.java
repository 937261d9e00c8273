package org.case2fhir.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.case2fhir.terminology.ServerTerms.AnswerCache;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long answers are kept. */
class AnswerCacheTest {
  @Test
  void anOldAnswerIsNoAnswer(@TempDir Path folder) throws IOException {
    AnswerCache cache = new AnswerCache(folder, Duration.ofDays(30));
    assertThat(cache.keep("question", new byte[] {1})).isTrue();
    assertThat(cache.find("question")).isPresent();
    age(folder, Duration.ofDays(31));
    assertThat(cache.find("question")).isEmpty();
    assertThat(cache.keep("question", new byte[] {2})).isTrue();
    assertThat(cache.find("question")).contains(new byte[] {2});
  }

  @Test
  void whatAKilledProcessLeftIsRemoved(@TempDir Path folder) throws IOException {
    AnswerCache cache = new AnswerCache(folder, Duration.ofDays(30));
    assertThat(cache.keep("question", new byte[] {1})).isTrue();
    Path kept;
    try (Stream<Path> files = Files.walk(folder)) {
      kept = files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
    Path left = Files.createFile(kept.resolveSibling(".draft123"));
    age(folder, Duration.ofDays(1));
    Path another = Files.createFile(kept.resolveSibling(".draft456"));
    assertThat(cache.keep("question", new byte[] {2})).isTrue();
    assertThat(left).doesNotExist();
    assertThat(another).as("of a process that writes right now").exists();
    assertThat(cache.find("question")).contains(new byte[] {2});
  }

  @Test
  void anAnswerThatNoServerGaveIsNotTakenIntoMemory(@TempDir Path folder) throws IOException {
    AnswerCache cache = new AnswerCache(folder, Duration.ofDays(30));
    assertThat(cache.keep("question", new byte[] {1})).isTrue();
    Path kept;
    try (Stream<Path> files = Files.walk(folder)) {
      kept = files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
    try (RandomAccessFile grown = new RandomAccessFile(kept.toFile(), "rw")) {
      grown.setLength(3L << 30);
    }
    assertThat(cache.find("question")).isEmpty();
    assertThat(cache.keep("question", new byte[] {2})).isTrue();
    assertThat(cache.find("question")).contains(new byte[] {2});
  }

  private static void age(Path folder, Duration age) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
      }
    }
  }
}
