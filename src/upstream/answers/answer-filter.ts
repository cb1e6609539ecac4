import { ANY, type FieldRule, type KnownFields, MAX_LEVELS, nameIn } from '../json/known-fields.ts';
import { JsonNesting, JsonString } from '../json/nesting-scan.ts';
import { byteSet, endOfScalar, IS_BLANK, IS_SCALAR } from '../json/scalar-scan.ts';
import { MemberOutput } from './member-output.ts';
import { ValueCapture } from './value-capture.ts';

const [QUOTE, COMMA, COLON, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = Array.from('",:[]{}', (one) =>
  one.charCodeAt(0),
) as [number, number, number, number, number, number, number];
const IS_NO_ERROR = byteSet('nf0'); // null, false, 0
/** Of a member whose name is still to come, with its blanks: longer ones are no answer. */
const MAX_HELD_BYTES = 4096;
/** The answer, its list, and a member of that. */
const LEVELS_OF_MEMBER = 3;
const EMPTY = Buffer.alloc(0);

export interface AnswerShape {
  /** The fields that may pass. */
  readonly fields: KnownFields;
  /** The outermost field that every answer has, with a list in it. */
  readonly list: string;
}

/** An object or a list whose members are checked. */
interface Level {
  readonly isObject: boolean;
  readonly fields: KnownFields;
  /** Members of an object that passed. */
  passed: number;
}

type Mark = 'value' | 'value-or-end' | 'name' | 'name-or-end' | 'colon' | 'after' | 'over';
type Inside = 'in-name' | 'in-text' | 'in-scalar' | 'in-nesting';

/**
 * Passes a JSON answer on as its bytes come, without unknown fields, and reads the usage as it passes. An error in it (at
 * the top, in a member of its list, or in a known field of that name) makes it fail. Inside values whose fields are not
 * listed, only brackets and strings are checked.
 */
export class AnswerFilter {
  readonly #shape: AnswerShape;
  readonly #levels: Level[] = [];
  readonly #output = new MemberOutput();
  readonly #string = new JsonString();
  readonly #nesting = new JsonNesting();
  readonly #capture: ValueCapture;
  /** What comes next, except for blanks, or what the scan is inside of. */
  #state: Mark | Inside = 'value';
  /** The known fields of the next value. */
  #fields: FieldRule;
  #expected: 'list' | 'no-error' | null = null;
  #outermostName = '';
  #hasList = false;
  #failed = false;
  #saysError = false;
  /** Of the outermost name, in this piece. */
  #valueAt = 0;

  /** @param captured outermost fields whose values are read */
  constructor(shape: AnswerShape, captured: readonly string[] = ['usage', 'service_tier']) {
    this.#shape = shape;
    this.#capture = new ValueCapture(captured);
    this.#fields = shape.fields;
  }

  /** It is no answer, or holds an error. */
  get failed(): boolean {
    return this.#failed;
  }

  /** It failed at an error of the provider. */
  get saysError(): boolean {
    return this.#saysError;
  }

  /** All of it came, with its list. */
  get isWhole(): boolean {
    return this.isComplete && this.#hasList;
  }

  get isComplete(): boolean {
    return !this.#failed && this.#state === 'over';
  }

  /** The captured fields, as in a parsed answer. */
  get facts(): Readonly<Record<string, unknown>> {
    return this.#capture.values;
  }

  /** @returns what may pass now */
  push(bytes: Buffer): Buffer {
    this.#output.beginPiece(bytes);
    this.#valueAt = 0;
    for (let at = 0; at < bytes.length && !this.#failed; ) at = this.#step(bytes, at);
    if (this.#failed) return EMPTY;
    if (this.#capture.isOpen) this.#capture.add(bytes.subarray(this.#valueAt));
    const passing = this.#output.endPiece();
    if (this.#output.heldBytes > MAX_HELD_BYTES) this.#failed = true;
    return this.#failed ? EMPTY : passing;
  }

  /** @returns the next offset */
  #step(bytes: Buffer, at: number): number {
    switch (this.#state) {
      case 'in-text':
        return this.#behindValue(behindQuote(this.#string.end(bytes, at)), bytes);
      case 'in-nesting':
        return this.#behindValue(this.#nesting.end(bytes, at), bytes);
      case 'in-scalar':
        return this.#behindValue(endOfScalar(bytes, at), bytes);
      case 'in-name':
        return this.#readName(bytes, this.#string.end(bytes, at));
      default: {
        const code = bytes[at] as number;
        return IS_BLANK[code] === 1 ? at + 1 : this.#takeMark(bytes, at, code, this.#state);
      }
    }
  }

  /** @param end of the value; -1 when it is not in this piece */
  #behindValue(end: number, bytes: Buffer): number {
    if (this.#nesting.failed) this.#failed = true;
    if (end === -1) return bytes.length;
    this.#state = 'after';
    return end;
  }

  #takeMark(bytes: Buffer, at: number, code: number, state: Mark): number {
    switch (state) {
      case 'value-or-end':
        return code === CLOSE_LIST ? this.#leaveLevel(at) : this.#beginValue(at, code);
      case 'value':
        return this.#beginValue(at, code);
      case 'name-or-end':
        return code === CLOSE_OBJECT ? this.#leaveLevel(at) : this.#beginName(at, code);
      case 'name':
        return this.#beginName(at, code);
      case 'colon':
        return code === COLON ? this.#expectValue(at + 1) : this.#fail();
      case 'after':
        return this.#takeMarkAfterValue(bytes, at, code);
      case 'over':
        return this.#fail();
    }
  }

  #beginName(at: number, code: number): number {
    this.#state = 'in-name';
    return code === QUOTE ? at + 1 : this.#fail();
  }

  /** @param quote that ends the name; -1 when it is still to come */
  #readName(bytes: Buffer, quote: number): number {
    if (quote === -1) return bytes.length;
    const head = this.#output.headUntil(quote + 1);
    const name = nameIn(head);
    const level = this.#levels.at(-1) as Level;
    const fields = level.fields.get(name);
    if (fields === undefined) this.#output.dropMember();
    else this.#output.keepMember(head, level.passed++ === 0);
    this.#fields = fields ?? ANY;
    this.#expectAfter(name, fields !== undefined);
    this.#state = 'colon';
    return quote + 1;
  }

  /** Notes what is expected of the value of this name. */
  #expectAfter(name: string, isListed: boolean): void {
    const depth = this.#levels.length;
    const isOutermost = depth === 1;
    if (isOutermost) this.#outermostName = name;
    const isInMember = depth === LEVELS_OF_MEMBER && this.#outermostName === this.#shape.list;
    if (name === 'error' && (isListed || isOutermost || isInMember)) this.#expected = 'no-error';
    else if (isOutermost && name === this.#shape.list) this.#expected = 'list';
  }

  #expectValue(at: number): number {
    this.#state = 'value';
    if (this.#levels.length === 1) {
      this.#valueAt = at;
      this.#capture.begin(this.#outermostName);
    }
    return at;
  }

  #beginValue(at: number, code: number): number {
    const isExpected = this.#isExpected(code);
    this.#expected = null;
    if (!isExpected) return this.#fail();
    if (code === QUOTE) {
      this.#state = 'in-text';
      return at + 1;
    }
    if (code !== OPEN_OBJECT && code !== OPEN_LIST) {
      this.#state = 'in-scalar';
      return IS_SCALAR[code] === 1 ? at : this.#fail();
    }
    if (this.#fields !== ANY) return this.#enterLevel(at, code === OPEN_OBJECT, this.#fields);
    this.#state = 'in-nesting';
    return at;
  }

  #isExpected(code: number): boolean {
    if (this.#levels.length === 0) return code === OPEN_OBJECT;
    if (this.#expected === 'no-error') {
      this.#saysError = IS_NO_ERROR[code] !== 1;
      return !this.#saysError;
    }
    if (this.#expected !== 'list') return true;
    this.#hasList = true;
    return code === OPEN_LIST;
  }

  #enterLevel(at: number, isObject: boolean, fields: KnownFields): number {
    if (this.#levels.length === MAX_LEVELS) return this.#fail();
    this.#levels.push({ isObject, fields, passed: 0 });
    if (isObject) this.#output.beginMember(at + 1);
    this.#state = isObject ? 'name-or-end' : 'value-or-end';
    return at + 1;
  }

  #takeMarkAfterValue(bytes: Buffer, at: number, code: number): number {
    const level = this.#levels.at(-1) as Level;
    if (this.#levels.length === 1 && this.#capture.isOpen) {
      this.#capture.add(bytes.subarray(this.#valueAt, at));
      this.#capture.end();
    }
    if (code === (level.isObject ? CLOSE_OBJECT : CLOSE_LIST)) return this.#leaveLevel(at);
    if (code !== COMMA) return this.#fail();
    if (level.isObject) this.#output.beginMember(at);
    else this.#fields = level.fields;
    this.#state = level.isObject ? 'name' : 'value';
    return at + 1;
  }

  #leaveLevel(at: number): number {
    if (this.#levels.pop()?.isObject === true) this.#output.endMembers(at);
    this.#state = this.#levels.length === 0 ? 'over' : 'after';
    return at + 1;
  }

  #fail(): number {
    this.#failed = true;
    return 0;
  }
}

function behindQuote(quote: number): number {
  return quote === -1 ? -1 : quote + 1;
}
