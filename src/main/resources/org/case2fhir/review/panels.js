/*
 * The panels beside the editor: the CARE checklist, identifiers, the FHIR Bundle with its issues, export and push.
 * Each asks the server when it is shown, and again when the case has changed since.
 */
import { ReviewElement, html, nothing } from './element.js';
import { download, get, post, Unreachable } from './api.js';
import { store } from './store.js';
import { named, sentence } from './kinds.js';

/** Goes to a place of the article. */
function show(start, end) {
  document.querySelector('article-view')?.show(start, end);
}

/** A panel that loads something for the case as it is now. */
class LoadedPanel extends ReviewElement {
  static topics = ['case', 'tab', 'identifiers', 'busy'];

  update(changed) {
    const version = store.case && !store.queue.length ? `${store.number} ${store.server.version}` : this.version;
    if (this.isShown() && store.case && version !== this.version && !store.queue.length) {
      this.version = version;
      this.#load(version);
    }
    if (this.isShown()) super.update(changed);
  }

  isShown() {
    return store.tab === this.constructor.tab;
  }

  async #load(version) {
    this.error = null;
    this.waiting = true;
    try {
      const found = await this.load();
      if (this.version === version) this.found = found;
    } catch (error) {
      this.error = error.message;
      if (error instanceof Unreachable) this.version = null;
    }
    if (this.version === version || this.error) {
      this.waiting = false;
      super.update();
    }
  }

  template() {
    if (!store.case) return nothing;
    if (this.error) {
      return html`<h2>${this.constructor.heading}</h2><div class="problems" role="alert">${this.error}</div>
        <button class="plain" @click=${() => { this.version = null; this.update(); }}>Try again</button>`;
    }
    if (!this.found) return html`<h2>${this.constructor.heading}</h2><p class="soft" role="status">Loading …</p>`;
    return html`<h2>${this.constructor.heading} ${this.waiting ? html`<span class="soft" role="status">looking again …</span>` : nothing}</h2>${this.body(this.found)}`;
  }
}

const CARE_STATE = { given: ['✓', 'given'], partly: ['◐', 'partly given'], missing: ['○', 'missing'], 'not-applicable': ['–', 'does not apply'] };

class CarePanel extends LoadedPanel {
  static tab = 'care';
  static heading = 'CARE checklist';

  load() {
    return get(`/api/cases/${store.number}/care`);
  }

  body({ items }) {
    const count = (state) => items.filter((item) => item.state === state).length;
    return html`<p class="soft">${count('given')} of ${items.length} items given, ${count('partly')} partly, ${count('missing')} missing.</p>
      <ol class="care">${items.map((item) => this.#item(item, true))}</ol>`;
  }

  #item(item, top) {
    const [sign, state] = CARE_STATE[item.state] || ['', item.state];
    return html`<li class="c-${item.state}">
      <p><span class="carestate" title=${state}><span aria-hidden="true">${sign}</span></span>
        ${top ? html`<strong>${item.number}. ${item.title}</strong>` : html`<span>${item.id || item.number} ${item.title}</span>`} <span class="soft">${state}</span></p>
      ${item.found.length ? html`<p class="indent">Found: <bdi>${item.found.join('; ')}</bdi></p>` : nothing}
      ${item.missing.length ? html`<p class="indent">Missing: <bdi>${item.missing.join('; ')}</bdi></p>` : nothing}
      ${item.remedy && item.state !== 'given' ? html`<p class="indent soft">${sentence(item.remedy)}</p>` : nothing}
      ${item.places.length ? html`<p class="indent places">${item.places.map((place) => html`<button class="link" title=${place.quote} @click=${() => show(place.start, place.end)}><bdi>${place.section || 'in the article'}</bdi></button>`)}</p>` : nothing}
      ${item.items?.length ? html`<ul class="care">${item.items.map((sub) => this.#item(sub, false))}</ul>` : nothing}</li>`;
  }
}

/** By what looks suspicious and why; the same words at several places are one thing to look at. */
function identifierList(identifiers) {
  const groups = new Map();
  for (const one of identifiers) {
    const key = `${one.kind} ${one.reason} ${one.remedy}`;
    const quotes = groups.get(key) || new Map();
    quotes.set(one.quote, [...(quotes.get(one.quote) || []), one]);
    groups.set(key, quotes);
  }
  const go = (one) => (one.end > one.start ? show(one.start, one.end) : store.select(one.pointer));
  return html`<ul class="identifiers">${[...groups.values()].map((quotes) => {
    const [[example]] = quotes.values();
    return html`<li><p><b>${sentence(example.kind)}</b> <span class="soft">${sentence(example.reason)}${example.remedy ? `. ${sentence(example.remedy)}.` : ''}</span></p>
      <p class="places">${[...quotes].map(([quote, [first, ...others]]) => html`<span><button class="link" @click=${() => go(first)}><bdi>${quote}</bdi></button>${others.map((one, index) =>
        html` <button class="link place" aria-label="${quote}, place ${index + 2}" @click=${() => go(one)}>${index + 2}</button>`)}</span>`)}</p></li>`;
  })}</ul>`;
}

class IdentifierPanel extends LoadedPanel {
  static tab = 'identifiers';
  static heading = 'What may identify the patient';

