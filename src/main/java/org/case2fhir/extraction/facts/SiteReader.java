package org.case2fhir.extraction.facts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.case2fhir.extraction.context.Relation;
import org.case2fhir.extraction.facts.ConceptCoder.Coded;
import org.case2fhir.extraction.patient.PatientSentence;
import org.case2fhir.extraction.words.WordTable;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.MentionType;
import org.case2fhir.model.BodySite;
import org.case2fhir.model.Concept;
import org.case2fhir.model.Laterality;
import org.case2fhir.model.Span;
import org.case2fhir.notation.Sides;
import org.case2fhir.terminology.Domain;
import org.case2fhir.terminology.Qualifier;
import org.case2fhir.terminology.QualifierKind;
import org.case2fhir.terminology.Vocabulary;

/** Reads where on the body a finding is or a procedure was done, with its side. */
final class SiteReader {
  private static final int BEFORE = 30;
  private static final int AFTER = 80;
  static final String SIDE_ALONE = "side";
  private static final Pattern SIDE_AFTER =
      Pattern.compile(
          "\\b(?:on|in|at|to|an) (?:the|his|her) (left|right)(?: side)?(?="
              + " (?:and|was|were|is)\\b|[,.;]|$)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern SIDE_BEFORE =
      Pattern.compile(
          "\\b(left|right|both|bilateral(?:ly)?)(?:[- ]sided)?(?: sides?)?(?: of)?(?: the| her|"
              + " his)?[ -]$",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern SIDE =
      Pattern.compile("\\b(left|right|both|bilateral(?:ly)?)\\b", Pattern.CASE_INSENSITIVE);

  // "Both sides of the neck" is where it is on the neck.
  private static final Pattern SIDES_OF =
      Pattern.compile(
          "^(both|left|right) sides? of (?:the |his |her )?(.+)$", Pattern.CASE_INSENSITIVE);
  private static final Pattern SIDES = Pattern.compile("(?i)(?:both |left |right )?sides?");
  private static final Pattern OF = Pattern.compile(" of (?:the |his |her )?");
  private static final Pattern AND =
      Pattern.compile("(?:,|,? and|,? or|,? as well as)(?: the)? ", Pattern.CASE_INSENSITIVE);
  private static final Pattern TISSUE =
      Pattern.compile(
          "(?i)(?:[\\p{L}-]{2,20} ){1,3}(?:tissues?|fat|layers?|skin|muscles?|fascia|mucosa)");

  private static final Map<String, String> NO_SITES =
      WordTable.rows(SiteReader.class, "no-sites.tsv").stream()
          .collect(Collectors.toUnmodifiableMap(row -> row[0], row -> row[1]));

  private final Vocabulary vocabulary;

  SiteReader(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** The sites of a mention; a side told of it without a site goes to the site its name holds. */
  List<BodySite> sites(PatientSentence sentence, Mention head, Coded coded) {
    List<BodySite> sites = new ArrayList<>();
    List<Mention> told =
        sentence
            .details(head, Relation.Kind.SITE)
            .filter(site -> !EllipticTests.isPart(sentence, site))
            .toList();
    told.stream()
        .filter(site -> told.size() == 1 || !isInName(sentence, site, head, coded))
        .flatMap(site -> withCoordinated(sentence, site, head).stream())
        .flatMap(site -> siteOf(sentence, site, head).stream())
        .distinct()
        .forEach(sites::add);
    Optional<Laterality> side =
        qualifierSide(coded)
            .or(() -> sideBefore(sentence, head.span().start()))
            .or(() -> describedSide(sentence, head))
            .or(() -> sites.isEmpty() ? sideAfter(sentence, head) : Optional.empty());
    if (side.isEmpty()) {
      return sites;
    }
    if (sites.isEmpty()) {
      return List.of(
          inName(coded.concept().text(), side.get())
              .orElseGet(() -> new BodySite(Concept.ofText(SIDE_ALONE), side)));
    }
    return sites.stream().map(site -> sided(site, side.get())).toList();
  }

  // "Skin contractions of both hands": the first word belongs to the name, the last tell where.
  private static boolean isInName(
      PatientSentence sentence, Mention site, Mention head, Coded coded) {
    boolean before = site.span().end() <= head.span().end();
    return before
        && coded.concept().text().contains(ConceptCoder.plain(sentence.words(site)))
        && head.span().start() - site.span().end() <= 1;
  }

  /** A site with those that a list behind it adds: "in the dermis and the subcutaneous fat". */
  private List<Mention> withCoordinated(PatientSentence sentence, Mention site, Mention head) {
    List<Mention> sites = new ArrayList<>();
    sites.add(site);
    List<Mention> mentions = sentence.mentions();
    boolean behind = site.span().start() >= head.span().end();
    for (int i = mentions.indexOf(site) + 1; behind && i > 0 && i < mentions.size(); i++) {
      Mention next = mentions.get(i);
      String between = Statements.between(sentence, sites.get(sites.size() - 1), next);
      if (!AND.matcher(between).matches() || !isSite(sentence, next)) {
        break;
      }
      sites.add(next);
    }
    return sites;
  }

  private boolean isSite(PatientSentence sentence, Mention mention) {
    String words = sentence.words(mention);
    return mention.type() == MentionType.BIOLOGICAL_STRUCTURE
        || mention.type() == MentionType.DETAILED_DESCRIPTION
            && (TISSUE.matcher(words).matches()
                || !vocabulary.find(Domain.BODY_SITE, words).isEmpty());
  }

  /** The sites behind a head, with those that a list adds to them. */
  List<BodySite> behind(PatientSentence sentence, Mention head) {
    return sentence
        .details(head, Relation.Kind.SITE)
        .filter(site -> site.span().start() >= head.span().end())
        .flatMap(site -> withCoordinated(sentence, site, head).stream())
        .distinct()
        .map(site -> site(sentence, site))
        .toList();
  }

  private static BodySite sided(BodySite site, Laterality side) {
    return site.laterality().isPresent() ? site : new BodySite(site.site(), Optional.of(side));
  }

  // Qualities are no sites, and how a picture was taken is not where.
  private Optional<BodySite> siteOf(PatientSentence sentence, Mention site, Mention head) {
    String words = ConceptCoder.plain(sentence.words(site)).toLowerCase(Locale.ROOT);
    boolean quality = NO_SITES.getOrDefault(words, "").equals("quality");
    if (quality) {
      return Optional.empty();
    }
    if (head.type() != MentionType.DIAGNOSTIC_PROCEDURE) {
      return Optional.of(site(sentence, site));
    }
    String bare =
        Stream.of(words.split(" "))
            .filter(word -> !NO_SITES.getOrDefault(word, "").equals("projection"))
            .collect(Collectors.joining(" "));
    return bare.isEmpty()
        ? Optional.empty()
        : Optional.of(bare.equals(words) ? site(sentence, site) : Sides.split(bare, vocabulary));
  }

  /** A site by its name, which may tell its side. */
  BodySite named(String words) {
    return Sides.split(words, vocabulary);
  }

  /** A site with the side that its own words or those right before it tell. */
  BodySite site(PatientSentence sentence, Mention mention) {
    String words =
        SIDES_OF.matcher(ConceptCoder.plain(withPart(sentence, mention))).replaceFirst("$1 $2");
    BodySite site = Sides.split(words, vocabulary);
    Optional<Laterality> before = sideBefore(sentence, mention.span().start());
    return before.map(side -> sided(site, side)).orElse(site);
  }

  // "Both (sides) of the (face)": a side with the part that is named behind it.
  private static String withPart(PatientSentence sentence, Mention mention) {
    String words = sentence.words(mention);
    List<Mention> mentions = sentence.mentions();
    int next = mentions.indexOf(mention) + 1;
    boolean part =
        SIDES.matcher(words).matches()
            && next < mentions.size()
            && mentions.get(next).type() == MentionType.BIOLOGICAL_STRUCTURE
            && OF.matcher(Statements.between(sentence, mention, mentions.get(next))).matches();
    String side = words.replaceFirst("(?i)\\s?sides?$", "");
    return part ? (side + " " + sentence.words(mentions.get(next))).strip() : words;
  }

  private static Optional<Laterality> qualifierSide(Coded coded) {
    return coded.qualifiers().stream()
        .filter(qualifier -> qualifier.kind() == QualifierKind.LATERALITY)
        .map(Qualifier::words)
        .flatMap(words -> find(words).stream())
        .findFirst();
  }

  private static Optional<Laterality> describedSide(PatientSentence sentence, Mention head) {
    return sentence
        .details(head, Relation.Kind.DESCRIPTION)
        .map(sentence::words)
        .flatMap(words -> find(words).stream())
        .findFirst();
  }

  private static Optional<Laterality> find(String words) {
    Matcher matcher = SIDE.matcher(words);
    return matcher.find() ? Optional.of(side(matcher.group(1))) : Optional.empty();
  }

  // "A mass of 3 cm on the left and one of 4 cm on the right": up to the next problem.
  private static Optional<Laterality> sideAfter(PatientSentence sentence, Mention head) {
    List<Mention> mentions = sentence.mentions();
    int from = head.span().end();
    int to = Math.min(sentence.span().end(), from + AFTER);
    for (int i = mentions.indexOf(head) + 1; i < mentions.size(); i++) {
      Mention next = mentions.get(i);
      if (next.type() == MentionType.SIGN_SYMPTOM || next.type() == MentionType.DISEASE_DISORDER) {
        to = Math.min(to, next.span().start());
        break;
      }
    }
    Matcher matcher = SIDE_AFTER.matcher(from < to ? sentence.words(new Span(from, to)) : "");
    return matcher.find() ? Optional.of(side(matcher.group(1))) : Optional.empty();
  }

  private static Optional<Laterality> sideBefore(PatientSentence sentence, int at) {
    int from = Math.max(sentence.span().start(), at - BEFORE);
    if (from >= at) {
      return Optional.empty();
    }
    Matcher matcher = SIDE_BEFORE.matcher(sentence.words(new Span(from, at)));
    return matcher.find() ? Optional.of(side(matcher.group(1))) : Optional.empty();
  }

  private static Laterality side(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "left" -> Laterality.LEFT;
      case "right" -> Laterality.RIGHT;
      default -> Laterality.BILATERAL;
    };
  }

  // "Bilateral shoulder pain" is at both shoulders.
  private Optional<BodySite> inName(String name, Laterality side) {
    String[] words = SIDE.matcher(name).replaceAll("").strip().split("\\s+");
    return Stream.iterate(Math.min(3, words.length), n -> n > 0, n -> n - 1)
        .flatMap(length -> windows(words, length))
        .filter(text -> !text.isBlank())
        .filter(text -> !vocabulary.find(Domain.BODY_SITE, text).isEmpty())
        .findFirst()
        .map(
            text ->
                new BodySite(
                    new Concept(text, vocabulary.find(Domain.BODY_SITE, text)), Optional.of(side)));
  }

  private static Stream<String> windows(String[] words, int length) {
    List<String> windows = new ArrayList<>();
    for (int i = 0; i + length <= words.length; i++) {
      windows.add(String.join(" ", List.of(words).subList(i, i + length)));
    }
    return windows.stream();
  }
}
