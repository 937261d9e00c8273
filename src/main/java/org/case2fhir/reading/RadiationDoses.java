package org.case2fhir.reading;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.model.Amount;
import org.case2fhir.model.Assertion;
import org.case2fhir.model.FactRef.FactKind;
import org.case2fhir.model.Intervention.InterventionStatus;
import org.case2fhir.model.Intervention.Radiation;
import org.case2fhir.model.Value;
import org.case2fhir.notation.Units;
import org.case2fhir.notation.ValueParser;
import org.case2fhir.terminology.UnitTable;

/**
 * Reads how much radiation was given in a radiotherapy, and in how many sessions: "a total dose of
 * 50 Gy in 25 fractions". The dose of one session, a dose that was only planned, and doses of which
 * it is not plain which is the whole are left out; nothing is computed.
 */
final class RadiationDoses {
  private static final int LEAD = 7;
  private static final int BEHIND = 4;
  private static final int FRACTIONS_REACH = 3;
  private static final int MOST_FRACTIONS = 100;
  private static final Pattern COUNTED = Pattern.compile("^(c?Gy) ?/ ?\\d{1,3}$");
  private static final Set<String> UNITS = Set.of("Gy", "cGy");
  private static final Set<String> RADIOTHERAPY = TokenPattern.wordClass("radiotherapy");
  private static final Set<String> NOT_GIVEN = TokenPattern.wordClass("radiation-not-given");
  private static final Set<String> TOTAL = TokenPattern.wordClass("radiation-total");
  private static final Set<String> BOOST = TokenPattern.wordClass("radiation-boost");
  private static final Set<String> SESSIONS = TokenPattern.wordClass("radiation-session");
  private static final Set<String> EACH = TokenPattern.wordClass("radiation-each");
  private static final Set<String> TIMES = Set.of("x", "×", "*");
  private static final Set<String> ONE = TokenPattern.wordClass("single-fraction");

  private final Graph graph;
  private final QuantityScanner scanner;
  private final ValueParser values;
  private final UnitTable units;

  private RadiationDoses(Graph graph, UnitTable units) {
    this.graph = graph;
    this.scanner = new QuantityScanner(units);
    this.values = new ValueParser(new Units(units));
    this.units = units;
  }

  /** A dose in a sentence. */
  private record Dose(Amount amount, QuantityScanner.Quantity words, boolean total) {}

  /** Gives the radiotherapies among the facts their doses. */
  static void read(FactBuilder facts, UnitTable units) {
    RadiationDoses doses = new RadiationDoses(facts.graph(), units);
    Map<Integer, List<FactDraft>> bySentence = new HashMap<>();
    for (FactDraft draft : facts.drafts()) {
      if (draft.kind == FactKind.PROCEDURE && doses.isRadiotherapy(draft.head)) {
        bySentence.computeIfAbsent(draft.head.sentence, i -> new ArrayList<>()).add(draft);
      }
    }
    bySentence.forEach(
        (index, drafts) -> {
          Graph.Sentence sentence = facts.graph().sentences().get(index);
          boolean given =
              drafts.size() == 1
                  && drafts.get(0).assertion == Assertion.PRESENT
                  && drafts.get(0).interventionStatus != InterventionStatus.PREPARATION
                  && drafts.get(0).interventionStatus != InterventionStatus.NOT_DONE;
          // Of two radiotherapies in a sentence it is not plain whose the doses are.
          if (given) {
            doses.read(sentence, facts, drafts.get(0));
          }
        });
  }

  private boolean isRadiotherapy(Graph.Node head) {
    for (int i = head.first; i < head.end; i++) {
      if (RADIOTHERAPY.contains(graph.token(i).lower())) {
        return true;
      }
    }
    return false;
  }

  private void read(Graph.Sentence sentence, FactBuilder facts, FactDraft draft) {
    List<Dose> doses = new ArrayList<>();
    boolean each = false;
    for (QuantityScanner.Quantity scanned : scanner.quantities(graph, sentence)) {
      // "30 Gy/10 fractions"
      QuantityScanner.Quantity quantity =
          scanned.in(COUNTED.matcher(scanned.unit()).replaceFirst("$1"));
      boolean gray = units.ucum(quantity.unit()).filter(UNITS::contains).isPresent();
      if (!gray || isNotGiven(sentence, quantity)) {
        continue;
      }
      boolean counted = !scanned.unit().equals(quantity.unit());
      if (!counted && isOfOneSession(sentence, quantity)) {
        each = true;
        continue;
      }
      values
          .parse(quantity.text())
          .value()
          .filter(Value.Measured.class::isInstance)
          .map(value -> ((Value.Measured) value).amount())
          .filter(amount -> amount.comparator().isEmpty())
          .ifPresent(amount -> doses.add(new Dose(amount, quantity, isTotal(sentence, quantity))));
    }
    Optional<Dose> whole = whole(sentence, doses);
    if (whole.isEmpty() && (!doses.isEmpty() || !each)) {
      return;
    }
    List<int[]> counts = fractions(sentence);
    Optional<int[]> count =
        counts.size() == 1
            ? Optional.of(counts.get(0))
            : counts.stream()
                .filter(
                    found ->
                        whole.isPresent()
                            && found[0] >= whole.get().words().end()
                            && found[0] - whole.get().words().end() <= FRACTIONS_REACH)
                .findFirst();
    if (whole.isEmpty() && count.isEmpty()) {
      return;
    }
    draft.radiation =
        Optional.of(new Radiation(whole.map(Dose::amount), count.map(found -> found[2])));
    whole.ifPresent(dose -> cite(facts, draft, dose.words().first(), dose.words().end()));
    count.ifPresent(found -> cite(facts, draft, found[0], found[1]));
  }

