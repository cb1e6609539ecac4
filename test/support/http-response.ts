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
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd === -1) return null;
  const [statusLine = '', ...lines] = bytes.subarray(0, headEnd).toString('latin1').split('\r\n');
  const status = Number(statusLine.match(/^HTTP\/1\.1 (\d{3})(?: |$)/)?.[1]);
  if (Number.isNaN(status)) throw new Error(`not a status line: ${statusLine}`);
  const rest = bytes.subarray(headEnd + 4);
  if (status < 200) {
    const next = readResponse(rest, ended);
    return next && { ...next, length: next.length + headEnd + 4 };
  }
  const headers = headersOf(lines);
  const body = bodyOf(rest, status, headers, ended);
  return body && { status, headers, body: body.bytes, length: headEnd + 4 + body.length };
}

interface Body {
  readonly bytes: Buffer;
  readonly length: number;
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

function bodyOf(rest: Buffer, status: number, headers: Record<string, string>, ended: boolean): Body | null {
  const length = headers['content-length'];
  if (status === 204 || status === 304) return { bytes: Buffer.alloc(0), length: 0 };
  if (headers['transfer-encoding'] === 'chunked') return chunkedBody(rest);
  if (length === undefined) return ended ? { bytes: rest, length: rest.length } : null;
  const size = Number(length);
  return rest.length < size ? null : { bytes: rest.subarray(0, size), length: size };
}

function chunkedBody(rest: Buffer): Body | null {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = rest.indexOf('\r\n', at);
    if (lineEnd === -1) return null;
    const size = Number.parseInt(rest.subarray(at, lineEnd).toString('latin1'), 16);
    if (Number.isNaN(size)) throw new Error('not the size of a chunk');
    const start = lineEnd + 2;
    if (rest.length < start + size + 2) return null;
    at = start + size + 2;
    if (size === 0) return { bytes: Buffer.concat(chunks), length: at };
    chunks.push(rest.subarray(start, start + size));
  }
}
