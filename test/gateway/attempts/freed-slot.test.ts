import { setImmediate } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { CHAT, STREAM, type TestStudent } from '../../support/app-fixture.ts';
import { LONG_RUN } from '../../support/long-run.ts';
import { waitToAskAgain } from '../../support/running-app.ts';
import { scheduledMs } from '../../support/scheduled-time.ts';
import { chatStreamText, endlessStream, type Script } from '../../support/scripted-upstream.ts';
import { streamWaiting } from '../exits/hang-up-moments.ts';
import { FREE, startLabFixture } from './lab-fixture.ts';

/** The limit of a whole hang-up at a local server, of which this is the gateway's part. */
const MAX_FREEING_MS = 200;
const ROUNDS = 20;
const LOCAL = { model: FREE, max_tokens: 1000 };
const WITHOUT_HEAD: Script = (_call, act) => act.hang();
/** A piece in each turn of the event loop: one that writes without a pause leaves the gateway, in the same process, no turn. */
const flowingStream: Script = async (call, act) => {
  const [, piece = ''] = chatStreamText(call, { chunks: ['piece'] });
  act.head(200, { 'content-type': 'text/event-stream' });
  while (!act.gone) {
    await act.write(piece);
    await setImmediate();
  }
};
const LONG_PIECE = 'a long piece '.repeat(500);

const fixture = await startLabFixture({
  env: { JIGAP_ALLOWED_MODELS: `gpt-3.5-turbo,${FREE}` },
  lab: { calls_in_flight: 1, queue_seconds: 60 },
});
const { app, lab } = fixture;
afterAll(() => fixture.stop());
const [leaving, next] = (await Promise.all([fixture.addStudent(), fixture.addStudent()])) as [TestStudent, TestStudent];

async function oneWaits(): Promise<void> {
  for (;;) {
    const { text } = await app.api('GET', '/metrics');
    if (text.includes('\njigap_provider_slots_waiting{provider="lab"} 1\n')) return;
    await waitToAskAgain();
  }
}

interface Moment {
  readonly script: Script;
  readonly body: object;
  /** What the student has received; null: nothing. */
  readonly seen: string | null;
  /** The student takes nothing more, and all buffers on the way are full. */
  readonly isStalled?: boolean;
}

const MOMENTS: readonly [string, Moment][] = [
  ['before a whole answer', { script: WITHOUT_HEAD, body: CHAT, seen: null }],
  ['before a stream', { script: WITHOUT_HEAD, body: STREAM, seen: null }],
  ['in a stream that is silent', { script: streamWaiting(2), body: STREAM, seen: '"hel"' }],
  ['in a stream that flows', { script: flowingStream, body: STREAM, seen: 'piece' }],
  [
    'in a stream that is not read',
    { script: endlessStream(LONG_PIECE), body: STREAM, seen: 'long piece', isStalled: true },
  ],
];

describe.each(MOMENTS)('a hang-up %s', (_when, { script, body, seen, isStalled }) => {
  for (const how of ['FIN', 'RST'] as const)
    test(
      `by ${how} closes the connection to a local server, and gives its only slot to the next call, within ${MAX_FREEING_MS} ms`,
      how === 'FIN' ? {} : LONG_RUN,
      async () => {
        const freedAfterMs: number[] = [];
        for (let round = 0; round < ROUNDS; round++) {
          lab.reset();
          lab.next(script);
          const client = await fixture.ask(leaving, { ...body, ...LOCAL });
          const call = await lab.called(1);
          if (seen !== null) await client.until(seen);
          if (isStalled === true) client.pause();
          const answer = fixture.call(next, { ...CHAT, ...LOCAL });
          await oneWaits();
          freedAfterMs.push(
            await scheduledMs(async () => {
              if (how === 'FIN') client.hangUp();
              else client.reset();
              await Promise.all([call.socketClosed, lab.called(2)]);
            }),
          );
          expect((await answer).status).toBe(200);
        }
        expect(freedAfterMs.filter((ms) => ms >= MAX_FREEING_MS)).toEqual([]);
      },
    );
});
