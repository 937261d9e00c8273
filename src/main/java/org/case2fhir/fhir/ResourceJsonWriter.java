package org.case2fhir.fhir;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition.ChildTypeEnum;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeChildContainedResources;
import ca.uhn.fhir.context.RuntimeChildDeclaredExtensionDefinition;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IBaseExtension;
import org.hl7.fhir.instance.model.api.IBaseHasExtensions;
import org.hl7.fhir.instance.model.api.IBaseHasModifierExtensions;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * Writes resources of R4 as JSON, the same bytes as HAPI's encoder in about a third of its time.
 *
 * <p>HAPI's definitions say which elements a class has, in which order and under which names; they
 * are read once for each class. Nothing is filtered and no path is kept, which is where HAPI's time
 * goes. Whatever HAPI changes or reports while it writes is left to HAPI: resources that it would
 * have to contain, references with a version, comments, extensions without a value, own classes.
 */
final class ResourceJsonWriter {
  private static final JsonFactory JSON = new JsonFactory();
  private static final FhirContext R4 = FhirContext.forR4Cached();
  private static final String MODEL = Resource.class.getPackageName();
  // HAPI leaves these out at any depth of a contained resource.
  private static final Set<String> NOT_CONTAINED = Set.of("security", "versionId", "lastUpdated");

  private static final DefaultPrettyPrinter LAYOUT =
      new DefaultPrettyPrinter()
          .withSeparators(
              new Separators(
                  Separators.DEFAULT_ROOT_VALUE_SEPARATOR,
                  ':',
                  Spacing.AFTER,
                  ',',
                  Spacing.NONE,
                  ',',
                  Spacing.NONE))
          .withObjectIndenter(new DefaultIndenter("  ", "\n"));

  private static final ClassValue<Type> TYPES =
      new ClassValue<>() {
        @Override
        protected Type computeValue(Class<?> type) {
          return Type.of(type);
        }
      };
  private static final Child EXTENSION_VALUE =
      new Child(R4.getRuntimeChildUndeclaredExtensionDefinition(), Role.PLAIN);

  private final JsonGenerator json;
  private List<Resource> containedHere = List.of();

  private ResourceJsonWriter(JsonGenerator json) {
    this.json = json;
  }

  /**
   * The resource as JSON without a newline at the end.
   *
   * @param indented as HAPI indents, otherwise on one line
   * @return nothing if HAPI has to write it
   */
  static Optional<String> write(Resource resource, boolean indented) {
    if (R4.getNarrativeGenerator() != null) {
      return Optional.empty();
    }
    StringWriter text = new StringWriter(8192);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      if (indented) {
        PrettyPrinter layout = LAYOUT.createInstance();
        json.setPrettyPrinter(layout);
      }
      new ResourceJsonWriter(json).resource(resource);
    } catch (LeftToHapi e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.of(text.toString());
  }

  private void resource(Resource resource) throws IOException {
    IdType id = resource.getIdElement();
    leaveIf(!id.getExtension().isEmpty() || id.hasFormatComment());
    String part = id.getIdPart();
    boolean written = !isBlank(part) && !id.getValue().startsWith("urn:");
    List<Resource> outside = containedHere;
    containedHere = resource instanceof DomainResource domain ? domain.getContained() : List.of();
    resource(resource, written ? part : null, false);
    containedHere = outside;
  }

  private void resource(Resource resource, String id, boolean contained) throws IOException {
    Type type = TYPES.get(resource.getClass());
    json.writeStartObject();
    json.writeStringField("resourceType", type.name());
    if (id != null) {
      json.writeStringField("id", id);
    }
    elements(resource, type, resource, contained);
    json.writeEndObject();
  }

  private void object(Base value, Resource owner, boolean contained) throws IOException {
    Type type = TYPES.get(value.getClass());
    json.writeStartObject();
    if (value instanceof Element element) {
      elementId(element);
    }
    elements(value, type, owner, contained);
    json.writeEndObject();
  }

  private void elementId(Element element) throws IOException {
    String id = element.getId();
    if (!isBlank(id)) {
      json.writeStringField("id", id);
    }
  }

  private void elements(Base parent, Type type, Resource owner, boolean contained)
      throws IOException {
    leaveIf(parent.hasFormatComment());
    for (Child child : type.children()) {
      switch (child.role) {
        case EXTENSIONS -> extensions(parent, owner);
        case CONTAINED -> {
          if (!contained) {
            contained((DomainResource) parent);
          }
        }
        case HIDDEN_WHEN_CONTAINED -> {
          if (!contained) {
            values(child, child.values(parent), owner, false);
          }
        }
        case META -> values(child, meta(child.values(parent), owner), owner, contained);
        case PLAIN -> {
          List<? extends IBase> values = child.values(parent);
          boolean meta = values.size() == 1 && values.get(0) instanceof Meta;
          values(child, meta ? meta(values, owner) : values, owner, contained);
        }
      }
    }
  }

