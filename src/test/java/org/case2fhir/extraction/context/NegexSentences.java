package org.case2fhir.extraction.context;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.case2fhir.document.Passage;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.mention.Sentence;
import org.case2fhir.model.Span;

/** The sentences of the NegEx test set, in each of which a finding stands in capitals. */
record NegexSentences(
    String sentence, Context context, boolean negated, boolean historical, boolean other) {
  static final Path FILE = Path.of("..", "shared", "corpora", "negex-dev", "sentences.tsv");

  static List<NegexSentences> read() throws IOException {
    List<NegexSentences> all = new ArrayList<>();
    for (String line : Files.readAllLines(FILE)) {
      String[] cells = line.split("\t");
      Passage passage = GoldReport.passage(cells[0], cells[2]);
      Span span = find(passage.text(), cells[1]);
      Mention mention = new Mention(MentionType.SIGN_SYMPTOM, span);
      Sentence sentence = new Sentence(new Span(0, passage.text().length()), List.of());
      PassageReading reading =
          ContextReader.builtIn().read(passage, List.of(sentence), List.of(mention));
      all.add(
          new NegexSentences(
              passage.text(),
              context(reading, mention),
              cells[3].equals("Negated"),
              cells[4].equals("Historical"),
              cells[5].equals("Other")));
    }
    return all;
  }

  // The reader takes a denial off the name.
  private static Context context(PassageReading reading, Mention mention) {
    return reading.contexts().getOrDefault(mention, Context.PLAIN).trigger().isPresent()
        ? reading.contexts().get(mention)
        : reading.contexts().values().iterator().next();
  }

  // The finding, or as many of its first words as the sentence has.
  private static Span find(String text, String finding) {
    String wanted = finding.strip().replaceAll("\\s+", " ").toUpperCase(java.util.Locale.ROOT);
    while (!wanted.isEmpty()) {
      int at = text.indexOf(wanted);
      if (at >= 0) {
        return new Span(at, at + wanted.length());
      }
      wanted = wanted.contains(" ") ? wanted.substring(0, wanted.lastIndexOf(' ')) : "";
    }
    return new Span(0, 1);
  }
}
