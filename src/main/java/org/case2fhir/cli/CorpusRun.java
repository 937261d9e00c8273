package org.case2fhir.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.case2fhir.Input;
import org.case2fhir.WholeFile;
import org.case2fhir.cli.ExitCode.CommandFailure;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.cli.FileEntries.Lines;
import org.case2fhir.cli.InputFiles.InputFile;
import org.case2fhir.cli.IssuePrinter.IssueKinds;
import org.case2fhir.cli.IssuePrinter.IssueKinds.Kind;
import org.case2fhir.cli.RunRecord.Done;
import org.case2fhir.cli.RunRecord.Written;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Severity;
import org.case2fhir.issue.Sha256;
import picocli.CommandLine.Option;

/**
 * The run of a command over any number of inputs: several at a time, results in the order of the
 * inputs whatever their number, one bad input without harm to the others. Of an input nothing is
 * kept but what the summary counts.
 *
 * @param <R> what becomes of one input
 */
final class CorpusRun<R> {
  /** Runs of more inputs end with a summary. */
  private static final int FEW = 10;

  /** How a command works on an input. */
  interface Steps<R> {
    /** Works on an input, on any thread. */
    R work(InputFile file, Input input);

    /** What becomes of a file that cannot be read or worked on, on any thread. */
    R failed(InputFile file, Issue issue);

    /** Writes and says what became of an input, in the order of the inputs, on one thread. */
    Accepted accept(InputFile file, R result);

    /** Takes note of an input that an earlier run is done with, instead of accepting it. */
    default void resume(InputFile file, Done done) {}
  }

  /**
   * What a command has said of an input.
   *
   * @param cases names of the cases that were written
   */
  record Accepted(List<Issue> issues, List<String> cases) {
    static Accepted of(List<Issue> issues) {
      return new Accepted(issues, List.of());
    }
  }

  /** How a command works through many inputs, as options of it. */
  static final class RunArguments {
    private static final int MOST = 64;

    @Option(
        names = "--jobs",
        paramLabel = "N",
        description =
            "How many inputs are worked on at a time (default: the number of processors, but at"
                + " most 4). What is written does not depend on it.")
    private Integer jobs;

    @Option(
        names = "--resume",
        description =
            "Go on where a run with the same options and outputs was stopped, which its record in"
                + " the output folder (or beside the file) tells. What is done already is not done"
                + " again.")
    private boolean resume;

    /** Whether to go on where an earlier run was stopped. */
    boolean resume() {
      return resume;
    }

    /** How many inputs are worked on at a time. */
    int jobs() {
      if (jobs == null) {
        return Math.min(4, Runtime.getRuntime().availableProcessors());
      }
      if (jobs < 1 || jobs > MOST) {
        throw new UsageProblem("--jobs is a number from 1 to " + MOST);
      }
      return jobs;
    }
  }

  /** What one input has become, before its turn. */
  private record Outcome<R>(
      InputFile file, String sha256, Optional<Done> earlier, Optional<R> result, boolean ended) {}

  private final Terminal terminal;
  private final ReportingOptions reporting;
  private final Steps<R> steps;
  private final IssueKinds kinds = new IssueKinds();
  private Lines lines = Lines.CASES;
  private int jobs = 1;
  private long room = Runtime.getRuntime().maxMemory() / 100; // a small case takes 100 times itself
  private int limit;
  private Optional<OutputFiles> outputs = Optional.empty();
  private Optional<RunRecord> record = Optional.empty();
  private long inputs;
  private long earlier;
  private long given;
  private boolean ended;
  private boolean failedEarlier;
  private boolean progressIsShown;

  /**
   * @param limit bytes of an input that are read
   */
  CorpusRun(Terminal terminal, ReportingOptions reporting, int limit, Steps<R> steps) {
    this.terminal = terminal;
    this.reporting = reporting;
    this.limit = limit;
    this.steps = steps;
  }

  /** With so many inputs at a time. */
  CorpusRun<R> jobs(int number) {
    jobs = number;
    return this;
  }

  /** With room for so many bytes of inputs at a time. */
  CorpusRun<R> room(long bytes) {
    room = bytes;
    return this;
  }

