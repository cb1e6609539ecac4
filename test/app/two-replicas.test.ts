import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { StorageError } from '../../src/store/errors.ts';
import type { Store } from '../../src/store/store.ts';
import { TestClock } from '../support/clock.ts';
import { connectRaw } from '../support/raw-client.ts';
import { type AppOverrides, type RunningApp, startApp } from '../support/running-app.ts';
import { startScriptedUpstream } from '../support/scripted-upstream.ts';
import { SharedTraffic } from '../support/shared-traffic.ts';
import { ask, replicaCases } from './replica-cases.ts';

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

replicaCases(twoReplicas);

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

test('says that the ledger is away where the other replicas cannot be asked, and logs why', async () => {
  const { a, traffic } = await twoReplicas();
  const { token } = await a.newStudent();
  traffic.gate = Promise.reject(new StorageError('the database cannot be reached'));
  traffic.gate.catch(() => {});
  const refused = await a.chat(token, ask('gpt-3.5-turbo'));
  expect([refused.status, JSON.parse(refused.body.toString()).error.code]).toEqual([503, 'ledger_unavailable']);
  expect(a.upstream.calls).toEqual([]);
  expect(a.logLines.join('')).toContain('the database cannot be reached');
});
