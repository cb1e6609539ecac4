/** Above this, reading a body takes milliseconds; below, even the most twisted one does not. Characters. */
const LARGE_CHARACTERS = 64 * 1024;
/** No request of a client is nested half so deep. Beyond, V8 reads a megabyte in a tenth of a second. */
const DEEPEST = 200;

const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT, QUOTE, BACKSLASH] = Array.from('[]{}"\\', (one) =>
  one.charCodeAt(0),
);

/**
 * Large bodies are read one after another, and after each the others get as much time as it took: whoever sends many at
 * once must not stop everybody's calls until all of them are read.
 */
export class LargeBodies {
  readonly #waiting: (() => void)[] = [];

  /** @param read reads the body, and begins what is done with it */
  take(body: string, read: () => void): void {
    if (body.length < LARGE_CHARACTERS) {
      read();
      return;
    }
    this.#waiting.push(read);
    if (this.#waiting.length === 1) setImmediate(() => this.#next());
  }

  #next(): void {
    const startedAt = performance.now();
    // By then, all that follows at once from the reading is done, too. Before it, so that no error ends the queue.
    setImmediate(() => {
      const tookMs = performance.now() - startedAt;
      this.#waiting.shift();
      if (this.#waiting.length > 0) setTimeout(() => this.#next(), tookMs);
    });
    this.#waiting[0]?.();
  }
}

/** Is it a large body that is nested deeper than any request? Counted without reading it. */
export function nestsTooDeep(body: string): boolean {
  if (body.length < LARGE_CHARACTERS) return false;
  let depth = 0;
  for (let at = 0; at < body.length; at++) {
    const code = body.charCodeAt(at);
    if (code === QUOTE) at = endOfText(body, at);
    else if (code === OPEN_LIST || code === OPEN_OBJECT) depth++;
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** The offset of the quote that ends the text which begins at `at`. */
function endOfText(body: string, at: number): number {
  let end = body.indexOf('"', at + 1);
  while (end !== -1 && isEscaped(body, end)) end = body.indexOf('"', end + 1);
  return end === -1 ? body.length : end;
}

function isEscaped(body: string, at: number): boolean {
  let backslashes = 0;
  while (body.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}

/**
 * What a number may look like that is read as infinite, and would be written again as null. Digits are counted from the
 * first of them only: from each, a megabyte of them would take half a second.
 */
const HUGE_NUMBER = /\d[eE]\+?0*\d{3}|(?<!\d)\d{309}/;

/** Does it hold a number that JavaScript has none for? @param parsed what was read of the body */
export function holdsInfinity(body: string, parsed: unknown): boolean {
  return HUGE_NUMBER.test(body) && isInfiniteInside(parsed);
}

function isInfiniteInside(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(isInfiniteInside);
}
