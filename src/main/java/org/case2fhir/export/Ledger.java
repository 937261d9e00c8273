package org.case2fhir.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.case2fhir.export.EntryAnswer.Place;
import org.case2fhir.export.EntryResult.EntryOutcome;
import org.case2fhir.export.Write.WriteKind;
import org.case2fhir.export.Write.WriteTarget;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;

/**
 * Writes down what is about to be sent, before each request, and what became of it, after each
 * answer: JSON lines, on the disk before anything else happens. So an export that ends in the
 * middle, also by the end of the process, can be continued.
 *
 * <p>It names types, and places that the server has given; all else only by keyed hashes: no name,
 * number or content of a patient, nor words of the server, which may quote one. The key is in a
 * file beside the ledger, readable by its owner only. Who has only the ledger cannot try out names
 * and numbers until a hash fits, and cannot change or take out a line without its being noticed,
 * unless nothing stays behind it; a later run needs both files.
 */
public final class Ledger implements AutoCloseable {
  private static final String FORMAT = "ledger";
  private static final int VERSION_OF_FORMAT = 3;

  private static final int LONGEST_HEADER = 1 << 16;

  /** In which the hash of a line did not cover the line before. */
  private static final int UNLINKED_VERSION = 2;

  private static final String SERVER = "server";
  private static final String ENTRY = "entry";
  private static final String TYPE = "type";
  private static final String OUTCOME = "outcome";
  private static final String LOCATION = "location";
  private static final String VERSION = "version";
  private static final String CONTENT = "content";

  /** Instead of an outcome: it is about to be sent. */
  private static final String SENDING = "sending";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Optional<OpenFile> file;
  private boolean broken;

  private Ledger(Optional<OpenFile> file) {
    this.file = file;
  }

  private record OpenFile(FileChannel channel, LedgerKey key, Chain chain) {}

  /** A ledger that cannot be used; the message says why and may be shown. */
  public static final class UnusableLedgerException extends IOException {
    private static final long serialVersionUID = 1L;

    UnusableLedgerException(String message) {
      super(message);
    }
  }

  /** Nothing is written down. */
  public static Ledger none() {
    return new Ledger(Optional.empty());
  }

  /**
   * Opens a file to write at its end; a new one begins with the server's address. Its key is read,
   * or made if there is none.
   *
   * @throws UnusableLedgerException if another process writes to it, or the file where its key
   *     should be is something else
   * @throws IOException if it cannot be written
   */
  public static Ledger open(Path path, String server) throws IOException {
    boolean isNew = !Files.exists(path);
    boolean begins = isNew || isOnlyBegun(path);
    LedgerKey key = begins ? LedgerKey.make(path) : LedgerKey.read(path);
    FileChannel channel = FileChannel.open(path, WRITTEN_ON, ownerOnly(path));
    try {
      lock(channel);
      if (begins && isOnlyBegun(path)) {
        channel.truncate(0);
      }
      Chain chain = channel.size() > 0 ? Chain.of(path, key) : new Chain(key, VERSION_OF_FORMAT);
      Ledger ledger = new Ledger(Optional.of(new OpenFile(channel, key, chain)));
      // A line that was cut off by the end of an earlier run must not swallow the next one.
      if (channel.size() > 0) {
        write(channel, "\n");
      } else {
        ledger.lines(List.of(header(server)));
      }
      return ledger;
    } catch (IOException e) {
      channel.close();
      if (isNew && !(e instanceof UnusableLedgerException)) {
        // Without its first line it is not a ledger, and would only be in the way of the next try.
        Files.deleteIfExists(path);
      }
      throw e;
    }
  }