  load() {
    return store.loadIdentifiers();
  }

  body(identifiers) {
    if (!identifiers.length) return html`<p class="good">Nothing was found that looks like a name, an exact date, an address or a number of the patient.</p><p class="soft">The search is by pattern: what it does not know it does not find.</p>`;
    return html`<p>${identifiers.length} ${identifiers.length === 1 ? 'place looks' : 'places look'} as if the patient could be known by ${identifiers.length === 1 ? 'it' : 'them'}. They are marked in the article with a dashed frame.</p>${identifierList(identifiers)}`;
  }
}

class BundlePanel extends LoadedPanel {
  static tab = 'bundle';
  static heading = 'FHIR Bundle';

  load() {
    return get(`/api/cases/${store.number}/bundle`);
  }

  body({ bundle, issues, errors, warnings }) {
    return html`
      <p class=${errors ? 'bad' : 'good'}>${errors ? `${errors} ${errors === 1 ? 'error' : 'errors'}` : 'Valid: no errors'}${warnings ? `, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}` : ''} · ${bundle?.entry?.length || 0} resources</p>
      ${issueList([...issues, ...store.case.issues.filter((issue) => !issues.some((one) => one.message === issue.message))])}
      ${bundle ? html`<details><summary>The Bundle as JSON</summary><pre tabindex="0" role="region" aria-label="Bundle as JSON">${JSON.stringify(bundle, null, 2)}</pre></details>` : nothing}`;
  }
}

/** Errors and warnings, and below them what is only for information. */
function issueList(issues) {
  const notes = issues.filter((issue) => issue.severity === 'information');
  const grave = issues.filter((issue) => issue.severity !== 'information').sort((one, other) => (other.severity === 'error') - (one.severity === 'error'));
  return html`${issueItems(grave)}${notes.length ? html`<details ?open=${!grave.length && notes.length < 4}><summary>${notes.length} ${notes.length === 1 ? 'note' : 'notes'}</summary>${issueItems(notes)}</details>` : nothing}`;
}

function issueItems(issues) {
  if (!issues.length) return nothing;
  return html`<ul class="issues">${issues.map((issue) => {
    const fact = issue.pointer && nearest(issue.pointer);
    return html`<li class="i-${issue.severity}"><b>${issue.severity}</b> <span dir="auto">${sentence(issue.message)}</span>
      ${issue.remedy ? html`<span class="soft" dir="auto">${sentence(issue.remedy)}</span>` : nothing}
      ${fact ? html`<button class="link" @click=${() => store.select(fact.pointer)}>Go to: <bdi>${named(fact)}</bdi></button>` : nothing}</li>`;
  })}</ul>`;
}

/** The fact of a pointer that may point to a field inside it. */
function nearest(pointer) {
  for (let at = pointer; at; at = at.slice(0, at.lastIndexOf('/'))) {
    const fact = store.fact(at);
    if (fact) return fact;
  }
  return null;
}

/** What must be looked at before anything leaves: shared by export and push. */
class LeavingPanel extends LoadedPanel {
  static topics = ['case', 'tab', 'identifiers', 'busy', 'leave'];

  load() {
    return store.loadIdentifiers();
  }

  /** True when nothing identifies, or a person has looked at what does. */
  get cleared() {
    return !this.found?.length || store.looked === this.#key();
  }

