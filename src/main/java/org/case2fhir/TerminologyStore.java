package org.case2fhir;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.case2fhir.issue.BundledTable;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;
import org.case2fhir.terminology.imports.ImportOptions;
import org.case2fhir.terminology.imports.RefusedReleaseException;
import org.case2fhir.terminology.imports.ReleaseFiles;
import org.case2fhir.terminology.imports.ReleaseFiles.ReadProgress;
import org.case2fhir.terminology.imports.TableCheck;
import org.case2fhir.terminology.imports.TerminologyImport;
import org.case2fhir.terminology.index.IndexBuilder.IndexLimitException;
import org.case2fhir.terminology.index.IndexFolder;
import org.case2fhir.terminology.index.IndexHeader;
import org.case2fhir.terminology.index.TermIndex;
import org.case2fhir.terminology.index.TermIndex.DamagedIndexException;

/** The terminologies that a user has installed. */
public final class TerminologyStore {
  private final IndexFolder folder;

  /**
   * @param folder where they lie; need not exist
   */
  public TerminologyStore(Path folder) {
    this.folder = new IndexFolder(folder);
  }

  /**
   * Installs a release: a file, a folder or a zip file. It takes the place of an older one of the
   * same name; when it fails, the older one stays.
   *
   * @param progress watches how much is read
   */
  public Result<IndexHeader> install(Path release, ImportOptions options, ReadProgress progress) {
    try {
      TerminologyImport.Imported imported =
          new TerminologyImport(folder).run(release, options, progress);
      return Result.of(imported.header(), imported.issues());
    } catch (RefusedReleaseException e) {
      return Result.failed(e.issues());
    } catch (IOException e) {
      return Result.failed(notInstalled(release, e));
    }
  }

  /** The release or the place of its index may be at fault, and the failure mostly names it. */
  private Issue notInstalled(Path release, IOException failure) {
    if (failure instanceof FileSystemException known && known.getFile() != null) {
      return unreadable(Path.of(known.getFile()), failure);
    }
    if (failure instanceof IndexLimitException) {
      return unreadable(release, failure);
    }
    return Issue.error(
        "unreadable-file",
        "it cannot be read, or its index cannot be written to " + folder.path(),
        Location.of(release.toString()),
        "check the file, and whether there is room in that folder");
  }

  /** What comes with the program, with the notices that its users must see. */
  public static List<IndexHeader> builtIn() {
    return BundledTable.rows(TerminologyStore.class, "built-in-terminologies").stream()
        .map(TerminologyStore::builtIn)
        .toList();
  }

  private static IndexHeader builtIn(String[] cells) {
    return new IndexHeader(
        cells[0], cells[1], "", cells[3], cells[4], "", "", List.of(cells[2]), 0, 0, 0);
  }

  /** What is installed, in the order of the names; damaged files are issues. */
  public Result<List<IndexHeader>> installed() {
    List<Issue> issues = new ArrayList<>();
    List<IndexHeader> found = open(issues).stream().map(index -> index.header()).toList();
    return Result.of(found, issues);
  }

  /**
   * Removes an installed terminology; other files are never deleted.
   *
   * @param name under which it was installed, as {@link #installed} says it
   * @return whether there was one of this name; an issue if it cannot be removed
   */
  public Result<Boolean> remove(String name) {
    try {
      return Result.of(folder.remove(name), List.of());
    } catch (IOException e) {
      return Result.failed(unreadable(folder.file(name), e));
    }
  }

  /** What is wrong with a user's table, or with the tables of a folder; nothing if all is well. */
  public List<Issue> check(Path table) {
    List<Issue> issues = new ArrayList<>();
    List<TermIndex> indexes = open(issues);
    try (ReleaseFiles files = ReleaseFiles.open(table, ReadProgress.NONE)) {
      issues.addAll(new TableCheck(indexes).run(files));
    } catch (RefusedReleaseException e) {
      issues.addAll(e.issues());
    } catch (IOException e) {
      issues.add(unreadable(table, e));
    }
    return issues;
  }

  List<TermIndex> open(List<Issue> issues) {
    List<TermIndex> indexes = new ArrayList<>();
    try {
      for (Path file : folder.files()) {
        open(file, indexes, issues);
      }
    } catch (IOException e) {
      issues.add(unreadable(folder.path(), e));
    }
    return indexes;
  }

  private static void open(Path file, List<TermIndex> indexes, List<Issue> issues) {
    try {
      indexes.add(TermIndex.open(file));
    } catch (IOException e) {
      issues.add(
          Issue.warning(
              "unusable-index",
              e instanceof DamagedIndexException
                  ? e.getMessage()
                  : "an installed terminology cannot be read",
              Location.of(file.toString()),
              "import its release again, or delete the file"));
    }
  }

  static Issue unreadable(Path file, IOException failure) {
    String what =
        failure instanceof IndexLimitException
            ? failure.getMessage()
            : failure instanceof AccessDeniedException
                ? "no permission"
                : failure instanceof FileSystemException known && known.getReason() != null
                    ? known.getReason()
                    : "it cannot be read";
    return Issue.error(
        "unreadable-file",
        what,
        Location.of(file.toString()),
        "check the file, and who may use it");
  }
}
