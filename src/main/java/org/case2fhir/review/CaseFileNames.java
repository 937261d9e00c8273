package org.case2fhir.review;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which case file belongs to which article: {@code NAME.case.yaml} beside it, and {@code
 * NAME.pdf.case.yaml} for those that come after another article of that name, so that no two
 * articles share one. Where the case file is there already, it stays with the article that it was
 * read from. Of further patients it is {@code NAME.patient-2.case.yaml}.
 */
final class CaseFileNames {
  private static final String ENDING = ".case.yaml";
  private static final Pattern CASE_FILE =
      Pattern.compile("(.+?)(?:\\.patient-\\d{1,3})?\\.case\\.ya?ml");
  private static final Pattern LIKE_A_PATIENT = Pattern.compile("(?s).*\\.patient-\\d{1,3}");

  private final Map<Path, Path> stems = new HashMap<>();
  private final Map<Path, Path> articles = new HashMap<>();

  /**
   * @param articles all that are in their folders, sorted
   * @param sourceOf which of several articles a case file was read from
   */
  CaseFileNames(List<Path> articles, BiFunction<Path, List<Path>, Path> sourceOf) {
    this(sourcesFirst(articles, sourceOf));
  }

  private CaseFileNames(List<Path> articles) {
    Map<Path, Boolean> folds = new HashMap<>();
    for (Path article : articles) {
      Path stem = stem(article);
      boolean own = Files.exists(article.resolveSibling(article.getFileName() + ENDING));
      boolean fold = folds.computeIfAbsent(article.resolveSibling(""), any -> foldsCase(article));
      if (own
          || LIKE_A_PATIENT.matcher(stem.getFileName().toString()).matches()
          || this.articles.putIfAbsent(key(stem, fold), article) != null) {
        stem = article;
        this.articles.put(key(stem, fold), article);
      }
      stems.put(article, stem);
      this.articles.put(stem, article);
    }
  }

  /** Of articles that would share a case file which is there already, its source comes first. */
  private static List<Path> sourcesFirst(
      List<Path> articles, BiFunction<Path, List<Path>, Path> sourceOf) {
    Map<Path, List<Path>> byStem = new LinkedHashMap<>();
    for (Path article : articles) {
      boolean own = Files.exists(article.resolveSibling(article.getFileName() + ENDING));
      Path name = own ? article : stem(article);
      byStem.computeIfAbsent(name, any -> new ArrayList<>()).add(article);
    }
    Set<Path> ordered = new LinkedHashSet<>();
    byStem.forEach(
        (stem, sharing) -> {
          Path caseFile = stem.resolveSibling(stem.getFileName() + ENDING);
          if (sharing.size() > 1 && Files.exists(caseFile)) {
            ordered.add(sourceOf.apply(caseFile, sharing));
          }
        });
    ordered.addAll(articles);
    return List.copyOf(ordered);
  }

  private static Path stem(Path article) {
    String name = article.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return article.resolveSibling(dot > 0 ? name.substring(0, dot) : name);
  }

  private static Path key(Path stem, boolean fold) {
    String name = stem.getFileName().toString();
    return fold ? stem.resolveSibling(name.toLowerCase(Locale.ROOT)) : stem;
  }

  /** Whether the file system takes A.txt for a.txt, so that A.case.yaml is a.case.yaml too. */
  private static boolean foldsCase(Path article) {
    String name = article.getFileName().toString();
    String lower = name.toLowerCase(Locale.ROOT);
    Path other = article.resolveSibling(name.equals(lower) ? name.toUpperCase(Locale.ROOT) : lower);
    try {
      return !other.getFileName().equals(article.getFileName())
          && Files.exists(other)
          && Files.isSameFile(article, other);
    } catch (IOException e) {
      return false;
    }
  }

  /** Where the case of an article's patient is, or is going to be. */
  Path caseFile(Path article, int patient) {
    Path stem = stems.getOrDefault(article, stem(article));
    String part = patient == 1 ? "" : ".patient-" + patient;
    return stem.resolveSibling(stem.getFileName() + part + ENDING);
  }

  /** The article that a case file of such a name was read from. */
  Optional<Path> article(Path caseFile) {
    Matcher matcher = CASE_FILE.matcher(caseFile.getFileName().toString());
    return matcher.matches()
        ? Optional.ofNullable(articles.get(caseFile.resolveSibling(matcher.group(1))))
        : Optional.empty();
  }
}
