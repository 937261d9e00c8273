package org.case2fhir.validation;

/**
 * Names one entry of a Bundle, so that a finding can be traced to the fact the entry was made from.
 *
 * @param index from 0, as in {@code Bundle.entry[index]}
 * @param fullUrl empty where the entry has none
 * @param resourceType empty where the entry has no resource
 */
public record BundleEntry(int index, String fullUrl, String resourceType) {}
