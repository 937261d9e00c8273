/*
 * What a person can do with facts, from a key, a button or a menu alike; and which facts the list shows, in what order.
 */
import { store } from './store.js';
import { KIND_ORDER, STATUS, kindName, kindPlural, assertionsOf, assertionName, isRejectable, named, valueText } from './kinds.js';

// The list

export const FILTERS = {
  all: ['All', () => true],
  unchecked: ['Not checked', (fact) => fact.review.status === 'new'],
  doubtful: ['Doubtful', (fact) => fact.doubts.length > 0],
  contradictions: ['Contradictions', (fact) => fact.doubts.some((doubt) => doubt.kind === 'contradiction')],
  implausible: ['Implausible', (fact) => fact.doubts.some((doubt) => doubt.kind === 'implausible')],
  uncoded: ['Without code', (fact) => fact.doubts.some((doubt) => doubt.kind === 'uncoded')],
  time: ['Time in doubt', (fact) => fact.doubts.some((doubt) => doubt.kind === 'time')],
  changed: ['Changed or added', (fact) => fact.review.status === 'changed' || fact.review.status === 'added'],
  rejected: ['Rejected', (fact) => fact.review.status === 'rejected'],
};

const isOpen = (fact) => fact.review.status === 'new';

function place(fact) {
  return fact.evidence?.length ? fact.evidence[0].start : Number.MAX_SAFE_INTEGER;
}

/** The groups of the list, `[{title, facts}]`, by the chosen order, filter and text. */
export function groups() {
  const [, passes] = FILTERS[store.filter];
  const sought = store.text.trim().toLowerCase();
  const found = store.facts.filter((fact) => passes(fact)
    && (!sought || `${fact.words} ${fact.label || ''} ${valueText(fact.summary)} ${fact.kind} ${fact.codes.map((code) => `${code.code} ${code.display}`).join(' ')}`
        .toLowerCase().includes(sought)));
  let result;
  if (store.order === 'doubt') {
    const doubtful = found.filter(isOpen).sort((one, other) => other.doubt - one.doubt || place(one) - place(other));
    const checked = found.filter((fact) => !isOpen(fact)).sort((one, other) => place(one) - place(other));
    result = [{ title: 'To check, the most doubtful first', facts: doubtful }, { title: 'Checked', facts: checked }];
  } else if (store.order === 'kind') {
    result = KIND_ORDER.map((kind) => ({ title: kindPlural(kind), facts: found.filter((fact) => fact.kind === kind) }));
  } else if (store.order === 'visit') {
    const visits = store.case?.visits || [];
    const known = new Set(visits.map((visit) => visit.id));
    result = [
      ...visits.map((visit) => ({
        title: [visit.label, visit.time].filter(Boolean).join(' · '),
        facts: found.filter((fact) => fact.pointer === visit.pointer || fact.visit === visit.id),
      })),
      { title: 'Of no visit', facts: found.filter((fact) => fact.kind !== 'encounter' && !known.has(fact.visit)) },
    ];
  } else {
    result = [{ title: 'As in the article', facts: [...found].sort((one, other) => place(one) - place(other)) }];
  }
  return result.filter((group) => group.facts.length);
}

/** The facts as shown, top to bottom. */
export const shown = () => groups().flatMap((group) => group.facts);

/** Selects the fact `step` rows on. With `extend` the rows passed are chosen too. */
export function move(step, extend = false) {
  const facts = shown();
  if (!facts.length) return;
  const at = facts.findIndex((fact) => fact.pointer === store.selected);
  const next = facts[at < 0 ? (step > 0 ? 0 : facts.length - 1) : Math.min(facts.length - 1, Math.max(0, at + step))];
  if (extend) {
    const chosen = new Set(store.checked);
    if (store.selected) chosen.add(store.selected);
    chosen.add(next.pointer);
    store.set({ checked: chosen }, 'checked');
  }
  store.select(next.pointer);
}

/** The next fact, below `after` and then from the top, that nobody has checked. */
function nextOpen(after, facts = shown()) {
  const at = facts.findIndex((fact) => fact.pointer === after);
  return [...facts.slice(at + 1), ...facts.slice(0, Math.max(at, 0))].find(isOpen);
}

/** Selects the first fact to check, when a case was opened. */
export function selectFirst() {
  const first = !store.selected && shown().find(isOpen);
  if (first) store.select(first.pointer, { reveal: false });
}

/** Goes to the next fact that nobody has checked. */
export function nextUnsure() {
  const next = nextOpen(store.selected) || store.facts.find((fact) => isOpen(fact) && fact.pointer !== store.selected);
  if (next) {
    if (!shown().includes(next)) store.set({ filter: 'all', text: '' }, 'list');
    store.select(next.pointer);
  } else if (store.current && isOpen(store.current)) {
    store.say('This is the last fact that is not checked.');
  } else {
    store.say('Every fact is checked. Finish the case, or look at its Bundle.');
  }
}

// Changes

