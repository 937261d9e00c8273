package org.case2fhir.validation.guide;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * A definition in a package, read when it is asked for.
 *
 * @param head what it is found by
 * @param file its name in the package
 * @param text its JSON
 */
record Definition(DefinitionHead head, String file, Text text) {

  /** Where a text is kept. */
  interface Text {
    byte[] read() throws IOException;
  }

  static Text inFile(Path file) {
    return () -> Files.readAllBytes(file);
  }

  /** In memory, packed: few definitions of a large package are ever asked for. */
  static Text packed(byte[] json) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(json.length / 4 + 64);
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try (DeflaterOutputStream packing = new DeflaterOutputStream(out, deflater)) {
      packing.write(json);
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    } finally {
      deflater.end();
    }
    byte[] packed = out.toByteArray();
    return () -> new InflaterInputStream(new ByteArrayInputStream(packed)).readAllBytes();
  }
}
