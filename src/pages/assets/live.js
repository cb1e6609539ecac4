// @ts-check

const MOST_WAIT_MS = 60_000;

/** What a reader has opened or is working in is not taken away. @param {Element} part */
function isInUse(part) {
  const { activeElement } = document;
  const isTyping =
    activeElement !== null && part.contains(activeElement) && activeElement.matches('input, textarea, select, button');
  return isTyping || part.querySelector('details.confirm[open]') !== null;
}

/** @param {HTMLElement} part @param {string} text */
function show(part, text) {
  const open = [...part.querySelectorAll('details[open] > summary')].map((summary) => summary.textContent);
  // Our own server's markup, escaped there; a policy keeps scripts out of it anyway.
  part.innerHTML = text;
  for (const summary of part.querySelectorAll('details > summary')) {
    if (open.includes(summary.textContent)) summary.parentElement?.setAttribute('open', '');
  }
  document.dispatchEvent(new CustomEvent('jigap:new-part'));
}

/** Asks for a part again and again; seldom when the server does not answer, not at all while nobody looks. */
class LivePart {
  /** @param {HTMLElement} part */
  constructor(part) {
    this.part = part;
    this.path = part.dataset.live ?? '';
    this.everyMs = Number(part.dataset.every ?? 5) * 1000;
    this.waitMs = this.everyMs;
    this.shown = '';
    this.isAsking = false;
    this.askLater();
  }

  askLater() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), this.waitMs);
  }

  async ask() {
    if (document.hidden || this.isAsking) return;
    this.isAsking = true;
    try {
      await this.read();
      this.waitMs = this.everyMs;
    } catch {
      this.waitMs = Math.min(MOST_WAIT_MS, this.waitMs * 2);
    }
    this.isAsking = false;
    this.askLater();
  }

  async read() {
    const response = await fetch(this.path, { headers: { accept: 'text/html' }, cache: 'no-store' });
    // The session has ended: the page itself leads to signing in.
    if (response.status === 401) {
      location.reload();
      return;
    }
    if (!response.ok) throw new Error(`status ${response.status}`);
    const text = await response.text();
    if (text === this.shown || isInUse(this.part)) return;
    this.shown = text;
    show(this.part, text);
  }
}

const parts = [...document.querySelectorAll('[data-live]')]
  .filter((part) => part instanceof HTMLElement)
  .map((part) => new LivePart(part));

document.addEventListener('jigap:ask-now', () => {
  for (const part of parts) void part.ask();
});
document.addEventListener('visibilitychange', () => {
  for (const part of parts) if (!document.hidden) void part.ask();
});
