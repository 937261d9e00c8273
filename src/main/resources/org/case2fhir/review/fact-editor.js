/*
 * The selected fact: what is doubtful in it, what it says, its code, its words in the article, what was read before, its
 * FHIR and how it was read. What is typed is a draft until it is saved; a draft survives other selections and a reload.
 */
import { live } from '/lib/directives/live.js';
import { keyed } from '/lib/directives/keyed.js';
import { ReviewElement, html, nothing } from './element.js';
import { get } from './api.js';
import { store } from './store.js';
import { decide, draftEdit, saveDraft, setAssertion, setCodes, split, merge, statusName } from './actions.js';
import { ADDABLE, DOUBT, assertionName, assertionsOf, isRejectable, kindName, named, percent, sentence, valueText } from './kinds.js';
import './code-search.js';

/** Fields that a person looks at first; the others are shown when they have a value, or under "More". */
const FIRST = {
  subject: ['sex', 'age', 'birth-date', 'deceased'],
  encounter: ['class', 'date', 'start', 'end', 'label', 'reason'],
  diagnosis: ['status', 'onset', 'date', 'site', 'severity', 'stage'],
  finding: ['value', 'site', 'onset', 'duration', 'severity', 'category'],
  measurement: ['value', 'unit', 'date', 'interpretation', 'specimen', 'site'],
  medication: ['dose', 'route', 'status', 'start', 'end', 'treats'],
  procedure: ['date', 'status', 'site', 'outcome', 'reason'],
  report: ['category', 'date', 'site', 'conclusion'],
  specimen: ['date', 'site', 'procedure'],
  'family-history': ['illnesses', 'deceased', 'sex'],
  allergy: ['reactions', 'category', 'criticality', 'onset'],
  immunization: ['date', 'dose-number', 'route'],
  device: ['date', 'end', 'site'],
  'adverse-event': ['suspects', 'date', 'serious', 'outcome'],
  image: ['date', 'url', 'report'],
  variant: ['gene', 'hgvs', 'zygosity', 'classification'],
};

/** Fields that often have several lines. */
const LONG = new Set(['dose', 'note', 'conclusion']);

/** Keys with a place of their own on the page. */
const ELSEWHERE = new Set(['id', 'evidence', 'confidence', 'reviewed', 'codes', 'assertion', 'encounter']);

class FactEditor extends ReviewElement {
  static topics = ['case', 'selection', 'draft', 'problems', 'session', 'checked'];

  more = false;
  details = { fhir: false, explain: false };
  loaded = {};

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener('keydown', (event) => this.#key(event));
  }

  update(changed) {
    const fact = store.current;
    if (fact?.pointer !== this.pointer) {
      this.pointer = fact?.pointer;
      this.splitting = false;
      this.coding = false;
    }
    const key = fact && `${fact.pointer} ${fact.etag}`;
    if (key !== this.loaded.key) {
      this.loaded = { key };
      clearTimeout(this.timer);
      // Only once the selection rests: moving through the list asks for nothing.
      if (fact && (this.details.fhir || this.details.explain)) this.timer = setTimeout(() => this.#load(), 250);
    }
    super.update(changed);
    if (changed?.has('selection')) this.closest('.detail')?.scrollTo(0, 0);
  }

  /** Puts the cursor into the first field, or that of a key. */
  edit(part = '') {
    if (part === 'code') {
      this.coding = true;
      super.update();
      this.querySelector('code-search')?.begin(store.current.kind, store.current.words);
    } else if (part === 'split') {
      this.splitting = true;
      super.update();
      this.querySelector('.split textarea')?.focus();
    } else {
      const input = this.querySelector('.fields input, .fields textarea, .fields select') || this.querySelector('input, textarea');
      input?.focus();
      input?.select?.();
    }
  }

  #key(event) {
    if (event.key === 'Enter' && (event.target.matches('input:not([role])') || (event.ctrlKey || event.metaKey)) && !event.target.closest('.split')) {
      event.preventDefault();
      this.#save();
    } else if (event.key === 'Escape' && event.target.matches('input, textarea, select')) {
      event.target.blur();
      document.querySelector('fact-list .row[aria-current="true"]')?.focus();
    }
  }

