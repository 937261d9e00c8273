package org.case2fhir.view;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.case2fhir.view.CaseView.Contents;
import org.case2fhir.view.CaseView.Detail;
import org.case2fhir.view.CaseView.Fact;
import org.case2fhir.view.CaseView.Mark;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.FamilyMemberHistory.FamilyMemberHistoryConditionComponent;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Narrative.NarrativeStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationComponentComponent;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * What one resource says. The elements that a table has a column for are taken by name; all others
 * become details with the names that FHIR gives them, whatever the type of the resource, so that
 * nothing is left out silently.
 */
final class ResourceFacts {
  static final String MEASUREMENTS = "Measurements";
  static final String ORIGIN = "How this was made";
  private static final String FINDINGS = "Findings";
  private static final String SOCIAL = "Social history";

  private static final Map<String, String> TITLES =
      Map.ofEntries(
          Map.entry("Patient", "Patient"),
          Map.entry("DocumentReference", "Sources"),
          Map.entry("Encounter", "Visits"),
          Map.entry("Condition", "Diagnoses"),
          Map.entry("MedicationStatement", "Medications"),
          Map.entry("MedicationRequest", "Medications"),
          Map.entry("MedicationAdministration", "Medications"),
          Map.entry("MedicationDispense", "Medications"),
          Map.entry("Immunization", "Immunizations"),
          Map.entry("Procedure", "Procedures"),
          Map.entry("AllergyIntolerance", "Allergies"),
          Map.entry("FamilyMemberHistory", "Family history"),
          Map.entry("Specimen", "Specimens"),
          Map.entry("DiagnosticReport", "Reports"),
          Map.entry("Provenance", ORIGIN));

  /** Sections in the order of a page; those of other types follow by their names. */
  static final List<String> ORDER =
      List.of(
          "Visits",
          "Diagnoses",
          FINDINGS,
          MEASUREMENTS,
          "Medications",
          "Immunizations",
          "Procedures",
          "Allergies",
          "Family history",
          SOCIAL,
          "Specimens",
          "Reports");

  /** Elements that may name a resource, the best first. */
  private static final List<String> NAMES =
      List.of(
          "code",
          "medication[x]",
          "vaccineCode",
          "relationship",
          "title",
          "name",
          "type",
          "deviceName",
          "location",
          "description",
          "category");

  /** Elements that may say when, the best first. */
  private static final List<String> TIMES =
      List.of(
          "effective[x]",
          "performed[x]",
          "occurrence[x]",
          "occurred[x]",
          "period",
          "onset[x]",
          "started",
          "date",
          "authoredOn",
          "created",
          "recorded",
          "whenHandedOver",
          "issued");

  /** What is not a statement, or is written elsewhere on the page. */
  private static final Set<String> UNSAID =
      Set.of("id", "meta", "language", "text", "contained", "extension", "identifier");

  /** States that say nothing more than that something is there. */
  private static final Set<String> PLAIN_STATES = Set.of("final", "finished", "current");

  /** Types whose period is when something happened, not how long it took. */
  private static final Set<String> EVENTS = Set.of("DiagnosticReport", "Specimen");

  private static final Set<String> ONGOING =
      Set.of("active", "recurrence", "relapse", "in-progress", "on-hold");

  private static final Set<String> PRESENT = Set.of("52101004", "LA9633-4");
  private static final Set<String> NOT_THERE = Set.of("2667000", "LA9634-2", "410516002");
  private static final Set<String> SUSPECTED = Set.of("415684004", "410590009", "410592001");
  private static final int MOST_VALUES = 20;
  private static final int MOST_NAMES = 4;

  private final Resource resource;
  private final Contents contents;
  private final ElementText text;
  private final Map<String, Property> elements = new LinkedHashMap<>();
  private final Set<String> said = new HashSet<>(UNSAID);
  private final List<Detail> details = new ArrayList<>();
  private Mark mark = Mark.NONE;
  private String markWords = "";
  private boolean timed;

  ResourceFacts(Resource resource, Contents contents) {
    this.resource = resource;
    this.contents = contents;
    this.text = new ElementText(reference -> name(reference, MOST_NAMES));
    resource.children().stream()
        .filter(Property::hasValues)
        .forEach(property -> elements.put(property.getName(), property));
  }

