package org.case2fhir.terminology.imports;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Tells a watcher how much is read. */
final class CountingStream extends FilterInputStream {
  private final ReadProgress progress;

  CountingStream(InputStream in, ReadProgress progress) {
    super(in);
    this.progress = progress;
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    if (next >= 0) {
      progress.read(1);
    }
    return next;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = super.read(buffer, offset, length);
    if (count > 0) {
      progress.read(count);
    }
    return count;
  }
}
