package org.case2fhir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.case2fhir.cli.ProgressLine.BarLine;
import org.junit.jupiter.api.Test;

class BarLineTest {
  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final PrintStream terminal = new PrintStream(screen, true, StandardCharsets.UTF_8);
  private final BarLine line = new BarLine(terminal, 40);

  private String screen() {
    return screen.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theBarMakesWayForALineAndComesBack() {
    line.accept("checking 1/2");
    line.above(() -> terminal.print("a.json: 0 errors\n"));
    assertThat(screen()).isEqualTo("\rchecking 1/2\r\u001b[Ka.json: 0 errors\n\rchecking 1/2");
  }

  @Test
  void whereNoBarStandsNothingIsErased() {
    line.above(() -> terminal.print("a.json: 0 errors\n"));
    line.accept("checking 2/2");
    line.close();
    line.above(() -> terminal.print("b.json: 0 errors\n"));
    assertThat(screen().replace(System.lineSeparator(), "\n"))
        .isEqualTo("a.json: 0 errors\n\rchecking 2/2\nb.json: 0 errors\n");
  }
}
