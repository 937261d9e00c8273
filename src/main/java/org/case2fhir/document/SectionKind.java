package org.case2fhir.document;

/** What a part of an article is for; decides whose words are about the patient. */
public enum SectionKind {
  TITLE,
  /** Authors, affiliations, addresses, licences, dates of publication, navigation. */
  FRONT_MATTER,
  ABSTRACT,
  KEYWORDS,
  INTRODUCTION,
  /** The case itself: case report, case presentation, patient, clinical course. */
  CASE,
  DISCUSSION,
  CONCLUSION,
  FIGURE_LEGEND,
  TABLE,
  /** Consent, funding, conflicts of interest, contributions, acknowledgements. */
  BACK_MATTER,
  REFERENCES,
  /** Text in another language than the article's. */
  OTHER_LANGUAGE,
  /** A part whose heading says nothing. */
  OTHER
}
