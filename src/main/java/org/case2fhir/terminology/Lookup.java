package org.case2fhir.terminology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.model.Code;
import org.case2fhir.terminology.Misspellings.LookAlikes;
import org.case2fhir.terminology.Misspellings.SoundAlikes;
import org.case2fhir.terminology.TermMatch.MatchKind;
import org.case2fhir.terminology.TermMatch.Qualifier;
import org.case2fhir.terminology.TermMatch.QualifierKind;
import org.case2fhir.terminology.TermMatch.Respelling;
import org.case2fhir.terminology.Vocabulary.TermSources;

/**
 * Looks one text up in one domain: as it is, as an abbreviation, in canonical form, in the other
 * sources, then without its qualifiers, and at last as a misspelling.
 */
final class Lookup {
  private static final int FEWEST_LETTERS = 8;
  private static final Pattern ABBREVIATION =
      Pattern.compile("\\s*\\(([A-Z][A-Za-z0-9-]{0,6}[A-Z0-9]s?)\\)");

  private final TermSources sources;
  private final Domain domain;
  private final Collection<String> context;

  Lookup(TermSources sources, Domain domain, Collection<String> context) {
    this.sources = sources;
    this.domain = domain;
    this.context = context;
  }

  Optional<TermMatch> match(String text) {
    return spelt(text).or(() -> misspelt(withoutAbbreviations(text)));
  }

  /** In the spelling of the text. */
  Optional<TermMatch> spelt(String text) {
    String bare = withoutAbbreviations(text);
    return whole(bare).or(() -> split(bare));
  }

  /** All the words, none split off. */
  private Optional<TermMatch> whole(String text) {
    Optional<TermMatch> found = wholeAlone(text);
    return domain == Domain.TEST ? found : found.map(match -> sources.supplemented(domain, match));
  }

  private Optional<TermMatch> wholeAlone(String text) {
    String form = TextForm.of(text);
    if (form.isEmpty()) {
      return Optional.empty();
    }
    Optional<TermMatch> local = sources.local(domain, form, text);
    if (local.isPresent()) {
      return local;
    }
    if (AbbreviationTable.knows(domain, text)) {
      return AbbreviationTable.term(domain, text, context)
          .flatMap(this::known)
          .map(match -> match.by(MatchKind.ABBREVIATION));
    }
    return BuiltInTables.findCanonical(domain, form, text)
        .or(() -> spelledOut(text))
        .or(() -> sources.further(domain, form, text))
        .or(() -> salt(text));
  }

  /** A drug given with its salt. */
  private Optional<TermMatch> salt(String text) {
    return domain.withIncluded().contains(Domain.MEDICATION)
        ? Salts.base(text).flatMap(this::known).map(match -> match.by(MatchKind.EQUIVALENT))
        : Optional.empty();
  }

  /** AbbreviationTable among other words, if each has one meaning here. */
  private Optional<TermMatch> spelledOut(String text) {
    String[] words = text.strip().split("\\s+");
    boolean any = false;
    for (int i = 0; i < words.length && words.length > 1; i++) {
      if (words[i].length() > 1 && AbbreviationTable.knows(domain, words[i])) {
        Optional<String> term = AbbreviationTable.term(domain, words[i], context);
        if (term.isEmpty()) {
          return Optional.empty();
        }
        words[i] = term.get();
        any = true;
      }
    }
    if (!any) {
      return Optional.empty();
    }
    return known(String.join(" ", words)).map(match -> match.by(MatchKind.ABBREVIATION));
  }

  private Optional<TermMatch> known(String term) {
    String form = TextForm.of(term);
    return sources
        .local(domain, form, term)
        .or(() -> BuiltInTables.findCanonical(domain, form, term));
  }

  private Optional<TermMatch> split(String text) {
    // "left partial nephrectomy": the least that is split off leaves the most exact name.
    return SplitWords.sides(domain, text)
        .flatMap(this::rest)
        .or(() -> SplitWords.split(domain, text).flatMap(this::rest));
  }

