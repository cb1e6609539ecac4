import { inspect } from 'node:util';

/**
 * The owner's real key. It cannot be printed, logged, serialised or inspected by accident; only openai.ts and
 * admin-client.ts, for the bill and the limits of the account, reveal one (test/architecture.test.ts checks it).
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
