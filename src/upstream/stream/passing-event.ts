import type { MeteredUsage } from '../../ledger/exits.ts';
import { AnswerFilter, type AnswerShape } from '../answers/answer-filter.ts';
import type { ByteFilter } from '../upstream.ts';

export interface LargeEventRules {
  /** The fields of an event that may pass. */
  readonly shape: AnswerShape;
  /** The types of the events that pass. */
  readonly types: readonly string[];
  /** Of the one that ends a whole answer. */
  readonly lastType: string;
  /** @param facts the captured fields of the last event */
  readonly readUsage: (facts: Readonly<Record<string, unknown>>) => MeteredUsage | null;
}

/** So much is held back until the event is known to be no error: errors are short. */
const MAX_HELD_BYTES = 16 * 1024;
const EMPTY = Buffer.alloc(0);

/** The data of one event, as its bytes come. */
export class PassingEvent {
  readonly #rules: LargeEventRules;
  readonly #secrets: ByteFilter;
  readonly #filter: AnswerFilter;
  readonly #head: string;
  #held: Buffer[] = [];
  #heldBytes = 0;
  #hasStarted = false;
  #isOpen = true;
  #failed = false;

  /** @param name that the provider gave it; '' for none */
  constructor(rules: LargeEventRules, secrets: ByteFilter, name: string) {
    this.#rules = rules;
    this.#secrets = secrets;
    this.#filter = new AnswerFilter(rules.shape, ['type', 'usage']);
    this.#head = `${rules.types.includes(name) ? `event: ${name}\n` : ''}data:`;
    this.#failed = name === 'error';
  }

  /** Its line of data goes on. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Some of it has passed. */
  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  /** It is an error, or no event. */
  get failed(): boolean {
    return this.#failed;
  }

  get isLast(): boolean {
    return this.#filter.facts.type === this.#rules.lastType;
  }

  get usage(): MeteredUsage | null {
    return this.#rules.readUsage(this.#filter.facts);
  }

  /** What follows its line of data. */
  get ending(): Buffer {
    return this.#hasStarted ? Buffer.from('\n') : EMPTY;
  }

  push(bytes: Buffer): Buffer {
    return this.#hold(this.#filtered(this.#secrets.push(bytes)));
  }

  /** The line of data has ended: all of it is known. */
  endLine(): Buffer {
    const passing = this.#hold(this.#filtered(this.#secrets.end()));
    this.#isOpen = false;
    const { type } = this.#filter.facts;
    this.#failed ||= !this.#filter.isComplete;
    if (this.#failed) return EMPTY;
    const passes = typeof type === 'string' && this.#rules.types.includes(type);
    if (!passes && this.#hasStarted) this.#failed = true;
    return passes ? Buffer.concat([passing, this.#start(), Buffer.from('\n')]) : EMPTY;
  }

  #filtered(bytes: Buffer): Buffer {
    const passing = this.#failed ? EMPTY : this.#filter.push(bytes);
    this.#failed ||= this.#filter.failed;
    return passing;
  }

  /** A large event holds a picture: it passes before its type is known. */
  #hold(bytes: Buffer): Buffer {
    if (this.#hasStarted || this.#failed) return this.#failed ? EMPTY : bytes;
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    return this.#heldBytes > MAX_HELD_BYTES ? this.#start() : EMPTY;
  }

  /** @returns what was held back; nothing when it has passed already */
  #start(): Buffer {
    if (this.#hasStarted) return EMPTY;
    this.#hasStarted = true;
    const held = Buffer.concat([Buffer.from(this.#head), ...this.#held]);
    this.#held = [];
    return held;
  }
}