  private Optional<TermMatch> rest(SplitWords.Split split) {
    return whole(split.rest())
        .filter(match -> isIn(match, split.tables()))
        .map(match -> match.with(split.qualifiers()))
        .map(match -> split.local() ? match.withCodes(withoutRoute(match.codes())) : match);
  }

  private boolean isIn(TermMatch match, Set<String> tables) {
    if (!match.source().equals(Vocabulary.BUILT_IN)) {
      return tables.contains(BuiltInTables.names(domain).get(0));
    }
    String key = TextForm.of(match.matched());
    return tables.stream().anyMatch(table -> BuiltInTables.table(table).find(key).isPresent());
  }

  /** ATC classifies a drug by its route; the code of the table is that of systemic use. */
  private static List<Code> withoutRoute(List<Code> codes) {
    return codes.stream().filter(code -> !code.system().equals(CodeSystem.ATC.uri())).toList();
  }

  private Optional<TermMatch> misspelt(String text) {
    Optional<TermMatch> whole = corrected(text, TextForm.of(text));
    if (whole.isPresent()) {
      return whole;
    }
    return SplitWords.split(domain, text)
        .flatMap(
            split ->
                corrected(split.rest(), TextForm.of(split.rest()))
                    .filter(match -> isIn(match, split.tables()))
                    .map(match -> match.with(split.qualifiers())));
  }

  /** With its one unknown word read as the nearest known one. */
  private Optional<TermMatch> corrected(String text, String form) {
    if (form.length() < FEWEST_LETTERS || AbbreviationTable.knows(domain, text)) {
      return Optional.empty();
    }
    Misspellings words = Misspellings.builtIn();
    List<String> forms = new ArrayList<>(Arrays.asList(Tables.split(form, ' ')));
    List<Integer> unknown = new ArrayList<>(2);
    for (int i = 0; i < forms.size(); i++) {
      if (!words.knows(forms.get(i))) {
        unknown.add(i);
      }
    }
    if (unknown.size() != 1 || !Misspellings.isCorrectable(forms.get(unknown.get(0)))) {
      return Optional.empty();
    }
    int at = unknown.get(0);
    String written = forms.get(at);
    // A short word alone is too easily another word.
    return forms.size() == 1 && written.length() < FEWEST_LETTERS
        ? Optional.empty()
        : onlyOne(text, forms, at);
  }

  private Optional<TermMatch> onlyOne(String text, List<String> forms, int at) {
    String written = forms.get(at);
    Set<String> terms = new HashSet<>();
    Optional<TermMatch> found = Optional.empty();
    for (String read : Misspellings.builtIn().nearest(written)) {
      List<String> other = new ArrayList<>(forms);
      other.set(at, read);
      String form = String.join(" ", other);
      Optional<TermMatch> here =
          BuiltInTables.findExact(domain, form, form)
              .or(() -> BuiltInTables.findCanonical(domain, form, form))
              .filter(match -> mayBe(written, read))
              .map(match -> match.respelt(respelling(text, written, match.matched(), read)));
      terms.add(here.map(TermMatch::term).orElse(""));
      found = here.isPresent() ? here : found;
    }
    return terms.size() == 1 ? found : Optional.empty();
  }

  /** A drug must sound like what was written; other words must not have opposed ends. */
  private boolean mayBe(String written, String read) {
    boolean drug = domain.withIncluded().contains(Domain.MEDICATION);
    return LookAlikes.mayBe(written, read) && (!drug || SoundAlikes.mayBe(written, read));
  }

  private static Respelling respelling(String text, String written, String term, String read) {
    return new Respelling(spelling(text, written), spelling(term, read));
  }

  /** The word of a text that has a normal form. */
  private static String spelling(String text, String form) {
    return Arrays.stream(text.split("[\\s/-]+"))
        .filter(word -> TextForm.of(word).equals(form))
        .findFirst()
        .orElse(form);
  }

