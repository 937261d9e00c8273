package org.case2fhir.casefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.case2fhir.issue.Location;
import org.junit.jupiter.api.Test;

class NodeReaderTest {

  @Test
  void knowsWhereEverythingStandsInYaml() {
    assertThat(
            locations(
                "a.yaml", "id: x\nlist:\n  - a\n  - {k: 7.0, 'l m': [no]}\nlast: |\n  text\n"))
        .containsExactly(
            "1:1  mapping",
            "1:1 /id key",
            "1:5 /id TEXT x",
            "2:1 /list key",
            "3:3 /list list",
            "3:5 /list/0 TEXT a",
            "4:5 /list/1 mapping",
            "4:6 /list/1/k key",
            "4:9 /list/1/k NUMBER 7.0",
            "4:14 /list/1/l m key",
            "4:21 /list/1/l m list",
            "4:22 /list/1/l m/0 TEXT no",
            "5:1 /last key",
            "5:7 /last TEXT text\n");
  }

  @Test
  void knowsWhereEverythingStandsInJson() {
    assertThat(locations("a.json", "{\n  \"id\": \"x\",\n  \"😀\": [7.0, true, null]}"))
        .containsExactly(
            "1:1  mapping",
            "2:3 /id key",
            "2:9 /id TEXT x",
            "3:3 /😀 key",
            "3:9 /😀 list",
            "3:10 /😀/0 NUMBER 7.0",
            "3:15 /😀/1 BOOLEAN true",
            "3:21 /😀/2 NOTHING null");
  }

  @Test
  void keepsScalarsAsTheyAreWritten() {
    String text =
        "[7.0, 007, 1_000, 2006-02, 2006-02-14, no, 1:40, 0x1F, 1e3, +5, -0, .5, 12:30:45]";
    assertThat(locations("a.yaml", text).stream().skip(1).map(line -> line.replaceAll(".* ", "")))
        .containsExactly(
            "7.0",
            "007",
            "1_000",
            "2006-02",
            "2006-02-14",
            "no",
            "1:40",
            "0x1F",
            "1e3",
            "+5",
            "-0",
            ".5",
            "12:30:45");
  }

  @Test
  void escapesPointers() {
    assertThat(locations("a.yaml", "a/b: {c~d: 1}")).contains("1:12 /a~1b/c~0d NUMBER 1");
  }

  private static List<String> locations(String name, String text) {
    IssueCollector issues = new IssueCollector(name);
    List<String> lines = new ArrayList<>();
    walk(NodeReader.read(text, issues).orElseThrow(), lines);
    assertThat(issues.list()).isEmpty();
    return lines;
  }

  private static void walk(Node node, List<String> lines) {
    if (node instanceof Node.Mapping mapping) {
      lines.add(show(node.location()) + "mapping");
      for (Node.Entry entry : mapping.entries()) {
        lines.add(show(entry.keyLocation()) + "key");
        walk(entry.value(), lines);
      }
    } else if (node instanceof Node.Sequence sequence) {
      lines.add(show(node.location()) + "list");
      sequence.items().forEach(item -> walk(item, lines));
    } else if (node instanceof Node.Scalar scalar) {
      lines.add(show(node.location()) + scalar.type() + " " + scalar.text());
    }
  }

  private static String show(Location location) {
    return location.line() + ":" + location.column() + " " + location.path() + " ";
  }
}
