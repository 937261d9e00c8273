package org.case2fhir.terminology;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What LOINC's long names and units say of a property, to check the tests against. */
final class TestPropertyNames {
  private static final Map<String, String> IN_NAMES =
      Map.ofEntries(
          Map.entry("MCnc", "mass/volume"),
          Map.entry("SCnc", "moles/volume"),
          Map.entry("CCnc", "enzymatic activity/volume"),
          Map.entry("ACnc", "units/volume"),
          Map.entry("NCnc", "#/volume"),
          Map.entry("Naric", "#/area"),
          Map.entry("PrThr", "presence"),
          Map.entry("Titr", "titer"),
          Map.entry("MRat", "mass/time"),
          Map.entry("MRto", "mass ratio"),
          Map.entry("MCnt", "mass/mass"),
          Map.entry("VFr", "volume fraction"),
          Map.entry("PPres", "partial pressure"),
          Map.entry("EntVol", "entitic volume"));
  private static final Map<String, Set<String>> DIMENSIONS =
      Map.ofEntries(
          Map.entry("MCnc", Set.of("mass concentration")),
          Map.entry("SCnc", Set.of("substance concentration")),
          Map.entry("CCnc", Set.of("catalytic concentration", "arbitrary concentration")),
          Map.entry(
              "ACnc",
              Set.of(
                  "catalytic concentration",
                  "arbitrary concentration",
                  "phospholipid units",
                  "index")),
          Map.entry("NCnc", Set.of("number concentration", "copies concentration")),
          Map.entry("Naric", Set.of("number per field")),
          Map.entry("Titr", Set.of("titer")),
          Map.entry("MRat", Set.of("mass rate")),
          Map.entry("MRto", Set.of("mass ratio")),
          Map.entry("MCnt", Set.of("mass ratio")),
          Map.entry("MFr", Set.of("fraction")),
          Map.entry("VFr", Set.of("fraction")),
          Map.entry("NFr", Set.of("fraction")),
          Map.entry("SFr", Set.of("molar fraction")),
          Map.entry("PPres", Set.of("pressure")),
          Map.entry("Pres", Set.of("pressure")),
          Map.entry("EntVol", Set.of("volume")),
          Map.entry("Time", Set.of("time")),
          Map.entry("NRat", Set.of("frequency")),
          Map.entry("Temp", Set.of("temperature")),
          Map.entry("Vel", Set.of("velocity")),
          Map.entry("Mass", Set.of("mass")),
          Map.entry("Len", Set.of("length")));
  private static final Pattern BRACKETS = Pattern.compile("\\[([^\\]]+)]");

  private TestPropertyNames() {}

  /** Whether the property that the display tells in brackets is this one. */
  static boolean fits(String property, String display) {
    Matcher told = BRACKETS.matcher(display);
    String name = IN_NAMES.get(property);
    return name == null || !told.find() || told.group(1).equalsIgnoreCase(name);
  }

  /** Whether the units measure what the property is. */
  static boolean fits(String property, String[] given, UnitTable units) {
    Optional<Set<String>> allowed = Optional.ofNullable(DIMENSIONS.get(property));
    return allowed.isEmpty()
        || Arrays.stream(given)
            .allMatch(unit -> units.dimension(unit).filter(allowed.get()::contains).isPresent());
  }
}
