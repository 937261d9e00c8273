package org.case2fhir.fhir;

import org.case2fhir.model.FactRef;
import org.hl7.fhir.r4.model.DomainResource;

/** A resource and the part of the case it was made from. */
record MappedResource(DomainResource resource, FactRef origin) {}
