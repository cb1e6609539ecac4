import { heldAt } from '../../../ledger/hold-ids.ts';
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

/** What was found last, and when. */
interface SeenLineage extends ServerLineage {
  /** ms UTC. */
  readonly at: number;
}

/** @param connection to a primary */
export async function readServerLineage(connection: Connection): Promise<ServerLineage> {
  // The control file names the timeline of the last checkpoint, which may be older than a promotion.
  const { rows } = await connection.query<ServerLineage>(
    `SELECT system_identifier::text AS "systemId", left(pg_walfile_name(pg_current_wal_lsn()), 8) AS timeline
     FROM pg_control_system()`,
  );
  const [lineage] = rows;
  if (lineage === undefined) throw new Error('a query that must have a row had none');
  return lineage;
}

/**
 * Raises an incident when the ledger is on another server or timeline than the last time: from inside, a restore to an
 * earlier instant looks like a standby that took over, and only the former has forgotten calls. Once for each change,
 * whichever replica finds it; inside a transaction that has the lock of the ledger. @param now ms UTC
 */
export function* noteServerLineage(lineage: ServerLineage, settings: Settings, now: number): SqlWork<void> {
  const stored = yield* settings.get(LINEAGE);
  const last = stored === null ? null : (JSON.parse(stored) as SeenLineage);
  const isSame = last?.systemId === lineage.systemId && last.timeline === lineage.timeline;
  yield* settings.set(LINEAGE, JSON.stringify({ ...lineage, at: now } satisfies SeenLineage));
  if (last === null || isSame) return;
  const newestId = yield* newestIdOfLedger();
  const since = new Date(Math.max(last.at, newestId === 0 ? 0 : heldAt(newestId))).toISOString();
  yield* write(
    "INSERT INTO incidents (kind, record_id, detail, created_at) VALUES ('database_restored', NULL, ?, ?)",
    `the database has another server or history than before: a standby took over, or a backup was restored. Its books end at ${since}; after a restore, calls from then to ${new Date(now).toISOString()} are not in them: compare with the provider's bill of these days, and lower the budgets by what is missing`,
    now,
  );
}

function* newestIdOfLedger(): SqlWork<number> {
  return (yield* oneRow<{ newest: number }>('SELECT newest_id AS newest FROM ledger_state')).newest;
}
