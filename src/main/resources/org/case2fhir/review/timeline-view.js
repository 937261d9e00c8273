/*
 * The timeline: lanes of visits, diagnoses, drugs as bars, procedures and measurements over a common axis. Long gaps are
 * drawn shorter than they are, and marked. Arrow keys go through the items, Enter chooses one.
 */
import { ReviewElement, html, svg, nothing } from './element.js';
import { store } from './store.js';
import { kindPlural } from './kinds.js';

const LANES = ['encounter', 'diagnosis', 'finding', 'medication', 'procedure', 'report', 'measurement'];
const LABELS = 106; // width of the lane titles
const ROW = 17;
const MOST_ROWS = 5; // of a lane; what is left over is shown as a count
const DAY = 86400000;

/** The first or last day of a partial ISO date, as days since 1970; null when it cannot be read. */
function day(date, end = false) {
  const parts = /^(-?\d{4})(?:-(\d\d))?(?:-(\d\d))?/.exec(date || '');
  if (!parts) return null;
  const [, year, month, dayOfMonth] = parts.map((part) => (part === undefined ? undefined : Number(part)));
  if (dayOfMonth) return Date.UTC(year, month - 1, dayOfMonth) / DAY;
  if (month) return (end ? Date.UTC(year, month, 1) - DAY : Date.UTC(year, month - 1, 1)) / DAY;
  return (end ? Date.UTC(year + 1, 0, 1) - DAY : Date.UTC(year, 0, 1)) / DAY;
}

/** An axis on which a gap grows with its logarithm: a day stays visible beside years. */
function axisOf(moments, width) {
  const days = [...new Set(moments)].sort((one, other) => one - other);
  const steps = days.slice(1).map((moment, index) => Math.log2(1 + moment - days[index]) + 0.4);
  const total = steps.reduce((sum, step) => sum + step, 0) || 1;
  let at = 0;
  const places = new Map([[days[0], 0]]);
  steps.forEach((step, index) => {
    at += step;
    places.set(days[index + 1], (at / total) * width);
  });
  return { days, place: (moment) => places.get(moment) };
}

class TimelineView extends ReviewElement {
  static topics = ['case', 'selection'];

