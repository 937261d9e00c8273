package org.case2fhir.document;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.fontbox.FontBoxFont;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSDocument;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSNumber;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSObjectKey;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.filter.FlateFilterDecoderStream;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageTree;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.pdmodel.font.CIDFontMapping;
import org.apache.pdfbox.pdmodel.font.FontMapper;
import org.apache.pdfbox.pdmodel.font.FontMappers;
import org.apache.pdfbox.pdmodel.font.FontMapping;
import org.apache.pdfbox.pdmodel.font.PDCIDSystemInfo;
import org.apache.pdfbox.pdmodel.font.PDFontDescriptor;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.pdmodel.graphics.form.PDTransparencyGroup;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.case2fhir.document.CitationBuilder.Field;
import org.case2fhir.document.DocumentReader.UnreadableDocument;
import org.case2fhir.document.Layout.Block;
import org.case2fhir.document.Layout.BlockKind;
import org.case2fhir.document.Layout.Note;
import org.case2fhir.document.PdfColumns.PdfLine;
import org.case2fhir.document.PdfColumns.PdfLine.PdfWord;
import org.case2fhir.model.Span;

/**
 * Reads the text of a PDF in the order in which it is read: two columns one after the other,
 * running heads and page numbers apart from the text, rows of tables with their cells. Pictures,
 * formulas drawn as pictures and what is raised or lowered are not distinguished from other text.
 */
final class PdfReader {
  private static final int MAX_PAGES = 300;

  /** Drawing operators of all pages; an article of many figures has some hundred thousand. */
  static final int MAX_OPERATORS = 5_000_000;

  /** Letters drawn on all pages; ten times what is read of a document. */
  static final int MAX_GLYPHS = 1_000_000;

  /** Bytes of all that is drawn, unpacked. */
  static final int MAX_CONTENT = 100_000_000;

  /** Bytes of what one operator draws, which is in memory; of pictures within the text too. */
  static final int MAX_OPERANDS = 4_000_000;

  /** Letters drawn on one page, which are in memory until it is read; a full one has 10,000. */
  static final int MAX_PAGE_GLYPHS = 300_000;

  /**
   * Places of letters that are compared to find those that are drawn twice, as for bold print; on
   * pages that can be read, a few for each letter.
   */
  static final int MAX_COMPARISONS = 20_000_000;

  /** Graphics states within each other; PDF asks a reader for 28. */
  private static final int MAX_STATES = 10_000;

  /** Codes that all font maps may say the letters of; a font has 65,536 glyphs at most. */
  static final int MAX_MAP_ENTRIES = 1_000_000;

  private static final int MAX_MAP_BYTES = 4_000_000;

  private static final int LETTERS = 30;

  /** Where readers look for the end of a PDF; some servers append a few bytes of their own. */
  private static final int TRAILER_BYTES = 2048;

  static {
    FontMappers.set(new BundledFonts());
  }

  private PdfReader() {}

  /**
   * Reads up to {@value #MAX_PAGES} pages. Work is bounded by amounts, so that every machine reads
   * the same; what a bound cuts off is noted.
   *
   * @throws UnreadableDocument when the PDF needs a password, is broken, or holds no text
   */
  static Layout read(byte[] content) throws UnreadableDocument {
    ObjectTableBound.check(content);
    try (PDDocument pdf =
        Loader.loadPDF(content, "", null, null, IOUtils.createMemoryOnlyStreamCache())) {
      return read(pdf, isCutOff(content));
    } catch (InvalidPasswordException locked) {
      throw new UnreadableDocument(
          "encrypted-document", "the PDF needs a password", "save it without a password");
    } catch (IOException
        | IllegalArgumentException
        | IllegalStateException
        | NullPointerException
        | ClassCastException
        | IndexOutOfBoundsException broken) {
      throw corrupt();
    } catch (StackOverflowError | OutOfMemoryError bomb) {
      // A few bytes of a PDF can stand for gigabytes: the machine survives, the document is
      // refused.
      throw new UnreadableDocument(
          "too-large", "the PDF unpacks to more than can be read", "save it again as PDF");
    }
  }

