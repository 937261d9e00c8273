package org.case2fhir.fhir;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All policies of the mapping, gathered once and passed along.
 *
 * @param bundle what the Bundle is for
 * @param absent what becomes of absent findings
 * @param symptoms what becomes of complaints
 * @param onset how relative onsets are written
 * @param write how a server stores the resources, where the user chose; otherwise what suits the
 *     bundle: UPDATE in a transaction, PUT in a batch
 * @param labels security labels of every resource, in the order of the enum
 * @param attachment the source file, if it is to travel along
 * @param software version of this software for the Provenance
 */
public record MappingOptions(
    BundleKind bundle,
    AbsentPolicy absent,
    SymptomPolicy symptoms,
    OnsetPolicy onset,
    Optional<WritePolicy> write,
    List<SecurityLabel> labels,
    Optional<SourceAttachment> attachment,
    String software) {

  /** What applies when the user chooses nothing. */
  public static final MappingOptions DEFAULT =
      new MappingOptions(
          BundleKind.TRANSACTION,
          AbsentPolicy.OBSERVATION,
          SymptomPolicy.OBSERVATION,
          OnsetPolicy.WORDS,
          Optional.empty(),
          List.of(),
          Optional.empty(),
          "unknown");

  public MappingOptions {
    labels = sorted(labels);
  }

  public MappingOptions withBundle(BundleKind chosen) {
    return new MappingOptions(chosen, absent, symptoms, onset, write, labels, attachment, software);
  }

  public MappingOptions withAbsent(AbsentPolicy chosen) {
    return new MappingOptions(bundle, chosen, symptoms, onset, write, labels, attachment, software);
  }

  public MappingOptions withSymptoms(SymptomPolicy chosen) {
    return new MappingOptions(bundle, absent, chosen, onset, write, labels, attachment, software);
  }

  public MappingOptions withOnset(OnsetPolicy chosen) {
    return new MappingOptions(
        bundle, absent, symptoms, chosen, write, labels, attachment, software);
  }

  public MappingOptions withWrite(WritePolicy chosen) {
    return new MappingOptions(
        bundle, absent, symptoms, onset, Optional.of(chosen), labels, attachment, software);
  }

  public MappingOptions withLabels(Set<SecurityLabel> chosen) {
    return new MappingOptions(
        bundle, absent, symptoms, onset, write, List.copyOf(chosen), attachment, software);
  }

  public MappingOptions withAttachment(SourceAttachment chosen) {
    return new MappingOptions(
        bundle, absent, symptoms, onset, write, labels, Optional.of(chosen), software);
  }

  public MappingOptions withSoftware(String version) {
    return new MappingOptions(bundle, absent, symptoms, onset, write, labels, attachment, version);
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
}
