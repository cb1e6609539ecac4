import { dataOf, endOf, linesOf } from './sse-framing.ts';

/**
 * Lines that say nothing of the answer are the provider's own words: comments, ids, how long to wait, and names of events
 * that no stream here has.
 */
const PASSING_LINE = /^(?:data(?::|$)|event: ?response\.[a-z_.]+$)/;
/** By which the lines are known that pass: "data:{" or "data: {", and those that may be "event: response...". */
const [D, A, COLON, E, BRACE, SPACE] = Buffer.from('da:e{ ');
const LF = 10;
const CR = 13;
/** Keeps a connection alive as the provider's own comment would. */
const EMPTY_COMMENT = Buffer.from(':\n\n');
const EMPTY = Buffer.alloc(0);

/**
 * May there be a line that is not the data of an ordinary event? [DONE], data without anything in it, comments, ids.
 * Asked of every piece of a stream: one look for each line, and none at the words in it.
 */
export function mayHoldOtherFields(events: Buffer): boolean {
  let cr = events.indexOf(CR);
  for (let at = 0; at < events.length; ) {
    const lf = events.indexOf(LF, at);
    let end = lf === -1 ? events.length : lf;
    if (cr !== -1 && cr < end) {
      // No JSON has a CR in it: one that no LF follows ends a line of its own, which is looked at more closely.
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
  return PASSING_LINE.test(events.toString('latin1', from, end));
}

/** An event as it came, unless there are other lines in it. */
export function withoutOtherFields(event: Buffer): Buffer {
  if (!mayHoldOtherFields(event)) return event;
  const lines = linesOf(event);
  const kept = lines.filter((line) => PASSING_LINE.test(line));
  if (kept.length === lines.length) return event;
  return Buffer.from(`${kept.join('\n')}\n\n`);
}

/** An event with other data in it, unless it is the same. */
export function withData(event: Buffer, data: string): Buffer {
  if (data === dataOf(event)) return withoutOtherFields(event);
  const names = linesOf(event).filter((line) => !line.startsWith('data') && PASSING_LINE.test(line));
  const lines = [...names, ...data.split('\n').map((line) => `data: ${line}`)];
  return Buffer.from(lines.join('\n') + endOf(event));
}

/**
 * What passes of an event without data. Clients that parse the data of every event fail at it (openai-python does), so
 * only a comment passes, without its words.
 */
export function withoutData(event: Buffer): Buffer {
  return linesOf(event).some((line) => line.startsWith(':')) ? EMPTY_COMMENT : EMPTY;
}