  /**
   * Whether the end of the file is missing: every PDF ends with the place of its table of objects.
   * A reader rebuilds the table of a cut file from the pages that are left and reports nothing.
   */
  private static boolean isCutOff(byte[] content) {
    int end = content.length;
    while (end > 0 && content[end - 1] <= ' ' && content[end - 1] >= 0) {
      end--;
    }
    int start = Math.max(0, end - TRAILER_BYTES);
    String tail = new String(content, start, end - start, StandardCharsets.ISO_8859_1);
    return !tail.contains("startxref") && !tail.contains("%%EOF");
  }

  private static Layout read(PDDocument pdf, boolean cutOff)
      throws IOException, UnreadableDocument {
    FontMapBound.check(pdf);
    List<PdfLine> lines = new ArrayList<>();
    List<Note> notes = new ArrayList<>();
    int pages = pdf.getNumberOfPages();
    int broken = 0;
    WorkBound bound = new WorkBound();
    Iterator<PDPage> tree = pdf.getPages().iterator();
    for (int page = 1; page <= pages && bound.reached().isEmpty(); page++) {
      try {
        if (page > MAX_PAGES) {
          bound.reach(MAX_PAGES + " pages", page);
        } else if (tree.hasNext()) {
          lines.addAll(PdfColumns.lines(PdfPageWords.of(pdf, tree.next(), bound), page));
        }
      } catch (WorkBound.Reached reached) {
        bound.reach(reached.getMessage(), page);
      } catch (IOException | RuntimeException bad) {
        broken++;
      }
    }
    bound.note(pages).ifPresent(notes::add);
    if (cutOff) {
      notes.add(
          new Note(
              "pages-left-out",
              "the end of the PDF is missing, and pages with it",
              "download or save it again"));
    }
    if (broken > 0) {
      notes.add(
          new Note("pages-left-out", broken + " broken pages were left out", "save the PDF again"));
    }
    if (pages == 0) {
      throw corrupt();
    }
    float height = pdf.getPage(0).getMediaBox().getHeight();
    Layout layout = PdfBlocks.of(lines, height, citation(pdf), notes);
    check(layout, broken, bound);
    return layout;
  }

  private static void check(Layout layout, int broken, WorkBound bound) throws UnreadableDocument {
    // What stands at the edges of the pages of a scan is not text of an article.
    long letters =
        layout.blocks().stream()
            .filter(block -> block.kind() != Layout.BlockKind.FURNITURE)
            .flatMap(block -> block.spans().stream())
            .limit(200)
            .mapToLong(
                span ->
                    layout
                        .text()
                        .substring(span.start(), span.end())
                        .chars()
                        .filter(Character::isLetter)
                        .count())
            .sum();
    if (letters < LETTERS) {
      if (bound.reached().isPresent()) {
        throw new UnreadableDocument(
            "too-large",
            "the first page of the PDF with text has more than " + bound.reached().get(),
            "save the PDF again, or give the text");
      }
      if (broken > 0) {
        throw corrupt();
      }
      throw new UnreadableDocument(
          "no-text",
          "the PDF holds no text: its pages are pictures",
          "run it through OCR and give the text");
    }
  }

  private static UnreadableDocument corrupt() {
    return new UnreadableDocument(
        "corrupt-document", "the PDF is broken", "download or save it again");
  }

  private static CitationBuilder citation(PDDocument pdf) {
    CitationBuilder citation = new CitationBuilder();
    Optional.ofNullable(pdf.getDocumentInformation())
        .map(info -> info.getTitle())
        .filter(PdfReader::isTitle)
        .ifPresent(title -> citation.put(Field.TITLE, title));
    return citation;
  }

  /** Programs write file names into the title. */
  private static boolean isTitle(String title) {
    String low = title.toLowerCase(Locale.ROOT);
    boolean file = low.matches(".*\\.(docx?|pdf|indd|tex|qxd|dvi|rtf)\\b.*");
    return !file && title.strip().split(" ").length >= 4 && !low.startsWith("microsoft");
  }

  /**
   * Stands in for fonts that a PDF does not carry with the one that comes with PDFBox. Text needs
   * no other, and looking for the fonts of the machine would take seconds, write a file into the
   * home of the user, and let the result depend on the machine.
   */
  private static final class BundledFonts implements FontMapper {
    private static final String FONT =
        "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