  /** With lines of JSON taken for this. */
  CorpusRun<R> lines(Lines what) {
    lines = what;
    return this;
  }

  /** With outputs, so that it can be said which inputs gave nothing. */
  CorpusRun<R> writing(OutputFiles files) {
    outputs = Optional.of(files);
    progressIsShown = files.holdsSeveral();
    return this;
  }

  /** With a progress bar, for results that do not go to the terminal. */
  void showingProgress() {
    progressIsShown = true;
  }

  /**
   * With a record, by which another run can go on where this one is stopped.
   *
   * @param options digest of all that decides on what is written
   * @param resume whether this run goes on with an earlier one
   * @return what is to be said about the earlier run
   */
  List<Issue> record(String options, boolean resume) {
    Path place = outputs.flatMap(OutputFiles::record).orElse(null);
    if (place == null) {
      if (resume) {
        throw new UsageProblem("--resume needs outputs to go on with: -o DIR or -o FILE.ndjson");
      }
      return List.of();
    }
    if (!resume) {
      record = Optional.of(RunRecord.begin(place, options));
      return List.of();
    }
    try {
      RunRecord found = RunRecord.resume(place, options);
      record = Optional.of(found);
      return found.fits() ? List.of() : List.of(begunAnew(place, found.isFound()));
    } catch (IOException e) {
      throw new CommandFailure("the record of the earlier run cannot be read", e);
    }
  }

  private static Issue begunAnew(Path place, boolean found) {
    String why =
        found
            ? "the earlier run had other options or was of another version"
            : "no run was stopped here";
    return Issue.information(
        "run-begins-anew",
        why + ": all inputs are worked on",
        Location.of(place.toAbsolutePath().getParent().getFileName() + "/" + place.getFileName()),
        "give the same options and outputs to go on with a run");
  }

  /** Works on all inputs, and on all that are in files of many inputs. */
  void run(InputFiles found, List<InputFile> files) {
    boolean several = files.size() > 1 || files.stream().anyMatch(InputFile::holdsSeveral);
    boolean shown = several && progressIsShown;
    try (ProgressLine progress = ProgressLine.ofFiles(terminal, reporting.quiet() || !shown);
        OrderedJobs<InputFile, Outcome<R>> work =
            new OrderedJobs<>(
                several ? jobs : 1,
                room,
                InputFile::size,
                this::work,
                this::exhausted,
                outcome -> {
                  progress.above(() -> accept(outcome));
                  progress.read(1);
                })) {
      if (files.stream().noneMatch(InputFile::holdsSeveral)) {
        progress.expect(files.size());
      }
      for (InputFile file : files) {
        if (file.holdsSeveral()) {
          new FileEntries(
                  found, lines, limit, work::add, issue -> work.addResult(failed(file, issue)))
              .read(file);
        } else {
          work.add(file);
        }
      }
      work.finish();
    }
    finish();
  }

  /** Puts what was written for all inputs in its place. */
  private void finish() {
    try {
      if (outputs.isPresent()) {
        try (OutputFiles all = outputs.get()) {
          all.finish();
        }
      }
      if (record.isPresent()) {
        try (RunRecord whole = record.get()) {
          // Inputs that ended by accident may do better in another run.
          if (!ended || outputs.get().record().isEmpty()) {
            whole.remove();
          }
        }
      }
    } catch (IOException e) {
      throw new CommandFailure("the outputs cannot be completed" + WholeFile.reason(e), e);
    }
  }

  private Outcome<R> work(InputFile file) {
    try {
      byte[] content;
      Input input;
      try {
        input = file.read(terminal, limit);
        content = input.content();
      } catch (IOException e) {
        return failed(file, InputFiles.unreadable(file));
      }
      String sha256 = record.isPresent() ? Sha256.of(content) : "";
      Optional<Done> done = record.flatMap(known -> known.find(file.name(), sha256));
      if (done.isPresent()) {
        return new Outcome<>(file, sha256, done, Optional.empty(), false);
      }
      R result = steps.work(file, input);
      return new Outcome<>(
          file.withoutContent(), sha256, Optional.empty(), Optional.of(result), false);
    } catch (UsageProblem | CommandFailure e) {
      throw e; // of the command, not of this input
    } catch (StackOverflowError | RuntimeException | LinkageError e) {
      return ended(file, e);
    }
  }

