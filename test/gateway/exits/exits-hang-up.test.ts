import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { CHAT, STREAM, startAppFixture, type TestStudent } from '../../support/app-fixture.ts';
import { chatBody, errorJson, type Script, usageOf } from '../../support/scripted-upstream.ts';
import { type ExpectedExit, expectExit, HELD_JSON, HELD_STREAM } from './exit-check.ts';
import { goAt, heldBy, MOMENTS, type Moment } from './hang-up-moments.ts';

const USAGE = usageOf(10, 5);

const REAL = { as: 'settle', cost: 12_500, incident: null, tokens: [10, 5] } as const;
const LOST = { as: 'settle', incident: 'uncertain' } as const;

describe('a student who hangs up pays the usage of the answer', async () => {
  const fixture = await startAppFixture();
  afterAll(() => fixture.stop());
  beforeEach(() => fixture.upstream.reset());

  describe.each(['FIN', 'RST'] as const)('by %s', (how) => {
    test.each(MOMENTS)('$name', async (moment) => {
      const student = await goAt(fixture, moment, how);
      expect((await fixture.moneyOf('student', student.id)).held).toBe(heldBy(moment));
      fixture.upstream.open(moment.gate);
      await expectExit(fixture, student, { ...REAL, outcome: 'hung_up', held: heldBy(moment) });
    });
  });

  test('pays nothing when the provider then refuses', async () => {
    const refusing: Script = async (call, act) => {
      await act.gate('refuse');
      await errorJson(500, null, 'no')(call, act);
    };
    const moment = { name: '', body: CHAT, script: refusing, gate: 'refuse', seen: null };
    const student = await goAt(fixture, moment, 'FIN');
    fixture.upstream.open('refuse');
    const exit = { as: 'release', cost: 0, outcome: 'upstream_refused', incident: null } as const;
    await expectExit(fixture, student, { ...exit, held: HELD_JSON });
  });

  test('pays the full hold when the provider then breaks off', async () => {
    const dying: Script = async (_call, act) => {
      await act.event({ choices: [] });
      await act.gate('die');
      act.reset();
    };
    const student = await goAt(
      fixture,
      { name: '', body: STREAM, script: dying, gate: 'die', seen: '"choices"' },
      'RST',
    );
    fixture.upstream.open('die');
    await expectExit(fixture, student, { ...LOST, cost: HELD_STREAM, outcome: 'upstream_died', held: HELD_STREAM });
  });

  test('pays input bound and bytes when the provider sends no usage', async () => {
    const silent: Script = async (_call, act) => {
      act.head(200, { 'content-type': 'text/event-stream' });
      await act.gate('end');
      await act.write('data: {"choices":[{"delta":{"content":"a"}}]}\n\ndata: [DONE]\n\n');
      act.end();
    };
    const moment = { name: '', body: STREAM, script: silent, gate: 'end', seen: 'text/event-stream' };
    const student = await goAt(fixture, moment, 'FIN');
    fixture.upstream.open('end');
    const exit = { as: 'settle', cost: 176_500 + 61 * 1_500, outcome: 'no_usage', incident: 'no_usage' } as const;
    await expectExit(fixture, student, { ...exit, held: HELD_STREAM });
  });
});

describe.each([
  ['no answer is read on', { JIGAP_DRAIN_SECONDS: '0' }],
  ['no answer may be read on', { JIGAP_DRAINS: '0' }],
])('a student who hangs up when %s: the provider is aborted', async (_name, env) => {
  const fixture = await startAppFixture({ env });
  afterAll(() => fixture.stop());
  beforeEach(() => fixture.upstream.reset());

  test.each(MOMENTS)('$name', async (moment) => {
    const student = await goAt(fixture, moment, 'FIN');
    await (await fixture.upstream.called()).socketClosed;
    const held = heldBy(moment);
    const exit: Omit<ExpectedExit, 'outcome' | 'held'> = moment.usageSent ? REAL : { ...LOST, cost: held };
    await expectExit(fixture, student, { ...exit, outcome: 'abandoned', held });
  });
});

