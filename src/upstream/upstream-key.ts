import { inspect } from 'node:util';

/**
 * The owner's real key. It cannot be printed, logged, serialised or inspected by accident; only openai.ts and
 * provider-bill.ts, which reads the bill with an admin key, reveal one (test/architecture.test.ts checks it).
 */
export class UpstreamKey {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[upstream key]';
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
