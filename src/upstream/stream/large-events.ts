import type { MeteredUsage } from '../../ledger/exits.ts';
import type { ByteFilter } from '../upstream.ts';
import { type LargeEventRules, PassingEvent } from './passing-event.ts';
import type { StreamMeter } from './stream-meter.ts';

const [LF, CR] = [10, 13];
const EMPTY = Buffer.alloc(0);
/** `event: NAME` and the like. */
const MAX_FIELD_BYTES = 1024;
const DATA = 'data:';
const EVENT_NAME = /^event: ?([a-z_.]+)$/;

/** An event that cannot be read as it comes: the stream must be aborted. */
export class LargeEventError extends Error {
  override readonly name = 'LargeEventError';
}

/**
 * Meters a stream whose events are too large to be buffered: each holds a whole picture. The bytes of an event pass as they
 * come, once its beginning is known to be no error; so a stream that breaks off in an event has to end in a reset.
 */
export class LargeEvents implements StreamMeter {
  readonly #rules: LargeEventRules;
  readonly #newSecretFilter: () => ByteFilter;
  /** The beginning of a line whose field is not known yet, or all of a line that is no data. */
  #line: Buffer = EMPTY;
  #skipsLf = false;
  /** Of the next event, as the provider names it. */
  #name = '';
  #event: PassingEvent | null = null;
  #usage: MeteredUsage | null = null;
  done = false;
  failed = false;
  readonly answer = undefined;

  constructor(rules: LargeEventRules, newSecretFilter: () => ByteFilter) {
    this.#rules = rules;
    this.#newSecretFilter = newSecretFilter;
  }

  get usage(): MeteredUsage | null {
    return this.#usage;
  }

  get finalUsage(): MeteredUsage | null {
    return this.#usage;
  }

  get isOver(): boolean {
    return this.done;
  }

  get isWhole(): boolean {
    return this.done && !this.failed;
  }

  get holdsAnswers(): boolean {
    return this.done;
  }

  get isMidEvent(): boolean {
    return this.#event?.hasStarted ?? false;
  }

  /** @throws LargeEventError */
  push(chunk: Buffer): Buffer {
    const passing: Buffer[] = [];
    for (let at = 0; at < chunk.length && !this.done && !this.failed; ) {
      if (this.#skipsLf && chunk[at] === LF) at++;
      this.#skipsLf = false;
      const end = endOfLine(chunk, at);
      passing.push(this.#takePart(chunk.subarray(at, end === -1 ? chunk.length : end)));
      if (end === -1) break;
      this.#skipsLf = chunk[end] === CR;
      passing.push(this.#endLine());
      at = end + 1;
    }
    return passing.length === 1 ? (passing[0] ?? EMPTY) : Buffer.concat(passing);
  }

  /** The last event may lack its blank line. */
  end(): Buffer {
    if (this.done || this.failed) return EMPTY;
    return Buffer.concat([this.#endLine(), this.#endLine()]);
  }

  /** Some of a line. */
  #takePart(part: Buffer): Buffer {
    if (this.#event?.isOpen) return this.#noteFailure(this.#event.push(part));
    this.#line = this.#line.length === 0 ? part : Buffer.concat([this.#line, part]);
    const start = this.#line.toString('latin1', 0, DATA.length);
    if (start === DATA) {
      if (this.#event !== null) throw new LargeEventError('the data of an event has several lines');
      this.#event = new PassingEvent(this.#rules, this.#newSecretFilter(), this.#name);
      const value = this.#line.subarray(DATA.length);
      this.#line = EMPTY;
      return this.#noteFailure(this.#event.push(value));
    }
    if (this.#line.length > MAX_FIELD_BYTES) throw new LargeEventError('a field of an event does not end');
    return EMPTY;
  }

  #endLine(): Buffer {
    if (this.#event?.isOpen) {
      const passing = this.#noteFailure(this.#event.endLine());
      if (!this.failed && this.#event.isLast) this.#usage = this.#event.usage;
      return passing;
    }
    const isBlank = this.#line.length === 0;
    this.#name = isBlank ? '' : (EVENT_NAME.exec(this.#line.toString('latin1'))?.[1] ?? this.#name);
    this.#line = EMPTY;
    return isBlank && this.#event !== null ? this.#endEvent(this.#event) : EMPTY;
  }

  #endEvent(event: PassingEvent): Buffer {
    this.#event = null;
    this.done = event.isLast;
    return event.ending;
  }

  #noteFailure(passing: Buffer): Buffer {
    this.failed ||= this.#event?.failed ?? false;
    return this.failed ? EMPTY : passing;
  }
}

function endOfLine(bytes: Buffer, from: number): number {
  const lf = bytes.indexOf(LF, from);
  const cr = bytes.subarray(0, lf === -1 ? bytes.length : lf).indexOf(CR, from);
  return cr === -1 ? lf : cr;
}
