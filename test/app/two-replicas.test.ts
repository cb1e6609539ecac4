import { expect, onTestFinished, test } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import { type AppOverrides, type RunningApp, startApp } from '../support/running-app.ts';
import { startScriptedUpstream } from '../support/scripted-upstream.ts';

/** Two apps over one store. They are told that it is shared, and nothing is ever announced between them. */
async function twoReplicas(overrides: AppOverrides = {}): Promise<{ a: RunningApp; b: RunningApp }> {
  const replicaOf = (store: Store, isLeader: boolean): Store => ({
    ...store,
    cluster: {
      ...{ isShared: true, isLeader: () => isLeader, problem: () => null },
      ...{ catchUp: async () => {}, onChange: () => () => {} },
    },
  });
  const upstream = await startScriptedUpstream();
  const a = await startApp({ ...overrides, upstream, store: (store) => replicaOf(store, true) });
  const b = await startApp({ ...overrides, upstream, clock: a.clock, store: () => replicaOf(a.store, false) });
  onTestFinished(async () => {
    await b.stop();
    await a.stop();
    await upstream.stop();
  });
  return { a, b };
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
