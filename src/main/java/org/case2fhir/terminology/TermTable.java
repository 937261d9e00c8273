package org.case2fhir.terminology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.case2fhir.model.Code;
import org.case2fhir.terminology.TermMatch.MatchKind;
import org.case2fhir.terminology.Vocabulary.Term;

/**
 * The terms of one table with the codes that mean exactly that.
 *
 * <p>Columns: {@code term synonyms system code display source}; one row for each code of a term,
 * its synonyms (separated by a bar) in its first row. {@code source} names where the triple of
 * system, code and display was found: a file of the terminology sources, or {@code
 * v3-codesystems.xml} (HL7's v3 code systems, from HAPI's R4 definitions). A file that has the code
 * without a display vouches for the code alone.
 */
final class TermTable {
  static final int WIDTH = 6;

  /** Initialisms that are other words in small letters; only their capitals name a concept. */
  private static final Set<String> CAPITAL_WORDS =
      Tables.read("capital-words", 1).stream().map(row -> row[0]).collect(Collectors.toSet());

  private final List<Term> terms = new ArrayList<>(1024);
  private final Map<String, Entry> entries = new HashMap<>(4096);

  private final Scope scope;
  private volatile Map<String, Entry> canonical;

  private TermTable(Scope scope) {
    this.scope = scope;
  }

  static TermTable load(String name) {
    return of(Tables.read(name, WIDTH), Scope.ofTable(name));
  }

  /** From rows that begin with the columns of a table; those of a term stand together. */
  static TermTable of(List<String[]> rows, Scope scope) {
    TermTable table = new TermTable(scope);
    Set<String> ambiguous = new HashSet<>();
    int start = 0;
    for (int end = 1; end <= rows.size(); end++) {
      if (end == rows.size() || !rows.get(end)[0].equals(rows.get(start)[0])) {
        table.add(rows.subList(start, end), ambiguous);
        start = end;
      }
    }
    table.entries.keySet().removeAll(ambiguous);
    return table;
  }

  private void add(List<String[]> rows, Set<String> ambiguous) {
    List<Code> codes = new ArrayList<>(rows.size());
    List<String> synonyms = new ArrayList<>();
    for (String[] row : rows) {
      codes.add(new Code(CodeSystem.valueOf(row[2]).uri(), row[3], row[4]));
      synonyms.addAll(List.of(Tables.list(row[1])));
    }
    Term term = new Term(rows.get(0)[0], synonyms, codes);
    terms.add(term);
    index(term.text(), term, ambiguous);
    for (String synonym : synonyms) {
      index(synonym, term, ambiguous);
    }
  }

  private void index(String written, Term term, Set<String> ambiguous) {
    String key = TextForm.of(written);
    Entry other = entries.putIfAbsent(key, new Entry(term, written));
    if (other != null && other.term() != term) {
      ambiguous.add(key);
    }
  }

  /** The term of a key made by {@link TextForm}. */
  Optional<Entry> find(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  /** The term of a key made by {@link CanonicalForm}, unless several have it. */
  Optional<Entry> findCanonical(String form) {
    Map<String, Entry> built = canonical;
    return Optional.ofNullable((built == null ? canonical() : built).get(form));
  }

  /** Made when first needed, and by one thread only: most words are found without it. */
  private synchronized Map<String, Entry> canonical() {
    if (canonical != null) {
      return canonical;
    }
    Map<String, Entry> forms = new HashMap<>(entries.size() * 2);
    Set<String> ambiguous = new HashSet<>();
    entries.forEach(
        (key, entry) -> {
          String form = CanonicalForm.of(scope, key);
          Entry other = forms.putIfAbsent(form, entry);
          if (other != null && other.term() != entry.term()) {
            ambiguous.add(form);
          }
        });
    forms.keySet().removeAll(ambiguous);
    canonical = forms;
    return forms;
  }

  List<Term> terms() {
    return terms;
  }

  Set<String> keys() {
    return entries.keySet();
  }

  int size() {
    return entries.size();
  }

  /**
   * A term under one of its names.
   *
   * @param written the term or synonym as the table writes it
   */
  record Entry(Term term, String written) {
    /** How near the words of a case are to this name. */
    MatchKind kind(String text) {
      if (text.strip().equalsIgnoreCase(written)) {
        return written.equals(term.text()) ? MatchKind.TERM : MatchKind.SYNONYM;
      }
      return MatchKind.NORMAL_FORM;
    }

    /** Whether a text may mean this name: letters in capitals are not small letters. */
    boolean mayBe(String key, String text) {
      return !isOtherWord(written) || text.contains(written) || !key.equals(TextForm.of(written));
    }

    private static boolean isOtherWord(String name) {
      return Term.isInitialism(name) && CAPITAL_WORDS.contains(name.toLowerCase(Locale.ROOT));
    }

    TermMatch match(MatchKind kind) {
      return TermMatch.of(term.text(), term.codes(), kind, written, Vocabulary.BUILT_IN);
    }
  }

  /** Where words may be exchanged: the same words are not equal everywhere. */
  enum Scope {
    /** Everywhere. */
    ANY,
    /** Conditions and findings. */
    PROBLEM,
    /** Procedures and reports. */
    STUDY;

    static Scope named(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The scope of a table's terms. */
    static Scope ofTable(String table) {
      return List.of("conditions", "findings").contains(table)
          ? PROBLEM
          : List.of("procedures", "reports").contains(table) ? STUDY : ANY;
    }
  }
}
