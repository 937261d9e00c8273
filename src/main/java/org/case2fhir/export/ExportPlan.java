package org.case2fhir.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.case2fhir.export.ExportOptions.ExportMode;
import org.case2fhir.issue.Issue;
import org.case2fhir.issue.Location;
import org.case2fhir.issue.Result;

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
    List<List<Write>> parts = divide(sent, mode, options.maxEntries());
    return Result.of(
        new ExportPlan(mode, parts, refused, writes),
        server.supports(mode)
            ? List.of()
            : List.of(
                Issue.warning(
                    "unsupported-mode",
                    "the server says that it takes transactions and nothing of batches",
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
    ReferenceGraph references = new ReferenceGraph(writes);
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

  /**
   * Divides what is to be written into requests, so that what is referred to stands in the same
   * transaction or in an earlier request. A circle of references stays in one transaction if it
   * fits; else it is cut, and closed by a second update.
   */
  static List<List<Write>> divide(List<Write> writes, ExportMode mode, int most) {
    return switch (mode) {
      case TRANSACTION ->
          writes.size() <= most
              ? List.of(writes)
              : packed(new ReferenceGraph(writes).groups(), most);
      case BATCH -> levels(writes, most);
      case RESOURCES ->
          new ReferenceGraph(writes).groups().stream().flatMap(List::stream).map(List::of).toList();
    };
  }

  /** Pieces of at most so many. */
  static <T> List<List<T>> chunks(List<T> all, int most) {
    List<List<T>> chunks = new ArrayList<>();
    for (int start = 0; start < all.size(); start += most) {
      chunks.add(List.copyOf(all.subList(start, Math.min(all.size(), start + most))));
    }
    return chunks;
  }

  private static List<List<Write>> packed(List<List<Write>> groups, int most) {
    List<List<Write>> parts = new ArrayList<>();
    List<Write> part = new ArrayList<>();
    for (List<Write> group : groups) {
      for (List<Write> piece : chunks(group, most)) {
        if (part.size() + piece.size() > most) {
          parts.add(part);
          part = new ArrayList<>();
        }
        part.addAll(piece);
      }
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }

  /** Entries of a batch must not refer to each other, so that each level goes by itself. */
  private static List<List<Write>> levels(List<Write> writes, int most) {
    ReferenceGraph references = new ReferenceGraph(writes);
    Map<String, Integer> levels = new HashMap<>();
    Map<Integer, List<Write>> byLevel = new TreeMap<>();
    for (List<Write> group : references.groups()) {
      int level =
          group.stream()
                  .flatMap(write -> references.targets(write).stream())
                  .mapToInt(target -> levels.getOrDefault(target.fullUrl(), -1))
                  .max()
                  .orElse(-1)
              + 1;
      for (Write write : group) {
        levels.put(write.fullUrl(), level);
        byLevel.computeIfAbsent(level, n -> new ArrayList<>()).add(write);
        level++;
      }
    }
    return byLevel.values().stream().flatMap(each -> chunks(each, most).stream()).toList();
  }
}
