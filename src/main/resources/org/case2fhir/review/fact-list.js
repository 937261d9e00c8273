/*
 * The facts: a list in the order of doubt, by kind, by visit or as in the article; with filters, and one bar for several
 * facts at once. The selected row has the focus of the list (roving tabindex).
 */
import { repeat } from '/lib/directives/repeat.js';
import { guard } from '/lib/directives/guard.js';
import { live } from '/lib/directives/live.js';
import { ReviewElement, html, nothing } from './element.js';
import { store } from './store.js';
import { FILTERS, decide, groups, merge, setAssertion, setVisit } from './actions.js';
import { ASSERTIONS, DOUBT, SIGN, STATUS, assertionName, isRejectable, kindName, letter, named, percent, summaryOf } from './kinds.js';

const ORDERS = { doubt: 'By doubt', kind: 'By kind', visit: 'By visit', article: 'As in the article' };

class FactList extends ReviewElement {
  static topics = ['case', 'selection', 'checked', 'list', 'draft', 'problems'];

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener('click', (event) => {
      const row = event.target.closest('li[data-pointer]');
      if (!row) return;
      const { pointer } = row.dataset;
      const button = event.target.closest('[data-op]');
      if (button) {
        const fact = store.fact(pointer);
        const done = fact.review.status === (button.dataset.op === 'accept' ? 'accepted' : 'rejected');
        decide(done ? 'reset' : button.dataset.op, [fact]);
      } else if (event.target.matches('input')) {
        if (event.shiftKey && this.lastChecked) this.#chooseTo(pointer);
        else store.toggleChecked(pointer, event.target.checked);
        this.lastChecked = pointer;
      } else if (event.ctrlKey || event.metaKey) {
        store.toggleChecked(pointer);
      } else {
        store.select(pointer);
      }
    });
  }

  #chooseTo(pointer) {
    const order = groups().flatMap((group) => group.facts.map((fact) => fact.pointer));
    const [from, to] = [order.indexOf(this.lastChecked), order.indexOf(pointer)].sort((one, other) => one - other);
    store.set({ checked: new Set([...store.checked, ...order.slice(Math.max(0, from), to + 1)]) }, 'checked');
  }

  update(changed) {
    const focused = this.contains(document.activeElement) && document.activeElement.matches('.row');
    super.update();
    if (!changed?.has('selection') && !changed?.has('case') && !changed?.has('list')) return;
    const row = this.querySelector('.row[aria-current="true"]');
    if (!row) return;
    const lostFocus = (changed.has('selection') || changed.has('case')) && document.activeElement === document.body && this.selected;
    this.selected = store.selected;
    if (changed.has('selection') || focused) {
      const line = row.closest('li');
      line.scrollIntoView({ block: 'nearest' });
      // Rows outside the view have an estimated height until they are drawn: look again when they are.
      requestAnimationFrame(() => line.scrollIntoView({ block: 'nearest' }));
    }
    if ((focused || lostFocus) && document.activeElement !== row) row.focus({ preventScroll: true });
  }

  template() {
    if (!store.case) return nothing;
    const shownGroups = groups();
    const count = shownGroups.reduce((sum, group) => sum + group.facts.length, 0);
    const known = shownGroups.some((group) => group.facts.some((fact) => fact.pointer === store.selected));
    const first = shownGroups[0]?.facts[0]?.pointer;
    const total = store.facts.length;
    return html`
      <header class="listhead">
        <h2 class="hidden">Facts</h2>
        <label class="field"><span class="hidden">Order of the facts</span>
          <select .value=${live(store.order)} @change=${(event) => store.set({ order: event.target.value }, 'list')}>
            ${Object.entries(ORDERS).map(([key, title]) => html`<option value=${key} ?selected=${store.order === key}>${title}</option>`)}
          </select></label>
        <label class="field"><span class="hidden">Which facts</span>
          <select .value=${live(store.filter)} @change=${(event) => store.set({ filter: event.target.value }, 'list')}>
            ${Object.entries(FILTERS).map(([key, [title, passes]]) => html`<option value=${key} ?selected=${store.filter === key}>${title} (${store.facts.filter(passes).length})</option>`)}
          </select></label>
        <label class="field grow"><span class="hidden">Find facts</span>
          <input id="filter" type="search" placeholder="Find facts  /" autocomplete="off" .value=${live(store.text)}
            @input=${(event) => store.set({ text: event.target.value }, 'list')}></label>
        <button class="plain" title="Add a fact (+)" @click=${() => store.set({ adding: true }, 'range')}><span aria-hidden="true">+</span> Add</button>
      </header>
      ${store.checked.size ? this.#bar() : nothing}
      <div class="rows" id="facts">
        ${repeat(shownGroups, (group) => group.title, (group) => html`
          <h3>${group.title} <span class="soft">${group.facts.length}</span></h3>
          <ul>${repeat(group.facts, (fact) => fact.pointer, (fact) => {
            const current = fact.pointer === store.selected;
            const chosen = store.checked.has(fact.pointer);
            const drafted = Boolean(store.draft(fact.pointer));
            const refused = store.problems.has(fact.pointer);
            const stop = current || (!known && fact.pointer === first);
            return guard([fact, current, chosen, drafted, refused, stop, store.order], () => row(fact, current, chosen, drafted, refused, stop));
          })}</ul>`)}
        ${count ? nothing : this.#empty(total)}
      </div>`;
  }

  #empty(total) {
    if (!total) {
      return html`<div class="empty"><p><strong>There are no facts yet.</strong></p>
        <p>Mark words in the article to add one, or press <kbd>+</kbd>.</p></div>`;
    }
    return html`<div class="empty"><p><strong>No fact passes the filter.</strong></p>
      <p><button class="plain" @click=${() => store.set({ filter: 'all', text: '' }, 'list')}>Show all ${total}</button></p></div>`;
  }

  #bar() {
    const facts = [...store.checked].map((pointer) => store.fact(pointer)).filter(Boolean);
    return html`
      <div class="bulk" role="group" aria-label="The chosen facts">
        <strong>${facts.length} chosen</strong>
        <button class="plain" @click=${() => decide('accept')}>Accept</button>
        <button class="plain" @click=${() => decide('reject')}>Reject</button>
        <button class="plain" @click=${() => decide('reset')}>Reset</button>
        <label><span class="hidden">Assertion of the chosen facts</span>
          <select @change=${(event) => { if (event.target.value) setAssertion(event.target.value); event.target.value = ''; }}>
            <option value="">Assertion …</option>${ASSERTIONS.map((one) => html`<option>${one}</option>`)}
          </select></label>
        <label><span class="hidden">Visit of the chosen facts</span>
          <select @change=${(event) => { if (event.target.value) setVisit(event.target.value === '-' ? '' : event.target.value); event.target.value = ''; }}>
            <option value="">Visit …</option>${store.case.visits.map((visit) => html`<option value=${visit.id}>${visit.label}</option>`)}
            <option value="-">of no visit</option>
          </select></label>
        <button class="plain" ?disabled=${facts.length < 2} title="Merge (m)" @click=${merge}>Merge</button>
        <button class="plain" @click=${() => store.set({ checked: new Set() }, 'checked')}>Choose none</button>
      </div>`;
  }
}

