package org.case2fhir.fhir;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import org.case2fhir.model.Circumstances;
import org.case2fhir.model.Evidence;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.StringType;

/**
 * Points a resource at the words of the source it was made from: {@code originalText} holds the
 * words, and {@code derivation-reference} says where they stand, in UTF-16 units of the source text
 * (length never without offset: der-1). How sure the reading is, where the case says so, is a
 * {@code cqf-certainty}.
 */
final class EvidenceMapper {
  /** A finding that an article repeats in each sentence must not make a resource of megabytes. */
  private static final int MOST_PLACES = 100;

  private EvidenceMapper() {}

  static void add(DomainResource resource, Circumstances circumstances, CaseContext context) {
    add(resource, circumstances.evidence(), context);
    circumstances.confidence().ifPresent(share -> resource.addExtension(certainty(share, context)));
  }

  // The extension has no number; its rating is coded only where a code system has that rating.
  private static Extension certainty(BigDecimal share, CaseContext context) {
    Extension certainty = new Extension(Systems.CERTAINTY);
    certainty.addExtension(
        new Extension(
            "type",
            CodeableConcepts.ofText("Probability that the source states what the resource says")));
    certainty.addExtension(new Extension("rating", CodeableConcepts.ofText(share.toPlainString())));
    certainty.addExtension(
        new Extension("rater", new StringType("case2fhir " + context.options().software())));
    return certainty;
  }

  static void add(DomainResource resource, List<Evidence> all, CaseContext context) {
    if (all.isEmpty()) {
      return;
    }
    List<Evidence> evidence = all.subList(0, Math.min(all.size(), MOST_PLACES));
    evidence.forEach(
        item ->
            context
                .source()
                .ifPresent(
                    source -> {
                      Extension derived = new Extension(Systems.DERIVATION_REFERENCE);
                      derived.addExtension(new Extension("reference", source));
                      addPlace(derived, item, context);
                      resource.addExtension(derived);
                    }));
    // originalText may stand once only.
    String quotes = evidence.stream().map(Evidence::quote).collect(Collectors.joining(" … "));
    resource.addExtension(new Extension(Systems.ORIGINAL_TEXT, new StringType(quotes)));
  }

  private static void addPlace(Extension derived, Evidence evidence, CaseContext context) {
    if (evidence.span().isEmpty()) {
      return;
    }
    if (context.options().attachment().isPresent()) {
      derived.addExtension(
          new Extension("path", new StringType(DocumentReferenceMapper.DATA_PATH)));
    }
    int start = evidence.span().get().start();
    int length = evidence.span().get().length();
    derived.addExtension(new Extension("offset", new IntegerType(start)));
    derived.addExtension(new Extension("length", new IntegerType(length)));
  }
}
