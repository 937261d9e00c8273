/*
 * The article: headings, paragraphs and tables, with the words of each fact marked by kind and assertion. Text is only
 * ever set as text nodes. A block is built again only when its marks change, so that a long article stays fluid.
 */
import { store } from './store.js';
import { SIGN, kindName, assertionName, letter, named } from './kinds.js';

/** What joins the members of a list, before the words of the next. */
const SEPARATOR = /^[\s,;|]*(?:(?:and|or|und|oder|sowie)\s+)?/;

/** Cuts the text into headings, paragraphs and tables; each has `runs` [start, end] of the text it shows. */
function blocksOf(article) {
  const { text, sections, tables } = article;
  const titles = new Map();
  for (const section of sections) if (section.title?.trim()) titles.set(section.title.trim(), section);
  const blocks = [];
  const headed = new Set();
  const paragraph = (start, end) => {
    while (start < end && /\s/.test(text[start])) start++;
    while (end > start && /\s/.test(text[end - 1])) end--;
    if (start >= end) return;
    const lineEnd = text.indexOf('\n', start);
    const firstEnd = lineEnd < 0 || lineEnd > end ? end : lineEnd;
    const marked = /^(#{1,6})\s+/.exec(text.slice(start, Math.min(firstEnd, start + 10)));
    const from = start + (marked ? marked[0].length : 0);
    const title = text.slice(from, firstEnd).replace(/[\s#:]+$/, '');
    const section = titles.get(title) || titles.get(text.slice(from, firstEnd).trim());
    if ((marked || section) && title) {
      if (section) headed.add(section);
      blocks.push({ type: marked && marked[1].length === 1 ? 'h2' : 'h3', start, end: firstEnd, runs: [[from, from + title.length]] });
      paragraph(firstEnd, end);
    } else {
      blocks.push({ type: 'p', start, end, runs: [[start, end]] });
    }
  };
  const prose = (start, end) => {
    const gap = /\n[ \t]*\n/g;
    // A section starts a paragraph of its own, even without an empty line before it.
    const cuts = sections.map((section) => text.lastIndexOf('\n', section.start - 1) + 1).filter((at) => at > start && at < end);
    for (const part of [start, ...new Set(cuts)].sort((one, other) => one - other).map((from, index, all) => [from, all[index + 1] ?? end])) {
      let at = part[0];
      gap.lastIndex = at;
      for (let match = gap.exec(text); match && match.index < part[1]; match = gap.exec(text)) {
        paragraph(at, match.index);
        at = match.index + match[0].length;
      }
      paragraph(at, part[1]);
    }
  };
  let at = 0;
  for (const table of [...tables].sort((one, other) => one.start - other.start)) {
    if (table.start < at || !table.rows.length) continue;
    prose(at, table.start);
    blocks.push({ type: 'table', start: table.start, end: table.end, rows: table.rows,
      runs: table.rows.flatMap((cells) => cells.map((cell) => [cell.start, cell.end])) });
    at = table.end;
  }
  prose(at, text.length);
  // The title of a section need not stand in the text (of a PDF with bookmarks, for example).
  for (const section of sections) {
    if (headed.has(section) || !section.title?.trim()) continue;
    const here = blocks.findIndex((block) => block.start >= section.start);
    if (here >= 0) blocks.splice(here, 0, { type: 'h3', start: section.start, end: section.start, runs: [], title: section.title });
  }
  return blocks;
}

class ArticleView extends HTMLElement {
  connectedCallback() {
    this.unsubscribe = store.subscribe((changed) => {
      if (changed.has('article')) this.#build();
      if (['article', 'case', 'identifiers'].some((topic) => changed.has(topic))) this.#mark();
      if (changed.has('selection') || changed.has('article')) this.#select();
      if (changed.has('range')) this.#showRange();
    });
    this.addEventListener('click', (event) => this.#click(event));
    document.addEventListener('mouseup', this);
    this.#build();
    this.#mark();
    this.#select();
  }

  disconnectedCallback() {
    this.unsubscribe();
    document.removeEventListener('mouseup', this);
  }

  handleEvent(event) {
    // After the click the selection is final only in the next task.
    if (this.contains(event.target) && !event.target.closest('add-fact')) setTimeout(() => this.#takeSelection());
  }

  #build() {
    const { article } = store;
    this.replaceChildren();
    this.blocks = [];
    if (!store.case) return;
    if (!article) {
      this.append(note('Loading the article …'));
      return;
    }
    if (!article.available) {
      this.append(note(article.message || 'There is no article to this case.', 'The facts can be checked all the same: their words in the article are shown as quotes.'));
      return;
    }
    if (article.message) this.append(note(article.message));
    this.blocks = blocksOf(article);
    for (const block of this.blocks) {
      block.element = element(block.type === 'table' ? 'div' : block.type, block.type === 'table' ? 'tablebox' : 'block');
      if (block.type === 'table') {
        block.element.tabIndex = 0;
        block.element.setAttribute('role', 'region');
        block.element.setAttribute('aria-label', 'Table');
        block.cells = tableInto(block);
      } else {
        block.element.dir = 'auto';
        block.cells = [block.element];
      }
      if (block.title) block.element.textContent = block.title;
      this.append(block.element);
    }
    if (!this.blocks.length) this.append(note('The article is empty.'));
  }

  /** The block in which an offset lies, or the last before it. */
  #blockAt(offset) {
    let low = 0;
    let high = this.blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.blocks[middle].start <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #mark() {
    if (!this.blocks?.length || !store.case) return;
    for (const block of this.blocks) block.marks = [];
    const put = (mark) => {
      for (let at = this.#blockAt(mark.start); at < this.blocks.length && this.blocks[at].start < mark.end; at++) {
        this.blocks[at].marks.push(mark);
      }
    };
    for (const fact of store.facts) {
      for (const [index, evidence] of (fact.evidence || []).entries()) {
        if (Number.isInteger(evidence.start) && evidence.end > evidence.start) {
          put({ start: evidence.start, end: evidence.end, fact, first: index === 0 });
        }
      }
    }
    for (const lost of store.lostWords) put({ start: lost.start, end: lost.end, lost: true });
    for (const one of store.identifiers || []) if (one.end > one.start) put({ start: one.start, end: one.end, identifier: one });
    for (const block of this.blocks) {
      const signature = block.marks.map((mark) => `${mark.start}-${mark.end}${mark.fact ? `${mark.fact.pointer}${mark.fact.kind}${mark.fact.assertion}${mark.fact.review.status}` : mark.lost ? 'l' : 'i'}`).join();
      if (signature === block.signature) continue;
      block.signature = signature;
      if (block.title) continue;
      block.runs.forEach((run, index) => {
        block.cells[index].replaceChildren(...spans(store.article.text, run, block.marks));
      });
    }
    if (store.selected) this.#select(false);
    this.#showRange();
  }

  #select(reveal = true) {
    for (const old of this.querySelectorAll('.selected')) old.classList.remove('selected');
    const fact = store.current;
    if (!fact) return;
    const parts = [];
    for (const evidence of fact.evidence || []) {
      if (!(evidence.end > evidence.start)) continue;
      for (let at = this.#blockAt(evidence.start); at < (this.blocks?.length || 0) && this.blocks[at].start < evidence.end; at++) {
        for (const span of this.blocks[at].element.querySelectorAll('span[data-s]')) {
          const start = Number(span.dataset.s);
          if (start >= evidence.start && start < evidence.end) parts.push(span);
        }
      }
    }
    parts.forEach((span) => span.classList.add('selected'));
    if (reveal && store.reveal !== false && parts[0]) this.#scrollTo(parts[0]);
  }

  #scrollTo(part) {
    const box = this.parentElement.getBoundingClientRect();
    const here = part.getBoundingClientRect();
    if (here.top < box.top + 30 || here.bottom > box.bottom - 60) part.scrollIntoView({ block: 'center' });
  }

  /** Shows a place of the article: of a CARE item, an identifier, words found. */
  show(start, end) {
    if (!this.blocks?.length) return;
    const range = this.#rangeOf(start, end);
    if (!range) return;
    const host = range.startContainer.parentElement;
    host.scrollIntoView({ block: 'center' });
    highlight('place', range);
  }

  #rangeOf(start, end) {
    const range = document.createRange();
    let begun = false;
    for (let at = this.#blockAt(start); at < this.blocks.length && this.blocks[at].start < Math.max(end, start + 1); at++) {
      for (const span of this.blocks[at].element.querySelectorAll('span[data-s]')) {
        const from = Number(span.dataset.s);
        const node = span.firstChild;
        const to = from + node.data.length;
        if (to <= start || from >= end) continue;
        if (!begun) range.setStart(node, Math.max(0, start - from));
        begun = true;
        range.setEnd(node, Math.min(node.data.length, end - from));
      }
    }
    return begun ? range : null;
  }

  #showRange() {
    if (!store.range || !this.blocks?.length) highlight('chosen', null);
    else highlight('chosen', this.#rangeOf(store.range.start, store.range.end));
  }

  #click(event) {
    if (!document.getSelection().isCollapsed) return;
    const pointers = event.target.closest('span[data-p]')?.dataset.p.split(' ');
    if (!pointers) return;
    // A place may be evidence of several facts: each click goes to the next of them.
    const at = pointers.indexOf(store.selected);
    store.select(pointers[(at + 1) % pointers.length], { reveal: false });
  }

  #takeSelection() {
    const selection = document.getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    if (!this.contains(range.commonAncestorContainer)) return;
    let start = null;
    let end = null;
    for (const span of this.querySelectorAll('span[data-s]')) {
      if (!range.intersectsNode(span)) continue;
      const node = span.firstChild;
      const from = Number(span.dataset.s);
      const first = range.startContainer === node ? range.startOffset : 0;
      const last = range.endContainer === node ? range.endOffset : node.data.length;
      if (last <= first) continue;
      start ??= from + first;
      end = from + last;
    }
    if (start === null) return;
    const { text } = store.article;
    while (start < end && /\s/.test(text[start])) start++;
    while (end > start && /\s/.test(text[end - 1])) end--;
    if (end > start) store.set({ range: wholeWords(text, start, end), adding: true }, 'range');
  }
}

