/**
 * Mentions in text: tokens, sentences, taggers and how they are trained, and standoff annotation.
 * What a mention means for the patient is not here.
 */
package org.case2fhir.mention;
