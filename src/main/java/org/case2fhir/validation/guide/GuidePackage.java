package org.case2fhir.validation.guide;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A package that was read.
 *
 * @param manifest what it says of itself
 * @param definitions in it
 * @param source what it was read from, for issues
 * @param folder where its dependencies may be; absent for what comes with the program
 */
record GuidePackage(
    Manifest manifest, List<Definition> definitions, String source, Optional<Path> folder) {}
