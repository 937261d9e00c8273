package org.case2fhir.cli;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import org.case2fhir.cli.ExitCode.CommandFailure;
import org.case2fhir.cli.ExitCode.UsageProblem;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParseResult;

/**
 * The three streams of the process and whether they may carry colours.
 *
 * @param in standard input
 * @param out standard output: results only, always UTF-8
 * @param err standard error: issues and summaries
 * @param ansi whether standard error is a terminal that shows colours
 */
record Terminal(InputStream in, OutputStream out, PrintWriter err, Ansi ansi)
    implements AutoCloseable {

  static Terminal system() {
    Console console = System.console();
    Charset errCharset = console == null ? StandardCharsets.UTF_8 : console.charset();
    return new Terminal(
        System.in,
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
        new PrintWriter(new FileOutputStream(FileDescriptor.err), true, errCharset),
        showsColours() ? Ansi.ON : Ansi.OFF);
  }

  private static boolean showsColours() {
    return Ansi.AUTO.enabled() && !"dumb".equals(System.getenv("TERM"));
  }

  PrintWriter outWriter() {
    return new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), true);
  }

  PrintWriter errWriter() {
    return err;
  }

  /**
   * Says in one line that a command failed. Neither the trace nor the message is shown: both could
   * carry a patient's words.
   */
  int reportFailure(Exception failure, CommandLine command, ParseResult result) {
    if (failure instanceof UsageProblem) {
      err.println("case2fhir: " + Printable.of(failure.getMessage()));
      err.println("Try 'case2fhir " + command.getCommandName() + " --help'.");
      return ExitCode.USAGE;
    }
    if (failure instanceof InvalidPathException) {
      err.println("case2fhir: error: a file name cannot be read in this locale");
      err.println("Set LC_ALL to a UTF-8 locale, such as C.UTF-8.");
      return ExitCode.USAGE;
    }
    String what =
        failure instanceof CommandFailure
            ? failure.getMessage()
            : "internal error (" + failure.getClass().getSimpleName() + "); please report it";
    err.println("case2fhir: error: " + Printable.of(what));
    return ExitCode.DATA;
  }

  @Override
  public void close() {
    outWriter().flush();
    err.flush();
  }

  /** Makes text from outside safe to print on a terminal. */
  static final class Printable {
    private Printable() {}

    /**
     * Control characters become spaces: an input must not be able to move the cursor or change
     * colours.
     */
    static String of(String text) {
      if (text.chars().noneMatch(Character::isISOControl)) {
        return text;
      }
      StringBuilder out = new StringBuilder(text.length());
      text.chars().forEach(c -> out.append(Character.isISOControl(c) ? ' ' : (char) c));
      return out.toString();
    }
  }
}
