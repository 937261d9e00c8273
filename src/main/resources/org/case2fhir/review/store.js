/*
 * What the page knows, and the queue of what a person did. A change shows at once (it is laid over the server's case),
 * the requests follow one after the other; what the server refuses is taken back and said.
 */
import { get, post, ApiError, Unreachable } from './api.js';
import { named } from './kinds.js';
import { alike, applied, everyFact, follower, isCertain, isSettled, same, targets } from './edits.js';

const RETRY_AFTER = 2000;

class Store {
  session = null;
  kinds = {};
  number = null; // of the open case
  server = null; // the case as the server last gave it
  case = null; // the same with what is still to be sent laid over it
  article = null;
  identifiers = [];
  lostWords = [];
  selected = null; // pointer
  checked = new Set(); // pointers of the facts chosen for a common action
  order = 'doubt';
  filter = 'all';
  text = '';
  tab = 'fact';
  range = null; // {start, end} of the words marked in the article
  adding = false; // the bar that adds a fact is open
  status = '';
  failure = null; // a message that stays until it is closed
  lost = null; // why the server cannot be asked: it does not answer, or does not know this page
  conflict = null;
  problems = new Map(); // pointer -> issues of a refused change
  queue = [];
  loading = null;

  #listeners = new Set();
  #changed = new Set();
  #byPointer = new Map();
  #working = false;
  #drafts = {};