  #key() {
    return `${store.number} ${(this.found || []).map((one) => one.quote).join()}`;
  }

  warning() {
    const identifiers = this.found;
    const open = store.facts.filter((fact) => fact.review.status === 'new').length;
    return html`
      ${open ? html`<p class="caution">${open} ${open === 1 ? 'fact is' : 'facts are'} not checked.</p>` : nothing}
      ${identifiers.length ? html`<section class="caution" aria-label="What may identify the patient">
          <p><strong>${identifiers.length} ${identifiers.length === 1 ? 'place' : 'places'} may identify the patient.</strong> Look at ${identifiers.length === 1 ? 'it' : 'them'} before anything leaves this computer.</p>
          ${identifierList(identifiers)}
          <label class="check"><input type="checkbox" .checked=${this.cleared} @change=${(event) => { store.set({ looked: event.target.checked ? this.#key() : null }, 'leave'); }}> I have looked at ${identifiers.length === 1 ? 'it' : 'them'}.</label>
        </section>` : html`<p class="good">Nothing was found that identifies the patient.</p>`}`;
  }
}

const FORMATS = {
  bundle: ['FHIR Bundle, JSON', 'For most servers and tools'],
  xml: ['FHIR Bundle, XML', ''],
  ndjson: ['FHIR NDJSON', 'One resource a line, for bulk import'],
  document: ['FHIR document', 'A Bundle with a Composition'],
  phenopacket: ['GA4GH Phenopacket', 'JSON'],
  case: ['Case file', 'With what you decided'],
  corrections: ['Corrections', 'What you changed, to train from'],
};

class ExportPanel extends LeavingPanel {
  static tab = 'export';
  static heading = 'Export';


  body() {
    return html`${this.warning()}
      ${this.refused ? html`<div class="problems" role="alert"><strong>${this.refused.message}</strong>${issueList(this.refused.issues)}</div>` : nothing}
      <ul class="formats">${Object.entries(FORMATS).map(([format, [title, about]]) => html`<li>
        <button class="plain" ?disabled=${!this.cleared} @click=${() => this.#export(format)}>${title}</button> <span class="soft">${about}</span></li>`)}</ul>
      <h3>The program</h3>
      <ul class="formats">${store.case.article ? html`<li><button class="plain" @click=${() => store.readAgain()}>Read the article again</button> <span class="soft">What you decided stays</span></li>` : nothing}
        <li><button class="plain" @click=${() => this.#quit()}>Stop the program</button> <span class="soft">All is saved</span></li></ul>`;
  }

  async #quit() {
    if (store.queue.length) {
      store.say('Some changes are not saved yet.');
      return;
    }
    await post('/api/quit');
    store.set({ number: null, stopped: true }, 'session', 'case');
  }

  async #export(format) {
    this.refused = null;
    try {
      const name = await download(`/api/cases/${store.number}/export?format=${format}`, `case.${format === 'xml' ? 'xml' : 'json'}`);
      store.say(`Written: ${name}.`);
    } catch (error) {
      this.refused = { message: error.message, issues: error.body?.issues || [] };
      store.say(`Not exported: ${error.message}`);
    }
    this.update();
  }
}

class PushPanel extends LeavingPanel {
  static tab = 'push';
  static heading = 'Push to the server';

  body() {
    const { result, busy } = this;
    const changed = result?.entries.filter((entry) => entry.action !== 'none') || [];
    return html`<p>Server: <bdi class="mono">${store.session.push}</bdi></p>${this.warning()}
      ${this.refused ? html`<div class="problems" role="alert"><strong>${this.refused.message}</strong>${issueList(this.refused.issues)}</div>` : nothing}
      <div class="buttons"><button class=${result ? 'plain' : 'accept'} ?disabled=${!this.cleared || busy} @click=${() => this.#push(true)}>Compare with the server</button>
        <button class=${result ? 'accept' : 'plain'} ?disabled=${!this.cleared || busy || !this.isCompared()} @click=${() => this.#push(false)}>Push</button>
        ${busy ? html`<span class="soft" role="status">Waiting for the server …</span>` : nothing}</div>
      ${result && !this.isCompared() && result.dryRun ? html`<p class="caution">The case has changed since it was compared. Compare again.</p>` : nothing}
      ${result ? html`<h3>${result.dryRun ? 'What would change' : 'What was written'}</h3><p>${result.summary}</p>${issueList(result.issues || [])}
        ${changed.length < result.entries.length ? html`<p class="soft">${result.entries.length - changed.length} are the same on the server.</p>` : nothing}
        ${changed.length ? html`<table class="pushed"><thead><tr><th scope="col">Resource</th><th scope="col">Action</th><th scope="col">Differences</th></tr></thead>
        <tbody>${changed.map((entry) => {
          const fact = entry.pointer && nearest(entry.pointer);
          return html`<tr><td>${fact ? html`<button class="link" @click=${() => store.select(fact.pointer)}>${entry.resource}: <bdi>${named(fact)}</bdi></button>` : entry.resource}</td>
            <td><b class="act-${entry.action}">${entry.action}</b></td>
            <td>${entry.detail ? html`<span dir="auto">${entry.detail}</span>` : nothing}${(entry.differences || []).map((one) => html`<p><code>${one.path}</code> <del dir="auto">${one.there ?? 'nothing'}</del> → <ins dir="auto">${one.here ?? 'nothing'}</ins></p>`)}</td></tr>`;
        })}</tbody></table>` : nothing}` : nothing}`;
  }

  isCompared() {
    return this.result?.dryRun && this.comparedVersion === store.server.version;
  }

  async #push(dryRun) {
    this.refused = null;
    this.busy = true;
    this.update();
    const { version } = store.server;
    try {
      this.result = await post(`/api/cases/${store.number}/push`, { dryRun });
      this.comparedVersion = version;
      store.say(`${dryRun ? 'Compared' : 'Pushed'}: ${this.result.summary}`);
    } catch (error) {
      this.refused = { message: error.message, issues: error.body?.issues || [] };
    }
    this.busy = false;
    this.update();
  }
}

customElements.define('care-panel', CarePanel);
customElements.define('identifier-panel', IdentifierPanel);
customElements.define('bundle-panel', BundlePanel);
customElements.define('export-panel', ExportPanel);
customElements.define('push-panel', PushPanel);
