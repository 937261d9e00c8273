package org.case2fhir.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
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
