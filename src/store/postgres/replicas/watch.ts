import pg from 'pg';
import type { ServerReport } from '../../engine-observer.ts';
import { LEADER, SLOT_LOCKS } from '../engine/locks.ts';
import { connectionConfig } from '../engine/session-settings.ts';
import { SharedRun } from '../engine/shared-run.ts';
import type { Sockets } from '../engine/sockets.ts';

export interface SeenReplica {
  readonly slot: number;
  /** It stopped by itself. */
  readonly hasEnded: boolean;
  /** Its connection has its lock. */
  readonly isLocked: boolean;
  /** How long ago it was seen, ms. */
  readonly silentMs: number;
}

/**
 * A role without pg_monitor sees its own sessions only, and no standby. A vacuum has a snapshot that keeps nothing from being
 * removed.
 */
const SERVER = `SELECT (SELECT (coalesce(max(extract(epoch FROM clock_timestamp() - since)), 0) * 1000)::bigint FROM (
    SELECT coalesce(xact_start, query_start) AS since FROM pg_stat_activity
      WHERE backend_xmin IS NOT NULL AND pid <> pg_backend_pid() AND backend_type <> 'autovacuum worker'
    UNION ALL SELECT prepared FROM pg_prepared_xacts) AS snapshots) AS "oldestSnapshotMs",
  CASE WHEN current_setting('synchronous_standby_names') <> '' AND pg_has_role('pg_read_all_stats', 'USAGE') THEN
    (SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND sync_state IN ('sync', 'quorum'))::int
  END AS "synchronousStandbys"`;

/** Each statement here is answered in milliseconds, and waits for nobody. */
const MAX_ANSWER_MS = 10_000;

/** The present revision of what servers cache, and the replicas, read on a connection of its own. */
export class Watch {
  readonly #config: pg.ClientConfig;
  readonly #onRevision: (revision: number) => void;
  readonly #sockets: Sockets;
  readonly #look = new SharedRun(() => this.#readRevision());
  #client: Promise<pg.Client> | null = null;

  /** @param sockets of this replica: all are ended when the server answers no more */
  constructor(url: string, name: string, onRevision: (revision: number) => void, sockets: Sockets) {
    this.#config = { ...connectionConfig(url, 'watch', name), stream: sockets.create };
    this.#onRevision = onRevision;
    this.#sockets = sockets;
  }

  /** Looks for changes of others. Everybody of the same moment shares a look. @throws an error of the driver */
  look(): Promise<void> {
    return this.#look.ask();
  }

  /** Says that a replica lives. */
  async beat(slot: number): Promise<void> {
    await this.#query(
      'UPDATE replicas SET seen_at = (extract(epoch FROM clock_timestamp()) * 1000)::bigint WHERE slot = $1',
      [slot],
    );
  }

  async replicas(): Promise<SeenReplica[]> {
    const { rows } = await this.#query<SeenReplica>(
      `SELECT slot, ended_at IS NOT NULL AS "hasEnded",
         (extract(epoch FROM clock_timestamp()) * 1000)::bigint - seen_at AS "silentMs",
         EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = ${SLOT_LOCKS} AND objid = slot::oid
           AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS "isLocked"
       FROM replicas ORDER BY slot`,
      [],
    );
    return rows;
  }

  async server(): Promise<ServerReport> {
    const { rows } = await this.#query<ServerReport>(SERVER, []);
    return rows[0] ?? { oldestSnapshotMs: 0, synchronousStandbys: null };
  }

  /** Ends the connection that has the lock of a slot: of a process that was stopped, or of a machine that vanished. */
  async endConnectionOf(slot: number): Promise<void> {
    await this.#query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = ${SLOT_LOCKS}
         AND objid = $1::oid AND granted AND objid <> ${LEADER}
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      [slot],
    );
  }

  /**
   * Whether the server works on what some of its processes were sent, or waits for a lock, a disk or a standby with it. The
   * others wait for their client, which may have locks: they are ended, but for those that have answered just now.
   * @returns those that work
   */
  async findWorking(pids: readonly number[]): Promise<ReadonlySet<number>> {
    const { rows } = await this.#query<{ pid: number; isWorking: boolean }>(
      `SELECT pid, CASE
         WHEN wait_event_type = 'Client' AND coalesce(state_change < clock_timestamp() - interval '2 seconds', true)
           THEN NOT pg_terminate_backend(pid)
         ELSE true END AS "isWorking"
       FROM pg_stat_activity
       WHERE pid = ANY ($1::int[]) AND usename = current_user AND application_name LIKE 'jigap %'`,
      [`{${pids.join(',')}}`],
    );
    return new Set(rows.filter(({ isWorking }) => isWorking).map(({ pid }) => pid));
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => null);
    await client?.end().catch(() => {});
  }

  async #readRevision(): Promise<void> {
    const { rows } = await this.#query<{ revision: number }>(
      'SELECT access_revision AS revision FROM ledger_state',
      [],
      'jigap_revision',
    );
    if (rows[0] !== undefined) this.#onRevision(rows[0].revision);
  }

  async #query<Row extends pg.QueryResultRow>(
    text: string,
    values: readonly (number | string)[],
    name?: string,
  ): Promise<pg.QueryResult<Row>> {
    this.#client ??= this.#connect();
    const client = await this.#client;
    const silent = setTimeout(() => this.#sockets.destroyAll(), MAX_ANSWER_MS);
    return client
      .query<Row>({ text, values: [...values], ...(name !== undefined && { name }) })
      .finally(() => clearTimeout(silent));
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({ ...this.#config, pipeline: true });
    const drop = () => {
      this.#client = null;
    };
    client.on('error', drop);
    client.on('end', drop);
    try {
      await client.connect();
      return client;
    } catch (error) {
      drop();
      throw error;
    }
  }
}
