import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startAppFixture, type TestStudent } from '../../support/app-fixture.ts';
import { chatJson, chatStream, errorJson, type Script, usageOf } from '../../support/scripted-upstream.ts';
import { errorOf } from './exit-check.ts';

const fixture = await startAppFixture({
  env: { JIGAP_ALLOWED_MODELS: 'gpt-6-luna,gpt-4o-mini,gpt-3.5-turbo,text-embedding-3-small' },
});
const { app, upstream } = fixture;
afterAll(() => fixture.stop());
beforeEach(async () => {
  upstream.reset();
  await useFlex(true);
});

const ASKED = { model: 'gpt-6-luna', messages: [{ role: 'user', content: 'hi' }], max_completion_tokens: 1000 };
const USAGE = usageOf(10, 5);
/** gpt-6-luna: 100 nano-USD an input token and 500 an output token. */
const DEFAULT_COST = 10 * 100 + 5 * 500;
const VERSION = 'gpt-6-luna@2026-09-22';
const FULL = errorJson(429, 'resource_unavailable', 'Resource unavailable for org-0', { 'retry-after': '120' });

const useFlex = (uses_flex: boolean) => app.api('PATCH', `/api/classes/${fixture.classId}`, { uses_flex });

/** What the provider was asked for, per call. */
const sentTiers = () => upstream.calls.map(({ body }) => JSON.parse(body.toString()).service_tier);

const heldOf = async (student: TestStudent) => (await fixture.recordsOf(student))[0]?.held ?? Number.NaN;

const answers: readonly (readonly [string, object, (serviceTier?: string) => Script])[] = [
  ['JSON', ASKED, (serviceTier) => chatJson({ usage: USAGE, ...(serviceTier && { serviceTier }) })],
  [
    'a stream',
    { ...ASKED, stream: true },
    (serviceTier) => chatStream({ usage: USAGE, ...(serviceTier && { serviceTier }) }),
  ],
];

describe.each(answers)('a call of a class with flex that answers in %s', (_name, body, answer) => {
  test.each([
    ['flex', DEFAULT_COST / 2, null, `${VERSION}+flex`],
    ['default', DEFAULT_COST, null, VERSION],
    [undefined, DEFAULT_COST, null, VERSION],
    ['auto', DEFAULT_COST, null, VERSION],
    ['priority', DEFAULT_COST * 2.5, 'price_tier', VERSION],
    ['Flex', DEFAULT_COST * 2.5, 'price_tier', VERSION],
  ] as const)('costs what the tier costs that the provider says: %s', async (tier, cost, incident, priceVersion) => {
    const student = await fixture.addStudent();
    const response = await fixture.callWith(answer(tier), student, body);
    expect([response.status, sentTiers()]).toEqual([200, ['flex']]);
    await fixture.settled();
    const [record] = await fixture.recordsOf(student);
    expect(record).toMatchObject({ cost, priceVersion, inputTokens: 10, outputTokens: 5 });
    const kinds = (await fixture.incidentsOf(student)).map(({ kind }) => kind);
    expect(kinds).toEqual(incident === null ? [] : [incident]);
    expect(await fixture.moneyOf('student', student.id)).toEqual({ spent: cost, held: 0 });
    expect((await app.recordsOf(student.id))[0]).toMatchObject({ price: priceVersion, cost_usd: cost / 1e9 });
  });

  test('holds the default price, as a call without flex does', async () => {
    const [one, other] = [await fixture.addStudent(), await fixture.addStudent()];
    await fixture.callWith(answer('flex'), one, body);
    await useFlex(false);
    await fixture.callWith(answer('default'), other, body);
    await fixture.settled();
    const held = [await heldOf(one), await heldOf(other)];
    // The tier's name has another length, and each byte may be a token.
    expect(held[0]).toBe((held[1] ?? 0) - 125 * ('default'.length - 'flex'.length));
    expect(sentTiers()).toEqual(['flex', 'default']);
  });
});

test('a usage that is said twice is half price only where both say flex', async () => {
  const piece = 'data: {"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}]}\n\n';
  const said = (tier: string) => `data: {"choices":[],${tier}"usage":{"prompt_tokens":10,"completion_tokens":5}}\n\n`;
  for (const [first, second, cost] of [
    ['"service_tier":"flex",', '', DEFAULT_COST],
    ['"service_tier":"default",', '"service_tier":"flex",', DEFAULT_COST],
    ['"service_tier":"flex",', '"service_tier":"flex",', DEFAULT_COST / 2],
  ] as const) {
    const student = await fixture.addStudent();
    const script: Script = async (_call, act) => {
      act.head(200, { 'content-type': 'text/event-stream' });
      await act.write(piece + said(first) + said(second));
      await act.write('data: [DONE]\n\n');
      act.end();
    };
    await fixture.callWith(script, student, { ...ASKED, stream: true });
    await fixture.settled();
    expect((await fixture.recordsOf(student)).map((record) => record.cost)).toEqual([cost]);
  }
});

