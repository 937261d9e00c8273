package org.case2fhir.fhir;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.case2fhir.model.FactRef;

/**
 * Gives every resource of a case its identity: a name-based UUID, version 5 (<a
 * href="https://www.rfc-editor.org/rfc/rfc9562#section-5.5">RFC 9562</a>), of case id, kind and
 * fact id. Neither position nor value takes part, so a corrected case updates its resources.
 *
 * <p>Not for several threads: one digest serves all resources of a case.
 */
final class ResourceIds {
  /** Namespace of this project's names; chosen once, never to change. */
  private static final UUID NAMESPACE = UUID.fromString("6f1c6c0e-4f0b-5d53-9a3e-2f7c1d9b8e40");

  /** The resource that stands for the fact itself. */
  static final String PRIMARY = "";

  private final MessageDigest digest = sha1();
  private final byte[] prefix;

  ResourceIds(String caseId) {
    byte[] name = caseId.getBytes(StandardCharsets.UTF_8);
    prefix =
        ByteBuffer.allocate(16 + name.length)
            .putLong(NAMESPACE.getMostSignificantBits())
            .putLong(NAMESPACE.getLeastSignificantBits())
            .put(name)
            .array();
  }

  /** UUID of the case as a whole. */
  String ofCase() {
    return of(new FactRef("case", ""), PRIMARY);
  }

  /**
   * UUID of one of the resources of a fact.
   *
   * @param role which one, where a fact becomes several: "age"
   */
  String of(FactRef ref, String role) {
    digest.update(prefix);
    part(ref.kind());
    part(ref.id());
    part(role);
    ByteBuffer hash = ByteBuffer.wrap(digest.digest());
    long high = (hash.getLong() & ~0xF000L) | 0x5000L;
    long low = (hash.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }

  /**
   * The UUID of the entry that carries a resource: its {@code fullUrl}, and its id where ids are
   * ours to give. It is another than the resource's own, which is the value of its identifier:
   * servers rewrite every string that equals a fullUrl, and an identifier must stay as it is.
   *
   * @param uuid of the resource, as {@link #of} gives it
   */
  String entry(String uuid) {
    return of(new FactRef("entry", uuid), PRIMARY);
  }

  // A NUL before each part, so that "ab" + "c" is not "a" + "bc".
  private void part(String text) {
    digest.update((byte) 0);
    digest.update(text.getBytes(StandardCharsets.UTF_8));
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }
}
