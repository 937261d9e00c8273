package org.case2fhir.casefile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.case2fhir.model.Subject.Sex;

/** Values that are one of a few words: the names of an enum in kebab case. */
final class Keywords {
  /** The words of the key {@code sex}. */
  static final Map<String, Sex> SEXES = sexes();

  private Keywords() {}

  /** The word of an enum constant: {@code VITAL_SIGNS} is {@code vital-signs}. */
  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All words of an enum. */
  static <E extends Enum<E>> Map<String, E> all(Class<E> type) {
    Map<String, E> words = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      words.put(of(constant), constant);
    }
    return words;
  }

  private static Map<String, Sex> sexes() {
    Map<String, Sex> words = new LinkedHashMap<>(all(Sex.class));
    List.of("f", "woman", "girl").forEach(word -> words.put(word, Sex.FEMALE));
    List.of("m", "man", "boy").forEach(word -> words.put(word, Sex.MALE));
    return words;
  }
}
