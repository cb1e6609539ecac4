/** A ZIP ends with this record; without a comment it has 22 bytes. */
const ZIP_END = Buffer.from('PK\u0005\u0006', 'latin1');
const ZIP_END_BYTES = 22;
/** Longer than the last line of an export. */
const KEPT_BYTES = 4096;

/** Whether an export has come to its end: a connection that was cut may look like one that was closed. */
export class ExportEnd {
  readonly #format: 'json' | 'csv';
  #tail: Buffer = Buffer.alloc(0);

  constructor(format: 'json' | 'csv') {
    this.#format = format;
  }

  take(chunk: Buffer): void {
    this.#tail = Buffer.concat([this.#tail, chunk.subarray(-KEPT_BYTES)]).subarray(-KEPT_BYTES);
  }

  isReached(): boolean {
    if (this.#format === 'csv') {
      const at = this.#tail.length - ZIP_END_BYTES;
      return at >= 0 && this.#tail.subarray(at, at + ZIP_END.length).equals(ZIP_END);
    }
    const lines = this.#tail.toString('utf8').split('\n');
    return lines.at(-1) === '' && lines.at(-2)?.startsWith('{"type":"end",') === true;
  }
}
