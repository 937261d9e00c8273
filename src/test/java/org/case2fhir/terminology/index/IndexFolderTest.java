package org.case2fhir.terminology.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** An import removes what killed imports left in the folder of indexes, and nothing else. */
class IndexFolderTest {
  private static final String MARK = ".case2fhir-import";

  @TempDir private Path folder;

  private Path left(String name) throws IOException {
    Path work = Files.createDirectories(folder.resolve("index").resolve(name));
    Files.writeString(work.resolve(MARK), "");
    Files.writeString(work.resolve("concepts"), "half");
    return work;
  }

  private IndexFolder index() {
    return new IndexFolder(folder.resolve("index"));
  }

  @Test
  void whatAKilledImportLeftGoes() throws IOException {
    Path left = left(".import-123");
    Path work = index().newWork();
    assertThat(left).doesNotExist();
    assertThat(work).isDirectoryContaining(file -> file.endsWith(MARK));
    IndexFolder.delete(work);
    assertThat(work).doesNotExist();
  }

  @Test
  void whatOthersPutThereStays() throws IOException {
    Path marked = left(".import-1");
    Files.createDirectory(marked.resolve("notes"));
    Path plain = left(".import-2");
    Files.delete(plain.resolve(MARK));
    Path named = left(".import-keep");
    Path note = Files.writeString(folder.resolve("index").resolve(".import-3"), "a note");
    Path outside = left("outside");
    Path link = folder.resolve("index").resolve(".import-4");
    Files.createSymbolicLink(link, outside);
    Path inside = left(".import-5");
    Files.createSymbolicLink(inside.resolve("names"), outside);

    IndexFolder.delete(index().newWork());

    assertThat(marked.resolve("concepts")).exists();
    assertThat(plain.resolve("concepts")).exists();
    assertThat(named.resolve("concepts")).exists();
    assertThat(note).hasContent("a note");
    assertThat(link).isSymbolicLink();
    assertThat(outside.resolve("concepts")).exists();
    assertThat(inside.resolve("concepts")).exists();
  }

  @Test
  void anImportThatRunsStays() throws IOException {
    Path own = index().newWork();
    Path other = left(".import-6");
    try (FileChannel running = FileChannel.open(other.resolve(MARK), StandardOpenOption.WRITE)) {
      assertThat(running.tryLock()).isNotNull();
      IndexFolder.delete(index().newWork());
      assertThat(own).exists();
      assertThat(other.resolve("concepts")).exists();
    }
    IndexFolder.delete(own);
    IndexFolder.delete(index().newWork());
    assertThat(other).doesNotExist();
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aPipeIsNoIndexAndNobodyWaitsForIt() throws IOException, InterruptedException {
    Path pipe = folder.resolve("hpo.terms");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> TermIndex.open(pipe))
        .isInstanceOf(TermIndex.DamagedIndexException.class)
        .hasMessageContaining("is no file");
  }
}
