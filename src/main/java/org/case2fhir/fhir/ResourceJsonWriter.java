package org.case2fhir.fhir;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeDeclaredChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition.ChildTypeEnum;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeChildContainedResources;
import ca.uhn.fhir.context.RuntimeChildDeclaredExtensionDefinition;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.case2fhir.fhir.JsonText.Name;
import org.hl7.fhir.instance.model.api.IBase;
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
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;

/**
 * Writes resources of R4 as JSON, the same bytes as HAPI's encoder in a fifth of its time.
 *
 * <p>HAPI's definitions say which elements a class has, in which order and under which names; they
 * are read once for each class. Nothing is filtered and no path is kept, which is where HAPI's time
 * goes. Whatever HAPI changes or reports while it writes is left to HAPI: resources that it would
 * have to contain, references with a version, comments, extensions without a value, own classes.
 */
final class ResourceJsonWriter {
  private static final FhirContext R4 = FhirContext.forR4Cached();
  private static final String MODEL = Resource.class.getPackageName();
  // HAPI leaves these out at any depth of a contained resource.
  private static final Set<String> NOT_CONTAINED = Set.of("security", "versionId", "lastUpdated");

  // As deep as Jackson writes.
  private static final int DEEPEST = 1000;

  private static final Name RESOURCE_TYPE = new Name("resourceType");
  private static final Name ID = new Name("id");
  private static final Name URL = new Name("url");
  private static final Name CONTAINED_RESOURCES = new Name("contained");
  private static final Name EXTENSION = new Name("extension");
  private static final Name MODIFIER_EXTENSION = new Name("modifierExtension");

  private static final ClassValue<Type> TYPES =
      new ClassValue<>() {
        @Override
        protected Type computeValue(Class<?> type) {
          return Type.of(type);
        }
      };
  private static final Child EXTENSION_VALUE =
      new Child(R4.getRuntimeChildUndeclaredExtensionDefinition(), Role.PLAIN);

  private final JsonText json;
  private List<Resource> containedHere = List.of();

  private ResourceJsonWriter(JsonText json) {
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
    JsonText json = new JsonText(indented);
    try {
      new ResourceJsonWriter(json).resource(resource);
    } catch (LeftToHapi e) {
      return Optional.empty();
    }
    return Optional.of(json.toString());
  }

  private void resource(Resource resource) {
    IdType id = resource.getIdElement();
    leaveIf(!id.getExtension().isEmpty() || id.hasFormatComment());
    String part = id.getIdPart();
    boolean written = !isBlank(part) && !id.getValue().startsWith("urn:");
    List<Resource> outside = containedHere;
    containedHere = resource instanceof DomainResource domain ? domain.getContained() : List.of();
    resource(resource, written ? part : null, false);
    containedHere = outside;
  }

  private void resource(Resource resource, String id, boolean contained) {
    Type type = TYPES.get(resource.getClass());
    json.startObject();
    json.name(RESOURCE_TYPE);
    json.string(type.name());
    if (id != null) {
      json.name(ID);
      json.string(id);
    }
    elements(resource, type, resource, contained);
    json.endObject();
  }

  private void object(Base value, Type type, Resource owner, boolean contained) {
    leaveIf(json.nesting() >= DEEPEST);
    json.startObject();
    if (value instanceof Element element) {
      elementId(element);
    }
    elements(value, type, owner, contained);
    json.endObject();
  }

  private void elementId(Element element) {
    String id = element.getId();
    if (!isBlank(id)) {
      json.name(ID);
      json.string(id);
    }
  }

  private void elements(Base parent, Type type, Resource owner, boolean contained) {
    leaveIf(parent.hasFormatComment());
    Object[] fields = type.fields(parent);
    Child[] children = type.children();
    for (int i = 0; i < children.length; i++) {
      Child child = children[i];
      Object held = fields[i];
      if (held == null && child.role != Role.META) {
        continue;
      }
      switch (child.role) {
        case EXTENSIONS -> extensions(extensionsIn(held), owner);
        case MODIFIER_EXTENSIONS -> modifierExtensions(extensionsIn(held), owner);
        case CONTAINED -> {
          if (!contained) {
            contained((DomainResource) parent);
          }
        }
        case HIDDEN_WHEN_CONTAINED -> {
          if (!contained) {
            field(child, held, owner, false);
          }
        }
        case META -> values(child, meta(held, owner), owner, contained);
        case PLAIN -> {
          if (held instanceof Meta) {
            values(child, meta(held, owner), owner, contained);
          } else {
            field(child, held, owner, contained);
          }
        }
      }
    }
  }

  @SuppressWarnings("unchecked") // HAPI's definitions say so
  private static List<Extension> extensionsIn(Object held) {
    return (List<Extension>) held;
  }