  Fact fact() {
    String type = resource.fhirType();
    addSubject();
    readStatus();
    String name = name();
    FactTime time = time();
    FactTime course = type.equals("Observation") ? FactTime.NONE : time;
    String result =
        switch (type) {
          case "Condition" -> words(", ", "clinicalStatus", "verificationStatus");
          case "Observation" -> observed();
          case "MedicationStatement", "MedicationRequest", "MedicationDispense" ->
              words("; ", "dosage", "dosageInstruction", "status");
          case "MedicationAdministration" -> words("; ", "dosage", "status");
          case "Procedure" -> words(", ", "status", "outcome");
          case "AllergyIntolerance" ->
              words(", ", "clinicalStatus", "verificationStatus", "criticality");
          case "FamilyMemberHistory" -> relativesIllnesses();
          case "Encounter" -> words(", ", "class", "status");
          case "DiagnosticReport" -> words(", ", "conclusion");
          case "Patient" -> words(", ", "gender");
          default -> words(", ", "status", "value[x]");
        };
    String section = section(type, result);
    if (type.equals("Observation")) {
      course = addComponents(section);
    }
    addRest();
    ResourceCodes codes = ResourceCodes.of(resource);
    return new Fact(
        contents.fullUrl(resource),
        section,
        mark,
        markWords,
        name,
        result,
        time,
        course,
        details,
        codes.lines(),
        quotes(),
        codes.uncoded());
  }

  private String section(String type, String result) {
    if (resource instanceof Observation observation) {
      return section(observation, result);
    }
    return TITLES.getOrDefault(type, PageText.label(type));
  }

  private static String section(Observation observation, String result) {
    boolean presence =
        observation.hasValueCodeableConcept() && isPresence(observation.getValueCodeableConcept());
    Set<String> categories =
        observation.getCategory().stream()
            .flatMap(category -> category.getCoding().stream())
            .map(coding -> "" + coding.getCode())
            .collect(Collectors.toSet());
    if (categories.contains("social-history")) {
      return SOCIAL;
    }
    if (presence) {
      return FINDINGS;
    }
    boolean number =
        observation.hasValueQuantity()
            || observation.hasValueRange()
            || observation.hasValueRatio()
            || observation.hasValueIntegerType()
            || observation.hasValueSampledData()
            || !observation.hasValue()
                && observation.getComponent().stream()
                    .anyMatch(ObservationComponentComponent::hasValueQuantity);
    return number
            || categories.contains("vital-signs")
            || categories.contains("laboratory") && !result.isEmpty()
        ? MEASUREMENTS
        : FINDINGS;
  }

  /** Whether a value says only that something is there, or not, or may be. */
  static boolean isPresence(CodeableConcept value) {
    return hasCode(value, PRESENT) || hasCode(value, NOT_THERE) || hasCode(value, SUSPECTED);
  }

  private static boolean hasCode(CodeableConcept concept, Set<String> codes) {
    return concept.getCoding().stream().anyMatch(coding -> codes.contains("" + coding.getCode()));
  }

  // ---- what it is called -------------------------------------------------------------------

  private String name() {
    if (resource.fhirType().equals("Patient")) {
      String called = joined("name");
      String sex = joined("gender");
      return called.isEmpty()
          ? sex.isEmpty() ? "Patient" : PageText.capital(sex) + " patient"
          : called;
    }
    if (resource instanceof Encounter) {
      Optional<String> called = contents.display(resource);
      if (called.isPresent()) {
        return called.get();
      }
    }
    if (resource.fhirType().equals("DocumentReference")) {
      String described = take("description");
      if (!described.isEmpty()) {
        return described;
      }
    }
    for (String element : NAMES) {
      String words = joined(element);
      if (!words.isEmpty()) {
        said.add(element);
        return words;
      }
    }
    return contents.display(resource).orElse(PageText.label(resource.fhirType()));
  }

  private String name(Reference reference, int deep) {
    if (reference.hasDisplay()) {
      return reference.getDisplay();
    }
    String to = Optional.ofNullable(reference.getReference()).orElse("");
    Optional<Resource> target =
        to.startsWith("#") && to.length() > 1
            ? contained(to.substring(1))
            : contents.target(reference);
    if (target.isPresent() && deep > 0) {
      String called = shortName(target.get(), deep - 1);
      if (!called.isEmpty()) {
        return called;
      }
    }
    if (to.isEmpty() && reference.hasIdentifier()) {
      return ElementText.joined(" ", reference.getType(), reference.getIdentifier().getValue());
    }
    return to;
  }

