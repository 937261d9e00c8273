package org.case2fhir.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.case2fhir.terminology.imports.ReleaseFiles.ReadProgress;

/** A progress bar, on a terminal only: in a log it would be noise. */
final class ProgressLine implements ReadProgress, AutoCloseable {
  private static final int WIDTH = 79;
  private static final long MEGABYTE = 1_000_000;

  private final Optional<BarLine> line;
  private final Optional<ProgressBar> bar;

  private ProgressLine(boolean shown, String task, String unit, long size) {
    this.line = shown ? Optional.of(line()) : Optional.empty();
    this.bar = line.map(place -> bar(place, task, unit, size));
  }

  static ProgressLine on(Terminal terminal, boolean quiet) {
    return new ProgressLine(isShown(terminal, quiet), "reading", " MB", MEGABYTE);
  }

  /** The same that counts files. */
  static ProgressLine ofFiles(Terminal terminal, boolean quiet) {
    return new ProgressLine(isShown(terminal, quiet), "working", " files", 1);
  }

  private static boolean isShown(Terminal terminal, boolean quiet) {
    return !quiet && terminal.ansi().enabled() && System.console() != null;
  }

  private static BarLine line() {
    return new BarLine(new PrintStream(System.err, true, StandardCharsets.UTF_8), WIDTH);
  }

  private static ProgressBar bar(BarLine place, String task, String unit, long size) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setStyle(ProgressBarStyle.ASCII)
        .setUnit(unit, size)
        .setConsumer(place)
        .setSpeedUnit(ChronoUnit.SECONDS)
        .showSpeed()
        .build();
  }

  /** Lets something print whole lines to standard error while the bar stands there. */
  void above(Runnable printing) {
    line.ifPresentOrElse(place -> place.above(printing), printing);
  }

  @Override
  public void expect(long bytes) {
    bar.ifPresent(shown -> shown.maxHint(bytes));
  }

  @Override
  public void read(long bytes) {
    bar.ifPresent(shown -> shown.stepBy(bytes));
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }

  /**
   * The line of a terminal on which a progress bar stands. What else is printed meanwhile goes
   * above it: the bar makes way and comes back, and its own clock does not draw it into the middle.
   */
  static final class BarLine extends ConsoleProgressBarConsumer {
    private static final String ERASE = "\r\u001b[K";

    private final PrintStream terminal;
    private String shown = "";

    BarLine(PrintStream terminal, int width) {
      super(terminal, width);
      this.terminal = terminal;
    }

    @Override
    public synchronized void accept(String bar) {
      shown = bar;
      super.accept(bar);
    }

    /** Lets something print whole lines to the same terminal. */
    synchronized void above(Runnable printing) {
      if (shown.isEmpty()) {
        printing.run();
        return;
      }
      terminal.print(ERASE);
      terminal.flush();
      printing.run();
      super.accept(shown);
    }

    @Override
    public synchronized void close() {
      shown = "";
      super.close();
    }
  }
}
