package org.case2fhir.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.case2fhir.ImportProgress;

/** A progress bar, on a terminal only: in a log it would be noise. */
final class ProgressLine implements ImportProgress, AutoCloseable {
  private static final int WIDTH = 79;
  private static final long MEGABYTE = 1_000_000;

  private final Optional<ProgressBar> bar;

  private ProgressLine(Optional<ProgressBar> bar) {
    this.bar = bar;
  }

  static ProgressLine on(Terminal terminal, boolean quiet) {
    boolean shown = !quiet && terminal.ansi().enabled() && System.console() != null;
    return new ProgressLine(
        shown ? Optional.of(bar("reading", " MB", MEGABYTE)) : Optional.empty());
  }

  /** The same that counts files. */
  static ProgressLine ofFiles(Terminal terminal, boolean quiet) {
    boolean shown = !quiet && terminal.ansi().enabled() && System.console() != null;
    return new ProgressLine(shown ? Optional.of(bar("checking", " files", 1)) : Optional.empty());
  }

  private static ProgressBar bar(String task, String unit, long size) {
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setStyle(ProgressBarStyle.ASCII)
        .setUnit(unit, size)
        .setConsumer(new ConsoleProgressBarConsumer(err, WIDTH))
        .build();
  }

  @Override
  public void expect(long bytes) {
    bar.ifPresent(line -> line.maxHint(bytes));
  }

  @Override
  public void read(long bytes) {
    bar.ifPresent(line -> line.stepBy(bytes));
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }
}