const target = (fact) => ({ pointer: fact.pointer, etag: fact.etag });

/** The facts that an action is about: the chosen ones, or else the selected one. */
export function subjects() {
  const chosen = [...store.checked].map((pointer) => store.fact(pointer)).filter(Boolean);
  return chosen.length ? chosen : store.current ? [store.current] : [];
}

function names(facts) {
  return facts.length === 1 ? named(facts[0]) : `${facts.length} facts`;
}

function each(label, facts, toEdit) {
  const edits = facts.map(toEdit).filter(Boolean);
  if (!edits.length) return Promise.resolve({ ok: true });
  return store.edit(label, edits);
}

function isDecided(fact, op) {
  const { status } = fact.review;
  if (op === 'accept') return status !== 'new' && status !== 'rejected';
  return status === (op === 'reject' ? 'rejected' : 'new');
}

/** Decides on the chosen facts (`accept`, `reject`, `reset`) and goes on to the next open one. */
export function decide(op, facts = subjects(), goOn = op !== 'reset') {
  if (!facts.length) {
    store.say('No fact is selected.');
    return null;
  }
  const able = op === 'reject' ? facts.filter((fact) => isRejectable(fact)) : facts;
  if (!able.length) {
    store.say('The patient and the visits are not rejected: correct what is said of them.');
    return null;
  }
  const said = { accept: 'Accepted', reject: 'Rejected', reset: 'Not checked again' }[op];
  const single = facts.length === 1;
  const order = shown();
  const next = goOn && single && facts[0].pointer === store.selected ? nextOpen(store.selected, order) : null;
  const drafted = op === 'accept' && single ? saveDraft(facts[0]) : null;
  if (op === 'reset') facts.forEach((fact) => store.setDraft(fact.pointer, null));
  // What is decided already is not written again.
  const left = able.filter((fact) => !isDecided(fact, op));
  const done = drafted || each(`${op} ${names(left)}`, left, (fact) => ({ op, ...target(fact) }));
  if (!drafted) store.say(`${said}: ${names(able)}.`);
  if (store.checked.size) store.set({ checked: new Set() }, 'checked');
  if (next) store.select(next.pointer);
  return done;
}

/** Present, absent, possible, and round again. */
export function flip(facts = subjects()) {
  for (const fact of facts) {
    const able = assertionsOf(store.kinds, fact.kind);
    if (able.length < 2) store.say(`${kindName(fact.kind)} has only one assertion.`);
    else setAssertion(able[(able.indexOf(fact.assertion) + 1) % able.length], [fact]);
  }
}

export function setAssertion(assertion, facts = subjects()) {
  const able = facts.filter((fact) => assertionsOf(store.kinds, fact.kind).includes(assertion) && fact.assertion !== assertion);
  if (!able.length) return;
  each(`${assertion}: ${names(able)}`, able, (fact) => ({ op: 'set', ...target(fact), assertion }));
  store.say(`${named(able[0])}${able.length > 1 ? ` and ${able.length - 1} more` : ''}: ${assertionName(able[0].kind, assertion)}.`);
}

export function setVisit(visit, facts = subjects()) {
  const able = facts.filter((fact) => fact.kind !== 'encounter' && fact.kind !== 'subject' && (fact.visit || '') !== visit);
  each(`visit of ${names(able)}`, able, (fact) => ({ op: 'set', ...target(fact), visit }));
  store.say(`${names(able)}: ${visit ? store.visitName(visit) : 'of no visit'}.`);
}

export function setKind(kind, facts) {
  each(`${kindName(kind)}: ${names(facts)}`, facts, (fact) => ({
    op: 'set', ...target(fact), kind,
    ...(assertionsOf(store.kinds, kind).includes(fact.assertion) ? {} : { assertion: 'present' }),
  }));
}

/** Codes a fact; an empty list leaves it in words only. */
export function setCodes(fact, codes) {
  const done = store.edit(`code of ${named(fact)}`, [{ op: 'set', ...target(fact), codes }]);
  store.say(codes.length ? `${named(fact)}: ${codes.map((code) => `${code.display} (${code.code})`).join(', ')}.` : `${named(fact)}: in words only.`);
  return done;
}

export function merge() {
  const chosen = new Set(store.checked);
  if (store.selected) chosen.add(store.selected);
  const facts = shown().filter((fact) => chosen.has(fact.pointer)).sort((one, other) => (other.pointer === store.selected) - (one.pointer === store.selected));
  if (facts.length < 2) {
    store.say('Choose the facts to merge first: with their boxes, or Shift and an arrow key.');
    return;
  }
  if (facts.some((fact) => fact.kind !== facts[0].kind)) {
    store.fail('Facts of different kinds are not merged.', 'Change the kind of one first.');
    return;
  }
  store.edit(`merge ${names(facts)}`, [{ op: 'merge', facts: facts.map(target) }]);
  store.set({ checked: new Set() }, 'checked');
  store.say(`Merged into ${named(facts[0])}.`);
}

