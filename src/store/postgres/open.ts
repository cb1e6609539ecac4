import { hostname } from 'node:os';
import pg from 'pg';
import type { DefaultLimits } from '../../ledger/effective-rules.ts';
import type { EngineObserver } from '../engine-observer.ts';
import { StorageError } from '../errors.ts';
import { MigrationError, readMigrations } from '../migrations.ts';
import { Settings } from '../sql/journal/settings.ts';
import type { HoldRow } from '../sql/rows/call-rows.ts';
import type { SharedDatabase } from '../sql/shared-database.ts';
import { sqlStores } from '../sql/sql-stores.ts';
import { allRows, type SqlWork, write } from '../sql/sql-work.ts';
import type { Store } from '../store.ts';
import { NO_BACKUPS } from './backups.ts';
import { closeDays } from './closed-days/close-days.ts';
import { PostgresCluster } from './cluster.ts';
import { checkServer } from './engine/check-server.ts';
import { asStorageError } from './engine/database-errors.ts';
import { Flusher } from './engine/flusher.ts';
import { applyMigrations } from './engine/migrate.ts';
import { makePartitions } from './engine/partitions.ts';
import { PostgresReaders } from './engine/readers.ts';
import { type FoundServer, noteServerLineage, readServerLineage } from './engine/server-lineage.ts';
import { connectionConfig } from './engine/session-settings.ts';
import { Sockets } from './engine/sockets.ts';
import { PostgresExports } from './export/exports.ts';
import { PostgresCallWrites } from './ledger/call-writes.ts';
import { LedgerGroup } from './ledger/ledger-group.ts';
import { LEDGER_STATEMENTS } from './ledger/ledger-statements.ts';
import { Replica } from './replicas/replica.ts';
import { SilenceGuard } from './replicas/silence-guard.ts';
import { Watch } from './replicas/watch.ts';
import { PostgresTraffic } from './traffic/traffic.ts';
import { TrafficConnection } from './traffic/traffic-connection.ts';

export interface PostgresStoreOptions {
  /** postgres://user:password@host:5432/database */
  readonly url: string;
  readonly migrationsFolder: string;
  /** The limits where the owner has set none, and the zone of the wallet and of students without a class. */
  readonly defaults: DefaultLimits;
  readonly timeZone: string;
  /** ms UTC. */
  readonly now: number;
  /** Is told what is not as it should be, and lets a start go on. */
  readonly warn?: (warning: string) => void;
  /** Of this machine, ms UTC. */
  readonly clock?: () => number;
  /** Is told how the engine does. */
  readonly observer?: EngineObserver;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const NOBODY: EngineObserver = { onGroup: () => {}, onServer: () => {} };
/** Ids are made of instants: a replica whose clock is farther off places no calls. */
const MAX_CLOCK_DIFFERENCE_MS = 5000;

/** @throws StorageError, MigrationError: the process must not start */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const { url, clock = Date.now, observer = NOBODY } = options;
  const name = `${hostname()} ${process.pid}`;
  const found = await prepare(options, name);
  let clockIsOffBy = 0;
  const clockProblem = () =>
    Math.abs(clockIsOffBy) <= MAX_CLOCK_DIFFERENCE_MS
      ? null
      : `the clock of this server differs from the database's by ${Math.round(clockIsOffBy / 1000)} s: set it, no calls are served until then`;
  const sockets = new Sockets();
  const replica = new Replica(url, name, () => group.lost(), { statements: LEDGER_STATEMENTS, sockets });
  const writes = new PostgresCallWrites(() => replica.slot);
  const flusher = new Flusher(url, name, () => replica.row, sockets);
  const group: LedgerGroup = new LedgerGroup({
    replica,
    writes,
    caches: () => caches,
    newestId: () => holds.newestId,
    flush: () => flusher.flush(),
    read: (work) => readers.run(work),
    clock,
    maxClockDifferenceMs: MAX_CLOCK_DIFFERENCE_MS,
    clockProblem: (databaseNow) => {
      clockIsOffBy = clock() - databaseNow;
      const problem = clockProblem();
      return problem === null ? null : new StorageError(problem);
    },
    observe: (report) => observer.onGroup(report),
  });
  const readers: PostgresReaders = new PostgresReaders(url, name, () => group.settled(), sockets);
  const onRevision = (revision: number) => {
    if (!group.revision.saw(revision)) return;
    caches.fellBehind();
    cluster.changed();
  };
  const watch = new Watch(url, name, onRevision, sockets);
  const guard = new SilenceGuard(sockets, watch);
  const exports = new PostgresExports(group, { url, name });
  const session = new TrafficConnection(url, name, sockets);
  const traffic = new PostgresTraffic({ session, slot: () => replica.slot });
  const shared: SharedDatabase = {
    refresh: () => cluster.catchUp(),
    isBehind: () => group.revision.isBehind,
    changed: () => group.revision.change(),
    expireDead: (now) => cluster.expireDead(now),
    maxClockDifferenceMs: 2 * MAX_CLOCK_DIFFERENCE_MS,
  };
  const leftovers = { overwrite: <Result>(work: SqlWork<Result>) => work, clean: async () => true };
  const { stores, caches, holds, serverStarted } = sqlStores({ group, readers, writes, leftovers, shared }, options);

