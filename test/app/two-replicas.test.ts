import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import { TestClock } from '../support/clock.ts';
import { connectRaw } from '../support/raw-client.ts';
import { type AppOverrides, type RunningApp, startApp } from '../support/running-app.ts';
import { startScriptedUpstream, wellBehaved } from '../support/scripted-upstream.ts';
import { SharedTraffic } from '../support/shared-traffic.ts';

interface TwoReplicas {
  readonly a: RunningApp;
  readonly b: RunningApp;
  readonly traffic: SharedTraffic;
}

/** Two apps over one store. They are told that it is shared, and nothing is ever announced between them. */
async function twoReplicas(overrides: AppOverrides = {}): Promise<TwoReplicas> {
  const clock = new TestClock();
  const traffic = new SharedTraffic(clock.now);
  const replicaOf = (store: Store, isLeader: boolean): Store => ({
    ...store,
    traffic,
    cluster: {
      ...{ isShared: true, isLeader: () => isLeader, problem: () => null },
      ...{ catchUp: async () => {}, onChange: () => () => {} },
    },
  });
  const upstream = await startScriptedUpstream();
  const a = await startApp({ ...overrides, clock, upstream, store: (store) => replicaOf(store, true) });
  const b = await startApp({ ...overrides, clock, upstream, store: () => replicaOf(a.store, false) });
  onTestFinished(async () => {
    await b.stop();
    await a.stop();
    await upstream.stop();
  });
  return { a, b, traffic };
}

const ask = (model: string) => ({ model, messages: [{ role: 'user', content: 'Hello' }], max_tokens: 10 });

test('allows a model in the other replica for the call right after the answer, and refuses it again', async () => {
  const { a, b } = await twoReplicas();
  const { token } = await a.newStudent();
  for (let round = 0; round < 5; round++) {
    expect((await a.api('PATCH', '/api/models', { allow: ['gpt-4o-mini'] })).status).toBe(200);
    expect((await b.chat(token, ask('gpt-4o-mini'))).status).toBe(200);
    expect((await b.api('PATCH', '/api/models', { disallow: ['gpt-4o-mini'] })).status).toBe(200);
    expect((await a.chat(token, ask('gpt-4o-mini'))).status).toBe(404);
  }
});

test('shows the time zone of the owner in the other replica at once', async () => {
  const { a, b } = await twoReplicas();
  for (const [zone, here, there] of [
    ['Europe/Berlin', a, b],
    ['Asia/Tokyo', b, a],
  ] as const) {
    expect((await here.api('PATCH', '/api/settings', { time_zone: zone })).status).toBe(200);
    expect((await there.api('GET', '/api/settings')).json.time_zone).toBe(zone);
  }
});

test('refuses the owner token in the other replica once it was replaced', async () => {
  const { a, b } = await twoReplicas({ env: { JIGAP_OWNER_TOKEN: '' } });
  expect(b.ownerToken).not.toBe(a.ownerToken);
  const send = (url: string, token: string) =>
    fetch(`${url}/api/classes`, { headers: { authorization: `Bearer ${token}` } }).then(({ status }) => status);
  expect([await send(a.url, a.ownerToken), await send(b.url, a.ownerToken)]).toEqual([200, 200]);
  const { json } = await a.api('POST', '/api/owner-token/rotate');
  expect(await send(b.url, a.ownerToken)).toBe(401);
  expect(await send(b.url, json.owner_token)).toBe(200);
});

test('looks at the models of the provider in one of two replicas', async () => {
  const { a, b } = await twoReplicas();
  await Promise.all([a.runJobs(), b.runJobs()]);
  expect(a.upstream.calls.map(({ path }) => path)).toEqual(['/v1/models']);
});

test('counts the requests of a student in both replicas together', async () => {
  const { a, b } = await twoReplicas({ env: { JIGAP_STUDENT_REQUESTS_PER_MINUTE: '4' } });
  const { token } = await a.newStudent();
  const me = (app: RunningApp) =>
    fetch(`${app.url}/api/me`, { headers: { authorization: `Bearer ${token}` } }).then(({ status }) => status);
  expect([await me(a), await me(b), (await a.chat(token, ask('gpt-3.5-turbo'))).status, await me(b)]).toEqual(
    Array(4).fill(200),
  );
  for (const app of [a, b]) {
    const refused = await app.chat(token, ask('gpt-3.5-turbo'));
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '60']);
  }
});

test('runs as many calls of a student in both replicas together as the limit says', async () => {
  const { a, b, traffic } = await twoReplicas({ env: { JIGAP_STUDENT_CALLS_IN_FLIGHT: '2' } });
  const { token, student } = await a.newStudent();
  a.upstream.always(async (call, act) => {
    await act.gate('answer');
    await wellBehaved(call, act);
  });
  const running = [a, b].map((app) => app.chat(token, ask('gpt-3.5-turbo')));
  await a.upstream.called(2);
  for (const app of [a, b]) expect((await app.chat(token, ask('gpt-3.5-turbo'))).status).toBe(429);
  a.upstream.open('answer');
  expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200]);
  await expect.poll(() => traffic.running.get(`student ${student.id}`), { timeout: 60_000 }).toBe(0);
  expect((await b.chat(token, ask('gpt-3.5-turbo'))).status).toBe(200);
});

test('frees the slot of a student who left before the other replicas were asked', async () => {
  const { a, traffic } = await twoReplicas();
  const { token, student } = await a.newStudent();
  const { promise, resolve: open } = Promise.withResolvers<void>();
  traffic.gate = promise;
  const client = await connectRaw(a.url);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  await client.request({ path: '/v1/chat/completions', headers, body: JSON.stringify(ask('gpt-3.5-turbo')) });
  const runningNow = () => traffic.running.get(`student ${student.id}`);
  await expect.poll(runningNow, { timeout: 60_000 }).toBe(1);
  client.hangUp();
  // The server learns of it in a turn of its own.
  await setTimeout(50);
  open();
  await expect.poll(runningNow, { timeout: 60_000 }).toBe(0);
  expect(a.upstream.calls).toEqual([]);
});
