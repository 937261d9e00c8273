package org.case2fhir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Result;
import org.case2fhir.issue.Severity;
import org.case2fhir.terminology.ServerTerms;
import org.case2fhir.terminology.TermSource;
import org.case2fhir.terminology.UnitTable;
import org.case2fhir.terminology.ValueSets;
import org.case2fhir.terminology.Vocabulary;
import org.case2fhir.terminology.imports.ImportIssues;
import org.case2fhir.terminology.imports.LocalTables;
import org.case2fhir.terminology.imports.RefusedReleaseException;
import org.case2fhir.terminology.imports.ReleaseFiles;
import org.case2fhir.terminology.imports.ReleaseFiles.ReadProgress;
import org.case2fhir.terminology.index.InstalledTerms;
import org.case2fhir.terminology.index.TermIndex;

/**
 * The words that a conversion knows: a user's tables first, then what comes with the program, then
 * what is installed, then a terminology server if one was named.
 */
public final class Terminologies {
  private final Vocabulary vocabulary;
  private final UnitTable units;
  private final InstalledTerms installed;
  private final List<String> sources;
  private final Optional<ServerTerms> server;

  private Terminologies(
      Vocabulary vocabulary,
      UnitTable units,
      InstalledTerms installed,
      List<String> sources,
      Optional<ServerTerms> server) {
    this.vocabulary = vocabulary;
    this.units = units;
    this.installed = installed;
    this.sources = List.copyOf(sources);
    this.server = server;
  }

  /** Only what comes with the program. */
  public static Terminologies builtIn() {
    return new Terminologies(
        Vocabulary.builtIn(),
        UnitTable.builtIn(),
        new InstalledTerms(List.of()),
        List.of(),
        Optional.empty());
  }

  /** Opens everything that was asked for; fails when a table that the user named cannot be used. */
  public static Result<Terminologies> open(TerminologyOptions options) {
    List<Issue> issues = new ArrayList<>();
    List<String> sources = new ArrayList<>();
    List<TermSource> before = new ArrayList<>();
    Map<String, String> units = new LinkedHashMap<>();
    for (Path overlay : options.overlays()) {
      read(overlay, before, units, sources, issues);
    }
    List<TermIndex> indexes = new ArrayList<>();
    options.index().ifPresent(f -> indexes.addAll(new TerminologyStore(f).open(issues)));
    InstalledTerms installed = new InstalledTerms(indexes);
    List<TermSource> after = new ArrayList<>();
    if (!indexes.isEmpty()) {
      after.add(installed);
      sources.add("installed: " + installed.name());
    }
    Optional<ServerTerms> server = server(options, issues);
    server.ifPresent(after::add);
    server.ifPresent(asked -> sources.add("server: " + asked.name()));
    if (issues.stream().anyMatch(issue -> issue.severity() == Severity.ERROR)) {
      return Result.failed(issues);
    }
    Vocabulary vocabulary =
        before.isEmpty() && after.isEmpty()
            ? Vocabulary.builtIn()
            : Vocabulary.builtIn().with(before, after);
    return Result.of(
        new Terminologies(vocabulary, UnitTable.builtIn().with(units), installed, sources, server),
        issues);
  }

  private static void read(
      Path overlay,
      List<TermSource> before,
      Map<String, String> units,
      List<String> sources,
      List<Issue> issues) {
    try (ReleaseFiles files = ReleaseFiles.open(overlay, ReadProgress.NONE)) {
      ImportIssues rowIssues = new ImportIssues(overlay.toString());
      LocalTables tables = LocalTables.read(files, rowIssues);
      issues.addAll(rowIssues.all());
      // The last one that was named is asked first.
      before.add(0, tables);
      units.putAll(tables.units());
      sources.add("own words: " + tables.name() + " (" + tables.rows() + " rows)");
    } catch (RefusedReleaseException e) {
      issues.add(e.issue());
    } catch (IOException e) {
      issues.add(TerminologyStore.unreadable(overlay, e));
    }
  }

  private static Optional<ServerTerms> server(TerminologyOptions options, List<Issue> issues) {
    if (options.server().isEmpty()) {
      return Optional.empty();
    }
    Result<ValueSets> valueSets = ValueSets.read(options.valueSets());
    issues.addAll(valueSets.issues());
    return valueSets
        .value()
        .map(sets -> new ServerTerms(options.server().get(), sets, options.cache()));
  }

  /** What is asked besides the built-in tables, in words for a summary. */
  public List<String> sources() {
    return sources;
  }

  /** What went wrong with a server since this was last asked. */
  public List<Issue> serverIssues() {
    return server.map(ServerTerms::takeIssues).orElse(List.of());
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  UnitTable units() {
    return units;
  }

  InstalledTerms installed() {
    return installed;
  }
}