  /** Calls `listener` with the set of changed topics, after each task that changed something. */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Says that topics changed. */
  emit(...topics) {
    if (!this.#changed.size) queueMicrotask(() => this.#flush());
    topics.forEach((topic) => this.#changed.add(topic));
  }

  #flush() {
    const changed = this.#changed;
    this.#changed = new Set();
    this.#listeners.forEach((listener) => listener(changed));
  }

  /** Sets fields and says so under their topic names. */
  set(values, ...topics) {
    Object.assign(this, values);
    this.emit(...topics);
  }

  /** Says in the status line (a live region) what was done. */
  say(text) {
    this.set({ status: text }, 'status');
  }

  /** Shows a message that stays. */
  fail(title, detail = '') {
    this.set({ failure: { title, detail } }, 'failure');
  }

  // Facts

  /** Patient, visits and facts: all that can be checked. */
  get facts() {
    return [...this.#byPointer.values()];
  }

  /** How far the review is; counts the patient and the visits too, since they are checked like facts. */
  get progress() {
    const facts = this.facts;
    const count = (test) => facts.filter(test).length;
    return {
      facts: facts.length,
      checked: count((fact) => fact.review.status !== 'new'),
      contradictions: count((fact) => fact.review.status !== 'rejected' && fact.doubts.some((doubt) => doubt.kind === 'contradiction')),
      doubts: count((fact) => fact.review.status === 'new' && fact.doubts.length > 0),
    };
  }

  fact(pointer) {
    return this.#byPointer.get(pointer) || null;
  }

  get current() {
    return this.fact(this.selected);
  }

  visitName(id) {
    return this.case?.visits.find((visit) => visit.id === id)?.label || id;
  }

  select(pointer, { tab = 'fact', reveal = true } = {}) {
    if (!pointer || !this.#byPointer.has(pointer)) return;
    this.reveal = reveal;
    this.selected = pointer;
    this.tab = tab || this.tab;
    this.emit('selection', 'tab');
  }

  toggleChecked(pointer, on = !this.checked.has(pointer)) {
    const next = new Set(this.checked);
    if (on) next.add(pointer);
    else next.delete(pointer);
    this.set({ checked: next }, 'checked');
  }

  // Drafts: what is typed and not yet saved; kept over a reload.

  #draftKey() {
    return `case2fhir.drafts.${this.case?.name}`;
  }

  draft(pointer) {
    return this.#drafts[pointer] || null;
  }

  setDraft(pointer, draft) {
    // Of which version of the fact it is a change does not make it one.
    if (draft && Object.keys(draft).some((part) => part !== 'etag' && part !== 'before')) this.#drafts[pointer] = draft;
    else delete this.#drafts[pointer];
    this.#keepDrafts();
    this.emit('draft');
  }

  #keepDrafts() {
    try {
      sessionStorage.setItem(this.#draftKey(), JSON.stringify(this.#drafts));
    } catch {
      // Storage may be full or forbidden: drafts then live as long as the page.
    }
  }

  // Loading

  async start() {
    const [session, kinds] = await Promise.all([get('/api/session'), get('/api/kinds')]);
    this.set({ session, kinds }, 'session');
  }

  async loadSession() {
    this.set({ session: await get('/api/session') }, 'session');
  }

  /** Waits until what a person did is saved. While the server is away it is kept, and sent when the case is opened again. */
  async #saved() {
    while (this.queue.length && !this.lost) await new Promise((resolve) => setTimeout(resolve, 50));
    this.queue = [];
  }

  /** Leaves the case for the list of cases. */
  async leave() {
    await this.#saved();
    this.server = null;
    this.#byPointer = new Map();
    this.set({ number: null, case: null, failure: null, selected: null }, 'case', 'failure', 'selection');
    await this.#pollFolder();
  }

  async open(number) {
    await this.#saved();
    this.server = null;
    this.set(
      {
        number, case: null, server: null, article: null, identifiers: [], lostWords: [], selected: null, checked: new Set(), range: null,
        adding: false, conflict: null, failure: null, problems: new Map(), text: '', filter: 'all', tab: 'fact', loading: number,
      },
      'case', 'article', 'selection', 'checked', 'range', 'conflict', 'failure', 'list', 'tab',
    );
    this.#byPointer = new Map();
    try {
      const found = await get(`/api/cases/${number}`);
      if (this.number !== number) return;
      this.loading = null;
      this.#drafts = {};
      this.#receive(found);
      try {
        this.#drafts = JSON.parse(sessionStorage.getItem(this.#draftKey()) || '{}');
        this.queue = JSON.parse(sessionStorage.getItem(`case2fhir.queue.${found.name}`) || '[]');
      } catch {
        // Nothing kept, or not readable.
      }
      if (this.queue.length) {
        this.#project();
        this.#work();
      }
      if (found.message) this.say(found.message);
      this.emit('draft', 'opened');
      const article = await get(`/api/cases/${number}/article`);
      if (this.number !== number) return;
      this.set({ article }, 'article');
      if (article.available) this.#loadLost(number);
      this.loadIdentifiers().catch(() => {});
    } catch (error) {
      this.loading = null;
      if (this.number !== number) return;
      this.emit('case');
      if (isLost(error)) this.set({ lost: error }, 'lost');
      else this.fail('The case cannot be opened.', error.message);
    }
  }

  /** Clinical words of which no fact was made; the article is read for it, which takes a while. */
  async #loadLost(number) {
    try {
      const { lost } = await get(`/api/cases/${number}/coverage`);
      if (this.number === number) this.set({ lostWords: lost || [] }, 'identifiers');
    } catch {
      // The article can be read and checked without.
    }
  }

  async loadIdentifiers() {
    const number = this.number;
    try {
      const { identifiers } = await get(`/api/cases/${number}/identifiers`);
      if (this.number === number) this.set({ identifiers }, 'identifiers');
      return identifiers;
    } catch (error) {
      if (isLost(error)) this.set({ lost: error }, 'lost');
      throw error;
    }
  }