export async function split(fact, words) {
  const { ok, added } = await store.edit(`split ${named(fact)}`, [{ op: 'split', ...target(fact), words }]);
  if (ok) {
    store.say(`Split into ${words.join(', ')}.`);
    if (added[0] && !store.current) store.select(added[0].pointer);
  }
  return ok;
}

export async function add({ kind, assertion, words, visit, evidence }) {
  store.set({ adding: false, range: null }, 'range');
  const { ok, added } = await store.edit(`add ${words}`, [{ op: 'add', kind, assertion, words, ...(visit ? { visit } : {}), fields: {}, evidence }]);
  if (!ok) return false;
  const fact = added.find((one) => one.kind === kind) || added[0];
  if (fact) {
    if (!shown().some((one) => one.pointer === fact.pointer)) store.set({ filter: 'all', text: '' }, 'list');
    store.select(fact.pointer);
  }
  store.say(`Added: ${words}.`);
  return true;
}

// The editor's draft

/** What of a draft differs from the fact, as one edit; null when nothing does. */
export function draftEdit(fact, draft) {
  // The etag of the fact as it was when the typing began: what others changed since is a conflict.
  const edit = { op: 'set', pointer: fact.pointer, etag: draft.etag || fact.etag };
  const { words, kind, visit, fields = {} } = draft;
  if (words !== undefined && words.trim() && words !== fact.words) edit.words = words.trim();
  if (kind !== undefined && kind !== fact.kind) edit.kind = kind;
  if (visit !== undefined && visit !== (fact.visit || '')) edit.visit = visit;
  const changed = {};
  for (const [key, typed] of Object.entries(fields)) {
    const before = fact.fields[key];
    if (typed === valueText(before)) continue;
    changed[key] = typedValue(typed, before, store.kinds[fact.kind]?.fields.find((field) => field.key === key));
  }
  if (Object.keys(changed).length) edit.fields = changed;
  if (edit.kind && !assertionsOf(store.kinds, edit.kind).includes(fact.assertion)) edit.assertion = 'present';
  return Object.keys(edit).length > 3 ? edit : null;
}

/** The value that typed text stands for; throws a SyntaxError for a structured value that is not JSON. */
export function typedValue(typed, before, field) {
  const trimmed = typed.trim();
  if (!trimmed) return null;
  if (field?.type === 'flag') return trimmed === 'true' ? true : trimmed === 'false' ? false : trimmed;
  const one = (line, was) => {
    if (was && typeof was === 'object' && line === valueText([was])) return was;
    if (/^[[{]/.test(line) && (was === undefined || typeof was === 'object' || Array.isArray(before))) return JSON.parse(line);
    if (typeof was === 'number' && /^-?\d+(\.\d+)?$/.test(line)) return Number(line);
    return line;
  };
  const lines = trimmed.split('\n').map((line) => line.trim()).filter(Boolean);
  const pairs = lines.map((line) => /^([\w-]+):\s+(.+)$/.exec(line));
  if (before && typeof before === 'object' && !Array.isArray(before) && pairs.every(Boolean)) {
    return Object.fromEntries(pairs.map(([, key, value]) => [key, one(value, before[key])]));
  }
  if (Array.isArray(before) || (field?.type === 'list' && trimmed.includes('\n'))) {
    const known = Array.isArray(before) ? before : [];
    return lines.map((line, index) => one(line, known.find((item) => valueText([item]) === line) ?? known[index]));
  }
  return one(trimmed, before);
}

/** Saves what was typed for a fact; gives a promise of the answer, or null when nothing was typed. */
export function saveDraft(fact) {
  const draft = store.draft(fact.pointer);
  if (!draft) return null;
  let edit;
  try {
    edit = draftEdit(fact, draft);
  } catch (error) {
    store.problems.set(fact.pointer, [{ severity: 'error', message: `This is not a structured value: ${error.message}`, remedy: 'Write it as JSON, or clear the field.' }]);
    store.emit('problems');
    return Promise.resolve({ ok: false });
  }
  if (!edit) {
    store.setDraft(fact.pointer, null);
    return null;
  }
  const typed = (one) => JSON.stringify({ ...one, etag: undefined, before: undefined });
  const sent = typed(draft);
  const { pointer, id } = fact;
  store.say(`Saving ${named(fact)} …`);
  return store.edit(`change ${named(fact)}`, [edit], draft.before).then((answer) => {
    if (answer.ok) store.say(`Saved: ${named(fact)}.`);
    // The fact may have moved; the draft moved with it. What was typed since stays.
    const now = store.facts.find((one) => one.pointer === pointer && one.id === id) || store.facts.find((one) => typed(store.draft(one.pointer)) === sent);
    if (answer.ok && now && typed(store.draft(now.pointer)) === sent) store.setDraft(now.pointer, null);
    else if (answer.ok && typed(store.draft(pointer)) === sent) store.setDraft(pointer, null);
    return answer;
  });
}

export const statusName = (fact) => STATUS[fact.review.status]?.[1] || fact.review.status;
