import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expiredBackups } from '../../src/admin/backup-retention.ts';
import type { Backup, BackupOrigin } from '../../src/store/backup-store.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-11-26T09:00:00Z');

const backup = (age: number, origin: BackupOrigin = 'schedule'): Backup => ({
  name: `${age} ${origin}`,
  bytes: 1,
  at: NOW - age,
  origin,
});
const kept = (backups: readonly Backup[], days: number, weeks: number) => {
  const expired = new Set(expiredBackups(backups, { days, weeks }));
  return backups.filter((each) => !expired.has(each)).map(({ at }) => Math.round((NOW - at) / DAY));
};

describe('expiredBackups', () => {
  test('keeps the newest of each of 7 days and of each of 4 weeks', () => {
    const daily = Array.from({ length: 60 }, (_, day) => backup(day * DAY));
    expect(kept(daily, 7, 4)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 14, 21]);
  });

  test('keeps all that the owner made in the last days', () => {
    const backups = [backup(0), backup(HOUR, 'owner'), backup(2 * HOUR, 'owner'), backup(3 * HOUR)];
    expect(expiredBackups(backups, { days: 7, weeks: 4 }).map(({ name }) => name)).toEqual([`${3 * HOUR} schedule`]);
  });

  test('keeps old ones while no new one is made', () => {
    const old = [backup(300 * DAY), backup(301 * DAY)];
    expect(expiredBackups(old, { days: 7, weeks: 4 })).toEqual([]);
  });

  test('never removes the newest, nor everything of a week that counts', () => {
    const ages = fc.uniqueArray(fc.integer({ min: 0, max: 400 * DAY }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(ages, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 30 }), (list, days, weeks) => {
        const backups = list.map((age) => backup(age));
        const expired = new Set(expiredBackups(backups, { days, weeks }));
        const left = backups.filter((each) => !expired.has(each));
        const newest = Math.max(...backups.map(({ at }) => at));
        expect(left.some(({ at }) => at === newest)).toBe(true);
        expect(left.length).toBeLessThanOrEqual(days + weeks + 1);
        const weekOf = ({ at }: Backup) => Math.floor((newest - at) / (7 * DAY));
        for (const each of backups)
          if (weekOf(each) < weeks) expect(left.some((other) => weekOf(other) === weekOf(each))).toBe(true);
        // What is kept today is kept when the rule runs again.
        expect(expiredBackups(left, { days, weeks })).toEqual([]);
      }),
    );
  });
});
