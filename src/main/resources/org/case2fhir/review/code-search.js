/*
 * Looks up codes as one types: a combobox with a list of terms (ARIA pattern "editable combobox with list autocomplete").
 * Fires `choose` with the codes of the chosen term.
 */
import { render } from '/lib/lit-html.js';
import { html, nothing } from './element.js';
import { get } from './api.js';

const PAUSE = 150; // between key and request, in milliseconds

let count = 0;

class CodeSearch extends HTMLElement {
  connectedCallback() {
    this.listId ??= `terms-${count++}`;
    this.terms = [];
    this.active = -1;
    this.open = false;
    this.#draw();
  }

  disconnectedCallback() {
    this.request?.abort();
    clearTimeout(this.timer);
  }

  /** Starts with the words of a fact of a kind. */
  begin(kind, words) {
    this.kind = kind;
    this.message = '';
    this.#draw();
    const input = this.querySelector('input');
    input.value = words;
    input.focus();
    input.select();
    this.#search(words);
  }

  #draw() {
    render(html`
      <label class="field"><span class="label">Look up a code</span>
        <input type="text" role="combobox" aria-autocomplete="list" aria-expanded=${this.open && this.terms.length > 0} autocomplete="off" dir="auto"
          aria-controls=${this.listId} aria-activedescendant=${this.active >= 0 ? `${this.listId}-${this.active}` : nothing}
          placeholder="words or a code" @input=${(event) => this.#later(event.target.value)} @keydown=${(event) => this.#key(event)}
          @focus=${(event) => { if (!this.terms.length && event.target.value) this.#later(event.target.value); }}></label>
      <ul role="listbox" id=${this.listId} aria-label="Terms" ?hidden=${!this.open || !this.terms.length}>
        ${this.terms.map((term, index) => html`
          <li role="option" id="${this.listId}-${index}" aria-selected=${index === this.active} @mousedown=${(event) => event.preventDefault()} @click=${() => this.#choose(term)}>
            <span class="term"><span dir="auto">${term.words}</span> <span class="exact ${term.exact ? 'yes' : 'no'}">${term.exact ? 'exact' : 'not exact'}</span></span>
            <span class="why">${term.why}</span>
            <span class="codes">${term.codes.map((code) => html`<span><b>${code.system}</b> <code>${code.code}</code> <bdi>${code.display}</bdi></span>`)}</span>
          </li>`)}
      </ul>
      <p class="hint" role="status">${this.message || ''}</p>`, this);
    this.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }

  #later(words) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#search(words), PAUSE);
  }

  async #search(words) {
    this.request?.abort();
    this.request = new AbortController();
    if (words.trim().length < 2) {
      this.terms = [];
      this.message = '';
      this.#draw();
      return;
    }
    try {
      const answer = await get(`/api/terms?kind=${encodeURIComponent(this.kind)}&q=${encodeURIComponent(words.trim())}`, this.request.signal);
      this.terms = answer.terms;
      this.message = answer.message || (answer.terms.length ? `${answer.terms.length} ${answer.terms.length === 1 ? 'term' : 'terms'}` : 'No term is known for these words.');
      this.active = this.terms.length ? 0 : -1;
      this.open = this.contains(document.activeElement);
    } catch (error) {
      if (error.name === 'AbortError') return;
      this.terms = [];
      this.message = error.message;
    }
    this.#draw();
  }

  #key(event) {
    const last = this.terms.length - 1;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      this.open = true;
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.active = last < 0 ? -1 : (this.active + step + last + 1) % (last + 1);
    } else if (event.key === 'Enter' && this.open && this.active >= 0) {
      this.#choose(this.terms[this.active]);
    } else if (event.key === 'Escape' && this.open && last >= 0) {
      this.open = false;
      this.active = -1;
    } else if (event.key === 'Escape') {
      this.dispatchEvent(new CustomEvent('leave', { bubbles: true }));
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    this.#draw();
  }

  #choose(term) {
    this.open = false;
    this.terms = [];
    this.message = '';
    this.#draw();
    this.dispatchEvent(new CustomEvent('choose', { detail: term.codes.map(({ uri, system, code, display }) => ({ uri, system, code, display })) }));
  }
}

customElements.define('code-search', CodeSearch);
