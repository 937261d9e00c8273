package org.case2fhir.fhir;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.case2fhir.model.Code;

/**
 * All policies of the mapping, gathered once and passed along.
 *
 * @param bundle what the Bundle is for
 * @param absent what becomes of absent findings
 * @param symptoms what becomes of complaints
 * @param medications what becomes of drugs
 * @param onset how relative onsets are written
 * @param vitalSigns how vital signs without an exact day are written
 * @param write how a server stores the resources, where the user chose; otherwise what suits the
 *     bundle: UPDATE in a transaction, PUT in a batch
 * @param labels security labels of every resource, in the order of the enum
 * @param attachment the source file, if it is to travel along
 * @param software version of this software for the Provenance
 * @param recorded when the Provenance was recorded; without it that is unknown, because the same
 *     input must give the same bytes
 * @param receiver whose profiles the resources are to meet
 */
public record MappingOptions(
    BundleKind bundle,
    AbsentPolicy absent,
    SymptomPolicy symptoms,
    MedicationPolicy medications,
    OnsetPolicy onset,
    VitalSignPolicy vitalSigns,
    Optional<WritePolicy> write,
    List<SecurityLabel> labels,
    Optional<SourceAttachment> attachment,
    String software,
    Optional<Instant> recorded,
    Receiver receiver) {

  /** What applies when the user chooses nothing. */
  public static final MappingOptions DEFAULT =
      new MappingOptions(
          BundleKind.TRANSACTION,
          AbsentPolicy.OBSERVATION,
          SymptomPolicy.OBSERVATION,
          MedicationPolicy.STATEMENT,
          OnsetPolicy.WORDS,
          VitalSignPolicy.PERIOD,
          Optional.empty(),
          List.of(),
          Optional.empty(),
          "unknown",
          Optional.empty(),
          Receiver.PLAIN);

  public MappingOptions {
    labels = sorted(labels);
  }

  public MappingOptions withBundle(BundleKind chosen) {
    return edited(edit -> edit.bundle = chosen);
  }

  public MappingOptions withAbsent(AbsentPolicy chosen) {
    return edited(edit -> edit.absent = chosen);
  }

  public MappingOptions withSymptoms(SymptomPolicy chosen) {
    return edited(edit -> edit.symptoms = chosen);
  }

  public MappingOptions withMedications(MedicationPolicy chosen) {
    return edited(edit -> edit.medications = chosen);
  }

  public MappingOptions withOnset(OnsetPolicy chosen) {
    return edited(edit -> edit.onset = chosen);
  }

  public MappingOptions withVitalSigns(VitalSignPolicy chosen) {
    return edited(edit -> edit.vitalSigns = chosen);
  }

  public MappingOptions withWrite(WritePolicy chosen) {
    return edited(edit -> edit.write = Optional.of(chosen));
  }

  public MappingOptions withLabels(Set<SecurityLabel> chosen) {
    return edited(edit -> edit.labels = List.copyOf(chosen));
  }

  public MappingOptions withAttachment(SourceAttachment chosen) {
    return edited(edit -> edit.attachment = Optional.of(chosen));
  }

  public MappingOptions withSoftware(String chosen) {
    return edited(edit -> edit.software = chosen);
  }

  public MappingOptions withRecorded(Instant chosen) {
    return edited(edit -> edit.recorded = Optional.of(chosen));
  }

  public MappingOptions withReceiver(Receiver chosen) {
    return edited(edit -> edit.receiver = chosen);
  }

  private MappingOptions edited(Consumer<Edit> change) {
    Edit edit = new Edit(this);
    change.accept(edit);
    return edit.options();
  }

  /** All options while one of them is changed. */
  private static final class Edit {
    private BundleKind bundle;
    private AbsentPolicy absent;
    private SymptomPolicy symptoms;
    private MedicationPolicy medications;
    private OnsetPolicy onset;
    private VitalSignPolicy vitalSigns;
    private Optional<WritePolicy> write;
    private List<SecurityLabel> labels;
    private Optional<SourceAttachment> attachment;
    private String software;
    private Optional<Instant> recorded;
    private Receiver receiver;

    private Edit(MappingOptions options) {
      this.bundle = options.bundle;
      this.absent = options.absent;
      this.symptoms = options.symptoms;
      this.medications = options.medications;
      this.onset = options.onset;
      this.vitalSigns = options.vitalSigns;
      this.write = options.write;
      this.labels = options.labels;
      this.attachment = options.attachment;
      this.software = options.software;
      this.recorded = options.recorded;
      this.receiver = options.receiver;
    }

    private MappingOptions options() {
      return new MappingOptions(
          bundle,
          absent,
          symptoms,
          medications,
          onset,
          vitalSigns,
          write,
          labels,
          attachment,
          software,
          recorded,
          receiver);
    }
  }

  /** The write policy that holds: a batch knows only PUT, see {@link BundleKind}. */
  public WritePolicy effectiveWrite() {
    return bundle == BundleKind.BATCH ? WritePolicy.PUT : write.orElse(WritePolicy.UPDATE);
  }

  /** Whether the user's choice of write policy had to give way to the kind of bundle. */
  public boolean overridesWrite() {
    return bundle == BundleKind.BATCH && write.isPresent() && write.get() != WritePolicy.PUT;
  }

  private static List<SecurityLabel> sorted(Collection<SecurityLabel> labels) {
    EnumSet<SecurityLabel> set = EnumSet.noneOf(SecurityLabel.class);
    set.addAll(labels);
    return List.copyOf(set);
  }

  /** What becomes of a finding that the case says is absent: "no dysphagia". */
  public enum AbsentPolicy {
    /** An Observation whose value is Absent. */
    OBSERVATION,
    /** A Condition that is refuted. */
    REFUTED,
    /** Nothing, but a note says so. */
    OMIT
  }

  /**
   * What the Bundle is for (<a href="http://hl7.org/fhir/R4/bundle.html">R4 Bundle.type</a>).
   *
   * <p>R4 calls references between the entries of a batch non-conformant. A batch is therefore
   * always written with client-assigned ids and relative references ({@code Patient/id}). It stays
   * correct in any order of processing only on a server that does not check that the target of a
   * reference exists; the Patient comes first for those that process in order.
   */
  public enum BundleKind {
    /** All or nothing, for servers and imports. */
    TRANSACTION,
    /** Each entry on its own. */
    BATCH,
    /** A mere set of resources, nothing to be executed. */
    COLLECTION,
    /** A Composition with sections to read, and the resources that they list. */
    DOCUMENT;

    /** Whether a server is to execute it. */
    public boolean hasRequests() {
      return this == TRANSACTION || this == BATCH;
    }
  }

  /** Whose profiles the resources are to meet, besides those of R4 itself. */
  public enum Receiver {
    /** None's. */
    PLAIN,
    /** <a href="http://hl7.org/fhir/us/core/STU6.1/">US Core 6.1.0</a>. */
    US_CORE,
    /**
     * The <a href="http://hl7.org/fhir/uv/ips/STU1.1/">International Patient Summary 1.1.0</a>; a
     * document is one.
     */
    IPS
  }

  /** How a relative onset or end is written: "20 years before the first visit". */
  public enum OnsetPolicy {
    /** In its words, as {@code onsetString}. */
    WORDS,
    /** As a date computed from the anchor where the anchor is dated, else in words. */
    DERIVED
  }

  /**
   * What becomes of the patient's complaints, and of findings that nothing says how they were known
   * (categories SYMPTOM and NONE). Signs and results of examinations are Observations in any case.
   */
  public enum SymptomPolicy {
    /** An Observation, joined to the diagnosis by {@code Condition.evidence}. */
    OBSERVATION,
    /** A Condition on the problem list. */
    CONDITION
  }

  /** What becomes of a drug that the patient takes, took or is to take. */
  public enum MedicationPolicy {
    /** A MedicationStatement: what the patient takes, whoever ordered it. */
    STATEMENT,
    /** A MedicationRequest, for receivers that know no statements, such as US Core's. */
    REQUEST
  }

  /**
   * How a vital sign is written whose day is not known (<a
   * href="http://hl7.org/fhir/R4/observation-vitalsigns.html">vs-1</a>).
   */
  public enum VitalSignPolicy {
    /** With its code, at some time within a period. */
    PERIOD,
    /** With its code in a component, for servers that read vs-1 as admitting no period. */
    COMPONENT
  }

  /** How a server stores the resources; without meaning in a collection. */
  public enum WritePolicy {
    /** Conditional update on the identifier: a second export changes and duplicates nothing. */
    UPDATE,
    /** POST with {@code ifNoneExist}: what is already there stays as it is. */
    CREATE,
    /** PUT with ids given by us, for servers that allow it. */
    PUT
  }

  /**
   * Labels for {@code meta.security}, in the order in which they are written.
   *
   * <p>A published case is de-identified, not test data: no label is set unless asked for.
   */
  public enum SecurityLabel {
    /** Health data for testing systems only. */
    HTEST(Systems.ACT_REASON, "test health data"),
    U(Systems.CONFIDENTIALITY, "unrestricted"),
    L(Systems.CONFIDENTIALITY, "low"),
    M(Systems.CONFIDENTIALITY, "moderate"),
    N(Systems.CONFIDENTIALITY, "normal"),
    R(Systems.CONFIDENTIALITY, "restricted"),
    V(Systems.CONFIDENTIALITY, "very restricted");

    private final Code code;

    SecurityLabel(String system, String display) {
      this.code = new Code(system, name(), display);
    }

    /** Code of v3-ActReason or v3-Confidentiality; the constant's name is the code. */
    public Code code() {
      return code;
    }
  }

  /**
   * The file a case was read from, to be carried inside the DocumentReference.
   *
   * <p>A class rather than a record, because an array in a record could be changed from outside.
   */
  public static final class SourceAttachment {
    private final String name;
    private final String contentType;
    private final byte[] bytes;

    /**
     * @param name file name without folders
     * @param contentType MIME type, as {@code Attachment.contentType} needs it (att-1)
     * @param bytes the file as it is
     */
    public SourceAttachment(String name, String contentType, byte[] bytes) {
      this.name = name;
      this.contentType = contentType;
      this.bytes = bytes.clone();
    }

    public String name() {
      return name;
    }

    public String contentType() {
      return contentType;
    }

    /** A copy of the file's bytes. */
    public byte[] bytes() {
      return bytes.clone();
    }
  }
}
