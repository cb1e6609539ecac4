// @ts-check

const MAX_WAIT_MS = 60_000;

/** The session has ended, and the page is on its way to the sign-in: no part asks again. */
let isLeaving = false;

/** Whether replacing the part would disturb the reader: a focused field, an open confirmation. @param {Element} part */
function isInUse(part) {
  const { activeElement } = document;
  const isTyping =
    activeElement !== null && part.contains(activeElement) && activeElement.matches('input, textarea, select, button');
  return isTyping || part.querySelector('details.confirm[open]') !== null;
}

/** @param {HTMLElement} part @param {string} text */
function replaceContent(part, text) {
  const open = [...part.querySelectorAll('details[open] > summary')].map((summary) => summary.textContent);
  // The server escaped this markup, and the CSP allows no script in it.
  part.innerHTML = text;
  for (const summary of part.querySelectorAll('details > summary')) {
    if (open.includes(summary.textContent)) summary.parentElement?.setAttribute('open', '');
  }
  document.dispatchEvent(new CustomEvent('jigap:new-part'));
}

/** Loads a part again and again: less often while the server fails, never while the page is hidden. */
class LivePart {
  /** @param {HTMLElement} part */
  constructor(part) {
    this.part = part;
    this.path = part.dataset.live ?? '';
    this.everyMs = Number(part.dataset.every ?? 5) * 1000;
    this.waitMs = this.everyMs;
    this.content = '';
    this.isLoading = false;
    this.loadLater();
  }

  loadLater() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), this.waitMs);
  }

  async load() {
    if (document.hidden || this.isLoading || isLeaving) return;
    this.isLoading = true;
    try {
      await this.fetchPart();
      this.waitMs = this.everyMs;
    } catch {
      this.waitMs = Math.min(MAX_WAIT_MS, this.waitMs * 2);
    }
    this.isLoading = false;
    this.loadLater();
  }

  async fetchPart() {
    const response = await fetch(this.path, { headers: { accept: 'text/html' }, cache: 'no-store' });
    // The page itself redirects to the sign-in.
    if (response.status === 401) {
      isLeaving = true;
      location.reload();
      return;
    }
    if (!response.ok) throw new Error(`status ${response.status}`);
    const text = await response.text();
    if (text === this.content || isInUse(this.part)) return;
    this.content = text;
    replaceContent(this.part, text);
  }
}

const parts = [...document.querySelectorAll('[data-live]')]
  .filter((part) => part instanceof HTMLElement)
  .map((part) => new LivePart(part));

document.addEventListener('jigap:load-now', () => {
  for (const part of parts) void part.load();
});
document.addEventListener('visibilitychange', () => {
  for (const part of parts) if (!document.hidden) void part.load();
});
