package org.case2fhir.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestReporter;

/** Reads all tables once more and reports how long it takes; the bound is a hundredfold. */
class LoadTimeTest {
  @Test
  void tablesLoadQuickly(TestInfo info, TestReporter reporter) {
    long start = System.nanoTime();
    int keys = 0;
    for (Domain domain : Domain.values()) {
      if (domain != Domain.TEST) {
        keys += TermTable.load(fileOf(domain)).size();
      }
    }
    TestTable tests = TestTable.load();
    long millis = (System.nanoTime() - start) / 1_000_000;
    reporter.publishEntry(info.getDisplayName(), millis + " ms for " + keys + " words");
    assertThat(tests.category("glucose")).isPresent();
    assertThat(millis).isLessThan(6_000);
  }

  private static String fileOf(Domain domain) {
    String name = domain.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return name + "s";
  }
}
