package org.case2fhir.terminology.server;

/**
 * What a server is asked about the terms of a domain.
 *
 * @param valueSet canonical URL of the value set that is expanded with the term as filter
 * @param conceptMap canonical URL of a map by which found codes are translated; may be empty
 */
record Question(String valueSet, String conceptMap) {}
