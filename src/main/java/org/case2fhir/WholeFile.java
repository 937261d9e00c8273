package org.case2fhir;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A file that is written completely or not at all: beside the target, and then moved over it, so
 * that no reader ever sees half a file and a failure leaves the old one. Only its owner may read
 * it; a file that was there before keeps its mode and owner. A link stays a link, and devices,
 * pipes and open file descriptors are written to as they are.
 */
public final class WholeFile implements AutoCloseable {
  private static final int MOST_LINKS = 40;
  private static final int STICKY_AND_FOR_ALL = 01002;

  /** Files that are open already; what is behind them may be a log that is written on. */
  private static final Pattern DESCRIPTOR =
      Pattern.compile("/dev/(?:stdout|stderr|fd/\\d+)|/proc/[^/]+/fd/\\d+");

  private final Path target;
  private final Optional<Path> draft;
  private final OutputStream out;

  /** Of a draft. */
  private final Optional<FileChannel> channel;

  /** Whether a later process may go on with the draft. */
  private final boolean resumable;

  private boolean stored;

  private WholeFile(Path target, OutputStream out) {
    this.target = target;
    this.draft = Optional.empty();
    this.out = out;
    this.channel = Optional.empty();
    this.resumable = false;
  }

  private WholeFile(Path target, Path draft, FileChannel channel, boolean resumable) {
    this.target = target;
    this.draft = Optional.of(draft);
    this.out = Channels.newOutputStream(channel);
    this.channel = Optional.of(channel);
    this.resumable = resumable;
  }

  /**
   * Begins to write a file, or goes on with one that an earlier process began in the same way: what
   * is not committed stays. Writing begins at the start; see {@link #length} and {@link #cut}.
   *
   * @param draft where it is until then, in the folder of the target
   * @throws IOException if nothing can be written there
   */
  public static WholeFile resumable(Path named, Path draft) throws IOException {
    Path target = place(named);
    createFolders(target.getParent());
    if (Files.exists(target) && !Files.isWritable(target)) {
      throw new AccessDeniedException(target.toString());
    }
    try (Drafts.Draft own = Drafts.create(target.getParent())) {
      UserPrincipal self = Files.getOwner(own.path());
      refuseForeign(target, self);
      refuseForeign(draft.toAbsolutePath(), self);
    }
    Set<OpenOption> options =
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    FileAttribute<?>[] ownerOnly = ownerOnly(target, "rw-------");
    return new WholeFile(target, draft, FileChannel.open(draft, options, ownerOnly), true);
  }

  /**
   * How many bytes of a resumable file are there.
   *
   * @throws IOException if nobody knows
   */
  public long length() throws IOException {
    return channel.orElseThrow().size();
  }

  /**
   * Leaves so many bytes of a resumable file, behind which it is written on.
   *
   * @throws IOException if it cannot be cut
   */
  public void cut(long length) throws IOException {
    channel.orElseThrow().truncate(length).position(length);
  }

  /**
   * Closes a resumable file and removes it.
   *
   * @throws IOException if it cannot be removed
   */
  public void discard() throws IOException {
    out.close();
    Files.deleteIfExists(draft.orElseThrow());
  }

