package org.case2fhir.casefile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.AnchorNode;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Changes single values in the text of a case file. Whatever is not changed stays as it is written:
 * comments, the order of keys, quotes and empty lines.
 *
 * <p>Places are named by JSON Pointers (RFC 6901), as {@link CaseFileReader} gives them. Values are
 * texts, Booleans, numbers, lists and maps of such. Immutable: each change gives a new editor.
 */
public final class CaseFileEditor {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DEPTH = 100;

  /** What a fact has behind all else: added keys go before these. */
  private static final List<String> LAST = List.of("evidence", "confidence", "reviewed");

  private final String text;
  private final boolean json;
  private final MappingNode root;
  private final boolean oneUnitEach;

  private CaseFileEditor(String text, boolean json, MappingNode root) {
    this.text = text;
    this.oneUnitEach = text.length() == text.codePointCount(0, text.length());
    this.json = json;
    this.root = root;
  }

  /**
   * Opens the text of a case file.
   *
   * @throws IllegalArgumentException if it is not YAML or JSON, holds several documents, or is no
   *     mapping; the message says which
   */
  public static CaseFileEditor of(String text) {
    boolean json = text.stripLeading().startsWith("{");
    // JSON takes tabs between its tokens, and has none within; SnakeYAML takes none at all.
    String readable = json ? text.replace('\t', ' ') : text;
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(CaseFileReader.MAX_BYTES + 1);
    options.setNestingDepthLimit(DEPTH);
    try {
      Node node = new Yaml(options).compose(new StringReader(readable));
      if (node instanceof MappingNode mapping) {
        return new CaseFileEditor(text, json, mapping);
      }
    } catch (YAMLException e) {
      throw new IllegalArgumentException("the file is damaged", e);
    }
    throw new IllegalArgumentException("the file holds no mapping");
  }

  /** The text with all changes. */
  public String text() {
    return text;
  }

  /** What stands at a place, as texts, Booleans, lists and maps; a number as it is written. */
  public Optional<Object> value(String pointer) {
    return find(pointer).map(slot -> plain(slot.node()));
  }

