import { SESSION_LOCK } from './locks.ts';
import type { Connection } from './run-work.ts';
import { judgeServer, readServerFacts, type ServerFindings } from './server-settings.ts';
import { sessionSettings } from './session-settings.ts';

/** Settings of a connection of the ledger that a pooler, or the address of the database, may have replaced. */
const KEPT = ['statement_timeout', 'lock_timeout', 'jit', 'plan_cache_mode', 'enable_seqscan'] as const;

/**
 * Whether a server can keep a ledger, at the start and before anything is written.
 * @param connection and other: two connections to it, opened as those of the ledger are
 */
export async function checkServer(connection: Connection, other: Connection): Promise<ServerFindings> {
  const { refused, warnings } = judgeServer(await readServerFacts(connection));
  const hasSession = await keepsSession(connection, other);
  const lost = hasSession ? await lostSettings(connection) : [];
  return {
    refused: [
      ...refused,
      ...(hasSession ? [] : [NO_SESSION]),
      ...lost.map(
        (name) =>
          `the connection does not keep the setting ${name}: take it out of JIGAP_DATABASE, and ${POOLER_ADVICE}`,
      ),
    ],
    warnings,
  };
}

const POOLER_ADVICE = 'give JIGAP_DATABASE the address of PostgreSQL itself, or of a pooler in session mode';
const NO_SESSION = `the connection does not stay with one session, as behind pgbouncer in transaction mode: locks would be lost. So ${POOLER_ADVICE}`;

/**
 * A pooler in transaction mode gives the session of one connection to another that begins a transaction. So the other one
 * begins a transaction, and the lock of this connection must still be in the session that it is in.
 */
async function keepsSession(connection: Connection, other: Connection): Promise<boolean> {
  const sessions = [await lockIn(connection)];
  await other.query('BEGIN');
  try {
    const theirs = await sessionOf(other);
    sessions.push(await sessionOf(connection), await sessionOf(connection));
    const { rows } = await connection.query<{ freed: boolean }>(
      `SELECT pg_advisory_unlock_shared(${SESSION_LOCK}) AS freed`,
    );
    return rows[0]?.freed === true && new Set(sessions).size === 1 && !sessions.includes(theirs);
  } finally {
    await other.query('ROLLBACK');
  }
}

/** @returns the process id of the session that has the lock */
async function lockIn(connection: Connection): Promise<number> {
  // Shared: other replicas may start at the same time.
  const { rows } = await connection.query<{ pid: number }>(
    `SELECT pg_backend_pid() AS pid, pg_advisory_lock_shared(${SESSION_LOCK})::text AS locked`,
  );
  return rows[0]?.pid ?? 0;
}

async function sessionOf(connection: Connection): Promise<number> {
  const { rows } = await connection.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]?.pid ?? 0;
}

/** Some poolers take the settings of a connection and forget them. */
async function lostSettings(connection: Connection): Promise<string[]> {
  const wanted = KEPT.map((name) => [name, sessionSettings('ledger')[name]]);
  const lost: string[] = [];
  for (const [name = '', value] of wanted) {
    const { rows } = await connection.query<{ value: string }>({
      text: 'SELECT current_setting($1) AS value',
      values: [name],
    });
    if (rows[0]?.value !== value) lost.push(name);
  }
  return lost;
}
