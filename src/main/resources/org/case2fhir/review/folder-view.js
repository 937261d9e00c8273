/*
 * A folder as a queue: its cases with state and progress, a filter, and the next that is not done.
 */
import { live } from '/lib/directives/live.js';
import { ReviewElement, html, nothing } from './element.js';
import { store } from './store.js';
import { STATE } from './kinds.js';

/** The next case that can be worked on, after `number` and then from the top. */
export function nextCase(number = -1) {
  const cases = store.session?.cases || [];
  const able = (one) => one.state !== 'done' && one.state !== 'unreadable' && one.number !== number;
  return cases.find((one) => one.number > number && able(one)) || cases.find(able) || null;
}

class FolderView extends ReviewElement {
  static topics = ['session'];

  filter = 'all';
  text = '';

  template() {
    const cases = store.session?.cases || [];
    const count = (state) => cases.filter((one) => one.state === state).length;
    const sought = this.text.trim().toLowerCase();
    const shown = cases.filter((one) => (this.filter === 'all' || one.state === this.filter)
      && (!sought || `${one.name} ${one.title}`.toLowerCase().includes(sought)));
    const next = nextCase();
    return html`
      <main class="folder" id="main">
        <h1>Cases</h1>
        <p class="soft">${count('done')} of ${cases.length} done, ${count('in-review')} in review, ${count('new')} new${count('unreadable') ? `, ${count('unreadable')} cannot be read` : ''}.</p>
        <div class="listhead">
          ${next ? html`<a class="button accept" href="#case/${next.number}">Open the next <kbd aria-hidden="true">n</kbd></a>` : html`<p class="good">Every case is done.</p>`}
          <label class="field"><span class="hidden">State</span><select .value=${live(this.filter)} @change=${(event) => { this.filter = event.target.value; this.update(); }}>
            <option value="all">All (${cases.length})</option>${Object.entries(STATE).map(([state, title]) => html`<option value=${state}>${title} (${count(state)})</option>`)}</select></label>
          <label class="field grow"><span class="hidden">Find cases</span><input id="filter" type="search" placeholder="Find cases  /" .value=${live(this.text)} @input=${(event) => { this.text = event.target.value; this.update(); }}></label>
        </div>
        ${shown.length ? html`<table class="cases"><thead><tr><th scope="col">Case</th><th scope="col">State</th><th scope="col">Checked</th><th scope="col">Contradictions</th></tr></thead>
          <tbody>${shown.map((one) => html`<tr>
            <th scope="row">${one.state === 'unreadable' ? html`<bdi>${one.title || one.name}</bdi>` : html`<a href="#case/${one.number}"><bdi>${one.title || one.name}</bdi></a>`}
              <span class="soft file"><bdi>${one.name}</bdi>${one.article ? html` · <bdi>${one.article}</bdi>` : nothing}</span>
              ${one.message ? html`<span class="error"><bdi>${one.message}</bdi></span>` : nothing}</th>
            <td><span class="state st-${one.state}">${STATE[one.state] || one.state}</span></td>
            <td>${one.facts ? html`<progress max=${one.facts} value=${one.checked} aria-label="Checked"></progress><span class="number">${one.checked} of ${one.facts}</span>` : html`<span class="soft">not opened yet</span>`}</td>
            <td class="number">${one.contradictions ?? html`<span class="soft" title="Open the case to see">not counted yet</span>`}</td></tr>`)}</tbody></table>`
          : html`<div class="empty"><p><strong>${cases.length ? 'No case passes the filter.' : 'There are no cases in this folder.'}</strong></p></div>`}
      </main>`;
  }
}

customElements.define('folder-view', FolderView);
