import { parseJson } from '../json/parse-json.ts';

/** No usage is larger. */
const MAX_CAPTURED_BYTES = 64 * 1024;

/** Collects the values of some outermost fields while their bytes pass. The last one of a name counts. */
export class ValueCapture {
  readonly #names: ReadonlySet<string>;
  readonly #values = new Map<string, unknown>();
  #name: string | null = null;
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(names: readonly string[]) {
    this.#names = new Set(names);
  }

  /** The parsed values; undefined for what is no JSON. */
  get values(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(this.#values);
  }

  get isOpen(): boolean {
    return this.#name !== null;
  }

  /** A value of this name begins. */
  begin(name: string): void {
    this.#name = this.#names.has(name) ? name : null;
    this.#pieces = [];
    this.#bytes = 0;
  }

  add(piece: Buffer): void {
    this.#bytes += piece.length;
    if (this.#bytes <= MAX_CAPTURED_BYTES) this.#pieces.push(piece);
  }

  end(): void {
    if (this.#name === null) return;
    const isWhole = this.#bytes <= MAX_CAPTURED_BYTES;
    this.#values.set(this.#name, isWhole ? parseJson(Buffer.concat(this.#pieces).toString()) : undefined);
    this.#name = null;
  }
}
