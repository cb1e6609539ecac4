import { describe, expect, test } from 'vitest';
import { MAX_REPLAY_BYTES } from '../../../src/gateway/sharing/shared-call.ts';
import { SharedCalls } from '../../../src/gateway/sharing/shared-calls.ts';
import { MAX_LAG_BYTES, type Subscriber } from '../../../src/gateway/sharing/subscriber.ts';
import { A_STUDENT, HandUpstream, Listener, lead, soon } from './sharing-fixture.ts';

describe('a shared call', () => {
  test('is led by the first of the calls that come together, and removed at its end', () => {
    const calls = new SharedCalls();
    const call = lead(calls, 'key');
    expect(calls.enter('key', A_STUDENT).kind).toBe('follower');
    expect(calls.enter('other', A_STUDENT).kind).toBe('leader');
    expect(calls.open).toBe(2);
    call.end();
    expect(calls.open).toBe(1);
    expect(calls.enter('key', A_STUDENT).kind).toBe('leader');
  });

  test('gives every student the same events in the same order, also who comes late', async () => {
    const { upstream, leader, follow } = await running();
    const early = await follow();
    upstream.head();
    upstream.bytes('one ');
    await soon();
    const late = await follow();
    upstream.bytes('two');
    upstream.end();
    await soon();
    for (const { events } of [leader, early, late]) expect(events).toEqual(['sent', 'head 200', 'one ', 'two', 'end']);
    expect(upstream.sent).toBe(1);
  });

  test('gives no subscriber before it was sent, and none once it is over', async () => {
    const calls = new SharedCalls();
    const call = lead(calls, 'key');
    const upstream = new HandUpstream();
    let subscriber: Subscriber | null | undefined;
    const waiting = subscriberOf(calls, 'key').then((given) => {
      subscriber = given;
    });
    call.upstream(upstream.real, () => {}).send('/p', Buffer.from('{}'), new Listener());
    await soon();
    expect(subscriber).toBeUndefined();
    upstream.listener.onSent();
    await waiting;
    expect(subscriber).not.toBeNull();
    upstream.end();
    expect(calls.enter('key', A_STUDENT).kind).toBe('leader');
  });

  test('lets the others lead when its leader was refused, or gave up before it was sent', async () => {
    const calls = new SharedCalls();
    const call = lead(calls, 'key');
    const first = subscriberOf(calls, 'key');
    const second = subscriberOf(calls, 'key');
    call.end();
    expect(await Promise.all([first, second])).toEqual([null, null]);

    const next = lead(calls, 'key');
    const third = subscriberOf(calls, 'key');
    const upstream = new HandUpstream();
    const leaving = next.upstream(upstream.real, () => {}).send('/p', Buffer.from('{}'), new Listener());
    leaving.abort();
    expect(await third).toBeNull();
    expect(upstream.state).toBe('aborted');
    // What the provider's side still says concerns nobody.
    upstream.fail('aborted');
    expect(calls.open).toBe(0);
  });

  test('tells the others of a provider that cannot be reached', async () => {
    const calls = new SharedCalls();
    const call = lead(calls, 'key');
    const waiting = subscriberOf(calls, 'key');
    const upstream = new HandUpstream();
    const leader = new Listener();
    call.upstream(upstream.real, () => {}).send('/p', Buffer.from('{}'), leader);
    upstream.fail('unreachable');
    const follower = start(await waiting);
    await soon();
    expect([leader.events, follower.events]).toEqual([['error unreachable'], ['error unreachable']]);
  });

  test('goes on without its leader while somebody wants the answer, and takes nobody new', async () => {
    const { calls, upstream, leader, leaderCall, follow } = await running();
    const follower = await follow();
    leaderCall.abort();
    upstream.head();
    upstream.bytes('all');
    upstream.end();
    await soon();
    expect(leader.events).toEqual(['sent', 'error aborted']);
    expect(follower.events).toEqual(['sent', 'head 200', 'all', 'end']);
    expect(calls.open).toBe(0);
  });

  test.each([
    { last: 'aborts it', how: 'abort', state: 'aborted' },
    { last: 'needs no more of it', how: 'release', state: 'released' },
  ] as const)('ends upstream when the last student $last', async ({ how, state }) => {
    const { upstream, leaderCall, follow } = await running();
    const follower = await follow();
    leaderCall.release();
    expect(upstream.state).toBe('open');
    follower.call[how]();
    expect(upstream.state).toBe(state);
  });

  test('says who waits, and when nobody does any more', async () => {
    const { call, follow } = await running();
    let emptied = 0;
    call.onEmpty = () => emptied++;
    expect(call.isWaiting).toBe(false);
    const [one, two] = [await follow(), await follow()];
    expect(call.isWaiting).toBe(true);
    one.call.abort();
    expect([call.isWaiting, emptied]).toEqual([true, 0]);
    two.call.abort();
    expect([call.isWaiting, emptied]).toEqual([false, 1]);
  });

  test('makes the provider wait only when nobody can take more', async () => {
    const { upstream, leaderCall, follow } = await running();
    const follower = await follow();
    leaderCall.pause();
    expect(upstream.isPaused).toBe(false);
    follower.call.pause();
    expect(upstream.isPaused).toBe(true);
    leaderCall.resume();
    expect(upstream.isPaused).toBe(false);
    leaderCall.pause();
    follower.call.abort();
    expect(upstream.isPaused).toBe(true);
  });

  test('makes the provider wait while the fastest student is told what came before', async () => {
    const { upstream, leader, leaderCall } = await running();
    upstream.head();
    leaderCall.pause();
    const piece = 'x'.repeat(64 * 1024);
    // On their way when the provider was told to wait.
    for (let at = 0; at < 6; at++) upstream.bytes(piece);
    leaderCall.resume();
    expect(upstream.isPaused).toBe(true);
    await soon();
    expect([leader.bytes < 6 * piece.length, upstream.isPaused]).toEqual([true, true]);
    for (let turn = 0; turn < 6; turn++) await soon();
    expect([leader.bytes, upstream.isPaused]).toEqual([6 * piece.length, false]);
  });

  test('is read on for a leader who is behind, also when nobody else waits', async () => {
    const { call, upstream, leader, leaderCall, follow } = await running();
    let emptied = 0;
    call.onEmpty = () => emptied++;
    const follower = await follow();
    await soon();
    leaderCall.pause();
    upstream.head();
    upstream.bytes('all');
    follower.call.release();
    expect([call.isWaiting, emptied]).toEqual([true, 0]);
    leaderCall.resume();
    await soon();
    expect(leader.events).toEqual(['sent', 'head 200', 'all']);
    expect([call.isWaiting, emptied]).toEqual([false, 1]);
  });

  test('keeps what a slow student has not read, and reports one who is too far behind', async () => {
    const { upstream, leader, follow } = await running();
    let lags = 0;
    const slow = await follow(() => lags++);
    await soon();
    slow.call.pause();
    upstream.head();
    const piece = 'x'.repeat(64 * 1024);
    const fitting = MAX_LAG_BYTES / piece.length;
    for (let at = 0; at < fitting; at++) upstream.bytes(piece);
    expect(lags).toBe(0);
    expect(leader.bytes).toBe(MAX_LAG_BYTES);
    upstream.bytes(piece);
    expect(lags).toBe(1);
    slow.call.resume();
    upstream.end();
    for (let turn = 0; turn <= fitting + 2; turn++) await soon();
    expect(slow.bytes).toBe(MAX_LAG_BYTES + piece.length);
    expect(slow.events.at(-1)).toBe('end');
  });

  test('takes no more students when much of the answer has passed, and serves those who are there', async () => {
    const { calls, upstream, follow } = await running();
    const follower = await follow();
    await soon();
    upstream.head();
    upstream.bytes('x'.repeat(MAX_REPLAY_BYTES));
    expect(calls.open).toBe(1);
    upstream.bytes('y');
    expect(calls.open).toBe(0);
    const next = lead(calls, 'key');
    upstream.end();
    await soon();
    expect(follower.bytes).toBe(MAX_REPLAY_BYTES + 1);
    // The next leader of the same key is not removed by the end of this one.
    expect(calls.open).toBe(1);
    next.end();
  });

  test('ends one student alone whose exchange fails', async () => {
    const { upstream, leader, follow } = await running();
    const broken = await follow();
    await soon();
    broken.fails = true;
    upstream.head();
    upstream.bytes('all');
    upstream.end();
    await soon();
    expect(broken.events.at(-1)).toBe('error died');
    expect(leader.events.at(-1)).toBe('end');
  });
});

/** A call that was sent; a follower of it starts at once. */
async function running() {
  const calls = new SharedCalls();
  const call = lead(calls, 'key');
  const upstream = new HandUpstream();
  const leader = new Listener();
  const leaderCall = call.upstream(upstream.real, () => {}).send('/p', Buffer.from('{}'), leader);
  upstream.listener.onSent();
  await soon();
  const follow = async (onLag?: () => void) => start(await subscriberOf(calls, 'key'), onLag);
  return { calls, call, upstream, leader, leaderCall, follow };
}

async function subscriberOf(calls: SharedCalls, key: string): Promise<Subscriber | null> {
  const role = calls.enter(key, A_STUDENT);
  if (role.kind === 'leader') throw new Error('nobody leads');
  const subscriber = await role.subscriber;
  if (subscriber === 'full') throw new Error('the provider is full');
  return subscriber;
}

function start(subscriber: Subscriber | null, onLag = () => {}): Listener {
  if (subscriber === null) throw new Error('there is no subscriber');
  const listener = new Listener();
  listener.call = subscriber;
  subscriber.start(listener, onLag);
  return listener;
}
