package org.case2fhir.terminology.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Answers of servers, kept on disk under a digest of the question: no file name tells what was
 * asked. Each is asked for anew after a time. Failing to keep an answer costs time and nothing
 * else.
 */
record AnswerCache(Path folder, Duration validity) {
  /** An answer that is not too old; servers learn new releases. */
  Optional<byte[]> find(String question) {
    Path file = file(question);
    try {
      return isFresh(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private boolean isFresh(Path file) throws IOException {
    return Files.isRegularFile(file)
        && Files.getLastModifiedTime(file).toInstant().isAfter(Instant.now().minus(validity));
  }

  /** Keeps an answer; whether it could be kept. */
  boolean keep(String question, byte[] answer) {
    Path file = file(question);
    try {
      Files.createDirectories(file.getParent());
      Path draft = Files.createTempFile(file.getParent(), ".draft", "");
      Files.write(draft, answer);
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Path file(String question) {
    String digest = HexFormat.of().formatHex(sha256(question));
    return folder.resolve(digest.substring(0, 2)).resolve(digest + ".json");
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