  private void field(Child child, Object held, Resource owner, boolean contained) {
    if (held instanceof List<?> list) {
      @SuppressWarnings("unchecked") // HAPI's lists are of elements
      List<? extends IBase> values = (List<? extends IBase>) list;
      if (!values.isEmpty()) {
        boolean meta = values.size() == 1 && values.get(0) instanceof Meta;
        values(child, meta ? meta(values.get(0), owner) : values, owner, contained);
      }
      return;
    }
    IBase value = (IBase) held;
    if (child.repeats) {
      values(child, List.of(value), owner, contained);
      return;
    }
    Slot slot = child.slot(value.getClass());
    boolean primitive = slot.primitive;
    String text = primitive ? ((PrimitiveType<?>) value).getValueAsString() : null;
    // Asking a primitive with a text is dear and says nothing.
    if (isBlank(text) && value.isEmpty()) {
      return;
    }
    leaveIf(primitive && value.hasFormatComment());
    value(value, text, slot, slot.name, false, owner, contained);
    if (primitive && ((Element) value).hasExtension()) {
      annotations(child, slot.annotations, List.of(value), owner);
    }
  }

  private void contained(DomainResource parent) {
    List<Resource> resources = parent.getContained();
    if (resources.isEmpty()) {
      return;
    }
    json.name(CONTAINED_RESOURCES);
    json.startArray();
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
    json.endArray();
  }

