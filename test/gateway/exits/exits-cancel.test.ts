import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { MAX_STOP_MS, MAX_TOKENS_PER_SECOND } from '../../../src/ledger/exits.ts';
import { type AppFixture, CHAT, STREAM, startAppFixture, type TestStudent } from '../../support/app-fixture.ts';
import { chatStreamText, endlessStream, errorJson, type Script } from '../../support/scripted-upstream.ts';
import { makeTempFolder } from '../../support/temp-folder.ts';
import { errorOf, expectExit, expectSharedBalances, HELD_JSON, HELD_STREAM, INPUT_STREAM } from './exit-check.ts';
import { goAt, MOMENTS, type Moment, streamWaiting } from './hang-up-moments.ts';

/** One resolution, one record and no incident. @returns its cost */
async function cancelledCost(fixture: AppFixture, student: TestStudent, held: number): Promise<number> {
  const [resolution, ...others] = await fixture.ledger.resolutionsOf(student.id);
  expect(others).toEqual([]);
  expect(resolution).toMatchObject({ as: 'settle', outcome: 'cancelled', incident: null });
  const cost = resolution?.cost ?? Number.NaN;
  expect(await fixture.recordsOf(student)).toMatchObject([{ cost, held, outcome: 'cancelled' }]);
  expect(await fixture.incidentsOf(student)).toEqual([]);
  expect(await fixture.moneyOf('student', student.id)).toEqual({ spent: cost, held: 0 });
  await expectSharedBalances(fixture);
  return cost;
}

describe('a hang-up with JIGAP_HANG_UP=cancel: the provider is aborted at once, without an incident', async () => {
  const fixture = await startAppFixture({ env: { JIGAP_HANG_UP: 'cancel' } });
  const { upstream } = fixture;
  afterAll(() => fixture.stop());
  beforeEach(() => upstream.reset());

  const streams = MOMENTS.filter(({ body }) => body !== CHAT);
  const withoutUsage = streams.filter(({ usageSent }) => usageSent !== true);

  describe.each(['FIN', 'RST'] as const)('by %s', (how) => {
    test.each(withoutUsage)('$name: input bound, bytes received and what can be in flight', async (moment) => {
      const startedAt = performance.now();
      const student = await goAt(fixture, moment, how);
      const call = await upstream.called();
      await call.socketClosed;
      const cost = await cancelledCost(fixture, student, HELD_STREAM);
      const events = chatStreamText(call, { usage: {} });
      const bytes = Buffer.byteLength(events.slice(0, Number(moment.gate) || 0).join(''));
      const inFlight = (ms: number) => ((ms + MAX_STOP_MS) * MAX_TOKENS_PER_SECOND) / 1000;
      const least = INPUT_STREAM + (bytes + inFlight(0)) * 1500;
      const most = INPUT_STREAM + (bytes + inFlight(performance.now() - startedAt) + 1) * 1500;
      expect(cost).toBeGreaterThanOrEqual(Math.min(least, HELD_STREAM));
      expect(cost).toBeLessThanOrEqual(Math.min(most, HELD_STREAM));
    });

    test.each(MOMENTS.filter(({ body }) => body === CHAT))('$name: the whole hold', async (moment) => {
      const student = await goAt(fixture, moment, how);
      await (await upstream.called()).socketClosed;
      expect(await cancelledCost(fixture, student, HELD_JSON)).toBe(HELD_JSON);
    });
  });

  test('a hang-up after the usage costs that usage', async () => {
    const student = await fixture.addStudent();
    upstream.next(async (call, act) => {
      for (const event of chatStreamText(call, { usage: { prompt_tokens: 10, completion_tokens: 5 } }).slice(0, -1)) {
        if (!act.headSent) act.head(200, { 'content-type': 'text/event-stream' });
        await act.write(event);
      }
      await act.hang();
    });
    const client = await fixture.ask(student, { ...STREAM, stream_options: { include_usage: true } });
    await client.until('"completion_tokens"');
    client.hangUp();
    const [resolution] = await fixture.ledger.resolutionsOf(student.id);
    expect(resolution).toMatchObject({ cost: 12_500, incident: null, usage: { inputTokens: 10, outputTokens: 5 } });
  });

  test('a hang-up after a usage in the middle costs its bound', async () => {
    const student = await fixture.addStudent();
    upstream.next(async (call, act) => {
      const [role = '', piece = ''] = chatStreamText(call, {});
      await act.usageChunk({ prompt_tokens: 10, completion_tokens: 1 });
      for (const event of [role, piece]) await act.write(event);
      await act.usageChunk({ prompt_tokens: 10, completion_tokens: 2 });
      await act.hang();
    });
    const client = await fixture.ask(student, { ...STREAM, stream_options: { include_usage: true } });
    await client.until('"completion_tokens":2');
    client.hangUp();
    expect(await cancelledCost(fixture, student, HELD_STREAM)).toBeGreaterThan(INPUT_STREAM);
  });

  test('a hang-up on a JSON answer to a streaming call costs the whole hold', async () => {
    const script: Script = async (_call, act) => {
      act.head(200, { 'content-type': 'application/json' });
      await act.write('{"choices":');
      await act.gate('json');
    };
    const student = await fixture.addStudent();
    upstream.next(script);
    const client = await fixture.ask(student, STREAM);
    await upstream.waitsAt('json');
    // The head has come when the next call over the same gateway has been answered.
    expect((await fixture.app.chat((await fixture.addStudent()).token, CHAT)).status).toBe(200);
    client.hangUp();
    expect(await cancelledCost(fixture, student, HELD_STREAM)).toBe(HELD_STREAM);
    upstream.open('json');
  });

  test('a hang-up after more bytes than the hold affords costs the whole hold', async () => {
    const student = await fixture.addStudent();
    upstream.next(endlessStream('a long piece '.repeat(500)));
    const client = await fixture.ask(student, STREAM);
    await client.until('long piece');
    client.hangUp();
    expect(await cancelledCost(fixture, student, HELD_STREAM)).toBe(HELD_STREAM);
  });

  test('a hang-up after the provider has refused costs nothing', async () => {
    const student = await fixture.addStudent();
    upstream.next(async (_call, act) => {
      act.head(400, { 'content-type': 'application/json', 'content-length': '1000' });
      await act.write('{"error":');
      await act.gate('refused');
    });
    const client = await fixture.ask(student, STREAM);
    await upstream.waitsAt('refused');
    expect((await fixture.app.chat((await fixture.addStudent()).token, CHAT)).status).toBe(200);
    client.hangUp();
    const exit = { as: 'release', cost: 0, outcome: 'upstream_refused', incident: null } as const;
    await expectExit(fixture, student, { ...exit, held: HELD_STREAM });
  });

  test('a cancelled call is not read on, and frees its slot', async () => {
    const student = await goAt(fixture, streams[2] as Moment, 'FIN');
    await cancelledCost(fixture, student, HELD_STREAM);
    const { text } = await fixture.app.api('GET', '/metrics');
    expect(text).toMatch(/^jigap_answers_read_on 0$/m);
    expect(text).toMatch(/^jigap_calls_in_flight 0$/m);
  });
});

