/*
 * The bar under the article that makes a fact of marked words: marked with the mouse, or found by typing them.
 */
import { live } from '/lib/directives/live.js';
import { ReviewElement, html, nothing } from './element.js';
import { store } from './store.js';
import { add } from './actions.js';
import { wholeWords } from './article-view.js';
import { ADDABLE, assertionName, assertionsOf, kindName, letter, named } from './kinds.js';

const QUICK = ['finding', 'diagnosis', 'measurement', 'medication', 'procedure'];

class AddFact extends ReviewElement {
  static topics = ['range', 'selection', 'case', 'article'];

  assertion = 'present';
  visit = null;
  words = '';

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      this.#close();
    });
  }

  update(changed) {
    const opened = store.adding && !this.opened;
    const marked = store.range && `${store.range.start}-${store.range.end}`;
    this.opened = store.adding;
    if (opened) {
      this.assertion = 'present';
      this.visit = null;
      this.words = '';
    }
    if (marked && marked !== this.marked && store.article) {
      const input = this.querySelector('input');
      // Words that are being typed are not changed under the hand.
      if (input !== document.activeElement || !input) this.words = store.article.text.slice(store.range.start, store.range.end).replace(/\s+/g, ' ');
      this.visit = null;
    }
    this.marked = marked;
    super.update(changed);
    if (opened && !store.range) this.querySelector('input')?.focus();
  }

  #close() {
    store.set({ adding: false, range: null }, 'range');
    document.querySelector('fact-list .row[tabindex="0"]')?.focus({ preventScroll: true });
  }

  /** Finds the typed words in the article: the next place after the one found, and from the top again. */
  #find(step = 0) {
    const text = store.article?.text || '';
    const sought = this.words.trim();
    this.places = [];
    if (sought.length >= 2 && text) {
      const expression = new RegExp(sought.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+'), 'gi');
      for (const match of text.matchAll(expression)) {
        this.places.push(wholeWords(text, match.index, match.index + match[0].length));
        if (this.places.length >= 500) break;
      }
    }
    const count = this.places.length;
    this.at = count ? ((step ? (this.at ?? 0) + step : 0) + count) % count : -1;
    const range = count ? this.places[this.at] : null;
    store.set({ range }, 'range');
    if (range) document.querySelector('article-view').show(range.start, range.end);
  }

  /** The visit of the nearest fact before the marked words: most likely theirs. */
  #nearVisit() {
    const { range } = store;
    const near = range && store.case.facts
      .filter((fact) => fact.visit && fact.evidence?.length && fact.evidence[0].start <= range.start)
      .sort((one, other) => other.evidence[0].start - one.evidence[0].start)[0];
    return near?.visit || (store.case.visits.length === 1 ? store.case.visits[0].id : '');
  }

  #add(kind) {
    const { range } = store;
    const marked = range ? store.article.text.slice(range.start, range.end).replace(/\s+/g, ' ') : '';
    let words = this.words.trim();
    // The beginning of the words was enough to find them.
    if (marked.toLowerCase().includes(words.toLowerCase()) && !new RegExp('\\s').test(marked.toLowerCase().replace(words.toLowerCase(), ''))) words = marked;
    if (!words) {
      store.say('Write the words of the fact first.');
      this.querySelector('input').focus();
      return;
    }
    const evidence = range ? [{ quote: store.article.text.slice(range.start, range.end), start: range.start, end: range.end }] : [];
    const assertion = assertionsOf(store.kinds, kind).includes(this.assertion) ? this.assertion : 'present';
    add({ kind, assertion, words, visit: this.visit ?? this.#nearVisit(), evidence });
    document.getSelection().removeAllRanges();
    document.querySelector('fact-list .row[tabindex="0"]')?.focus({ preventScroll: true });
  }

  #toSelected() {
    const fact = store.current;
    const { start, end } = store.range;
    const evidence = [...(fact.evidence || []), { quote: store.article.text.slice(start, end), start, end }];
    store.edit(`evidence of ${named(fact)}`, [{ op: 'set', pointer: fact.pointer, etag: fact.etag, evidence }]);
    store.say(`The words were added to ${named(fact)}.`);
    this.#close();
  }

  template() {
    if (!store.adding || !store.case) return nothing;
    const found = this.places?.length && store.range ? `${this.at + 1} of ${this.places.length}` : store.range ? 'marked' : this.words.trim().length > 1 && store.article?.available ? 'not in the article' : '';
    const visit = this.visit ?? this.#nearVisit();
    return html`
      <form class="addbar" aria-label="Add a fact" @submit=${(event) => { event.preventDefault(); this.#find(1); }}>
        <div class="line">
          <label class="field grow"><span class="label">Words of the article</span>
            <input dir="auto" autocomplete="off" .value=${live(this.words)} placeholder="type words of the article"
              @input=${(event) => { this.words = event.target.value; this.#find(); }}
              @keydown=${(event) => { if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); this.#find(event.key === 'ArrowDown' ? 1 : -1); } }}></label>
          <span class="soft found" role="status">${found}</span>
          <button class="plain" type="submit" title="Next place (Enter)" ?disabled=${!(this.places?.length > 1)}>Next</button>
          <button class="plain" type="button" @click=${() => this.#close()}>Cancel</button>
        </div>
        <div class="line">
          <label class="field"><span class="label">Assertion</span>
            <select .value=${live(this.assertion)} @change=${(event) => { this.assertion = event.target.value; this.update(); }}>
              ${['present', 'absent', 'possible'].map((one) => html`<option value=${one} ?selected=${one === this.assertion}>${one}</option>`)}</select></label>
          <label class="field"><span class="label">Visit</span>
            <select .value=${live(visit)} @change=${(event) => { this.visit = event.target.value; this.update(); }}>
              <option value="">of no visit</option>${store.case.visits.map((one) => html`<option value=${one.id} ?selected=${one.id === visit}>${one.label}</option>`)}</select></label>
          ${store.current && store.range ? html`<button class="plain bottom" type="button" @click=${() => this.#toSelected()}>More evidence of <bdi class="cut">${named(store.current)}</bdi></button>` : nothing}
        </div>
        <div class="line kinds" role="group" aria-label="Add as">
          <span class="soft">Add as</span>
          ${QUICK.map((kind) => html`<button type="button" class="plain k-${kind}" title=${assertionName(kind, this.assertion)} @click=${() => this.#add(kind)}><span class="letter" aria-hidden="true">${letter(kind)}</span> ${kindName(kind)}</button>`)}
          <label><span class="hidden">Another kind</span><select @change=${(event) => { if (event.target.value) this.#add(event.target.value); }}>
            <option value="">Another kind …</option>${[...ADDABLE.filter((kind) => !QUICK.includes(kind)), 'encounter'].map((kind) => html`<option value=${kind}>${kindName(kind)}</option>`)}</select></label>
        </div>
      </form>`;
  }
}

customElements.define('add-fact', AddFact);
