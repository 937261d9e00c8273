package org.case2fhir.terminology;

import java.util.Arrays;

/**
 * Whether two words sound alike: the same consonants, whatever their vowels and double letters.
 *
 * <p>Names of drugs are read so alone: "indomethasine" is indomethacin, but Betadine is not
 * betaine, nor calcipotriol calcitriol, though each pair differs in a letter or two.
 */
final class SoundAlikes {
  private static final String SILENT = "aeiouyh";
  private static final String SOFTENING = "eiy";

  private SoundAlikes() {}

  static boolean mayBe(String written, String read) {
    return consonants(written).equals(consonants(read));
  }

  /** In the order of the alphabet: swapped neighbours are a slip too. */
  private static String consonants(String word) {
    String sounds = word.replace("ph", "f").replace("qu", "k").replace("x", "ks");
    StringBuilder heard = new StringBuilder();
    for (int i = 0; i < sounds.length(); i++) {
      char sound = sound(sounds, i);
      boolean twice = i > 0 && sound(sounds, i - 1) == sound;
      if (SILENT.indexOf(sound) < 0 && !twice) {
        heard.append(sound);
      }
    }
    char[] sorted = heard.toString().toCharArray();
    Arrays.sort(sorted);
    return new String(sorted);
  }

  private static char sound(String word, int at) {
    char letter = word.charAt(at);
    if (letter == 'c') {
      boolean soft = at + 1 < word.length() && SOFTENING.indexOf(word.charAt(at + 1)) >= 0;
      return soft ? 's' : 'k';
    }
    return letter == 'z' ? 's' : letter;
  }
}
