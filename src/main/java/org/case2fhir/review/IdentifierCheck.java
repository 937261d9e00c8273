package org.case2fhir.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.case2fhir.casefile.CaseFileWriter;
import org.case2fhir.document.Passage;
import org.case2fhir.document.Section;
import org.case2fhir.document.SectionKind;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.issue.BundledTable;
import org.case2fhir.model.CaseReport;
import org.case2fhir.model.Span;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.Vocabulary;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Finds what may identify the patient or a relative: the kinds that <a
 * href="https://www.ecfr.gov/current/title-45/section-164.514">45 CFR 164.514(b)(2)</a> (Safe
 * Harbor) names, as far as words show them. Dates that name a day count, months and years do not.
 *
 * <p>It warns and does not promise: a text without a finding may still identify someone. In an
 * article only what is said about the patient is looked at, not authors, references or
 * declarations. Nothing is logged. Safe for use by several threads.
 */
public final class IdentifierCheck {
  private static final PhraseTable PHRASES = PhraseTable.of("identifier-phrases");
  private static final CapitalWords CAPITALS = CapitalWords.read();

  private static final Set<SectionKind> LOOKED_AT =
      EnumSet.of(
          SectionKind.TITLE,
          SectionKind.ABSTRACT,
          SectionKind.INTRODUCTION,
          SectionKind.CASE,
          SectionKind.DISCUSSION,
          SectionKind.CONCLUSION,
          SectionKind.FIGURE_LEGEND,
          SectionKind.TABLE,
          SectionKind.OTHER);

  /** Where dates and addresses of the web are those of the case, not of a study or an outbreak. */
  private static final Set<SectionKind> ABOUT_THE_CASE =
      EnumSet.of(
          SectionKind.ABSTRACT, SectionKind.CASE, SectionKind.FIGURE_LEGEND, SectionKind.TABLE);

  private static final int LONGEST_LINE = 100_000;

  private IdentifierCheck() {}

