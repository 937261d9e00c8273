package org.case2fhir.terminology;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.case2fhir.exchange.Answer;
import org.case2fhir.exchange.TerminologyClient;
import org.case2fhir.exchange.TerminologyClient.Candidate;
import org.case2fhir.exchange.TerminologyClient.Expansion;
import org.case2fhir.exchange.TerminologyServer;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Sha256;
import org.case2fhir.model.Code;
import org.case2fhir.terminology.TermMatch.MatchKind;
import org.case2fhir.terminology.ValueSets.Question;

/**
 * A FHIR terminology server, asked with the operations {@code $expand}, {@code $lookup} and {@code
 * $translate} of <a href="https://hl7.org/fhir/R4/terminology-service.html">R4</a>.
 *
 * <p>What it offers is taken only if its display or a designation is the term, in the same normal
 * form, of one code. Answers are kept on disk; a server that fails costs codes, never the case.
 */
public final class ServerTerms implements TermSource {
  private static final Duration KEPT = Duration.ofDays(30);
  private static final int SHORTEST = 3;
  private static final int LONGEST = 120;
  private static final int MOST = 50;

  private final String name;
  private final TerminologyClient server;
  private final ValueSets valueSets;
  private final AnswerCache cache;
  private final Set<String> unknown = ConcurrentHashMap.newKeySet();
  private final Map<String, Issue> issues = new LinkedHashMap<>();
  private final Set<String> taken = new LinkedHashSet<>();

  /**
   * @param server to whose address {@code /ValueSet/$expand} is added
   * @param valueSets what it is asked for
   * @param cache folder of its answers; need not exist
   */
  public ServerTerms(TerminologyServer server, ValueSets valueSets, Path cache) {
    this(server, valueSets, cache, TerminologyClient.TIMEOUT);
  }

