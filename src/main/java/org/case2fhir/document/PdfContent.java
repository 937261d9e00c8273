package org.case2fhir.document;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.filter.Filter;
import org.apache.pdfbox.filter.FilterFactory;
import org.apache.pdfbox.filter.FlateFilterDecoderStream;
import org.apache.pdfbox.io.NonSeekableRandomAccessReadInputStream;
import org.apache.pdfbox.io.RandomAccessRead;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.pdmodel.graphics.form.PDTransparencyGroup;

/**
 * What a page or a form of a PDF draws, unpacked as it is read, so that reading can end at a bound.
 * PDFBox unpacks much of it into memory first, and a kilobyte may stand for gigabytes.
 */
final class PdfContent extends InputStream {
  /** The filters of drawing operators; all others are of pictures. */
  private static final Set<COSName> FILTERS =
      Set.of(
          COSName.FLATE_DECODE,
          COSName.FLATE_DECODE_ABBREVIATION,
          COSName.LZW_DECODE,
          COSName.LZW_DECODE_ABBREVIATION,
          COSName.ASCII85_DECODE,
          COSName.ASCII85_DECODE_ABBREVIATION,
          COSName.ASCII_HEX_DECODE,
          COSName.ASCII_HEX_DECODE_ABBREVIATION,
          COSName.RUN_LENGTH_DECODE,
          COSName.RUN_LENGTH_DECODE_ABBREVIATION,
          COSName.CRYPT);

  private static final Set<COSName> STREAMED =
      Set.of(COSName.FLATE_DECODE, COSName.FLATE_DECODE_ABBREVIATION);

  private final Iterator<COSStream> parts;
  private final IntConsumer read;
  private InputStream part = InputStream.nullInputStream();

  private PdfContent(List<COSStream> parts, IntConsumer read) {
    this.parts = parts.iterator();
    this.read = read;
  }

  /**
   * A page whose content is counted.
   *
   * @param read gets the number of bytes whenever some are unpacked; may throw to end the reading
   */
  static PDPage page(PDPage page, IntConsumer read) {
    return new PDPage(page.getCOSObject()) {
      @Override
      public PDResources getResources() {
        return page.getResources(); // which keeps the fonts of other pages
      }

      @Override
      public RandomAccessRead getContentsForStreamParsing() {
        return content(streams(getCOSObject().getDictionaryObject(COSName.CONTENTS)), read);
      }
    };
  }

  /** A form whose content is counted. */
  static PDFormXObject form(PDFormXObject form, IntConsumer read) {
    return new PDFormXObject(form.getCOSObject()) {
      @Override
      public PDResources getResources() {
        return form.getResources();
      }

      @Override
      public RandomAccessRead getContentsForRandomAccess() {
        return content(List.of(getCOSObject()), read);
      }
    };
  }

  /** The same of a form that is drawn as a whole. */
  static PDTransparencyGroup group(PDTransparencyGroup group, IntConsumer read) {
    return new PDTransparencyGroup(group.getCOSObject(), null) {
      @Override
      public PDResources getResources() {
        return group.getResources();
      }

      @Override
      public RandomAccessRead getContentsForRandomAccess() {
        return content(List.of(getCOSObject()), read);
      }
    };
  }

  /**
   * The first bytes of another stream, unpacked; one byte more than asked for where it has more.
   */
  static byte[] first(COSStream stream, int most) throws IOException {
    try (InputStream in = new PdfContent(List.of(stream), any -> {})) {
      return in.readNBytes(most + 1);
    }
  }

  /** Whether another stream unpacks to more bytes than that; none are kept. */
  static boolean isLonger(COSStream stream, long most) throws IOException {
    try (InputStream in = new PdfContent(List.of(stream), any -> {})) {
      return isLonger(in, most);
    }
  }

  static boolean isLonger(InputStream in, long most) throws IOException {
    byte[] bytes = new byte[1 << 16];
    long all = 0;
    for (int read = in.read(bytes); read >= 0 && all <= most; read = in.read(bytes)) {
      all += read;
    }
    return all > most;
  }

  private static RandomAccessRead content(List<COSStream> parts, IntConsumer read) {
    return new NonSeekableRandomAccessReadInputStream(new PdfContent(parts, read));
  }

  private static List<COSStream> streams(COSBase contents) {
    List<COSStream> streams = new ArrayList<>();
    if (contents instanceof COSStream one) {
      streams.add(one);
    } else if (contents instanceof COSArray several) {
      for (int i = 0; i < several.size(); i++) {
        if (several.getObject(i) instanceof COSStream one) {
          streams.add(one);
        }
      }
    }
    return streams;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    int number = part.read(bytes, from, length);
    if (number < 0 && parts.hasNext()) {
      part = unpacked(parts.next());
      bytes[from] = '\n'; // no operator goes on in the next part
      number = 1;
    }
    read.accept(Math.max(0, number));
    return number;
  }

  private InputStream unpacked(COSStream stream) throws IOException {
    List<COSName> filters = filters(stream.getFilters());
    boolean plain = !stream.containsKey(COSName.DECODE_PARMS) && !stream.containsKey(COSName.DP);
    if (plain && STREAMED.containsAll(filters)) {
      InputStream in = stream.createRawInputStream();
      for (COSName ignored : filters) {
        in = new FlateFilterDecoderStream(in);
      }
      return in;
    }
    byte[] bytes;
    try (InputStream in = stream.createRawInputStream()) {
      bytes = in.readAllBytes();
    }
    for (int i = 0; i < filters.size(); i++) {
      Filter filter = FilterFactory.INSTANCE.getFilter(filters.get(i));
      Counted out = new Counted();
      filter.decode(new ByteArrayInputStream(bytes), out, stream, i);
      bytes = out.toByteArray();
    }
    return new ByteArrayInputStream(bytes);
  }

  private static List<COSName> filters(COSBase given) throws IOException {
    List<COSName> filters = new ArrayList<>();
    if (given instanceof COSName one) {
      filters.add(one);
    } else if (given instanceof COSArray several) {
      for (int i = 0; i < several.size(); i++) {
        if (several.getObject(i) instanceof COSName one) {
          filters.add(one);
        }
      }
    }
    if (!FILTERS.containsAll(filters)) {
      throw new IOException("drawing operators that are packed as a picture");
    }
    return filters;
  }

  /** What a filter unpacks; that is counted too, for the next may unpack it once more. */
  private final class Counted extends ByteArrayOutputStream {
    @Override
    public synchronized void write(int b) {
      read.accept(1);
      super.write(b);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      read.accept(length);
      super.write(bytes, from, length);
    }
  }
}