function row(fact, current, chosen, drafted, refused, stop) {
  const [sign, status] = STATUS[fact.review.status] || ['', fact.review.status];
  const main = fact.codes.filter((code) => !code.role);
  const summary = summaryOf(fact);
  const assertion = fact.assertion === 'present' ? '' : assertionName(fact.kind, fact.assertion);
  const kinds = [...new Set(fact.doubts.map((doubt) => doubt.kind))];
  const visit = fact.visit && store.case.visits.find((one) => one.id === fact.visit);
  const details = [
    // The time of the visit says nothing new.
    visit && fact.time && (visit.time.includes(fact.time) || fact.time.startsWith('at ')) ? '' : fact.time,
    store.order !== 'visit' && fact.visit ? store.visitName(fact.visit) : '',
    main.length ? main[0].code : '',
  ].filter(Boolean).join(' · ');
  return html`
    <li class="fact k-${fact.kind} a-${fact.assertion} s-${fact.review.status} ${current ? 'current' : ''} ${chosen ? 'chosen' : ''}" data-pointer=${fact.pointer}>
      <input type="checkbox" .checked=${live(chosen)} tabindex=${current ? 0 : -1} aria-label="Choose ${named(fact)}">
      <button class="row" aria-current=${current ? 'true' : 'false'} tabindex=${stop ? 0 : -1}>
        <span class="letter" title=${kindName(fact.kind)}><span aria-hidden="true">${letter(fact.kind)}</span><span class="hidden">${kindName(fact.kind)}: </span></span>
        <span class="main">
          <span class="first">${assertion ? html`<span class="assertion"><span aria-hidden="true">${SIGN[fact.assertion]}</span> ${assertion}</span> ` : nothing}<span class="words" dir="auto">${named(fact)}</span>${summary ? html` <span class="value" dir="auto">${summary}</span>` : nothing}</span>
          <span class="second">${details ? html`<span>${details}</span>` : nothing}
            ${kinds.map((kind) => html`<span class="doubt d-${kind}">${DOUBT[kind] || kind}</span>`)}
            ${drafted ? html`<span class="doubt d-draft">not saved</span>` : nothing}
            ${refused ? html`<span class="doubt d-contradiction">refused</span>` : nothing}</span>
        </span>
        <span class="end">${fact.confidence === null || fact.confidence === undefined ? nothing : html`<span class="confidence" title="How likely the article states it">${percent(fact.confidence)}</span>`}
          <span class="status" title=${status}><span aria-hidden="true">${sign}</span><span class="hidden">${status}</span></span></span>
      </button>
      <span class="quick">
        <button class="icon yes" data-op="accept" tabindex="-1" title="Accept (a)" aria-label="Accept ${named(fact)}" aria-pressed=${fact.review.status === 'accepted'}>✓</button>
        ${!isRejectable(fact) ? nothing : html`<button class="icon no" data-op="reject" tabindex="-1" title="Reject (r)" aria-label="Reject ${named(fact)}" aria-pressed=${fact.review.status === 'rejected'}>✕</button>`}
      </span>
    </li>`;
}

customElements.define('fact-list', FactList);
