import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RefusalReport } from '../../src/gateway/call.ts';
import { RefusalLog } from '../../src/ops/refusal-log.ts';
import { StorageError } from '../../src/store/errors.ts';
import type { RefusalNote } from '../../src/store/refusal-store.ts';

const NOW = Date.parse('2026-11-23T03:00:00Z');

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

function refused(changes: Partial<RefusalReport> = {}): RefusalReport {
  const who = { requestId: 'req_1', studentId: 1, tokenId: 1, model: null, endpoint: 'chat' };
  return { ...who, refusal: 'moneySpent', status: 402, ...changes };
}

function keeping(noteRefusals: (notes: readonly RefusalNote[]) => Promise<void> = async () => {}) {
  const batches: (readonly RefusalNote[])[] = [];
  const failures: unknown[] = [];
  const keeper = new RefusalLog({
    records: {
      noteRefusals: (notes) => {
        batches.push(notes);
        return noteRefusals(notes);
      },
    },
    now: Date.now,
    onFailure: (error) => failures.push(error),
  });
  return { keeper, batches, failures };
}

test('refusals of one second are written together, equal ones as one row', async () => {
  const { keeper, batches } = keeping();
  for (let call = 0; call < 3; call++) keeper.callRefused(refused());
  keeper.callRefused(refused({ studentId: 2, tokenId: 2 }));
  await vi.advanceTimersByTimeAsync(999);
  expect(batches).toEqual([]);
  keeper.callRefused(refused());
  await vi.advanceTimersByTimeAsync(5000);
  const alike = { tokenId: 1, model: null, endpoint: 'chat', reason: 'moneySpent', status: 402, listed: true };
  expect(batches).toEqual([
    [
      { at: NOW, studentId: 1, times: 4, ...alike },
      { at: NOW, studentId: 2, times: 1, ...alike, tokenId: 2 },
    ],
  ]);
  keeper.callRefused(refused());
  await vi.advanceTimersByTimeAsync(1000);
  expect(batches[1]).toMatchObject([{ at: NOW + 5999, times: 1 }]);
});

test('a flood of refusals is listed up to a limit and counted beyond it, and leaves room for those about money', async () => {
  const { keeper, batches } = keeping();
  for (let student = 1; student <= 300; student++) {
    keeper.callRefused(refused({ studentId: student, refusal: 'tooManyRequests', status: 429, model: 'a' }));
    keeper.callRefused(refused({ studentId: student, refusal: 'tooManyRequests', status: 429, model: 'b' }));
  }
  for (let student = 1; student <= 60; student++) keeper.callRefused(refused({ studentId: student }));
  await keeper.stop();
  const notes = batches.flat();
  const listed = notes.filter((note) => note.listed).map(({ reason }) => reason);
  expect(listed.filter((reason) => reason === 'tooManyRequests')).toHaveLength(150);
  expect(listed.filter((reason) => reason === 'moneySpent')).toHaveLength(50);
  expect(notes.reduce((sum, { times }) => sum + times, 0)).toBe(660);
});

test('refusals of unknown callers are only counted, and calls with a hold are left to their records', async () => {
  const { keeper, batches } = keeping();
  const unknownCaller = { studentId: null, tokenId: null, status: 401 };
  for (let call = 0; call < 1000; call++) keeper.callRefused(refused({ ...unknownCaller, refusal: 'badToken' }));
  keeper.callRefused(refused({ refusal: 'upstreamTimeout', status: 504 }));
  await keeper.stop();
  expect(batches).toEqual([[expect.objectContaining({ reason: 'badToken', times: 1000, listed: false })]]);
});

test('refusals are collected while a write is going on', async () => {
  let written = () => {};
  const { keeper, batches } = keeping(
    () =>
      new Promise((resolve) => {
        written = resolve;
      }),
  );
  keeper.callRefused(refused());
  await vi.advanceTimersByTimeAsync(1000);
  keeper.callRefused(refused());
  await vi.advanceTimersByTimeAsync(60_000);
  expect(batches).toHaveLength(1);
  written();
  await vi.advanceTimersByTimeAsync(1000);
  expect(batches).toHaveLength(2);
  keeper.callRefused(refused({ studentId: 3 }));
  const stopped = keeper.stop();
  written();
  await vi.waitUntil(() => batches.length === 3);
  written();
  await stopped;
  expect(batches[2]).toMatchObject([{ studentId: 3 }]);
});

test('a disk that fails is logged, and the refusals of the next second are written again', async () => {
  const fault = new StorageError('disk full');
  let broken = true;
  const { keeper, batches, failures } = keeping(async () => {
    if (broken) throw fault;
  });
  keeper.callRefused(refused());
  await vi.advanceTimersByTimeAsync(1000);
  broken = false;
  keeper.callRefused(refused());
  await vi.advanceTimersByTimeAsync(1000);
  expect({ failures, batches: batches.length }).toEqual({ failures: [fault], batches: 2 });
});