  /**
   * The words without abbreviations that are given in parentheses: "magnetic resonance imaging
   * (MRI)"; the same text where there is none or nothing else.
   */
  private static String withoutAbbreviations(String text) {
    if (text.indexOf('(') < 0) {
      return text;
    }
    String bare = ABBREVIATION.matcher(text).replaceAll("").strip();
    return bare.isEmpty() ? text : bare;
  }

  /**
   * Words that name the salt, the ester or the water of a drug: oseltamivir phosphate is
   * oseltamivir. They are taken off only where no source knows the salt itself, and never off what
   * is nothing without them: potassium chloride is not potassium.
   *
   * <p>Columns of the table: the {@code words}, and their {@code place}: {@code end} or {@code
   * front}; {@code keeps} marks a substance whose salts are other drugs.
   */
  static final class Salts {
    static final String TABLE = "salts";
    static final int WIDTH = 2;

    private static final int LONGEST = 2;
    private static final int FEWEST_LETTERS = 5;
    private static final Map<Place, Set<String>> WORDS = load();

    private Salts() {}

    /** What a row of the table says of its words. */
    enum Place {
      END,
      FRONT,
      KEEPS
    }

    /** The drug without the words of its salt; empty where there are none. */
    static Optional<String> base(String text) {
      List<String> words = new ArrayList<>(List.of(text.strip().split("\\s+")));
      int before = words.size();
      boolean more = true;
      while (more) {
        more = take(words, Place.END) || take(words, Place.FRONT);
      }
      String rest = String.join(" ", words);
      boolean taken = words.size() < before && rest.length() >= FEWEST_LETTERS;
      return taken && !WORDS.get(Place.KEEPS).contains(TextForm.of(rest))
          ? Optional.of(rest)
          : Optional.empty();
    }

    /** Takes the longest words off; one word always stays. */
    private static boolean take(List<String> words, Place place) {
      for (int length = Math.min(LONGEST, words.size() - 1); length > 0; length--) {
        int start = place == Place.FRONT ? 0 : words.size() - length;
        List<String> taken = words.subList(start, start + length);
        if (WORDS.get(place).contains(TextForm.of(String.join(" ", taken)))) {
          taken.clear();
          return true;
        }
      }
      return false;
    }

    private static Map<Place, Set<String>> load() {
      Map<Place, Set<String>> words = new EnumMap<>(Place.class);
      for (Place place : Place.values()) {
        words.put(place, new HashSet<>());
      }
      for (String[] row : Tables.read(TABLE, WIDTH)) {
        words.get(Place.valueOf(row[1].toUpperCase(Locale.ROOT))).add(TextForm.of(row[0]));
      }
      return words;
    }
  }

  /**
   * AbbreviationTable that depend on the domain or on the words around them: "MS" is multiple
   * sclerosis beside "demyelination" and mitral stenosis beside "murmur".
   *
   * <p>Columns of the table: {@code abbreviation} (case counts), {@code domain}, the {@code term}
   * it stands for, and the {@code context} words of which one must be near, separated by a bar;
   * none where it has one meaning in its domain.
   */
  static final class AbbreviationTable {
    static final String TABLE = "abbreviations";
    static final int WIDTH = 4;

    private static final Pattern PUNCTUATION = Pattern.compile("[,.;:()]");
    private static final Map<Domain, Map<String, List<Sense>>> SENSES = load();

    private AbbreviationTable() {}

    /** Every row of the table in the domain that it is written for. */
    static List<String[]> rows() {
      return Tables.read(TABLE, WIDTH);
    }

    /** Whether the text is an abbreviation of the table. */
    static boolean knows(Domain domain, String text) {
      return !senses(domain, text).isEmpty();
    }

    /** The term that an abbreviation stands for here; empty when that is unclear. */
    static Optional<String> term(Domain domain, String text, Collection<String> context) {
      List<Sense> senses = senses(domain, text);
      if (senses.size() == 1 && senses.get(0).context().isEmpty()) {
        return Optional.of(senses.get(0).term());
      }
      String near = words(context);
      List<String> terms =
          senses.stream()
              .filter(sense -> sense.context().stream().anyMatch(near::contains))
              .map(Sense::term)
              .distinct()
              .toList();
      return terms.size() == 1 ? Optional.of(terms.get(0)) : Optional.empty();
    }

