package org.case2fhir.validation;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r5.context.IWorkerContext;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.elementmodel.JsonParser;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;
import org.hl7.fhir.r5.elementmodel.Property;
import org.hl7.fhir.utilities.json.model.JsonElement;
import org.hl7.fhir.utilities.json.model.JsonProperty;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;
import org.hl7.fhir.utilities.xhtml.XhtmlParser;

/**
 * Reads a resource in JSON as HAPI does, but its narratives with one parser of XHTML: to make one
 * takes far longer than to read a narrative.
 */
final class JsonTreeParser extends JsonParser {
  private static final String NARRATIVE = "div";
  private static final String XHTML = "xhtml";

  private XhtmlParser narratives;

  JsonTreeParser(IWorkerContext worker) {
    super(worker);
  }

  @Override
  public void parseChildItem(
      List<ValidationMessage> errors,
      String path,
      List<JsonProperty> children,
      Element parent,
      Property property) {
    boolean narrative =
        property.getName().equals(NARRATIVE) && XHTML.equals(property.getType(null));
    if (!narrative || !readNarrative(children, parent, property)) {
      super.parseChildItem(errors, path, children, parent, property);
    }
  }

  /** Adds a narrative to its parent, unless HAPI has something to say about it. */
  private boolean readNarrative(List<JsonProperty> children, Element parent, Property property) {
    JsonProperty given = null;
    for (JsonProperty child : children) {
      if (child.getName().equals("_" + NARRATIVE)) {
        return false;
      }
      if (given == null && child.getName().equals(NARRATIVE)) {
        given = child;
      }
    }
    if (given == null
        || given.isUnquotedValue()
        || !given.getValue().isJsonString()
        || given.getValue().hasComments()) {
      return false;
    }
    JsonElement value = given.getValue();
    String text = value.asString();
    Optional<XhtmlNode> xhtml = parse(text);
    if (xhtml.isEmpty()) {
      return false;
    }
    given.setTag(1); // processed
    Element element =
        new Element(property.getName(), property)
            .markLocation(value.getStart().getLine(), value.getEnd().getCol())
            .setFormat(FhirFormat.JSON);
    element.setPath(parent.getPath() + "." + property.getName());
    parent.getChildren().add(element);
    element.setValue(text);
    element.setXhtml(xhtml.get());
    return true;
  }

  /** Nothing where there is an error, or where a declaration could change what comes after it. */
  private Optional<XhtmlNode> parse(String text) {
    if (text.contains("<!") || text.contains("<?")) {
      return Optional.empty();
    }
    XhtmlParser parser = narratives == null ? new XhtmlParser().setXmlMode(true) : narratives;
    narratives = null;
    XhtmlNode root;
    try {
      root = parser.parse(text, null).getDocumentElement();
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // HAPI says what is wrong
    }
    if (!parser.getValidationIssues().isEmpty()) {
      return Optional.empty();
    }
    narratives = parser;
    return Optional.ofNullable(root);
  }
}