const LETTER = /[\p{L}\p{M}\p{N}]/u;

/** A range that starts or ends inside a word takes in the whole word: half a word is no evidence. */
export function wholeWords(text, start, end) {
  let [from, to] = [start, end];
  while (from > 0 && LETTER.test(text[from]) && LETTER.test(text[from - 1])) from--;
  while (to < text.length && LETTER.test(text[to - 1]) && LETTER.test(text[to])) to++;
  return { start: from, end: to };
}

function element(name, className) {
  const made = document.createElement(name);
  if (className) made.className = className;
  return made;
}

function note(...lines) {
  const box = element('div', 'empty');
  for (const line of lines) {
    const paragraph = element('p');
    paragraph.textContent = line;
    paragraph.dir = 'auto';
    box.append(paragraph);
  }
  return box;
}

function tableInto(block) {
  const table = element('table', 'articletable');
  const cells = [];
  block.rows.forEach((row, index) => {
    const line = element('tr');
    for (const cell of row) {
      const made = element(index === 0 && block.rows.length > 1 && cell.end > cell.start ? 'th' : 'td');
      if (made.localName === 'th') made.scope = 'col';
      made.dir = 'auto';
      line.append(made);
      cells.push(made);
    }
    table.append(line);
  });
  block.element.append(table);
  return cells;
}

