package org.case2fhir.casefile;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.case2fhir.model.Code;

/**
 * What the words of a variant in a case file mean: nomenclatures, and how many copies there are.
 */
final class VariantWords {
  private static final Pattern HGVS = Pattern.compile("(?:[^\\s:]{1,100}:)?([cgmnpr])\\..{1,500}");
  private static final String GENO = CodeSystems.uri("GENO").orElseThrow();
  private static final Map<String, String> ZYGOSITIES =
      Map.of(
          "heterozygous", "GENO:0000135",
          "homozygous", "GENO:0000136",
          "hemizygous", "GENO:0000134",
          "homoplasmic", "GENO:0000602",
          "heteroplasmic", "GENO:0000603",
          "compound heterozygous", "GENO:0000402");

  private VariantWords() {}

  /** The nomenclature of an expression: {@code hgvs.c}; {@code text} where it is none of HGVS. */
  static String syntax(String expression) {
    var matcher = HGVS.matcher(expression);
    return matcher.matches() ? "hgvs." + matcher.group(1) : "text";
  }

  /** The codes of the Genotype Ontology for words such as "heterozygous". */
  static List<Code> zygosity(String words) {
    String code = ZYGOSITIES.get(words.toLowerCase(Locale.ROOT));
    return code == null ? List.of() : List.of(new Code(GENO, code, words.toLowerCase(Locale.ROOT)));
  }
}
