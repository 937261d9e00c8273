package org.case2fhir.fhir;

import java.util.Arrays;
import org.hl7.fhir.utilities.xhtml.NodeType;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;

/**
 * JSON as it grows: the same characters as Jackson's generator writes, indented as HAPI indents or
 * on one line. Whoever writes it sees to it that names and values come where they may.
 */
final class JsonText {
  private static final int INITIAL = 1 << 14;
  private static final String HEX = "0123456789ABCDEF";

  /** What stands for a character within a string: nothing, a letter, or {@code u} for its number. */
  private static final char[] ESCAPES = escapes();

  private final boolean indented;
  private char[] text = new char[INITIAL];
  private int length;
  private int depth;
  private int nesting;
  private boolean first = true;
  private boolean named = true; // as the root is: nothing stands before it
  private final StringBuilder narrative = new StringBuilder();

  JsonText(boolean indented) {
    this.indented = indented;
  }

  /** A name as it is written. */
  static final class Name {
    private final String plain;
    private final char[] indented;

    Name(String plain) {
      this.plain = plain;
      this.indented = ("\"" + plain + "\": ").toCharArray();
    }

    String plain() {
      return plain;
    }
  }

  private static char[] escapes() {
    char[] escapes = new char[128];
    Arrays.fill(escapes, 0, ' ', 'u');
    escapes['\b'] = 'b';
    escapes['\t'] = 't';
    escapes['\n'] = 'n';
    escapes['\f'] = 'f';
    escapes['\r'] = 'r';
    escapes['"'] = '"';
    escapes['\\'] = '\\';
    return escapes;
  }

  /** How many objects and arrays are open. */
  int nesting() {
    return nesting;
  }

  void startObject() {
    element();
    put('{');
    depth++;
    nesting++;
    first = true;
  }

  void endObject() {
    depth--;
    nesting--;
    if (indented && first) {
      put(' ');
    } else if (indented) {
      newLine();
    }
    put('}');
    first = false;
  }

  void startArray() {
    element();
    put('[');
    nesting++;
    first = true;
  }

  void endArray() {
    nesting--;
    if (indented) {
      put(' ');
    }
    put(']');
    first = false;
  }

  void name(Name name) {
    if (!first) {
      put(',');
    }
    int size = name.indented.length;
    if (indented) {
      newLine();
    } else {
      size--; // without the space
    }
    ensure(size);
    System.arraycopy(name.indented, 0, text, length, size);
    length += size;
    named = true;
    first = false;
  }

  /** A string, its characters escaped where they have to be. */
  void string(String value) {
    element();
    int size = value.length();
    ensure(size + 2);
    text[length++] = '"';
    value.getChars(0, size, text, length);
    int end = length + size;
    for (int i = length; i < end; i++) {
      char c = text[i];
      if (c < 128 && ESCAPES[c] != 0) {
        int written = i - length;
        length = i;
        escape(value, written);
        put('"');
        return;
      }
    }
    length = end;
    put('"');
  }

  private void escape(CharSequence value, int from) {
    int size = value.length();
    for (int i = from; i < size; i++) {
      char c = value.charAt(i);
      char escape = c < 128 ? ESCAPES[c] : 0;
      ensure(6);
      if (escape == 0) {
        text[length++] = c;
        continue;
      }
      text[length++] = '\\';
      text[length++] = escape;
      if (escape == 'u') {
        text[length++] = '0';
        text[length++] = '0';
        text[length++] = HEX.charAt(c >> 4);
        text[length++] = HEX.charAt(c & 15);
      }
    }
  }

  /** A number, {@code true}, {@code false} or {@code null}. */
  void literal(String value) {
    element();
    put(value);
  }

  /** A narrative, as HAPI composes it. */
  void narrative(XhtmlNode root) {
    narrative.setLength(0);
    if (!root.hasAttribute("xmlns") || !compose(root)) {
      string(root.getValueAsString());
      return;
    }
    element();
    put('"');
    escape(narrative, 0);
    put('"');
  }

  /** Appends elements and text; false where HAPI has rules of its own. */
  private boolean compose(XhtmlNode node) {
    if (node.getNodeType() == NodeType.Text && node.getContent() != null) {
      return composeText(node.getContent());
    }
    String name = node.getName();
    if (node.getNodeType() != NodeType.Element
        || name == null
        || name.equals("head")
        || name.equals("script")
        || name.equals("style")) {
      return false;
    }
    narrative.append('<').append(name);
    if (node.hasAttributes()) {
      for (var attribute : node.getAttributes().entrySet()) {
        String value = attribute.getValue();
        if (value == null || value.isEmpty()) {
          return false;
        }
        narrative.append(' ').append(attribute.getKey()).append("=\"");
        for (int i = 0; i < value.length(); i++) {
          appendEscaped(value.charAt(i));
        }
        narrative.append('"');
      }
    }
    if (!node.hasChildren()) {
      if (node.hasContent()) {
        return false;
      }
      narrative.append("/>");
      return true;
    }
    narrative.append('>');
    for (XhtmlNode child : node.getChildNodes()) {
      if (!compose(child)) {
        return false;
      }
    }
    narrative.append("</").append(name).append('>');
    return true;
  }

  private boolean composeText(String content) {
    for (int i = 0; i < content.length(); i++) {
      char c = content.charAt(i);
      if (Character.isSurrogate(c)) {
        return false;
      }
      appendEscaped(c);
    }
    return true;
  }

  private void appendEscaped(char c) {
    switch (c) {
      case '&' -> narrative.append("&amp;");
      case '<' -> narrative.append("&lt;");
      case '>' -> narrative.append("&gt;");
      case '"' -> narrative.append("&quot;");
      default -> narrative.append(c);
    }
  }

  /** What stands before a value. */
  private void element() {
    if (named) {
      named = false;
      return;
    }
    if (!first) {
      put(',');
    }
    if (indented) {
      put(' ');
    }
    first = false;
  }

  private void newLine() {
    int spaces = 2 * depth;
    ensure(spaces + 1);
    text[length] = '\n';
    Arrays.fill(text, length + 1, length + 1 + spaces, ' ');
    length += spaces + 1;
  }

  /** A character outside of values. */
  void put(char c) {
    ensure(1);
    text[length++] = c;
  }

  private void put(String raw) {
    int size = raw.length();
    ensure(size);
    raw.getChars(0, size, text, length);
    length += size;
  }

  private void ensure(int more) {
    if (text.length - length < more) {
      text = Arrays.copyOf(text, Math.max(2 * text.length, length + more));
    }
  }

  @Override
  public String toString() {
    return new String(text, 0, length);
  }
}
