/**
 * Mentions that the tagger left out or cut wrongly, as the words around them and the vocabulary
 * tell: the rest of a list, the full name of a test, the complaint that a patient came with.
 *
 * <p>What a mention means for the patient does not belong.
 */
package org.case2fhir.extraction.completion;