  /**
   * Begins to write.
   *
   * @throws IOException if nothing can be written there; nothing is left behind
   */
  public static WholeFile open(Path named) throws IOException {
    if (DESCRIPTOR.matcher(named.toString()).matches()) {
      OutputStream out =
          Files.newOutputStream(named, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
      return new WholeFile(named, out);
    }
    boolean special = Files.exists(named) && !Files.isRegularFile(named);
    Path target = special ? named.toAbsolutePath() : place(named);
    createFolders(target.getParent());
    if (Files.exists(target) && !Files.isWritable(target)) {
      throw new AccessDeniedException(target.toString());
    }
    // Nobody else has this file, and nobody else may read it.
    Drafts.Draft draft = Drafts.create(target.getParent());
    try {
      UserPrincipal self = Files.getOwner(draft.path());
      refuseForeign(named.toAbsolutePath(), self);
      refuseForeign(target, self);
      if (special) {
        draft.close();
        return new WholeFile(target, Files.newOutputStream(target));
      }
      return new WholeFile(target, draft.path(), draft.channel(), false);
    } catch (IOException | RuntimeException e) {
      draft.close();
      throw e;
    }
  }

  /** Folders that are made are for their owner alone, as the files in them. */
  private static void createFolders(Path folder) throws IOException {
    Files.createDirectories(folder, ownerOnly(folder, "rwx------"));
  }

  private static FileAttribute<?>[] ownerOnly(Path place, String mode) {
    boolean posix = place.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  /**
   * In a folder like {@code /tmp} another user may have put a file, a pipe or a link where this one
   * is going to be, to get what is written.
   */
  private static void refuseForeign(Path path, UserPrincipal self) throws IOException {
    Path folder = path.getParent();
    boolean shared =
        folder.getFileSystem().supportedFileAttributeViews().contains("unix")
            && Files.exists(path, LinkOption.NOFOLLOW_LINKS)
            && ((int) Files.getAttribute(folder, "unix:mode") & STICKY_AND_FOR_ALL)
                == STICKY_AND_FOR_ALL;
    if (shared) {
      UserPrincipal owner = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS);
      if (!owner.equals(self) && !owner.equals(Files.getOwner(folder))) {
        throw new FileSystemException(
            path.toString(), null, "it is another user's, in a folder where all may write");
      }
    }
  }

  /** What is to be written; {@link #commit} closes it. */
  public OutputStream out() {
    return out;
  }

  /**
   * Adds an extended attribute to the file, where the file system has them; elsewhere nothing
   * happens.
   *
   * @param name without a name space
   */
  public void note(String name, String value) {
    Optional<UserDefinedFileAttributeView> notes = draft.flatMap(WholeFile::notes);
    try {
      if (notes.isPresent()) {
        notes.get().write(name, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
      }
    } catch (IOException | RuntimeException e) {
      return; // a file without it is as good
    }
  }

  /** The value of an extended attribute of a file; absent where nobody knows. */
  public static Optional<String> note(Path file, String name) {
    try {
      Optional<UserDefinedFileAttributeView> notes = notes(file);
      if (notes.isEmpty() || !notes.get().list().contains(name)) {
        return Optional.empty();
      }
      ByteBuffer value = ByteBuffer.allocate(notes.get().size(name));
      notes.get().read(name, value);
      return Optional.of(StandardCharsets.UTF_8.decode(value.flip()).toString());
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // a file system may say only now that it has none
    }
  }

  private static Optional<UserDefinedFileAttributeView> notes(Path file) {
    return Optional.ofNullable(
        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class));
  }

  /**
   * Stores what was written, still beside the place: of files that belong together none is put in
   * its place before all are stored.
   *
   * @throws IOException if it cannot be stored
   */
  public void store() throws IOException {
    if (draft.isEmpty() || stored) {
      return;
    }
    // A network file system says only now what it could not store.
    channel.orElseThrow().force(false);
    if (!Drafts.LOCKED) {
      out.close(); // where open files cannot be moved
    }
    if (Files.exists(target)) {
      keepOwnerAndMode(draft.get());
    }
    stored = true;
  }

  /**
   * Stores it and removes what is in its place, which no longer holds for the files that are about
   * to be replaced.
   *
   * @throws IOException if it cannot be stored or removed
   */
  public void withdrawOld() throws IOException {
    store();
    if (draft.isPresent()) {
      Files.deleteIfExists(target);
    }
  }

  /** Puts the file in its place; without it nothing changes. */
  public void commit() throws IOException {
    if (draft.isEmpty()) {
      out.close();
      return;
    }
    store();
    try {
      Files.move(draft.get(), target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(draft.get(), target, StandardCopyOption.REPLACE_EXISTING);
    }
    Drafts.forget(draft.get());
    out.close();
  }

  private void keepOwnerAndMode(Path file) throws IOException {
    PosixFileAttributeView there = Files.getFileAttributeView(target, PosixFileAttributeView.class);
    PosixFileAttributeView made = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (there == null || made == null) {
      return;
    }
    PosixFileAttributes wanted = there.readAttributes();
    if (!made.readAttributes().owner().equals(wanted.owner())) {
      made.setOwner(wanted.owner());
    }
    if (!made.readAttributes().group().equals(wanted.group())) {
      made.setGroup(wanted.group());
    }
    made.setPermissions(wanted.permissions());
  }

  @Override
  public void close() throws IOException {
    try {
      out.close();
    } finally {
      if (draft.isPresent() && !resumable) {
        Drafts.delete(draft.get());
      }
    }
  }

  /**
   * The drafts that are not in their places. They are removed when the process is told to stop; of
   * a process that was killed by the next one that writes into the folder: as long as a process
   * lives it holds a lock on its drafts, so that none of another one is taken for left over, be it
   * in another container or on another machine.
   */
  static final class Drafts {
    /** Whether drafts can be locked, and moved while they are open. */
    private static final boolean LOCKED = File.separatorChar == '/';

    private static final String START = ".case2fhir-";
    private static final String END = ".tmp";
    private static final Pattern NAME = Pattern.compile("\\.case2fhir-\\d+\\.tmp");
    private static final int TRIES = 100;

    private static final Set<Path> OPEN = new HashSet<>();

    /** Folders without drafts of processes that are gone. */
    private static final Set<Path> CLEAN = new HashSet<>();

    private static boolean stopping;

    static {
      try {
        Runtime.getRuntime().addShutdownHook(new Thread(Drafts::stop, "drafts"));
      } catch (IllegalStateException e) {
        stopping = true; // already
      }
    }

    private Drafts() {}

    /** An empty file that is this process's alone; closing removes it. */
    record Draft(Path path, FileChannel channel) implements AutoCloseable {
      @Override
      public void close() throws IOException {
        try {
          channel.close();
        } finally {
          Drafts.delete(path);
        }
      }
    }

    /** Makes a draft, unless the process is on its way out. */
    static synchronized Draft create(Path folder) throws IOException {
      if (stopping) {
        throw new IOException("the program is being stopped");
      }
      if (LOCKED && CLEAN.add(folder)) {
        removeLeft(folder);
      }
      for (int i = 0; i < TRIES; i++) {
        Path path = Files.createTempFile(folder, START, END);
        OPEN.add(path);
        FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
        if (!LOCKED || isLocked(channel) && Files.exists(path)) {
          return new Draft(path, channel);
        }
        // Before it was locked, another process took it for left over.
        new Draft(path, channel).close();
      }
      throw new FileSystemException(folder.toString(), null, "files of its own are taken away");
    }

    /** Whether it is locked by this process now; also where the file system has no locks. */
    private static boolean isLocked(FileChannel channel) {
      try {
        return channel.tryLock() != null;
      } catch (IOException e) {
        return true;
      }
    }

    /** Removes the drafts of processes that are gone; what cannot be removed does no harm. */
    private static void removeLeft(Path folder) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, START + "*" + END)) {
        for (Path path : found) {
          boolean ours = NAME.matcher(path.getFileName().toString()).matches();
          if (ours
              && !OPEN.contains(path)
              && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            removeIfLeft(path);
          }
        }
      } catch (IOException | DirectoryIteratorException e) {
        return; // a folder that may be written but not read
      }
    }

