import { ACCOUNT_ID, mayHoldAccountId } from './account-ids.ts';
import { PatternSearch, type Span } from './pattern-search.ts';
import { spellingsOf } from './scrub.ts';
import { unescapeLayer } from './unescape-layer.ts';

const HIDDEN = Buffer.from('[hidden]');
const EMPTY = Buffer.alloc(0);
const PERCENT = 37;
const PERCENT_CODE = /%[2-7][0-9A-Fa-f]/;
const BACKSLASH = 92;
/** How an escaped ASCII character begins. */
const ESCAPED_ASCII = Buffer.from('\\u00');
const ESCAPED_SLASH = Buffer.from('\\/');
/** An escape may be escaped again: JSON in a JSON string, a percent sign as `\u0025`. */
const MAX_LAYERS = 3;
/** `\u0025\u0037\u0033` for one letter. */
const MAX_BYTES_PER_CHARACTER = 18;
const MAX_ID_CHARACTERS = 40;

/**
 * Takes the upstream keys and the account's ids out of what a provider answers. Found are the keys themselves and their
 * hexadecimal and base64 spellings, and ids that look like OpenAI's, each in plain letters or behind up to three layers
 * of JSON escapes and percent signs.
 */
export class AnswerSecrets {
  readonly #keys: PatternSearch;
  readonly #hasSlash: boolean;
  /** No spelling of a secret is longer, bytes. */
  readonly maxBytes: number;

  constructor(keys: readonly string[]) {
    const spellings = keys.flatMap(spellingsOf);
    this.#keys = new PatternSearch(spellings);
    this.#hasSlash = spellings.some((spelling) => spelling.includes('/'));
    const longest = Math.max(MAX_ID_CHARACTERS, ...spellings.map(({ length }) => length));
    this.maxBytes = MAX_BYTES_PER_CHARACTER * longest;
  }

  /** @returns the bytes without the secrets */
  cutOut(bytes: Buffer): Buffer {
    const spans = this.spansIn(bytes);
    return spans.length === 0 ? bytes : withoutSpans(bytes, spans);
  }

  /** For bytes that come in pieces. */
  newFilter(): SecretFilter {
    return new SecretFilter(this);
  }

  /** Where the secrets are, in order, none touching another. */
  spansIn(bytes: Buffer): readonly Span[] {
    const isClean = this.#keys.find(bytes) === null && !mayHoldAccountId(bytes) && !this.#mayHoldEscapes(bytes);
    return isClean ? [] : merged(this.#spansInLayers(bytes));
  }

  /** Single bytes are searched first: it is much faster, and most answers have none of them. */
  #mayHoldEscapes(bytes: Buffer): boolean {
    if (bytes.indexOf(BACKSLASH) !== -1) {
      if (bytes.includes(ESCAPED_ASCII) || (this.#hasSlash && bytes.includes(ESCAPED_SLASH))) return true;
    }
    return bytes.indexOf(PERCENT) !== -1 && PERCENT_CODE.test(bytes.toString('latin1'));
  }

  #spansInLayers(bytes: Buffer): Span[] {
    const found = this.#plainSpans(bytes);
    let layer: Uint8Array = bytes;
    let offsets: Uint32Array | null = null;
    for (let depth = 0; depth < MAX_LAYERS; depth++) {
      const next = unescapeLayer(layer);
      if (next.bytes.length === layer.length) break;
      const before: Uint32Array | null = offsets;
      const into: Uint32Array = before === null ? next.offsets : next.offsets.map((at) => before[at] as number);
      for (const { start, end } of this.#plainSpans(next.bytes)) {
        found.push({ start: into[start] as number, end: into[end] as number });
      }
      layer = next.bytes;
      offsets = into;
    }
    return found;
  }

  #plainSpans(bytes: Uint8Array): Span[] {
    const spans: Span[] = [];
    for (let span = this.#keys.find(bytes); span !== null; span = this.#keys.find(bytes, span.end)) spans.push(span);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    for (const match of text.matchAll(ACCOUNT_ID)) {
      spans.push({ start: match.index, end: match.index + match[0].length });
    }
    return spans;
  }
}

/** Cuts secrets out of bytes that come in pieces: it keeps back as many bytes as the longest spelling has. */
export class SecretFilter {
  readonly #secrets: AnswerSecrets;
  #tail: Buffer = EMPTY;

  constructor(secrets: AnswerSecrets) {
    this.#secrets = secrets;
  }

  /** @returns bytes that hold no beginning of a secret */
  push(chunk: Buffer): Buffer {
    const bytes = this.#tail.length === 0 ? chunk : Buffer.concat([this.#tail, chunk]);
    const spans = this.#secrets.spansIn(bytes);
    const cut = this.#cutOf(bytes.length, spans);
    this.#tail = bytes.subarray(cut);
    const passing = bytes.subarray(0, cut);
    return spans.length === 0
      ? passing
      : withoutSpans(
          passing,
          spans.filter(({ end }) => end <= cut),
        );
  }

  /** Nothing follows. @returns what was kept back */
  end(): Buffer {
    const tail = this.#tail;
    this.#tail = EMPTY;
    return this.#secrets.cutOut(tail);
  }

  #cutOf(length: number, spans: readonly Span[]): number {
    const cut = Math.max(0, length - this.#secrets.maxBytes);
    const crossing = spans.find(({ start, end }) => start < cut && end > cut);
    return crossing?.end ?? cut;
  }
}

function merged(spans: Span[]): Span[] {
  const apart: { start: number; end: number }[] = [];
  for (const { start, end } of spans.sort((a, b) => a.start - b.start)) {
    const last = apart.at(-1);
    if (last !== undefined && start < last.end) last.end = Math.max(last.end, end);
    else apart.push({ start, end });
  }
  return apart;
}

function withoutSpans(bytes: Buffer, spans: readonly Span[]): Buffer {
  const kept: Buffer[] = [];
  let from = 0;
  for (const { start, end } of spans) {
    kept.push(bytes.subarray(from, start), HIDDEN);
    from = end;
  }
  kept.push(bytes.subarray(from));
  return Buffer.concat(kept);
}
