import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { CHAT, STREAM, startAppFixture } from '../../support/app-fixture.ts';
import {
  chatJson,
  chatStream,
  errorJson,
  noUsageStream,
  type Script,
  usageOf,
  wellBehaved,
} from '../../support/scripted-upstream.ts';
import { expectExit, expectSharedBalances, HELD_JSON, HELD_STREAM } from '../exits/exit-check.ts';

/** Each title ends with the cause by which other gateways lost money. */
const fixture = await startAppFixture();
const { upstream } = fixture;
afterAll(() => fixture.stop());
beforeEach(() => upstream.reset());

const REAL = { as: 'settle', cost: 12_500, incident: null, tokens: [10, 5] } as const;

describe('known leaks: after the call', () => {
  test('holds nothing when all calls have ended, and has a record for every cent (leak: phantom holds)', async () => {
    const student = await fixture.addStudent();
    const usage = usageOf(10, 5);
    const scripts = [wellBehaved, errorJson(500, null, 'no'), chatJson(), noUsageStream, chatStream({ usage })];
    for (const script of scripts) {
      upstream.next(script);
      await fixture.callSettled(student, script === noUsageStream ? STREAM : CHAT);
    }
    upstream.next((_call, act) => act.reset());
    await fixture.callSettled(student, CHAT);
    const records = await fixture.recordsOf(student);
    expect(records).toHaveLength(6);
    const spent = records.reduce((sum, { cost }) => sum + cost, 0);
    expect(spent).toBeGreaterThan(HELD_JSON);
    expect(await fixture.moneyOf('student', student.id)).toEqual({ spent, held: 0 });
    await expectSharedBalances(fixture);
  });

  test('charges a stream without usage, whatever include_usage says (leak: it is free)', async () => {
    for (const stream_options of [undefined, null, {}, { include_usage: false }]) {
      const student = await fixture.addStudent();
      await fixture.callSettled(student, { ...STREAM, stream_options });
      expect(upstream.calls.at(-1)?.json).toMatchObject({ stream_options: { include_usage: true } });
      expect(await fixture.moneyOf('student', student.id)).toEqual({ spent: 12_500, held: 0 });
    }
    upstream.next(noUsageStream);
    const student = await fixture.addStudent();
    const { body } = await fixture.callSettled(student, STREAM);
    const cost = 176_500 + body.length * 1500;
    const exit = { as: 'settle', cost, outcome: 'no_usage', incident: 'no_usage' } as const;
    await expectExit(fixture, student, { ...exit, held: HELD_STREAM });
  });

  test('charges a stop string without a usage (leak: it is billed, and not in the bytes)', async () => {
    for (const [stop, bytes] of [
      ['한'.repeat(100), 300],
      [['a', 'b'.repeat(200)], 200],
    ] as const) {
      const student = await fixture.addStudent();
      upstream.next(chatStream({ chunks: ['one', { choices: [{ index: 1, delta: {}, finish_reason: 'stop' }] }] }));
      const { body } = await fixture.callSettled(student, { ...STREAM, stop, n: 2 });
      const [record] = await fixture.recordsOf(student);
      const moreInput = Buffer.byteLength(JSON.stringify({ stop, n: 2 })) - 1;
      expect(record?.cost).toBe(176_500 + moreInput * 500 + (body.length + 2 * bytes) * 1500);
      await expectSharedBalances(fixture);
    }
  });

  test('charges the hold of every requested answer without a usage (leak: missing answers are free)', async () => {
    const lost: readonly [object, Script][] = [
      [{ ...STREAM, n: 2 }, noUsageStream],
      [STREAM, (_call, act) => act.done()],
      [{ ...CHAT, n: 2 }, chatJson()],
      [CHAT, chatJson({ choices: [] })],
      [{ ...CHAT, n: 2 }, chatJson({ content: 'x'.repeat(100_000) })],
    ];
    for (const [body, script] of lost) {
      const student = await fixture.addStudent();
      upstream.next(script);
      await fixture.callSettled(student, body);
      const [record] = await fixture.recordsOf(student);
      expect(record).toMatchObject({ outcome: 'no_usage', cost: record?.held });
      expect(await fixture.incidentsOf(student)).toMatchObject([{ kind: 'no_usage', charged: record?.held }]);
      await expectSharedBalances(fixture);
    }
  });

  test('charges a hang-up what the provider says (leak: it is free, or a guess)', async () => {
    upstream.next(async (call, act) => {
      await act.event({ choices: [{ index: 0, delta: { content: 'a'.repeat(500) } }] });
      await act.gate('go');
      await act.usageChunk(usageOf(10, 5));
      await act.done();
      expect(call.complete).toBe(true);
    });
    const student = await fixture.addStudent();
    const client = await fixture.ask(student, STREAM);
    await client.until('aaa');
    client.reset();
    await fixture.callsInFlight(0);
    upstream.open('go');
    await expectExit(fixture, student, { ...REAL, outcome: 'hung_up', held: HELD_STREAM });
  });

  test.each([
    ['cut at its cap', { content: 'half a sent' }, 'length'],
    ['filtered', { content: '' }, 'content_filter'],
    ['refused in words', { refusal: 'I cannot help with that.' }, 'stop'],
    [
      'a call of a tool',
      { tool_calls: [{ index: 0, id: 'c', function: { name: 'f', arguments: '{}' } }] },
      'tool_calls',
    ],
  ])(
    'charges an answer that is %s by its usage or its bytes (leak: it is not counted)',
    async (_name, delta, finish_reason) => {
      const chunks = [{ choices: [{ index: 0, delta, finish_reason }] }];
      for (const hasUsage of [true, false]) {
        upstream.next(chatStream({ chunks, ...(hasUsage ? { usage: usageOf(10, 5) } : {}) }));
        const student = await fixture.addStudent();
        const { body } = await fixture.callSettled(student, STREAM);
        const spent = hasUsage ? 12_500 : 176_500 + body.length * 1500;
        expect(await fixture.moneyOf('student', student.id)).toEqual({ spent, held: 0 });
      }
    },
  );

  test('records a settlement above the balance in full (leak: it is refused)', async () => {
    upstream.next(chatJson({ usage: usageOf(10, 5_000) }));
    const student = await fixture.addStudent(HELD_JSON / 1e9);
    expect((await fixture.callSettled(student, CHAT)).status).toBe(200);
    const exit = { as: 'settle', cost: 7_505_000, outcome: 'ok', incident: 'overrun', tokens: [10, 5000] } as const;
    await expectExit(fixture, student, { ...exit, held: HELD_JSON });
    const refused = await fixture.callSettled(student, { ...CHAT, max_tokens: 1 });
    expect([refused.status, refused.headers['x-jigap-remaining-usd']]).toEqual([402, '0']);
  });

  test('charges negative and overflowing usage (leak: it gives credit)', async () => {
    const student = await fixture.addStudent(900_000);
    let before = 0;
    for (const usage of [
      usageOf(-1_000_000, -1_000_000),
      usageOf(10, -5),
      usageOf(2 ** 53, 2 ** 53),
      usageOf(1e300, 1),
    ]) {
      upstream.next(chatJson({ usage }));
      await fixture.callSettled(student, CHAT);
      const { spent, held } = await fixture.moneyOf('student', student.id);
      expect(held).toBe(0);
      expect(spent - before).toBeGreaterThan(149_500);
      expect(spent - before).toBeLessThanOrEqual(HELD_JSON);
      before = spent;
    }
  });

  test('releases a hold once after an error, and refunds once (leak: refunds twice)', async () => {
    const student = await fixture.addStudent();
    upstream.next(errorJson(500, null, 'no'));
    await fixture.callSettled(student, CHAT);
    expect(await fixture.moneyOf('student', student.id)).toEqual({ spent: 0, held: 0 });
    expect(await fixture.incidentsOf(student)).toEqual([]);
    upstream.next((_call, act) => act.reset());
    await fixture.callSettled(student, CHAT);
    expect(await fixture.moneyOf('student', student.id)).toEqual({ spent: HELD_JSON, held: 0 });
    const [incident] = await fixture.incidentsOf(student);
    const refund = () => fixture.app.api('POST', `/api/incidents/${incident?.id}/refund`, {});
    const both = await Promise.all([refund(), refund()]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await refund()).status).toBe(409);
    expect(await fixture.moneyOf('student', student.id)).toEqual({ spent: 0, held: 0 });
    // The wallet and the class got it back too: what stop() compares would not know of it.
    const wallet = await fixture.moneyOf('wallet');
    expect(await fixture.moneyOf('class')).toEqual(wallet);
    const charged = fixture.ledger.resolved.reduce((sum, { resolution }) => sum + resolution.cost, 0);
    expect(wallet).toEqual({ spent: charged - HELD_JSON, held: 0 });
  });
});