describe('the tier that is requested', () => {
  test('is flex only where the class, the model and the endpoint have it, whatever the student says', async () => {
    const student = await fixture.addStudent();
    const alone = await app.newStudent({ budgets: [{ period: 'week', limit_usd: 1 }] });
    await fixture.call(student, { ...ASKED, service_tier: 'priority' });
    await fixture.call(student, { ...ASKED, model: 'gpt-4o-mini' });
    await fixture.call(student, { model: 'text-embedding-3-small', input: 'hi' }, '/v1/embeddings');
    await fixture.call({ id: alone.student.id, token: alone.token }, { ...ASKED, service_tier: 'flex' });
    await useFlex(false);
    await fixture.call(student, { ...ASKED, service_tier: 'flex' });
    await fixture.settled();
    expect(sentTiers()).toEqual(['flex', 'default', undefined, 'default', 'default']);
  });

  test('is flex at /v1/responses, too', async () => {
    const student = await fixture.addStudent();
    await fixture.call(student, { model: 'gpt-6-luna', input: 'hi', max_output_tokens: 1000 }, '/v1/responses');
    await fixture.settled();
    expect(sentTiers()).toEqual(['flex']);
  });

  test('flex that was not requested is no discount', async () => {
    await useFlex(false);
    const student = await fixture.addStudent();
    await fixture.callWith(chatJson({ usage: USAGE, serviceTier: 'flex' }), student, ASKED);
    await fixture.settled();
    expect(await fixture.recordsOf(student)).toMatchObject([{ cost: DEFAULT_COST, priceVersion: VERSION }]);
  });
});

describe('a flex tier without room', () => {
  test('refuses the call without a cost, in our own words, and clients may try again', async () => {
    const student = await fixture.addStudent();
    const response = await fixture.callWith(FULL, student, ASKED);
    await fixture.settled();
    expect([response.status, errorOf(response).code]).toEqual([429, 'upstream_flex_full']);
    expect(errorOf(response).message).toMatch(/no room now. Nothing was spent; try again in 15 s/);
    expect(response.headers['retry-after']).toBe('15');
    expect(response.headers['x-should-retry']).toBe('true');
    expect(response.body.toString()).not.toContain('org-0');
    expect(await fixture.recordsOf(student)).toMatchObject([
      { cost: 0, outcome: 'upstream_refused', priceVersion: VERSION, inputTokens: 0 },
    ]);
    expect(await fixture.incidentsOf(student)).toEqual([]);
    expect(await fixture.moneyOf('student', student.id)).toEqual({ spent: 0, held: 0 });
  });

  test('pauses nobody: the next call of another class is sent at once', async () => {
    const student = await fixture.addStudent();
    await fixture.callWith(FULL, student, ASKED);
    const alone = await app.newStudent({ budgets: [{ period: 'week', limit_usd: 1 }] });
    const other = await fixture.call({ id: alone.student.id, token: alone.token }, ASKED);
    const again = await fixture.call(student, ASKED);
    await fixture.settled();
    expect([other.status, again.status]).toEqual([200, 200]);
    expect(sentTiers()).toEqual(['flex', 'default', 'flex']);
  });
});

test.each([
  ['a call', false],
  ['a call whose answer is shared', true],
])('%s at the flex tier is not ended for a silence that ends others', { timeout: 20_000 }, async (_name, shares) => {
  const slow = await startAppFixture({
    env: { JIGAP_ALLOWED_MODELS: 'gpt-6-luna', JIGAP_UPSTREAM_TIMEOUT_SECONDS: '1', JIGAP_STREAM_SECONDS: '60' },
  });
  try {
    await slow.app.api('PATCH', `/api/classes/${slow.classId}`, { uses_flex: true, shares_answers: shares });
    const student = await slow.addStudent();
    slow.upstream.next(async (call, act) => {
      await act.gate('turn');
      await chatJson({ usage: USAGE, serviceTier: 'flex' })(call, act);
    });
    const client = await slow.ask(student, { ...ASKED, seed: 1 });
    // In the same clock: a silence that does end a call, of a class without flex.
    const alone = await slow.app.newStudent({ budgets: [{ period: 'week', limit_usd: 1 }] });
    await slow.upstream.called();
    slow.upstream.next((_call, act) => act.hang());
    const ended = await slow.call({ id: alone.student.id, token: alone.token }, ASKED);
    expect([ended.status, errorOf(ended).code]).toEqual([504, 'upstream_timeout']);
    slow.upstream.open('turn');
    const response = await client.response();
    client.hangUp();
    expect(response.status).toBe(200);
    await slow.settled();
    expect(await slow.recordsOf(student)).toMatchObject([{ cost: DEFAULT_COST / 2, outcome: 'ok' }]);
  } finally {
    await slow.stop();
  }
});
