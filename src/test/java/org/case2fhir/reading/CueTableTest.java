package org.case2fhir.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.case2fhir.mention.MentionType;
import org.case2fhir.reading.RuleTable.RuleExample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CueTableTest {
  private static final CueTable CUES = CueTable.builtIn();
  private static final PropertyResolver PROPERTIES = new PropertyResolver(CUES);

  @Test
  void idsAreUnique() {
    Set<String> ids = new HashSet<>();
    List<String> twice =
        CUES.cues().stream().map(CueTable.Cue::id).filter(id -> !ids.add(id)).toList();
    assertThat(twice).isEmpty();
  }

  /** Each row with an example gives its value to the mention in brackets. */
  @Test
  void examplesMatch() {
    List<String> wrong = new ArrayList<>();
    for (CueTable.Cue cue : CUES.cues()) {
      if (!cue.matches().isEmpty() && !cue.holdsIn(cue.matches(), PROPERTIES)) {
        wrong.add(cue.id() + ": " + cue.matches());
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void counterExamplesDoNotMatch() {
    List<String> wrong = new ArrayList<>();
    for (CueTable.Cue cue : CUES.cues()) {
      if (!cue.differs().isEmpty() && cue.holdsIn(cue.differs(), PROPERTIES)) {
        wrong.add(cue.id() + ": " + cue.differs());
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void rowsOfTheUserAreAddedAndReplaceKnownOnes(@TempDir Path folder) throws IOException {
    Path rules =
        write(
            folder,
            "own-nix|nix|right|holds=absent|problem|||nix [fever]|",
            "absent-no|nope|right|holds=absent|problem|||nope [fever]|no [fever]");
    CueTable table = CueTable.with(List.of(rules)).value().orElseThrow();
    assertThat(table.cues()).hasSize(CUES.cues().size() + 1);
    PropertyResolver resolver = new PropertyResolver(table);
    Graph graph = RuleExample.graph("nix [rash]", MentionType.SIGN_SYMPTOM);
    resolver.resolve(graph);
    Graph.Node rash = graph.nodes().findFirst().orElseThrow();
    assertThat(rash.has(Property.Value.ABSENT)).isTrue();
    assertThat(rash.proposal(Property.HOLDS).orElseThrow().rule()).isEqualTo("own-nix");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "x|nil|rightward|holds=absent|problem|||nil [fever]|; left, right, both, self",
        "x|nil|right|holds=gone|problem|||nil [fever]|; holds=absent",
        "x|nil|right|holds=absent|people|||nil [fever]|; problem, disorder, drug",
        "x|nil|right|holds=absent|problem|far||nil [fever]|; number",
        "x|nil|right|holds=absent|problem||| |; in brackets",
        "x|nil|right|holds=absent|problem|||nil fever|; in brackets",
        "x|nil|right|holds=absent|problem|||[fever] nil|; longer cue",
        "x|nil|right|holds=absent|problem|||nil [fever]|no [fever]; another cue",
        "x|NUM nil|right|holds=absent|problem|||3 nil [fever]|; <class>",
        "x|nil ..99 of|right|holds=absent|problem|||nil of [fever]|; <class>",
        "x|<nobody>|right|holds=absent|problem|||nil [fever]|; <class>",
        "x|behind|self|end=sentence|all||||; end=scope",
        "|nil|right|holds=absent|problem|||nil [fever]|; columns"
      })
  void aRowThatCannotBeUsedIsAnErrorWithItsLineAndARemedy(
      String row, String remedy, @TempDir Path folder) throws IOException {
    Path rules = write(folder, "own|never ever|right|holds=absent|all|||never ever [fever]|", row);
    var result = CueTable.with(List.of(rules));
    assertThat(result.value()).isEmpty();
    assertThat(result.issues()).hasSize(1);
    assertThat(result.issues().get(0).location().line()).isEqualTo(3);
    assertThat(result.issues().get(0).solution()).contains(remedy);
  }

  @Test
  void twoRowsOfOneIdInAFileAreAnError(@TempDir Path folder) throws IOException {
    Path rules =
        write(
            folder,
            "own|nil|right|holds=absent|all|||nil [fever]|",
            "own|nope|right|holds=absent|all|||nope [fever]|");
    assertThat(CueTable.with(List.of(rules)).issues())
        .singleElement()
        .satisfies(issue -> assertThat(issue.message()).contains("line 2"));
  }

  private static Path write(Path folder, String... rows) throws IOException {
    String header = "id|cue|reach|gives|to|limit|rank|matches|differs\n";
    String text = (header + String.join("\n", rows) + "\n").replace('|', '\t');
    return Files.writeString(folder.resolve("own.tsv"), text);
  }
}
