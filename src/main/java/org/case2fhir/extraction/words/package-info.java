/**
 * Reading the small word tables of extraction.
 *
 * <p>The tables themselves stand beside the classes that use them and do not belong here.
 */
package org.case2fhir.extraction.words;
