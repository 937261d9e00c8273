package org.case2fhir.extraction.context;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.case2fhir.extraction.context.Relation.Kind;
import org.case2fhir.extraction.context.SentenceView.Place;

/** Second names in brackets: "C-reactive protein (CRP)", "Levetiracetam (Keppra, 500 mg)". */
final class SecondNames {
  private static final Set<String> GLUE = Set.of(",", "and", "or", ";");

  private SecondNames() {}

  /** The relations between names of one thing in a sentence. */
  static List<Relation> read(SentenceView sentence) {
    List<Relation> relations = new ArrayList<>();
    List<Place> places = sentence.places();
    for (int i = 1; i < places.size(); i++) {
      Place first = places.get(i - 1);
      Place second = places.get(i);
      boolean alike = first.mention().type() == second.mention().type();
      if (alike && Details.isHead(Kind.SAME, first.mention().type()) && names(sentence, i)) {
        relations.add(new Relation(Kind.SAME, first.mention(), second.mention()));
      }
    }
    return relations;
  }

  // The second stands alone in a bracket behind the first, or opens one, and is short.
  private static boolean names(SentenceView sentence, int index) {
    Place first = sentence.places().get(index - 1);
    Place second = sentence.places().get(index);
    Words words = sentence.words();
    int gap = second.first() - first.last() - 1;
    String open = words.at(second.first() - 1);
    boolean counted = words.at(first.last() + 1).equals("(");
    boolean opens = open.equals("(") && gap >= 1 && gap <= 2;
    // The tagger may take the brackets into the mention: "carcinoembryonic antigen", "(CEA)".
    boolean within = gap == 0 && words.at(second.first()).equals("(");
    String close = words.at(second.last() + 1);
    boolean closes = close.equals(")") || close.equals(",") || close.equals(";");
    boolean alone = close.equals(")") || second.last() - second.first() <= 1;
    return within
        || (opens && (counted || gap == 2) && closes && alone && !isList(sentence, index));
  }

  // "Markers (A, B)": the first of several is a member and no second name.
  private static boolean isList(SentenceView sentence, int index) {
    if (index + 1 >= sentence.places().size()) {
      return false;
    }
    Place one = sentence.places().get(index);
    Place next = sentence.places().get(index + 1);
    boolean alike = one.mention().type() == next.mention().type();
    for (int i = one.last() + 1; alike && i < next.first(); i++) {
      alike = GLUE.contains(sentence.words().at(i));
    }
    return alike;
  }
}
