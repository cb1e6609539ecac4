import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { StorageError } from '../../../src/store/errors.ts';
import { ReaderThread } from '../../../src/store/sqlite/engine/reader-thread.ts';
import { tempFolderForThisTest } from '../../support/temp-folder.ts';
import { ledgerOnDisk } from './ledger-on-disk.ts';

const FIRST = { after: null, limit: 10 };

test('an idle thread sees what was committed since it last read', async () => {
  const { path, student, call } = await ledgerOnDisk();
  await student(null);
  const thread = new ReaderThread(path, { idleMs: 60_000, maxMs: 60_000 });
  thread.wake();
  expect((await thread.read('records', FIRST)).rows).toEqual([]);
  const id = await call();
  const both = await Promise.all([thread.read('records', FIRST), thread.read('records', { ...FIRST, studentId: 1 })]);
  expect(both.map(({ rows }) => rows.map((row) => row.id))).toEqual([[id], [id]]);
  await thread.close();
});

test('a thread that has ended is started again for the next job', async () => {
  const { path } = await ledgerOnDisk();
  const thread = new ReaderThread(path, { idleMs: 0, maxMs: 60_000 });
  expect((await thread.read('records', FIRST)).rows).toEqual([]);
  expect((await thread.read('records', FIRST)).rows).toEqual([]);
  await thread.close();
});

test('a file that cannot be read is a StorageError, and the next job still runs', async () => {
  const thread = new ReaderThread(join(tempFolderForThisTest(), 'none.db'), { idleMs: 60_000, maxMs: 60_000 });
  const jobs = [thread.read('records', FIRST), thread.read('outcomes', { from: 0, to: 1 })];
  for (const job of jobs) await expect(job).rejects.toThrow(StorageError);
  await thread.close();
});

test('a job that takes too long is aborted, and the next one runs', async () => {
  const { path } = await ledgerOnDisk();
  const thread = new ReaderThread(path, { idleMs: 60_000, maxMs: 1_000 });
  // The second is over before the thread has started: a real one could end after the answer has come.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const slow = thread.read('records', FIRST);
  vi.advanceTimersByTime(1_000);
  const next = thread.read('records', FIRST);
  await expect(slow).rejects.toThrow(new StorageError('a read was aborted'));
  expect((await next).rows).toEqual([]);
  await thread.close();
});

test('closing aborts the job that runs and rejects those that wait', async () => {
  const { path } = await ledgerOnDisk();
  const thread = new ReaderThread(path, { idleMs: 60_000, maxMs: 60_000 });
  const jobs = [thread.read('check', { since: 0, now: 0 }), thread.read('check', { since: 0, now: 0 })];
  const ends = Promise.allSettled(jobs);
  await thread.close();
  expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(thread.read('check', { since: 0, now: 0 })).rejects.toThrow('closed');
});