  private Optional<Resource> contained(String id) {
    return resource instanceof DomainResource holder
        ? holder.getContained().stream()
            .filter(
                each ->
                    id.equals(each.getIdElement().getIdPart())
                        || ("#" + id).equals(each.getIdElement().getIdPart()))
            .findFirst()
        : Optional.empty();
  }

  private String shortName(Resource other, int deep) {
    Optional<String> called = contents.display(other);
    if (called.isPresent()) {
      return called.get();
    }
    ElementText words = new ElementText(reference -> name(reference, deep));
    for (String element : NAMES) {
      Property property = other.getNamedProperty(element);
      if (property != null && property.hasValues()) {
        String found = words.of(property.getValues().get(0));
        if (!found.isEmpty()) {
          return found;
        }
      }
    }
    return PageText.label(other.fhirType());
  }

  // ---- whether it holds --------------------------------------------------------------------

  private void readStatus() {
    String status = code("status");
    String verification = firstCode("verificationStatus");
    boolean not = "true".equals(code("doNotPerform"));
    if (status.equals("entered-in-error") || verification.equals("entered-in-error")) {
      set(Mark.MISTAKE, "entered in error");
    } else if (verification.equals("refuted")) {
      set(Mark.ABSENT, resource.fhirType().equals("AllergyIntolerance") ? "no allergy" : "refuted");
    } else if (status.equals("not-taken") || status.equals("not-done") || not) {
      said.add("doNotPerform");
      set(Mark.ABSENT, not ? "not to be done" : status.replace('-', ' '));
    } else if (verification.equals("differential")) {
      set(Mark.POSSIBLE, "differential diagnosis");
    } else if (verification.equals("provisional") || verification.equals("unconfirmed")) {
      set(Mark.POSSIBLE, verification);
    } else if (Set.of("intended", "planned", "preparation", "draft").contains(status)) {
      set(Mark.PLANNED, status.equals("preparation") ? "in preparation" : status);
    } else if (status.equals("cancelled") || status.equals("revoked")) {
      set(Mark.ABSENT, status);
    } else if (resource instanceof Observation observation
        && observation.hasValueCodeableConcept()) {
      readPresence(observation.getValueCodeableConcept());
    }
    if (PLAIN_STATES.contains(status)) {
      said.add("status");
    }
  }

  private void readPresence(CodeableConcept value) {
    if (hasCode(value, NOT_THERE)) {
      set(Mark.ABSENT, "absent");
    } else if (hasCode(value, SUSPECTED)) {
      set(Mark.POSSIBLE, "possible");
    }
  }

  private void set(Mark found, String words) {
    mark = found;
    markWords = words;
  }

  private String code(String element) {
    Property property = elements.get(element);
    return property != null && property.getValues().get(0) instanceof PrimitiveType<?> primitive
        ? Optional.ofNullable(primitive.getValueAsString()).orElse("")
        : "";
  }

  private String firstCode(String element) {
    Property property = elements.get(element);
    return property != null && property.getValues().get(0) instanceof CodeableConcept concept
        ? concept.getCoding().stream().map(coding -> "" + coding.getCode()).findFirst().orElse("")
        : "";
  }

  // ---- when --------------------------------------------------------------------------------

  private FactTime time() {
    boolean ongoing =
        ONGOING.contains(code("status")) || ONGOING.contains(firstCode("clinicalStatus"));
    if (elements.containsKey("onset[x]") || elements.containsKey("abatement[x]")) {
      FactTime time = course(value("onset[x]"), value("abatement[x]"), ongoing, "onset ");
      said.add("onset[x]");
      said.add("abatement[x]");
      return time;
    }
    if (value("collection").isPresent()) {
      Property collected = value("collection").get().getChildByName("collected[x]");
      if (collected != null && collected.hasValues()) {
        return time(collected.getValues().get(0), ongoing);
      }
    }
    if (resource.fhirType().equals("Condition")) {
      FactTime stated = timeOfStatement();
      if (stated.isDated()) {
        timed = true;
        return stated;
      }
    }
    for (String element : TIMES) {
      Optional<Base> value = value(element);
      if (value.isPresent()) {
        FactTime time = time(value.get(), ongoing);
        said.add(element);
        if (!time.words().isEmpty()) {
          return time;
        }
      }
    }
    return timeOfVisit();
  }

