package org.case2fhir.extraction.context;

/** Counts what was found, wanted and right. */
final class Score {
  int right;
  int wanted;
  int found;

  void count(boolean isWanted, boolean isFound) {
    wanted += isWanted ? 1 : 0;
    found += isFound ? 1 : 0;
    right += isWanted && isFound ? 1 : 0;
  }

  double precision() {
    return found == 0 ? 0 : (double) right / found;
  }

  double recall() {
    return wanted == 0 ? 0 : (double) right / wanted;
  }

  double f1() {
    return wanted + found == 0 ? 0 : 2.0 * right / (wanted + found);
  }

  @Override
  public String toString() {
    return String.format(
        java.util.Locale.ROOT,
        "P %.3f R %.3f F1 %.3f (%d wanted, %d found)",
        precision(),
        recall(),
        f1(),
        wanted,
        found);
  }
}