  private Outcome<R> exhausted(InputFile file) {
    return ended(file, new OutOfMemoryError());
  }

  /**
   * What is said of an input whose conversion ended by accident. The message of what was thrown
   * could carry a patient's words, so it is left out.
   */
  static Issue accident(String input, Throwable thrown) {
    String why = "it ended in an internal error (" + thrown.getClass().getSimpleName() + ")";
    String remedy = "please report it";
    if (thrown instanceof StackOverflowError) {
      why = "it is nested too deeply";
      remedy = "give more stack (java -Xss16m) or split it";
    } else if (thrown instanceof OutOfMemoryError) {
      why = "it needs more memory than this process has";
      remedy = "give more memory (java -Xmx4g -jar …) or split it";
    }
    return Issue.error("input-failed", why + "; nothing is made of it", Location.of(input), remedy);
  }

  private Outcome<R> ended(InputFile file, Throwable thrown) {
    Outcome<R> outcome = failed(file, accident(file.name(), thrown));
    return new Outcome<>(outcome.file(), "", Optional.empty(), outcome.result(), true);
  }

  private Outcome<R> failed(InputFile file, Issue issue) {
    R result = steps.failed(file, issue);
    return new Outcome<>(file.withoutContent(), "", Optional.empty(), Optional.of(result), false);
  }

  private void accept(Outcome<R> outcome) {
    inputs++;
    try {
      Outcome<R> own = outcome;
      if (outcome.earlier().isPresent()) {
        Done done = outcome.earlier().get();
        if (outputs.orElseThrow().keep(outcome.file(), done.outputs())) {
          resume(outcome.file(), done);
          return;
        }
        own = again(outcome.file());
      }
      accept(own.file(), own.sha256(), own.result().orElseThrow());
      ended |= own.ended();
    } catch (OutOfMemoryError e) {
      Outcome<R> failure = exhausted(outcome.file());
      accept(failure.file(), "", failure.result().orElseThrow());
      ended = true;
    } catch (IOException e) {
      throw unrecorded(e);
    }
  }

  private CommandFailure unrecorded(IOException e) {
    String place = outputs.flatMap(OutputFiles::record).map(Path::toString).orElse("its file");
    return new CommandFailure(
        "the record of this run cannot be written to "
            + place
            + WholeFile.reason(e)
            + "; when there is room and permission, add --resume to go on",
        e);
  }

  /** What an earlier run wrote is gone, or the order of the inputs is another by now. */
  private Outcome<R> again(InputFile file) {
    record.orElseThrow().breakOff();
    return work(file);
  }

  private void resume(InputFile file, Done done) {
    earlier++;
    given++;
    done.kinds().forEach(kinds::add);
    failedEarlier |=
        done.kinds().stream().anyMatch(kind -> kind.severity().atLeast(reporting.failOn()));
    steps.resume(file, done);
  }

  private void accept(InputFile file, String sha256, R result) {
    Accepted accepted = steps.accept(file, result);
    List<Kind> own = IssueKinds.of(accepted.issues());
    own.forEach(kinds::add);
    List<Written> written = outputs.map(OutputFiles::takeWritten).orElse(List.of());
    given += written.isEmpty() && accepted.cases().isEmpty() ? 0 : 1;
    if (written.isEmpty()) {
      return;
    }
    if (record.isPresent()) {
      try {
        record.get().add(new Done(file.name(), sha256, written, accepted.cases(), own));
      } catch (IOException e) {
        throw unrecorded(e);
      }
    }
  }

  /** Whether an earlier run met an issue that makes the command fail. */
  boolean failedEarlier() {
    return failedEarlier;
  }

  /**
   * Says of a run of many inputs how many issues of each kind there are.
   *
   * @param more what else there is to say, one line each
   */
  void summarize(Supplier<List<String>> more) {
    if (inputs <= FEW || reporting.quiet()) {
      return;
    }
    switch (reporting.issueFormat()) {
      case TEXT -> {
        String all = inputs + " inputs";
        if (outputs.isPresent()) {
          all += ": " + given + " written, " + (inputs - given) + " without an output";
        }
        terminal.err().println(all + (earlier > 0 ? ", " + earlier + " in an earlier run" : ""));
        more.get().forEach(line -> terminal.err().println("  " + line));
        kinds.sorted().forEach(kind -> terminal.err().println("  " + line(kind)));
      }
      case JSON ->
          new IssuePrinter(terminal, reporting).printSummary(inputs, earlier, given, kinds);
    }
  }