  async #save() {
    const fact = store.current;
    if (!fact) return;
    const answer = saveDraft(fact);
    if (!answer) store.say('Nothing was changed.');
    // Back in the list, where the keys work; when it is refused the field is needed again.
    if (answer) {
      document.querySelector('fact-list .row[aria-current="true"]')?.focus({ preventScroll: true });
      const { ok } = await answer;
      if (!ok && store.problems.size) this.querySelector('[aria-invalid="true"]')?.focus();
    }
  }

  #type(part, value, key) {
    const fact = store.current;
    const { words, assertion, visit, fields, review } = fact;
    const draft = { etag: fact.etag, before: { words, assertion, visit, fields, review, kind: fact.kind }, ...store.draft(fact.pointer) };
    if (part === 'fields') {
      draft.fields = { ...draft.fields, [key]: value };
      if (value === valueText(fact.fields[key])) delete draft.fields[key];
      if (!Object.keys(draft.fields).length) delete draft.fields;
    } else {
      draft[part] = value;
      if (value === (part === 'visit' ? fact.visit || '' : fact[part])) delete draft[part];
    }
    store.setDraft(fact.pointer, draft);
  }

  async #load() {
    const fact = store.current;
    if (!fact) return;
    const { loaded } = this;
    const ask = async (name, path) => {
      if (!this.details[name] || loaded[name]) return;
      loaded[name] = { waiting: true };
      super.update();
      try {
        loaded[name] = await get(`/api/cases/${store.number}/${path}?pointer=${encodeURIComponent(fact.pointer)}`);
      } catch (error) {
        loaded[name] = { error: error.message };
      }
      if (this.loaded === loaded) super.update();
    };
    await Promise.all([ask('fhir', 'resource'), ask('explain', 'explain')]);
  }

  template() {
    if (!store.case) return nothing;
    const fact = store.current;
    if (!fact) {
      return html`<div class="empty"><p><strong>No fact is selected.</strong></p>
        <p>Choose one in the list, the article or the timeline, or press <kbd>n</kbd> for the next that is not checked.</p></div>`;
    }
    return keyed(fact.pointer, this.#fact(fact));
  }

  #fact(fact) {
    const draft = store.draft(fact.pointer) || {};
    const kind = draft.kind ?? fact.kind;
    const problems = store.problems.get(fact.pointer) || [];
    const dirty = Boolean(store.draft(fact.pointer)) && changes(fact, draft);
    const able = assertionsOf(store.kinds, fact.kind);
    const movable = fact.kind !== 'subject' && fact.kind !== 'encounter';
    return html`
      <div class="editor k-${fact.kind}">
        <header>
          <h2><span class="kindname">${kindName(fact.kind)}</span> <span class="words" dir="auto">${named(fact)}</span></h2>
          <p class="soft">${statusName(fact)}${fact.review.by && fact.review.status !== 'new' ? ` by ${fact.review.by}` : ''}${fact.review.on && fact.review.status !== 'new' ? `, ${fact.review.on}` : ''}${fact.confidence === null || fact.confidence === undefined ? '' : ` · ${percent(fact.confidence)} confident`}</p>
          <div class="buttons">
            <button class="accept" aria-pressed=${fact.review.status === 'accepted'} @click=${() => decide('accept', [fact])}><span aria-hidden="true">✓</span> Accept <kbd aria-hidden="true">a</kbd></button>
            ${!isRejectable(fact) ? nothing : html`<button class="reject" aria-pressed=${fact.review.status === 'rejected'} @click=${() => decide('reject', [fact])}><span aria-hidden="true">✕</span> Reject <kbd aria-hidden="true">r</kbd></button>`}
            <button class="plain" ?disabled=${fact.review.status === 'new'} title="Undecided again, with what was read" @click=${() => decide('reset', [fact])}>Reset</button>
            ${movable ? html`<button class="plain" title="Make several facts of this one (s)" aria-expanded=${Boolean(this.splitting)} @click=${() => this.edit('split')}>Split</button>
              ${store.checked.size ? html`<button class="plain" title="Merge with the chosen facts (m)" @click=${merge}>Merge</button>` : nothing}` : nothing}
          </div>
        </header>
        ${fact.doubts.length ? html`<section class="doubts" aria-label="Doubts"><ul>${fact.doubts.map((doubt) => this.#doubt(doubt))}</ul></section>` : nothing}
        ${problems.length ? html`<div class="problems" role="alert"><strong>Not saved.</strong><ul>${problems.map((issue) => html`<li><span dir="auto">${sentence(issue.message)}</span> ${issue.remedy ? html`<span class="soft">${sentence(issue.remedy)}</span>` : nothing}</li>`)}</ul></div>` : nothing}
        ${this.splitting ? this.#split(fact) : nothing}
        ${able.length > 1 ? html`
          <div class="segments" role="group" aria-label="Assertion">
            ${able.map((one) => html`<button aria-pressed=${fact.assertion === one} @click=${() => setAssertion(one, [fact])}>${assertionName(fact.kind, one)}</button>`)}
          </div>` : nothing}
        <div class="fields">
          ${movable ? html`
            <label class="field wide"><span class="label">Words</span>
              <input dir="auto" .value=${live(draft.words ?? fact.words)} @input=${(event) => this.#type('words', event.target.value)}></label>
            <label class="field"><span class="label">Kind</span>
              <select .value=${live(kind)} @change=${(event) => this.#type('kind', event.target.value)}>
                ${ADDABLE.map((one) => html`<option value=${one} ?selected=${one === kind}>${kindName(one)}</option>`)}</select></label>
            <label class="field"><span class="label">Visit</span>
              <select dir="auto" .value=${live(draft.visit ?? fact.visit ?? '')} @change=${(event) => this.#type('visit', event.target.value)}>
                <option value="">of no visit</option>
                ${store.case.visits.map((visit) => html`<option value=${visit.id} ?selected=${visit.id === (draft.visit ?? fact.visit)}>${visit.label}${visit.time ? ` · ${visit.time}` : ''}</option>`)}</select></label>` : nothing}
          ${this.#fields(fact, draft, problems)}
        </div>
        ${dirty ? html`<div class="savebar"><button class="accept" @click=${() => this.#save()}>Save <kbd aria-hidden="true">Enter</kbd></button>
          <button class="plain" @click=${() => store.setDraft(fact.pointer, null)}>Discard</button><span class="soft">Not saved yet</span></div>` : nothing}
        ${movable ? this.#codes(fact) : nothing}
        ${this.#evidence(fact)}
        ${this.#was(fact)}
        <details ?open=${this.details.fhir} @toggle=${(event) => this.#toggle('fhir', event.target.open)}><summary>FHIR of this fact</summary>${this.#fhir()}</details>
        <details ?open=${this.details.explain} @toggle=${(event) => this.#toggle('explain', event.target.open)}><summary>How it was read</summary>${this.#explain()}</details>
      </div>`;
  }

  #toggle(name, open) {
    if (this.details[name] === open) return;
    this.details[name] = open;
    if (open) this.#load();
  }

  #doubt(doubt) {
    const other = doubt.other && store.fact(doubt.other);
    return html`<li><span class="doubt d-${doubt.kind}">${DOUBT[doubt.kind] || doubt.kind}</span>
      <span dir="auto">${sentence(doubt.message)}</span>
      ${doubt.kind === 'uncoded' ? html`<button class="link" @click=${() => this.edit('code')}>Look up a code</button>`
        : doubt.remedy ? html`<span class="soft" dir="auto">${sentence(doubt.remedy)}</span>` : nothing}
      ${other ? html`<button class="link" @click=${() => store.select(doubt.other)}>Go to: <bdi>${named(other)}</bdi></button>` : nothing}</li>`;
  }

  #fields(fact, draft, problems) {
    const all = (store.kinds[fact.kind]?.fields || []).filter((field) => !ELSEWHERE.has(field.key));
    const given = (field) => fact.fields[field.key] !== undefined || draft.fields?.[field.key] !== undefined;
    const first = FIRST[fact.kind] || [];
    const rank = (field) => (first.includes(field.key) ? first.indexOf(field.key) : 99);
    const front = all.filter((field) => first.includes(field.key) || given(field)).sort((one, other) => rank(one) - rank(other));
    const rest = all.filter((field) => !front.includes(field));
    return html`${front.map((field) => this.#field(fact, draft, field, problems))}
      ${rest.length ? html`<details class="more wide" ?open=${this.more} @toggle=${(event) => { this.more = event.target.open; }}>
        <summary>More (${rest.length})</summary><div class="fields">${rest.map((field) => this.#field(fact, draft, field, problems))}</div></details>` : nothing}`;
  }

  #field(fact, draft, field, problems) {
    const given = valueText(fact.fields[field.key]);
    const typed = draft.fields?.[field.key];
    const value = typed ?? given;
    const wrong = problems.some((issue) => (issue.pointer || '').endsWith(`/${field.key}`));
    const changed = typed !== undefined && typed !== given;
    const input = (event) => this.#type('fields', event.target.value, field.key);
    const hint = field.examples?.length ? String(valueText(field.examples[0])).split('\n')[0] : field.type === 'time' ? '2019-03-12 or day 3' : '';
    const choices = field.choices || (field.type === 'flag' ? ['true', 'false'] : null);
    const name = html`<span class="label" title=${field.description || nothing}>${field.title}</span>`;
    const wide = !choices && (value.length > 26 || value.includes('\n') || field.type === 'list' || field.type === 'object' || field.key === 'value' || LONG.has(field.key));
    const classes = `field ${wide ? 'wide' : ''} ${changed ? 'changed' : ''}`;
    if (choices) {
      const known = !value || choices.includes(value);
      return html`<label class=${classes}>${name}<select .value=${live(value)} @change=${input} aria-invalid=${wrong ? 'true' : nothing}>
        <option value="">not given</option>${known ? nothing : html`<option value=${value} selected>${value}</option>`}
        ${choices.map((choice) => html`<option value=${choice} ?selected=${choice === value}>${field.type === 'flag' ? (choice === 'true' ? 'yes' : 'no') : choice}</option>`)}</select></label>`;
    }
    if (value.includes('\n') || ['list', 'object'].includes(field.type) || Array.isArray(fact.fields[field.key]) || value.length > 60 || LONG.has(field.key)) {
      const rows = Math.min(8, value.split('\n').reduce((sum, line) => sum + Math.ceil((line.length + 1) / 44), 0));
      return html`<label class=${classes}>${name}<textarea dir="auto" rows=${Math.max(1, rows)} .value=${live(value)} @input=${input} aria-invalid=${wrong ? 'true' : nothing}
        title="One a line; Ctrl Enter saves"></textarea></label>`;
    }
    return html`<label class=${classes}>${name}<input dir="auto" .value=${live(value)} placeholder=${hint} autocomplete="off" @input=${input} aria-invalid=${wrong ? 'true' : nothing}></label>`;
  }

  #split(fact) {
    const proposal = fact.words.split(/\s*(?:,|;|\/|\band\b|\bor\b|\bund\b|\boder\b|،|\bو)\s*/).filter(Boolean).join('\n');
    const go = async (event) => {
      event.preventDefault();
      const words = this.querySelector('.split textarea').value.split('\n').map((line) => line.trim()).filter(Boolean);
      if (words.length < 2) {
        store.say('Write at least two lines, one for each fact.');
        return;
      }
      this.splitting = false;
      split(fact, words);
    };
    return html`<form class="split" @submit=${go} @keydown=${(event) => {
      if (event.key === 'Escape') { event.stopPropagation(); this.splitting = false; super.update(); document.querySelector('fact-list .row[aria-current="true"]')?.focus(); }
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) go(event);
    }}>
      <label class="field wide"><span class="label">Split into, one fact a line</span>
        <textarea dir="auto" rows=${Math.max(2, proposal.split('\n').length)} .value=${proposal}></textarea></label>
      <button class="accept">Split</button> <button class="plain" type="button" @click=${() => { this.splitting = false; super.update(); }}>Cancel</button></form>`;
  }

  #codes(fact) {
    const roles = new Map();
    for (const code of fact.codes) roles.set(code.role || '', [...(roles.get(code.role || '') || []), code]);
    const list = (codes) => html`<ul class="codes">${codes.map((code) => html`<li><b>${code.system}</b> <code>${code.code}</code> <bdi>${code.display}</bdi></li>`)}</ul>`;
    return html`<section aria-label="Code"><h3>Code</h3>
      ${roles.has('') ? list(roles.get('')) : html`<p class="soft">In words only: no code.</p>`}
      ${[...roles].filter(([role]) => role).map(([role, codes]) => html`<div class="role"><span class="soft">${role}</span>${list(codes)}</div>`)}
      <code-search ?hidden=${!this.coding} @choose=${(event) => { this.coding = false; setCodes(fact, event.detail); super.update(); document.querySelector('fact-list .row[aria-current="true"]')?.focus({ preventScroll: true }); }}
        @leave=${() => { this.coding = false; super.update(); document.querySelector('fact-list .row[aria-current="true"]')?.focus(); }}></code-search>
      <div class="buttons">${this.coding ? nothing : html`<button class="plain" @click=${() => this.edit('code')}>Change code <kbd aria-hidden="true">c</kbd></button>`}
        <button class="plain" @click=${() => setCodes(fact, [])}>In words only</button></div></section>`;
  }

  #evidence(fact) {
    const evidence = fact.evidence || [];
    return html`<section aria-label="Words in the article"><h3>In the article</h3>
      ${evidence.length ? evidence.map((one, index) => html`<div class="quote"><blockquote dir="auto">${one.quote}</blockquote>
        ${evidence.length > 1 ? html`<button class="icon" title="Not evidence of it" aria-label="Take away the quote ${one.quote}" @click=${() => this.#withoutQuote(fact, index)}>✕</button>` : nothing}</div>`) : html`<p class="soft">No words of the article are given for it.</p>`}</section>`;
  }

  #withoutQuote(fact, index) {
    const { pointer, etag } = fact;
    store.edit(`evidence of ${named(fact)}`, [{ op: 'set', pointer, etag, evidence: fact.evidence.filter((_, at) => at !== index) }]);
    store.say(`A quote was taken away from ${named(fact)}.`);
  }

  #was(fact) {
    const { was } = fact.review;
    if (!was) return nothing;
    // Only what a person changed is kept, under the keys of the case file.
    const lines = Object.entries(was).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(fact.fields[key] ?? null) && key !== 'evidence');
    if (!lines.length) return nothing;
    return html`<section aria-label="What was read before"><h3>Read before</h3>
      <dl class="was">${lines.map(([key, value]) => html`<dt>${key}</dt><dd dir="auto">${value === null || value === '' ? html`<span class="soft">not given</span>` : html`<del>${valueText(value)}</del>`}</dd>`)}</dl></section>`;
  }

  #fhir() {
    const found = this.loaded.fhir;
    if (!found || found.waiting) return html`<p class="soft">Loading …</p>`;
    if (found.error) return html`<p class="error">${found.error}</p>`;
    return html`${found.issues.length ? html`<ul class="issues">${found.issues.map((issue) => html`<li class="i-${issue.severity}"><b>${issue.severity}</b> <span dir="auto">${sentence(issue.message)}</span> <span class="soft">${sentence(issue.remedy)}</span></li>`)}</ul>` : nothing}
      ${found.resources.length ? found.resources.map((resource) => html`<pre tabindex="0" role="region" aria-label="${resource.resourceType} as JSON">${JSON.stringify(resource, (key, value) => (key === 'div' ? '…' : value), 2)}</pre>`) : html`<p class="soft">Nothing is written for it.</p>`}`;
  }

  #explain() {
    const found = this.loaded.explain;
    if (!found || found.waiting) return html`<p class="soft">Loading …</p>`;
    if (found.error) return html`<p class="error">${found.error}</p>`;
    return found.text ? html`<pre tabindex="0" role="region" aria-label="How it was read">${found.text}</pre>` : html`<p class="soft">A person wrote it, or it is not known.</p>`;
  }
}

function changes(fact, draft) {
  try {
    return draftEdit(fact, draft) !== null;
  } catch {
    return true;
  }
}

customElements.define('fact-editor', FactEditor);
