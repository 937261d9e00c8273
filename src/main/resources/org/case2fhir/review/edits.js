/*
 * Edits and facts without the page: what an edit does to a fact, which facts it names, whether it is already there, and
 * how a fact is found again in a newer version of the case.
 */

/** Patient, visits and facts of a case. */
export function everyFact(found) {
  const subject = found.subject ? [found.subject] : [];
  return [...subject, ...found.visits, ...found.facts];
}

/** The parts of edits that name a fact and its version. */
export function targets(edits) {
  return (edits || []).flatMap((edit) => (edit.op === 'merge' ? edit.facts : edit.pointer ? [edit] : []));
}

const written = new WeakMap();

function text(fact) {
  let known = written.get(fact);
  if (known === undefined) {
    known = JSON.stringify(fact);
    written.set(fact, known);
  }
  return known;
}

/** Whether a fact is the same object in all but identity. */
export function same(one, other) {
  return one.etag === other.etag && text(one) === text(other);
}

/** Whether only the etag or the pointer differs: that of a visit may cover the facts in it. */
export function alike(one, other) {
  const plain = (fact) => JSON.stringify({ ...fact, etag: '', pointer: '', doubts: [], doubt: 0 });
  return plain(one) === plain(other);
}

const place = (fact) => (fact.evidence?.length ? `${fact.evidence[0].start}-${fact.evidence[0].end}` : '');

/** Whether a fact found again is certainly the one meant, so that what a person did to it may be sent. */
export function isCertain(was, now) {
  return Boolean(was.id && was.id === now.id) || was.words === now.words || (was.kind === now.kind && place(was) !== '' && place(was) === place(now));
}

/** Finds a fact again in a new case: pointers move when facts before it come, go or change their visit. */
export function follower(old, now) {
  const byPointer = new Map(now.map((fact) => [fact.pointer, fact]));
  const byId = new Map();
  for (const fact of now) if (fact.id) byId.set(fact.id, byId.has(fact.id) ? null : fact);
  return (pointer) => {
    const was = old.get(pointer);
    const there = byPointer.get(pointer);
    if (!was) return there || null;
    if (there && there.id && there.id === was.id) return there;
    const sameId = byId.get(was.id);
    if (sameId) return sameId;
    if (there && there.kind === was.kind && place(there) === place(was)) return there;
    const where = place(was);
    const near = where ? now.filter((fact) => place(fact) === where) : [];
    return near.find((fact) => fact.kind === was.kind) || near.find((fact) => fact.words === was.words)
      || near[0] || (there && there.kind === was.kind ? there : null);
  };
}

/** A fact as it will be after an edit; kind, visit and codes follow with the answer where they move the fact. */
export function applied(fact, edit, reviewer = '') {
  const status = (name) => ({ ...fact.review, status: name, by: reviewer });
  const kept = fact.review.status === 'changed' || fact.review.status === 'added' ? fact.review.status : 'accepted';
  switch (edit.op) {
    case 'accept':
      return { ...fact, review: status(kept) };
    case 'reject':
      return { ...fact, review: status('rejected') };
    case 'reset':
      return { ...fact, review: status('new') };
    case 'set': {
      const fields = { ...fact.fields };
      for (const [key, value] of Object.entries(edit.fields || {})) {
        if (value === null) delete fields[key];
        else fields[key] = value;
      }
      return {
        ...fact,
        fields,
        words: edit.words ?? fact.words,
        assertion: edit.assertion ?? fact.assertion,
        kind: edit.kind ?? fact.kind,
        visit: edit.visit === undefined ? fact.visit : edit.visit || null,
        evidence: edit.evidence ?? fact.evidence,
        summary: edit.fields?.value ?? edit.fields?.dose ?? fact.summary,
        review: status(fact.review.status === 'added' ? 'added' : 'changed'),
      };
    }
    default:
      return fact;
  }
}

/** Whether the server's fact already is what the edit wants. */
export function isSettled(edit, fact) {
  if (!fact) return false;
  const status = fact.review.status;
  if (edit.op === 'accept') return status !== 'new' && status !== 'rejected';
  if (edit.op === 'reject') return status === 'rejected';
  if (edit.op === 'reset') return status === 'new';
  if (edit.op !== 'set') return false;
  const written = (codes) => codes.filter((code) => !code.role).map((code) => `${code.uri} ${code.code}`).sort().join();
  return (edit.words === undefined || edit.words === fact.words)
    && (edit.assertion === undefined || edit.assertion === fact.assertion)
    && (edit.kind === undefined || edit.kind === fact.kind)
    && (edit.visit === undefined || edit.visit === (fact.visit || ''))
    && (edit.codes === undefined || written(edit.codes) === written(fact.codes))
    && (edit.evidence === undefined || JSON.stringify(edit.evidence) === JSON.stringify(fact.evidence))
    && Object.entries(edit.fields || {}).every(([key, value]) => JSON.stringify(fact.fields[key] ?? null) === JSON.stringify(value));
}