  private void contained(DomainResource parent) throws IOException {
    List<Resource> resources = parent.getContained();
    if (resources.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("contained");
    Set<String> ids = new HashSet<>();
    for (Resource resource : resources) {
      // HAPI fails on some of the others.
      leaveIf(!(resource instanceof DomainResource));
      String value = resource.getIdElement().getValue();
      // Otherwise HAPI gives it an id, or takes two for one.
      leaveIf(isBlank(value));
      String id = new IdType(value.startsWith("#") ? value.substring(1) : value).getIdPart();
      leaveIf(isBlank(id) || !ids.add(id));
      resource(resource, id, true);
    }
    json.writeEndArray();
  }

  /** What HAPI makes of a Meta: a copy with the version of the id and without empty tags. */
  private static List<? extends IBase> meta(List<? extends IBase> values, Resource owner) {
    String version = owner.getIdElement().getVersionIdPart();
    boolean versioned = !isBlank(version);
    if (values.isEmpty()) {
      return versioned ? List.of(new Meta().setVersionId(version)) : values;
    }
    // The copy is not always equal: codes lose spaces, some numbers their extensions.
    Meta meta = ((Meta) values.get(0)).copy();
    if (versioned && isBlank(meta.getVersionId())) {
      meta.setVersionId(version);
    }
    meta.getTag().removeIf(ResourceJsonWriter::saysNothing);
    meta.getSecurity().removeIf(ResourceJsonWriter::saysNothing);
    return List.of(meta);
  }

  private static boolean saysNothing(Coding coding) {
    return isBlank(coding.getCode()) && isBlank(coding.getSystem());
  }

  private void values(Child child, List<? extends IBase> values, Resource owner, boolean contained)
      throws IOException {
    SerializedString name = null;
    boolean extended = false;
    int count = values.size();
    for (int i = 0; i < count; i++) {
      // A narrative's XHTML is no Base.
      IBase value = values.get(i);
      if (value == null) {
        continue;
      }
      Slot slot = child.slot(value.getClass());
      boolean primitive = slot.kind == ChildTypeEnum.PRIMITIVE_DATATYPE;
      String text = primitive ? ((IPrimitiveType<?>) value).getValueAsString() : null;
      // Asking a primitive with a text is dear and says nothing.
      if (isBlank(text) && value.isEmpty()) {
        continue;
      }
      if (name == null) {
        name = slot.name;
        if (child.repeats) {
          json.writeFieldName(name);
          json.writeStartArray();
        }
      } else {
        leaveIf(!child.repeats || !name.equals(slot.name));
      }
      boolean annotated = false;
      if (primitive) {
        leaveIf(value.hasFormatComment());
        boolean own = !((Element) value).getExtension().isEmpty();
        extended |= own;
        annotated = child.repeats && (own || !isBlank(((Element) value).getId()));
      }
      value(value, text, slot, child.repeats ? null : name, annotated, owner, contained);
    }
    if (name == null) {
      return;
    }
    if (child.repeats) {
      json.writeEndArray();
    }
    if (extended) {
      annotations(child, name, values, owner);
    }
  }

  /** The ids and extensions of primitives. An id alone is not written, as HAPI does not. */
  private void annotations(
      Child child, SerializedString name, List<? extends IBase> values, Resource owner)
      throws IOException {
    json.writeFieldName("_" + name.getValue());
    if (child.repeats) {
      json.writeStartArray();
    }
    for (IBase each : values) {
      Element value = (Element) each;
      if (value == null || value.isEmpty()) {
        continue;
      }
      if (value.getExtension().isEmpty() && isBlank(value.getId())) {
        json.writeNull();
        continue;
      }
      json.writeStartObject();
      elementId(value);
      extensionList("extension", value.getExtension(), owner);
      json.writeEndObject();
    }
    if (child.repeats) {
      json.writeEndArray();
    }
  }

  /**
   * Writes a value.
   *
   * @param text of a primitive
   * @param name nothing in an array
   * @param annotated whether a null has to keep the place of a value that is not given
   */
  private void value(
      IBase value,
      String text,
      Slot slot,
      SerializedString name,
      boolean annotated,
      Resource owner,
      boolean contained)
      throws IOException {
    switch (slot.kind) {
      case ID_DATATYPE -> {
        String id = ((IdType) value).getValue();
        if (!isBlank(id)) {
          name(name);
          json.writeString(id);
        }
      }
      case PRIMITIVE_DATATYPE -> {
        if (!isBlank(text)) {
          name(name);
          primitive(value, text);
        } else if (annotated) {
          json.writeNull();
        }
      }
      case PRIMITIVE_XHTML_HL7ORG, PRIMITIVE_XHTML -> {
        name(name);
        json.writeString(((IPrimitiveType<?>) value).getValueAsString());
      }
      case RESOURCE_BLOCK, COMPOSITE_DATATYPE -> {
        if (value instanceof Reference reference) {
          check(reference);
        }
        name(name);
        object((Base) value, owner, contained);
      }
      case RESOURCE -> {
        leaveIf(contained);
        name(name);
        resource((Resource) value);
      }
      default -> throw LeftToHapi.INSTANCE;
    }
  }

  private void name(SerializedString name) throws IOException {
    if (name != null) {
      json.writeFieldName(name);
    }
  }

  private void primitive(IBase value, String text) throws IOException {
    if (value instanceof IntegerType || value instanceof DecimalType) {
      // A number keeps the digits it was given with.
      json.writeNumber(text);
    } else if (value instanceof BooleanType truth) {
      json.writeBoolean(truth.booleanValue());
    } else {
      json.writeString(text);
    }
  }

  /** HAPI strips versions, and contains resources that are linked as objects and have no id. */
  private void check(Reference reference) {
    String text = reference.getReference();
    if (text != null && !(text.startsWith("urn:uuid:") && text.indexOf('/') < 0)) {
      leaveIf(!text.equals(new IdType(text).toVersionless().getValue()));
    }
    IBaseResource linked = reference.getResource();
    if (linked == null) {
      return;
    }
    leaveIf(isBlank(text));
    if (text.startsWith("#")) {
      leaveIf(containedHere.stream().noneMatch(each -> each == linked));
    } else {
      String id = linked.getIdElement().getValue();
      leaveIf(isBlank(id) || id.startsWith("#"));
      leaveIf(!text.startsWith("urn:uuid:") && !new IdType(text).hasResourceType());
    }
  }

  private void extensions(Base parent, Resource owner) throws IOException {
    if (parent instanceof IBaseHasExtensions element && !element.getExtension().isEmpty()) {
      List<Extension> given = new ArrayList<>();
      for (IBaseExtension<?, ?> each : element.getExtension()) {
        Extension extension = (Extension) each;
        if (saysSomething(extension)) {
          given.add(extension);
        }
      }
      extensionList("extension", given, owner);
    }
    if (parent instanceof IBaseHasModifierExtensions element
        && !element.getModifierExtension().isEmpty()) {
      List<Extension> given = new ArrayList<>();
      for (IBaseExtension<?, ?> each : element.getModifierExtension()) {
        Extension extension = (Extension) each;
        leaveIf(!extension.getExtension().isEmpty());
        if (!extension.isEmpty()) {
          given.add(extension);
        }
      }
      extensionList("modifierExtension", given, owner);
    }
  }

  private void extensionList(String name, List<Extension> extensions, Resource owner)
      throws IOException {
    if (extensions.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart(name);
    for (Extension extension : extensions) {
      extension(extension, owner);
    }
    json.writeEndArray();
  }

  private void extension(Extension extension, Resource owner) throws IOException {
    // HAPI reports these: no URL, no value, or a value as well as extensions.
    boolean valued = extension.getValue() != null && !extension.getValue().isEmpty();
    boolean nested = !extension.getExtension().isEmpty();
    leaveIf(isBlank(extension.getUrl()) || valued == nested || extension.hasFormatComment());
    json.writeStartObject();
    elementId(extension);
    json.writeStringField("url", extension.getUrl());
    extensionList("extension", extension.getExtension(), owner);
    if (valued) {
      Base value = extension.getValue();
      leaveIf(value.hasFormatComment() || value instanceof Meta);
      Slot slot = EXTENSION_VALUE.slot(value.getClass());
      String text = value instanceof IPrimitiveType<?> given ? given.getValueAsString() : null;
      value(value, text, slot, slot.name, false, owner, false);
      if (slot.kind == ChildTypeEnum.PRIMITIVE_DATATYPE || slot.kind == ChildTypeEnum.ID_DATATYPE) {
        List<Extension> own =
            ((Element) value)
                .getExtension().stream().filter(ResourceJsonWriter::saysSomething).toList();
        // HAPI fails on references there.
        leaveIf(
            own.stream()
                .anyMatch(e -> !e.getExtension().isEmpty() || e.getValue() instanceof Reference));
        if (!own.isEmpty()) {
          json.writeObjectFieldStart("_" + slot.name.getValue());
          extensionList("extension", own, owner);
          json.writeEndObject();
        }
      }
    }
    json.writeEndObject();
  }

  private static boolean saysSomething(Extension extension) {
    return extension.getValue() != null && !extension.getValue().isEmpty()
        || !extension.getExtension().isEmpty();
  }

  private static boolean isBlank(String text) {
    return text == null || text.isBlank();
  }

  private static void leaveIf(boolean unknown) {
    if (unknown) {
      throw LeftToHapi.INSTANCE;
    }
  }

  /** Says that HAPI has to write the resource; what was written so far is dropped. */
  private static final class LeftToHapi extends RuntimeException {
    private static final long serialVersionUID = 1L;
    static final LeftToHapi INSTANCE = new LeftToHapi();

    private LeftToHapi() {
      super("", null, false, false);
    }
  }

  /** What an element is besides a value. */
  private enum Role {
    PLAIN,
    META,
    EXTENSIONS,
    CONTAINED,
    HIDDEN_WHEN_CONTAINED
  }

  /** The elements of a class, in HAPI's order. */
  private record Type(String name, Child[] children) {

    static Type of(Class<?> type) {
      // Own classes can replace elements and declare extensions.
      leaveIf(!type.getPackageName().equals(MODEL));
      BaseRuntimeElementDefinition<?> definition =
          R4.getElementDefinition(type.asSubclass(IBase.class));
      if (definition == null && Resource.class.isAssignableFrom(type)) {
        definition = R4.getResourceDefinition(type.asSubclass(Resource.class));
      }
      if (!(definition instanceof BaseRuntimeElementCompositeDefinition<?> composite)) {
        throw LeftToHapi.INSTANCE;
      }
      List<Child> children = new ArrayList<>();
      boolean extensions = false;
      for (BaseRuntimeChildDefinition child : composite.getChildrenAndExtension()) {
        leaveIf(child instanceof RuntimeChildDeclaredExtensionDefinition);
        Role role = role(child, type);
        boolean again = role == Role.EXTENSIONS && extensions;
        extensions |= role == Role.EXTENSIONS;
        if (!again && !child.getElementName().equals("id")) {
          children.add(new Child(child, role));
        }
      }
      return new Type(definition.getName(), children.toArray(new Child[0]));
    }

    private static Role role(BaseRuntimeChildDefinition child, Class<?> type) {
      String name = child.getElementName();
      if (name.equals("extension") || name.equals("modifierExtension")) {
        return Role.EXTENSIONS;
      }
      if (child instanceof RuntimeChildContainedResources) {
        return Role.CONTAINED;
      }
      if (NOT_CONTAINED.contains(name)) {
        return Role.HIDDEN_WHEN_CONTAINED;
      }
      return name.equals("meta") && Resource.class.isAssignableFrom(type) ? Role.META : Role.PLAIN;
    }
  }

  /** An element of a class. */
  private static final class Child {
    final Role role;
    final boolean repeats;
    private final BaseRuntimeChildDefinition definition;
    private final BaseRuntimeChildDefinition.IAccessor accessor;
    private final Map<Class<?>, Slot> slots = new ConcurrentHashMap<>();
    // Nearly always the one needed; a slot never changes, so any thread may set it.
    private Slot last;

    Child(BaseRuntimeChildDefinition definition, Role role) {
      this.definition = definition;
      this.role = role;
      this.accessor = definition.getAccessor();
      BaseRuntimeChildDefinition replaced = definition.getReplacedParentDefinition();
      this.repeats =
          definition.isMultipleCardinality()
              || replaced != null && replaced.isMultipleCardinality();
    }

    List<? extends IBase> values(Base parent) {
      return accessor.getValues(parent);
    }

    Slot slot(Class<?> type) {
      Slot known = last;
      if (known == null || known.type != type) {
        known = slots.computeIfAbsent(type, this::find);
        last = known;
      }
      return known;
    }

    private Slot find(Class<?> type) {
      Class<? extends IBase> found = type.asSubclass(IBase.class);
      BaseRuntimeElementDefinition<?> element =
          definition.getChildElementDefinitionByDatatype(found);
      if (element == null && type == Enumeration.class) {
        // A code with a list of its own is written as a code.
        found = CodeType.class;
        element = definition.getChildElementDefinitionByDatatype(found);
      }
      String name = definition.getChildNameByDatatype(found);
      leaveIf(element == null || name == null);
      return new Slot(type, new SerializedString(name), element.getChildType());
    }
  }

  /** Under which name, and how, values of a class are written in an element. */
  private record Slot(Class<?> type, SerializedString name, ChildTypeEnum kind) {}
}
