/**
 * Shows what a Bundle says as one page for people: HTML that needs nothing else, or Markdown.
 *
 * <p>Everything comes from the resources, so a case and the Bundle made of it give the same page.
 * Reading and converting cases, validating, and writing files do not belong.
 */
package org.case2fhir.view;
