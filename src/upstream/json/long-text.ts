import { randomBytes } from 'node:crypto';

/**
 * A long text of a request that nothing interprets: the content of a message, an image. It is the JSON literal that the
 * client sent, and only one that JSON.stringify would write with the same bytes; so it is sent without being decoded,
 * parsed and written again. To every other reader it is what String() makes of it. See gateway/body/take-long-texts.ts.
 */
export class LongText {
  /** With its quotes. Private: nothing that logs an object shows it. */
  readonly #literal: Buffer;

  /** @param literal a slice of the received body, which lives as long as this text */
  constructor(literal: Buffer) {
    this.#literal = literal;
  }

  /** Without the quotes: UTF-8, with escapes as JSON.stringify writes them. */
  get escaped(): Buffer {
    return this.#literal.subarray(1, -1);
  }

  get literal(): Buffer {
    return this.#literal;
  }

  toString(): string {
    return JSON.parse(this.#literal.toString()) as string;
  }

  /** The text itself for JSON.stringify, a mark for writeJson. */
  toJSON(): string {
    if (marked === null) return this.toString();
    marked.push(this);
    return MARK;
  }
}

/** A text of a request that may be a long one. */
export function isText(value: unknown): value is string | LongText {
  return typeof value === 'string' || value instanceof LongText;
}

/** No client can send it: it is random in each process, and is nowhere but within writeJson. */
const MARK = randomBytes(24).toString('hex');
const MARKED_LITERAL = JSON.stringify(MARK);

/** The long texts that writeJson met so far; null: it does not run. */
let marked: LongText[] | null = null;

/** JSON that is written but for its long texts, which are copied when the bytes are made. */
export class WrittenJson {
  /** Pieces between the long texts: one more than there are of those. */
  readonly #pieces: readonly string[];
  readonly #longTexts: readonly LongText[];

  constructor(pieces: readonly string[], longTexts: readonly LongText[]) {
    this.#pieces = pieces;
    this.#longTexts = longTexts;
  }

  get byteLength(): number {
    const texts = this.#longTexts.reduce((sum, { literal }) => sum + literal.length, 0);
    return this.#pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), texts);
  }

  /** Memory of its own. @param members `,"name":value`, to be written last into the object */
  toBuffer(members = ''): Buffer {
    const last = this.#pieces.length - 1;
    const end = this.#pieces[last] ?? '';
    const closed = members === '' ? end : `${end.slice(0, -1)}${members}}`;
    if (last === 0) return Buffer.from(closed);
    const parts = this.#longTexts.flatMap(({ literal }, at) => [Buffer.from(this.#pieces[at] ?? ''), literal]);
    return Buffer.concat([...parts, Buffer.from(closed)]);
  }
}

/** The JSON of values that was written before. */
export type KnownJson = ReadonlyMap<unknown, string>;

const NONE: KnownJson = new Map();

/**
 * The bytes that JSON.stringify would make, without reading long texts.
 * @param value of parsed JSON @param known of members of an object @throws RangeError when it is nested too deeply
 */
export function writeJson(value: unknown, known = NONE): WrittenJson {
  const longTexts: LongText[] = [];
  marked = longTexts;
  let json: string;
  try {
    json = known.size === 0 ? JSON.stringify(value) : writeMembers(value as object, known);
  } finally {
    marked = null;
  }
  if (longTexts.length === 0) return new WrittenJson([json], longTexts);
  const pieces = json.split(MARKED_LITERAL);
  if (pieces.length !== longTexts.length + 1) throw new Error('a long text has no place in its JSON');
  return new WrittenJson(pieces, longTexts);
}

function writeMembers(value: object, known: KnownJson): string {
  const parts: string[] = [];
  for (const [name, member] of Object.entries(value)) {
    const json = known.get(member) ?? (JSON.stringify(member) as string | undefined);
    if (json !== undefined) parts.push(parts.length === 0 ? '{' : ',', JSON.stringify(name), ':', json);
  }
  return parts.length === 0 ? '{}' : `${parts.join('')}}`;
}