  private static Object plain(Node node) {
    if (node instanceof MappingNode mapping) {
      Map<String, Object> map = new LinkedHashMap<>();
      for (NodeTuple entry : mapping.getValue()) {
        map.put(key(entry), plain(entry.getValueNode()));
      }
      return map;
    }
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue().stream().map(CaseFileEditor::plain).toList();
    }
    if (node instanceof ScalarNode scalar) {
      String word = scalar.getValue();
      boolean flag = scalar.getTag().equals(Tag.BOOL) && (word.equals("true") || isFalse(word));
      return flag ? (Object) word.equals("true") : word;
    }
    return "";
  }

  private static boolean isFalse(String word) {
    return word.equals("false");
  }

  private static String key(NodeTuple entry) {
    return entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
  }

  /** A node with what holds it. */
  private record Slot(Node node, MappingNode mapping, NodeTuple entry, SequenceNode list) {}

  private Optional<Slot> find(String pointer) {
    Slot at = new Slot(root, null, null, null);
    if (pointer.isEmpty()) {
      return Optional.of(at);
    }
    for (String escaped : pointer.substring(1).split("/", -1)) {
      Optional<Slot> next = step(at.node(), escaped.replace("~1", "/").replace("~0", "~"));
      if (next.isEmpty()) {
        return Optional.empty();
      }
      at = next.get();
    }
    return Optional.of(at);
  }

  private static Optional<Slot> step(Node node, String name) {
    if (node instanceof MappingNode mapping) {
      return mapping.getValue().stream()
          .filter(entry -> key(entry).equals(name))
          .findFirst()
          .map(entry -> new Slot(entry.getValueNode(), mapping, entry, null));
    }
    if (node instanceof SequenceNode list && name.matches("\\d{1,6}")) {
      int index = Integer.parseInt(name);
      return index < list.getValue().size()
          ? Optional.of(new Slot(list.getValue().get(index), null, null, list))
          : Optional.empty();
    }
    return Optional.empty();
  }

  private Slot at(String pointer) {
    return find(pointer)
        .filter(slot -> !(slot.node() instanceof AnchorNode))
        .orElseThrow(() -> new IllegalArgumentException("nothing stands at " + pointer));
  }

  private static String parent(String pointer) {
    return pointer.substring(0, pointer.lastIndexOf('/'));
  }

  private static String name(String pointer) {
    return pointer.substring(pointer.lastIndexOf('/') + 1).replace("~1", "/").replace("~0", "~");
  }

  /**
   * Gives a key a value, or an item of a list another.
   *
   * @throws IllegalArgumentException if the place of the key or item is not in the file
   */
  public CaseFileEditor set(String pointer, Object value) {
    return apply(List.of(setting(pointer, value)));
  }

  /**
   * Gives many keys their values at once; none of them within another, and no two new ones in one
   * mapping.
   *
   * @throws IllegalArgumentException if the place of a key is not in the file
   */
  public CaseFileEditor setAll(Map<String, ?> values) {
    List<Patch> patches = new ArrayList<>();
    values.forEach((pointer, value) -> patches.add(setting(pointer, value)));
    return apply(patches);
  }

  /** What stands from here to there becomes this. */
  private record Patch(int start, int end, String replacement) {}

  private static Patch patch(int start, int end, String replacement) {
    return new Patch(start, end, replacement);
  }

  private CaseFileEditor apply(List<Patch> patches) {
    StringBuilder changed = new StringBuilder(text);
    boolean windows = text.contains("\r\n");
    patches.stream()
        .sorted(Comparator.comparingInt(Patch::start).reversed())
        .forEach(
            patch -> {
              String lines = patch.replacement();
              changed.replace(
                  patch.start(), patch.end(), windows ? lines.replace("\n", "\r\n") : lines);
            });
    return changed.compareTo(new StringBuilder(text)) == 0 ? this : of(changed.toString());
  }

  private Patch setting(String pointer, Object value) {
    Optional<Slot> found = find(pointer);
    if (found.isEmpty()) {
      return adding(at(parent(pointer)).node(), name(pointer), value);
    }
    Slot slot = found.get();
    if (plain(slot.node()).equals(value)) {
      return patch(0, 0, "");
    }
    if (slot.entry() != null && isBlock(slot.mapping())) {
      int start = start(slot.entry().getKeyNode());
      String lines = YamlWriter.entry(name(pointer), value, column(slot.entry().getKeyNode()));
      return patch(start, end(slot.entry()), lines.strip());
    }
    if (slot.list() != null && isBlock(slot.list())) {
      return replacing(pointer, List.of(value));
    }
    return patch(start(slot.node()), end(slot.node()), inline(value));
  }

  private Patch adding(Node holder, String name, Object value) {
    if (!(holder instanceof MappingNode mapping)) {
      throw new IllegalArgumentException("a text has no keys");
    }
    List<NodeTuple> entries = mapping.getValue();
    int before = LAST.contains(name) ? LAST.indexOf(name) + 1 : 0;
    Optional<NodeTuple> next =
        entries.stream()
            .skip(1)
            .filter(entry -> LAST.subList(before, LAST.size()).contains(key(entry)))
            .findFirst();
    if (!isBlock(mapping)) {
      String entry = quotedKey(name) + ": " + inline(value);
      if (next.isPresent()) {
        int start = start(next.get().getKeyNode());
        return patch(start, start, entry + ", ");
      }
      int end = entries.isEmpty() ? start(mapping) + 1 : end(entries.get(entries.size() - 1));
      return patch(end, end, entries.isEmpty() ? entry : ", " + entry);
    }
    int column = column(entries.get(0).getKeyNode());
    String lines = YamlWriter.entry(name, value, column);
    if (next.isPresent()) {
      int line = lineStart(start(next.get().getKeyNode()));
      return patch(line, line, lines);
    }
    return insertingLines(end(entries.get(entries.size() - 1)), lines);
  }

  private String quotedKey(String name) {
    return json ? inline(name) : YamlWriter.flow(name);
  }

  private String inline(Object value) {
    if (!json) {
      return YamlWriter.flow(value);
    }
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("texts, numbers, lists and maps can always be written", e);
    }
  }

  /** Calls a key otherwise; its value stays. */
  public CaseFileEditor rename(String pointer, String key) {
    Slot slot = at(pointer);
    Node node = slot.entry().getKeyNode();
    return apply(List.of(patch(start(node), index(node.getEndMark().getIndex()), quotedKey(key))));
  }

  /** Takes a key with its value, or an item, out; a list that would be empty goes as well. */
  public CaseFileEditor remove(String pointer) {
    return apply(List.of(removing(pointer)));
  }

  private Patch removing(String pointer) {
    Slot slot = at(pointer);
    if (slot.list() != null) {
      return slot.list().getValue().size() == 1
          ? removing(parent(pointer))
          : replacing(pointer, List.of());
    }
    List<NodeTuple> entries = slot.mapping().getValue();
    int position = entries.indexOf(slot.entry());
    int start = start(slot.entry().getKeyNode());
    if (entries.size() == 1) {
      return slot.mapping() == root
          ? patch(start, end(slot.entry()), "{}")
          : removing(parent(pointer));
    }
    if (position == 0) {
      return patch(start, start(entries.get(1).getKeyNode()), "");
    }
    return isBlock(slot.mapping())
        ? patch(lineStart(start), lineEnd(end(slot.entry())), "")
        : patch(end(entries.get(position - 1)), end(slot.entry()), "");
  }

  /** Puts these items in the place of one; none take it out, but not the last of its list. */
  public CaseFileEditor replace(String pointer, List<?> items) {
    return apply(List.of(replacing(pointer, items)));
  }

  private Patch replacing(String pointer, List<?> items) {
    Slot slot = at(pointer);
    if (slot.list() == null) {
      // One value that stands in place of a list.
      return setting(pointer, items.size() == 1 ? items.get(0) : List.copyOf(items));
    }
    List<Node> nodes = slot.list().getValue();
    int position = nodes.indexOf(slot.node());
    if (isBlock(slot.list())) {
      int dash = dash(slot.node());
      boolean spread = slot.node() instanceof MappingNode mapping && isBlock(mapping);
      StringBuilder lines = new StringBuilder();
      items.forEach(item -> lines.append(YamlWriter.item(item, column(slot.list()), spread)));
      int end = end(slot.node());
      return items.isEmpty()
          ? patch(lineStart(dash), lineEnd(end), "")
          : patch(lineStart(dash), end, lines.substring(0, lines.length() - 1));
    }
    if (items.isEmpty()) {
      return position == 0
          ? patch(start(slot.node()), start(nodes.get(1)), "")
          : patch(end(nodes.get(position - 1)), end(slot.node()), "");
    }
    List<String> written = items.stream().map(this::inline).toList();
    return patch(start(slot.node()), end(slot.node()), String.join(", ", written));
  }

  /** Adds an item to the end of a list, which is made if it is not there. */
  public CaseFileEditor append(String pointer, Object item) {
    return apply(List.of(appending(pointer, item)));
  }

  private Patch appending(String pointer, Object item) {
    Optional<Slot> found = find(pointer);
    if (found.isEmpty()) {
      return adding(at(parent(pointer)).node(), name(pointer), List.of(item));
    }
    Slot slot = found.get();
    if (!(slot.node() instanceof SequenceNode list)) {
      List<Object> both = new ArrayList<>();
      Object there = plain(slot.node());
      if (!there.equals("")) {
        both.add(there);
      }
      both.add(item);
      return setting(pointer, both);
    }
    List<Node> nodes = list.getValue();
    if (isBlock(list)) {
      boolean spread = nodes.get(nodes.size() - 1) instanceof MappingNode last && isBlock(last);
      return insertingLines(
          end(nodes.get(nodes.size() - 1)), YamlWriter.item(item, column(list), spread));
    }
    int end = nodes.isEmpty() ? start(list) + 1 : end(nodes.get(nodes.size() - 1));
    return patch(end, end, (nodes.isEmpty() ? "" : ", ") + inline(item));
  }

  /** Puts lines behind the line in which something ends, and behind the comment there. */
  private Patch insertingLines(int end, String lines) {
    int line = lineEnd(end);
    boolean ended = line > 0 && text.charAt(line - 1) == '\n';
    return patch(line, line, ended ? lines : "\n" + lines);
  }

  private static boolean isBlock(CollectionNode<?> node) {
    return node.getFlowStyle() == org.yaml.snakeyaml.DumperOptions.FlowStyle.BLOCK;
  }

  private int dash(Node item) {
    return text.lastIndexOf('-', start(item) - 1);
  }

  private int lineStart(int offset) {
    return text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** Behind the line feed of the line that holds the character before the offset. */
  private int lineEnd(int offset) {
    int feed = text.indexOf('\n', Math.max(offset, 0));
    return feed < 0 ? text.length() : feed + 1;
  }

  private static int column(Node node) {
    return node.getStartMark().getColumn();
  }

  private int start(Node node) {
    return index(node.getStartMark().getIndex());
  }

  private int end(NodeTuple entry) {
    return end(entry.getValueNode());
  }

  /** Where the last character of a node ends: blocks end where the next token begins. */
  private int end(Node node) {
    if (node instanceof CollectionNode<?> collection
        && isBlock(collection)
        && !collection.getValue().isEmpty()) {
      Object last = collection.getValue().get(collection.getValue().size() - 1);
      return last instanceof NodeTuple entry ? end(entry) : end((Node) last);
    }
    int start = start(node);
    int end = index(node.getEndMark().getIndex());
    while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  /** SnakeYAML counts code points. */
  private int index(int codePoints) {
    return oneUnitEach ? codePoints : text.offsetByCodePoints(0, codePoints);
  }
}