  /**
   * Whether the process that made a file ended before its first line was whole, which is before
   * anything was sent.
   */
  private static boolean isOnlyBegun(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      String start = new String(in.readNBytes(LONGEST_HEADER), StandardCharsets.ISO_8859_1);
      String mark = "{\"" + FORMAT + "\":";
      boolean fits = start.startsWith(mark) || mark.startsWith(start);
      return fits && start.length() < LONGEST_HEADER && start.indexOf('\n') < 0;
    }
  }

  private static final Set<OpenOption> WRITTEN_ON =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);

  // What was sent for whom is nobody else's business.
  private static FileAttribute<?>[] ownerOnly(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /** Two runs at a time would both send what the other has just sent. Ends with the channel. */
  private static void lock(FileChannel channel) throws UnusableLedgerException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null; // it is this process
    } catch (IOException e) {
      return; // a file system without locks
    }
    if (lock == null) {
      throw new UnusableLedgerException("another run writes to the ledger");
    }
  }

  private static ObjectNode header(String server) {
    return JSON.createObjectNode().put(FORMAT, VERSION_OF_FORMAT).put(SERVER, server);
  }

  /** Before a request: returns whether it has been written down that these are sent in it. */
  boolean sending(List<Write> writes) {
    return added(writes.stream().map(write -> line(write, SENDING)).toList());
  }

  /** After an answer, or where there is none: returns whether the results have been written. */
  boolean add(List<EntryResult> results) {
    return added(results.stream().map(this::line).toList());
  }

  /** Whether something could not be written down. */
  public boolean isBroken() {
    return broken;
  }

  private ObjectNode line(EntryResult result) {
    Write write = result.write();
    ObjectNode line = line(write, result.outcome().word()).put("status", result.status());
    if (result.hasLocation() && !isTheUsersOwn(write, result.location())) {
      line.put(LOCATION, result.location());
    }
    if (!result.version().isEmpty()) {
      line.put(VERSION, result.version());
    }
    return line;
  }

  private ObjectNode line(Write write, String outcome) {
    ObjectNode line = JSON.createObjectNode();
    file.ifPresent(
        open ->
            line.put(ENTRY, open.key().name(write))
                .put(TYPE, write.target().type())
                .put("request", open.key().target(write.target()))
                .put(CONTENT, open.key().content(write)));
    return line.put(OUTCOME, outcome);
  }

  /**
   * An id that the user chose may be a patient's number. A later run has it from the Bundle, or
   * asks the server.
   */
  private static boolean isTheUsersOwn(Write write, String location) {
    String id = location.substring(location.indexOf('/') + 1);
    String argument = write.target().argument();
    Pattern wholeId =
        Pattern.compile("(?<![A-Za-z0-9.-])" + Pattern.quote(id) + "(?![A-Za-z0-9.-])");
    return Stream.of(
            String.valueOf(write.resource().getIdElement().getIdPart()),
            write.fullUrl(),
            argument,
            argument.replaceAll("%[0-9A-Fa-f]{2}", " "))
        .anyMatch(own -> wholeId.matcher(own).find());
  }

  private boolean added(List<ObjectNode> lines) {
    try {
      // Behind a failure nobody knows which line is the last.
      if (!broken) {
        lines(lines);
      }
    } catch (IOException e) {
      broken = true;
    }
    return !broken;
  }

  private void lines(List<ObjectNode> lines) throws IOException {
    if (file.isEmpty() || lines.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder();
    for (ObjectNode line : lines) {
      text.append(file.get().chain().signed(JSON.writeValueAsString(line))).append('\n');
    }
    write(file.get().channel(), text.toString());
  }

  private static void write(FileChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().channel().close();
    }
  }

  /** A random key, made once for a ledger and kept beside it. */
  private record LedgerKey(SecretKeySpec key) {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 32;
    private static final int HASH = 32;
    private static final Pattern HEX = Pattern.compile("[0-9a-f]*");
    private static final Set<OpenOption> MADE =
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);

    private static final Set<PosixFilePermission> OF_OTHERS =
        PosixFilePermissions.fromString("---rwxrwx");

    static Path file(Path ledger) {
      return ledger.resolveSibling(ledger.getFileName() + ".key");
    }

    /**
     * Makes a key; one that is there already, of a ledger that was put away, is taken. Of one that
     * is cut off, since the process that made it was ended, nothing hangs yet: it is made anew.
     */
    static LedgerKey make(Path ledger) throws IOException {
      Path file = file(ledger);
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        refuseForeign(file);
        if (Files.size(file) >= 2 * BYTES) {
          return read(ledger);
        }
      }
      try (FileChannel channel = FileChannel.open(file, MADE, ownerOnly(file))) {
        lock(channel); // two processes must not make two keys
        ByteBuffer start = ByteBuffer.allocate(2 * BYTES);
        channel.read(start);
        String there = new String(start.array(), 0, start.position(), StandardCharsets.ISO_8859_1);
        if (there.length() < 2 * BYTES && HEX.matcher(there).matches()) {
          return write(file, channel);
        }
      }
      return read(ledger);
    }

    /** In a folder like {@code /tmp} another user may have put a file, to know the key. */
    private static void refuseForeign(Path file) throws IOException {
      PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (view == null) {
        return;
      }
      PosixFileAttributes key = view.readAttributes();
      Optional<String> self = ProcessHandle.current().info().user();
      boolean own = self.isEmpty() || self.get().equals(key.owner().getName());
      if (!own || !Collections.disjoint(key.permissions(), OF_OTHERS)) {
        throw new UnusableLedgerException(
            "others may read what is where its key should be, remove it first: " + file);
      }
    }

    private static LedgerKey write(Path file, FileChannel channel) throws IOException {
      byte[] random = new byte[BYTES];
      new SecureRandom().nextBytes(random);
      try {
        channel.truncate(0);
        Ledger.write(channel, HexFormat.of().formatHex(random) + "\n");
      } catch (IOException e) {
        Files.deleteIfExists(file);
        throw e;
      }
      return of(random);
    }

    static LedgerKey read(Path ledger) throws IOException {
      Path file = file(ledger);
      try {
        // One byte more than a key: a longer file is something else.
        byte[] bytes = new byte[2 * BYTES + 2];
        int length;
        try (var in = Files.newInputStream(file)) {
          length = in.readNBytes(bytes, 0, bytes.length);
        }
        String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        if (text.matches("[0-9a-f]{" + 2 * BYTES + "}\n?")) {
          return of(HexFormat.of().parseHex(text.strip()));
        }
      } catch (NoSuchFileException e) {
        throw new UnusableLedgerException("the ledger's key is not there: " + file);
      }
      throw new UnusableLedgerException("there is something else than a ledger's key in " + file);
    }

    private static LedgerKey of(byte[] secret) {
      return new LedgerKey(new SecretKeySpec(secret, ALGORITHM));
    }

    String name(Write write) {
      return hash(ENTRY, write.fullUrl());
    }

    String target(WriteTarget target) {
      return hash("request", target.kind() + " " + target.url() + " " + target.argument());
    }

    /** Changes whenever anything in the resource does. */
    String content(Write write) {
      return hash(CONTENT, Write.json(write.resource()));
    }

    /**
     * @param purpose keeps the hashes of one text for two purposes apart
     */
    String hash(String purpose, String text) {
      try {
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(key);
        byte[] hash = mac.doFinal((purpose + "\n" + text).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash).substring(0, HASH);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java has HMAC with SHA-256", e);
      }
    }

    @Override
    public String toString() {
      return "(secret)";
    }
  }

  /** Lines each with a hash of itself and of the line before, so that none can be taken out. */
  private static final class Chain {
    private static final Pattern SIGNED =
        Pattern.compile("(\\{.*),\"mac\":\"([0-9a-f]{" + LedgerKey.HASH + "})\"}");

    private final LedgerKey key;
    private final boolean linked;
    private String last = "";

    Chain(LedgerKey key, int version) {
      this.key = key;
      this.linked = version > UNLINKED_VERSION;
    }

    /** The chain of a file up to its last whole line. */
    static Chain of(Path file, LedgerKey key) throws IOException {
      try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
        String first = Optional.ofNullable(lines.readLine()).orElse("");
        Chain chain = new Chain(key, version(first));
        for (String line = first; line != null; line = lines.readLine()) {
          chain.verified(line);
        }
        return chain;
      }
    }

    /** The version of a ledger by its first line; 0 where it is none. */
    static int version(String header) {
      return parsed(header)
          .filter(line -> line.has(SERVER))
          .map(line -> line.path(FORMAT).asInt())
          .orElse(0);
    }

    /** A line with its hash as its last member. */
    String signed(String line) {
      last = hash(line);
      return line.substring(0, line.length() - 1) + ",\"mac\":\"" + last + "\"}";
    }

    /** Whether this line was written behind the last one. */
    boolean verified(String signed) {
      Matcher parts = SIGNED.matcher(signed);
      if (!parts.matches()) {
        return false;
      }
      String own = hash(parts.group(1) + "}");
      byte[] found = parts.group(2).getBytes(StandardCharsets.US_ASCII);
      boolean same = MessageDigest.isEqual(own.getBytes(StandardCharsets.US_ASCII), found);
      last = same ? own : last;
      return same;
    }

    private String hash(String line) {
      return key.hash("line", linked && !last.isEmpty() ? last + "\n" + line : line);
    }
  }

  private static Optional<JsonNode> parsed(String line) {
    try {
      return Optional.ofNullable(JSON.readTree(line)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      // Cut off, or not ours; who asks says so.
      return Optional.empty();
    }
  }

  /** What a ledger says that an earlier run has written. */
  public static final class EarlierRun {
    private final Map<String, JsonNode> entries = new HashMap<>();
    private final Optional<LedgerKey> key;
    private String server = "";
    private int damaged;

    private EarlierRun(Optional<LedgerKey> key) {
      this.key = key;
    }

    /** There was none. */
    public static EarlierRun none() {
      return new EarlierRun(Optional.empty());
    }

    /**
     * Reads a ledger. A line that was cut off is left out: what it would have said is not known,
     * and is found out by asking the server again. A line that was changed makes it unusable.
     *
     * @param server base address that is written to now; that of the ledger must be the same
     */
    public static Result<EarlierRun> read(Path file, String server) {
      Location place = Location.of(file.toString());
      EarlierRun run;
      try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
        if (isOnlyBegun(file)) {
          return Result.of(none(), List.of()); // nothing was sent
        }
        String first = Optional.ofNullable(lines.readLine()).orElse("");
        Optional<Issue> refused = refused(first, place);
        if (refused.isPresent()) {
          return Result.failed(refused.get());
        }
        run = new EarlierRun(Optional.of(LedgerKey.read(file)));
        Chain chain = new Chain(run.key.orElseThrow(), Chain.version(first));
        int number = 1;
        for (String line = first; line != null; line = lines.readLine(), number++) {
          String problem = run.add(line, chain);
          if (!problem.isEmpty()) {
            return Result.failed(changed(problem, file, number));
          }
        }
      } catch (UnusableLedgerException e) {
        String remedy = "put the key back that was beside the ledger; without it nothing is known";
        return Result.failed(Issue.error("no-ledger-key", e.getMessage(), place, remedy));
      } catch (IOException e) {
        return Result.failed(
            Issue.error("unreadable-ledger", "the ledger cannot be read", place, "check the file"));
      }
      if (!run.server.equals(server)) {
        return Result.failed(
            Issue.error(
                "other-server",
                "the ledger is about another server",
                place,
                "continue with the server of the ledger, or without the ledger"));
      }
      String lost = run.damaged + " lines of the ledger cannot be read";
      return Result.of(
          run,
          run.damaged == 0
              ? List.of()
              : List.of(Issue.warning("damaged-ledger", lost, place, "they are sent again")));
    }

    /** Why a file with this first line is not one to go on with. */
    private static Optional<Issue> refused(String first, Location place) {
      Optional<JsonNode> header = parsed(first).filter(line -> line.has(FORMAT));
      if (header.isEmpty() || !header.get().has(SERVER)) {
        return Optional.of(
            Issue.error("no-ledger", "the file is not a ledger", place, "name a file of --ledger"));
      }
      int version = Chain.version(first);
      return version == VERSION_OF_FORMAT || version == UNLINKED_VERSION
          ? Optional.empty()
          : Optional.of(
              Issue.error(
                  "old-ledger",
                  "the ledger was written by another version of this program",
                  place,
                  "push without --resume: only plain creates are then written twice"));
    }

    private static Issue changed(String problem, Path file, int number) {
      return Issue.error(
          "changed-ledger",
          problem,
          new Location(file.toString(), number, 0, ""),
          "nothing was sent; put the ledger back as it was, or push without --resume");
    }

    /** Takes a line; what is wrong with it, empty if nothing is or if it was only cut off. */
    private String add(String text, Chain chain) {
      if (text.isBlank()) {
        return "";
      }
      Optional<JsonNode> line = parsed(text);
      if (line.isEmpty()) {
        damaged++;
        return "";
      }
      String place = line.get().path(LOCATION).asText();
      if (!place.isEmpty() && !Place.isOf(line.get().path(TYPE).asText(), place)) {
        return "the location is not that of a resource of its type on the server";
      }
      if (!chain.verified(text)) {
        return "this line is not as it was written, lines before it are gone, or the key is that of"
            + " another ledger";
      }
      if (line.get().has(ENTRY)) {
        entries.put(line.get().path(ENTRY).asText(), line.get());
      } else {
        server = line.get().path(SERVER).asText();
      }
      return "";
    }

    /**
     * The result that still holds for an entry: it was written as it is now; or it is a plain
     * create of which nobody knows whether it was done, which must not be sent a second time.
     */
    Optional<EntryResult> of(Write write) {
      JsonNode line = key.map(k -> entries.get(k.name(write))).orElse(null);
      if (line == null || !line.path(CONTENT).asText().equals(key.orElseThrow().content(write))) {
        return Optional.empty();
      }
      EntryOutcome outcome = outcome(line.path(OUTCOME).asText());
      if (outcome == EntryOutcome.UNKNOWN && !write.target().kind().isRepeatable()) {
        String why = "an earlier run may have created it; look for it on the server";
        return Optional.of(EntryResult.failed(write, outcome, 0, why));
      }
      return outcome.isWritten() ? Optional.of(written(write, line)) : Optional.empty();
    }

    private static EntryResult written(Write write, JsonNode line) {
      String own = write.target().kind() == WriteKind.UPDATE ? write.target().url() : "";
      return new EntryResult(
          write,
          EntryOutcome.EARLIER,
          0,
          line.path(LOCATION).asText(own),
          line.path(VERSION).asText(),
          "");
    }

    private static EntryOutcome outcome(String word) {
      if (word.equals(SENDING)) {
        return EntryOutcome.UNKNOWN;
      }
      return Arrays.stream(EntryOutcome.values())
          .filter(outcome -> outcome.word().equals(word))
          .findFirst()
          .orElse(EntryOutcome.NOT_SENT);
    }
  }
}
