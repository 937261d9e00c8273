/*
 * Trends of results that were measured more than once: a small plot for each test and unit, every point a button that
 * selects its fact.
 */
import { ReviewElement, html, svg, nothing } from './element.js';
import { store } from './store.js';

const WIDTH = 220;
const HEIGHT = 78;
const EDGE = 12;

class TrendView extends ReviewElement {
  static topics = ['case', 'selection'];

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener('click', (event) => {
      const point = event.target.closest('[data-pointer]');
      if (point) store.select(point.dataset.pointer);
    });
    this.addEventListener('keydown', (event) => {
      const points = [...this.querySelectorAll('[data-pointer]')];
      const at = points.indexOf(document.activeElement);
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (at < 0) return;
      if (step) {
        const next = points[Math.min(points.length - 1, Math.max(0, at + step))];
        points[at].setAttribute('tabindex', '-1');
        next.setAttribute('tabindex', '0');
        next.focus();
      } else if (event.key === 'Enter' || event.key === ' ') {
        store.select(points[at].dataset.pointer);
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    });
  }

  update(changed) {
    if (changed && !changed.has('case') && !changed.has('shown')) {
      for (const point of this.querySelectorAll('[data-pointer]')) point.classList.toggle('selected', point.dataset.pointer === store.selected);
      return;
    }
    if (store.case && store.case.trends === this.drawn) return;
    this.drawn = store.case?.trends;
    super.update();
  }

  template() {
    if (!store.case) return nothing;
    const trends = (store.case.trends || []).filter((trend) => trend.points.length > 1);
    if (!trends.length) {
      return html`<p class="empty small">No test has two results with a date and the same unit yet.</p>`;
    }
    let stop = true;
    return html`<div class="plots">${trends.map((trend) => {
      const times = trend.points.map((point) => Date.parse(point.time.length === 4 ? `${point.time}-07-01` : point.time));
      const values = trend.points.map((point) => point.value);
      const [early, late] = [Math.min(...times), Math.max(...times)];
      const [low, high] = [Math.min(...values), Math.max(...values)];
      const x = (time) => (late > early ? EDGE + ((time - early) / (late - early)) * (WIDTH - 2 * EDGE) : WIDTH / 2);
      const y = (value) => (high > low ? HEIGHT - EDGE - ((value - low) / (high - low)) * (HEIGHT - 2 * EDGE) : HEIGHT / 2);
      const order = trend.points.map((point, index) => ({ ...point, x: x(times[index]), y: y(point.value), at: times[index] })).sort((one, other) => one.at - other.at);
      const line = order.map((point) => `${point.x.toFixed(1)},${point.y.toFixed(1)}`).join(' ');
      return html`<figure class="plot"><figcaption><strong dir="auto">${trend.name}</strong> <span class="soft">${trend.unit} · ${low === high ? low : `${low} to ${high}`}</span></figcaption>
        <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="group" aria-label="${trend.name}, ${order.length} results">
          <polyline points=${line}></polyline>
          ${order.map((point) => {
            const tab = stop ? 0 : -1;
            stop = false;
            return svg`<g class="point ${point.pointer === store.selected ? 'selected' : ''}" role="button" tabindex=${tab} data-pointer=${point.pointer} aria-label="${trend.name} ${point.text}, ${point.time}"><title>${point.time}: ${point.text}</title><circle class="reach" cx=${point.x} cy=${point.y} r="11"></circle><circle class="dot" cx=${point.x} cy=${point.y} r="4"></circle></g>`;
          })}
        </svg><p class="soft span"><span>${order[0].time}</span><span>${order.at(-1).time}</span></p></figure>`;
    })}</div>`;
  }
}

customElements.define('trend-view', TrendView);
