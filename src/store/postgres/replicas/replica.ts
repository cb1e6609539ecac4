import pg from 'pg';
import { UnreachableError } from '../../errors.ts';
import { type PreparedStatement, prepareAll } from '../engine/batch.ts';
import { hasCode } from '../engine/database-errors.ts';
import { LEADER, SLOT_LOCKS } from '../engine/locks.ts';
import { connectionConfig } from '../engine/session-settings.ts';
import { Sockets } from '../engine/sockets.ts';

/** Others have taken this replica for dead: it begins anew with another slot. */
export class FencedError extends Error {}

/** A connection that writes the ledger, as a replica that is not fenced. */
export interface LedgerSession {
  readonly client: pg.Client;
  readonly slot: number;
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
  #slot: number | null = null;
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
    return this.#slot ?? 0;
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
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = null;
    });
    return this.#connecting;
  }

  /** Others have taken the slot away: the next session has another one. */
  fenced(): void {
    this.#slot = null;
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
      await prepareAll(client, this.#statements);
      const slot = (await this.#takeBack(client)) ?? (await this.#register(client));
      this.#slot = slot;
      this.#session = { client, slot };
      return this.#session;
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
  }

  /** null: there was none, or others have fenced it. @throws UnreachableError while an old connection still has its lock */
  async #takeBack(client: pg.Client): Promise<number | null> {
    if (this.#slot === null) return null;
    for (let tries = 0; tries < TAKE_BACK_TRIES; tries++) {
      const { rows } = await client.query<{ taken: boolean; known: boolean }>(
        `SELECT pg_try_advisory_lock(${SLOT_LOCKS}, $1) AS taken, EXISTS (SELECT 1 FROM replicas WHERE slot = $1) AS known`,
        [this.#slot],
      );
      if (rows[0]?.known !== true) return null;
      if (rows[0].taken) return this.#slot;
      await new Promise((resolve) => setTimeout(resolve, TAKE_BACK_WAIT_MS));
    }
    throw new UnreachableError('an earlier connection of this replica has not ended yet');
  }

  async #register(client: pg.Client): Promise<number> {
    const { rows } = await client.query<{ slot: number }>(
      `INSERT INTO replicas (name, started_at, seen_at, last_group)
       VALUES ($1, ${CLOCK_MS}, ${CLOCK_MS}, 0) RETURNING slot`,
      [this.#name],
    );
    const slot = rows[0]?.slot ?? 0;
    await client.query(`SELECT pg_advisory_lock(${SLOT_LOCKS}, $1)::text`, [slot]);
    return slot;
  }
}
