import type { ClientConfig } from 'pg';
import { StorageError } from '../../errors.ts';
import { RESULT_TYPES } from './result-types.ts';

/** What a connection is for. */
export type ConnectionUse = 'ledger' | 'watch' | 'reader';

const CONNECT_TIMEOUT_MS = 5000;
/** A machine that vanishes is noticed after about so long: its locks are free then, and ours are known to be lost. */
const SILENCE_MS = 15_000;
const KEEPALIVE_IDLE_MS = 5000;
/** A transaction of ours does not wait for anything but the database. One that is idle so long has lost its process. */
const MAX_IDLE_MS = 5000;
/** The same, of one that has the lock for which all others wait. A process that was only busy does its work again. */
const MAX_IDLE_WITH_LOCK_MS = 2000;
const MAX_READ_MS = 30_000;
/** PostgreSQL cuts longer names. */
const MAX_NAME_BYTES = 63;

const SERVER_KEEPALIVES = {
  tcp_keepalives_idle: '5',
  tcp_keepalives_interval: '2',
  tcp_keepalives_count: '3',
  tcp_user_timeout: String(SILENCE_MS),
  client_connection_check_interval: '5s',
};

const ALL: Readonly<Record<string, string>> = {
  TimeZone: 'UTC',
  // A statement under the lock must see what was committed while the lock was waited for.
  default_transaction_isolation: 'read committed',
  // Compiling a plan takes longer than each of these statements.
  jit: 'off',
  idle_in_transaction_session_timeout: String(MAX_IDLE_MS),
  idle_session_timeout: '0',
  standard_conforming_strings: 'on',
  ...SERVER_KEEPALIVES,
};

// No statement_timeout: a statement that is cancelled while it waits for a standby is reported as committed.
// The statistics of `holds` are those of a queue, and lie: never a sequential scan where there is an index.
const LEDGER = {
  idle_in_transaction_session_timeout: String(MAX_IDLE_WITH_LOCK_MS),
  statement_timeout: '0',
  lock_timeout: '0',
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
};

const USES: Readonly<Record<ConnectionUse, Readonly<Record<string, string>>>> = {
  ledger: LEDGER,
  // That a replica lives must be seen at once, also while no commit ends because the standby is missing: the others would
  // take it for dead.
  watch: { ...LEDGER, synchronous_commit: 'off' },
  reader: {
    statement_timeout: String(MAX_READ_MS),
    default_transaction_read_only: 'on',
    // A plan for any range of ids expects a tenth of all records, and sorts them; one for this range finds its partitions.
    plan_cache_mode: 'force_custom_plan',
  },
};

/** What every connection of one use sets, by the name of the setting. */
export function sessionSettings(use: ConnectionUse): Readonly<Record<string, string>> {
  return { ...ALL, ...USES[use] };
}

/** @param url postgres://... @param name of this process, as it is shown in pg_stat_activity */
export function connectionConfig(url: string, use: ConnectionUse, name: string): ClientConfig {
  const { address, options } = withoutOptions(url);
  return {
    connectionString: address,
    application_name: `jigap ${use} ${name}`.slice(0, MAX_NAME_BYTES),
    options: `${options}${asOptions(sessionSettings(use))}`,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEPALIVE_IDLE_MS,
    types: RESULT_TYPES,
  };
}

/** The error of a URL holds the whole of it, with the password. @throws StorageError without it */
function parseAddress(url: string): URL {
  const address = URL.parse(url);
  if (address !== null) return address;
  throw new StorageError(
    'JIGAP_DATABASE is no address of a database: it takes one host, as postgres://user:password@host:5432/name, and in a password # / ? @ : and % are written as %23 %2F %3F %40 %3A and %25',
  );
}

/** The driver prefers what is in the address: options of the owner would replace all of ours. So ours come after them. */
function withoutOptions(url: string): { address: string; options: string } {
  const address = parseAddress(url);
  const options = address.searchParams.get('options');
  if (options === null) return { address: url, options: '' };
  address.searchParams.delete('options');
  return { address: address.href, options: `${options} ` };
}

/** As PostgreSQL reads command-line options: each space or backslash of a value has a backslash before it. */
function asOptions(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value.replace(/[\\\s]/g, '\\$&')}`)
    .join(' ');
}
