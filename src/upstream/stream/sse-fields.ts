import { dataOf, endOf, linesOf } from './sse-framing.ts';

/**
 * The SSE fields that pass: data, and the names of the Responses API's events. Comments, ids, retry times and other
 * event names are the provider's own.
 */
const PASSING_FIELD = /^(?:data(?::|$)|event: ?response\.[a-z_.]+$)/;
/** Of "data:{", "data: {" and "event: response...". */
const [D, A, COLON, E, BRACE, SPACE] = Buffer.from('da:e{ ');
const LF = 10;
const CR = 13;
/** Keeps a connection alive, as the provider's comment would. */
const EMPTY_COMMENT = Buffer.from(':\n\n');
const EMPTY = Buffer.alloc(0);

/**
 * Whether there may be a line that is not the data of an ordinary event: [DONE], empty data, comments, ids. Called for
 * every piece of a stream: it reads the beginning of each line, and no more.
 */
function mayHoldOtherFields(events: Buffer): boolean {
  let cr = events.indexOf(CR);
  for (let at = 0; at < events.length; ) {
    const lf = events.indexOf(LF, at);
    let end = lf === -1 ? events.length : lf;
    if (cr !== -1 && cr < end) {
      // JSON holds no CR. One without an LF ends a line of its own.
      if (cr + 1 !== lf) return true;
      end = cr;
      cr = events.indexOf(CR, lf);
    }
    if (end !== at && !opensData(events, at) && !(events[at] === E && passes(events, at, end))) return true;
    if (lf === -1) return false;
    at = lf + 1;
  }
  return false;
}

function opensData(events: Buffer, at: number): boolean {
  if (events[at] !== D || events[at + 3] !== A || events[at + 4] !== COLON) return false;
  return events[at + 5] === BRACE || (events[at + 5] === SPACE && events[at + 6] === BRACE);
}

function passes(events: Buffer, from: number, end: number): boolean {
  return PASSING_FIELD.test(events.toString('latin1', from, end));
}

/** An event without its other fields. */
export function withoutOtherFields(event: Buffer): Buffer {
  if (!mayHoldOtherFields(event)) return event;
  const lines = linesOf(event);
  const kept = lines.filter((line) => PASSING_FIELD.test(line));
  if (kept.length === lines.length) return event;
  return Buffer.from(`${kept.join('\n')}\n\n`);
}

/** An event with this data instead. */
export function withData(event: Buffer, data: string): Buffer {
  if (data === dataOf(event)) return withoutOtherFields(event);
  const names = linesOf(event).filter((line) => !line.startsWith('data') && PASSING_FIELD.test(line));
  const lines = [...names, ...data.split('\n').map((line) => `data: ${line}`)];
  return Buffer.from(lines.join('\n') + endOf(event));
}

/**
 * What passes of an event without data. Clients that parse the data of every event fail at it, as openai-python does,
 * so only an empty comment passes.
 */
export function withoutData(event: Buffer): Buffer {
  return linesOf(event).some((line) => line.startsWith(':')) ? EMPTY_COMMENT : EMPTY;
}
