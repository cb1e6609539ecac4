import pg from 'pg';
import { StorageError, UnreachableError } from '../../errors.ts';
import { type PreparedStatement, prepareAll } from '../engine/batch.ts';
import { hasCode } from '../engine/database-errors.ts';
import { LEADER, SLOT_LOCKS } from '../engine/locks.ts';
import { connectionConfig } from '../engine/session-settings.ts';
import { Sockets } from '../engine/sockets.ts';

/** Others have taken this replica for dead: it begins anew with another slot. */
export class FencedError extends Error {}

/**
 * The row of a replica. A standby that takes over may lack the newest rows, and gives their slots again: the instant tells the
 * two apart.
 */
export interface ReplicaRow {
  readonly slot: number;
  /** ms UTC of the database. */
  readonly startedAt: number;
}

/** A connection that writes the ledger, as a replica that is not fenced. */
export interface LedgerSession extends ReplicaRow {
  readonly client: pg.Client;
  /** The last group of this replica that the server had then; null: the row is new. */
  readonly foundGroup: number | null;
}

export interface ReplicaConnections {
  /** Each connection prepares them. */
  readonly statements?: readonly PreparedStatement[];
  readonly sockets?: Sockets;
}

/** No statement runs before its ROLLBACK. */
const TRANSACTION_FAILED = '25P02';
const CLOCK_MS = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';
/** An old connection of ours may live on in the server for a moment. */
const TAKE_BACK_TRIES = 20;
const TAKE_BACK_WAIT_MS = 100;

/**
 * This process among the replicas. Its slot is given once; the row of the slot is what allows to write, and the lock of the
 * slot, which ends with the connection, is what tells others that it lives. A connection that is lost is replaced, with the
 * same slot as long as nobody has fenced it.
 */
export class Replica {
  readonly #url: string;
  readonly #name: string;
  readonly #onLost: () => void;
  readonly #sockets: Sockets;
  readonly #statements: readonly PreparedStatement[];
  #session: LedgerSession | null = null;
  #connecting: Promise<LedgerSession> | null = null;
  #row: ReplicaRow | null = null;
  #hasEnded = false;
  #isLeader = false;
  /** It is asked whether it leads: an answer may have to wait for the lock of the ledger. */
  #asking: LedgerSession | null = null;

  /** @param name of this process @param onLost is called when the connection ends by itself */
  constructor(
    url: string,
    name: string,
    onLost: () => void,
    { statements = [], sockets = new Sockets() }: ReplicaConnections = {},
  ) {
    this.#statements = statements;
    this.#url = url;
    this.#name = name;
    this.#sockets = sockets;
    this.#onLost = onLost;
  }

  /** 0: none yet. */
  get slot(): number {
    return this.#row?.slot ?? 0;
  }

  /** null: none yet. */
  get row(): ReplicaRow | null {
    return this.#row;
  }

  get isConnected(): boolean {
    return this.#session !== null;
  }

  get isLeader(): boolean {
    return this.#isLeader && this.isConnected;
  }

  /** @throws an error of the driver when the database cannot be reached */
  session(): Promise<LedgerSession> | LedgerSession {
    if (this.#session !== null) return this.#session;
    if (this.#hasEnded) return Promise.reject(ended());
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = null;
    });
    return this.#connecting;
  }

  /** Others have taken the slot away: the next session has another one. */
  fenced(): void {
    this.#row = null;
    this.drop();
  }

  /** Nothing more is known of the connection: the next session is another one. */
  drop(): void {
    const session = this.#session;
    this.#session = null;
    this.#isLeader = false;
    session?.client.end().catch(() => {});
  }

  /**
   * Becomes the leader where there is none. The lock is of the session: a transaction that happens to be open keeps nothing of
   * it, and one that has failed refuses the question, which is asked again later. @throws an error of the driver
   */
  async tryToLead(): Promise<void> {
    const session = this.#session;
    if (session === null || this.#isLeader || this.#asking === session) return;
    this.#asking = session;
    try {
      const { rows } = await session.client.query<{ taken: boolean }>(
        `SELECT pg_try_advisory_lock(${SLOT_LOCKS}, ${LEADER}) AS taken`,
      );
      if (session === this.#session) this.#isLeader = rows[0]?.taken === true;
    } catch (error) {
      if (!hasCode(error, TRANSACTION_FAILED)) throw error;
    } finally {
      if (this.#asking === session) this.#asking = null;
    }
  }

  /** Says that this replica ends, so that nobody waits for it. */
  async end(): Promise<void> {
    this.#hasEnded = true;
    // What is under way would register after the end, and stay open.
    await this.#connecting?.catch(() => {});
    const session = this.#session;
    this.#session = null;
    this.#isLeader = false;
    if (session === null) return;
    const { client, slot } = session;
    await client.query(`UPDATE replicas SET ended_at = ${CLOCK_MS} WHERE slot = $1`, [slot]).catch(() => {});
    await client.end().catch(() => {});
  }

  async #connect(): Promise<LedgerSession> {
    const client = new pg.Client({
      ...connectionConfig(this.#url, 'ledger', this.#name),
      ...{ pipeline: true, stream: this.#sockets.create },
    });
    this.#sockets.follow(client);
    const lost = () => {
      if (this.#session?.client !== client) return;
      this.#session = null;
      this.#isLeader = false;
      this.#onLost();
      // At once: calls are refused until there is another one. Where that fails, the next sign of life tries again.
      Promise.resolve(this.session()).catch(() => {});
    };
    client.on('error', lost);
    client.on('end', lost);
    await client.connect();
    try {
      if (this.#hasEnded) throw ended();
      await prepareAll(client, this.#statements);
      const foundGroup = await this.#takeBack(client);
      if (foundGroup === null || this.#row === null) this.#row = await this.#register(client);
      this.#session = { client, foundGroup, ...this.#row };
      return this.#session;
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
  }

  /** @returns its last group; null: there was none, or others have fenced it, or the slot is of another one @throws UnreachableError while an old connection still has its lock */
  async #takeBack(client: pg.Client): Promise<number | null> {
    const row = this.#row;
    if (row === null) return null;
    for (let tries = 0; tries < TAKE_BACK_TRIES && !this.#hasEnded; tries++) {
      const { rows } = await client.query<{ taken: boolean; lastGroup: number | null }>(
        `SELECT coalesce(bool_or(pg_try_advisory_lock(${SLOT_LOCKS}, slot)), false) AS taken,
           max(last_group) AS "lastGroup"
         FROM replicas WHERE slot = $1 AND started_at = $2 AND name = $3`,
        [row.slot, row.startedAt, this.#name],
      );
      const [found] = rows;
      if (found === undefined || found.lastGroup === null) return null;
      if (found.taken) return found.lastGroup;
      await new Promise((resolve) => setTimeout(resolve, TAKE_BACK_WAIT_MS));
    }
    throw new UnreachableError('an earlier connection of this replica has not ended yet');
  }

  async #register(client: pg.Client): Promise<ReplicaRow> {
    const { rows } = await client.query<ReplicaRow>(
      `INSERT INTO replicas (name, started_at, seen_at, last_group)
       VALUES ($1, ${CLOCK_MS}, ${CLOCK_MS}, 0) RETURNING slot, started_at AS "startedAt"`,
      [this.#name],
    );
    const [row] = rows;
    if (row === undefined) throw new Error('a query that must have a row had none');
    await client.query(`SELECT pg_advisory_lock(${SLOT_LOCKS}, $1)::text`, [row.slot]);
    return row;
  }
}

function ended(): StorageError {
  return new StorageError('the database is closed');
}