  ServerTerms(TerminologyServer server, ValueSets valueSets, Path cache, Duration timeout) {
    this.name = server.base().toString();
    this.server = TerminologyClient.withoutRedirects(server, timeout);
    this.valueSets = valueSets;
    this.cache = new AnswerCache(cache, KEPT);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<TermMatch> match(Domain domain, String normalForm, String text) {
    String term = text.strip().replaceAll("\\s+", " ");
    if (normalForm.length() < SHORTEST || term.length() > LONGEST) {
      return Optional.empty();
    }
    Map<String, Code> codes = new LinkedHashMap<>();
    for (Question question : valueSets.of(domain)) {
      Optional<Candidate> found = ask(question, normalForm, term);
      found.ifPresent(one -> codes.putIfAbsent(one.system(), code(one)));
      found
          .flatMap(one -> translated(question, one))
          .ifPresent(other -> codes.putIfAbsent(other.system(), code(other)));
    }
    if (codes.isEmpty()) {
      return Optional.empty();
    }
    List<Code> all = List.copyOf(codes.values());
    boolean preferred = TextForm.of(withoutTag(all.get(0).display())).equals(normalForm);
    MatchKind kind = preferred ? MatchKind.TERM : MatchKind.SYNONYM;
    return Optional.of(TermMatch.of(all.get(0).display(), all, kind, text, name()));
  }

  private static Code code(Candidate candidate) {
    return new Code(candidate.system(), candidate.code(), candidate.display(), candidate.version());
  }

  private Optional<Candidate> ask(Question question, String form, String term) {
    if (unknown.contains(question.valueSet())) {
      return Optional.empty();
    }
    return answer(
            TerminologyClient.question(
                "ValueSet/$expand",
                "url",
                question.valueSet(),
                "filter",
                term,
                "count",
                Integer.toString(MOST),
                "activeOnly",
                "true",
                "includeDesignations",
                "true"),
            question.valueSet(),
            TerminologyClient::expansion)
        .flatMap(expansion -> exact(expansion, form))
        .flatMap(this::confirmed);
  }

  /** The one code of which the display, else a designation, is the term. */
  private static Optional<Candidate> exact(Expansion expansion, String form) {
    Optional<Candidate> byDisplay =
        onlyOne(expansion.candidates(), candidate -> is(candidate.display(), form));
    boolean severalDisplays =
        expansion.candidates().stream().anyMatch(candidate -> is(candidate.display(), form));
    // Of an incomplete list nobody knows what else has the name.
    return byDisplay.isPresent() || severalDisplays || !expansion.complete()
        ? byDisplay
        : onlyOne(
            expansion.candidates(),
            candidate -> candidate.names().stream().anyMatch(name -> is(name, form)));
  }

  private static Optional<Candidate> onlyOne(
      List<Candidate> candidates, Predicate<Candidate> isMeant) {
    List<Candidate> meant = candidates.stream().filter(isMeant).toList();
    long codes = meant.stream().map(one -> one.system() + " " + one.code()).distinct().count();
    return codes == 1 ? Optional.of(meant.get(0)) : Optional.empty();
  }

  private static boolean is(String name, String form) {
    return TextForm.of(name).equals(form) || TextForm.of(withoutTag(name)).equals(form);
  }

  /** SNOMED CT's fully specified names end in a semantic tag. */
  private static String withoutTag(String name) {
    return name.replaceFirst(" \\([a-z /]+\\)$", "");
  }

  /**
   * Looks the code up: not retired, with its version. A server without the operation is believed.
   */
  private Optional<Candidate> confirmed(Candidate candidate) {
    String key = "$lookup " + candidate.system();
    if (unknown.contains(key)) {
      return Optional.of(candidate);
    }
    Optional<TerminologyClient.Lookup> known =
        answer(
            TerminologyClient.question(
                "CodeSystem/$lookup", "system", candidate.system(), "code", candidate.code()),
            key,
            TerminologyClient::lookup);
    if (known.isEmpty()) {
      return server.isUp() && unknown.contains(key) ? Optional.of(candidate) : Optional.empty();
    }
    if (known.get().inactive()) {
      return Optional.empty();
    }
    String version = candidate.version().isEmpty() ? known.get().version() : candidate.version();
    return Optional.of(
        new Candidate(candidate.system(), candidate.code(), version, candidate.names()));
  }

  private Optional<Candidate> translated(Question question, Candidate candidate) {
    if (question.conceptMap().isEmpty() || unknown.contains(question.conceptMap())) {
      return Optional.empty();
    }
    return answer(
            TerminologyClient.question(
                "ConceptMap/$translate",
                "url",
                question.conceptMap(),
                "system",
                candidate.system(),
                "code",
                candidate.code()),
            question.conceptMap(),
            TerminologyClient::translation)
        .flatMap(found -> found);
  }

  /** Reads an answer. */
  private interface AnswerReader<T> {
    T read(byte[] answer) throws IOException;
  }

  /**
   * @param subject what the server may turn out not to know
   */
  private <T> Optional<T> answer(String question, String subject, AnswerReader<T> reader) {
    String key = server.base() + "/" + question;
    Optional<T> kept = cache.find(key).flatMap(answer -> read(reader, answer));
    if (kept.isPresent()) {
      return kept;
    }
    Optional<Answer> answer = server.send(question);
    int status = answer.map(Answer::status).orElse(0);
    if (status == 400 || status == 404 || status == 422 || status == 501) {
      unknown.add(subject);
      report("unknown-value-set", "the terminology server does not know " + subject);
      return Optional.empty();
    }
    Optional<T> read = answer.filter(this::isUsable).flatMap(a -> read(reader, a.body()));
    if (read.isPresent()) {
      server.succeed();
      if (!cache.keep(key, answer.get().body())) {
        reportUnkept();
      }
    } else {
      if (status == 200) {
        server.fail("its answer is not what FHIR says", false);
      }
      String trouble = server.trouble().orElse("");
      report("terminology-server", "the terminology server fails: " + trouble);
    }
    return read;
  }

  private boolean isUsable(Answer answer) {
    int status = answer.status();
    if (status == 429 || status == 503) {
      String remark = answer.remark().isEmpty() ? "" : ", " + answer.remark();
      server.fail("it asks for fewer questions (status " + status + remark + ")", true);
    } else if (status != 200) {
      String how = TerminologyClient.lockedOut(answer);
      server.fail("it answers with status " + status + how, /* lasting= */ !how.isEmpty());
    }
    return status == 200;
  }

  private static <T> Optional<T> read(AnswerReader<T> reader, byte[] answer) {
    try {
      return Optional.of(reader.read(answer));
    } catch (IOException e) {
      // It is something else; what that means is known to who asked.
      return Optional.empty();
    }
  }

  private void report(String code, String message) {
    synchronized (issues) {
      issues.putIfAbsent(
          code.equals("terminology-server") ? code : message,
          Issue.warning(
              code,
              message,
              Location.of(name()),
              "what only the server knows stays without a code"));
    }
  }

  /** Nothing is lost, but every run asks the server anew. */
  private void reportUnkept() {
    synchronized (issues) {
      issues.putIfAbsent(
          "unwritable-cache",
          Issue.information(
              "unwritable-cache",
              "the answers of the terminology server cannot be kept here",
              Location.of(cache.folder().toString()),
              "check who may write there and whether there is room, or name another folder"));
    }
  }

  /** What went wrong, each thing once; those already taken are not given again. */
  public List<Issue> takeIssues() {
    synchronized (issues) {
      List<Issue> fresh = new ArrayList<>();
      for (Map.Entry<String, Issue> entry : issues.entrySet()) {
        if (taken.add(entry.getKey())) {
          fresh.add(entry.getValue());
        }
      }
      return fresh;
    }
  }

  /**
   * Answers of servers, kept on disk under a digest of the question: no file name tells what was
   * asked. Each is asked for anew after a time. Before an answer stands a digest of it and its
   * question, so that one that was damaged, cut off or put in another's place is none; and what
   * another user has put there is none either. Failing to keep an answer costs time and nothing
   * else.
   */
  record AnswerCache(Path folder, Duration validity) {
    private static final String DRAFT = ".draft";
    private static final Duration LONGEST_WRITE = Duration.ofHours(6);

    /** Hexadecimal digits of the digest, and the line feed behind them. */
    private static final int HEAD = 65;

    /** An answer that is not too old, servers learn new releases, nor longer than any of them. */
    Optional<byte[]> find(String question) {
      Path file = file(question);
      try {
        if (!isFresh(file) || !isTrusted(file)) {
          return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
          byte[] head = in.readNBytes(HEAD);
          byte[] answer = in.readNBytes(TerminologyClient.MAX_BYTES + 1);
          return answer.length <= TerminologyClient.MAX_BYTES
                  && Arrays.equals(head, head(question, answer))
              ? Optional.of(answer)
              : Optional.empty();
        }
      } catch (IOException e) {
        return Optional.empty();
      }
    }

    private boolean isFresh(Path file) throws IOException {
      return Files.isRegularFile(file)
          && Files.getLastModifiedTime(file).toInstant().isAfter(Instant.now().minus(validity));
    }

    /** Whether it is this user's or the administrator's: its digest does not say who wrote it. */
    private static boolean isTrusted(Path file) throws IOException {
      if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
        return true;
      }
      int owner = (int) Files.getAttribute(file, "unix:uid");
      return owner == 0 || Files.getOwner(file).equals(Self.USER);
    }

    /** The user of this process, who owns the files that it makes. */
    private static final class Self {
      static final UserPrincipal USER = user();

      private static UserPrincipal user() {
        try {
          Path own = Files.createTempFile("case2fhir", "");
          try {
            return Files.getOwner(own);
          } finally {
            Files.delete(own);
          }
        } catch (IOException e) {
          return () -> ""; // nobody's
        }
      }
    }

    private static byte[] head(String question, byte[] answer) {
      byte[] asked = (question + "\n").getBytes(StandardCharsets.UTF_8);
      byte[] both = Arrays.copyOf(asked, asked.length + answer.length);
      System.arraycopy(answer, 0, both, asked.length, answer.length);
      return (Sha256.of(both) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Keeps an answer; whether it could be kept. */
    boolean keep(String question, byte[] answer) {
      Path file = file(question);
      try {
        // Who may read the answers knows what was asked.
        Files.createDirectories(file.getParent(), ownerOnly(folder));
        removeLeft(file.getParent());
        Path draft = Files.createTempFile(file.getParent(), DRAFT, "");
        try {
          try (OutputStream out = Files.newOutputStream(draft)) {
            out.write(head(question, answer));
            out.write(answer);
          }
          replace(draft, file);
        } finally {
          Files.deleteIfExists(draft);
        }
        return true;
      } catch (IOException e) {
        return false;
      }
    }

    // To replace a file in two steps would let two processes get in each other's way.
    private static void replace(Path draft, Path file) throws IOException {
      try {
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
      }
    }

    private static FileAttribute<?>[] ownerOnly(Path place) {
      return place.getFileSystem().supportedFileAttributeViews().contains("posix")
          ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
          }
          : new FileAttribute<?>[0];
    }

    /** Removes what processes left behind that were killed: nobody writes an answer for hours. */
    private static void removeLeft(Path folder) throws IOException {
      Instant recent = Instant.now().minus(LONGEST_WRITE);
      try (DirectoryStream<Path> drafts = Files.newDirectoryStream(folder, DRAFT + "*")) {
        for (Path draft : drafts) {
          removeIfOlder(draft, recent);
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }

    private static void removeIfOlder(Path draft, Instant time) throws IOException {
      try {
        if (Files.getLastModifiedTime(draft, LinkOption.NOFOLLOW_LINKS)
            .toInstant()
            .isBefore(time)) {
          Files.deleteIfExists(draft);
        }
      } catch (NoSuchFileException e) {
        return; // another process has put it in its place meanwhile
      }
    }

    private Path file(String question) {
      String digest = Sha256.of(question);
      return folder.resolve(digest.substring(0, 2)).resolve(digest + ".json");
    }
  }
}
