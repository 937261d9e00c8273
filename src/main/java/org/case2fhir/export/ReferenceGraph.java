package org.case2fhir.export;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which resources can be written so that what is referred to exists: groups of those
 * that refer to each other in a circle, targets first (Tarjan's strongly connected components, with
 * a stack of its own because Bundles may be large).
 */
final class ReferenceGraph {
  private final int[][] targets;
  private final int[] found;
  private final int[] low;
  private final boolean[] open;
  private final Deque<Integer> waiting = new ArrayDeque<>();
  private final List<List<Integer>> groups = new ArrayList<>();
  private int next = 1;

  private ReferenceGraph(int[][] targets) {
    this.targets = targets;
    this.found = new int[targets.length];
    this.low = new int[targets.length];
    this.open = new boolean[targets.length];
  }

  /** Groups of writes; a group has one member unless there is a circle. */
  static List<List<Write>> groups(List<Write> writes) {
    References references = new References(writes);
    Map<String, Integer> positions = new HashMap<>();
    writes.forEach(write -> positions.put(write.fullUrl(), positions.size()));
    int[][] targets = new int[writes.size()][];
    for (int i = 0; i < targets.length; i++) {
      targets[i] =
          references.targets(writes.get(i)).stream()
              .mapToInt(target -> positions.get(target.fullUrl()))
              .toArray();
    }
    return groups(targets).stream().map(group -> group.stream().map(writes::get).toList()).toList();
  }

  /** The same for numbers; the members of a group in their own order. */
  static List<List<Integer>> groups(int[][] targets) {
    ReferenceGraph graph = new ReferenceGraph(targets);
    for (int i = 0; i < targets.length; i++) {
      if (graph.found[i] == 0) {
        graph.visit(i);
      }
    }
    return graph.groups;
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