describe('a hang-up on a reasoning model with JIGAP_HANG_UP=cancel', async () => {
  const env = { JIGAP_HANG_UP: 'cancel', JIGAP_MODEL_ALIASES: 'gpt-3.5-turbo=gpt-6-luna' };
  const fixture = await startAppFixture({ env });
  afterAll(() => fixture.stop());

  test.each([
    ['low: the whole hold, because what is billed is never seen', 'low', true],
    ['none: a bound below the hold, because all of it is seen', 'none', false],
  ])('is charged at effort %s', async (_what, effort, whole) => {
    const body = { ...STREAM, max_tokens: 4000, reasoning_effort: effort };
    const moment = { name: '', body, script: streamWaiting(2), gate: '2', seen: '"hel"' };
    const student = await goAt(fixture, moment, 'FIN');
    await fixture.settled();
    const [{ held } = { held: Number.NaN }] = await fixture.recordsOf(student);
    const cost = await cancelledCost(fixture, student, held);
    expect(cost === held).toBe(whole);
    expect(cost).toBeGreaterThan(0);
  });
});

describe('a call of a model whose price is 0', async () => {
  const file = join(makeTempFolder(), 'models.json');
  const price = { from: '2024-01-01', input: 0, cached_input: 0, cache_write: 0, output: 0, source: 'a test' };
  const sizes = { context_window: 4096, max_output: 1024, default_max_output: 1024 };
  const rest = { endpoints: ['chat'], inputs: ['text'], reasoning: true, shutdown_date: null };
  const model = { id: 'local', snapshots: [], ...rest, ...sizes, prices: [price] };
  writeFileSync(file, JSON.stringify({ models: [model] }));
  const fixture = await startAppFixture({ env: { JIGAP_MODELS_FILE: file, JIGAP_ALLOWED_MODELS: 'local' } });
  const { upstream } = fixture;
  afterAll(() => fixture.stop());
  beforeEach(() => upstream.reset());

  const free = (body: object) => ({ ...body, model: 'local', max_tokens: undefined });
  const NOTHING_SPENT = /Nothing was spent/;
  const FREE = { cost: 0, incident: null, held: 0 } as const;

  test.each(MOMENTS.filter(({ usageSent }) => usageSent !== true))(
    'is aborted at once when its student hangs up: $name',
    async (moment) => {
      const student = await goAt(fixture, { ...moment, body: free(moment.body) }, 'FIN');
      await (await upstream.called()).socketClosed;
      await expectExit(fixture, student, { ...FREE, as: 'settle', outcome: 'cancelled' });
    },
  );

  test('a call of a model whose price is 0 raises no incident when the provider dies', async () => {
    const student = await fixture.addStudent();
    upstream.next((_call, act) => act.reset());
    const client = await fixture.ask(student, free(CHAT));
    const response = await client.response();
    expect(response.status).toBe(502);
    expect(errorOf(response).message).toMatch(NOTHING_SPENT);
    client.hangUp();
    await expectExit(fixture, student, { ...FREE, as: 'settle', outcome: 'upstream_died' });
  });

  test('a call of a model whose price is 0 raises no incident when a proxy stops waiting', async () => {
    const student = await fixture.addStudent();
    upstream.next(errorJson(504, null, 'no'));
    const client = await fixture.ask(student, free(CHAT));
    const response = await client.response();
    expect(response.status).toBe(504);
    expect(errorOf(response).message).toMatch(NOTHING_SPENT);
    client.hangUp();
    await expectExit(fixture, student, { ...FREE, as: 'settle', outcome: 'upstream_timeout' });
  });

  test('a call of a model whose price is 0 raises no incident without a usage, or with an impossible one', async () => {
    for (const usage of ['null', '{"prompt_tokens":2147483648,"completion_tokens":1}']) {
      const student = await fixture.addStudent();
      upstream.next((_call, act) => act.json(200, `{"choices":[],"usage":${usage}}`));
      const client = await fixture.ask(student, free(CHAT));
      expect((await client.response()).status).toBe(200);
      client.hangUp();
      await expectExit(fixture, student, { ...FREE, as: 'settle', outcome: 'no_usage' });
    }
  });
});