/** The text of a run as spans: cut wherever a mark starts or ends; the shortest mark of a fact decides how it looks. */
function spans(text, [start, end], marks) {
  const inside = marks.filter((mark) => mark.start < end && mark.end > start);
  const cuts = new Set([start, end]);
  for (const mark of inside) {
    if (mark.start > start) cuts.add(mark.start);
    if (mark.end < end) cuts.add(mark.end);
  }
  const at = [...cuts].sort((one, other) => one - other);
  const result = [];
  let before = null; // the fact of the span before
  for (let index = 0; index + 1 < at.length; index++) {
    const [from, to] = [at[index], at[index + 1]];
    const over = inside.filter((mark) => mark.start <= from && mark.end >= to);
    const facts = over.filter((mark) => mark.fact)
      .sort((one, other) => (one.fact.review.status === 'rejected') - (other.fact.review.status === 'rejected')
        || (one.end - one.start) - (other.end - other.start));
    const { fact } = facts[0] || {};
    const titles = facts.map((mark) => `${kindName(mark.fact.kind)}: ${named(mark.fact)}${mark.fact.assertion === 'present' ? '' : `, ${assertionName(mark.fact.kind, mark.fact.assertion)}`}`);
    const lost = !fact && over.some((mark) => mark.lost);
    if (lost) titles.push('These words look clinical, and no fact was made of them.');
    const identifier = over.find((mark) => mark.identifier)?.identifier;
    if (identifier) titles.push(`Identifies? ${identifier.kind}: ${identifier.reason}`);
    // In "no fever, cough or rash" the letter of the second fact stands before "cough", not before the comma.
    const joint = fact && fact !== before ? SEPARATOR.exec(text.slice(from, to))[0].length : 0;
    const joins = joint > 0 && joint === to - from;
    const parts = joint > 0 && !joins ? [[from, from + joint], [from + joint, to]] : [[from, to]];
    parts.forEach(([start, end], part) => {
      const span = element('span');
      span.dataset.s = start;
      span.textContent = text.slice(start, end);
      if (fact) {
        span.className = `m k-${fact.kind} a-${fact.assertion} s-${fact.review.status}`;
        span.dataset.p = [...new Set(facts.map((mark) => mark.fact.pointer))].join(' ');
        if (fact !== before && !joins && part === parts.length - 1) span.dataset.l = letter(fact.kind) + SIGN[fact.assertion];
      } else if (lost) {
        span.className = 'lost';
      }
      if (identifier) span.classList.add('identifier');
      if (titles.length) span.title = [...new Set(titles)].join('\n');
      result.push(span);
    });
    if (!joins) before = fact || null;
  }
  return result;
}

/** Highlights a range by CSS alone, without changing the document; browsers without it show the selection instead. */
function highlight(name, range) {
  if (!('highlights' in CSS)) {
    if (range) {
      document.getSelection().removeAllRanges();
      document.getSelection().addRange(range);
    }
    return;
  }
  if (range) CSS.highlights.set(name, new Highlight(range));
  else CSS.highlights.delete(name);
}

customElements.define('article-view', ArticleView);
