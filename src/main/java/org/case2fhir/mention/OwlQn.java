package org.case2fhir.mention;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.IntConsumer;

/**
 * Minimises a smooth function plus L1 and L2 penalties: orthant-wise limited-memory quasi-Newton
 * (<a href="https://doi.org/10.1145/1273496.1273501">Andrew and Gao 2007</a>), which is L-BFGS
 * where there is no L1 penalty.
 */
final class OwlQn {
  private static final int MEMORY = 8;
  private static final int MOST_HALVINGS = 30;
  private static final double ENOUGH = 1e-5;

  /** The smooth function. */
  interface Objective {
    /** Its value at a point; its gradient there goes into the second array. */
    double evaluate(double[] point, double[] gradient);
  }

  private record Step(double[] move, double[] bend, double curvature) {}

  private final Objective objective;
  private final double l1;
  private final double l2;
  private final Deque<Step> memory = new ArrayDeque<>();

  OwlQn(Objective objective, double l1, double l2) {
    this.objective = objective;
    this.l1 = l1;
    this.l2 = l2;
  }

  /**
   * Runs until the value hardly falls any more.
   *
   * @param point where to start; ends as the best point
   * @param progress is given the number of each step
   */
  void minimise(double[] point, int iterations, IntConsumer progress) {
    double[] gradient = new double[point.length];
    double value = smooth(point, gradient) + absolute(point);
    for (int i = 1; i <= iterations; i++) {
      double[] pseudo = pseudoGradient(point, gradient);
      double[] direction = direction(pseudo);
      double[] next = new double[point.length];
      double[] nextGradient = new double[point.length];
      double reached = search(point, value, direction, pseudo, next, nextGradient);
      if (!(reached < value)) {
        return;
      }
      remember(point, gradient, next, nextGradient);
      boolean flat = value - reached < ENOUGH * Math.abs(value) / 10;
      System.arraycopy(next, 0, point, 0, point.length);
      gradient = nextGradient;
      value = reached;
      progress.accept(i);
      if (flat) {
        return;
      }
    }
  }

  private double smooth(double[] point, double[] gradient) {
    double value = objective.evaluate(point, gradient);
    for (int i = 0; i < point.length; i++) {
      value += l2 * point[i] * point[i];
      gradient[i] += 2 * l2 * point[i];
    }
    return value;
  }

  private double absolute(double[] point) {
    double sum = 0;
    for (double x : point) {
      sum += Math.abs(x);
    }
    return l1 * sum;
  }

  private double[] pseudoGradient(double[] point, double[] gradient) {
    double[] pseudo = new double[point.length];
    for (int i = 0; i < point.length; i++) {
      double g = gradient[i];
      if (point[i] != 0) {
        pseudo[i] = g + (point[i] > 0 ? l1 : -l1);
      } else if (g + l1 < 0) {
        pseudo[i] = g + l1;
      } else if (g - l1 > 0) {
        pseudo[i] = g - l1;
      }
    }
    return pseudo;
  }

  /** The quasi-Newton direction, kept in the orthant of the steepest descent. */
  private double[] direction(double[] pseudo) {
    double[] d = new double[pseudo.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = -pseudo[i];
    }
    double[] shares = new double[memory.size()];
    int n = 0;
    for (Step step : memory) {
      shares[n] = dot(step.move, d) / step.curvature;
      add(d, step.bend, -shares[n++]);
    }
    if (memory.isEmpty()) {
      scale(d, 1 / Math.max(1e-12, Math.sqrt(dot(d, d))));
    } else {
      Step latest = memory.getFirst();
      scale(d, latest.curvature / dot(latest.bend, latest.bend));
    }
    for (Iterator<Step> old = memory.descendingIterator(); old.hasNext(); ) {
      Step step = old.next();
      add(d, step.move, shares[--n] - dot(step.bend, d) / step.curvature);
    }
    for (int i = 0; i < d.length && l1 > 0; i++) {
      d[i] = d[i] * pseudo[i] >= 0 ? 0 : d[i];
    }
    return d;
  }

  /** Halves the step until the value falls enough; the value reached, or the old one. */
  private double search(
      double[] point,
      double value,
      double[] direction,
      double[] pseudo,
      double[] next,
      double[] nextGradient) {
    double step = 1;
    for (int tries = 0; tries < MOST_HALVINGS; tries++) {
      double gain = 0;
      for (int i = 0; i < point.length; i++) {
        next[i] = project(point[i] + step * direction[i], point[i], pseudo[i]);
        gain += pseudo[i] * (next[i] - point[i]);
      }
      double reached = smooth(next, nextGradient) + absolute(next);
      if (reached <= value + 1e-4 * gain) {
        return reached;
      }
      step /= 2;
    }
    return value;
  }

  private double project(double moved, double from, double pseudo) {
    if (l1 == 0) {
      return moved;
    }
    double orthant = from != 0 ? from : -pseudo;
    return moved * orthant > 0 ? moved : 0;
  }

  private void remember(double[] point, double[] gradient, double[] next, double[] nextGradient) {
    double[] move = new double[point.length];
    double[] bend = new double[point.length];
    for (int i = 0; i < point.length; i++) {
      move[i] = next[i] - point[i];
      bend[i] = nextGradient[i] - gradient[i];
    }
    double curvature = dot(move, bend);
    if (curvature > 1e-10) {
      memory.addFirst(new Step(move, bend, curvature));
      if (memory.size() > MEMORY) {
        memory.removeLast();
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void add(double[] to, double[] what, double times) {
    for (int i = 0; i < to.length; i++) {
      to[i] += what[i] * times;
    }
  }

  private static void scale(double[] vector, double factor) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= factor;
    }
  }
}
