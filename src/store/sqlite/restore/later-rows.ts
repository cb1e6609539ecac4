import { heldAt } from '../../../ledger/hold-ids.ts';
import type { LaterRows } from '../../restore.ts';
import type { Sqlite } from '../engine/database.ts';

/** The database that is there now, attached to the copy of the backup. */
export const CURRENT = 'current';

/** Of both databases; null where neither says. The secret is made once, and its name is never given to another one. */
const INSTALLATION = `SELECT
  (SELECT value FROM main.settings WHERE name = ?) AS backup, (SELECT value FROM ${CURRENT}.settings WHERE name = ?) AS now`;

/** Whether the database that is there now began as the one in the backup did. */
export function isSameInstallation(sqlite: Sqlite): boolean {
  for (const name of ['first_start', 'pseudonym_secret']) {
    const { backup, now } = sqlite.prepare(INSTALLATION).get(name, name) as {
      backup: string | null;
      now: string | null;
    };
    if (backup !== null && now !== null) return backup === now;
  }
  return true;
}

/** Counts what the current database has and the backup does not. */
export function countLaterRows(sqlite: Sqlite): LaterRows {
  const calls = sqlite
    .prepare(
      `SELECT count(*) AS calls, coalesce(sum(cost), 0) AS cost, min(id) AS first FROM (
         SELECT id, cost - coalesce((SELECT sum(amount) FROM ${CURRENT}.refunds WHERE record_id = later.id), 0) AS cost
         FROM ${CURRENT}.usage_records AS later WHERE id NOT IN (SELECT id FROM main.usage_records)
         UNION ALL SELECT id, amount FROM ${CURRENT}.holds)`,
    )
    .get() as { calls: number; cost: number; first: number | null };
  const count = (sql: string) => (sqlite.prepare(`SELECT count(*) AS n FROM ${sql}`).get() as { n: number }).n;
  const later = (table: string) => count(`${CURRENT}.${table} WHERE id NOT IN (SELECT id FROM main.${table})`);
  return {
    calls: calls.calls,
    cost: calls.cost,
    firstCallAt: calls.first === null ? null : heldAt(calls.first),
    classes: later('classes'),
    students: later('students'),
    tokens: later('api_tokens'),
    revokedTokens: count(
      `main.api_tokens JOIN ${CURRENT}.api_tokens AS now ON now.id = main.api_tokens.id
       WHERE main.api_tokens.revoked_at IS NULL AND now.revoked_at IS NOT NULL`,
    ),
    changes: count(`${CURRENT}.audit WHERE id NOT IN (SELECT id FROM main.audit) AND action NOT LIKE 'backup.%'`),
  };
}
