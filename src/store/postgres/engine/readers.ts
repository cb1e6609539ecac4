import pg from 'pg';
import { StorageError } from '../../errors.ts';
import { type JobKind, type QueryOf, type Readers, type ResultOf, readerWorks } from '../../sql/readers.ts';
import type { SqlWork } from '../../sql/sql-work.ts';
import { checkWithClosedDays } from '../closed-days/audit-closed-days.ts';
import { readClosedDays } from '../closed-days/read-closed-days.ts';
import { servedDays } from '../closed-days/served-days.ts';
import { asStorageError, isPlanOutdated } from './database-errors.ts';
import { readDatabaseShape } from './database-shape.ts';
import { runSnapshot, runWork } from './run-work.ts';
import { connectionConfig } from './session-settings.ts';
import { Sockets } from './sockets.ts';

const MAX_CONNECTIONS = 4;
/** Stay open: a new one reads its first page in twice the time, and the driver ends those that nobody used for 10 s. */
const MIN_CONNECTIONS = 2;
const WORKS = readerWorks({
  databaseShape: readDatabaseShape,
  check: checkWithClosedDays,
  indexes: { hasStudents: true },
  closedDays: readClosedDays,
  servedDays,
});

/** Reads of pages and of the API, on connections of their own that cannot write. Calls in flight wait for none of them. */
export class PostgresReaders implements Readers {
  readonly #pool: pg.Pool;
  readonly #settled: () => Promise<void>;

  /** @param settled resolves when what this process has queued is committed */
  constructor(url: string, name: string, settled: () => Promise<void>, sockets = new Sockets()) {
    this.#pool = new pg.Pool({
      ...connectionConfig(url, 'reader', name),
      stream: sockets.create,
      max: MAX_CONNECTIONS,
      min: MIN_CONNECTIONS,
    });
    // A connection that is lost is replaced by the next read; the pool listens only to those that nobody uses.
    this.#pool.on('error', () => {});
    this.#pool.on('connect', (client) => {
      client.on('error', () => {});
      sockets.follow(client);
    });
    this.#settled = settled;
  }

  /** Each statement sees what is committed then. */
  run<Result>(work: () => SqlWork<Result>): Promise<Result> {
    return this.#with((client) => runWork(client, work()));
  }

  async read<Kind extends JobKind>(kind: Kind, query: QueryOf<Kind>): Promise<ResultOf<Kind>> {
    await this.#settled();
    return this.#with((client) => runSnapshot(client, () => WORKS[kind](query)));
  }

  /** They are as quick as they will be. */
  expectPages(): void {}

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #with<Result>(read: (client: pg.PoolClient) => Promise<Result>, tries = 1): Promise<Result> {
    let client: pg.PoolClient | null = null;
    try {
      client = await this.#pool.connect();
      const result = await read(client);
      client.release();
      return result;
    } catch (error) {
      client?.release(true);
      if (isPlanOutdated(error) && tries <= MAX_CONNECTIONS) return this.#with(read, tries + 1);
      if (this.#pool.ending) throw new StorageError('the database is closed', { cause: error });
      throw asStorageError(error);
    }
  }
}
