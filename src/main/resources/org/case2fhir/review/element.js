/*
 * What every component of the page has in common: it is a custom element in the light DOM (so that find-in-page and
 * accessibility checks see all of it), drawn by lit-html, and drawn again when a topic of the store that it names changes.
 */
import { render } from '/lib/lit-html.js';
import { store } from './store.js';

export { html, svg, nothing } from '/lib/lit-html.js';

export class ReviewElement extends HTMLElement {
  /** Topics of the store whose change draws the element again. */
  static topics = [];

  connectedCallback() {
    const topics = new Set(this.constructor.topics);
    this.unsubscribe = store.subscribe((changed) => {
      if ([...changed].some((topic) => topics.has(topic))) this.update(changed);
    });
    this.update(new Set(topics));
  }

  disconnectedCallback() {
    this.unsubscribe?.();
  }

  /** Draws the element; `changed` are the topics that changed. */
  update() {
    render(this.template(), this);
  }
}
