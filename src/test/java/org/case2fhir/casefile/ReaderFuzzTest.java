package org.case2fhir.casefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import org.case2fhir.issue.Issue;

/** Damaged files: the reader never throws, always says something, and points into the file. */
@Tag("long")
class ReaderFuzzTest {
  private static final String YAML = Cases.resource("rich.yaml");
  private static final String JSON = Cases.WRITER.writeJson(Cases.report(YAML));
  private static final String[] PIECES = {
    "\n",
    " ",
    ":",
    ": ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "\"",
    "'",
    "|",
    ">",
    "&a",
    "*a",
    "!",
    "#",
    "\t",
    "%",
    "@",
    "~",
    "0",
    "-",
    "/",
    "😀",
    "\u00a0",
    "\u2028",
    "null",
    "true",
    "---\n",
    "...\n",
    "!!binary ",
    "<<: ",
    "? ",
    "\\",
    "\r",
    "x"
  };

  @Property(tries = 300)
  void survivesAnyDamage(@ForAll long seed) {
    Random random = new Random(seed);
    boolean json = random.nextInt(4) == 0;
    StringBuilder text = new StringBuilder(json ? JSON : YAML);
    int wounds = 1 + random.nextInt(4);
    for (int i = 0; i < wounds; i++) {
      int at = random.nextInt(text.length());
      if (random.nextBoolean()) {
        text.insert(at, PIECES[random.nextInt(PIECES.length)]);
      } else {
        text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(12)));
      }
    }
    check(Cases.read(json ? "a.json" : "a.yaml", text.toString()), text.toString());
  }

  @Property(tries = 300)
  void survivesAnyText(@ForAll String text) {
    check(Cases.read("-", text), text);
  }

  private static void check(CaseFile file, String text) {
    assertThat(file.result().value().isPresent() || !file.result().issues().isEmpty()).isTrue();
    long lines =
        text.chars()
                .filter(c -> c == '\n' || c == '\r' || c == 0x2028 || c == 0x85 || c == 0x2029)
                .count()
            + 1;
    for (Issue issue : file.result().issues()) {
      assertThat(issue.location().line()).as(issue.toString()).isBetween(1, (int) lines);
      assertThat(issue.location().column()).as(issue.toString()).isPositive();
      assertThat(issue.message()).isNotBlank().hasSizeLessThan(160).doesNotContain("\n");
    }
  }
}