  connectedCallback() {
    super.connectedCallback();
    this.observer = new ResizeObserver(() => {
      if (Math.abs(this.clientWidth - (this.drawnWidth || 0)) > 4) this.#draw();
    });
    this.observer.observe(this);
    this.addEventListener('click', (event) => {
      const item = event.target.closest('[data-pointers]');
      if (item) this.#choose(item);
    });
    this.addEventListener('keydown', (event) => {
      const items = [...this.querySelectorAll('[data-pointers]')];
      const at = items.indexOf(document.activeElement);
      if (at < 0) return;
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (step) {
        const next = items[Math.min(items.length - 1, Math.max(0, at + step))];
        items[at].setAttribute('tabindex', '-1');
        next.setAttribute('tabindex', '0');
        next.focus();
      } else if (event.key === 'Enter' || event.key === ' ') {
        this.#choose(items[at]);
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer.disconnect();
  }

  update(changed) {
    if (changed && !changed.has('case') && !changed.has('timeline')) {
      this.#showSelected(true);
      return;
    }
    if (store.case && store.case.timeline === this.drawn && store.case.visits === this.drawnVisits) return;
    this.#draw();
  }

  #draw() {
    this.drawn = store.case?.timeline;
    this.drawnVisits = store.case?.visits;
    this.drawnWidth = this.clientWidth;
    super.update();
    this.#showSelected(false);
  }

  #choose(item) {
    // One dot may stand for several facts of a day: each click goes to the next.
    const pointers = item.dataset.pointers.split(' ');
    store.select(pointers[(pointers.indexOf(store.selected) + 1) % pointers.length]);
  }

  #showSelected(scroll) {
    for (const old of this.querySelectorAll('.selected')) old.classList.remove('selected');
    if (!store.selected) return;
    const item = [...this.querySelectorAll('[data-pointers]')].find((each) => each.dataset.pointers.split(' ').includes(store.selected));
    item?.classList.add('selected');
    if (scroll && item) item.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  template() {
    if (!store.case) return nothing;
    const dated = [];
    for (const item of store.case.timeline?.items || []) {
      const start = day(item.start);
      if (start === null && day(item.end) === null) continue;
      const end = item.end ? day(item.end, true) : day(item.start, true);
      dated.push({ ...item, from: start ?? end, to: Math.max(end, start ?? end), bar: Boolean(item.end) || item.ongoing || end > start });
    }
    if (!dated.length) {
      return html`<p class="empty small">Nothing has a date yet. Give a visit or a fact a date, and it is shown here.</p>`;
    }
    const inner = Math.max(320, (this.clientWidth || 1000) - 4);
    const width = inner - LABELS - 24;
    const axis = axisOf(dated.flatMap((item) => [item.from, item.to]), width - 90);
    const x = (moment) => LABELS + 8 + axis.place(moment);
    const lanes = [];
    let y = 22;
    for (const kind of LANES) {
      const items = group(dated.filter((item) => item.kind === kind), kind);
      if (!items.length) continue;
      const rows = [];
      let left = 0;
      const placed = [];
      for (const item of items.sort((one, other) => one.from - other.from || one.to - other.to)) {
        const from = x(item.from);
        const to = item.ongoing ? LABELS + width : x(item.to);
        const words = `${{ absent: 'no ', possible: '? ' }[item.assertion] || ''}${item.label}`;
        const label = words.length > 32 ? `${words.slice(0, 31)}…` : words;
        const reach = kind === 'measurement' || kind === 'finding' && item.pointers.length > 1 ? from + 14 + label.length * 6.2 : Math.max(to + 8, (item.bar ? from + 6 : from + 12) + label.length * 6.2);
        let at = rows.findIndex((used) => used + 4 < from - 5);
        if (at < 0 && rows.length < MOST_ROWS) at = rows.push(0) - 1;
        if (at < 0) {
          left++;
          continue;
        }
        rows[at] = reach;
        placed.push({ ...item, x: from, width: Math.max(6, to - from), y: y + at * ROW, label });
      }
      lanes.push({ kind, y, height: rows.length * ROW + 4, items: placed, left });
      y += rows.length * ROW + 6;
    }
    const height = y + 2;
    const dates = new Map();
    for (const item of dated) {
      // A date is written as exactly as it is given.
      if (item.end) dates.set(item.to, item.end);
      if (item.start) dates.set(item.from, item.start);
    }
    const ticks = [];
    let last = -100;
    for (const moment of axis.days.filter((one) => dates.has(one))) {
      if (x(moment) - last < 74) continue;
      ticks.push({ x: x(moment), date: dates.get(moment) });
      last = x(moment);
    }
    let stop = true;
    return html`
      <svg width=${inner} height=${height} viewBox="0 0 ${inner} ${height}" role="group" aria-label="Timeline. Arrow keys go through it; long gaps are drawn shorter than they are.">
        ${ticks.map((tick) => svg`<line class="grid" x1=${tick.x} x2=${tick.x} y1="16" y2=${height}></line><text class="tick" x=${tick.x} y="12">${tick.date}</text>`)}
        ${lanes.map((lane) => svg`
          <line class="lane" x1="0" x2=${inner} y1=${lane.y - 2} y2=${lane.y - 2}></line>
          <text class="lanetitle" x="4" y=${lane.y + 12}>${kindPlural(lane.kind)}</text>
          ${lane.left ? svg`<text class="tick" x="4" y=${lane.y + 26}>+ ${lane.left} not drawn</text>` : nothing}
          ${lane.items.map((item) => {
            const tab = stop ? 0 : -1;
            stop = false;
            return this.#item(item, tab);
          })}`)}
      </svg>`;
  }

  #item(item, tab) {
    const dates = item.bar && item.end ? `${item.start} to ${item.end}` : `${item.start}${item.ongoing ? ', goes on' : ''}`;
    const name = `${item.label}${item.assertion === 'present' ? '' : `, ${item.assertion}`}, ${dates}`;
    const labelX = item.bar ? item.x + 5 : item.x + 9;
    return svg`
      <g class="item k-${item.kind} a-${item.assertion} ${item.ongoing ? 'ongoing' : ''}" role="button" tabindex=${tab} aria-label=${name} data-pointers=${item.pointers.join(' ')}>
        <title>${name}</title>
        ${item.bar ? svg`<rect x=${item.x} y=${item.y} width=${item.width} height=${ROW - 4} rx="3"></rect>` : svg`<circle cx=${item.x} cy=${item.y + 7} r="5"></circle>`}
        <text x=${labelX} y=${item.y + 11}>${item.label}</text>
      </g>`;
  }
}

/** Measurements and findings of one day as one dot; everything else on its own. */
function group(items, kind) {
  const alone = items.map((item) => ({ ...item, pointers: [item.pointer] }));
  if (kind !== 'measurement' && kind !== 'finding') return alone;
  const days = new Map();
  for (const item of alone) {
    const key = `${item.start} ${item.end || ''}`;
    const known = days.get(key);
    if (known) known.pointers.push(item.pointer);
    else days.set(key, item);
  }
  return [...days.values()].map((item) => (item.pointers.length > 1 ? { ...item, label: `${item.pointers.length} ${kindPlural(kind).toLowerCase()}`, assertion: 'present' } : item));
}

customElements.define('timeline-view', TimelineView);