    /** The context as one text with a blank around each word. */
    private static String words(Collection<String> context) {
      StringBuilder words = new StringBuilder(" ");
      for (String text : context) {
        words.append(TextForm.of(PUNCTUATION.matcher(text).replaceAll(" "))).append(' ');
      }
      return words.toString();
    }

    private static List<Sense> senses(Domain domain, String text) {
      String bare = text.strip().replace(".", "");
      Map<String, List<Sense>> own = SENSES.get(domain);
      List<Sense> found = own.getOrDefault(bare, List.of());
      boolean plural = found.isEmpty() && bare.length() > 2 && bare.endsWith("s");
      return plural ? own.getOrDefault(bare.substring(0, bare.length() - 1), List.of()) : found;
    }

    private static Map<Domain, Map<String, List<Sense>>> load() {
      Map<Domain, Map<String, List<Sense>>> all = new EnumMap<>(Domain.class);
      for (Domain domain : Domain.values()) {
        all.put(domain, new HashMap<>());
      }
      for (String[] row : rows()) {
        Set<String> context =
            Stream.of(Tables.list(row[3]))
                .map(word -> " " + TextForm.of(word) + " ")
                .collect(Collectors.toSet());
        Sense sense = new Sense(row[2], context);
        for (Domain domain : Domain.valueOf(row[1]).withIncluding()) {
          all.get(domain).computeIfAbsent(row[0], key -> new ArrayList<>(2)).add(sense);
        }
      }
      return all;
    }

    private record Sense(String term, Set<String> context) {}
  }

  /**
   * Splits words of side, severity, course and manner off a term.
   *
   * <p>Only words that leave the rest true are split: a severe pneumonia is a pneumonia. Words that
   * change what is meant ("history of", "risk of", "no", "post-") never are, nor is any word of a
   * name such as "severe combined immunodeficiency". "Acute" and "chronic" are split off symptoms
   * alone: diseases are classified by them.
   *
   * <p>Columns of the table: the {@code words}, the {@code kind} of qualifier (with its side, or
   * with {@code local} for a drug that is not given systemically; {@code -} where the rest says the
   * same without them: "underlying", "course of", "findings"), their {@code place} in the term, and
   * the {@code tables} whose terms they are split off.
   */
  static final class SplitWords {
    static final String TABLE = "split-words";
    static final String NAMES = "whole-names";
    static final int WIDTH = 4;

    /** The kind of words that say nothing which the rest does not say. */
    static final String NOTHING = "-";

    private static final int LONGEST = 5;
    private static final Map<String, List<Rule>> RULES = loadRules();
    private static final Set<String> FIRST_WORDS =
        RULES.keySet().stream()
            .map(words -> Tables.split(words, ' ')[0])
            .collect(Collectors.toUnmodifiableSet());
    private static final Set<String> WHOLE =
        Tables.read(NAMES, 1).stream()
            .map(row -> " " + TextForm.of(row[0]) + " ")
            .collect(Collectors.toUnmodifiableSet());

    private final List<String> words;
    private final int length;
    private final List<Qualifier> qualifiers = new ArrayList<>();
    private final Set<String> sides = new HashSet<>();
    private final Set<String> tables;
    private boolean local;

    private SplitWords(String text, Collection<String> tables) {
      this.words = new ArrayList<>(Arrays.asList(text.strip().split("\\s+")));
      this.length = words.size();
      this.tables = new HashSet<>(tables);
    }

    /** What is left of a term; empty where nothing may be split off. */
    static Optional<Split> split(Domain domain, String text) {
      SplitWords work = new SplitWords(text, BuiltInTables.names(domain));
      work.takeAnywhere();
      work.takeFront();
      work.takeEnd();
      return work.done(text);
    }