  /** When a disease was stated to be there: the resource may not give more. */
  private FactTime timeOfStatement() {
    Extension asserted = ((DomainResource) resource).getExtensionByUrl(ElementText.ASSERTED);
    Optional<String> date = asserted == null ? Optional.empty() : date(asserted.getValue());
    return date.map(known -> FactTime.event(known, contents.offset()))
        .map(time -> new FactTime("asserted " + time.words(), time.segments()))
        .orElse(FactTime.NONE);
  }

  private FactTime timeOfVisit() {
    Optional<Base> visit = value("encounter").or(() -> value("context"));
    if (visit.isEmpty() || !(visit.get() instanceof Reference reference)) {
      return FactTime.NONE;
    }
    Optional<Resource> known = contents.target(reference);
    String date =
        known
            .filter(Encounter.class::isInstance)
            .map(Encounter.class::cast)
            .filter(Encounter::hasPeriod)
            .map(encounter -> time(encounter.getPeriod(), false).words())
            .filter(words -> !words.isEmpty())
            .map(words -> " (" + words + ")")
            .orElse("");
    return FactTime.inWords("at " + name(reference, MOST_NAMES) + date);
  }

  private FactTime time(Base value, boolean ongoing) {
    if (value instanceof Period period) {
      FactTime span =
          FactTime.span(
              date(period.getStartElement()),
              date(period.getEndElement()),
              ongoing,
              contents.offset());
      return EVENTS.contains(resource.fhirType()) ? span.within() : span;
    }
    if (value instanceof BaseDateTimeType || value instanceof DateType) {
      return date(value).map(date -> FactTime.event(date, contents.offset())).orElse(FactTime.NONE);
    }
    return FactTime.inWords(text.of(value));
  }

  /** When something began and ended, as choice types of dates, ages, periods and words give it. */
  private FactTime course(Optional<Base> onset, Optional<Base> end, boolean ongoing, String label) {
    Optional<String> started = onset.flatMap(ResourceFacts::date);
    Optional<String> ended = end.flatMap(ResourceFacts::date);
    if (onset.isPresent() && onset.get() instanceof Period period) {
      Optional<String> from = date(period.getStartElement());
      Optional<String> to = date(period.getEndElement());
      FactTime known =
          from.isEmpty() && to.isPresent()
              ? FactTime.by(to.get(), contents.offset())
              : FactTime.span(from, to, false, contents.offset());
      String words =
          from.isPresent() && to.isPresent() ? "between " + known.words() : known.words();
      return withEnd(new FactTime(label + words, known.segments()), end);
    }
    if (started.isPresent() || onset.isEmpty() && ended.isPresent()) {
      FactTime known = FactTime.span(started, ended, ongoing, contents.offset());
      if (ended.isPresent()) {
        return known;
      }
      String words = label + started.get();
      return withEnd(new FactTime(words, known.segments()), end);
    }
    String words =
        onset
            .map(text::of)
            .filter(found -> !found.isEmpty())
            .map(found -> label + found)
            .orElse("");
    return withEnd(FactTime.inWords(words), end);
  }

  private FactTime withEnd(FactTime time, Optional<Base> end) {
    String words = end.map(text::of).orElse("");
    return words.isEmpty()
        ? time
        : new FactTime(ElementText.joined("; ", time.words(), "end " + words), time.segments());
  }

  private static Optional<String> date(Base value) {
    boolean date = value instanceof BaseDateTimeType || value instanceof DateType;
    return date
        ? Optional.ofNullable(value.primitiveValue()).filter(words -> !words.isBlank())
        : Optional.empty();
  }

  // ---- what it says ------------------------------------------------------------------------

  private void addSubject() {
    for (String element : List.of("subject", "patient")) {
      Optional<Base> value = value(element);
      if (value.isPresent() && value.get() instanceof Reference reference) {
        Optional<Resource> known = contents.target(reference);
        if (contents.hasOnePatient()
            && known.filter(each -> each.fhirType().equals("Patient")).isPresent()) {
          said.add(element);
        }
      }
    }
  }

