package org.case2fhir.fhir;

/** How a server stores the resources; without meaning in a collection. */
public enum WritePolicy {
  /** Conditional update on the identifier: a second export changes and duplicates nothing. */
  UPDATE,
  /** POST with {@code ifNoneExist}: what is already there stays as it is. */
  CREATE,
  /** PUT with ids given by us, for servers that allow it. */
  PUT
}
