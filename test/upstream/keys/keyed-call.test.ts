import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { errorJson, type Script, wellBehaved } from '../../support/scripted-upstream.ts';
import { listen } from '../demo/listener.ts';
import { byKey, keyNamed, startKeys } from './key-fixture.ts';

const CHAT = { model: 'gpt-3.5-turbo', messages: [{ role: 'user', content: 'hi' }] };
const REVOKED = errorJson(401, 'invalid_api_key', 'Incorrect API key provided: sk-proj-****');
const NO_MONEY = errorJson(429, 'insufficient_quota', 'You exceeded your current quota');

describe('a refused key', () => {
  test.each([
    ['401', REVOKED, 'key_refused', '401'],
    ['insufficient_quota', NO_MONEY, 'out_of_money', '429, insufficient_quota'],
    ['402', errorJson(402, null, 'pay'), 'out_of_money', '402'],
  ])(
    'rests after %s; the next one answers, and the listener hears of one answer',
    async (_name, script, reason, answer) => {
      const { upstream, provider, events, used } = await startKeys('ab');
      provider.always(byKey({ a: script }, wellBehaved));
      const { received } = await over(upstream);
      expect(received.events.filter((event) => event !== 'data')).toEqual(['sent', 'headers', 'end']);
      expect(received.status).toBe(200);
      await over(upstream);
      expect(used()).toBe('abb');
      expect(events).toEqual([{ provider: 'openai', label: 'KEY_A', kind: 'rests', reason, answer }]);
      expect(upstream.keys?.states).toMatchObject([
        { label: 'KEY_A', state: 'resting', reason },
        { label: 'KEY_B', state: 'working' },
      ]);
    },
  );

  test('is reported once, however many calls are refused at the same moment', async () => {
    const { upstream, provider, events } = await startKeys('ab');
    provider.always(byKey({ a: REVOKED }, wellBehaved));
    const all = await Promise.all(Array.from({ length: 30 }, () => over(upstream)));
    expect(all.map(({ received }) => received.status)).toEqual(Array.from({ length: 30 }, () => 200));
    expect(events).toHaveLength(1);
  });

  test('is used again after a reload, by the next call, and is a secret from then on', async () => {
    const { upstream, provider, used, secrets } = await startKeys('ab');
    provider.always(byKey({ a: REVOKED }, wellBehaved));
    await over(upstream);
    expect(upstream.keys?.replace([keyNamed('c'), null])).toEqual([0]);
    await over(upstream);
    expect(used()).toBe('abc');
    for (const letter of 'abc')
      expect(secrets.scrub(`it is ${keyNamed(letter).reveal()}`)).not.toContain(`ring-${letter}`);
    expect(upstream.keys?.states.map(({ state }) => state)).toEqual(['working', 'working']);
  });

  test('of one endpoint and model rests for these alone', async () => {
    const { upstream, provider, used } = await startKeys('ab');
    const narrow = errorJson(401, null, 'You have insufficient permissions. Missing scopes: model.request');
    provider.always((call, act) =>
      (call.path === '/v1/embeddings' ? byKey({ a: narrow }, wellBehaved) : wellBehaved)(call, act),
    );
    await over(upstream, '/embeddings');
    await over(upstream, '/embeddings');
    await over(upstream);
    expect(used()).toBe('abba');
  });

  test('of an unclear 403 rests if the other key is accepted, and not if it is refused too', async () => {
    const { upstream, provider, events, used } = await startKeys('ab');
    const forbidden = errorJson(403, null, 'Forbidden');
    provider.always(forbidden);
    expect((await over(upstream)).received.status).toBe(403);
    expect(events).toEqual([]);
    provider.always(byKey({ a: forbidden }, wellBehaved));
    await over(upstream);
    await over(upstream);
    expect(used()).toBe('ababb');
    expect(events).toMatchObject([{ kind: 'rests', label: 'KEY_A', reason: 'key_refused' }]);
  });
});

describe('when every key rests', () => {
  test('the last answer is passed on, and then nothing is sent but one call every few seconds', async () => {
    const { upstream, provider, used } = await startKeys('ab');
    provider.always(byKey({ a: REVOKED, b: NO_MONEY }, wellBehaved));
    const { received } = await over(upstream);
    expect([received.status, Buffer.concat(received.chunks).toString()]).toEqual([
      429,
      expect.stringContaining('quota'),
    ]);
    const later = await Promise.all(Array.from({ length: 10 }, () => over(upstream)));
    expect(later.map(({ received: { errors, events } }) => [events, errors[0]?.reason])).toEqual(
      Array.from({ length: 10 }, () => [['error'], 'no_key']),
    );
    expect(used()).toBe('ab');
    expect(upstream.keys?.blockOf('/chat/completions', CHAT.model)).toMatchObject({ reason: expect.any(String) });
    provider.always(wellBehaved);
    await setTimeout(3100);
    expect((await over(upstream)).received.status).toBe(200);
  });

  test('the owner who repaired something is believed at once', async () => {
    const { upstream, provider } = await startKeys('ab');
    provider.always(REVOKED);
    await over(upstream);
    provider.always(wellBehaved);
    upstream.keys?.tryNow();
    expect((await over(upstream)).received.status).toBe(200);
    expect(upstream.keys?.states[0]?.state).toBe('working');
  });
});

describe('the only key', () => {
  test('never rests: each call finds out, and gets the answer as it came', async () => {
    const { upstream, provider, used, events } = await startKeys('a');
    provider.next(REVOKED);
    expect((await over(upstream)).received.status).toBe(401);
    expect(upstream.keys?.states).toMatchObject([{ state: 'resting', reason: 'key_refused', seconds: 0 }]);
    expect((await over(upstream)).received.status).toBe(200);
    expect(upstream.keys?.states).toMatchObject([{ state: 'working' }]);
    expect([used(), events]).toEqual(['aa', []]);
  });
});

describe('an error body that does not end', () => {
  const endless: Script = async (_call, act) => {
    act.head(401, { 'content-type': 'application/json' });
    while (!act.gone) await act.write('x'.repeat(16_384));
  };

  test('of a key is read up to a bound, and the next key answers', async () => {
    const { upstream, provider, used } = await startKeys('ab');
    provider.always(byKey({ a: endless }, wellBehaved));
    expect((await over(upstream)).received.status).toBe(200);
    expect(used()).toBe('ab');
  });
});

describe('a call that is aborted', () => {
  test('while an error of its key comes in ends with that error, and is sent with no other key', async () => {
    const { upstream, provider, used } = await startKeys('ab');
    provider.always(async (_call, act) => {
      act.head(401, { 'content-type': 'application/json' });
      await act.write('{"error":');
      await act.gate('rest');
    });
    const { call, over: ended, received } = listen(upstream, CHAT);
    await provider.waitsAt('rest');
    await setTimeout(50);
    call.abort();
    await ended;
    expect([received.status, received.events.at(-1), used()]).toEqual([401, 'error', 'a']);
  });
});

test('round robin takes each key in turn, and skips one that rests', async () => {
  const { upstream, provider, used } = await startKeys('abc', 'round_robin');
  for (let call = 0; call < 4; call++) await over(upstream);
  expect(used()).toBe('bcab');
  provider.always(byKey({ c: REVOKED }, wellBehaved));
  for (let call = 0; call < 4; call++) await over(upstream);
  expect(used().slice(4)).toMatch(/^c[ab][ab]{3}$/);
});

async function over(upstream: Parameters<typeof listen>[0], path = '/chat/completions') {
  const listening = listen(upstream, CHAT, undefined, path);
  await listening.over;
  return listening;
}
