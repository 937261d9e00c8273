/**
 * From a document's words to a case: sentences, mentions, their context and relations, and the
 * facts that they tell.
 *
 * <p>File formats of documents and cases, and FHIR, do not belong.
 */
package org.case2fhir.extraction;
