/**
 * YAML and JSON text as one kind of tree that remembers where each part stood, and back.
 *
 * <p>Scalars keep the text of the source: what they mean is for the reader of the tree. Keys of the
 * case file do not belong.
 */
package org.case2fhir.casefile.node;