  private void cite(FactBuilder facts, FactDraft draft, int first, int end) {
    draft.parts.addAll(graph.nodesOver(first, end).filter(node -> !node.isClinical()).toList());
    draft.evidence.add(facts.graph().evidence(first, end));
  }

  // "45 Gy with a boost to a total dose of 54 Gy": that which is called the total, else the only
  // one that is no boost.
  private Optional<Dose> whole(Graph.Sentence sentence, List<Dose> doses) {
    List<Dose> totals = doses.stream().filter(Dose::total).toList();
    if (totals.size() == 1) {
      return Optional.of(totals.get(0));
    }
    return doses.size() == 1 && !isBoost(sentence, doses.get(0).words())
        ? Optional.of(doses.get(0))
        : Optional.empty();
  }

  private boolean isTotal(Graph.Sentence sentence, QuantityScanner.Quantity dose) {
    return hasBefore(sentence, dose.first(), TOTAL)
        || TOTAL.contains(graph.lower(sentence, dose.end()));
  }

  private boolean isBoost(Graph.Sentence sentence, QuantityScanner.Quantity dose) {
    return hasBefore(sentence, dose.first(), BOOST)
        || BOOST.contains(graph.lower(sentence, dose.end()));
  }

  private boolean isNotGiven(Graph.Sentence sentence, QuantityScanner.Quantity dose) {
    return hasBefore(sentence, dose.first(), NOT_GIVEN)
        || NOT_GIVEN.contains(graph.lower(sentence, dose.end()));
  }

  private boolean hasBefore(Graph.Sentence sentence, int at, Set<String> words) {
    for (int i = at - 1; i >= Math.max(sentence.first, at - LEAD); i--) {
      Graph.Token token = graph.token(i);
      if (token.isNumber() || token.lower().equals(",") || token.lower().equals("(")) {
        return false;
      }
      if (words.contains(token.lower())) {
        return true;
      }
    }
    return false;
  }

  // "2 Gy per fraction", "2 Gy/day", "fractions of 2 Gy", "25 × 2 Gy", "2 Gy daily"
  private boolean isOfOneSession(Graph.Sentence sentence, QuantityScanner.Quantity dose) {
    String before = graph.lower(sentence, dose.first() - 1);
    boolean led =
        before.equals("of") && SESSIONS.contains(graph.lower(sentence, dose.first() - 2))
            || before.equals("at")
            || TIMES.contains(before);
    String behind = graph.lower(sentence, dose.end());
    boolean sessions = SESSIONS.contains(behind) || TIMES.contains(behind);
    boolean per =
        EACH.contains(behind)
            || behind.equals("/") && !graph.lower(sentence, dose.end() + 1).matches("\\d{1,3}");
    // "given at 40 Gy in 15 fractions"
    boolean whole = before.equals("at") && hasCount(sentence, dose.end());
    return led && !whole || per || sessions;
  }

  private boolean hasCount(Graph.Sentence sentence, int at) {
    for (int i = at; i < Math.min(sentence.end, at + BEHIND); i++) {
      if (count(sentence, i).isPresent()) {
        return true;
      }
    }
    return false;
  }

  // The counts of sessions: where each begins and ends, and its number.
  private List<int[]> fractions(Graph.Sentence sentence) {
    List<int[]> counts = new ArrayList<>();
    for (int i = sentence.first; i < sentence.end; i++) {
      count(sentence, i).ifPresent(counts::add);
    }
    return counts;
  }

  private Optional<int[]> count(Graph.Sentence sentence, int at) {
    String word = graph.lower(sentence, at);
    Optional<String> number =
        word.matches("\\d{1,3}")
            ? Optional.of(word)
            : ONE.contains(word) ? Optional.of("1") : AgePhrase.number(word);
    boolean planned = hasBefore(sentence, at, NOT_GIVEN);
    boolean decimals = graph.lower(sentence, at - 1).equals("-");
    if (number.isEmpty() || planned || decimals || !number.get().matches("\\d{1,3}")) {
      return Optional.empty();
    }
    int end = at + 1;
    if (EACH.contains(graph.lower(sentence, end))) {
      end++;
    }
    int fractions = Integer.parseInt(number.get());
    boolean counted =
        SESSIONS.contains(graph.lower(sentence, end))
            && fractions > 0
            && fractions <= MOST_FRACTIONS
            // "5 fractions per week"
            && !EACH.contains(graph.lower(sentence, end + 1));
    return counted ? Optional.of(new int[] {at, end + 1, fractions}) : Optional.empty();
  }
}