    private final TrueTypeFont font = load();

    private static TrueTypeFont load() {
      try (InputStream in = FontMapper.class.getResourceAsStream(FONT)) {
        return new TTFParser().parse(new RandomAccessReadBuffer(in.readAllBytes()));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + FONT, e);
      }
    }

    @Override
    public FontMapping<TrueTypeFont> getTrueTypeFont(String name, PDFontDescriptor descriptor) {
      return new FontMapping<>(font, true);
    }

    @Override
    public FontMapping<FontBoxFont> getFontBoxFont(String name, PDFontDescriptor descriptor) {
      return new FontMapping<>(font, true);
    }

    @Override
    public CIDFontMapping getCIDFont(
        String name, PDFontDescriptor descriptor, PDCIDSystemInfo info) {
      return new CIDFontMapping(null, font, true);
    }
  }

  /** The words of one page with their places. */
  private static final class PdfPageWords extends PDFTextStripper {
    private final PDPage page;
    private final WorkBound bound;
    private final List<PdfWord> words = new ArrayList<>();
    private final Map<String, LetterPlaces> places = new HashMap<>();
    private int glyphs;

    private PdfPageWords(PDPage page, WorkBound bound) {
      this.page = page;
      this.bound = bound;
      setSortByPosition(true);
      setSuppressDuplicateOverlappingText(true);
    }

    /**
     * Reads one page.
     *
     * @throws IOException when the page is broken
     * @throws WorkBound.Reached when there is too much to do
     */
    static List<PdfWord> of(PDDocument document, PDPage page, WorkBound bound) throws IOException {
      PdfPageWords reader = new PdfPageWords(PdfContent.page(page, bound::content), bound);
      reader.getText(document);
      return reader.words;
    }

    /** PDFBox would look through a hundred thousand pages for each of them. */
    @Override
    protected void processPages(PDPageTree pages) throws IOException {
      super.processPages(
          new PDPageTree(pages.getCOSObject()) {
            @Override
            public Iterator<PDPage> iterator() {
              return List.of(page).iterator();
            }
          });
    }

    @Override
    protected void processOperator(Operator operator, List<COSBase> operands) throws IOException {
      bound.operator();
      bound.nested(getGraphicsStackSize());
      super.processOperator(operator, operands);
    }

    @Override
    public void showForm(PDFormXObject form) throws IOException {
      super.showForm(PdfContent.form(form, bound::content));
    }

    @Override
    public void showTransparencyGroup(PDTransparencyGroup form) throws IOException {
      super.showTransparencyGroup(PdfContent.group(form, bound::content));
    }

    @Override
    protected void processTextPosition(TextPosition text) {
      bound.glyph(++glyphs);
      LetterPlaces same = places.computeIfAbsent(text.getUnicode(), any -> new LetterPlaces());
      bound.compared(same.near(text.getX(), text.getWidth()));
      super.processTextPosition(text);
    }

    @Override
    protected void writeString(String text, List<TextPosition> positions) {
      String word = text.strip();
      if (!word.isEmpty() && !positions.isEmpty()) {
        TextPosition first = positions.get(0);
        TextPosition last = positions.get(positions.size() - 1);
        float right = last.getXDirAdj() + last.getWidthDirAdj();
        float size = first.getFontSizeInPt();
        words.add(
            new PdfWord(word, first.getXDirAdj(), right, first.getYDirAdj(), size, isBold(first)));
      }
    }

    private static boolean isBold(TextPosition position) {
      String name = String.valueOf(position.getFont().getName()).toLowerCase(Locale.ROOT);
      PDFontDescriptor descriptor = position.getFont().getFontDescriptor();
      boolean heavy =
          descriptor != null && (descriptor.isForceBold() || descriptor.getFontWeight() >= 600);
      return heavy || name.contains("bold") || name.contains("black") || name.contains("heavy");
    }
  }

  /**
   * Where across a page one letter stands. PDFBox compares each letter with all of its kind that
   * stand near it in this direction, however far above or below.
   */
  private static final class LetterPlaces {
    private static final int MOST_COLUMNS = 64;

    /** Near is what is within a third of its width. */
    private static final int TOLERANCE = 3;

    private final Map<Integer, Set<Float>> columns = new HashMap<>();
    private int all;

    /** How many places are near one, which is added. */
    int near(float x, float width) {
      float tolerance = Math.abs(width) / TOLERANCE;
      int first = (int) Math.floor(x - tolerance);
      int last = (int) Math.floor(x + tolerance);
      int near = all;
      if ((long) last - first <= MOST_COLUMNS) {
        near = 0;
        for (int column = first; column <= last; column++) {
          near += columns.getOrDefault(column, Set.of()).size();
        }
      }
      if (columns.computeIfAbsent((int) Math.floor(x), any -> new HashSet<>()).add(x)) {
        all++;
      }
      return near;
    }
  }

  /** Counts the work on the pages of one PDF. */
  private static final class WorkBound {
    /** Says which bound was reached. */
    static final class Reached extends RuntimeException {
      private static final long serialVersionUID = 1L;

      Reached(String what) {
        super(what);
      }
    }

    private int operators;
    private int content;
    private int operands;
    private int glyphs;
    private int comparisons;
    private int page;
    private String what = "";

    void content(int bytes) {
      content += bytes;
      operands += bytes;
      if (content > MAX_CONTENT) {
        throw new Reached(MAX_CONTENT + " bytes of drawing operators");
      }
      if (operands > MAX_OPERANDS) {
        throw new Reached(MAX_OPERANDS + " bytes of one drawing operator");
      }
    }

    void operator() {
      operands = 0;
      if (++operators > MAX_OPERATORS) {
        throw new Reached(MAX_OPERATORS + " drawing operators");
      }
    }

    /** Each state that is saved holds memory until it is restored. */
    void nested(int states) {
      if (states > MAX_STATES) {
        throw new Reached(MAX_STATES + " graphics states within each other");
      }
    }

    void glyph(int ofPage) {
      if (++glyphs > MAX_GLYPHS) {
        throw new Reached(MAX_GLYPHS + " letters");
      }
      if (ofPage > MAX_PAGE_GLYPHS) {
        throw new Reached(MAX_PAGE_GLYPHS + " letters on a page");
      }
    }

    void compared(int letters) {
      comparisons += letters;
      if (comparisons > MAX_COMPARISONS) {
        throw new Reached(MAX_COMPARISONS + " pairs of letters close to each other");
      }
    }

    /** No further page is read, and what was read of this one does not count. */
    void reach(String bound, int atPage) {
      what = bound;
      page = atPage;
    }

    Optional<String> reached() {
      return what.isEmpty() ? Optional.empty() : Optional.of(what);
    }

    Optional<Note> note(int pages) {
      return reached()
          .map(
              bound ->
                  new Note(
                      "pages-left-out",
                      "only the first "
                          + (page - 1)
                          + " of "
                          + pages
                          + " pages were read: there are more than "
                          + bound,
                      "split the PDF, or give the text"));
    }
  }

  /**
   * Refuses a PDF whose font maps say the letters or the widths of more codes than fonts can have,
   * a line of which may stand for millions, each of which PDFBox would write down; and one whose
   * fonts unpack to more than any font has.
   */
  private static final class FontMapBound {
    private static final int MAX_DEPTH = 12;

    /** Bytes of a font; those of Chinese have twenty million. */
    private static final long MAX_FONT_BYTES = 64_000_000;

    private static final Set<COSName> FONTS =
        Set.of(COSName.FONT_FILE, COSName.FONT_FILE2, COSName.FONT_FILE3);
    private static final Set<COSName> MAPS =
        Set.of(COSName.TO_UNICODE, COSName.ENCODING, COSName.CID_TO_GID_MAP);
    private static final Set<COSName> WIDTHS = Set.of(COSName.W, COSName.W2);

    /** A stretch of ranges, each of which stands for every code from its first to its second. */
    private static final Pattern RANGES =
        Pattern.compile(
            "begin(?:bf|cid|notdef)range(.*?)(?:end(?:bf|cid|notdef)range|$)", Pattern.DOTALL);

    private static final Pattern RANGE =
        Pattern.compile(
            "<\\s*([0-9A-Fa-f]{1,16})\\s*>\\s*<\\s*([0-9A-Fa-f]{1,16})\\s*>\\s*"
                + "(?:<[^>]{0,600}>|\\[[^\\]]*]|\\d+)");

    private long entries;

    static void check(PDDocument pdf) throws UnreadableDocument {
      FontMapBound bound = new FontMapBound();
      COSDocument document = pdf.getDocument();
      for (COSObjectKey key : List.copyOf(document.getXrefTable().keySet())) {
        try {
          bound.check(document.getObjectFromPool(key).getObject(), 0);
        } catch (IOException | RuntimeException broken) {
          // A broken object spoils the pages that use it, and no others.
          continue;
        }
      }
    }

    private void check(COSBase object, int depth) throws IOException, UnreadableDocument {
      if (object instanceof COSDictionary dictionary && depth < MAX_DEPTH) {
        for (Map.Entry<COSName, COSBase> entry : dictionary.entrySet()) {
          COSName name = entry.getKey();
          if (WIDTHS.contains(name) && dictionary.getDictionaryObject(name) instanceof COSArray w) {
            checkWidths(w);
          }
          if (MAPS.contains(name)
              && dictionary.getDictionaryObject(name) instanceof COSStream map) {
            checkMap(map);
          } else if (FONTS.contains(name)
              && dictionary.getDictionaryObject(name) instanceof COSStream font) {
            checkFont(font);
          } else if (!(entry.getValue() instanceof COSObject)) {
            check(entry.getValue(), depth + 1);
          }
        }
      } else if (object instanceof COSArray array && depth < MAX_DEPTH) {
        for (COSBase element : array) {
          if (!(element instanceof COSObject)) {
            check(element, depth + 1);
          }
        }
      }
    }

    private void checkMap(COSStream stream) throws IOException, UnreadableDocument {
      byte[] bytes = PdfContent.first(stream, MAX_MAP_BYTES);
      Matcher stretches = RANGES.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
      while (stretches.find() && entries <= MAX_MAP_ENTRIES) {
        Matcher ranges = RANGE.matcher(stretches.group(1));
        while (ranges.find() && entries <= MAX_MAP_ENTRIES) {
          BigInteger from = new BigInteger(ranges.group(1), 16);
          BigInteger to = new BigInteger(ranges.group(2), 16);
          BigInteger most = BigInteger.valueOf(MAX_MAP_ENTRIES);
          entries += to.subtract(from).min(most).max(BigInteger.ZERO).longValue() + 1;
        }
      }
      requireFewer(bytes.length > MAX_MAP_BYTES);
    }

    /** Widths are {@code first last width} or {@code first [width …]}. */
    private void checkWidths(COSArray widths) throws UnreadableDocument {
      for (int i = 1; i < widths.size(); i++) {
        if (widths.getObject(i - 1) instanceof COSNumber from
            && widths.getObject(i) instanceof COSNumber to) {
          entries += Math.min(MAX_MAP_ENTRIES, Math.max(0, to.longValue() - from.longValue()));
        }
        requireFewer(false);
      }
    }

    private void requireFewer(boolean tooLong) throws UnreadableDocument {
      if (tooLong || entries > MAX_MAP_ENTRIES) {
        throw new UnreadableDocument(
            "too-large",
            "the font maps of the PDF have more than " + MAX_MAP_ENTRIES + " entries",
            "save the PDF again, or give the text");
      }
    }

    private static void checkFont(COSStream font) throws IOException, UnreadableDocument {
      if (PdfContent.isLonger(font, MAX_FONT_BYTES)) {
        throw new UnreadableDocument(
            "too-large",
            "a font of the PDF unpacks to more than " + MAX_FONT_BYTES + " bytes",
            "save the PDF again, or give the text");
      }
    }
  }

  /**
   * Refuses a PDF whose table of objects, or a stream of objects, unpacks to more than any has:
   * PDFBox would write down each entry before anything else can be asked.
   */
  private static final class ObjectTableBound {
    /** Bytes of one; a million objects have some seven million in the table. */
    private static final long MAX_BYTES = 16_000_000;

    private static final Pattern TYPE =
        Pattern.compile("/(?:" + named("XRef") + "|" + named("ObjStm") + ")");
    private static final Pattern FLATE = Pattern.compile(named("FlateDecode") + "|/Fl\\b");
    private static final int LONGEST_DICTIONARY = 4_000;

    private ObjectTableBound() {}

    /** A name whose letters may be written as {@code #58}. */
    private static String named(String name) {
      StringBuilder pattern = new StringBuilder();
      name.chars().forEach(c -> pattern.append("(?:%c|#%02X|#%02x)".formatted(c, c, c)));
      return pattern.toString();
    }

    static void check(byte[] content) throws UnreadableDocument {
      String text = new String(content, StandardCharsets.ISO_8859_1);
      Matcher tables = TYPE.matcher(text);
      while (tables.find()) {
        int start = text.indexOf("stream", tables.end());
        if (start < 0 || start - tables.end() > LONGEST_DICTIONARY) {
          continue;
        }
        int begin = Math.max(text.lastIndexOf("obj", tables.start()), start - LONGEST_DICTIONARY);
        start += "stream".length();
        while (start < content.length && (content[start] == '\r' || content[start] == '\n')) {
          start++;
        }
        if (isTooLong(
            content, start, FLATE.matcher(text.substring(begin, start)).results().count())) {
          throw new UnreadableDocument(
              "too-large",
              "the table of objects of the PDF unpacks to more than " + MAX_BYTES + " bytes",
              "save the PDF again, or give the text");
        }
      }
    }

    private static boolean isTooLong(byte[] content, int start, long filters) {
      try {
        InputStream in = new ByteArrayInputStream(content, start, content.length - start);
        for (int i = 0; i < Math.min(filters, 10); i++) {
          in = new FlateFilterDecoderStream(in);
        }
        return filters > 0 && PdfContent.isLonger(in, MAX_BYTES);
      } catch (IOException broken) {
        return false; // PDFBox says so
      }
    }
  }

  /** Makes paragraphs, headings and rows of the lines of a PDF. */
  private static final class PdfBlocks {
    private static final int HEADING = 160;

    private final PdfRunningHeads heads;
    private final float body;
    private final float pitch;
    private final StringBuilder text = new StringBuilder();
    private final List<Block> blocks = new ArrayList<>();
    private final List<Span> spans = new ArrayList<>();
    private final List<PdfLine> paragraph = new ArrayList<>();

    private PdfBlocks(List<PdfLine> lines, float height) {
      this.heads = new PdfRunningHeads(lines, height);
      this.body = median(lines, true);
      this.pitch = median(lines, false);
    }

    static Layout of(
        List<PdfLine> lines, float height, CitationBuilder citation, List<Note> notes) {
      PdfBlocks writer = new PdfBlocks(lines, height);
      lines.forEach(writer::line);
      writer.end();
      return new Layout(writer.text.toString(), writer.blocks, citation, notes);
    }

    private static float median(List<PdfLine> lines, boolean size) {
      List<Float> values = new ArrayList<>();
      for (int i = 1; i < lines.size(); i++) {
        PdfLine line = lines.get(i);
        float step = line.y() - lines.get(i - 1).y();
        if (size) {
          values.add(line.size());
        } else if (step > 1 && step < 4 * line.size()) {
          values.add(step);
        }
      }
      float[] sorted = new float[values.size()];
      for (int i = 0; i < sorted.length; i++) {
        sorted[i] = values.get(i);
      }
      Arrays.sort(sorted);
      return sorted.length == 0 ? 12 : sorted[sorted.length / 2];
    }

    private void line(PdfLine line) {
      if (heads.isHead(line)) {
        Span span = write(line.text());
        text.append('\n');
        blocks.add(Block.of(BlockKind.TEXT, span).in(SectionKind.FRONT_MATTER));
        return;
      }
      List<List<PdfWord>> cells = line.cells();
      if (cells.size() > 2) {
        end();
        row(cells);
        return;
      }
      if (!paragraph.isEmpty() && begins(line)) {
        end();
      }
      spans.add(write(line.text()));
      text.append('\n');
      paragraph.add(line);
    }

    private Span write(String words) {
      int start = text.length();
      text.append(words);
      return new Span(start, text.length());
    }

    private void row(List<List<PdfWord>> cells) {
      List<Span> row = new ArrayList<>();
      for (List<PdfWord> cell : cells) {
        text.append(row.isEmpty() ? "" : " | ");
        row.add(write(new PdfLine(cell, 1, 0, 0).text()));
      }
      text.append('\n');
      blocks.add(Block.of(BlockKind.ROW, row));
    }

    /** Whether a line begins a block of its own. */
    private boolean begins(PdfLine line) {
      PdfLine last = paragraph.get(paragraph.size() - 1);
      boolean look = Math.abs(line.size() - last.size()) > 0.8 || line.isBold() != last.isBold();
      if (look || isHeading(line.text()) || paragraph.size() == 1 && isHeading(last.text())) {
        return true;
      }
      String before = last.text();
      boolean sentence = ".!?:”\"".indexOf(before.charAt(before.length() - 1)) >= 0;
      boolean turned = line.page() != last.page() || line.y() < last.y();
      if (turned) {
        return sentence && !Character.isLowerCase(line.text().codePointAt(0));
      }
      float width = last.columnRight() - last.columnLeft();
      boolean gap = line.y() - last.y() > 1.45 * pitch;
      boolean indent = line.left() - last.left() > 0.7 * line.size() && sentence;
      boolean shortLine = last.right() < last.columnRight() - 0.2 * width && sentence;
      return gap || indent || shortLine;
    }

    private static boolean isHeading(String line) {
      return line.length() < 60 && Headings.kind(line).isPresent();
    }

    private void end() {
      if (paragraph.isEmpty()) {
        return;
      }
      List<Span> joined = join();
      String words = text.substring(joined.get(0).start(), joined.get(joined.size() - 1).end());
      PdfLine first = paragraph.get(0);
      boolean large = first.size() > body + 0.8;
      boolean stop = words.endsWith(".") || words.endsWith(",");
      boolean looks = (large || first.isBold() && !stop) && words.length() <= 2 * HEADING;
      if (looks && paragraph.size() <= 4 || isHeading(words)) {
        int level = first.size() > 1.3 * body ? 1 : 0;
        blocks.add(new Block(BlockKind.HEADING, level, Optional.empty(), joined));
      } else {
        blocks.add(Block.of(BlockKind.TEXT, joined));
      }
      text.append('\n');
      spans.clear();
      paragraph.clear();
    }

    /** Lines that follow each other in the text are one stretch. */
    private List<Span> join() {
      List<Span> joined = new ArrayList<>();
      for (Span span : spans) {
        int last = joined.size() - 1;
        if (last >= 0 && joined.get(last).end() + 1 == span.start()) {
          joined.set(last, new Span(joined.get(last).start(), span.end()));
        } else {
          joined.add(span);
        }
      }
      return joined;
    }

    /**
     * Finds the lines at the top and the bottom of pages that come again on others, and page
     * numbers.
     */
    private static final class PdfRunningHeads {
      private static final double EDGE = 0.1;
      private static final Pattern NUMBER =
          Pattern.compile("(?i)(?:page )?[-–(]? ?\\d{1,4} ?[-–)]?(?: (?:of|/) \\d{1,4})?");

      private final Map<String, Set<Integer>> pages = new HashMap<>();
      private final float height;

      PdfRunningHeads(List<PdfLine> lines, float height) {
        this.height = height;
        for (PdfLine line : lines) {
          if (isAtEdge(line)) {
            pages.computeIfAbsent(shape(line), key -> new HashSet<>()).add(line.page());
          }
        }
      }

      boolean isHead(PdfLine line) {
        if (!isAtEdge(line)) {
          return false;
        }
        return NUMBER.matcher(line.text()).matches() || pages.get(shape(line)).size() > 1;
      }

      private boolean isAtEdge(PdfLine line) {
        return line.y() < EDGE * height || line.y() > (1 - EDGE) * height;
      }

      private static String shape(PdfLine line) {
        return line.text().replaceAll("\\d+", "#");
      }
    }
  }
}
