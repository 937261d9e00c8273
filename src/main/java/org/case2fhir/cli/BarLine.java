package org.case2fhir.cli;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;

/**
 * The line of a terminal on which a progress bar stands. What else is printed meanwhile goes above
 * it: the bar makes way and comes back, and its own clock does not draw it into the middle.
 */
final class BarLine extends ConsoleProgressBarConsumer {
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
