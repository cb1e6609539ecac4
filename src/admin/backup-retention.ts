import { DAY_MS } from '../ledger/utc-days.ts';
import type { Backup } from '../store/backup-store.ts';

const WEEK_MS = 7 * DAY_MS;

export interface Retention {
  /** The newest backup of each of so many days is kept, and all that the owner made in them. */
  readonly days: number;
  /** The newest of each of so many weeks is kept, too. */
  readonly weeks: number;
}

/**
 * The backups to remove. Days and weeks are spans back from the newest backup, not from now: while none can be made,
 * the old ones stay.
 */
export function expiredBackups(backups: readonly Backup[], { days, weeks }: Retention): Backup[] {
  const newestFirst = [...backups].sort((a, b) => b.at - a.at);
  const [newest] = newestFirst;
  if (newest === undefined) return [];
  const kept = new Set<Backup>([newest]);
  for (const [span, count] of [
    [DAY_MS, days],
    [WEEK_MS, weeks],
  ] as const) {
    const taken = new Set<number>();
    for (const backup of newestFirst) {
      const index = Math.floor((newest.at - backup.at) / span);
      if (index >= count || taken.has(index)) continue;
      taken.add(index);
      kept.add(backup);
    }
  }
  const isRecentOfOwner = ({ origin, at }: Backup) => origin === 'owner' && newest.at - at < days * DAY_MS;
  return newestFirst.filter((backup) => !kept.has(backup) && !isRecentOfOwner(backup));
}