  private String observed() {
    Observation observation = (Observation) resource;
    said.add("value[x]");
    said.add("interpretation");
    String value = joined("value[x]");
    if (value.isEmpty() && !observation.hasValue()) {
      value =
          observation.getComponent().stream()
              .filter(part -> !isCourse(part))
              .map(this::words)
              .collect(Collectors.joining("; "));
    }
    if (value.isEmpty() && observation.hasDataAbsentReason()) {
      said.add("dataAbsentReason");
      value = "no value: " + ElementText.of(observation.getDataAbsentReason());
    }
    String meaning = joined("interpretation");
    boolean same = meaning.equalsIgnoreCase(value);
    return meaning.isEmpty() || same
        ? value
        : value.isEmpty() ? meaning : value + " (" + meaning + ")";
  }

  private String words(ObservationComponentComponent part) {
    String meaning =
        part.getInterpretation().stream().map(ElementText::of).collect(Collectors.joining(", "));
    String value =
        part.hasValue()
            ? text.of(part.getValue())
            : "no value"
                + (part.hasDataAbsentReason()
                    ? ": " + ElementText.of(part.getDataAbsentReason())
                    : "");
    return ElementText.of(part.getCode())
        + ": "
        + value
        + (meaning.isEmpty() ? "" : " (" + meaning + ")");
  }

  private static boolean isCourse(ObservationComponentComponent part) {
    String name = ElementText.of(part.getCode());
    return Set.of("Onset", "End", "Age at onset", "Age at end", "Duration", "Severity", "Body site")
        .contains(name);
  }

  /** Adds the components as details, and gives the time from the onset to the end of a finding. */
  private FactTime addComponents(String section) {
    Observation observation = (Observation) resource;
    said.add("component");
    Optional<Base> onset = Optional.empty();
    Optional<Base> end = Optional.empty();
    boolean inResult = !observation.hasValue();
    for (ObservationComponentComponent part : observation.getComponent()) {
      String name = ElementText.of(part.getCode());
      if (part.hasValue() && (name.equals("Onset") || name.equals("Age at onset"))) {
        onset = Optional.of(part.getValue());
      } else if (part.hasValue() && (name.equals("End") || name.equals("Age at end"))) {
        end = Optional.of(part.getValue());
      }
      boolean again =
          name.equals("Body site") && joined("bodySite").contains(text.of(part.getValue()));
      if ((!inResult || isCourse(part)) && !again) {
        String words = words(part);
        details.add(new Detail(name, words.substring(Math.min(words.length(), name.length() + 2))));
      }
      part.getReferenceRange()
          .forEach(range -> details.add(new Detail("Reference range of " + name, text.of(range))));
    }
    return onset.isEmpty() && end.isEmpty() || !section.equals(FINDINGS)
        ? FactTime.NONE
        : course(onset, end, false, "onset ");
  }

  private String relativesIllnesses() {
    said.add("condition");
    Property conditions = elements.get("condition");
    if (conditions == null) {
      return "";
    }
    List<String> illnesses = new ArrayList<>();
    for (Base value : conditions.getValues()) {
      FamilyMemberHistoryConditionComponent illness = (FamilyMemberHistoryConditionComponent) value;
      List<String> more = new ArrayList<>();
      if (illness.hasOnset()) {
        more.add("onset " + text.of(illness.getOnset()));
      }
      if (illness.hasOutcome()) {
        more.add(ElementText.of(illness.getOutcome()));
      }
      if (illness.hasContributedToDeath() && illness.getContributedToDeath()) {
        more.add("contributed to death");
      }
      illness.getNote().forEach(note -> more.add(text.of(note)));
      illnesses.add(
          ElementText.of(illness.getCode())
              + (more.isEmpty() ? "" : " (" + String.join("; ", more) + ")"));
    }
    return String.join("; ", illnesses);
  }

  private void addRest() {
    for (Property property : elements.values()) {
      String name = property.getName();
      if (name.equals("modifierExtension")) {
        property
            .getValues()
            .forEach(
                value -> add("Modifier: " + ElementText.name((Extension) value), text.of(value)));
      } else if (said.add(name)) {
        add(name.equals("context") ? "Encounter" : ElementText.label(property), joined(name));
      }
    }
    for (Base value : values("identifier")) {
      Identifier identifier = (Identifier) value;
      if (!"urn:ietf:rfc3986".equals(identifier.getSystem())
          || !("" + identifier.getValue()).startsWith("urn:uuid:")) {
        add("Identifier", text.of(identifier));
      }
    }
    resource.getMeta().getSecurity().forEach(label -> add("Security label", text.of(label)));
    resource.getMeta().getTag().forEach(tag -> add("Tag", text.of(tag)));
    if (resource instanceof DomainResource whole) {
      addRest(whole);
    }
  }

