package org.case2fhir.cli;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Help.Ansi;

/** One run of the command, as a user would see it. */
record CommandRun(int exitCode, String out, String err) {

  static CommandRun of(String... args) {
    return withInput("", args);
  }

  static CommandRun withInput(String input, String... args) {
    return run(Ansi.OFF, input, args);
  }

  static CommandRun onColourTerminal(String... args) {
    return run(Ansi.ON, "", args);
  }

  /** With a standard output that is full or closed. */
  static CommandRun onFullDisk(String... args) {
    StringWriter err = new StringWriter();
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    try (Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new BufferedOutputStream(full),
            new PrintWriter(err, true),
            Ansi.OFF)) {
      return new CommandRun(Main.run(terminal, args), "", err.toString());
    }
  }

  private static CommandRun run(Ansi ansi, String input, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter err = new StringWriter();
    byte[] in = input.getBytes(StandardCharsets.UTF_8);
    int exitCode;
    try (Terminal terminal =
        new Terminal(new ByteArrayInputStream(in), out, new PrintWriter(err, true), ansi)) {
      exitCode = Main.run(terminal, args);
    }
    return new CommandRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString());
  }
}
