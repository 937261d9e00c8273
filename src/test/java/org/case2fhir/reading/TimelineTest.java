package org.case2fhir.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Visit;
import org.case2fhir.model.When;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The time of the last mention in brackets; each pair of rows turns one word. */
class TimelineTest {
  private static final PropertyResolver PROPERTIES = new PropertyResolver(CueTable.builtIn());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          She was admitted in May 2010. She had [fever]. | first-visit
          She had a history of surgery in May 2010. She had [fever]. | -
          The house was built in 1960. She had [fever]. | -
          She was admitted in 2010. In 2012 she was readmitted. She had [fever]. | return-visit-2012
          She was admitted in 2010. In 2012 she improved. She had [fever]. | 2012
          She was admitted in 2010. Three years later she improved. She had [fever]. | 3 years after first-visit
          She was admitted in 2010. Three years later she was readmitted with [fever]. | return-visit-three-years-later
          She was admitted in 2010. She had been diagnosed with gout in 2005. She had [fever]. | first-visit
          She was admitted in 2010. She had [gout:DISEASE_DISORDER] since 2001 and [stroke:DISEASE_DISORDER]. | first-visit
          She was admitted in 2010. At follow-up she had [fever]. | follow-up
          She was admitted in 2010. In 2012 she was well. On admission she had had no [fever]. | first-visit
          She was admitted. She was diagnosed with gout in 2005. She had [fever]. | first-visit
          She was admitted on 2 May 2010. On 7 May a [biopsy:DIAGNOSTIC_PROCEDURE] was done. | first-visit 2010-05-07
          She was admitted on 2 May 2010. On 7 April a [biopsy:DIAGNOSTIC_PROCEDURE] was done. | 7 April
          She was admitted on 2 May 2010. On hospital day 3 she had [fever]. | first-visit 2 days after first-visit
          She was admitted on 2 May 2010. Two days later she had pain. Three days later she had [fever]. | first-visit 5 days after first-visit
          She was admitted on 2 May 2010. On 4 May she had a [resection:THERAPEUTIC_PROCEDURE]. On postoperative day 3 she had [fever]. | first-visit 2010-05-07
          She was admitted on 2 May 2010. A [resection:THERAPEUTIC_PROCEDURE] was done. Three days after surgery she had [fever]. | first-visit Three days after surgery
          She was seen on 15/04/2010 with [fever]. | first-visit
          In April 2005 she got [A:MEDICATION] and in May 2006 [B:MEDICATION]. | 2006-05
          A study of 2009 was published. She had [fever]. | -
          His mother was admitted in 2010. He had [fever]. | -
          A man with a history of gastrectomy in 2008 and [stroke:DISEASE_DISORDER] in 2010 was admitted. | 2010
          A man with a history of [gastrectomy:THERAPEUTIC_PROCEDURE] in 2008 presented with [fever]. | first-visit
          She was operated on in May 2010. At the 3-month follow-up she was well. At the 1-year follow-up she had [fever]. | follow-up-at-the-1-year-follow-up
          She was well until May 2010, when she had [fever]. | 2010-05
          She was well until May 2010 while she had [fever]. | -
          She was admitted in 2010. She was well until 2016, when she was readmitted with [fever]. | return-visit-2016
          She was admitted in 2010. Ten days after the accident she had [fever]. | first-visit Ten days after the accident
          She was admitted in 2010. Four months after the diagnosis of [gout:DISEASE_DISORDER] she was well. | -
          She was admitted in 2010. On day 5 of therapy she had [fever]. | first-visit On day 5 of therapy
          She was admitted in 2010. At 12 months she had [fever]. | At 12 months
          She was admitted in 2012. A [scan:DIAGNOSTIC_PROCEDURE] from 2010 was normal. | 2010
          She was admitted in 2012. A [scan:DIAGNOSTIC_PROCEDURE] of the knee was normal. | first-visit
          She was admitted in 2009. By May 2010 she had had [fever]. | 2010-05
          She was admitted in 2012. By May 2010 she had had [fever]. | 2010-05
          She was seen in our clinic in 2012. In 2010 she presented with gout. On admission she had [fever]. | first-visit
          She was admitted in 2012. There was no [history of gout:HISTORY]. | first-visit
          She was admitted in June 2010. She returned in July 2010 with [fever]. | return-visit-july-2010
          She was admitted in June 2010. The level returned in July 2010 with [fever]. | 2010-07
          She was admitted in June 2010 with [nausea] and again in August 2013. | first-visit
          She was admitted in June 2010 with nausea and again in August 2013 with [fever]. | 2013-08
          She was admitted from 12 June to 30 June 2010 with [fever]. | first-visit
          She was admitted in June 2010. In the following months she had [fever]. | In the following months
          She was admitted in June 2010. In the following days she had [fever]. | first-visit In the following days
          """)
  void placesFacts(String text, String expected) {
    Timeline.Timing timing = last(text);
    String visit = timing.visit().orElse("");
    String time = timing.time().map(Object::toString).orElse("");
    String both = (visit + " " + time).strip();
    assertThat(both.isEmpty() ? "-" : both).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          She was admitted with [fever] for 3 days. | duration 3 days
          She was admitted with a 5-year history of [fever]. | onset 5 years before first-visit
          She was admitted with [fever] for the past 3 weeks. | onset 3 weeks before first-visit
          She was admitted. She had [diabetes:DISEASE_DISORDER] since 2001. | onset 2001
          She was admitted. A [mass] that appeared 30 years ago was seen. | onset 30 years before first-visit
          She was admitted. She took [aspirin:MEDICATION] from March to May 2014. | onset 2014-03 end 2014-05
          She was admitted. She took [aspirin:MEDICATION] until June 2014. | end 2014-06
          She was admitted. She took [aspirin:MEDICATION] for 6 weeks. | duration 6 weeks
          [Warfarin:MEDICATION] was stopped in 2014. | end 2014
          She was admitted. Since 2005 she had taken warfarin for [stroke:DISEASE_DISORDER]. | onset 2005
          She was admitted. Since 2005 she had taken [warfarin:MEDICATION] for [stroke:DISEASE_DISORDER]. | ''
          She was admitted. After 2 weeks of treatment the [fever] was gone. | ''
          A man known for [gout:DISEASE_DISORDER] since 2003 developed fever in June 2009. | onset 2003
          A man known for gout since 2003 developed [fever] in June 2009. | ''
          She was admitted. After 2 weeks of [fever] she was well. | duration 2 weeks
          """)
  void readsBeginningAndEnd(String text, String expected) {
    Timeline.Timing timing = last(text);
    String onset = timing.onset().map(when -> "onset " + when + " ").orElse("");
    String duration = timing.duration().map(span -> "duration " + span + " ").orElse("");
    String end = timing.end().map(when -> "end " + when).orElse("");
    assertThat((onset + duration + end).strip()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          She was admitted in May 2010. She died in June 2011 of [sepsis]. | 2011-06 sepsis
          She was admitted in May 2010. Her mother died in June 2011 of [sepsis]. | -
          She was admitted in May 2010. She did not die. | -
          She was admitted in 2009. In May 2010 she died of [sepsis]. | 2010-05 sepsis
          She was admitted in 2009. The patient may have died of [sepsis]. | -
          The infant died at 20 days of [sepsis]. | at 20 days sepsis
          """)
  void readsDeath(String text, String expected) {
    Timeline timeline = read(text);
    String found =
        timeline
            .death()
            .map(
                death ->
                    death.when().map(When::toString).orElse("")
                        + " "
                        + death.cause().map(Concept::text).orElse(""))
            .orElse("-");
    assertThat(found.strip()).isEqualTo(expected);
    assertThat(timeline.deathEvidence().isPresent()).isEqualTo(timeline.death().isPresent());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [CRP:DIAGNOSTIC_PROCEDURE] was [9:LAB_VALUE] on 2 May 2010 and [8:LAB_VALUE] on 9 May 2010. | 2010-05-02 2010-05-09
          [CRP:DIAGNOSTIC_PROCEDURE] was [9:LAB_VALUE] and [8:LAB_VALUE] on 9 May 2010. | 2010-05-09 2010-05-09
          On 2 May 2010 [CRP:DIAGNOSTIC_PROCEDURE] was [9:LAB_VALUE], on 9 May 2010 [8:LAB_VALUE]. | 2010-05-02 2010-05-09
          """)
  void valuesHaveTimesOfTheirOwn(String text, String expected) {
    Graph graph = graph(text);
    List<Graph.Node> nodes = graph.nodes().toList();
    List<Graph.Node> values = nodes.subList(1, nodes.size());
    Timeline timeline = Timeline.read(graph, false);
    assertThat(values)
        .map(value -> timeline.timing(nodes.get(0), value, values).time().orElseThrow())
        .map(Object::toString)
        .containsExactly(expected.split(" "));
  }

  @Test
  void reportsAmbiguousDates() {
    Timeline timeline = read("She was seen on 3/4/2010 with [fever].");
    assertThat(timeline.visits().get(0).start()).map(When::toString).contains("2010");
    assertThat(timeline.issues()).hasSize(1);
  }

  @Test
  void endsStays() {
    Visit stay =
        read("She was admitted on 2 May 2010. She was discharged on 9 May 2010 without [fever].")
            .visits()
            .get(0);
    assertThat(stay.end()).map(When::toString).contains("2010-05-09");
  }

  private static Timeline read(String text) {
    return Timeline.read(graph(text), false);
  }

  private static Graph graph(String text) {
    Graph graph = GraphFixture.graph(text, MentionType.SIGN_SYMPTOM);
    Coordinations.find(graph);
    PROPERTIES.resolve(graph);
    return graph;
  }

  private static Timeline.Timing last(String text) {
    Graph graph = graph(text);
    Optional<Graph.Node> node = graph.nodes().reduce((a, b) -> b);
    return Timeline.read(graph, false).timing(node.orElseThrow());
  }
}
