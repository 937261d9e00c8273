/**
 * Learning to find mentions from annotated texts, and measuring how well they are found.
 *
 * <p>What is needed to find mentions with a model that is there does not belong.
 */
package org.case2fhir.extraction.learning;
