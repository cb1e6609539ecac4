// @ts-check

/** Draws the lines of `figure[data-chart]` with uPlot, from the numbers of the table in it. */

const HEIGHT = 220;
const COLOURS = ['--series-0', '--series-1', '--series-2', '--series-3', '--series-4', '--series-5'];

/** @param {string} name of a custom property */
function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** @param {HTMLTableElement} table @returns {(number | null)[][]} x as seconds, then a list per series */
function numbersOf(table) {
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
  const columns = table.tHead?.rows[0]?.cells.length ?? 0;
  return Array.from({ length: columns }, (_, column) =>
    rows.map((row) => {
      const value = row.cells[column]?.dataset.value ?? '';
      if (column === 0) return Date.parse(`${value}T00:00:00Z`) / 1000;
      return value === '' ? null : Number(value);
    }),
  );
}

/** nano-USD -> "$0.25" for the axis: two decimals from a dollar on, below it two digits. @param {number} nano */
function usd(nano) {
  const amount = nano / 1e9;
  return `$${amount === 0 ? '0' : amount >= 1 ? amount.toFixed(2) : amount.toPrecision(2)}`;
}

/** @param {HTMLElement} figure @param {HTMLTableElement} table @param {HTMLElement} host */
function optionsFor(figure, table, host) {
  const dashed = figure.dataset.dashed === '' ? -1 : Number(figure.dataset.dashed);
  const axis = { stroke: colour('--ink-2'), grid: { stroke: colour('--rule'), width: 1 }, ticks: { show: false } };
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;
  // Like the pages: 28 Oct.
  const locale = document.documentElement.lang === 'en' ? 'en-GB' : document.documentElement.lang;
  const day = new Intl.DateTimeFormat(locale, {
    month: 'short',
    day: 'numeric',
    timeZone: 'UTC',
  });
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])].slice(1);
  return {
    width: host.clientWidth,
    height: HEIGHT,
    cursor: { y: false, drag: { x: false, y: false } },
    legend: { show: false },
    scales: { x: { time: true }, y: { range: (_, __, max) => [0, max > 0 ? max * 1.1 : 1] } },
    axes: [
      { ...axis, font, size: 30, space: 70, values: (_, splits) => splits.map((at) => day.format(at * 1000)) },
      { ...axis, font, size: 62, values: (_, splits) => splits.map((nano) => (nano === 0 ? '' : usd(nano))) },
    ],
    series: [
      {},
      ...heads.map((head, index) => ({
        label: head.textContent ?? '',
        stroke: colour(COLOURS[Math.min(index, COLOURS.length - 1)] ?? '--ink'),
        width: 2,
        points: { show: false },
        ...(index === dashed ? { dash: [5, 5] } : {}),
      })),
    ],
  };
}

/** @param {HTMLElement} figure */
function draw(figure) {
  const table = figure.querySelector('table');
  const host = figure.querySelector('[data-plot]');
  if (!(table instanceof HTMLTableElement) || !(host instanceof HTMLElement)) return;
  host.hidden = false;
  host.replaceChildren();
  new globalThis.uPlot(optionsFor(figure, table, host), numbersOf(table), host);
}

function drawAll() {
  for (const figure of document.querySelectorAll('figure[data-chart="line"]')) {
    if (figure instanceof HTMLElement) draw(figure);
  }
}

let width = window.innerWidth;
window.addEventListener('resize', () => {
  // A phone's address bar changes the height alone.
  if (window.innerWidth === width) return;
  width = window.innerWidth;
  drawAll();
});
window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
document.addEventListener('jigap:new-part', drawAll);
drawAll();
