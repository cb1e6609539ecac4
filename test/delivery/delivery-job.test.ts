import { describe, expect, test } from 'vitest';
import { LEASE_MS } from '../../src/delivery/delivery-job.ts';
import type { SendDelivery } from '../../src/delivery/send-delivery.ts';
import { StorageError } from '../../src/store/errors.ts';
import { HOUR_MS, MINUTE_MS, startDelivery } from './delivery-fixture.ts';

const DAY_MS = 24 * HOUR_MS;
const TAKEN: SendDelivery = async () => null;
const change = (now: number) => ({ actor: 'owner', now });

/** Keeps what is sent, as "channel: name of the model", and holds each until it is let go. */
function heldSender() {
  const sent: string[] = [];
  const waiting: (() => void)[] = [];
  const send: SendDelivery = ({ channel, notice }) => {
    sent.push(`${channel.name}: ${notice?.facts.kind === 'model_missing' ? notice.facts.served : 'test'}`);
    return new Promise((resolve) => waiting.push(() => resolve(null)));
  };
  const letGo = () => {
    for (const go of waiting.splice(0)) go();
  };
  return { sent, send: () => send, letGo };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
async function until(isTrue: () => boolean): Promise<void> {
  for (let turns = 0; turns < 10_000 && !isTrue(); turns++) await turn();
  expect(isTrue()).toBe(true);
}

describe('the outbox', () => {
  test('sends a message again, under the same id, when its process died before it was noted', async () => {
    const { sent, send, letGo } = heldSender();
    const fixture = startDelivery({ send });
    const { addChannel, addNotice, job, clock, deliveries, newJob } = fixture;
    await addChannel({ kind: 'webhook', address: 'http://127.0.0.1:9/' });
    await addNotice('one');
    // The first process has sent it, and is gone: nothing of it is ever noted.
    job.wake();
    await until(() => sent.length === 1);
    const [claimed] = await deliveries();
    const ids: string[] = [];
    const next = newJob(async ({ delivery }) => {
      ids.push(delivery.messageId);
      return null;
    });
    await next.run();
    expect(ids).toEqual([]);
    clock.advance(LEASE_MS);
    await next.run();
    expect(ids).toEqual([claimed?.messageId]);
    expect((await deliveries())[0]).toMatchObject({ state: 'sent', attempts: 2 });
    letGo();
  });

  test('is not read twice by two processes at once', async () => {
    const { sent, send, letGo } = heldSender();
    const { addChannel, addNotice, job, newJob, deliveries } = startDelivery({ send });
    await addChannel({ kind: 'webhook', address: 'http://127.0.0.1:9/' });
    await addNotice('one');
    const other = newJob();
    job.wake();
    other.wake();
    await until(() => sent.length > 0);
    await Promise.all([turn(), turn(), turn()]);
    letGo();
    await Promise.all([job.run(), other.run()]);
    expect(sent).toEqual(['Ops: one']);
    expect((await deliveries()).map(({ state, attempts }) => [state, attempts])).toEqual([['sent', 1]]);
  });

  test('sends one message of a channel at a time, and a channel that hangs delays no other', async () => {
    const { sent, send, letGo } = heldSender();
    const { addChannel, addNotice, job } = startDelivery({ send });
    for (const name of ['A', 'B']) await addChannel({ kind: 'webhook', name, address: 'http://127.0.0.1:9/' });
    await addNotice('1');
    await addNotice('2');
    job.wake();
    await until(() => sent.length === 2);
    job.wake();
    await turn();
    expect(sent).toEqual(['A: 1', 'B: 1']);
    letGo();
    await until(() => sent.length === 4);
    expect(sent.slice(2).toSorted()).toEqual(['A: 2', 'B: 2']);
    letGo();
    await job.run();
  });

  test('notes what was sent once the disk has room again, and sends it no second time', async () => {
    let isFull = false;
    let sends = 0;
    const { addChannel, addNotice, job, deliveries, clock, logged } = startDelivery({
      send: () => async () => {
        sends += 1;
        isFull = true;
        return null;
      },
      wrapStore: (store) => ({
        ...store,
        deliveries: {
          claimDue: (claim) => store.deliveries.claimDue(claim),
          claimTest: (...args) => store.deliveries.claimTest(...args),
          noteAttempt: (...args) =>
            isFull ? Promise.reject(new StorageError('disk is full')) : store.deliveries.noteAttempt(...args),
          list: (page) => store.deliveries.list(page),
          noticesOf: (ids) => store.deliveries.noticesOf(ids),
          retry: (...args) => store.deliveries.retry(...args),
          sweep: (now) => store.deliveries.sweep(now),
        },
      }),
    });
    await addChannel({ kind: 'webhook', address: 'http://127.0.0.1:9/' });
    await addNotice('one');
    await job.run();
    clock.advance(2 * LEASE_MS);
    await job.run();
    expect((await deliveries())[0]).toMatchObject({ state: 'waiting', attempts: 1 });
    expect(logged.some((line) => line.includes('a delivery was not noted'))).toBe(true);
    isFull = false;
    await job.run();
    expect((await deliveries())[0]).toMatchObject({ state: 'sent', attempts: 1 });
    expect(sends).toBe(1);
  });

  test('goes on at once when the clock is set back by a year, or forward by a year', async () => {
    let fails = true;
    const { addChannel, addNotice, job, clock, deliveries } = startDelivery({
      send: () => async () =>
        fails ? { problem: 'unreachable', status: null, severity: 'transient', retryAfterMs: null } : null,
    });
    await addChannel({ kind: 'webhook', address: 'http://127.0.0.1:9/' });
    await addNotice('one');
    await job.run();
    clock.set(clock.now() - 365 * DAY_MS);
    fails = false;
    await job.run();
    expect((await deliveries())[0]).toMatchObject({ state: 'sent', attempts: 2 });
    fails = true;
    await addNotice('two');
    await job.run();
    clock.advance(365 * DAY_MS);
    fails = false;
    await job.run();
    expect((await deliveries())[1]).toMatchObject({ state: 'sent', attempts: 2 });
  });

  test('has one row for each notice and channel that wants it, and none for notices from before the channel', async () => {
    const { addChannel, addNotice, job, deliveries } = startDelivery({ send: () => TAKEN });
    await addNotice('before');
    const everything = await addChannel({ kind: 'webhook', name: 'all', address: 'http://127.0.0.1:9/' });
    await addChannel({ kind: 'slack', name: 'incidents', address: 'http://127.0.0.1:9/', noticeKinds: ['incident'] });
    await addChannel({ kind: 'slack', name: 'off', address: 'http://127.0.0.1:9/', isOn: false });
    const noticeId = await addNotice('after');
    await job.run();
    await job.run();
    expect((await deliveries()).map(({ channelId, noticeId: id }) => [channelId, id])).toEqual([
      [everything.channel.id, noticeId],
    ]);
  });

  test('does not send what was noticed while a channel was off', async () => {
    const { addChannel, addNotice, job, store, clock, deliveries } = startDelivery({ send: () => TAKEN });
    const { channel } = await addChannel({ kind: 'webhook', address: 'http://127.0.0.1:9/' });
    await store.noticeChannels.update(channel.id, { isOn: false }, change(clock.now()));
    await addNotice('while off');
    await job.run();
    await store.noticeChannels.update(channel.id, { isOn: true }, change(clock.now()));
    await job.run();
    expect(await deliveries()).toEqual([]);
  });

  test('lets what is being sent end when the process stops, and begins nothing more', async () => {
    const { sent, send, letGo } = heldSender();
    const { addChannel, addNotice, job, deliveries } = startDelivery({ send });
    await addChannel({ kind: 'webhook', address: 'http://127.0.0.1:9/' });
    await addNotice('1');
    await addNotice('2');
    job.wake();
    await until(() => sent.length === 1);
    job.stop();
    const drained = job.drain();
    letGo();
    await drained;
    await job.run();
    expect(sent).toEqual(['Ops: 1']);
    expect((await deliveries()).map(({ state, attempts }) => [state, attempts])).toEqual([
      ['sent', 1],
      ['waiting', 0],
    ]);
  });

  test('keeps its log for 30 days, and what waits for a channel that is off for three', async () => {
    const { addChannel, addNotice, job, store, clock, deliveries } = startDelivery({
      send: () => async () => ({ problem: 'unreachable', status: null, severity: 'transient', retryAfterMs: null }),
    });
    const { channel } = await addChannel({ kind: 'webhook', address: 'http://127.0.0.1:9/' });
    await addNotice('one');
    await job.run();
    await store.noticeChannels.update(channel.id, { isOn: false }, change(clock.now()));
    clock.advance(3 * DAY_MS + MINUTE_MS);
    await store.deliveries.sweep(clock.now());
    expect((await deliveries())[0]).toMatchObject({ state: 'failed', problem: 'channel_off' });
    clock.advance(27 * DAY_MS);
    await store.deliveries.sweep(clock.now());
    expect(await deliveries()).toEqual([]);
  });

  test('forgets the address and the secret of a channel that is removed, also during an attempt', async () => {
    const { sent, send, letGo } = heldSender();
    const { addChannel, addNotice, job, store, clock, deliveries } = startDelivery({ send });
    const { channel } = await addChannel({ kind: 'webhook', address: 'http://127.0.0.1:9/erased' });
    await addNotice('1');
    await addNotice('2');
    job.wake();
    await until(() => sent.length === 1);
    await store.noticeChannels.remove(channel.id, change(clock.now()));
    letGo();
    await job.run();
    expect(sent).toEqual(['Ops: 1']);
    expect(await store.noticeChannels.list()).toEqual([]);
    expect((await deliveries()).map(({ state, problem }) => [state, problem])).toEqual([
      ['sent', null],
      ['failed', 'channel_off'],
    ]);
  });

  test('sends a failed message again when the owner says so, and a delivered one or a test never', async () => {
    let answer: Awaited<ReturnType<SendDelivery>> = {
      ...{ problem: 'refused', status: 400, severity: 'message', retryAfterMs: null },
    };
    const { addChannel, addNotice, job, store, clock, deliveries } = startDelivery({ send: () => async () => answer });
    const { channel } = await addChannel({ kind: 'webhook', address: 'http://127.0.0.1:9/' });
    await addNotice('one');
    await job.run();
    const [failed] = await deliveries();
    expect(failed).toMatchObject({ state: 'failed', attempts: 1 });
    answer = null;
    await store.deliveries.retry(failed?.id ?? 0, change(clock.now()));
    await job.run();
    expect((await deliveries())[0]).toMatchObject({ state: 'sent', messageId: failed?.messageId });
    await expect(store.deliveries.retry(failed?.id ?? 0, change(1))).rejects.toMatchObject({ code: 'delivery_sent' });
    answer = { problem: 'unreachable', status: null, severity: 'transient', retryAfterMs: null };
    const test = await job.sendTest(channel.id, change(clock.now()));
    expect(test).toMatchObject({ state: 'failed', noticeId: null, attempts: 1 });
    await expect(store.deliveries.retry(test.id, change(1))).rejects.toMatchObject({ code: 'delivery_is_test' });
  });
});
