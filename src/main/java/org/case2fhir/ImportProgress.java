package org.case2fhir;

import org.case2fhir.terminology.imports.ReleaseFiles.ReadProgress;

/** Watches an import: told first how many bytes there are to read, then how many more were read. */
public interface ImportProgress extends ReadProgress {}
