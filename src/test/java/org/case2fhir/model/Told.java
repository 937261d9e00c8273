package org.case2fhir.model;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.case2fhir.model.BodySite.Laterality;

/**
 * Builds {@link Circumstances} for tests: {@code Told.at("first-visit").absent().site("buttock")}.
 */
public final class Told {
  private Optional<String> visit = Optional.empty();
  private Optional<When> time = Optional.empty();
  private Assertion assertion = Assertion.PRESENT;
  private final List<BodySite> sites = new ArrayList<>();
  private Optional<Concept> severity = Optional.empty();
  private Optional<String> note = Optional.empty();
  private final List<Evidence> evidence = new ArrayList<>();
  private Optional<BigDecimal> confidence = Optional.empty();

  private Told() {}

  public static Told plainly() {
    return new Told();
  }

  public static Told at(String visit) {
    Told told = new Told();
    told.visit = Optional.of(visit);
    return told;
  }

  public Told on(When when) {
    time = Optional.of(when);
    return this;
  }

  public Told absent() {
    assertion = Assertion.ABSENT;
    return this;
  }

  public Told possible() {
    assertion = Assertion.POSSIBLE;
    return this;
  }

  public Told site(BodySite site) {
    sites.add(site);
    return this;
  }

  public Told site(String text) {
    return site(new BodySite(Concept.ofText(text), Optional.empty()));
  }

  public Told site(String text, Laterality side) {
    return site(new BodySite(Concept.ofText(text), Optional.of(side)));
  }

  public Told severity(String words) {
    severity = Optional.of(Concept.ofText(words));
    return this;
  }

  public Told note(String words) {
    note = Optional.of(words);
    return this;
  }

  public Told evidence(String quote) {
    evidence.add(new Evidence(quote, Optional.empty()));
    return this;
  }

  public Told evidence(String quote, int start) {
    Span span = new Span(start, start + quote.length());
    evidence.add(new Evidence(quote, Optional.of(span)));
    return this;
  }

  public Told confidence(String share) {
    confidence = Optional.of(new BigDecimal(share));
    return this;
  }

  public Circumstances build() {
    return new Circumstances(visit, time, assertion, sites, severity, note, evidence, confidence);
  }
}