describe('the limit of answers that are read on', async () => {
  const fixture = await startAppFixture({ env: { JIGAP_DRAINS: '1' } });
  const { upstream } = fixture;
  afterAll(() => fixture.stop());
  beforeEach(() => upstream.reset());

  test('is the setting, and each ended answer frees a slot', async () => {
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
    const first = await goAt(fixture, moment('first'), 'FIN');
    const second = await goAt(fixture, moment('second'), 'FIN');
    const abandoned = {
      ...LOST,
      cost: HELD_JSON,
      outcome: 'abandoned',
      usage: expect.anything(),
      quantities: expect.anything(),
    };
    expect(await fixture.ledger.resolutionsOf(second.id)).toEqual([abandoned]);
    expect(await fixture.moneyOf('student', first.id)).toEqual({ spent: 0, held: HELD_JSON });
    upstream.open('first');
    const hungUp = { as: 'settle', cost: 12_500, outcome: 'hung_up' };
    expect(await fixture.ledger.resolutionsOf(first.id)).toMatchObject([hungUp]);
    expect(await fixture.moneyOf('student', first.id)).toEqual({ spent: 12_500, held: 0 });
    const third = await goAt(fixture, moment('third'), 'RST');
    upstream.open('third');
    await expectExit(fixture, third, { ...REAL, outcome: 'hung_up', held: HELD_JSON });
  });
});

describe('the answers that are read on, of several students', async () => {
  const fixture = await startAppFixture({ env: { JIGAP_DRAINS: '3' } });
  const { upstream } = fixture;
  afterAll(() => fixture.stop());
  beforeEach(() => upstream.reset());

  const waiting: Script = async (call, act) => {
    await act.gate('end');
    act.json(200, chatBody(call, { usage: USAGE }));
  };

  /** Resolves when the gateway knows that one more call was hung up on, or has ended. */
  async function hangUp(student: TestStudent, nth: number): Promise<void> {
    upstream.next(waiting);
    const client = await fixture.ask(student, CHAT);
    await upstream.called(nth);
    client.hangUp();
    await fixture.callsInFlight(0);
  }

  test('are shared: a student who has all slots loses one to each student with fewer', async () => {
    const [greedy, second, third] = [
      await fixture.addStudent(),
      await fixture.addStudent(),
      await fixture.addStudent(),
    ];
    for (const nth of [1, 2, 3]) await hangUp(greedy, nth);
    await hangUp(second, 4);
    await hangUp(third, 5);
    // Now every student has one: the greedy student gets no further slot.
    await hangUp(greedy, 6);
    expect((await fixture.app.api('GET', '/metrics')).text).toMatch(/^jigap_answers_read_on 3$/m);
    upstream.open('end');
    await fixture.settled();
    for (const student of [second, third])
      await expectExit(fixture, student, { ...REAL, outcome: 'hung_up', held: HELD_JSON });
    const ends = (await fixture.ledger.resolutionsOf(greedy.id, 4)).map(({ cost, outcome }) => `${outcome} ${cost}`);
    expect(ends.sort()).toEqual([...Array(3).fill(`abandoned ${HELD_JSON}`), 'hung_up 12500']);
    expect((await fixture.app.api('GET', '/metrics')).text).toMatch(/^jigap_answers_read_on 0$/m);
  });
});

describe('the time limit of reading on', async () => {
  const fixture = await startAppFixture({ env: { JIGAP_DRAIN_SECONDS: '1' } });
  const { upstream } = fixture;
  afterAll(() => fixture.stop());
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
  ])('aborts a provider that %s: the full hold, uncertain', async (_name, script) => {
    const student = await goAt(fixture, { name: '', body: STREAM, script, gate: 'silence', seen: '"choices"' }, 'FIN');
    upstream.open('silence');
    await (await upstream.called()).socketClosed;
    await expectExit(fixture, student, { ...LOST, cost: HELD_STREAM, outcome: 'abandoned', held: HELD_STREAM });
  });
});
