package org.case2fhir.mention;

import java.util.Arrays;

/** Collects the keys of the features of one token after another. */
final class FeatureKeys {
  private static final int ROLES_PER_OFFSET = 16;

  /** What a feature tells; the number is part of every model, so new ones come last. */
  enum Role {
    WORD,
    STEM,
    SHAPE,
    SHORT_SHAPE,
    PREFIX,
    SUFFIX,
    WORD_PAIR,
    STEM_PAIR,
    SHAPE_PAIR,
    AROUND,
    CONTENT_LEFT,
    CONTENT_RIGHT,
    GLUE,
    UNIT,
    PLACE,
    PHRASE,
    PHRASE_SHAPE,
    HEAD_DOMAIN,
    WORD_DOMAIN,
    CLASS,
    CLASS_PAIR,
    CHUNK_HEAD,
    CHUNK_HEAD_SUFFIX,
    CHUNK_HEAD_DOMAIN,
    CHUNK_HEAD_CLASS,
    BEFORE_CHUNK,
    AFTER_CHUNK,
    BRACKET,
    BIAS,
    WORD_TRIPLE,
    EXPANSION,
    ELSEWHERE
  }

  private long[] keys = new long[192];
  private int size;

  /** Adds what is seen at an offset, from -8 to 7, in a role. */
  void add(Role role, int offset, long seen) {
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, size * 2);
    }
    keys[size++] = FeatureHash.mix(role.ordinal() * ROLES_PER_OFFSET + offset + 8, seen);
  }

  /** Adds two things seen together. */
  void add(Role role, int offset, long first, long second) {
    add(role, offset, FeatureHash.mix(1, first, second));
  }

  /** Adds each of the bits, and all of them together. */
  void addBits(Role role, int offset, int bits) {
    for (int rest = bits; rest != 0; rest &= rest - 1) {
      add(role, offset, Integer.numberOfTrailingZeros(rest));
    }
    if (bits != 0) {
      add(role, offset + 4, bits);
    }
  }

  /** What was added since this was last called. */
  long[] take() {
    long[] taken = Arrays.copyOf(keys, size);
    size = 0;
    return taken;
  }
}
