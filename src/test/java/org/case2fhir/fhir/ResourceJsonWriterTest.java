package org.case2fhir.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeChildContainedResources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.case2fhir.CaseConverter;
import org.case2fhir.ConversionOptions;
import org.case2fhir.Input;
import org.case2fhir.fhir.BundleEncoder.BundleFormat;
import org.case2fhir.fhir.MappingOptions.BundleKind;
import org.case2fhir.fhir.MappingOptions.OnsetPolicy;
import org.case2fhir.fhir.MappingOptions.Receiver;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Base64BinaryType;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.hl7.fhir.r4.model.UnsignedIntType;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HAPI is the judge: the bytes are those of its encoder. */
final class ResourceJsonWriterTest {
  private static final FhirContext R4 = FhirContext.forR4Cached();
  private static final Path EXAMPLES = Path.of("fhir-examples");
  private static final Path PHENOPACKETS = Path.of("..", "shared", "corpora", "phenopackets-dev");

  // A manual run takes more: -Dcase2fhir.per-try=20 makes 4,000 resources.
  private static final int PER_TRY = Integer.getInteger("case2fhir.per-try", 1);

  static List<Path> goldens() throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      return files.filter(file -> file.endsWith("bundle.json")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void writesEveryExample(Path golden) throws IOException {
    String text = Files.readString(golden);
    Bundle bundle = R4.newJsonParser().parseResource(Bundle.class, text);
    assertThat(BundleEncoder.encode(bundle, BundleFormat.JSON)).isEqualTo(text);
    written(bundle);
  }

  @ParameterizedTest
  @CsvSource({
    "PLAIN, TRANSACTION",
    "US_CORE, TRANSACTION",
    "US_CORE, DOCUMENT",
    "IPS, DOCUMENT",
    "PLAIN, COLLECTION"
  })
  void writesEveryKindOfFact(Receiver receiver, BundleKind kind) {
    MappingOptions options =
        MappingOptions.DEFAULT
            .withOnset(OnsetPolicy.DERIVED)
            .withBundle(kind)
            .withReceiver(receiver)
            .withRecorded(Instant.parse("2026-11-28T09:30:00Z"));
    written(CaseMapper.map(WholeCase.report(), options).bundle());
  }

  @Test
  void writesPhenopackets() throws IOException {
    assumeTrue(Files.isDirectory(PHENOPACKETS), "no " + PHENOPACKETS);
    int step = Integer.getInteger("case2fhir.phenopackets.step", 10);
    List<Path> files;
    try (Stream<Path> all = Files.list(PHENOPACKETS)) {
      files = all.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    CaseConverter converter =
        new CaseConverter(
            new ConversionOptions(
                ConversionOptions.DEFAULT.mapping(), BundleFormat.JSON, false, false, false));
    for (int i = 0; i < files.size(); i += step) {
      Path file = files.get(i);
      Input input = new Input(file.toString(), Files.readAllBytes(file));
      written(converter.convert(input).bundle().orElseThrow());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<div xmlns=\"http://www.w3.org/1999/xhtml\" title=\"a &lt; &quot;b&quot;\">\"c\" \\ \t\n</div>",
        "<div xmlns=\"http://www.w3.org/1999/xhtml\" title=\"\">a</div>",
        "<div xmlns=\"http://www.w3.org/1999/xhtml\">\uD83D\uDE00 &#128512; \u2028 \u007F</div>",
        "<div xmlns=\"http://www.w3.org/1999/xhtml\"><!-- a --><p/>b<br></br></div>",
        "<div xmlns=\"http://www.w3.org/1999/xhtml\"><style>a &gt; b</style><p>c</p></div>",
        "<div xmlns=\"http://www.w3.org/1999/xhtml\"><![CDATA[a < b]]></div>",
        "<div xmlns=\"http://www.w3.org/1999/xhtml\"><head>a</head></div>",
        "<h:div xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:p>a</h:p></h:div>",
        "<div>no namespace</div>",
        "<div xmlns=\"http://www.w3.org/1999/xhtml\"/>",
        "text"
      })
  void writesOddNarratives(String div) {
    Patient patient = new Patient();
    patient.getText().setStatusAsString("generated");
    patient.getText().setDivAsString(div);
    patient.addName().setText(div + "\b\f\r\u0001\u001F");
    written(patient);
  }

  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  void writesAnyResource(@ForAll long seed) {
    for (int i = 0; i < PER_TRY; i++) {
      same(new Any(seed + i, 0).resource());
    }
  }

  /** Now and then something that HAPI rewrites or reports: equal, or left to HAPI. */
  @Property(tries = 50, shrinking = ShrinkingMode.OFF)
  void leavesWhatHapiChanges(@ForAll long seed) {
    for (int i = 0; i < PER_TRY; i++) {
      same(new Any(seed + i, 0.002).resource());
    }
  }

  @Test
  void hapiWritesWhenAskedTo() {
    Patient patient = new Patient();
    patient.addName().setFamily("Öz \"<&>\u2028\u0001\uD83D\uDE00");
    String own = BundleEncoder.encode(patient, BundleFormat.JSON);
    System.setProperty(BundleEncoder.ENCODER, "hapi");
    try {
      assertThat(BundleEncoder.encode(patient, BundleFormat.JSON)).isEqualTo(own);
    } finally {
      System.clearProperty(BundleEncoder.ENCODER);
    }
  }

  /** Both layouts are HAPI's, and nothing is left to HAPI. */
  private static void written(Resource resource) {
    assertThat(ResourceJsonWriter.write(resource, true)).contains(hapi(resource, true));
    assertThat(ResourceJsonWriter.write(resource, false)).contains(hapi(resource, false));
  }

  /** Both layouts are HAPI's, or left to it. */
  private static void same(Resource resource) {
    for (boolean indented : new boolean[] {true, false}) {
      Optional<String> own = ResourceJsonWriter.write(resource, indented);
      own.ifPresent(text -> assertThat(text).isEqualTo(hapi(resource, indented)));
    }
  }

  private static String hapi(Resource resource, boolean indented) {
    return R4.newJsonParser().setPrettyPrint(indented).encodeResourceToString(resource);
  }

  /** Makes resources of any class with any of their elements, the same for a seed. */
  private static final class Any {
    private static final int DEPTH = 5;
    private static final List<String> TYPES = R4.getResourceTypes().stream().sorted().toList();
    private static final List<String> TEXTS =
        List.of(
            "a",
            "B 7",
            "é µ ß",
            "漢字",
            "😀",
            "\"quoted\"",
            "back\\slash",
            "<b>&amp;</b>",
            "'",
            "/",
            "\t",
            "\n\r",
            "\u0001\u001f",
            "\u007f\u0085",
            "\u2028\u2029",
            "\ufeff",
            "\uD800",
            " ",
            "",
            " x ",
            "http://a.example/b?c=d&e=f",
            "urn:uuid:00000000-0000-4000-8000-000000000001");
    private final Random random;
    private final double odd;
    private int budget = 400;

    Any(long seed, double odd) {
      this.random = new Random(seed);
      this.odd = odd;
    }

    Resource resource() {
      return resource(0, false);
    }

    private Resource resource(int depth, boolean contained) {
      String type = depth == 0 && random.nextInt(8) == 0 ? "Bundle" : pick(TYPES);
      Resource resource = (Resource) R4.getResourceDefinition(type).newInstance();
      fill(resource, depth, contained);
      if (contained || random.nextBoolean()) {
        resource.setId(
            contained
                ? pick(List.of("", "#")) + "c" + random.nextInt(odd() ? 2 : 1_000_000)
                : pick(List.of("1", "Patient/2", "Patient/3/_history/4", "urn:uuid:5", "é")));
      }
      return resource;
    }

    private boolean odd() {
      return random.nextDouble() < odd;
    }

    private void fill(Base parent, int depth, boolean contained) {
      BaseRuntimeElementDefinition<?> definition =
          parent instanceof Resource resource
              ? R4.getResourceDefinition(resource)
              : R4.getElementDefinition(parent.getClass());
      if (!(definition instanceof BaseRuntimeElementCompositeDefinition<?> composite)) {
        return;
      }
      int size = composite.getChildren().size();
      for (BaseRuntimeChildDefinition child : composite.getChildren()) {
        String name = child.getElementName();
        boolean given = random.nextInt(size) < (depth == 0 ? 8 : 4);
        if (!given || --budget < 0 || name.equals("id") || name.endsWith("xtension")) {
          continue;
        }
        if (child instanceof RuntimeChildContainedResources) {
          if (!contained && depth == 0) {
            int count = 1 + random.nextInt(2);
            for (int i = 0; i < count; i++) {
              ((DomainResource) parent).addContained(resource(depth + 2, true));
            }
          }
          continue;
        }
        int count = child.isMultipleCardinality() ? 1 + random.nextInt(3) : 1;
        for (int i = 0; i < count; i++) {
          IBase value = value(child, depth + 1, contained);
          if (value != null) {
            child.getMutator().addValue(parent, value);
          }
        }
      }
      if (parent instanceof Element element) {
        annotate(element, depth);
      } else if (parent instanceof DomainResource resource) {
        while (random.nextInt(3) == 0) {
          resource.addExtension(extension(depth + 1));
        }
        while (random.nextInt(6) == 0) {
          resource.addModifierExtension(extension(depth + 4));
        }
      }
    }

    private void annotate(Element element, int depth) {
      if (random.nextInt(12) == 0) {
        element.setId(pick(TEXTS));
      }
      while (random.nextInt(12) == 0) {
        element.addExtension(extension(depth + 1));
      }
      if (odd()) {
        element.addExtension();
      }
    }

    private Extension extension(int depth) {
      Extension extension = new Extension(odd() ? pick(TEXTS) : "http://x.example/" + depth);
      boolean nested = depth < 4 && random.nextInt(4) == 0;
      if (nested) {
        extension.addExtension(extension(depth + 1));
      }
      if (odd() || !nested) {
        List<String> types =
            List.of(
                "string",
                "boolean",
                "integer",
                "decimal",
                "date",
                "code",
                "id",
                "Quantity",
                "Coding",
                "Reference",
                "Period",
                "positiveInt",
                "uri",
                "HumanName",
                "markdown",
                "base64Binary",
                "instant",
                "Timing");
        Element value =
            (Element) R4.getElementDefinition(odd() ? "Meta" : pick(types)).newInstance();
        if (value instanceof PrimitiveType<?> primitive) {
          primitive(primitive, depth);
          if (primitive.isEmpty() && !odd()) {
            primitive.setValueAsString(primitive instanceof StringType ? "x" : text(primitive));
          }
        } else {
          fill(value, depth + 1, false);
          if (value instanceof Reference reference) {
            link(reference);
          }
        }
        if (value.isEmpty() && !odd()) {
          value = new StringType("x");
        }
        extension.setValue((Type) value);
      }
      if (random.nextInt(8) == 0) {
        extension.setId(pick(TEXTS));
      }
      return extension;
    }

    private IBase value(BaseRuntimeChildDefinition child, int depth, boolean contained) {
      List<String> names = child.getValidChildNames().stream().sorted().toList();
      BaseRuntimeElementDefinition<?> definition = child.getChildByName(pick(names));
      if (definition == null || definition.getImplementingClass().isInterface()) {
        return depth < DEPTH ? resource(depth, contained) : null;
      }
      if (definition.getImplementingClass() == XhtmlNode.class) {
        return null;
      }
      IBase value;
      try {
        value = definition.newInstance(child.getInstanceConstructorArguments());
      } catch (RuntimeException e) {
        // An abstract class: any resource, for instance.
        return depth < DEPTH && Resource.class.isAssignableFrom(definition.getImplementingClass())
            ? resource(depth, contained)
            : null;
      }
      if (value instanceof Narrative narrative) {
        narrative.setStatusAsString("generated");
        narrative.setDivAsString(
            "<div>" + pick(List.of("a<br/>b", "<p>é &amp; <b>ß</b></p>")) + "</div>");
      } else if (value instanceof PrimitiveType<?> primitive) {
        primitive(primitive, depth);
      } else if (value instanceof Base base && depth < DEPTH) {
        fill(base, depth, contained);
        if (base instanceof Reference reference) {
          link(reference);
        } else if (base instanceof Meta meta && odd()) {
          meta.addTag().setDisplay("nothing");
        }
      }
      return value;
    }

    private void link(Reference reference) {
      reference.setReference(
          pick(List.of("Patient/1", "urn:uuid:7", "#c1", "http://x.example/Patient/1", "", "x")));
      if (odd()) {
        reference.setReference(pick(List.of("Patient/1/_history/2", "/a/b", "a/b/c", "/")));
      }
      if (odd()) {
        reference.setResource(new Patient().setId(pick(List.of("", "#p", "p", "Patient/p"))));
      }
    }

    private void primitive(PrimitiveType<?> primitive, int depth) {
      if (random.nextInt(10) > 0) {
        primitive.setValueAsString(text(primitive));
      }
      annotate(primitive, depth);
      if (odd()) {
        primitive.getFormatCommentsPre().add("comment");
      }
    }

    private String text(PrimitiveType<?> primitive) {
      if (primitive instanceof Enumeration<?> code) {
        String name = code.getEnumFactory().getClass().getName();
        try {
          Object[] all =
              Class.forName(name.substring(0, name.length() - "EnumFactory".length()))
                  .getEnumConstants();
          // The last one stands for nothing.
          Object constant = all[random.nextInt(all.length - 1)];
          return (String) constant.getClass().getMethod("toCode").invoke(constant);
        } catch (ReflectiveOperationException e) {
          throw new AssertionError(e);
        }
      }
      if (primitive instanceof BooleanType) {
        return String.valueOf(random.nextBoolean());
      } else if (primitive instanceof PositiveIntType || primitive instanceof UnsignedIntType) {
        return String.valueOf(1 + random.nextInt(1000));
      } else if (primitive instanceof IntegerType) {
        return pick(List.of("0", "-1", "2147483647", "-2147483648", "42"));
      } else if (primitive instanceof DecimalType) {
        return pick(
            List.of("0", "1.0", "1.50", "-0.00", "1e3", "1E-20", "100000000000.00000000001"));
      } else if (primitive instanceof Base64BinaryType) {
        return pick(List.of("AAEC", "", "aGVsbG8="));
      } else if (primitive instanceof BaseDateTimeType date) {
        String type = date.fhirType();
        return type.equals("date")
            ? pick(List.of("2020", "2020-02", "2020-02-29"))
            : type.equals("instant")
                ? pick(List.of("2020-02-29T12:00:00.123+05:30", "2020-02-29T12:00:00Z"))
                : pick(List.of("2020", "2020-02", "2020-02-29", "2020-02-29T12:00:00-03:00"));
      }
      String text = pick(TEXTS) + (random.nextBoolean() ? pick(TEXTS) : "");
      return primitive instanceof IdType ? pick(List.of("a", "Patient/1/_history/2", "#b")) : text;
    }

    private <T> T pick(List<T> of) {
      return of.get(random.nextInt(of.size()));
    }
  }
}
