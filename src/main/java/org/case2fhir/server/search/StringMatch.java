package org.case2fhir.server.search;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.StringType;

/** Words: the beginning of a text, without regard to case and accents. */
final class StringMatch {
  private StringMatch() {}

  /** As written, with modifier {@code :exact}. */
  static boolean exactly(Base element, String sought) {
    return texts(element).anyMatch(sought::equals);
  }

  static boolean contains(Base element, String sought) {
    String plain = plain(sought);
    return texts(element).anyMatch(text -> plain(text).contains(plain));
  }

  static boolean begins(Base element, String sought) {
    String plain = plain(sought);
    return texts(element).anyMatch(text -> plain(text).startsWith(plain));
  }

  private static Stream<String> texts(Base element) {
    if (element instanceof HumanName name) {
      Stream<String> whole = Stream.of(name.getText(), name.getFamily());
      return Stream.of(
              whole, strings(name.getGiven()), strings(name.getPrefix()), strings(name.getSuffix()))
          .flatMap(parts -> parts)
          .filter(text -> text != null);
    }
    if (element instanceof Address address) {
      Stream<String> whole =
          Stream.of(
              address.getText(),
              address.getCity(),
              address.getDistrict(),
              address.getState(),
              address.getCountry(),
              address.getPostalCode());
      return Stream.concat(whole, strings(address.getLine())).filter(text -> text != null);
    }
    return element instanceof PrimitiveType<?> primitive && primitive.hasValue()
        ? Stream.of(primitive.getValueAsString())
        : Stream.empty();
  }

  private static Stream<String> strings(List<StringType> values) {
    return values.stream().map(StringType::getValue);
  }

  private static String plain(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD)
        .replaceAll("\\p{M}+", "")
        .toLowerCase(Locale.ROOT);
  }
}
