import { afterEach, expect, test, vi } from 'vitest';
import { BackupSchedule } from '../../src/ops/backup-schedule.ts';
import { createLogger } from '../../src/ops/logging.ts';
import type { Backup } from '../../src/store/backup-store.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

afterEach(() => {
  vi.useRealTimers();
});

function scheduled({ everyMs = 24 * HOUR, failures = 0 } = {}) {
  vi.useFakeTimers({ now: Date.parse('2026-11-26T00:00:00Z') });
  const backups: Backup[] = [];
  const logged: string[] = [];
  let tries = 0;
  const schedule = new BackupSchedule({
    list: async () => backups,
    make: async () => {
      tries++;
      if (tries <= failures) throw new Error('no room');
      const backup: Backup = { name: `backup ${tries}`, bytes: 1, at: Date.now(), origin: 'schedule' };
      backups.unshift(backup);
      return backup;
    },
    removeExpired: async () => backups.splice(3),
    logger: createLogger('info', 'json', { write: (line: string) => void logged.push(line) }),
    now: Date.now,
    everyMs,
  });
  return { schedule, backups, logged, tries: () => tries };
}

test('makes a backup a minute after the start and one a day from then on', async () => {
  const { schedule, backups, tries } = scheduled();
  schedule.start();
  await vi.advanceTimersByTimeAsync(MINUTE - 1);
  expect(tries()).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(tries()).toBe(1);
  await vi.advanceTimersByTimeAsync(5 * 24 * HOUR);
  expect(tries()).toBe(6);
  expect(backups).toHaveLength(3);
  schedule.stop();
  await vi.advanceTimersByTimeAsync(48 * HOUR);
  expect(tries()).toBe(6);
});

test('makes none at a start while the newest is young, however often the server starts', async () => {
  const { schedule, backups, tries } = scheduled();
  backups.push({ name: 'yesterday', bytes: 1, at: Date.now() - 23 * HOUR, origin: 'owner' });
  schedule.start();
  await vi.advanceTimersByTimeAsync(30 * MINUTE);
  expect(tries()).toBe(0);
  await vi.advanceTimersByTimeAsync(HOUR);
  expect(tries()).toBe(1);
  schedule.stop();
});

test('takes a backup of the future for none', async () => {
  const { schedule, backups, tries } = scheduled();
  backups.push({ name: 'of a wrong clock', bytes: 1, at: Date.now() + 1000 * HOUR, origin: 'schedule' });
  schedule.start();
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(tries()).toBe(1);
  schedule.stop();
});

test('logs a failure and tries again ten minutes later', async () => {
  const { schedule, tries, logged } = scheduled({ failures: 2 });
  schedule.start();
  await vi.advanceTimersByTimeAsync(21 * MINUTE);
  expect(tries()).toBe(3);
  expect(logged.filter((line) => line.includes('no backup was made'))).toHaveLength(2);
  schedule.stop();
});

test('0 hours make no backup by itself', async () => {
  const { schedule, tries } = scheduled({ everyMs: 0 });
  schedule.start();
  await vi.advanceTimersByTimeAsync(100 * HOUR);
  expect(tries()).toBe(0);
  schedule.stop();
});
