package org.case2fhir.export;

import ca.uhn.fhir.context.FhirContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.hl7.fhir.instance.model.api.IBaseReference;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * The references between the resources of one Bundle: what refers to what, in which order that can
 * be written, and what is written instead.
 */
final class ReferenceGraph {
  private final List<Write> writes;
  private final Map<String, Write> named = new HashMap<>();

  ReferenceGraph(List<Write> writes) {
    this.writes = writes;
    writes.forEach(write -> write.names().forEach(name -> named.putIfAbsent(name, write)));
  }

  /** What the resource refers to of the same Bundle, in the order of the references. */
  Set<Write> targets(Write write) {
    Set<Write> targets = new LinkedHashSet<>();
    for (Reference reference : in(write.resource())) {
      target(reference).ifPresent(targets::add);
    }
    return targets;
  }

  /**
   * A copy of the resource with other references.
   *
   * @param rewriting what to write for a target: the same as before if empty, no reference if the
   *     text is empty
   */
  Resource rewritten(Write write, Function<Write, Optional<String>> rewriting) {
    Resource copy = write.resource().copy();
    for (Reference reference : in(copy)) {
      Optional<String> other = target(reference).flatMap(rewriting);
      if (other.isPresent()) {
        reference.setResource(null);
        reference.setReference(other.get().isEmpty() ? null : other.get());
      }
    }
    return copy;
  }

  /**
   * Forgets the resources that the parser has found for the references: else each would be written
   * into those that refer to it.
   */
  static void detach(Resource resource) {
    for (Reference reference : in(resource)) {
      if (reference.hasReference() && !reference.getReference().startsWith("#")) {
        reference.setResource(null);
      }
    }
  }

  private Optional<Write> target(Reference reference) {
    return Optional.ofNullable(reference.getReference()).map(named::get);
  }

  private static List<Reference> in(Resource resource) {
    return FhirContext.forR4Cached().newTerser().getAllResourceReferences(resource).stream()
        .map(found -> (IBaseReference) found.getResourceReference())
        .filter(Reference.class::isInstance)
        .map(Reference.class::cast)
        .toList();
  }

  /**
   * The order in which resources can be written so that what is referred to exists: groups of those
   * that refer to each other in a circle, targets first. A group has one member unless there is a
   * circle.
   */
  List<List<Write>> groups() {
    Map<String, Integer> positions = new HashMap<>();
    writes.forEach(write -> positions.put(write.fullUrl(), positions.size()));
    int[][] targets = new int[writes.size()][];
    for (int i = 0; i < targets.length; i++) {
      targets[i] =
          targets(writes.get(i)).stream()
              .mapToInt(target -> positions.get(target.fullUrl()))
              .toArray();
    }
    return groups(targets).stream().map(group -> group.stream().map(writes::get).toList()).toList();
  }

  /** The same for numbers; the members of a group in their own order. */
  static List<List<Integer>> groups(int[][] targets) {
    Components components = new Components(targets);
    for (int i = 0; i < targets.length; i++) {
      if (components.found[i] == 0) {
        components.visit(i);
      }
    }
    return components.groups;
  }

  /**
   * Tarjan's strongly connected components, with a stack of its own because Bundles may be large.
   */
  private static final class Components {
    private final int[][] targets;
    private final int[] found;
    private final int[] low;
    private final boolean[] open;
    private final Deque<Integer> waiting = new ArrayDeque<>();
    private final List<List<Integer>> groups = new ArrayList<>();
    private int next = 1;

    private Components(int[][] targets) {
      this.targets = targets;
      this.found = new int[targets.length];
      this.low = new int[targets.length];
      this.open = new boolean[targets.length];
    }

    private void visit(int start) {
      Deque<int[]> path = new ArrayDeque<>();
      enter(start, path);
      while (!path.isEmpty()) {
        int[] step = path.peek();
        int node = step[0];
        if (step[1] < targets[node].length) {
          int target = targets[node][step[1]++];
          if (found[target] == 0) {
            enter(target, path);
          } else if (open[target]) {
            low[node] = Math.min(low[node], found[target]);
          }
        } else {
          path.pop();
          if (!path.isEmpty()) {
            int parent = path.peek()[0];
            low[parent] = Math.min(low[parent], low[node]);
          }
          if (low[node] == found[node]) {
            close(node);
          }
        }
      }
    }

    private void enter(int node, Deque<int[]> path) {
      found[node] = next;
      low[node] = next++;
      open[node] = true;
      waiting.push(node);
      path.push(new int[] {node, 0});
    }

    private void close(int root) {
      List<Integer> group = new ArrayList<>();
      int member;
      do {
        member = waiting.pop();
        open[member] = false;
        group.add(member);
      } while (member != root);
      Integer[] ordered = group.toArray(Integer[]::new);
      Arrays.sort(ordered);
      groups.add(List.of(ordered));
    }
  }
}
