/**
 * Finds the stretches of a text that name something clinical, by a trained model.
 *
 * <p>What a mention means for the patient does not belong.
 */
package org.case2fhir.extraction.tagging;
