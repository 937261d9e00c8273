package org.case2fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No regular expression of the program fails on a long text.
 *
 * <p>Java's matcher calls itself once for each repetition of a group that has alternatives, so that
 * {@code (?:a|b)*} ends in a stack overflow after some thousand letters; {@code (?:a|b)*+} does
 * not.
 */
class PatternSafetyTest {
  private static final Path CLASSES = Path.of("target", "classes");
  private static final Path SOURCES = Path.of("src", "main", "java");
  private static final int LENGTH = 3_000;

  /** So small that a matcher that calls itself for each letter fails at once. */
  private static final int STACK = 160 << 10;

  /** Whole expressions only: one that is put together from parts is a field or is not tried. */
  private static final Pattern INLINE =
      Pattern.compile(
          "\\.(?:matches|replaceAll|replaceFirst|split)\\(\\s*\"((?:[^\"\\\\]|\\\\.)*+)\"\\s*[,)]");

  private static final String[] PIECES = {
    "a", "A", "1", " ", "'", "\"", "(", "()", ".", ",", "-", "/", "a ", "1 ", "1.", "1,", "1-",
    "1/", "a-", "a/", "a, ", "A. ", "mg ", "5 mg ", "5 mg/", "and ", "no ", "day ", "e\u0301",
    "\u00e9", "\n", "\t", "*", "_", "|", "\\", "#", "<", "<b>", "&", ";", ": ", "[1]", "%", "10^",
    "1 to ", "one ", "twenty-", "Dr. ", "for ", "then ", "{", "[", "~", "=", "a_", "aB", "1a", "x "
  };

  @Test
  void noPatternOverflows() throws Exception {
    List<String> failures = new ArrayList<>();
    Map<String, Pattern> patterns = patterns();
    Thread thread = new Thread(null, () -> tryAll(patterns, failures), "patterns", STACK);
    thread.start();
    thread.join();
    assertThat(failures).isEmpty();
  }

  private static void tryAll(Map<String, Pattern> patterns, List<String> failures) {
    for (Map.Entry<String, Pattern> entry : patterns.entrySet()) {
      for (String piece : PIECES) {
        String text = piece.repeat(LENGTH / piece.length());
        try {
          Matcher matcher = entry.getValue().matcher(text);
          if (!matcher.matches()) {
            matcher.reset().lookingAt();
          }
        } catch (StackOverflowError e) {
          failures.add(entry.getKey() + " on \"" + piece + "\": " + entry.getValue());
          break;
        }
      }
    }
  }

  private static Map<String, Pattern> patterns() {
    Map<String, Pattern> patterns = new TreeMap<>();
    try (Stream<Path> classes = Files.walk(CLASSES.resolve("org/case2fhir"));
        Stream<Path> sources = Files.walk(SOURCES)) {
      for (Path file : classes.filter(f -> f.toString().endsWith(".class")).toList()) {
        String name = CLASSES.relativize(file).toString().replaceAll("\\.class$", "");
        addFields(name.replace('/', '.'), patterns);
      }
      for (Path file : sources.filter(f -> f.toString().endsWith(".java")).toList()) {
        Matcher inline = INLINE.matcher(Files.readString(file));
        while (inline.find()) {
          String expression =
              inline.group(1).replaceAll("(?<!\\\\)\\\\u", "\\\\\\\\u").translateEscapes();
          patterns.put(file.getFileName() + " " + expression, Pattern.compile(expression));
        }
      }
    } catch (IOException | ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
    assertThat(patterns).hasSizeGreaterThan(300);
    return patterns;
  }

  private static void addFields(String name, Map<String, Pattern> patterns)
      throws ReflectiveOperationException {
    for (Field field : Class.forName(name).getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        field.setAccessible(true);
        add(name + "." + field.getName(), field.get(null), patterns);
      }
    }
  }

  private static void add(String name, Object value, Map<String, Pattern> patterns) {
    if (value instanceof Pattern pattern) {
      patterns.put(name, pattern);
    } else if (value instanceof Iterable<?> several && !(value instanceof Path)) {
      // A path holds paths, itself too.
      int i = 0;
      for (Object one : several) {
        add(name + "[" + i++ + "]", one, patterns);
      }
    } else if (value instanceof Map<?, ?> several) {
      add(name, several.keySet(), patterns);
      add(name, several.values(), patterns);
    } else if (value instanceof Object[] several) {
      add(name, List.of(several), patterns);
    }
  }
}
