package org.case2fhir.mention;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.diagnostic.Result;

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
    try {
      String text = Files.readString(annotation.resolveSibling(name + ".txt"));
      Result<Annotations> result =
          StandoffReader.read(annotation.toString(), Files.readString(annotation), text);
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
}
