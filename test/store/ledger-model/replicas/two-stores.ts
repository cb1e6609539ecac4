import { LEADER, SLOT_LOCKS } from '../../../../src/store/postgres/engine/locks.ts';
import type { Store } from '../../../../src/store/store.ts';
import { Link } from '../../../support/postgres/link.ts';
import type { StartOptions } from '../../contract/engine.ts';
import { openOn, type PostgresTestDatabase } from '../../postgres/make-engine.ts';
import { CommitOrder } from './commit-order.ts';

const LOOK_MS = 10;
const MAX_LOOKS = 1000;

export type Which = 0 | 1;

interface Replica {
  readonly store: Store;
  readonly link: Link;
}

/** Two replicas on one database, in one process, each with its own caches and its own way to the database. */
export class TwoStores {
  readonly order = new CommitOrder();
  readonly #database: PostgresTestDatabase;
  readonly #options: StartOptions;
  readonly #replicas: Replica[] = [];
  readonly #left: Replica[] = [];

  private constructor(database: PostgresTestDatabase, options: StartOptions) {
    this.#database = database;
    this.#options = options;
  }

  static async open(database: PostgresTestDatabase, options: StartOptions): Promise<TwoStores> {
    const two = new TwoStores(database, options);
    for (const which of [0, 1] as const) await two.#start(which, options.now);
    return two;
  }

  of(which: Which): Store {
    return this.#at(which).store;
  }

  /** In an orderly way, with another one in its place. @returns once what it left open is expired */
  async restart(which: Which, now: number): Promise<void> {
    const { store, link } = this.#at(which);
    await store.close();
    link.close();
    await this.#start(which, now);
  }

  /** It is cut off for ever, with another one in its place. @returns once what it left open is expired */
  async crash(which: Which, now: number): Promise<void> {
    const left = this.#at(which);
    left.link.close();
    this.#left.push(left);
    await this.#isSeenDead();
    await this.#start(which, now);
  }

  async end(): Promise<void> {
    await Promise.all(this.#replicas.map(({ store }) => store.close()));
    // They wait for what they cannot write any more.
    for (const { store } of this.#left) void store.close();
    for (const { link } of this.#replicas) link.close();
    this.order.end();
  }

  /** A busy server may find out late that a connection was cut: until then, a start takes the replica for a living one. */
  async #isSeenDead(): Promise<void> {
    const text = `SELECT count(*)::int AS count FROM pg_locks WHERE locktype = 'advisory' AND classid = ${SLOT_LOCKS}
      AND objid <> ${LEADER} AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    const living = this.#replicas.length - 1;
    for (let tries = 0; tries < MAX_LOOKS; tries++) {
      const { rows } = await this.#database.admin.query<{ count: number }>(text);
      if ((rows[0]?.count ?? 0) <= living) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    throw new Error('the database has not noticed that a replica was cut off');
  }

  #at(which: Which): Replica {
    const replica = this.#replicas[which];
    if (replica === undefined) throw new Error(`replica ${which} is not open`);
    return replica;
  }

  async #start(which: Which, now: number): Promise<void> {
    const link = await Link.to(this.#database.url);
    const store = await openOn(link.url, { ...this.#options, now });
    this.#replicas[which] = { store, link };
    await store.ledger.expireOpenHolds(now);
  }
}
