/*
 * Kinds of facts and the words of the page: letters, names, order, assertions, states.
 */

const KINDS = {
  subject: ['Pt', 'Patient', 'Patient'],
  encounter: ['V', 'Visit', 'Visits'],
  diagnosis: ['D', 'Diagnosis', 'Diagnoses'],
  finding: ['F', 'Finding', 'Findings'],
  measurement: ['M', 'Measurement', 'Measurements'],
  medication: ['Rx', 'Medication', 'Medications'],
  procedure: ['P', 'Procedure', 'Procedures'],
  report: ['Re', 'Report', 'Reports'],
  specimen: ['Sp', 'Specimen', 'Specimens'],
  'family-history': ['Fh', 'Family history', 'Family history'],
  allergy: ['Al', 'Allergy', 'Allergies'],
  immunization: ['Im', 'Immunization', 'Immunizations'],
  device: ['De', 'Device', 'Devices'],
  'adverse-event': ['Ae', 'Adverse event', 'Adverse events'],
  image: ['Pi', 'Image', 'Images'],
  variant: ['Va', 'Variant', 'Variants'],
};

/** Kinds in the order in which the page lists them. */
export const KIND_ORDER = Object.keys(KINDS);

/** Kinds that can be added or chosen by a person. */
export const ADDABLE = KIND_ORDER.filter((kind) => kind !== 'subject' && kind !== 'encounter');

/** Whether a fact can be rejected: the patient and the visits that were read stay, what is said of them is corrected. */
export const isRejectable = (fact) => (fact.kind === 'encounter' ? fact.review.status === 'added' : fact.kind !== 'subject');

export const letter = (kind) => (KINDS[kind] || [kind.slice(0, 2)])[0];
export const kindName = (kind) => (KINDS[kind] || [, kind])[1];
export const kindPlural = (kind) => (KINDS[kind] || [, , kind])[2];

export const ASSERTIONS = ['present', 'absent', 'possible'];
export const SIGN = { present: '', absent: '−', possible: '?' };

/** The assertions that a kind can state, from its heads. */
export function assertionsOf(kinds, kind) {
  const stated = new Set((kinds?.[kind]?.heads || []).map((head) => head.assertion));
  const able = ASSERTIONS.filter((assertion) => stated.has(assertion));
  return able.length ? able : ['present'];
}

/** What an assertion is called for a kind: a drug is "given" or "not given", not "present". */
export function assertionName(kind, assertion) {
  const names = {
    diagnosis: { present: 'present', absent: 'excluded', possible: 'suspected' },
    medication: { present: 'given', absent: 'not given' },
    immunization: { present: 'given', absent: 'not given' },
    procedure: { present: 'done', absent: 'not done' },
    allergy: { present: 'allergic', absent: 'no allergy' },
  };
  return names[kind]?.[assertion] || assertion;
}

export const STATUS = {
  new: ['', 'not checked'],
  accepted: ['✓', 'accepted'],
  changed: ['✎', 'changed'],
  added: ['+', 'added'],
  rejected: ['✕', 'rejected'],
};

export const DOUBT = {
  contradiction: 'contradiction',
  implausible: 'implausible',
  uncoded: 'no code',
  confidence: 'unsure',
  time: 'time',
  issue: 'issue',
};

export const STATE = { new: 'new', 'in-review': 'in review', done: 'done', unreadable: 'cannot be read' };

/** The plain words of a structured value that says no more than they do; undefined for any other. */
function plainWords(value) {
  const keys = Object.keys(value);
  const [key] = keys;
  if (typeof value.text === 'string' && keys.every((each) => each === 'text' || each === 'codes')) return value.text;
  return keys.length === 1 && ['words', 'number'].includes(key) && typeof value[key] !== 'object' ? String(value[key]) : undefined;
}

/**
 * A field's value as text to read or type: the items of a list on lines of their own, a structured value as
 * `key: value` lines, and what is nested deeper as JSON.
 */
export function valueText(value) {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map((item) => (item && typeof item === 'object' ? plainWords(item) ?? JSON.stringify(item) : String(item))).join('\n');
  if (typeof value !== 'object') return String(value);
  const plain = plainWords(value);
  if (plain !== undefined) return plain;
  const flat = Object.values(value).every((one) => one !== null && typeof one !== 'object');
  return flat ? Object.entries(value).map(([key, one]) => `${key}: ${one}`).join('\n') : JSON.stringify(value, null, 1);
}

/** The words of a fact, never empty. */
export function named(fact) {
  if (fact.kind === 'subject') {
    return [fact.fields?.sex, fact.fields?.age].map(valueText).filter(Boolean).join(', ') || 'Patient';
  }
  return fact.label || fact.words || kindName(fact.kind);
}

const PLAIN = /^(?:present|absent|possible|active|confirmed|provisional|refuted|completed|unknown|not (?:taken|done|given))$/i;

/** The summary of a fact without what its assertion or usual status says already. */
export const summaryOf = (fact) => (fact.kind === 'subject' || fact.kind === 'encounter' ? '' : valueText(fact.summary).split(/\n|; /)
  .map((part) => part.split(', ').filter((word) => !PLAIN.test(word)).join(', '))  .filter(Boolean).join('; '));

/** The server's messages with `words` between typographic quotes. */
export const sentence = (text) => {
  const quoted = (text || '').replace(/`([^`]*)`/g, '“$1”');
  return (quoted.charAt(0).toUpperCase() + quoted.slice(1)).replace(/\.$/, '');
};

export const percent = (share) => `${Math.round(share * 100)} %`;
