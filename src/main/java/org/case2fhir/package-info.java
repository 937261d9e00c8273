/**
 * The library: from a case to a validated Bundle, and what its callers hold in their hands.
 *
 * <pre>{@code
 * CaseConverter converter = new CaseConverter(ConversionOptions.DEFAULT);
 * Input input = new Input("case.yaml", Files.readAllBytes(Path.of("case.yaml")));
 * for (Conversion conversion : converter.convertEach(input, OptionalInt.empty())) {
 *   for (Issue issue : conversion.issues()) {
 *     System.err.println(issue); // severity, place, message and remedy
 *   }
 *   conversion.report().ifPresent(report -> System.out.println(report.facts().size() + " facts"));
 *   conversion.bundle().ifPresent(bundle -> send(bundle)); // HAPI's Bundle of R4
 *   conversion.encoded().ifPresent(json -> save(json)); // the same as text
 * }
 * }</pre>
 *
 * <p>An article is converted in the same way: {@code new Input("article.pdf", bytes)}. A converter
 * is costly to make: make one and keep it.
 *
 * <p>Parsing options, printing and choosing exit codes do not belong: they are the command line's.
 */
package org.case2fhir;
