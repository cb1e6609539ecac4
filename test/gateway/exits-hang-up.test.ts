import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { chatBody, chatStreamText, errorJson, type Script, usageOf } from '../support/scripted-upstream.ts';
import { type ExpectedExit, expectExit, HELD_JSON, HELD_STREAM } from './exit-check.ts';
import { CHAT, STREAM, type Stage, startStage } from './stage.ts';

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
const streamWaiting =
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

interface Moment {
  readonly name: string;
  readonly body: object;
  readonly script: Script;
  /** Where the provider stands when the student goes. */
  readonly gate: string;
  /** What the student has seen by then. */
  readonly seen: string | null;
  /** The provider has said its usage by then. */
  readonly usageSaid?: boolean;
}

/** Of a stream: 0 the role, 1 and 2 the words, 3 the stop, 4 the usage, 5 [DONE]. */
const MOMENTS: readonly Moment[] = [
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
    usageSaid: true,
  },
];

const heldBy = ({ body }: Moment) => (body === CHAT ? HELD_JSON : HELD_STREAM);
const REAL = { as: 'settle', cost: 12_500, incident: null, tokens: [10, 5] } as const;
const LOST = { as: 'settle', incident: 'uncertain' } as const;

/** Asks, waits for the moment, and goes as told. @returns who went */
async function goAt(stage: Stage, { body, script, gate, seen }: Moment, how: 'FIN' | 'RST') {
  const pupil = await stage.pupil();
  stage.upstream.next(script);
  const client = await stage.ask(pupil, body);
  await stage.upstream.waitsAt(gate);
  if (seen !== null) await client.until(seen);
  if (how === 'FIN') client.hangUp();
  else client.reset();
  await stage.callsInFlight(0);
  return pupil;
}

describe('a student who hangs up is charged what the call came to', async () => {
  const stage = await startStage();
  afterAll(() => stage.stop());
  beforeEach(() => stage.upstream.reset());

  describe.each(['FIN', 'RST'] as const)('by %s', (how) => {
    test.each(MOMENTS)('$name', async (moment) => {
      const pupil = await goAt(stage, moment, how);
      expect((await stage.moneyOf('student', pupil.id)).held).toBe(heldBy(moment));
      stage.upstream.open(moment.gate);
      await expectExit(stage, pupil, { ...REAL, outcome: 'hung_up', held: heldBy(moment) });
    });
  });

  test('nothing, when the provider refused after that', async () => {
    const refusing: Script = async (call, act) => {
      await act.gate('refuse');
      await errorJson(500, null, 'no')(call, act);
    };
    const moment = { name: '', body: CHAT, script: refusing, gate: 'refuse', seen: null };
    const pupil = await goAt(stage, moment, 'FIN');
    stage.upstream.open('refuse');
    const exit = { as: 'release', cost: 0, outcome: 'upstream_refused', incident: null } as const;
    await expectExit(stage, pupil, { ...exit, held: HELD_JSON });
  });

  test('the full hold, when the provider broke off after that', async () => {
    const dying: Script = async (_call, act) => {
      await act.event({ choices: [] });
      await act.gate('die');
      act.reset();
    };
    const pupil = await goAt(stage, { name: '', body: STREAM, script: dying, gate: 'die', seen: '"choices"' }, 'RST');
    stage.upstream.open('die');
    await expectExit(stage, pupil, { ...LOST, cost: HELD_STREAM, outcome: 'upstream_died', held: HELD_STREAM });
  });

  test('input bound and bytes, when the provider told no usage after that', async () => {
    const silent: Script = async (_call, act) => {
      act.head(200, { 'content-type': 'text/event-stream' });
      await act.gate('end');
      await act.write('data: {}\n\ndata: [DONE]\n\n');
      act.end();
    };
    const moment = { name: '', body: STREAM, script: silent, gate: 'end', seen: 'text/event-stream' };
    const pupil = await goAt(stage, moment, 'FIN');
    stage.upstream.open('end');
    const exit = { as: 'settle', cost: 176_500 + 24 * 1_500, outcome: 'no_usage', incident: 'no_usage' } as const;
    await expectExit(stage, pupil, { ...exit, held: HELD_STREAM });
  });
});

describe.each([
  ['no answer is read on', { JIGAP_DRAIN_SECONDS: '0' }],
  ['there is no place to read on', { JIGAP_DRAINS: '0' }],
])('a student who hangs up when %s: the provider is cut off', async (_name, env) => {
  const stage = await startStage({ env });
  afterAll(() => stage.stop());
  beforeEach(() => stage.upstream.reset());

  test.each(MOMENTS)('$name', async (moment) => {
    const pupil = await goAt(stage, moment, 'FIN');
    await (await stage.upstream.called()).socketClosed;
    const held = heldBy(moment);
    const exit: Omit<ExpectedExit, 'outcome' | 'held'> = moment.usageSaid ? REAL : { ...LOST, cost: held };
    await expectExit(stage, pupil, { ...exit, outcome: 'abandoned', held });
  });
});

describe('the places to read on', async () => {
  const stage = await startStage({ env: { JIGAP_DRAINS: '1' } });
  const { upstream } = stage;
  afterAll(() => stage.stop());
  beforeEach(() => upstream.reset());

  test('are as many as set, and each is given back', async () => {
    const moment = (gate: string): Moment => ({
      name: gate,
      body: CHAT,
      gate,
      seen: null,
      script: async (call, act) => {
        await act.gate(gate);
        act.json(200, chatBody(call, { usage: USAGE }));
      },
    });
    const first = await goAt(stage, moment('first'), 'FIN');
    const second = await goAt(stage, moment('second'), 'FIN');
    const abandoned = { ...LOST, cost: HELD_JSON, outcome: 'abandoned', usage: expect.anything() };
    expect(await stage.ledger.resolutionsOf(second.id)).toEqual([abandoned]);
    expect(await stage.moneyOf('student', first.id)).toEqual({ spent: 0, held: HELD_JSON });
    upstream.open('first');
    const hungUp = { as: 'settle', cost: 12_500, outcome: 'hung_up' };
    expect(await stage.ledger.resolutionsOf(first.id)).toMatchObject([hungUp]);
    expect(await stage.moneyOf('student', first.id)).toEqual({ spent: 12_500, held: 0 });
    const third = await goAt(stage, moment('third'), 'RST');
    upstream.open('third');
    await expectExit(stage, third, { ...REAL, outcome: 'hung_up', held: HELD_JSON });
  });
});

describe('the time to read on', async () => {
  const stage = await startStage({ env: { JIGAP_DRAIN_SECONDS: '1' } });
  const { upstream } = stage;
  afterAll(() => stage.stop());
  beforeEach(() => upstream.reset());

  const SILENT: Script = async (_call, act) => {
    await act.event({ choices: [] });
    await act.gate('silence');
    await act.hang();
  };
  const TALKING: Script = async (_call, act) => {
    await act.event({ choices: [] });
    await act.gate('silence');
    while (!act.gone) await act.write('data: {"choices":[]}\n\n');
  };

  test.each([
    ['is silent', SILENT],
    ['talks on', TALKING],
  ])('ends, whether the provider %s or not: cut off, the full hold, uncertain', async (_name, script) => {
    const pupil = await goAt(stage, { name: '', body: STREAM, script, gate: 'silence', seen: '"choices"' }, 'FIN');
    upstream.open('silence');
    await (await upstream.called()).socketClosed;
    await expectExit(stage, pupil, { ...LOST, cost: HELD_STREAM, outcome: 'abandoned', held: HELD_STREAM });
  });
});
