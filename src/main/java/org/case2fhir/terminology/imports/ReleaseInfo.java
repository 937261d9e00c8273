package org.case2fhir.terminology.imports;

/**
 * What a release says about itself; texts are empty where it does not say.
 *
 * @param name under which it is installed unless the user names it
 * @param title name for people
 * @param version as {@code Coding.version} has it
 * @param released its date as it writes it
 * @param licence the notice that its users must see
 * @param rows rows or entries that were read
 */
public record ReleaseInfo(
    String name, String title, String version, String released, String licence, long rows) {}
