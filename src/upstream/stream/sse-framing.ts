/** Where the events of a stream begin and end, in bytes (WHATWG HTML, 9.2.6): LF, CRLF and CR end lines alike. */

const LF = 10;
const CR = 13;
const COLON = 58;
const FIELD = /^(?:data|event|id|retry)(?::|$)|^:/;
const BYTE_ORDER_MARK = Buffer.from('\ufeff');
const FIELD_NAMES = ['data', 'event', 'id', 'retry'].map((name) => Buffer.from(`${name}:`));

/** The end of one event is known from this many bytes at most: CR LF CR LF. */
export const MAX_END_BYTES = 4;

/** The offset just behind the last blank line, whichever of LF, CRLF and CR ends the lines; 0 when there is none. */
export function endOfLastEvent(bytes: Buffer): number {
  // A CR at the very end may be half of a CRLF: the next byte tells.
  const last = bytes[bytes.length - 1] === CR ? bytes.length - 2 : bytes.length - 1;
  for (let at = last; at > 0; at--) if (endsBlankLine(bytes, at)) return at + 1;
  return 0;
}

/** Whether these bytes end with a blank line, if a CR at their end is a whole line end. */
export function endsWithBlankLine(bytes: Buffer): boolean {
  return bytes.length > 1 && endsBlankLine(bytes, bytes.length - 1);
}

export function endsWithCr(bytes: Buffer): boolean {
  return bytes[bytes.length - 1] === CR;
}

/** Whether the line end at `at` directly follows another. */
function endsBlankLine(bytes: Buffer, at: number): boolean {
  const end = bytes[at];
  if (end !== LF && end !== CR) return false;
  const before = end === LF && bytes[at - 1] === CR ? at - 2 : at - 1;
  return bytes[before] === LF || bytes[before] === CR;
}

/** The offset behind the event that begins at `from`. The last of several blank lines belongs to the event before it. */
export function endOfEvent(bytes: Buffer, from: number): number {
  for (let at = from + 1; at < bytes.length; at++) {
    if (endsBlankLine(bytes, at) && bytes[at + 1] !== LF && bytes[at + 1] !== CR) return at + 1;
  }
  return bytes.length;
}

/** The offset behind blank lines, which mean nothing before an event. */
export function skipLineEnds(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === LF || bytes[at] === CR) at++;
  return at;
}

/** The lines of an event that are not blank. */
export function linesOf(event: Buffer): string[] {
  return withoutByteOrderMark(event)
    .toString('utf8')
    .split(/\r\n|\r|\n/)
    .filter((line) => line !== '');
}

/** The data of an event, '' when it has none; null for what is no event. */
export function dataOf(event: Buffer): string | null {
  const lines = linesOf(event);
  if (!lines.every((line) => FIELD.test(line))) return null;
  const data = lines.filter((line) => line.startsWith('data:')).map((line) => line.slice('data:'.length));
  return data.join('\n').trim();
}

/** The line ends at the end of an event; '' when it was cut off before them. */
export function endOf(event: Buffer): string {
  let at = event.length;
  while (event[at - 1] === LF || event[at - 1] === CR) at--;
  return event.toString('latin1', at);
}

/** Where lines end with CRLF, the CR at the end is half of one. */
export function withWholeLineEnd(event: Buffer): Buffer {
  return event[event.length - 2] === LF ? Buffer.concat([event, Buffer.from([LF])]) : event;
}

/** Valid only at the beginning of a stream: after anything else, the mark would be part of a line. */
export function withoutByteOrderMark(bytes: Buffer): Buffer {
  return isPrefix(BYTE_ORDER_MARK, bytes) ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;
}

/** Whether a body is a stream of events, under any content type; null while too few bytes came to tell. */
export function looksLikeEvents(start: Buffer): boolean | null {
  if (isPrefix(start, BYTE_ORDER_MARK)) return null;
  const bytes = withoutByteOrderMark(start);
  let at = 0;
  while (isBlank(bytes[at])) at++;
  const rest = bytes.subarray(at);
  if (rest[0] === COLON || FIELD_NAMES.some((name) => isPrefix(name, rest))) return true;
  return FIELD_NAMES.some((name) => isPrefix(rest, name)) ? null : false;
}

function isPrefix(prefix: Buffer, bytes: Buffer): boolean {
  return prefix.length <= bytes.length && prefix.equals(bytes.subarray(0, prefix.length));
}

function isBlank(byte: number | undefined): boolean {
  return byte === LF || byte === CR || byte === 32 || byte === 9;
}
