import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { errorJson, type Script, wellBehaved } from '../../support/scripted-upstream.ts';
import { listen } from '../demo/listener.ts';
import { byKey, startKeys } from './key-fixture.ts';

const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }] };
const OTHER_MODEL = { ...CHAT, model: 'gpt-4o-mini' };
const limited = (headers: Record<string, string>) =>
  errorJson(429, 'rate_limit_exceeded', 'Rate limit reached for gpt-3.5-turbo on requests per min', headers);

describe('a 429 with Retry-After', () => {
  test('pauses the model of the only key for everybody, and no other model', async () => {
    const { upstream, provider, events } = await startKeys('a');
    provider.next(limited({ 'retry-after': '30' }));
    await listen(upstream, CHAT).over;
    const { errors } = await listen(upstream, CHAT).over;
    expect(errors[0]).toMatchObject({ reason: 'no_key', block: { reason: 'rate_limit' } });
    expect(errors[0]?.block?.waitMs).toBeGreaterThan(20_000);
    expect((await listen(upstream, OTHER_MODEL).over).status).toBe(200);
    expect(provider.calls).toHaveLength(2);
    expect(events).toMatchObject([{ kind: 'paused', model: 'gpt-3.5-turbo', seconds: 30 }]);
    expect(upstream.keys?.states).toMatchObject([{ state: 'paused', reason: 'rate_limit' }]);
  });

  test('of a year costs ten minutes', async () => {
    const { upstream, provider } = await startKeys('a');
    provider.next(limited({ 'retry-after': '31536000' }));
    await listen(upstream, CHAT).over;
    expect(upstream.keys?.states[0]?.seconds).toBeLessThanOrEqual(600);
    expect(upstream.keys?.states[0]?.seconds).toBeGreaterThan(500);
  });

  test('makes the other key answer, and the first is preferred again after it', async () => {
    const { upstream, provider, used } = await startKeys('ab');
    provider.always(byKey({ a: limited({ 'retry-after-ms': '300' }) }, wellBehaved));
    expect((await listen(upstream, CHAT).over).status).toBe(200);
    expect((await listen(upstream, CHAT).over).status).toBe(200);
    provider.always(wellBehaved);
    await setTimeout(400);
    expect((await listen(upstream, CHAT).over).status).toBe(200);
    expect(used()).toBe('abba');
  });

  test('without a time, of the only key, pauses nothing', async () => {
    const { upstream, provider } = await startKeys('a');
    provider.next(limited({}));
    expect((await listen(upstream, CHAT).over).status).toBe(429);
    expect((await listen(upstream, CHAT).over).status).toBe(200);
  });

  test('is followed by few calls at once: thirty that wait are let through by and by, and all are answered', async () => {
    const { upstream, provider } = await startKeys('a');
    provider.next(limited({ 'retry-after-ms': '500' }));
    await listen(upstream, CHAT).over;
    let running = 0;
    const most: number[] = [];
    const slow: Script = async (call, act) => {
      running += 1;
      most.push(running);
      await setTimeout(60);
      running -= 1;
      await wellBehaved(call, act);
    };
    provider.always(slow);
    const answers = await Promise.all(Array.from({ length: 30 }, () => listen(upstream, CHAT).over));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 200));
    // One, then up to two more for each that was answered.
    expect(most[0]).toBe(1);
    expect(most[1]).toBeLessThanOrEqual(2);
    expect(Math.max(...most)).toBeLessThan(30);
  });
});

test('an answer whose headers say that the limit is used up pauses the model until there is room again', async () => {
  const { upstream, provider } = await startKeys('a');
  provider.next((_call, act) =>
    act.json(
      200,
      { choices: [] },
      {
        'x-ratelimit-limit-requests': '2',
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '1m0s',
      },
    ),
  );
  expect((await listen(upstream, CHAT).over).status).toBe(200);
  expect((await listen(upstream, CHAT).over).errors[0]).toMatchObject({ reason: 'no_key' });
  expect(upstream.keys?.blockOf('/chat/completions', CHAT.model)?.waitMs).toBeLessThanOrEqual(30_000);
  expect(provider.calls).toHaveLength(1);
});

test('a call that waits for the end of a short pause and is aborted is never sent', async () => {
  const { upstream, provider } = await startKeys('a');
  provider.next(limited({ 'retry-after-ms': '1000' }));
  await listen(upstream, CHAT).over;
  const waiting = listen(upstream, CHAT);
  await setTimeout(50);
  waiting.call.abort();
  expect((await waiting.over).errors[0]).toMatchObject({ reason: 'aborted' });
  await setTimeout(1100);
  expect(provider.calls).toHaveLength(1);
});