  private static String line(Kind kind) {
    boolean plural = kind.number() > 1 && kind.severity() != Severity.INFORMATION;
    String places = String.join(", ", kind.places());
    return "%d %s%s %s: %s%s"
        .formatted(
            kind.number(),
            kind.severity().word(),
            plural ? "s" : "",
            kind.code(),
            places,
            kind.number() > kind.places().size() ? ", …" : "");
  }

  /**
   * Works on many inputs in parallel and hands the results on, on the calling thread, in the order
   * of the inputs.
   *
   * <p>Each input reserves room by its size before it is worked on, so that large ones wait for
   * each other; one that is larger than all room works alone. Few results wait for those before
   * them, so that memory does not grow with the number of inputs. An input that ends with an {@link
   * OutOfMemoryError} may have met another's need: it is worked on once more, alone.
   */
  static final class OrderedJobs<T, R> implements AutoCloseable {
    private static final int WAITING_PER_JOB = 4;
    private static final long UNIT = 1 << 10;

    private final int jobs;
    private final int units;
    private final ToLongFunction<T> size;
    private final Function<T, R> work;
    private final Function<T, R> exhausted;
    private final Consumer<R> results;
    private final Semaphore free;
    private final ExecutorService workers;
    private final Deque<Future<Supplier<R>>> waiting = new ArrayDeque<>();

    /**
     * @param jobs how many at a time; with one, all work is done on the calling thread
     * @param room how much there is for all that are worked on
     * @param size of an input, in the unit of the room
     * @param exhausted the result of an input that needs more memory than there is
     */
    OrderedJobs(
        int jobs,
        long room,
        ToLongFunction<T> size,
        Function<T, R> work,
        Function<T, R> exhausted,
        Consumer<R> results) {
      this.jobs = jobs;
      this.units = (int) Math.max(1, Math.min(Integer.MAX_VALUE, room / UNIT));
      this.size = size;
      this.work = work;
      this.exhausted = exhausted;
      this.results = results;
      this.free = new Semaphore(units, /* fair= */ true);
      this.workers = Executors.newFixedThreadPool(jobs); // starts no thread before its first task
    }

    /** Adds an input; waits, and hands results on, if many are waiting already. */
    void add(T input) {
      if (jobs == 1) {
        results.accept(bounded(input));
        return;
      }
      if (waiting.size() == jobs * WAITING_PER_JOB) {
        next();
      }
      int needed = (int) Math.max(1, Math.min(units, size.applyAsLong(input) / UNIT));
      waiting.add(workers.submit(() -> reserved(needed, input)));
    }

    /** Adds a result that needs no work. */
    void addResult(R result) {
      if (jobs == 1) {
        results.accept(result);
        return;
      }
      waiting.add(workers.submit(() -> () -> result));
    }

    /** Waits for all that were added. */
    void finish() {
      while (!waiting.isEmpty()) {
        next();
      }
    }

    private void next() {
      results.accept(result(waiting.pop()).get());
    }

    private Supplier<R> reserved(int needed, T input) throws InterruptedException {
      free.acquire(needed);
      try {
        R result = work.apply(input);
        return () -> result;
      } catch (OutOfMemoryError e) {
        return () -> alone(input);
      } finally {
        free.release(needed);
      }
    }

    private R alone(T input) {
      waiting.forEach(OrderedJobs::result);
      return bounded(input);
    }

    private R bounded(T input) {
      try {
        return work.apply(input);
      } catch (OutOfMemoryError e) {
        return exhausted.apply(input);
      }
    }

    private static <R> R result(Future<R> future) {
      try {
        return future.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandFailure("stopped", e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException known) {
          throw known;
        }
        if (e.getCause() instanceof Error fatal) {
          throw fatal;
        }
        throw new IllegalStateException("work failed", e.getCause());
      }
    }

    @Override
    public void close() {
      workers.shutdownNow();
    }
  }
}
