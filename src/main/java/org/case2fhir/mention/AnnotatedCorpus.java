package org.case2fhir.mention;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;

/** Reads a folder of texts ({@code NAME.txt}) with standoff annotation ({@code NAME.ann}). */
public final class AnnotatedCorpus {
  private AnnotatedCorpus() {}

  /**
   * Reads the texts in the order of their names.
   *
   * @return without a value when the folder has no annotated text
   * @throws IOException if the folder cannot be read
   */
  public static Result<List<AnnotatedText>> read(Path folder) throws IOException {
    List<Issue> issues = new ArrayList<>();
    List<AnnotatedText> texts = new ArrayList<>();
    for (Path annotation : annotations(folder)) {
      read(annotation, texts, issues);
    }
    if (texts.isEmpty()) {
      issues.add(
          Issue.error(
              "no-annotations",
              "this folder has no text with annotations",
              Location.of(folder.toString()),
              "it needs pairs of NAME.txt and NAME.ann"));
      return Result.failed(issues);
    }
    return Result.of(List.copyOf(texts), issues);
  }

  private static List<Path> annotations(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".ann")).sorted().toList();
    }
  }

  private static void read(Path annotation, List<AnnotatedText> texts, List<Issue> issues) {
    String file = annotation.getFileName().toString();
    String name = file.substring(0, file.length() - ".ann".length());
    if (Files.isSymbolicLink(annotation)
        || Files.isSymbolicLink(annotation.resolveSibling(name + ".txt"))) {
      // It may lead out of the folder.
      issues.add(
          Issue.warning(
              "link-left-out",
              "this annotation or its text is a symbolic link, which is not followed",
              Location.of(annotation.toString()),
              "name the folder that it leads to"));
      return;
    }
    try {
      String text = StandoffReader.text(annotation.resolveSibling(name + ".txt"));
      Result<Annotations> result =
          StandoffReader.read(annotation.toString(), StandoffReader.text(annotation), text);
      issues.addAll(result.issues());
      result.value().ifPresent(found -> texts.add(AnnotatedText.of(name, text, found)));
    } catch (MalformedInputException e) {
      issues.add(unreadable(annotation, "this annotation or its text is not UTF-8"));
    } catch (IOException e) {
      issues.add(unreadable(annotation, "this annotation or its text cannot be read"));
    }
  }

  private static Issue unreadable(Path annotation, String message) {
    return Issue.error(
        "unreadable-file",
        message,
        Location.of(annotation.toString()),
        "its text lies beside it as NAME.txt");
  }

  /**
   * A text with the mentions that people marked in it.
   *
   * @param name of the text
   * @param text its words, lines joined
   * @param mentions in the order of the annotation; they may overlap
   */
  public record AnnotatedText(String name, String text, List<Mention> mentions) {
    /** What a case is made of; where mentions overlap, these are learned and the others are not. */
    private static final Set<MentionType> FACTS =
        Set.of(
            MentionType.AGE,
            MentionType.SEX,
            MentionType.DISEASE_DISORDER,
            MentionType.SIGN_SYMPTOM,
            MentionType.MEDICATION,
            MentionType.THERAPEUTIC_PROCEDURE,
            MentionType.DIAGNOSTIC_PROCEDURE,
            MentionType.LAB_VALUE);

    public AnnotatedText {
      mentions = List.copyOf(mentions);
    }

    /** Takes the stretches whose label is a mention type; line ends become spaces. */
    static AnnotatedText of(String name, String text, Annotations annotations) {
      return new AnnotatedText(name, text.replaceAll("[\\r\\n]", " "), annotations.mentions());
    }

    /** Mentions that do not overlap: facts before other details, longer before shorter ones. */
    List<Mention> withoutOverlaps() {
      return withoutOverlaps(mentions);
    }

    static List<Mention> withoutOverlaps(List<Mention> mentions) {
      List<Mention> ordered = new ArrayList<>(mentions);
      ordered.sort(
          Comparator.<Mention>comparingInt(mention -> FACTS.contains(mention.type()) ? 0 : 1)
              .thenComparingInt(mention -> -mention.span().length())
              .thenComparingInt(mention -> mention.span().start())
              .thenComparing(Mention::type));
      NavigableMap<Integer, Mention> kept = new TreeMap<>();
      for (Mention mention : ordered) {
        if (isFree(kept, mention)) {
          kept.put(mention.span().start(), mention);
        }
      }
      return List.copyOf(kept.values());
    }

    private static boolean isFree(NavigableMap<Integer, Mention> kept, Mention mention) {
      Map.Entry<Integer, Mention> before = kept.lowerEntry(mention.span().end());
      return before == null || overlap(before.getValue(), mention) == 0;
    }

    /** How many code units two mentions share. */
    static int overlap(Mention a, Mention b) {
      int start = Math.max(a.span().start(), b.span().start());
      return Math.max(0, Math.min(a.span().end(), b.span().end()) - start);
    }
  }
}