  /** Asks whether the case was changed elsewhere, and takes it over. */
  async poll(ticks = 0) {
    if (this.number === null) {
      if (ticks % 4 === 0 || this.lost) this.#pollFolder();
      return;
    }
    if (this.queue.length || this.#working || this.loading !== null) return;
    try {
      if (!this.server) {
        const { number } = this;
        if (this.lost) {
          await get(`/api/cases/${number}/version`);
          this.set({ lost: null }, 'lost');
          await this.open(number);
        }
        return;
      }
      if (this.lost) await this.#back();
      const { number } = this;
      const { version } = await get(`/api/cases/${number}/version`);
      if (this.number !== number || this.queue.length || this.#working || version === this.server.version) return;
      const found = await get(`/api/cases/${number}`);
      // An own change may have been made while the answer was under way: the next poll looks again.
      if (this.number !== number || this.queue.length || this.#working) return;
      if (found.name !== this.server.name) {
        await this.#back();
        return;
      }
      // Without an id (rejected facts may have none) a fact is known by its place.
      const key = (fact) => fact.id || `${fact.kind} ${JSON.stringify(fact.evidence)}`;
      const before = new Map(this.facts.map((fact) => [key(fact), fact]));
      this.#receive(found);
      const changed = this.facts.filter((fact) => !before.has(key(fact)) || (before.get(key(fact)).etag !== fact.etag && !alike(before.get(key(fact)), fact)));
      const now = new Set(this.facts.map(key));
      const gone = [...before.values()].filter((fact) => !now.has(key(fact)));
      const names = [...changed, ...gone].slice(0, 4).map(named);
      const count = changed.length + gone.length;
      this.say(count ? `Changed outside of this page: ${names.join(', ')}${count > 4 ? ` and ${count - 4} more` : ''}.`
        : found.message || 'The file was changed outside of this page; no fact differs.');
    } catch (error) {
      if (isLost(error)) this.set({ lost: error }, 'lost');
    }
  }

  async #pollFolder() {
    try {
      await this.loadSession();
      if (this.lost) this.set({ lost: null }, 'lost');
    } catch (error) {
      if (isLost(error)) this.set({ lost: error }, 'lost');
    }
  }

  /** After the server was away: it may have been started anew, and number its cases differently. */
  async #back() {
    const session = await get('/api/session');
    const { name } = this.server;
    const found = session.cases.find((one) => one.name === name);
    this.set({ session, lost: null }, 'session', 'lost');
    if (!found) {
      this.queue = [];
      this.fail(`The case ${name} is no longer there.`, 'What you typed is kept in this tab until it is closed.');
      return;
    }
    if (found.number !== this.number) {
      this.number = found.number;
      this.server = { ...this.server, number: found.number };
      history.replaceState(null, '', `#case/${found.number}`);
    }
    this.say('The server answers again.');
  }

  /** Takes over a case from the server: keeps objects of facts that did not change, and follows those that moved. */
  #receive(found, touched = new Set(), refused = null) {
    const before = this.server ? everyFact(this.server) : [];
    const old = new Map(before.map((fact) => [fact.pointer, fact]));
    const keep = (fact) => {
      const known = old.get(fact.pointer);
      return known && same(known, fact) ? known : fact;
    };
    found.facts = found.facts.map(keep);
    found.visits = found.visits.map(keep);
    if (found.subject) found.subject = keep(found.subject);
    const follow = follower(old, everyFact(found));
    for (const job of refused ? [refused, ...this.queue] : this.queue) {
      for (const target of targets(job.edits)) {
        const now = follow(target.pointer);
        // In doubt the old version is sent, and the server refuses it.
        if (!now || !isCertain(old.get(target.pointer) || now, now)) continue;
        // The etag moves on only over own changes; another's change must still be noticed.
        const was = old.get(target.pointer);
        if (touched.has(target.pointer) || (was && was.etag === target.etag && alike(was, now))) target.etag = now.etag;
        target.pointer = now.pointer;
      }
    }
    if (before.length) {
      const drafts = {};
      for (const [pointer, draft] of Object.entries(this.#drafts)) {
        const now = follow(pointer);
        drafts[now ? now.pointer : pointer] = now && (touched.has(pointer) || (old.has(pointer) && alike(old.get(pointer), now))) ? { ...draft, etag: now.etag, before: now } : draft;
      }
      this.#drafts = drafts;
      const selected = this.selected && follow(this.selected);
      if (this.selected && (selected?.pointer || null) !== this.selected) {
        this.selected = selected ? selected.pointer : null;
        this.emit('selection');
      }
      this.checked = new Set([...this.checked].map((pointer) => follow(pointer)?.pointer).filter(Boolean));
    }
    this.server = found;
    this.#project();
    if (before.length) this.#keepDrafts();
    this.emit('checked');
  }

  /** Lays what is still to be sent over the server's case. */
  #project() {
    try {
      const key = `case2fhir.queue.${this.server.name}`;
      if (this.queue.length) sessionStorage.setItem(key, JSON.stringify(this.queue.map(({ done, ...job }) => job)));
      else sessionStorage.removeItem(key);
    } catch {
      // See drafts.
    }
    const over = new Map();
    for (const job of this.queue) {
      for (const edit of job.edits || []) {
        const fact = over.get(edit.pointer) || everyFact(this.server).find((each) => each.pointer === edit.pointer);
        if (fact) over.set(edit.pointer, applied(fact, edit, this.session?.reviewer));
      }
    }
    if (!over.size) {
      this.case = this.server;
    } else {
      const lay = (fact) => over.get(fact.pointer) || fact;
      const view = { ...this.server, subject: this.server.subject && lay(this.server.subject), visits: this.server.visits.map(lay),
        facts: this.server.facts.map(lay) };
      this.case = view;
    }
    this.#byPointer = new Map(everyFact(this.case).map((fact) => [fact.pointer, fact]));
    this.emit('case');
  }

