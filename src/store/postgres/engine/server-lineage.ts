import { firstIdAt, heldAt } from '../../../ledger/hold-ids.ts';
import type { Settings } from '../../sql/journal/settings.ts';
import { oneRow, type SqlWork, write } from '../../sql/sql-work.ts';
import type { Connection } from './run-work.ts';

const LINEAGE = 'server_lineage';

/** Which server this is, and which of its histories. A standby that takes over begins a timeline, and so does a restore. */
export interface ServerLineage {
  readonly systemId: string;
  /** In the names of the files of the log; 00000001 at first. */
  readonly timeline: string;
}

export interface FoundServer extends ServerLineage {
  /** ms UTC: when the first connection of those that write the ledger now was made. */
  readonly usedSince: number;
}

/** What was found last, and when. */
interface SeenLineage extends ServerLineage {
  /** ms UTC. */
  readonly at: number;
}

/** @param connection to a primary */
export async function readServerLineage(connection: Connection): Promise<FoundServer> {
  // The control file names the timeline of the last checkpoint, which may be older than a promotion.
  const { rows } = await connection.query<FoundServer>(
    `SELECT system_identifier::text AS "systemId", left(pg_walfile_name(pg_current_wal_lsn()), 8) AS timeline,
       (SELECT (extract(epoch FROM min(backend_start)) * 1000)::bigint FROM pg_stat_activity
        WHERE usename = current_user AND datname = current_database() AND application_name LIKE 'jigap ledger%')
         AS "usedSince"
     FROM pg_control_system()`,
  );
  const [lineage] = rows;
  if (lineage === undefined) throw new Error('a query that must have a row had none');
  return lineage;
}

/**
 * Raises an incident when the ledger is on another server or timeline than the last time: from inside, a restore to an
 * earlier instant looks like a standby that took over, and only the former has forgotten calls. A replica that ran on knows
 * whether they are its own. Once for each change, whichever replica finds it; inside a transaction that has the lock of the
 * ledger. @param now ms UTC @param hasAllTold whether all is there that this replica had told; null: that is not known
 */
export function* noteServerLineage(
  found: FoundServer,
  settings: Settings,
  now: number,
  hasAllTold: boolean | null = null,
): SqlWork<void> {
  const { systemId, timeline, usedSince } = found;
  const stored = yield* settings.get(LINEAGE);
  const last = stored === null ? null : (JSON.parse(stored) as SeenLineage);
  const isSame = last?.systemId === systemId && last.timeline === timeline;
  yield* settings.set(LINEAGE, JSON.stringify({ systemId, timeline, at: now } satisfies SeenLineage));
  if (last === null || isSame) return;
  const newestId = yield* newestIdBefore(usedSince);
  const since = new Date(Math.max(last.at, newestId === 0 ? 0 : heldAt(newestId))).toISOString();
  yield* write(
    "INSERT INTO incidents (kind, record_id, detail, created_at) VALUES ('database_restored', NULL, ?, ?)",
    detailOf(hasAllTold, since, new Date(now).toISOString()),
    now,
  );
}

/** As language/incident-notes.ts knows them. */
function detailOf(hasAllTold: boolean | null, since: string, now: string): string {
  if (hasAllTold === true)
    return `the database has another server or history than before, and everything that this replica had told is in it: most likely, a standby took over. Its books end at ${since}; if a backup was restored, compare the days from then to ${now} with the provider's bill`;
  const what =
    hasAllTold === false
      ? 'the database has another server or history than before, and calls that this replica had told are missing: a backup was restored, or a standby took over that lacked the newest.'
      : 'the database has another server or history than before: a standby took over, or a backup was restored.';
  const missing = hasAllTold === false ? 'calls' : 'after a restore, calls';
  return `${what} Its books end at ${since}; ${missing} from then to ${now} are not in them: compare with the provider's bill of these days, and lower the budgets by what is missing`;
}

/** Replicas that ran on have perhaps placed calls on this server already: the books that it came with end before them. */
function* newestIdBefore(usedSince: number): SqlWork<number> {
  const { newest } = yield* oneRow<{ newest: number }>('SELECT newest_id AS newest FROM ledger_state');
  if (newest === 0 || heldAt(newest) < usedSince) return newest;
  const next = firstIdAt(usedSince);
  const { before } = yield* oneRow<{ before: number }>(
    `SELECT greatest((SELECT max(id) FROM usage_records WHERE id < ?), (SELECT max(id) FROM holds WHERE id < ?), 0) AS before`,
    ...[next, next],
  );
  return before;
}
