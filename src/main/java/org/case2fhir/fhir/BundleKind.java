package org.case2fhir.fhir;

/**
 * What the Bundle is for (<a href="http://hl7.org/fhir/R4/bundle.html">R4 Bundle.type</a>).
 *
 * <p>R4 calls references between the entries of a batch non-conformant. A batch is therefore always
 * written with client-assigned ids and relative references ({@code Patient/id}). It stays correct
 * in any order of processing only on a server that does not check that the target of a reference
 * exists; the Patient comes first for those that process in order.
 */
public enum BundleKind {
  /** All or nothing, for servers and imports. */
  TRANSACTION,
  /** Each entry on its own. */
  BATCH,
  /** A mere set of resources, nothing to be executed. */
  COLLECTION
}
