package org.case2fhir.server.search;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Quantity;

/** The order that {@code _sort} asks for: {@code -date,code}. What has no value comes last. */
public final class Order {
  private Order() {}

  /** Puts what was found into order; what is equal stays as it was. */
  public static void sort(List<Indexed> found, String sort, SearchEngine engine) {
    Comparator<Indexed> all = (a, b) -> 0;
    for (String part : sort.split(",")) {
      boolean down = part.startsWith("-");
      String name = down ? part.substring(1) : part;
      if (!name.isBlank()) {
        Comparator<Key> keys = down ? Comparator.reverseOrder() : Comparator.naturalOrder();
        Comparator<Optional<Key>> missingLast =
            Comparator.comparing((Optional<Key> key) -> key.isEmpty())
                .thenComparing(key -> key.orElse(Key.NONE), keys);
        all = all.thenComparing(indexed -> key(indexed, name, engine), missingLast);
      }
    }
    found.sort(all);
  }

  private static Optional<Key> key(Indexed indexed, String name, SearchEngine engine) {
    if (name.equals("_id")) {
      return Optional.of(new Key(0, indexed.resource().getIdElement().getIdPart()));
    }
    return engine.elements(indexed, name).stream().findFirst().flatMap(Order::key);
  }

  private static Optional<Key> key(Base element) {
    Optional<DateRange> date = DateRange.of(element);
    if (date.isPresent()) {
      return Optional.of(new Key(date.get().from().getEpochSecond(), ""));
    }
    if (element instanceof Quantity quantity && quantity.hasValue()) {
      return Optional.of(new Key(quantity.getValue().doubleValue(), ""));
    }
    String text = text(element);
    return text.isEmpty()
        ? Optional.empty()
        : Optional.of(new Key(0, text.toLowerCase(Locale.ROOT)));
  }

  private static String text(Base element) {
    String text =
        element instanceof HumanName name
            ? name.getFamily()
            : element instanceof CodeableConcept concept
                ? concept.getCodingFirstRep().getCode()
                : element instanceof Coding coding
                    ? coding.getCode()
                    : element instanceof PrimitiveType<?> primitive
                        ? primitive.getValueAsString()
                        : ReferenceMatch.target(element);
    return text == null ? "" : text;
  }

  /** By number, then by text. */
  private record Key(double number, String text) implements Comparable<Key> {
    static final Key NONE = new Key(0, "");

    @Override
    public int compareTo(Key other) {
      int byNumber = Double.compare(number, other.number);
      return byNumber != 0 ? byNumber : text.compareTo(other.text);
    }
  }
}