    /** What is left of a term without the words that may stand anywhere in it, such as a side. */
    static Optional<Split> sides(Domain domain, String text) {
      SplitWords work = new SplitWords(text, BuiltInTables.names(domain));
      work.takeAnywhere();
      return work.done(text);
    }

    private Optional<Split> done(String text) {
      boolean split = hasTaken() && !words.isEmpty() && sides.size() <= 1 && !isWhole(text);
      return split
          ? Optional.of(new Split(String.join(" ", words), qualifiers, Set.copyOf(tables), local))
          : Optional.empty();
    }

    private static boolean isWhole(String text) {
      String form = " " + TextForm.of(text) + " ";
      return WHOLE.stream().anyMatch(form::contains);
    }

    private boolean hasTaken() {
      return words.size() < length;
    }

    private void takeAnywhere() {
      int at = 0;
      while (at < words.size()) {
        at += take(at, Place.ANY) ? 0 : 1;
      }
    }

    private void takeFront() {
      boolean more = true;
      while (more && words.size() > 1) {
        boolean joined = hasTaken() && words.get(0).equals("and");
        more = take(joined ? 1 : 0, Place.FRONT);
        if (more && joined) {
          words.remove(0);
        }
      }
    }

    private void takeEnd() {
      boolean more = true;
      while (more) {
        more = false;
        for (int length = Math.min(2, words.size() - 1); length > 0 && !more; length--) {
          more = take(words.size() - length, length, Place.END);
        }
      }
    }

    private boolean take(int at, Place place) {
      if (at < words.size() && !mayBegin(words.get(at))) {
        return false;
      }
      for (int length = Math.min(LONGEST, words.size() - at); length > 0; length--) {
        if (take(at, length, place)) {
          return true;
        }
      }
      return false;
    }

    // Most words begin nothing that is split off; a mark alone is passed over.
    private static boolean mayBegin(String word) {
      String form = TextForm.of(word.endsWith(",") ? word.substring(0, word.length() - 1) : word);
      return form.isEmpty() || FIRST_WORDS.contains(Tables.split(form, ' ')[0]);
    }

    private boolean take(int at, int length, Place place) {
      String found = String.join(" ", words.subList(at, at + length));
      String bare = found.endsWith(",") ? found.substring(0, found.length() - 1) : found;
      for (Rule rule : RULES.getOrDefault(TextForm.of(bare), List.of())) {
        if (rule.place() == place && rule.tables().stream().anyMatch(tables::contains)) {
          tables.retainAll(rule.tables());
          rule.kind().ifPresent(kind -> qualifiers.add(new Qualifier(kind, bare)));
          local |= rule.detail().equals("local");
          if (rule.kind().equals(Optional.of(QualifierKind.LATERALITY))) {
            sides.add(rule.detail());
          }
          words.subList(at, at + length).clear();
          return true;
        }
      }
      return false;
    }

    private static Map<String, List<Rule>> loadRules() {
      Map<String, List<Rule>> rules = new HashMap<>();
      for (String[] row : Tables.read(TABLE, WIDTH)) {
        String[] kind = Tables.split(row[1], ' ');
        Rule rule =
            new Rule(
                kind[0].equals(NOTHING)
                    ? Optional.empty()
                    : Optional.of(QualifierKind.valueOf(kind[0])),
                kind.length > 1 ? kind[1] : "",
                Place.valueOf(row[2].toUpperCase(Locale.ROOT)),
                Set.of(Tables.list(row[3])));
        rules.computeIfAbsent(TextForm.of(row[0]), words -> new ArrayList<>(2)).add(rule);
      }
      return rules;
    }

    private enum Place {
      ANY,
      FRONT,
      END
    }

    private record Rule(
        Optional<QualifierKind> kind, String detail, Place place, Set<String> tables) {}

    /**
     * A term without its qualifiers.
     *
     * @param tables the tables in which the rest must be found
     * @param local whether it is a drug that is not given systemically
     */
    record Split(String rest, List<Qualifier> qualifiers, Set<String> tables, boolean local) {}
  }
}
