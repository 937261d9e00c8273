package org.case2fhir.model;

import java.util.Optional;

/**
 * That a person is dead or alive.
 *
 * @param dead false if the case says that the person lives
 * @param when the date or age of death where told
 * @param cause the cause of death where told
 */
public record Death(boolean dead, Optional<When> when, Optional<String> cause) {}