  function* expireOf(slot: number, now: number): SqlWork<number> {
    const open = yield* allRows<HoldRow>('SELECT * FROM holds WHERE replica = ? ORDER BY id', slot);
    return yield* holds.expire(open, now);
  }
  function* bury(slot: number, now: number): SqlWork<number> {
    return (yield* write('DELETE FROM replicas WHERE slot = ?', slot)) === 0 ? 0 : yield* expireOf(slot, now);
  }
  function* begin(now: number): SqlWork<void> {
    if (found !== null) yield* noteServerLineage(found, new Settings(), now);
    yield* serverStarted(now);
  }
  const apart = <Result>(work: (client: pg.Client) => Promise<Result>) => onOwnConnection(url, name, work);
  const cluster: PostgresCluster = new PostgresCluster({
    ...{ replica, watch, clockProblem, observer },
    jobs: [
      // A start does it by itself, and there is a month's time.
      { everyMs: DAY_MS, firstMs: DAY_MS, run: () => apart((client) => makePartitions(client, clock())) },
      { everyMs: HOUR_MS, firstMs: MINUTE_MS, run: (signal) => apart((client) => closeDays(client, { signal })) },
    ],
    connected: async () => {
      const again = await apart(readServerLineage);
      await group.write(() => noteServerLineage(again, new Settings(), clock(), group.outcomes.hasAllTold));
    },
    expire: (slot, now = clock()) => group.write(() => (slot === replica.slot ? expireOf(slot, now) : bury(slot, now))),
  });
  try {
    await group.write(() => begin(options.now));
  } catch (error) {
    await Promise.all([replica.end(), flusher.close(), watch.close(), readers.close()]);
    throw error;
  }
  await replica.tryToLead();
  cluster.start();
  guard.start();
  return {
    ...stores,
    cluster,
    traffic,
    backups: NO_BACKUPS,
    exports,
    isInPlace: () => true,
    close: async () => {
      await Promise.all([exports.close(), cluster.close()]);
      await group.close();
      await replica.end();
      await guard.close();
      await Promise.all([flusher.close(), watch.close(), readers.close(), traffic.close()]);
    },
  };
}

/** @returns the server; null: it does not say which one it is @throws StorageError, MigrationError */
async function prepare(
  { url, migrationsFolder, now, warn = () => {} }: PostgresStoreOptions,
  name: string,
): Promise<FoundServer | null> {
  const [client, other] = [1, 2].map(() => new pg.Client(connectionConfig(url, 'ledger', `${name} start`))) as [
    pg.Client,
    pg.Client,
  ];
  try {
    await Promise.all([client.connect(), other.connect()]);
    const { refused, warnings } = await checkServer(client, other);
    if (refused.length > 0) throw new StorageError(refused.join('\n'));
    for (const warning of warnings) warn(warning);
    await applyMigrations(client, readMigrations(migrationsFolder));
    await makePartitions(client, now);
    // Where a managed server does not say it, replicas do without.
    return await readServerLineage(client).catch(() => null);
  } catch (error) {
    throw error instanceof MigrationError ? error : asStorageError(error);
  } finally {
    await Promise.all([client.end(), other.end()].map((ended) => ended.catch(() => {})));
  }
}

/** For what may wait for others, or fail, which must not end a transaction of the ledger. */
async function onOwnConnection<Result>(
  url: string,
  name: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client(connectionConfig(url, 'ledger', `${name} apart`));
  // The query that runs then fails as well.
  client.on('error', () => {});
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}
