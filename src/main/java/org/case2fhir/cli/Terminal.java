package org.case2fhir.cli;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.function.UnaryOperator;
import org.case2fhir.cli.ExitCode.CommandFailure;
import org.case2fhir.cli.ExitCode.UsageProblem;
import org.case2fhir.issue.Excerpt;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The three streams of the process and whether they may carry colours.
 *
 * <p>All text for people goes through {@link #err} and {@link #outWriter}, whose lines cannot steer
 * a terminal whatever an input, a file name or a server put into them.
 *
 * @param in standard input
 * @param out standard output: results only, always UTF-8; the first failure to write ends the
 *     command
 * @param err standard error: issues and summaries
 * @param ansi whether standard error is a terminal that shows colours
 */
record Terminal(InputStream in, OutputStream out, PrintWriter err, Ansi ansi)
    implements AutoCloseable {
  Terminal {
    out = new EndingStream(out);
    err = new PrintableWriter(err);
  }

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

  /** Prints text for people to standard output; whoever prints flushes it. */
  PrintWriter outWriter() {
    return new PrintableWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
  }

  /** Prints the program's own text with its colours: usage, and nothing from outside. */
  PrintWriter usageWriter() {
    return new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), true);
  }

  /** Prints a line to standard error with a word in a colour of ours. */
  void println(String before, String style, String word, String after) {
    ((PrintableWriter) err)
        .unchanged.println(
            Printable.of(before) + style + Printable.of(word) + "\u001b[0m" + Printable.of(after));
  }

  /** Says what is wrong with the arguments, which are repeated in the message. */
  int reportUsage(ParameterException problem, String[] arguments) {
    CommandLine command = problem.getCommandLine();
    err.println(problem.getMessage());
    PrintWriter own = ((PrintableWriter) err).unchanged;
    if (!UnmatchedArgumentException.printSuggestions(problem, own)) {
      command.usage(own, command.getColorScheme());
    }
    own.flush();
    return ExitCode.USAGE;
  }

  /**
   * Says in one line that a command failed. Neither the trace nor the message is shown: both could
   * carry a patient's words.
   */
  int reportFailure(Exception failure, CommandLine command, ParseResult result) {
    if (failure instanceof UsageProblem) {
      err.println("case2fhir: " + failure.getMessage());
      err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
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
    err.println("case2fhir: error: " + what);
    return ExitCode.DATA;
  }

  /**
   * Writes out what is buffered, and says whether everything that was printed is there: a full disk
   * or a closed pipe must not pass for success.
   *
   * @param exitCode what the command would end with
   * @throws CommandFailure if standard output cannot be written
   */
  int finished(int exitCode) throws IOException {
    out.flush();
    boolean lost = ((EndingStream) out).failed || err.checkError();
    return lost && exitCode == ExitCode.OK ? ExitCode.DATA : exitCode;
  }

  @Override
  public void close() {
    err.flush();
  }

  /** Standard output, which ends the command when it is full or closed. */
  private static final class EndingStream extends FilterOutputStream {
    private boolean failed;

    EndingStream(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) {
      writing(() -> out.write(b));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      writing(() -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() {
      writing(out::flush);
    }

    /** Writes bytes. */
    private interface Writing {
      void run() throws IOException;
    }

    private void writing(Writing step) {
      if (failed) {
        return; // the command is on its way out
      }
      try {
        step.run();
      } catch (IOException e) {
        failed = true;
        throw new CommandFailure("standard output cannot be written: " + e.getMessage(), e);
      }
    }
  }

  /** Lines of which no character steers a terminal. */
  private static final class PrintableWriter extends PrintWriter {
    private final PrintWriter unchanged;

    PrintableWriter(PrintWriter target) {
      super(new Printable.Filter(target, Printable::lines), true);
      unchanged = target;
    }

    PrintableWriter(Writer target) {
      super(new Printable.Filter(target, Printable::lines), false);
      unchanged = new PrintWriter(target);
    }

    /** One line, also where the text has several. */
    @Override
    public void println(String line) {
      super.println(Printable.of(line));
    }

    @Override
    public boolean checkError() {
      return super.checkError() | unchanged.checkError();
    }
  }

  /** Makes text from outside safe to print on a terminal. */
  static final class Printable {
    private Printable() {}

    /**
     * One line in which nothing moves the cursor, changes colours or turns the direction of
     * writing: each such character becomes a space.
     */
    static String of(String text) {
      return cleaned(text, "");
    }

    /** The same with the ends of lines and the tabs that it has. */
    static String lines(String text) {
      return cleaned(text, "\n\r\t");
    }

    private static String cleaned(String text, String kept) {
      if (text.codePoints().allMatch(c -> Excerpt.printable(c) == c)) {
        return text;
      }
      StringBuilder out = new StringBuilder(text.length());
      text.codePoints()
          .map(c -> kept.indexOf(c) >= 0 ? c : Excerpt.printable(c))
          .forEach(out::appendCodePoint);
      return out.toString();
    }

    /** Writes JSON in which such characters are escaped. */
    static Writer json(Writer target) {
      return new Filter(target, Printable::json);
    }

    /** JSON with such characters escaped: a reader of JSON sees the same. */
    static String json(String json) {
      if (json.codePoints().allMatch(c -> c < ' ' || Excerpt.printable(c) == c)) {
        return json;
      }
      StringBuilder out = new StringBuilder(json.length());
      json.codePoints()
          .forEach(
              c -> {
                if (c < ' ' || Excerpt.printable(c) == c) {
                  out.appendCodePoint(c);
                } else {
                  for (char unit : Character.toChars(c)) {
                    out.append(String.format("\\u%04x", (int) unit));
                  }
                }
              });
      return out.toString();
    }

    /** Changes whatever is written. */
    private static final class Filter extends FilterWriter {
      private final UnaryOperator<String> change;

      Filter(Writer target, UnaryOperator<String> change) {
        super(target);
        this.change = change;
      }

      @Override
      public void write(int c) throws IOException {
        write(String.valueOf((char) c), 0, 1);
      }

      @Override
      public void write(char[] text, int offset, int length) throws IOException {
        write(new String(text, offset, length), 0, length);
      }

      @Override
      public void write(String text, int offset, int length) throws IOException {
        out.write(change.apply(text.substring(offset, offset + length)));
      }
    }
  }
}