  /** What HAPI makes of a Meta: a copy with the version of the id and without empty tags. */
  private static List<? extends IBase> meta(Object held, Resource owner) {
    String version = owner.getIdElement().getVersionIdPart();
    boolean versioned = !isBlank(version);
    if (held == null) {
      return versioned ? List.of(new Meta().setVersionId(version)) : List.of();
    }
    // The copy is not always equal: codes lose spaces, some numbers their extensions.
    Meta meta = ((Meta) held).copy();
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

  private void values(
      Child child, List<? extends IBase> values, Resource owner, boolean contained) {
    Name name = null;
    Name annotations = null;
    boolean extended = false;
    int count = values.size();
    for (int i = 0; i < count; i++) {
      // A narrative's XHTML is no Base.
      IBase value = values.get(i);
      if (value == null) {
        continue;
      }
      Slot slot = child.slot(value.getClass());
      boolean primitive = slot.primitive;
      String text = primitive ? ((PrimitiveType<?>) value).getValueAsString() : null;
      // Asking a primitive with a text is dear and says nothing.
      if (isBlank(text) && value.isEmpty()) {
        continue;
      }
      if (name == null) {
        name = slot.name;
        annotations = slot.annotations;
        if (child.repeats) {
          json.name(name);
          json.startArray();
        }
      } else {
        leaveIf(!child.repeats || !name.plain().equals(slot.name.plain()));
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
      json.endArray();
    }
    if (extended) {
      annotations(child, annotations, values, owner);
    }
  }

  /** The ids and extensions of primitives. An id alone is not written, as HAPI does not. */
  private void annotations(Child child, Name name, List<? extends IBase> values, Resource owner) {
    json.name(name);
    if (child.repeats) {
      json.startArray();
    }
    for (IBase each : values) {
      Element value = (Element) each;
      if (value == null || value.isEmpty()) {
        continue;
      }
      if (value.getExtension().isEmpty() && isBlank(value.getId())) {
        json.literal("null");
        continue;
      }
      json.startObject();
      elementId(value);
      extensionList(EXTENSION, value.getExtension(), owner);
      json.endObject();
    }
    if (child.repeats) {
      json.endArray();
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
      Name name,
      boolean annotated,
      Resource owner,
      boolean contained) {
    switch (slot.kind) {
      case ID_DATATYPE -> {
        String id = ((IdType) value).getValue();
        if (!isBlank(id)) {
          name(name);
          json.string(id);
        }
      }
      case PRIMITIVE_DATATYPE -> {
        if (!isBlank(text)) {
          name(name);
          primitive(value, text);
        } else if (annotated) {
          json.literal("null");
        }
      }
      case PRIMITIVE_XHTML_HL7ORG, PRIMITIVE_XHTML -> {
        name(name);
        json.narrative((XhtmlNode) value);
      }
      case RESOURCE_BLOCK, COMPOSITE_DATATYPE -> {
        if (value instanceof Reference reference) {
          check(reference);
        }
        name(name);
        object((Base) value, slot.elements(), owner, contained);
      }
      case RESOURCE -> {
        leaveIf(contained);
        name(name);
        resource((Resource) value);
      }
      default -> throw LeftToHapi.INSTANCE;
    }
  }

  private void name(Name name) {
    if (name != null) {
      json.name(name);
    }
  }

  private void primitive(IBase value, String text) {
    if (value instanceof IntegerType || value instanceof DecimalType) {
      // A number keeps the digits it was given with.
      json.literal(text);
    } else if (value instanceof BooleanType truth) {
      json.literal(Boolean.toString(truth.booleanValue()));
    } else {
      json.string(text);
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

  private void extensions(List<Extension> extensions, Resource owner) {
    if (extensions.isEmpty()) {
      return;
    }
    List<Extension> given = new ArrayList<>(extensions.size());
    for (Extension extension : extensions) {
      if (saysSomething(extension)) {
        given.add(extension);
      }
    }
    extensionList(EXTENSION, given, owner);
  }

  private void modifierExtensions(List<Extension> extensions, Resource owner) {
    List<Extension> given = new ArrayList<>();
    for (Extension extension : extensions) {
      leaveIf(!extension.getExtension().isEmpty());
      if (!extension.isEmpty()) {
        given.add(extension);
      }
    }
    extensionList(MODIFIER_EXTENSION, given, owner);
  }

  private void extensionList(Name name, List<Extension> extensions, Resource owner) {
    if (extensions.isEmpty()) {
      return;
    }
    json.name(name);
    json.startArray();
    for (Extension extension : extensions) {
      extension(extension, owner);
    }
    json.endArray();
  }

  private void extension(Extension extension, Resource owner) {
    // HAPI reports these: no URL, no value, or a value as well as extensions.
    boolean valued = extension.getValue() != null && !extension.getValue().isEmpty();
    boolean nested = !extension.getExtension().isEmpty();
    leaveIf(isBlank(extension.getUrl()) || valued == nested || extension.hasFormatComment());
    json.startObject();
    elementId(extension);
    json.name(URL);
    json.string(extension.getUrl());
    extensionList(EXTENSION, extension.getExtension(), owner);
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
          json.name(slot.annotations);
          json.startObject();
          extensionList(EXTENSION, own, owner);
          json.endObject();
        }
      }
    }
    json.endObject();
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
    MODIFIER_EXTENSIONS,
    CONTAINED,
    HIDDEN_WHEN_CONTAINED
  }

  /** The elements of a class, in HAPI's order. */
  private record Type(String name, Child[] children, MethodHandle reader) {
    private static final MethodType READER = MethodType.methodType(Object[].class, Base.class);

    /** What an object holds in the fields of the elements, in their order. */
    Object[] fields(Base parent) {
      try {
        return (Object[]) reader.invokeExact(parent);
      } catch (Throwable e) {
        throw new IllegalStateException("a field of HAPI's model cannot be read", e);
      }
    }

    /** Reading all fields by one handle takes a fraction of the time of one at a time. */
    private static MethodHandle reader(List<Field> fields) {
      MethodHandle[] getters = new MethodHandle[fields.size()];
      try {
        for (int i = 0; i < getters.length; i++) {
          Field field = fields.get(i);
          getters[i] =
              MethodHandles.privateLookupIn(field.getDeclaringClass(), MethodHandles.lookup())
                  .unreflectGetter(field)
                  .asType(MethodType.methodType(Object.class, Base.class));
        }
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("a field of HAPI's model cannot be read", e);
      }
      MethodHandle all =
          MethodHandles.filterArguments(
              MethodHandles.identity(Object[].class).asCollector(Object[].class, getters.length),
              0,
              getters);
      return MethodHandles.permuteArguments(all, READER, new int[getters.length]);
    }

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
      List<Field> fields = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (BaseRuntimeChildDefinition child : composite.getChildrenAndExtension()) {
        leaveIf(child instanceof RuntimeChildDeclaredExtensionDefinition);
        Role role = role(child, type);
        // HAPI lists the extensions twice.
        if (!child.getElementName().equals("id") && names.add(child.getElementName())) {
          leaveIf(!(child instanceof BaseRuntimeDeclaredChildDefinition));
          children.add(new Child(child, role));
          fields.add(((BaseRuntimeDeclaredChildDefinition) child).getField());
        }
      }
      return new Type(definition.getName(), children.toArray(new Child[0]), reader(fields));
    }

    private static Role role(BaseRuntimeChildDefinition child, Class<?> type) {
      String name = child.getElementName();
      if (name.equals("extension")) {
        return Role.EXTENSIONS;
      }
      if (name.equals("modifierExtension")) {
        return Role.MODIFIER_EXTENSIONS;
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
    private final Map<Class<?>, Slot> slots = new ConcurrentHashMap<>();
    // Nearly always the one needed; a slot never changes, so any thread may set it.
    private Slot last;

    Child(BaseRuntimeChildDefinition definition, Role role) {
      this.definition = definition;
      this.role = role;
      BaseRuntimeChildDefinition replaced = definition.getReplacedParentDefinition();
      this.repeats =
          definition.isMultipleCardinality()
              || replaced != null && replaced.isMultipleCardinality();
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
      return new Slot(type, name, element.getChildType());
    }
  }

  /** Under which name, and how, values of a class are written in an element. */
  private static final class Slot {
    final Class<?> type;
    final Name name;
    final Name annotations;
    final ChildTypeEnum kind;
    final boolean primitive;
    // Never changes, so any thread may set it; a class can hold its own kind.
    private Type elements;

    Slot(Class<?> type, String name, ChildTypeEnum kind) {
      this.type = type;
      this.name = new Name(name);
      this.annotations = new Name("_" + name);
      this.kind = kind;
      this.primitive = kind == ChildTypeEnum.PRIMITIVE_DATATYPE;
    }

    Type elements() {
      Type known = elements;
      if (known == null) {
        known = TYPES.get(type);
        elements = known;
      }
      return known;
    }
  }
}
