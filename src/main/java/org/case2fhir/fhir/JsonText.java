package org.case2fhir.fhir;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.utilities.xhtml.NodeType;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;

/**
 * JSON as it grows: the same characters as Jackson's generator writes, indented as HAPI indents or
 * on one line. Whoever writes it sees to it that names and values come where they may.
 */
final class JsonText {
  private static final int RESOURCE = 1 << 12;
  private static final int BUNDLE = 1 << 16;
  private static final Set<String> SPECIAL = Set.of("head", "script", "style");
  private static final String HEX = "0123456789ABCDEF";

  /**
   * What stands for a character within a string: nothing, a letter, or {@code u} for its number.
   */
  private static final char[] ESCAPES = escapes();

  private final boolean indented;
  private char[] text;
  private int length;
  private int depth;
  private int nesting;
  private boolean first = true;
  private boolean named = true; // as the root is: nothing stands before it

  JsonText(boolean indented) {
    this.indented = indented;
    this.text = new char[indented ? BUNDLE : RESOURCE];
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
        escaped(value, written);
        put('"');
        return;
      }
    }
    length = end;
    put('"');
  }

  private void escaped(String value, int from) {
    int size = value.length();
    ensure(6 * (size - from) + 1); // as long as it can become
    for (int i = from; i < size; i++) {
      char c = value.charAt(i);
      if (c >= 128 || ESCAPES[c] == 0) {
        text[length++] = c;
      } else {
        escape(c);
      }
    }
  }

  private void escape(char c) {
    text[length++] = '\\';
    text[length++] = ESCAPES[c];
    if (ESCAPES[c] == 'u') {
      text[length++] = '0';
      text[length++] = '0';
      text[length++] = HEX.charAt(c >> 4);
      text[length++] = HEX.charAt(c & 15);
    }
  }

  /** A number, {@code true}, {@code false} or {@code null}. */
  void literal(String value) {
    element();
    put(value);
  }

  /** A narrative, as HAPI composes it. */
  void narrative(XhtmlNode root) {
    int start = length;
    boolean wasNamed = named;
    element();
    put('"');
    if (root.hasAttribute("xmlns") && compose(root)) {
      put('"');
      return;
    }
    length = start;
    named = wasNamed;
    string(root.getValueAsString());
  }

  /** Writes elements and text; false where HAPI has rules of its own. */
  private boolean compose(XhtmlNode node) {
    if (node.getNodeType() == NodeType.Text && node.getContent() != null) {
      return xmlText(node.getContent());
    }
    String name = node.getName();
    if (node.getNodeType() != NodeType.Element || name == null || SPECIAL.contains(name)) {
      return false;
    }
    put('<');
    if (!xmlName(name)) {
      return false;
    }
    if (node.hasAttributes()) {
      for (Map.Entry<String, String> attribute : node.getAttributes().entrySet()) {
        String value = attribute.getValue();
        if (value == null || value.isEmpty()) {
          return false;
        }
        put(' ');
        if (!xmlName(attribute.getKey())) {
          return false;
        }
        put("=\\\"");
        if (!xmlText(value)) {
          return false;
        }
        put("\\\"");
      }
    }
    if (!node.hasChildren()) {
      put("/>");
      return !node.hasContent();
    }
    put('>');
    for (XhtmlNode child : node.getChildNodes()) {
      if (!compose(child)) {
        return false;
      }
    }
    put("</");
    put(name);
    put('>');
    return true;
  }

  private boolean xmlName(String name) {
    put(name);
    for (int i = 0; i < name.length(); i++) {
      if (!Character.isLetterOrDigit(name.charAt(i)) && ":-_".indexOf(name.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  private boolean xmlText(String content) {
    int size = content.length();
    ensure(6 * size); // as long as it can become
    for (int i = 0; i < size; i++) {
      char c = content.charAt(i);
      if (c >= 128) {
        if (Character.isSurrogate(c)) {
          return false;
        }
        text[length++] = c;
      } else if (ESCAPES[c] == 0 && c != '&' && c != '<' && c != '>') {
        text[length++] = c;
      } else {
        xmlEscape(c);
      }
    }
    return true;
  }

  private void xmlEscape(char c) {
    switch (c) {
      case '&' -> put("&amp;");
      case '<' -> put("&lt;");
      case '>' -> put("&gt;");
      case '"' -> put("&quot;");
      default -> escape(c);
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

  private void put(char c) {
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
