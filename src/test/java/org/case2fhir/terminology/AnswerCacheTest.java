package org.case2fhir.terminology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

  @Test
  void aDamagedAnswerIsNoAnswer(@TempDir Path folder) throws IOException {
    AnswerCache cache = new AnswerCache(folder, Duration.ofDays(30));
    byte[] answer = "{\"code\": \"22298006\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(cache.keep("question", answer)).isTrue();
    Path kept = only(folder);
    byte[] whole = Files.readAllBytes(kept);
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] = (byte) (damaged[i] ^ 1); // still JSON, but another code
      Files.write(kept, damaged);
      assertThat(cache.find("question")).as("byte %s", i).isEmpty();
      Files.write(kept, Arrays.copyOf(whole, i));
      assertThat(cache.find("question")).as("cut at %s", i).isEmpty();
    }
    Files.write(kept, whole);
    assertThat(cache.find("question")).contains(answer);
  }

  @Test
  void theAnswerToAnotherQuestionIsNoAnswer(@TempDir Path folder) throws IOException {
    AnswerCache cache = new AnswerCache(folder, Duration.ofDays(30));
    assertThat(cache.keep("question", new byte[] {1})).isTrue();
    Path kept = only(folder);
    byte[] whole = Files.readAllBytes(kept);
    Files.delete(kept);
    assertThat(cache.keep("another", new byte[] {2})).isTrue();
    Files.write(only(folder), whole);
    assertThat(cache.find("another")).isEmpty();
  }

  @Test
  void whatWasAskedIsForItsUserAlone(@TempDir Path folder) throws IOException {
    assumeThat(folder.getFileSystem().supportedFileAttributeViews()).contains("posix");
    Path cache = folder.resolve("tx");
    assertThat(new AnswerCache(cache, Duration.ofDays(30)).keep("question", new byte[1])).isTrue();
    assertThat(Files.getPosixFilePermissions(cache))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(Files.getPosixFilePermissions(only(cache)))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void whatAnotherUserHasPutThereIsNoAnswer(@TempDir Path folder) throws IOException {
    assumeThat(folder.getFileSystem().supportedFileAttributeViews()).contains("unix");
    AnswerCache cache = new AnswerCache(folder, Duration.ofDays(30));
    assertThat(cache.keep("question", new byte[] {1})).isTrue();
    Path kept = only(folder);
    try {
      Files.setAttribute(kept, "unix:uid", 12345);
    } catch (IOException e) {
      abort("only the administrator can give files away");
    }
    assertThat(cache.find("question")).isEmpty();
    assertThat(cache.keep("question", new byte[] {2})).isTrue();
    assertThat(cache.find("question")).contains(new byte[] {2});
  }

  @Test
  void severalThatWriteAtOnceKeepAllAnswersWhole(@TempDir Path folder) throws Exception {
    byte[] one = new byte[100_000];
    byte[] other = new byte[50_000];
    Arrays.fill(other, (byte) 7);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Boolean>> runs = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        byte[] own = i % 2 == 0 ? one : other;
        AnswerCache cache = new AnswerCache(folder, Duration.ofDays(30));
        runs.add(
            threads.submit(
                () -> {
                  boolean whole = true;
                  for (int n = 0; n < 200; n++) {
                    whole &= cache.keep("question", own);
                    byte[] found = cache.find("question").orElse(new byte[0]);
                    whole &= Arrays.equals(found, one) || Arrays.equals(found, other);
                  }
                  return whole;
                }));
      }
      for (Future<Boolean> run : runs) {
        assertThat(run.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Path only(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
  }

  private static void age(Path folder, Duration age) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
      }
    }
  }
}
