/** A response as it came over the wire. */
export interface RawResponse {
  readonly status: number;
  /** Lower-case names; values of a repeated header are joined with ", ". */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface ReadResponse extends RawResponse {
  /** Bytes of the response; what follows belongs to the next one. */
  readonly length: number;
}

/**
 * The first whole HTTP/1.1 response in some bytes, or null when there is more to come. Interim responses are skipped.
 * Handles content-length, chunked, and bodies that end with the connection.
 * @param ended the connection is over @throws Error for anything that is not such a response
 */
export function readResponse(bytes: Buffer, ended: boolean): ReadResponse | null {
  return new ResponseReader().read(bytes, ended);
}

interface Head {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** As readResponse, for bytes that come in pieces: goes on where it stopped, so that a large response is scanned once. */
export class ResponseReader {
  #head: Head | null = null;
  /** Where the body begins, or before the head is whole, where the head does. */
  #bodyAt = 0;
  /** Where the next chunk begins. */
  #chunkAt = 0;
  readonly #chunks: { readonly start: number; readonly end: number }[] = [];

  /** @param bytes all of them, from the first byte of the response */
  read(bytes: Buffer, ended: boolean): ReadResponse | null {
    this.#head ??= this.#readHead(bytes);
    if (this.#head === null) return null;
    const { status, headers } = this.#head;
    if (headers['transfer-encoding'] === 'chunked') {
      if (!this.#readChunks(bytes)) return null;
      const body = Buffer.concat(this.#chunks.map(({ start, end }) => bytes.subarray(start, end)));
      return { status, headers, body, length: this.#chunkAt };
    }
    const end = this.#bodyAt + bodyLength(this.#head, bytes.length - this.#bodyAt, ended);
    if (end > bytes.length) return null;
    return { status, headers, body: bytes.subarray(this.#bodyAt, end), length: end };
  }

  #readHead(bytes: Buffer): Head | null {
    for (;;) {
      const end = bytes.indexOf('\r\n\r\n', this.#bodyAt);
      if (end === -1) return null;
      const [statusLine = '', ...lines] = bytes.subarray(this.#bodyAt, end).toString('latin1').split('\r\n');
      const status = Number(statusLine.match(/^HTTP\/1\.1 (\d{3})(?: |$)/)?.[1]);
      if (Number.isNaN(status)) throw new Error(`not a status line: ${statusLine}`);
      this.#bodyAt = end + 4;
      this.#chunkAt = this.#bodyAt;
      if (status >= 200) return { status, headers: headersOf(lines) };
    }
  }

  /** Whether the last chunk is there. */
  #readChunks(bytes: Buffer): boolean {
    for (;;) {
      const lineEnd = bytes.indexOf('\r\n', this.#chunkAt);
      if (lineEnd === -1) return false;
      const size = Number.parseInt(bytes.subarray(this.#chunkAt, lineEnd).toString('latin1'), 16);
      if (Number.isNaN(size)) throw new Error('not the size of a chunk');
      const start = lineEnd + 2;
      const end = start + size;
      if (bytes.length < end + 2) return false;
      this.#chunkAt = end + 2;
      if (size === 0) return true;
      this.#chunks.push({ start, end });
    }
  }
}

function headersOf(lines: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name, value] = line.match(/^([^\s:]+):[ \t]*(.*?)[ \t]*$/) ?? [];
    if (name === undefined || value === undefined) throw new Error(`not a header: ${line}`);
    const known = headers[name.toLowerCase()];
    headers[name.toLowerCase()] = known === undefined ? value : `${known}, ${value}`;
  }
  return headers;
}

/** Of a body without chunks. Infinite until the connection ends, where only its end says so. */
function bodyLength({ status, headers }: Head, available: number, ended: boolean): number {
  if (status === 204 || status === 304) return 0;
  const length = headers['content-length'];
  if (length !== undefined) return Number(length);
  return ended ? available : Number.POSITIVE_INFINITY;
}
