/*
 * The page: what stands where, the address (#folder, #case/3), the keyboard, and the question whether the file changed.
 */
import { ReviewElement, html, nothing } from './element.js';
import { store } from './store.js';
import { Unreachable } from './api.js';
import { decide, flip, merge, move, nextUnsure, selectFirst, shown, subjects } from './actions.js';
import { STATE } from './kinds.js';
import { nextCase } from './folder-view.js';
import './article-view.js';
import './add-fact.js';
import './fact-list.js';
import './fact-editor.js';
import './timeline-view.js';
import './trend-view.js';
import './panels.js';
import './dialogs.js';

const POLL = 2000;

const TABS = {
  fact: ['Fact', 'fact-editor'],
  care: ['CARE', 'care-panel'],
  identifiers: ['Identifiers', 'identifier-panel'],
  bundle: ['FHIR', 'bundle-panel'],
  export: ['Export', 'export-panel'],
  push: ['Push', 'push-panel'],
};

const tabs = () => Object.keys(TABS).filter((tab) => tab !== 'push' || store.session?.push);

function remember(key, value) {
  try {
    if (value === undefined) return localStorage.getItem(`case2fhir.${key}`);
    localStorage.setItem(`case2fhir.${key}`, value);
  } catch {
    // Without storage the choice holds for this page.
  }
  return null;
}

class ReviewApp extends ReviewElement {
  static topics = ['session', 'case', 'tab', 'status', 'failure', 'lost', 'busy', 'above', 'shortcuts', 'list', 'opened', 'article'];

  connectedCallback() {
    this.replaceChildren();
    store.shortcuts = remember('shortcuts') !== 'off';
    store.above = remember('above') || (window.innerHeight > 640 ? 'timeline' : '');
    store.order = remember('order') || 'doubt';
    super.connectedCallback();
    window.addEventListener('hashchange', () => this.#route());
    document.addEventListener('keydown', (event) => this.#key(event));
    window.addEventListener('beforeunload', (event) => {
      if (store.queue.length) event.preventDefault();
    });
    let ticks = 0;
    setInterval(() => {
      ticks++;
      // A hidden page asks less often, but it does: a server that ends when no page is left must not end under it.
      if (!store.stopped && store.session && (!document.hidden || ticks % 8 === 0)) store.poll(ticks);
    }, POLL);
    this.#start();
  }

  async #start() {
    try {
      await store.start();
    } catch (error) {
      this.startError = error instanceof Unreachable ? 'The server does not answer.' : error.message;
      this.update();
      return;
    }
    this.startError = null;
    this.#route();
  }

  #route() {
    const named = /^#case\/(\d+)$/.exec(location.hash);
    const number = named ? Number(named[1]) : store.session.folder ? null : store.session.cases[0]?.number ?? null;
    if (number === null) {
      store.leave();
      document.title = 'Cases · case2fhir';
    } else if (number !== store.number || !store.case) {
      store.open(number);
    }
  }

  update(changed) {
    if (changed?.has('list')) remember('order', store.order);
    if (store.case) document.title = `${store.case.title || store.case.name} · case2fhir`;
    if (changed?.has('opened')) selectFirst();
    super.update(changed);
  }