  private void addRest(DomainResource whole) {
    for (Extension extension : whole.getExtension()) {
      switch ("" + extension.getUrl()) {
        case ElementText.ORIGINAL_TEXT, ElementText.DERIVATION -> {}
        case ElementText.ASSERTED -> {
          if (!timed) {
            add("Asserted", text.of(extension));
          }
        }
        case ElementText.CERTAINTY -> add("Certainty", certainty(extension));
        default -> add(ElementText.name(extension), text.of(extension));
      }
    }
    for (Resource part : whole.getContained()) {
      // A side is in the text of the site.
      if (!part.fhirType().equals("BodyStructure")) {
        add(
            "Contained " + PageText.label(part.fhirType()).toLowerCase(Locale.ROOT),
            text.parts(part));
      }
    }
    NarrativeStatus status = whole.getText().getStatus();
    if (status == NarrativeStatus.ADDITIONAL && whole.getText().hasDiv()) {
      add("In words", whole.getText().getDiv().allText().replaceAll("\\s+", " "));
    }
  }

  private String certainty(Extension extension) {
    Extension rating = extension.getExtensionByUrl("rating");
    return rating == null ? text.of(extension) : text.of(rating.getValue());
  }

  private void add(String label, String words) {
    if (!words.isBlank()) {
      details.add(new Detail(label, words));
    }
  }

  private List<String> quotes() {
    if (!(resource instanceof DomainResource whole)) {
      return List.of();
    }
    List<String> places = new ArrayList<>();
    for (Extension place : whole.getExtensionsByUrl(ElementText.DERIVATION)) {
      Extension offset = place.getExtensionByUrl("offset");
      Extension length = place.getExtensionByUrl("length");
      if (offset != null && offset.hasValue() && length != null && length.hasValue()) {
        try {
          long from = Long.parseLong(offset.getValue().primitiveValue());
          places.add(from + " to " + (from + Long.parseLong(length.getValue().primitiveValue())));
        } catch (NumberFormatException e) {
          continue; // the parser has said so
        }
      }
    }
    String where =
        places.isEmpty() ? "" : " (characters " + String.join(", ", places) + " of the source)";
    return whole.getExtensionsByUrl(ElementText.ORIGINAL_TEXT).stream()
        .filter(Extension::hasValue)
        .map(quote -> "“" + text.of(quote.getValue()) + "”" + where)
        .toList();
  }

  // ---- elements ----------------------------------------------------------------------------

  private List<Base> values(String element) {
    Property property = elements.get(element);
    return property == null ? List.of() : property.getValues();
  }

  private Optional<Base> value(String element) {
    return values(element).stream().findFirst();
  }

  /** The words of some elements, which are taken. */
  private String words(String between, String... names) {
    List<String> words = new ArrayList<>();
    for (String name : names) {
      if (!said.contains(name)) {
        words.add(take(name));
      }
    }
    return ElementText.joined(between, words.toArray(String[]::new));
  }

  private String take(String element) {
    said.add(element);
    return joined(element);
  }

  private String joined(String element) {
    List<Base> values = values(element);
    String words =
        values.stream()
            .limit(MOST_VALUES)
            .map(this::wordsOf)
            .filter(part -> !part.isBlank())
            .collect(Collectors.joining(", "));
    return values.size() > MOST_VALUES
        ? words + " and " + (values.size() - MOST_VALUES) + " more"
        : words;
  }

  private String wordsOf(Base value) {
    if (value instanceof Composition.SectionComponent section) {
      String title = section.hasTitle() ? section.getTitle() : ElementText.of(section.getCode());
      return title
          + " ("
          + PageText.plural(section.getEntry().size(), "entry").replace("entrys", "entries")
          + ")";
    }
    if (value instanceof BooleanType truth && truth.hasValue()) {
      return truth.booleanValue() ? "yes" : "no";
    }
    return text.of(value);
  }
}