  // Changes

  /**
   * Does edits as one step: shows them at once and sends them after those before.
   * `before` is the fact as the person saw it, when that is older than what the server gave last.
   * Gives `{ok, added}` once the server has answered; `added` are the facts that are new then.
   */
  edit(label, edits, before = null) {
    const job = { label, path: 'edits', edits, before };
    return this.#push(job);
  }

  undo() {
    if (this.case?.undo || this.queue.length) return this.#push({ label: 'undo', path: 'undo' });
    this.say('There is nothing to undo.');
    return null;
  }

  redo() {
    if (this.case?.redo) return this.#push({ label: 'redo', path: 'redo' });
    this.say('There is nothing to redo.');
    return null;
  }

  /** Finishes the case, or opens it again. */
  setState(state) {
    return this.#push({ label: state, path: 'state', body: { state } });
  }

  readAgain() {
    return this.#push({ label: 'read the article again', path: 'read-again' });
  }

  #push(job) {
    if (this.case?.readOnly && job.path !== 'read-again') {
      this.fail('The case is open for reading only.');
      return Promise.resolve({ ok: false });
    }
    const promise = new Promise((resolve) => {
      job.done = resolve;
    });
    this.queue.push(job);
    this.#project();
    this.#work();
    return promise;
  }

  async #work() {
    if (this.#working) return;
    this.#working = true;
    const { name } = this.server;
    const isOpen = () => this.server?.name === name;
    try {
      while (this.queue.length && isOpen()) {
        const job = this.queue[0];
        this.emit('busy');
        try {
          if (this.lost) await this.#back();
          if (job.tried && await this.#settled(job)) continue;
          job.tried = true;
          const answer = await post(`/api/cases/${this.server.number}/${job.path}`,
              job.edits ? { name, label: job.label, edits: job.edits } : { name, ...job.body });
          if (!isOpen()) return;
          this.queue.shift();
          this.#done(job, answer);
        } catch (error) {
          if (!isOpen()) return;
          if (isLost(error)) {
            this.set({ lost: error }, 'lost');
            await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER));
          } else {
            this.queue.shift();
            if (error instanceof ApiError) {
              this.#refused(job, error);
            } else {
              this.#project();
              throw error;
            }
          }
        }
      }
    } finally {
      this.#working = false;
      this.emit('busy');
      if (this.queue.length && this.server && !isOpen()) this.#work();
    }
  }

  /** After a request without an answer: whether it was done all the same, which the case tells. */
  async #settled(job) {
    const found = await get(`/api/cases/${this.server.number}`);
    if (found.name !== this.server.name) return false;
    const place = (evidence) => JSON.stringify((evidence || []).map((one) => [one.start, one.end]));
    const isThere = (edit) => {
      if (edit.op === 'add') return found.facts.some((fact) => fact.kind === edit.kind && fact.words === edit.words && place(fact.evidence) === place(edit.evidence));
      if (edit.op === 'split') return edit.words.every((words) => found.facts.some((fact) => fact.words === words));
      const [first] = targets([edit]);
      return isSettled(edit, everyFact(found).find((fact) => fact.pointer === first.pointer));
    };
    if (job.edits && !job.edits.every(isThere)) return false;
    if (job.path === 'state' && found.state !== job.body.state) return false;
    this.queue.shift();
    this.#receive(found, new Set(targets(job.edits).map((target) => target.pointer)));
    if (job.path === 'undo' || job.path === 'redo') this.say(`The server went away during “${job.path}”. Look whether it was done.`);
    job.done?.({ ok: true, added: [] });
    return true;
  }

  #done(job, answer) {
    const before = new Set(this.server.facts.map((fact) => fact.id));
    const beforeFacts = this.server.facts.map((fact) => JSON.stringify(fact.evidence) + fact.words);
    const known = new Map(everyFact(this.server).map((fact) => [fact.pointer, fact]));
    const step = this.server[job.path];
    const touched = new Set(targets(job.edits).map((target) => target.pointer));
    for (const pointer of touched) this.problems.delete(pointer);
    this.#receive(answer, touched);
    let added = [];
    if (job.edits?.some((edit) => edit.op === 'add' || edit.op === 'split')) {
      added = this.case.facts.filter((fact) => !before.has(fact.id));
      // Two facts can have one id; then what is new is told by words and evidence.
      if (!added.length) added = this.case.facts.filter((fact) => !beforeFacts.includes(JSON.stringify(fact.evidence) + fact.words));
    }
    if (job.path !== 'edits') {
      const said = { undo: 'Undone', redo: 'Done again', state: `The case is ${job.label}`, 'read-again': 'Read again' }[job.path];
      this.say(answer.message || `${said}${typeof step === 'string' ? `: ${step}` : ''}.`);
    }
    if (job.path === 'undo' || job.path === 'redo') {
      // Show what came back.
      const changed = everyFact(this.server).find((fact) => !known.has(fact.pointer) || !alike(known.get(fact.pointer), fact));
      if (changed) this.select(changed.pointer, { tab: null });
    }
    job.done?.({ ok: true, added });
  }

  #refused(job, error) {
    const body = error.body;
    if (error.status === 409 && body.case) {
      const old = new Map(everyFact(this.server).map((fact) => [fact.pointer, fact]));
      const mine = (job.edits || []).map((edit) => {
        const { pointer } = targets([edit])[0] || {};
        return { edit, pointer, before: job.before || old.get(pointer) };
      });
      this.#receive(body.case, new Set(), job);
      const settled = job.edits && job.edits.every((edit) => isSettled(edit, this.fact(edit.pointer)));
      // The answer to an earlier try was lost, but the change is there.
      if (settled) {
        job.done?.({ ok: true, added: [] });
        return;
      }
      this.conflict = { job, mine, conflicts: body.conflicts || [] };
      this.emit('conflict');
    } else if (error.status === 422) {
      const issues = body.issues || [];
      for (const target of targets(job.edits)) this.problems.set(target.pointer, issues.length ? issues
        : [{ severity: 'error', message: error.message, remedy: '' }]);
      this.#project();
      this.emit('problems');
      this.say(`Not saved: ${issues[0]?.message || error.message}`);
    } else {
      this.#project();
      this.fail(`Not saved: ${job.label}`, error.message);
    }
    job.done?.({ ok: false });
  }

  /** Ends the dialog of a conflict: `again` sends the own changes once more, on top of the others'. */
  resolveConflict(again) {
    const { job } = this.conflict;
    this.set({ conflict: null }, 'conflict');
    if (!again) {
      for (const target of targets(job.edits)) this.setDraft(target.pointer, null);
      this.say('Theirs was taken.');
      return;
    }
    const edits = job.edits.filter((edit) => targets([edit]).every((target) => this.fact(target.pointer)));
    for (const target of targets(edits)) target.etag = this.fact(target.pointer).etag;
    if (!edits.length) {
      this.fail('Yours cannot be applied.', 'The fact is no longer in the case.');
      return;
    }
    const drafts = targets(edits).map((target) => target.pointer);
    this.edit(job.label, edits).then(({ ok }) => {
      if (!ok) return;
      drafts.forEach((pointer) => this.setDraft(pointer, null));
      this.say('Yours was applied again.');
    });
  }
}

/** Whether nothing can be saved for now; what waits is kept and sent later. */
function isLost(error) {
  return error instanceof Unreachable || (error instanceof ApiError && (error.status === 401 || error.status === 403));
}

/** The one store of the page. */
export const store = new Store();
