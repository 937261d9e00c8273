package org.case2fhir.mention;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.case2fhir.document.Passage;
import org.case2fhir.document.SourceDocument;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.mention.AnnotatedCorpus.AnnotatedText;
import org.case2fhir.mention.MentionTagger.MentionSource;
import org.case2fhir.model.Span;

/**
 * Finds the mentions of a passage that somebody else marked in its document, as standoff annotation
 * with offsets into the original text. Labels are those of MACCROBAT2020 or those that {@code
 * extract --format brat} writes; others are left out. Of overlapping mentions the facts, and of
 * those the longer, are kept, as in training.
 */
public final class StandoffTagger implements MentionTagger {
  private final Passage passage;
  private final List<Mention> mentions;

  /**
   * A tagger of one passage.
   *
   * @param mentions of the whole document, in its original text, in order and not overlapping
   */
  StandoffTagger(Passage passage, List<Mention> mentions) {
    this.passage = passage;
    this.mentions = mentions;
  }

  /**
   * The mentions in a folder of annotation files, {@code NAME.ann} for the document {@code
   * NAME.txt}.
   *
   * @return without a value if there is no such folder
   */
  public static Result<MentionSource> folder(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Result.failed(
          Issue.error(
              "no-annotations",
              "there is no such folder of annotations",
              Location.of(folder.toString()),
              "check its name; it needs a file NAME.ann for each NAME.txt"));
    }
    return Result.of(document -> read(folder, document), List.of());
  }

  private static Result<Function<Passage, MentionTagger>> read(
      Path folder, SourceDocument document) {
    String input = document.id().replace('\\', '/');
    String name = input.substring(input.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    Path file = folder.resolve((dot > 0 ? name.substring(0, dot) : name) + ".ann");
    try {
      Result<Annotations> annotations =
          StandoffReader.read(file.toString(), StandoffReader.text(file), document.text());
      List<Mention> marked = annotations.value().map(Annotations::mentions).orElse(List.of());
      List<Mention> mentions = AnnotatedText.withoutOverlaps(marked);
      return Result.of(passage -> new StandoffTagger(passage, mentions), annotations.issues());
    } catch (NoSuchFileException e) {
      return unusable(document, "there are no mentions of this document: no file " + file);
    } catch (MalformedInputException e) {
      return unusable(document, "the mentions of this document are not UTF-8: " + file);
    } catch (IOException e) {
      return unusable(document, "the mentions of this document cannot be read: " + file);
    }
  }

  private static Result<Function<Passage, MentionTagger>> unusable(
      SourceDocument document, String message) {
    return Result.failed(
        Issue.error(
            "no-annotations",
            message,
            Location.of(document.id()),
            "give the folder that has its annotation, or let a tagger find the mentions"));
  }

  @Override
  public List<Mention> tag(String text, List<Sentence> sentences) {
    if (text.isEmpty() || !text.equals(passage.text())) {
      return List.of();
    }
    List<Mention> found = new ArrayList<>();
    Span all = passage.original(0, text.length());
    int sentence = 0;
    int free = 0;
    for (Mention mention : mentions) {
      if (mention.span().start() < all.end() && all.start() < mention.span().end()) {
        int start = Math.max(free, firstAfter(mention.span().start()));
        while (sentence < sentences.size() && sentences.get(sentence).span().end() <= start) {
          sentence++;
        }
        int last = sentence < sentences.size() ? sentences.get(sentence).span().end() : start;
        Optional<Span> span =
            Span.trimmed(text, start, Math.min(last, firstFrom(mention.span().end())));
        if (span.isPresent()) {
          free = span.get().end();
          found.add(new Mention(mention.type(), span.get(), mention.confidence()));
        }
      }
    }
    return found;
  }

  /** The first place of the passage whose character ends after a place of the document. */
  private int firstAfter(int original) {
    int low = 0;
    int high = passage.text().length();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (passage.original(middle, middle + 1).end() > original) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /**
   * The first place of the passage whose character begins at a place of the document or after it.
   */
  private int firstFrom(int original) {
    int low = 0;
    int high = passage.text().length();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (passage.original(middle, middle + 1).start() >= original) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
