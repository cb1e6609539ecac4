import { describe, expect, test } from 'vitest';
import { inTurns } from '../../../src/gateway/answers/bytes-in-turns.ts';
import type { FairQueue } from '../../../src/limits/fair-queue.ts';
import { type UpstreamCall, UpstreamError, type UpstreamListener } from '../../../src/upstream/upstream.ts';

/** A call whose provider and queue a test moves by hand. */
function startCall() {
  const seen: string[] = [];
  const jobs: (() => void)[] = [];
  const queue = { push: (_key: number, run: () => void) => void jobs.push(run) } as unknown as FairQueue<number>;
  let provider: UpstreamListener | undefined;
  const call: UpstreamCall = {
    pause: () => void seen.push('pause'),
    resume: () => void seen.push('resume'),
    abort: () => void seen.push('abort'),
    release: () => void seen.push('release'),
  };
  const upstream = {
    send: (_path: string, _body: Buffer, listener: UpstreamListener) => {
      provider = listener;
      return call;
    },
    withoutKey: (bytes: Buffer) => bytes,
    newSecretFilter: () => ({ push: (bytes: Buffer) => bytes, end: () => Buffer.alloc(0) }),
  };
  const listener: UpstreamListener = {
    onSent: () => void seen.push('sent'),
    onHeaders: () => void seen.push('headers'),
    onData: (chunk) => void seen.push(`data ${chunk.length}`),
    onEnd: () => void seen.push('end'),
    onError: ({ reason }) => void seen.push(`error ${reason}`),
  };
  const held = inTurns(upstream, queue, 7).send('/images/generations', Buffer.alloc(0), listener);
  if (provider === undefined) throw new Error('nothing was sent');
  const runNext = () => jobs.shift()?.();
  return { held, provider, seen, jobs, runNext };
}

describe('bytes in turns', () => {
  test('are worked on in the turn of their student, in order', () => {
    const { provider, seen, jobs, runNext } = startCall();
    provider.onData(Buffer.alloc(1));
    provider.onData(Buffer.alloc(2));
    expect([seen.filter((what) => what.startsWith('data')), jobs.length]).toEqual([[], 1]);
    runNext();
    expect(seen.filter((what) => what.startsWith('data'))).toEqual(['data 1', 'data 2']);
  });

  test('stop the provider while much of them is pending, and while the client reads slowly', () => {
    const { held, provider, seen, jobs, runNext } = startCall();
    provider.onData(Buffer.alloc(200 * 1024));
    expect(seen.at(-1)).toBe('pause');
    runNext();
    expect(seen.at(-1)).toBe('resume');
    held.pause();
    provider.onData(Buffer.alloc(1));
    expect([seen.at(-1), jobs.length]).toEqual(['pause', 0]);
    held.resume();
    expect(jobs).toHaveLength(1);
  });

  test.each([
    ['the end', (provider: UpstreamListener) => provider.onEnd(), 'end'],
    ['an error', (provider: UpstreamListener) => provider.onError(new UpstreamError('died')), 'error died'],
  ] as const)('that came before %s are worked on before it, and never twice', (_, finish, last) => {
    const { provider, seen, runNext } = startCall();
    provider.onData(Buffer.alloc(3));
    finish(provider);
    runNext();
    expect(seen.filter((what) => what !== 'resume')).toEqual(['data 3', last]);
  });

  test('are dropped once the answer is complete', () => {
    const { held, provider, seen, runNext } = startCall();
    provider.onData(Buffer.alloc(3));
    held.release();
    runNext();
    expect(seen.filter((what) => what !== 'resume')).toEqual(['release']);
  });
});
