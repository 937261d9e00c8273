package org.case2fhir.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.case2fhir.diagnostic.Issue;
import org.case2fhir.diagnostic.Location;
import org.case2fhir.diagnostic.Result;

/**
 * What will be sent, decided from the entries and from what the server says that it can do, before
 * anything is.
 *
 * @param mode the one that was asked for, or the first that can work
 * @param parts requests in the order of sending, each with its entries
 * @param refused entries that the server would refuse, or that refer to such, with the reason
 * @param all every entry in the order of the Bundle
 */
public record ExportPlan(
    ExportMode mode, List<List<Write>> parts, Map<Write, String> refused, List<Write> all) {

  /** Plans; fails when nothing could be sent at all. */
  static Result<ExportPlan> of(
      String input, List<Write> writes, ServerCapabilities server, ExportOptions options) {
    List<Issue> problems = problems(input, server, options);
    if (!problems.isEmpty()) {
      return Result.failed(problems);
    }
    ExportMode mode =
        options
            .mode()
            .orElseGet(
                () ->
                    Arrays.stream(ExportMode.values()).filter(server::supports).findFirst().get());
    Map<Write, String> refused = refused(writes, server);
    List<Write> sent = writes.stream().filter(write -> !refused.containsKey(write)).toList();
    List<List<Write>> parts = Parts.of(sent, mode, options.maxEntries());
    return Result.of(
        new ExportPlan(mode, parts, refused, writes),
        server.supports(mode)
            ? List.of()
            : List.of(
                Issue.warning(
                    "unsupported-mode",
                    "the server does not say that it takes a "
                        + mode.word()
                        + ", but a transaction",
                    Location.of(input),
                    "leave --mode out if it does not")));
  }

  private static List<Issue> problems(
      String input, ServerCapabilities server, ExportOptions options) {
    List<Issue> problems = new ArrayList<>();
    if (server.speaksAnotherVersion()) {
      problems.add(
          problem(
              input,
              "fhir-version",
              "the server speaks FHIR " + server.fhirVersion() + " and the Bundle is FHIR 4.0.1",
              "name the server's address for R4, if it has one"));
    }
    if (!server.takesJson()) {
      problems.add(
          problem(
              input,
              "fhir-format",
              "the server takes no JSON but " + String.join(", ", server.formats()),
              "ask those who run it to allow application/fhir+json"));
    }
    Optional<ExportMode> refused = options.mode().filter(mode -> !server.maySupport(mode));
    if (refused.isPresent()) {
      problems.add(
          problem(
              input,
              "unsupported-mode",
              "the server offers no " + refused.get().word(),
              "leave --mode out to take what it offers"));
    }
    return problems;
  }

  private static Issue problem(String input, String code, String message, String solution) {
    return Issue.error(code, message, Location.of(input), solution);
  }

  /** Also those that refer to a refused one: without it they would say something else. */
  private static Map<Write, String> refused(List<Write> writes, ServerCapabilities server) {
    Map<Write, String> refused = new LinkedHashMap<>();
    for (Write write : writes) {
      server.objection(write.target()).ifPresent(why -> refused.put(write, why));
    }
    if (refused.isEmpty()) {
      return refused;
    }
    References references = new References(writes);
    Map<Write, List<Write>> sources = new HashMap<>();
    for (Write write : writes) {
      references
          .targets(write)
          .forEach(t -> sources.computeIfAbsent(t, n -> new ArrayList<>()).add(write));
    }
    List<Write> open = new ArrayList<>(refused.keySet());
    for (int i = 0; i < open.size(); i++) {
      Write target = open.get(i);
      for (Write source : sources.getOrDefault(target, List.of())) {
        String why = "it refers to what would be refused (" + target.target().type() + ")";
        if (refused.putIfAbsent(source, why) == null) {
          open.add(source);
        }
      }
    }
    return refused;
  }
}
