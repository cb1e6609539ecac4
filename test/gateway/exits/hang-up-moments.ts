import { type AppFixture, CHAT, STREAM, type TestStudent } from '../../support/app-fixture.ts';
import { chatBody, chatStreamText, type Script, usageOf } from '../../support/scripted-upstream.ts';
import { HELD_JSON, HELD_STREAM } from './exit-check.ts';

const USAGE = usageOf(10, 5);

/** A whole JSON answer that waits at the gate 'before head', 'before body' or 'in body'. */
const jsonWaiting =
  (at: string): Script =>
  async (call, act) => {
    const wait = async (here: string) => {
      if (here === at) await act.gate(at);
    };
    const body = JSON.stringify(chatBody(call, { usage: USAGE }));
    await wait('before head');
    act.head(200, { 'content-type': 'application/json', 'content-length': body.length });
    await wait('before body');
    await act.write(body.slice(0, 40));
    await wait('in body');
    await act.write(body.slice(40));
    act.end();
  };

/** A whole stream that waits at the gate 'before head', or before the event of that number. */
export const streamWaiting =
  (at: string | number): Script =>
  async (call, act) => {
    if (at === 'before head') await act.gate(at);
    act.head(200, { 'content-type': 'text/event-stream' });
    for (const [index, event] of chatStreamText(call, { usage: USAGE }).entries()) {
      if (index === at) await act.gate(String(at));
      await act.write(event);
    }
    act.end();
  };

export interface Moment {
  readonly name: string;
  readonly body: object;
  readonly script: Script;
  /** How far the provider is when the student hangs up. */
  readonly gate: string;
  /** What the student has received by then. */
  readonly seen: string | null;
  /** The provider has sent its usage by then. */
  readonly usageSent?: boolean;
}

/** Of a stream: 0 the role, 1 and 2 the words, 3 the stop, 4 the usage, 5 [DONE]. */
export const MOMENTS: readonly Moment[] = [
  { name: 'JSON, before the head', body: CHAT, script: jsonWaiting('before head'), gate: 'before head', seen: null },
  { name: 'JSON, after the head', body: CHAT, script: jsonWaiting('before body'), gate: 'before body', seen: null },
  { name: 'JSON, in the middle', body: CHAT, script: jsonWaiting('in body'), gate: 'in body', seen: null },
  {
    name: 'stream, before the head',
    body: STREAM,
    script: streamWaiting('before head'),
    gate: 'before head',
    seen: null,
  },
  { name: 'stream, after the head', body: STREAM, script: streamWaiting(0), gate: '0', seen: 'text/event-stream' },
  { name: 'stream, in the middle', body: STREAM, script: streamWaiting(2), gate: '2', seen: '"hel"' },
  { name: 'stream, before the usage', body: STREAM, script: streamWaiting(4), gate: '4', seen: '"stop"' },
  {
    name: 'stream, after the usage',
    body: { ...STREAM, stream_options: { include_usage: true } },
    script: streamWaiting(5),
    gate: '5',
    seen: '"completion_tokens"',
    usageSent: true,
  },
];

export const heldBy = ({ body }: Moment) => (body === CHAT ? HELD_JSON : HELD_STREAM);
/** Calls, waits for the moment, and hangs up. @returns the student */
export async function goAt(
  fixture: AppFixture,
  { body, script, gate, seen }: Moment,
  how: 'FIN' | 'RST',
): Promise<TestStudent> {
  const student = await fixture.addStudent();
  fixture.upstream.next(script);
  const client = await fixture.ask(student, body);
  await fixture.upstream.waitsAt(gate);
  if (seen !== null) await client.until(seen);
  if (how === 'FIN') client.hangUp();
  else client.reset();
  await fixture.callsInFlight(0);
  return student;
}