    private static void removeIfLeft(Path path) {
      Set<OpenOption> asItIs = Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      try (FileChannel channel = FileChannel.open(path, asItIs)) {
        // Who has moved a draft to its place lets go of it only then: this name is gone by now.
        if (channel.tryLock() != null) {
          Files.deleteIfExists(path);
        }
      } catch (IOException | OverlappingFileLockException e) {
        return; // another user's, or in use
      }
    }

    static synchronized void delete(Path draft) throws IOException {
      OPEN.remove(draft);
      Files.deleteIfExists(draft);
    }

    static synchronized void forget(Path draft) {
      OPEN.remove(draft);
    }

    /** How many there are. */
    static synchronized int open() {
      return OPEN.size();
    }

    private static synchronized void stop() {
      stopping = true;
      for (Path draft : OPEN) {
        try {
          Files.deleteIfExists(draft);
        } catch (IOException e) {
          continue; // nobody can be told any more; the file is its owner's alone
        }
      }
    }
  }

  /**
   * Writes all of it at once.
   *
   * @throws IOException if it cannot be written; nothing is left behind
   */
  public static void write(Path named, byte[] content) throws IOException {
    try (WholeFile file = open(named)) {
      file.out().write(content);
      file.commit();
    }
  }

  /** Why something could not be written, to be put behind a name; empty where nothing is known. */
  public static String reason(IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return ": no permission";
    }
    String reason =
        failure instanceof FileSystemException known ? known.getReason() : failure.getMessage();
    return reason == null ? "" : ": " + reason;
  }

  /**
   * What two names of one file have in common, whether by links, hard links, mounts or letters that
   * the file system does not tell apart; for a file that is not there its folder and its name.
   */
  public static Object identity(Path path) {
    Optional<Object> own = key(path);
    if (own.isPresent()) {
      return own.get();
    }
    // All above the last folder that is there can be long: it is resolved once.
    Path place = place(path);
    for (Path folder = place.getParent(); folder != null; folder = folder.getParent()) {
      Optional<Object> known = key(folder);
      if (known.isPresent()) {
        return List.of(known.get(), folder.relativize(place).toString());
      }
    }
    return place;
  }

  private static Optional<Object> key(Path path) {
    try {
      Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      return Optional.of(key == null ? path.toRealPath() : key);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Where a file is or is going to be: all links resolved, also one to a file that is not there
   * yet.
   */
  public static Path place(Path path) {
    return place(path.toAbsolutePath(), MOST_LINKS);
  }

  private static Path place(Path path, int links) {
    Path folder = path.getParent();
    try {
      return path.toRealPath();
    } catch (IOException e) {
      if (folder == null) {
        return path;
      }
    }
    Path base = place(folder, links);
    if (links > 0 && Files.isSymbolicLink(path)) {
      try {
        return place(base.resolve(Files.readSymbolicLink(path)), links - 1);
      } catch (IOException e) {
        return path;
      }
    }
    // A link may stand before "..": only now that it is resolved the name can be.
    return base.resolve(path.getFileName()).normalize();
  }
}
