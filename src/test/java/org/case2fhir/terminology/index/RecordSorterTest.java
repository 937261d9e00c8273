package org.case2fhir.terminology.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class RecordSorterTest {
  /** With so small a buffer that almost everything goes through files. */
  @Property(tries = 60)
  void sortsAndDropsEqualOnes(@ForAll @Size(max = 60) List<String> texts) throws IOException {
    Path folder = Files.createTempDirectory("sorter");
    TreeSet<byte[]> expected = new TreeSet<>(Arrays::compareUnsigned);
    List<byte[]> sorted = new ArrayList<>();
    try (RecordSorter sorter = new RecordSorter(folder, "run", 200)) {
      for (String text : texts) {
        byte[] bytes = ("x" + text).getBytes(StandardCharsets.UTF_8);
        expected.add(bytes);
        sorter.add(bytes);
      }
      sorter.forEach(sorted::add);
    }
    assertThat(sorted).containsExactlyElementsOf(expected);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
    Files.delete(folder);
  }
}
