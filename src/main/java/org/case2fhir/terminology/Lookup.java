package org.case2fhir.terminology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.case2fhir.model.Code;
import org.case2fhir.terminology.Misspellings.LookAlikes;
import org.case2fhir.terminology.Misspellings.SoundAlikes;
import org.case2fhir.terminology.TermMatch.MatchKind;
import org.case2fhir.terminology.TermMatch.Respelling;

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
    return SplitWords.split(domain, text).flatMap(this::rest);
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
}
