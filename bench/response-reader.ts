/**
 * Reads one HTTP/1.1 response after the other from a connection, as far as a load generator must: where each ends, its
 * status, and its last bytes. A few microseconds a response, so that the load does not compete with what it measures.
 */
export class ResponseReader {
  status = 0;
  /** The last bytes as they came, with the framing of chunks. */
  tail = '';
  hasBody = false;
  #head: Buffer | null = null;
  #inBody = false;
  #isChunked = false;
  /** Of the body, or of the current chunk with its line end. */
  #missing = 0;
  #chunkLine = '';
  #trailer = false;

  /** @returns whether the response is complete. @throws Error for what is no HTTP */
  read(bytes: Buffer): boolean {
    if (this.#inBody) return this.#readBody(bytes, 0);
    const head = this.#head === null ? bytes : Buffer.concat([this.#head, bytes]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) {
      this.#head = head;
      return false;
    }
    this.#readHead(head.toString('latin1', 0, end));
    return this.#readBody(head, end + 4);
  }

  #readHead(text: string): void {
    this.#head = null;
    this.#inBody = true;
    this.hasBody = false;
    this.tail = '';
    this.#chunkLine = '';
    this.#trailer = false;
    this.status = Number(text.slice(9, 12));
    const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
    this.#isChunked = length === undefined && /\r\ntransfer-encoding: *chunked/i.test(text);
    if (length === undefined && !this.#isChunked) throw new Error(`an answer without an end: ${text.slice(0, 200)}`);
    this.#missing = Number(length ?? 0);
  }

  #readBody(bytes: Buffer, from: number): boolean {
    if (from < bytes.length) this.#noteTail(bytes, from);
    const complete = this.#isChunked ? this.#readChunks(bytes, from) : this.#countDown(bytes.length - from);
    if (complete) this.#inBody = false;
    return complete;
  }

  #noteTail(bytes: Buffer, from: number): void {
    this.hasBody = true;
    const start = Math.max(from, bytes.length - TAIL_BYTES);
    const latest = bytes.toString('latin1', start);
    this.tail = latest.length >= TAIL_BYTES ? latest : (this.tail + latest).slice(-TAIL_BYTES);
  }

  #countDown(count: number): boolean {
    this.#missing -= count;
    if (this.#missing < 0) throw new Error('more bytes than the answer has');
    return this.#missing === 0;
  }

  #readChunks(bytes: Buffer, from: number): boolean {
    let at = from;
    while (at < bytes.length) {
      if (this.#missing > 0) {
        const taken = Math.min(this.#missing, bytes.length - at);
        this.#missing -= taken;
        at += taken;
        continue;
      }
      const lineEnd = bytes.indexOf(10, at);
      this.#chunkLine += bytes.toString('latin1', at, lineEnd < 0 ? bytes.length : lineEnd);
      if (lineEnd < 0) return false;
      at = lineEnd + 1;
      if (this.#trailer) return true;
      const size = Number.parseInt(this.#chunkLine, 16);
      if (Number.isNaN(size)) throw new Error(`no chunk size: ${this.#chunkLine.slice(0, 50)}`);
      this.#chunkLine = '';
      if (size === 0) this.#trailer = true;
      else this.#missing = size + 2;
    }
    return false;
  }
}

const TAIL_BYTES = 64;