  /**
   * Something that may identify a person. Jackson writes the names of the components.
   *
   * @param kind what it is
   * @param start offset in the text that was checked, in UTF-16 code units
   * @param end exclusive; 0 where the case was checked without its file
   * @param quote the words there
   * @param reason why it is taken for this
   * @param remedy what to do
   * @param pointer JSON Pointer of the value in the case file; empty in an article
   */
  @JsonPropertyOrder({"kind", "start", "end", "quote", "reason", "remedy", "pointer"})
  public record Identifier(
      Kind kind,
      int start,
      int end,
      String quote,
      String reason,
      String remedy,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) String pointer) {}

  /** What may identify a person. */
  public enum Kind {
    NAME("it is written like a person's name", "leave the name out, or write a role"),
    PLACE("it is a place smaller than a state", "name the state or the country only"),
    DATE("it names a day", "write the year, or the time since the first visit"),
    DATE_OF_BIRTH("it is a date of birth", "write the age instead"),
    AGE("the age is above 89", "write \"90 or older\""),
    PHONE("it is written like a telephone number", "leave it out"),
    FAX("it is written like a fax number", "leave it out"),
    EMAIL("it is an e-mail address", "leave it out"),
    SOCIAL_SECURITY_NUMBER("it is written like a number of a person", "leave it out"),
    RECORD_NUMBER("it is the number of a record", "leave it out"),
    HEALTH_PLAN_NUMBER("it is the number of an insured person", "leave it out"),
    ACCOUNT_NUMBER("it is the number of an account", "leave it out"),
    LICENSE_NUMBER("it is the number of a certificate", "leave it out"),
    VEHICLE_NUMBER("it is the number of a vehicle", "leave it out"),
    DEVICE_NUMBER("it is the serial number of a device", "name the model only"),
    WEB_ADDRESS("it is an address of the web", "leave it out, if it leads to the person"),
    IP_ADDRESS("it is the address of a computer", "leave it out"),
    BIOMETRIC("it is a record of a body's features", "leave it out"),
    PHOTOGRAPH("it may show a face or carry a name", "make sure that nobody can be known by it");

    private final String reason;
    private final String remedy;

    Kind(String reason, String remedy) {
      this.reason = reason;
      this.remedy = remedy;
    }

    /** The name in JSON: {@code record-number}. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Checks an article. */
  public static List<Identifier> check(SourceDocument document) {
    Scan scan = new Scan(document.text());
    for (Section section : document.sections()) {
      if (!LOOKED_AT.contains(section.kind())) {
        continue;
      }
      boolean about = ABOUT_THE_CASE.contains(section.kind());
      for (List<Span> paragraph : section.paragraphs()) {
        Passage passage = Passage.of(document, paragraph);
        scan.words(
            passage.text(),
            "",
            (kind, start) -> about || kind != Kind.DATE && kind != Kind.WEB_ADDRESS,
            passage::original);
      }
    }
    return scan.identifiers();
  }

  /** Checks a case: {@code start} and {@code end} are 0, the pointers are those of its file. */
  public static List<Identifier> check(CaseReport report) {
    CaseFileWriter writer = new CaseFileWriter(Vocabulary.builtIn(), UnitTable.builtIn()).withIds();
    return checkCaseFile(writer.writeJson(report)).stream()
        .map(i -> new Identifier(i.kind, 0, 0, i.quote, i.reason, i.remedy, i.pointer))
        .toList();
  }

  /**
   * Checks the text of a case file or phenopacket, in YAML or JSON. What cannot be read as such is
   * checked as prose.
   */
  public static List<Identifier> checkCaseFile(String text) {
    Scan scan = new Scan(text);
    Optional<Node> root = parse(text);
    if (root.isPresent()) {
      new CaseFileScan(text, scan).walk(root.get());
    } else {
      scan.words(text, "", (kind, start) -> true, Span::new);
    }
    return scan.identifiers();
  }

  private static Optional<Node> parse(String text) {
    // The time of SnakeYAML grows with the square of a line.
    if (text.lines().anyMatch(line -> line.length() > LONGEST_LINE)) {
      return Optional.empty();
    }
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(text.length() + 1);
    try {
      Node root = new Yaml(options).compose(new StringReader(text));
      return Optional.ofNullable(root).filter(node -> !(node instanceof ScalarNode));
    } catch (YAMLException e) {
      return Optional.empty();
    }
  }

  // ---- a text ---------------------------------------------------------------------------------

  /** Where words of a passage stand in the text. */
  private interface Places {
    Span of(int start, int end);
  }

  /** Collects what is found in a text. */
  private static final class Scan {
    private static final Map<Kind, Pattern> SHAPES = new EnumMap<>(Kind.class);

    static {
      SHAPES.put(
          Kind.EMAIL,
          Pattern.compile("[\\p{L}\\p{N}._%+-]{1,64}@[\\p{L}\\p{N}.-]{1,100}\\.\\p{L}{2,10}"));
      SHAPES.put(
          Kind.WEB_ADDRESS, Pattern.compile("(?i)(?:https?://|www\\.)[^\\s<>\"')\\]]{3,300}"));
      SHAPES.put(
          Kind.PHONE,
          Pattern.compile(
              "(?<![\\p{L}\\d.])(?:\\(\\d{3}\\)\\s?\\d{3}[-.\\s]\\d{4}"
                  + "|\\+\\d{1,3}[-.\\s(]{1,2}\\d{2,4}[-.\\s)]{1,2}\\d{3,4}(?:[-.\\s]\\d{2,4}){0,2})"
                  + "(?!\\d)"));
      SHAPES.put(
          Kind.SOCIAL_SECURITY_NUMBER,
          Pattern.compile("(?<![\\p{L}\\d-])\\d{3}-\\d{2}-\\d{4}(?![\\d-])"));
      SHAPES.put(
          Kind.IP_ADDRESS,
          Pattern.compile("(?i)(?<=\\bIP\\s(?:address\\s)?)(?:\\d{1,3}\\.){3}\\d{1,3}(?![\\d.])"));
      SHAPES.put(
          Kind.DATE,
          Pattern.compile(
              "(?iu)(?<![\\p{L}\\d./-])" + PhraseTable.DATE + "(?![\\p{L}\\d/-]|\\.\\d)"));
      SHAPES.put(
          Kind.PHOTOGRAPH,
          Pattern.compile(
              "(?<![\\p{L}\\d/])\\p{Lu}\\p{Ll}{1,20}[_-]\\p{Lu}\\p{Ll}{1,20}[\\w-]{0,30}"
                  + "\\.(?i:jpe?g|png|tiff?|gif|bmp|dcm|heic)\\b"));
      SHAPES.put(
          Kind.AGE,
          Pattern.compile(
              "(?i)(?<![\\d.,/-])(?:9\\d|1[01]\\d)(?=[\\s-]{1,2}(?:years?|yrs?)[\\s-]{1,2}(?:old|of"
                  + " age)\\b)|(?<=\\bage[d]?\\s(?:of\\s)?)(?:9\\d|1[01]\\d)(?!\\d|[.,/]\\d|[%-])"));
    }

    private static final Pattern PLAIN_WORD =
        Pattern.compile("(?<![^\\s(])\\p{Ll}[\\p{L}'-]{0,60}");
    private static final Pattern WORD = Pattern.compile("[\\p{L}'-]{1,60}");
    private static final Pattern ANY_DATE_NUMBERS = Pattern.compile("\\d{1,4}");

    private final String text;
    private final Set<String> lowerCase = new HashSet<>();
    private final List<Identifier> found = new ArrayList<>();

    Scan(String text) {
      this.text = text;
      Matcher words = PLAIN_WORD.matcher(text);
      while (words.find()) {
        lowerCase.add(words.group());
      }
    }

    List<Identifier> identifiers() {
      // A date of birth is not listed again as a date.
      List<Identifier> sorted = new ArrayList<>(found);
      sorted.sort(
          Comparator.comparingInt(Identifier::start)
              .thenComparing(Identifier::pointer)
              .thenComparingInt(i -> -i.end())
              .thenComparing(i -> i.kind() == Kind.DATE ? 1 : 0));
      List<Identifier> kept = new ArrayList<>();
      for (Identifier each : sorted) {
        boolean within =
            kept.stream()
                .anyMatch(
                    other ->
                        other.pointer().equals(each.pointer())
                            && other.start() <= each.start()
                            && each.end() <= other.end()
                            && (other.end() > other.start()
                                || other.quote().contains(each.quote())));
        if (!within) {
          kept.add(each);
        }
      }
      return List.copyOf(kept);
    }

    void words(String words, String pointer, BiPredicate<Kind, Integer> wanted, Places places) {
      PhraseTable.Words known = PhraseTable.Words.of(words);
      List<PhraseTable.Match> otherDates = PHRASES.find("date-not", known);
      for (PhraseTable.Match match : PHRASES.find("name-titled", known)) {
        String quote = words.substring(match.start(), match.end());
        if (!CAPITALS.isNoName(quote)) {
          add(Kind.NAME, places.of(match.start(), match.end()), quote, pointer);
        }
      }
      for (Kind kind : Kind.values()) {
        for (PhraseTable.Match match : PHRASES.find(kind.word(), known)) {
          String quote = words.substring(match.start(), match.end());
          if (wanted.test(kind, match.start()) && isLikely(kind, quote)) {
            add(kind, places.of(match.start(), match.end()), quote, pointer);
          }
        }
        Pattern shape = SHAPES.get(kind);
        if (shape != null) {
          Matcher matcher = shape.matcher(words);
          while (matcher.find()) {
            PhraseTable.Match match = new PhraseTable.Match("", matcher.start(), matcher.end());
            boolean other =
                kind == Kind.DATE
                    && (otherDates.stream().anyMatch(match::overlaps) || !isDate(matcher.group()));
            if (!other && wanted.test(kind, match.start())) {
              add(kind, places.of(match.start(), match.end()), matcher.group(), pointer);
            }
          }
        }
      }
    }

    void add(Kind kind, Span span, String words, String pointer) {
      String quote = pointer.isEmpty() ? text.substring(span.start(), span.end()) : words;
      found.add(
          new Identifier(kind, span.start(), span.end(), quote, kind.reason, kind.remedy, pointer));
    }

    private boolean isLikely(Kind kind, String quote) {
      return switch (kind) {
        case NAME -> isName(quote);
        case PLACE -> CAPITALS.isSmallPlace(quote);
        default -> true;
      };
    }

    /** Words that stand elsewhere without a capital, and adjectives of peoples, are not names. */
    private boolean isName(String quote) {
      Matcher words = WORD.matcher(quote);
      while (words.find()) {
        String word = words.group();
        if (CAPITALS.isNoName(word) || lowerCase.contains(word.toLowerCase(Locale.ROOT))) {
          return false;
        }
      }
      return true;
    }

    private static boolean isDate(String words) {
      int days = 0;
      int years = 0;
      Matcher numbers = ANY_DATE_NUMBERS.matcher(words);
      while (numbers.find()) {
        int number = Integer.parseInt(numbers.group());
        if (numbers.group().length() == 4) {
          years += number >= 1850 && number <= 2150 ? 1 : 0;
        } else if (number < 1 || number > 31) {
          return false;
        } else {
          days++;
        }
      }
      return years == 1 && days > 0;
    }
  }

  // ---- a case file ----------------------------------------------------------------------------

  /** Looks at the values of a case file. */
  private static final class CaseFileScan {
    /** What is public anyway, or no words of a case. */
    private static final Set<String> PASSED_OVER =
        Set.of("source", "codes", "code", "system", "id", "$schema", "metaData", "expressions");

    private static final Set<String> BIRTH = Set.of("birth-date", "dateOfBirth");
    private static final Set<String> NAMES = Set.of("name", "identifiers");
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}(?:T\\S{1,40})?");
    private static final Pattern NUMBER = Pattern.compile("\\D{0,20}\\d[\\d\\s./-]{4,20}");
    private static final Pattern OLD = Pattern.compile("(?:9\\d|1[01]\\d)\\s?(?:years?|y|a)?");
    private static final Pattern ISO_AGE = Pattern.compile("P(?:9\\d|1[01]\\d)Y\\w{0,20}");

    private final String text;
    private final Scan scan;
    private final Map<Node, Boolean> seen = new IdentityHashMap<>();

    CaseFileScan(String text, Scan scan) {
      this.text = text;
      this.scan = scan;
    }

    void walk(Node root) {
      walk(root, "", "");
    }

    private void walk(Node node, String pointer, String key) {
      // A few aliases can stand for billions of values.
      if (seen.put(node, true) != null) {
        return;
      }
      if (node instanceof MappingNode mapping) {
        for (NodeTuple tuple : mapping.getValue()) {
          String name = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
          if (!PASSED_OVER.contains(name)) {
            walk(tuple.getValueNode(), pointer + "/" + escaped(name), name);
          }
        }
      } else if (node instanceof SequenceNode sequence) {
        for (int i = 0; i < sequence.getValue().size(); i++) {
          walk(sequence.getValue().get(i), pointer + "/" + i, key);
        }
      } else if (node instanceof ScalarNode scalar) {
        value(scalar, pointer, key);
      }
    }

    private static String escaped(String key) {
      return key.replace("~", "~0").replace("/", "~1");
    }

    private void value(ScalarNode scalar, String pointer, String key) {
      String value = scalar.getValue();
      boolean ofSubject = pointer.startsWith("/subject/");
      if (BIRTH.contains(key) && DAY.matcher(value).matches()) {
        whole(Kind.DATE_OF_BIRTH, scalar, pointer);
      } else if (ISO_AGE.matcher(value).matches()) {
        whole(Kind.AGE, scalar, pointer);
      } else if (DAY.matcher(value).matches()) {
        whole(Kind.DATE, scalar, pointer);
      } else if (ofSubject && key.equals("name")) {
        whole(Kind.NAME, scalar, pointer);
      } else if (ofSubject && NAMES.contains(key) && NUMBER.matcher(value).matches()) {
        whole(Kind.RECORD_NUMBER, scalar, pointer);
      } else if (ofSubject && key.equals("age") && OLD.matcher(value).matches()) {
        whole(Kind.AGE, scalar, pointer);
      } else {
        scan.words(value, pointer, (kind, at) -> true, (start, end) -> place(scalar, start, end));
      }
    }

    private void whole(Kind kind, ScalarNode scalar, String pointer) {
      String value = scalar.getValue();
      scan.add(kind, place(scalar, 0, value.length()), value, pointer);
    }

    /** Where words of a value stand; where they are escaped or folded, the whole value. */
    private Span place(ScalarNode scalar, int start, int end) {
      int from = offset(scalar.getStartMark().getIndex());
      int to = offset(scalar.getEndMark().getIndex());
      String value = scalar.getValue();
      int before = count(value, value.substring(start, end), start);
      int at = from;
      for (int i = 0; i <= before && at >= 0 && at < to; i++) {
        at = text.indexOf(value.substring(start, end), i == 0 ? at : at + 1);
      }
      return at >= 0 && at + end - start <= to
          ? new Span(at, at + end - start)
          : new Span(from, to);
    }

    /** How often words stand in a value before a place. */
    private static int count(String value, String words, int end) {
      int count = 0;
      for (int at = value.indexOf(words); at >= 0 && at < end; at = value.indexOf(words, at + 1)) {
        count++;
      }
      return count;
    }

    private int offset(int codePoints) {
      return text.offsetByCodePoints(0, codePoints);
    }
  }

  // ---- words with a capital -------------------------------------------------------------------

  /** Words that begin with a capital letter and name neither a person nor a small place. */
  private static final class CapitalWords {
    private final Map<String, Set<String>> kinds = new HashMap<>();

    static CapitalWords read() {
      CapitalWords words = new CapitalWords();
      BundledTable.rows(IdentifierCheck.class, "capital-words")
          .forEach(row -> words.kinds.computeIfAbsent(row[1], k -> new HashSet<>()).add(row[0]));
      return words;
    }

    boolean isNoName(String word) {
      return kinds.get("no-name").contains(word);
    }

    /** Whether it is no country or state and no part of one. */
    boolean isSmallPlace(String quote) {
      String[] words = quote.split("\\s", -1);
      if (Character.isDigit(quote.charAt(0))) {
        return true;
      }
      String two = words.length > 1 ? words[0] + " " + words[1] : "";
      return !kinds.get("place").contains(words[0])
          && !kinds.get("place").contains(two)
          && !kinds.get("direction").contains(words[0])
          && !isNoName(words[0]);
    }
  }
}