  #above(name) {
    store.above = store.above === name ? '' : name;
    remember('above', store.above);
    store.emit('above');
  }

  // What stands where

  template() {
    if (store.stopped) {
      return html`<main class="start"><h1>The program has stopped.</h1><p>Everything is saved. This page can be closed.</p></main>`;
    }
    if (!store.session) {
      return html`<main class="start">${this.startError ? html`<h1>case2fhir review</h1><p role="alert"><strong>${this.startError}</strong></p>
        <p>Open the address that the program printed. It holds a key that this page needs once.</p>
        <p><button class="plain" @click=${() => this.#start()}>Try again</button></p>` : html`<p role="status">Loading …</p>`}</main>`;
    }
    return html`${store.number === null ? this.#folder() : this.#case()}<help-dialog></help-dialog><finish-dialog></finish-dialog><conflict-dialog></conflict-dialog>`;
  }

  #messages() {
    return html`
      <div class="messages">
        ${store.lost ? html`<p class="banner bad" role="alert"><strong>${store.lost instanceof Unreachable ? 'The server does not answer.' : 'The server does not know this page any more.'}</strong>
          ${store.lost instanceof Unreachable ? '' : 'It was started anew: open the address that it printed, in this tab or another. '}${store.queue.length ? `${store.queue.length} ${store.queue.length === 1 ? 'change waits' : 'changes wait'} to be saved. ` : ''}Nothing you typed is lost; it is tried again every two seconds.</p>` : nothing}
        ${store.failure ? html`<p class="banner bad" role="alert"><strong>${store.failure.title}</strong> <bdi>${store.failure.detail}</bdi> <button class="plain" @click=${() => store.set({ failure: null }, 'failure')}>Close</button></p>` : nothing}
      </div>`;
  }

  #folder() {
    return html`<header class="top"><p class="title"><strong>case2fhir review</strong></p>
      <div class="tools"><button class="plain" title="Keyboard and marks (?)" @click=${() => this.querySelector('help-dialog').show()}>? <span class="wide">Help</span></button></div></header>
      ${this.#messages()}<folder-view></folder-view><footer class="statusline"><span role="status" aria-live="polite">${store.status}</span></footer>`;
  }

  #case() {
    const found = store.case;
    return html`
      <a class="skip" href="#facts" @click=${(event) => { event.preventDefault(); this.querySelector('fact-list .row[tabindex="0"]')?.focus(); }}>To the facts</a>
      ${this.#top(found)}${this.#messages()}
      ${found ? html`
        <section class="above ${store.above ? 'open' : ''}" aria-label="Course">
          <div class="abovehead" role="group" aria-label="Course">
            <button class="fold" aria-expanded=${store.above === 'timeline'} title="Timeline (g t)" @click=${() => this.#above('timeline')}>Timeline</button>
            <button class="fold" aria-expanded=${store.above === 'trends'} title="Trends (g l)" @click=${() => this.#above('trends')}>Trends</button>
          </div>
          ${store.above === 'timeline' ? html`<div class="abovebody" tabindex="-1"><timeline-view></timeline-view></div>` : nothing}
          ${store.above === 'trends' ? html`<div class="abovebody" tabindex="-1"><trend-view></trend-view></div>` : nothing}
        </section>
        <main class="columns ${store.article && !store.article.available ? 'noarticle' : ''}" id="main">
          <section class="articlepane" aria-label="Article"><div class="scroll" id="article" tabindex="0" role="region" aria-label="Text of the article"><article-view></article-view></div><add-fact></add-fact></section>
          <section class="listpane" aria-label="Facts"><fact-list></fact-list></section>
          <section class="detailpane" aria-label="Details">${this.#tabs()}</section>
        </main>` : html`<main class="start" id="main"><p role="status">${store.loading === null ? '' : 'Opening the case … A new article is read first, which can take some seconds.'}</p></main>`}
      <footer class="statusline"><span role="status" aria-live="polite">${store.status}</span> <span class="soft">${store.queue.length ? 'saving …' : found ? 'saved' : ''}</span></footer>`;
  }

  #top(found) {
    const progress = found && store.progress;
    const parts = progress ? [
      `${progress.checked} of ${progress.facts} checked`,
      progress.contradictions ? `${progress.contradictions} ${progress.contradictions === 1 ? 'contradiction' : 'contradictions'}` : '',
      progress.doubts ? `${progress.doubts} doubtful` : '',
    ].filter(Boolean) : [];
    const done = found?.state === 'done';
    return html`
      <header class="top">
        ${store.session.folder ? html`<a class="button plain" href="#folder" title="All cases (g f)"><span aria-hidden="true">‹</span> Cases</a>` : nothing}
        <div class="title"><h1 dir="auto" title=${found?.title || ''}>${found ? found.title || found.name : 'Loading …'}</h1>
          <p class="soft">${[found?.title ? found.name : '', found?.article, found?.readOnly ? 'reading only' : ''].filter(Boolean).map((part, index) => html`${index ? ' · ' : ''}<bdi>${part}</bdi>`)}</p></div>
        ${progress ? html`<div class="progress"><progress max=${Math.max(1, progress.facts)} value=${progress.checked} aria-label="Checked facts"></progress><p>${parts.join(', ')}</p></div>` : nothing}
        ${found ? html`<div class="tools">
          <button class="plain" ?disabled=${!found.undo && !store.queue.length} title=${found.undo ? `Undo: ${found.undo} (u)` : 'Nothing to undo'} aria-label="Undo" @click=${() => store.undo()}><span aria-hidden="true">↶</span></button>
          <button class="plain" ?disabled=${!found.redo} title=${found.redo ? `Redo: ${found.redo} (Shift u)` : 'Nothing to redo'} aria-label="Redo" @click=${() => store.redo()}><span aria-hidden="true">↷</span></button>
          <span class="state st-${found.state}">${STATE[found.state] || found.state}</span>
          <button class=${done ? 'plain' : 'accept'} @click=${() => this.#finish(done)}>${done ? 'Open again' : 'Finish'}</button>
          ${done && store.session.folder && nextCase(store.number) ? html`<a class="button accept" href="#case/${nextCase(store.number).number}">Next case</a>` : nothing}
          <button class="plain" title="Keyboard and marks (?)" @click=${() => this.querySelector('help-dialog').show()}>? <span class="wide">Help</span></button></div>` : nothing}
      </header>`;
  }

  async #finish(done) {
    const open = store.facts.filter((fact) => fact.review.status === 'new').length;
    if (!done && open && !(await this.querySelector('finish-dialog').ask(open, store.progress.contradictions))) return;
    const { ok } = await store.setState(done ? 'in-review' : 'done');
    if (!ok) return;
    store.say(done ? 'The case is open again.' : `The case is done.${open ? ` ${open} ${open === 1 ? 'fact was' : 'facts were'} not checked.` : ''}`);
    store.loadSession().catch(() => {});
  }

  #tabs() {
    const shownTabs = tabs();
    const keys = (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      this.#tab(shownTabs[(shownTabs.indexOf(store.tab) + step + shownTabs.length) % shownTabs.length]);
      queueMicrotask(() => this.querySelector('[role="tab"][aria-selected="true"]').focus());
    };
    return html`
      <div class="tabs" role="tablist" aria-label="Details" @keydown=${keys}>
        ${shownTabs.map((tab) => html`<button role="tab" id="tab-${tab}" aria-controls="panel" aria-selected=${store.tab === tab} tabindex=${store.tab === tab ? 0 : -1}
          class=${tab === 'identifiers' && store.identifiers.length ? 'warned' : ''} @click=${() => this.#tab(tab)}>${TABS[tab][0]}${tab === 'identifiers' && store.identifiers.length ? html` <span class="badge">${store.identifiers.length}</span>` : nothing}</button>`)}
      </div>
      <div class="detail" role="tabpanel" id="panel" aria-labelledby="tab-${store.tab}" tabindex="-1">
        <fact-editor ?hidden=${store.tab !== 'fact'}></fact-editor>
        <care-panel ?hidden=${store.tab !== 'care'}></care-panel>
        <identifier-panel ?hidden=${store.tab !== 'identifiers'}></identifier-panel>
        <bundle-panel ?hidden=${store.tab !== 'bundle'}></bundle-panel>
        <export-panel ?hidden=${store.tab !== 'export'}></export-panel>
        ${store.session.push ? html`<push-panel ?hidden=${store.tab !== 'push'}></push-panel>` : nothing}
      </div>`;
  }

  #tab(tab) {
    if (tabs().includes(tab)) store.set({ tab }, 'tab');
  }

  // The keyboard

  #key(event) {
    if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return;
    const { target } = event;
    const typing = target.closest('input:not([type="checkbox"]), textarea, select, [contenteditable]');
    const list = target.closest('fact-list');
    const free = target === document.body || list || target.closest('.detail, .columns') && !target.closest('.scroll, pre');
    if (typing) {
      if (event.key === 'Escape' && typing.id === 'filter') {
        if (store.text) store.set({ text: '' }, 'list');
        this.querySelector('fact-list .row[tabindex="0"]')?.focus();
        event.preventDefault();
      } else if (typing.id === 'filter' && (event.key === 'Enter' || event.key === 'ArrowDown')) {
        this.querySelector('fact-list .row')?.focus();
        if (!shown().some((fact) => fact.pointer === store.selected)) move(1);
        event.preventDefault();
      }
      return;
    }
    // Keys that every list has do not count as single-key shortcuts.
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && !event.ctrlKey && !event.altKey && !event.metaKey && store.case && (list || target === document.body)) {
      move(event.key === 'ArrowDown' ? 1 : -1, event.shiftKey);
      this.#toList();
      event.preventDefault();
      return;
    }
    if (event.key === 'Escape') {
      if (store.adding) store.set({ adding: false, range: null }, 'range');
      else if (store.checked.size) store.set({ checked: new Set() }, 'checked');
      else if (store.tab !== 'fact') this.#tab('fact');
      else this.#toList();
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key === 'a' && list) {
      store.set({ checked: new Set(shown().map((fact) => fact.pointer)) }, 'checked');
      event.preventDefault();
      return;
    }
    if (list && target.matches('.row') && event.key === 'Enter' && store.selected === target.closest('li').dataset.pointer) {
      this.#edit();
      event.preventDefault();
      return;
    }
    if (list && target.matches('.row') && event.key === ' ') {
      store.toggleChecked(target.closest('li').dataset.pointer);
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey || !store.shortcuts) return;
    if (this.#shortcut(event.key, free)) event.preventDefault();
  }

  /** Does what a single key stands for; false when it stands for nothing. */
  #shortcut(key, free) {
    if (key === '?') {
      this.querySelector('help-dialog').show();
      return true;
    }
    if (key === '/') {
      this.querySelector('#filter')?.focus();
      return true;
    }
    if (!store.case) {
      const next = store.number === null && key === 'n' ? nextCase() : null;
      if (next) location.hash = `#case/${next.number}`;
      return Boolean(next);
    }
    if (this.going && Date.now() - this.going < 3000) {
      this.going = 0;
      return this.#go(key);
    }
    const done = {
      g: () => { this.going = Date.now(); },
      j: () => { move(1); this.#toList(); },
      k: () => { move(-1); this.#toList(); },
      J: () => { move(1, true); this.#toList(); },
      K: () => { move(-1, true); this.#toList(); },
      n: () => { nextUnsure(); this.#toList(); },
      a: () => { decide('accept'); this.#toList(); },
      r: () => { decide('reject'); this.#toList(); },
      x: () => { decide('reject'); this.#toList(); },
      z: () => { decide('reset'); this.#toList(); },
      f: () => { flip(); },
      e: () => this.#edit(),
      Enter: () => this.#edit(),
      c: () => this.#edit('code'),
      s: () => this.#edit('split'),
      m: () => merge(),
      u: () => { store.undo(); },
      U: () => { store.redo(); },
      '+': () => store.set({ adding: true }, 'range'),
    }[key];
    if (!done || (key === 'Enter' && !free) || (key === 'Enter' && document.activeElement.matches('button, a, summary, input, [role="button"]'))) return false;
    done();
    return true;
  }

  #go(key) {
    const done = {
      t: () => this.#above('timeline'),
      l: () => this.#above('trends'),
      a: () => this.querySelector('#article').focus(),
      d: () => store.set({ order: 'doubt' }, 'list'),
      k: () => store.set({ order: 'kind' }, 'list'),
      v: () => store.set({ order: 'visit' }, 'list'),
      f: () => { if (store.session.folder) location.hash = '#folder'; },
    }[key];
    const tab = tabs()[Number(key) - 1];
    if (tab) {
      this.#tab(tab);
      this.querySelector(`#tab-${tab}`)?.focus();
    } else if (done) {
      done();
    } else {
      return false;
    }
    return true;
  }

  #edit(part) {
    if (!subjects().length || !store.current) {
      store.say('No fact is selected.');
      return;
    }
    if (store.tab !== 'fact') this.#tab('fact');
    queueMicrotask(() => this.querySelector('fact-editor').edit(part));
  }

  /** The focus goes to the selected row, where the next key is expected. */
  #toList() {
    queueMicrotask(() => this.querySelector('fact-list .row[tabindex="0"]')?.focus({ preventScroll: true }));
  }
}

customElements.define('review-app', ReviewApp);
