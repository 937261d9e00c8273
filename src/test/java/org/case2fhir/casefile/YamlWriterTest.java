package org.case2fhir.casefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.case2fhir.casefile.TextDecoder.Characters;
import org.case2fhir.casefile.YamlWriter.MappingBuilder;
import org.junit.jupiter.api.Test;

/** What is written is read back, character by character. */
class YamlWriterTest {

  @Property
  void anyTextSurvivesYaml(@ForAll("texts") String text) {
    for (Map<String, Object> document : documents(text)) {
      assertThat(texts(YamlWriter.of(document), "a.yaml")).isEqualTo(List.of(text, text));
    }
  }

  @Property
  void anyTextSurvivesJson(@ForAll("texts") String text) {
    for (Map<String, Object> document : documents(text)) {
      assertThat(texts(CaseFileWriter.json(document), "a.json")).isEqualTo(List.of(text, text));
    }
  }

  private static List<Map<String, Object>> documents(String text) {
    return List.of(
        Map.of("k", List.of(text, text)),
        Map.of("k", List.of(new MappingBuilder().put("a", text).put("b", text).map())),
        new MappingBuilder().put("a", text).put("b", text).map());
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "a", "Z", "0", "9", ".", "-", "_", ":", " ", "'", "\"", "\\", "#", ",", "[", "{", "|",
            ">", "!", "%", "@", "`", "&", "*", "?", "~", "\n", "\t", "é", "µ", "😀", "\u0085",
            "\u2028", "\ufeff", "\u200b", "true", "null", "<<", "=");
    Arbitrary<String> built = pieces.list().ofMaxSize(8).map(list -> String.join("", list));
    Arbitrary<String> any =
        Arbitraries.strings()
            .filter(
                text ->
                    text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE))
            // What FHIR cannot carry is told and replaced.
            .filter(text -> Characters.clean(text).equals(text));
    return Arbitraries.oneOf(built, any);
  }

  private static List<String> texts(String written, String name) {
    IssueCollector issues = new IssueCollector(name);
    Node node =
        NodeReader.read(written, issues)
            .orElseThrow(() -> new AssertionError(issues.list() + written));
    assertThat(issues.list()).as(written).isEmpty();
    List<String> found = new java.util.ArrayList<>();
    collect(node, found);
    return found;
  }

  private static void collect(Node node, List<String> into) {
    if (node instanceof Node.Mapping mapping) {
      mapping.entries().forEach(entry -> collect(entry.value(), into));
    } else if (node instanceof Node.Sequence sequence) {
      sequence.items().forEach(item -> collect(item, into));
    } else if (node instanceof Node.Scalar scalar) {
      into.add(scalar.text());
    }
  }

  @Test
  void keepsShortThingsOnOneLine() {
    Map<String, Object> document =
        new MappingBuilder()
            .put("id", "x")
            .put("subject", new MappingBuilder().put("sex", "female").map())
            .put("empty", Map.of())
            .put(
                "list",
                List.of(
                    "plain",
                    "1:40",
                    new MappingBuilder().put("a", "b c").put("d", List.of("e", "f")).map(),
                    new MappingBuilder()
                        .put("a", List.of(new MappingBuilder().put("b", 1).map()))
                        .map()))
            .map();
    assertThat(YamlWriter.of(document))
        .isEqualTo(
            """
            id: x
            subject:
              sex: female
            empty: {}
            list:
              - plain
              - '1:40'
              - {a: b c, d: [e, f]}
              - a:
                  - {b: 1}
            """);
  }
}
