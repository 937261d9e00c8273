/*
 * The dialogs: help with all shortcuts, and a conflict, where theirs is shown beside yours.
 */
import { ReviewElement, html, nothing } from './element.js';
import { store } from './store.js';
import { named, valueText } from './kinds.js';

const SHORTCUTS = [
  ['j  ↓', 'next fact'], ['k  ↑', 'fact before'], ['n', 'next fact that is not checked'],
  ['a', 'accept, and go on'], ['r  x', 'reject, and go on'], ['z', 'not checked again (reset)'], ['f', 'present, absent, possible'],
  ['e  Enter', 'edit the fact'], ['c', 'change its code'], ['s', 'split'], ['m', 'merge the chosen facts'], ['+', 'add a fact'],
  ['Space', 'choose the fact, for several at once'], ['Shift ↓ ↑', 'choose several'], ['Ctrl a', 'choose all in the list'],
  ['u', 'undo'], ['Shift u', 'redo'], ['/', 'find facts'],
  ['g 1', 'fact'], ['g 2', 'CARE checklist'], ['g 3', 'identifiers'], ['g 4', 'FHIR Bundle'], ['g 5', 'export'], ['g 6', 'push'],
  ['g t', 'timeline, open or closed'], ['g l', 'trends of results'], ['g a', 'article'], ['g d  g k  g v', 'list by doubt, kind, visit'], ['g f', 'folder'],
  ['Escape', 'leave a field, choose none'], ['?', 'this help'],
];

class HelpDialog extends ReviewElement {
  static topics = ['shortcuts'];

  show() {
    this.querySelector('dialog').showModal();
  }

  template() {
    return html`<dialog aria-labelledby="help-title"><form method="dialog">
      <header><h2 id="help-title">Keyboard</h2><button class="plain" autofocus>Close</button></header>
      <label class="check"><input type="checkbox" .checked=${store.shortcuts} @change=${(event) => {
        store.set({ shortcuts: event.target.checked }, 'shortcuts');
        try { localStorage.setItem('case2fhir.shortcuts', event.target.checked ? 'on' : 'off'); } catch { /* Then it holds for this page. */ }
      }}> Single-key shortcuts are on. (They are always off while you type.)</label>
      <dl class="shortcuts">${SHORTCUTS.map(([keys, does]) => html`<div><dt>${keys.split('  ').map((key) => html`<kbd>${key}</kbd> `)}</dt><dd>${does}</dd></div>`)}</dl>
      <h3>Marks in the article</h3>
      <ul class="legend">
        ${[['diagnosis', 'D', 'diagnosis'], ['finding', 'F', 'finding'], ['measurement', 'M', 'measurement'], ['medication', 'Rx', 'medication'], ['procedure', 'P', 'procedure']]
          .map(([kind, sign, title]) => html`<li><span class="m k-${kind} a-present s-new" data-l=${sign}>${title}</span></li>`)}
        <li><span class="m k-finding a-absent s-new" data-l="F−">absent</span></li><li><span class="m k-finding a-possible s-new" data-l="F?">possible</span></li>
        <li><span class="m k-finding a-present s-accepted" data-l="F">checked</span></li><li><span class="lost">clinical words without a fact</span></li><li><span class="identifier">may identify</span></li>
      </ul></form></dialog>`;
  }
}

/** Asks before a case is finished whose facts are not all checked. */
class FinishDialog extends ReviewElement {
  /** Gives true when the case is to be finished all the same. */
  ask(open, contradictions) {
    this.open = open;
    this.contradictions = contradictions;
    this.update();
    const dialog = this.querySelector('dialog');
    dialog.returnValue = '';
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener('close', () => resolve(dialog.returnValue === 'finish'), { once: true });
    });
  }

  template() {
    return html`<dialog class="small" aria-labelledby="finish-title"><form method="dialog">
      <h2 id="finish-title">Finish the case?</h2>
      <p>${this.open} ${this.open === 1 ? 'fact is' : 'facts are'} not checked${this.contradictions ? `, ${this.contradictions} ${this.contradictions === 1 ? 'contradicts' : 'contradict'} another` : ''}.</p>
      <div class="buttons"><button class="accept" value="" autofocus>Go on checking</button><button class="plain" value="finish">Finish all the same</button></div>
    </form></dialog>`;
  }
}

class ConflictDialog extends ReviewElement {
  static topics = ['conflict'];

  update() {
    super.update();
    const dialog = this.querySelector('dialog');
    if (store.conflict && !dialog.open) dialog.showModal();
    if (!store.conflict && dialog.open) dialog.close();
  }

  template() {
    const { conflict } = store;
    return html`<dialog class="conflict" aria-labelledby="conflict-title" @cancel=${(event) => event.preventDefault()}>
      ${conflict ? html`<h2 id="conflict-title">Changed elsewhere meanwhile</h2>
        <p>The file, or another page, changed what you were changing (<bdi>${conflict.job.label}</bdi>). Nothing of yours was written yet.</p>
        ${conflict.mine.map((mine) => this.#compare(mine, conflict))}
        <div class="buttons"><button class="plain" autofocus @click=${() => store.resolveConflict(false)}>Take theirs</button>
          <button class="accept" @click=${() => store.resolveConflict(true)}>Apply mine again</button></div>` : html`<h2 id="conflict-title" class="hidden">No conflict</h2>`}
    </dialog>`;
  }

  #compare({ edit, pointer, before }, conflict) {
    // The pointer in the edit follows the fact; the server names the one that it was asked about.
    const theirs = store.fact(edit.pointer || edit.facts?.[0]?.pointer);
    const stated = conflict.conflicts.find((one) => one.pointer === pointer);
    if (!stated && conflict.conflicts.length) return nothing;
    const rows = [];
    const line = (title, was, their, mine) => {
      if (mine !== undefined || JSON.stringify(was) !== JSON.stringify(their)) rows.push([title, valueText(was), valueText(their), mine === undefined ? 'as it was' : valueText(mine) || 'not given']);
    };
    const theirFields = theirs?.fields || stated?.theirs || {};
    const keys = new Set([...Object.keys(before?.fields || {}), ...Object.keys(theirFields), ...Object.keys(edit.fields || {})]);
    line('words', before?.words, theirs?.words, edit.words);
    line('assertion', before?.assertion, theirs?.assertion, edit.assertion);
    line('visit', before?.visit, theirs?.visit, edit.visit);
    for (const key of keys) line(key, before?.fields[key], theirFields[key], edit.fields?.[key]);
    line('decision', before?.review.status, theirs?.review.status, { accept: 'accepted', reject: 'rejected', reset: 'new', set: 'changed' }[edit.op]);
    return html`<table class="compare"><caption><bdi>${named(theirs || before || { kind: '', words: pointer })}</bdi>${theirs ? nothing : ' (removed by them)'}</caption>
      <thead><tr><th scope="col"><span class="hidden">What</span></th><th scope="col">Was</th><th scope="col">Theirs</th><th scope="col">Yours</th></tr></thead>
      <tbody>${rows.map(([title, was, their, mine]) => html`<tr class=${their === mine ? '' : 'differs'}><th scope="row">${title}</th><td dir="auto">${was}</td><td dir="auto">${theirs || stated?.theirs ? their : 'removed'}</td><td dir="auto">${mine}</td></tr>`)}</tbody></table>`;
  }
}

customElements.define('help-dialog', HelpDialog);
customElements.define('finish-dialog', FinishDialog);
customElements.define('conflict-dialog', ConflictDialog);
