/** One event of a stream, as the event-stream format of the HTML standard means it. */
export interface SseEvent {
  readonly event: string | null;
  readonly data: string;
}

/**
 * Reads a whole stream, strictly: what a lenient client would forgive is an error here.
 * @throws Error for bytes that are not UTF-8, a field other than data or event, mixed line ends, an event without
 * data, or an end in the middle of an event
 */
export function parseSse(bytes: Uint8Array | string): SseEvent[] {
  const text =
    typeof bytes === 'string' ? bytes : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  if (text === '') return [];
  const lines = text.split(lineEnd(text));
  if (lines.pop() !== '' || lines.at(-1) !== '') throw new Error('the stream ends in the middle of an event');
  const events: SseEvent[] = [];
  let open: string[] = [];
  for (const line of lines) {
    if (line !== '') open.push(line);
    else if (open.length > 0) {
      events.push(...eventOf(open));
      open = [];
    }
  }
  return events;
}

export interface ChatStreamRead {
  /** Every event but [DONE], as JSON. */
  readonly chunks: readonly Record<string, unknown>[];
  readonly done: boolean;
  /** The answer of the first candidate. */
  readonly text: string;
  /** Of the last chunk that carries one. */
  readonly usage: unknown;
}

/** @throws as parseSse; SyntaxError for an event that is not JSON; Error when something follows [DONE] */
export function readChatStream(bytes: Uint8Array | string): ChatStreamRead {
  const data = parseSse(bytes).map((event) => event.data);
  const doneAt = data.indexOf('[DONE]');
  if (doneAt !== -1 && doneAt !== data.length - 1) throw new Error('something follows [DONE]');
  const chunks = data.filter((text) => text !== '[DONE]').map((text) => JSON.parse(text) as Record<string, unknown>);
  const text = chunks.map(firstDelta).join('');
  const usage = chunks.map((chunk) => chunk.usage ?? null).findLast((value) => value !== null) ?? null;
  return { chunks, done: doneAt !== -1, text, usage };
}

function lineEnd(text: string): string {
  const [first = '\n'] = text.match(/\r\n|\r|\n/) ?? [];
  const others = first === '\r\n' ? /(?<!\r)\n|\r(?!\n)/ : first === '\r' ? /\n/ : /\r/;
  if (others.test(text)) throw new Error('the stream mixes its line ends');
  return first;
}

/** Comments alone are no event. */
function eventOf(lines: readonly string[]): SseEvent[] {
  const fields = lines.filter((line) => !line.startsWith(':')).map(fieldOf);
  if (fields.length === 0) return [];
  const data = fields.filter(([name]) => name === 'data').map(([, value]) => value);
  const event = fields.findLast(([name]) => name === 'event')?.[1] ?? null;
  if (data.length === 0) throw new Error(`an event has no data: ${lines.join('|')}`);
  return [{ event, data: data.join('\n') }];
}

function fieldOf(line: string): [string, string] {
  const [, name, value] = line.match(/^(data|event):\x20?(.*)$/su) ?? [];
  if (name === undefined || value === undefined) throw new Error(`not a line of a stream: ${line}`);
  return [name, value];
}

function firstDelta(chunk: Record<string, unknown>): string {
  const [choice] = (chunk.choices ?? []) as { index: number; delta?: { content?: string | null } }[];
  return choice?.index === 0 ? (choice.delta?.content ?? '') : '';
}
