import { describe, expect, test } from 'vitest';
import { errorJson } from '../../support/scripted-upstream.ts';
import { CHAT, type SdkFixture, type SdkFixtureOptions, startSdkFixture, type TestCaller } from './sdk-fixture.ts';

/** What a client that waits as it is told meets: a first refusal, and, once the reason for it has ended, its answer. */
async function secondTry(
  options: SdkFixtureOptions,
  arrange: (fixture: SdkFixture, caller: TestCaller) => Promise<() => Promise<void>>,
): Promise<{ requests: number; firstStatus: number | undefined; told: string | undefined; waitedMs: number }> {
  const fixture = await startSdkFixture({ ...options, patient: true });
  const caller = await fixture.addCaller({ budgets: [{ period: 'week', limit_usd: 0.002 }] });
  const end = await arrange(fixture, caller);
  fixture.wire.reset();
  const startedAt = performance.now();
  const answered = caller.client.chat.completions.create({ ...CHAT, max_tokens: 1000 });
  await fixture.wire.answered(1);
  await end();
  expect((await answered).choices).toHaveLength(1);
  const waitedMs = performance.now() - startedAt;
  expect(await fixture.budgetsOf(caller)).toMatchObject([{ held_usd: 0 }]);
  const { requests, answers } = fixture.wire;
  const told = answers[0]?.headers['retry-after'];
  const seen = { requests: requests.length, firstStatus: answers[0]?.status, told, waitedMs };
  await fixture.stop();
  return seen;
}

/** A call that ends when the returned function is called. */
async function another(fixture: SdkFixture, caller: TestCaller): Promise<() => Promise<void>> {
  const { upstream } = fixture.app;
  upstream.next(async (_call, act) => {
    await act.gate('end');
    act.json(200, { choices: [], usage: { prompt_tokens: 10, completion_tokens: 5 } });
  });
  const first = fixture.app.chat(caller.token, { ...CHAT, max_tokens: 1000 });
  await upstream.waitsAt('end');
  return async () => {
    upstream.open('end');
    expect((await first).status).toBe(200);
  };
}

/** These wait as long as the gateway says, which is what they are about: a second or two, all at once. */
describe('the client retries after the time in Retry-After, and is answered', () => {
  test.concurrent('when the money was held by a call that has ended since', async ({ expect }) => {
    const { waitedMs, ...seen } = await secondTry({}, another);
    expect(seen).toEqual({ requests: 2, firstStatus: 429, told: '2' });
    expect(waitedMs).toBeGreaterThanOrEqual(1900);
  });

  test.concurrent('when too many calls of the student were running', async ({ expect }) => {
    const env = { JIGAP_STUDENT_CALLS_IN_FLIGHT: '1' };
    const { waitedMs, ...seen } = await secondTry({ env }, another);
    expect(seen).toEqual({ requests: 2, firstStatus: 429, told: '1' });
    expect(waitedMs).toBeGreaterThanOrEqual(900);
  });

  test.concurrent('when the gateway was full', async ({ expect }) => {
    const env = { JIGAP_CALLS_IN_FLIGHT: '1' };
    const { waitedMs, ...seen } = await secondTry({ env }, async (fixture) =>
      another(fixture, await fixture.addCaller()),
    );
    expect(seen).toEqual({ requests: 2, firstStatus: 503, told: '1' });
    expect(waitedMs).toBeGreaterThanOrEqual(900);
  });

  test.concurrent('when the provider was busy, for as long as the provider said', async ({ expect }) => {
    const { waitedMs, ...seen } = await secondTry({}, async ({ app }) => {
      app.upstream.next(errorJson(429, 'rate_limit_exceeded', 'slow down', { 'retry-after': '1' }));
      return async () => {};
    });
    expect(seen).toEqual({ requests: 2, firstStatus: 429, told: '1' });
    expect(waitedMs).toBeGreaterThanOrEqual(900);
  });

  test.concurrent('when the provider failed once', async ({ expect }) => {
    const { waitedMs: _, ...seen } = await secondTry({}, async ({ app }) => {
      app.upstream.next(errorJson(500, null, 'oh'));
      return async () => {};
    });
    // The answer has no Retry-After: the client chooses when to retry.
    expect(seen).toEqual({ requests: 2, firstStatus: 502, told: undefined });
  });
});
