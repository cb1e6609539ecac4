import type { Connection } from './run-work.ts';

/** Sentences for the owner. */
export interface ServerFindings {
  /** jigap must not start: a promise of the ledger would not hold. */
  readonly refused: readonly string[];
  readonly warnings: readonly string[];
}

export interface ServerFacts {
  /** 180004 is 18.4. */
  readonly versionNumber: number;
  readonly encoding: string;
  readonly fsync: string;
  readonly fullPageWrites: string;
  readonly synchronousCommit: string;
  readonly dataChecksums: string;
  readonly standbyNames: string;
  /** null: this version has no such setting. */
  readonly transactionTimeout: string | null;
  readonly isReadOnly: boolean;
  readonly isStandby: boolean;
  readonly isSuperuser: boolean;
  /** null: the search path names no schema that is there. */
  readonly schema: string | null;
  readonly mayCreate: boolean;
  readonly ownsTables: boolean;
  readonly role: string;
}

const OLDEST = 15;
const NEWEST_TESTED = 18;

const FACTS = `SELECT current_setting('server_version_num')::int AS "versionNumber", current_setting('server_encoding') AS encoding,
  current_setting('fsync') AS fsync, current_setting('full_page_writes') AS "fullPageWrites",
  current_setting('synchronous_commit') AS "synchronousCommit", current_setting('data_checksums') AS "dataChecksums", current_setting('synchronous_standby_names') AS "standbyNames",
  current_setting('transaction_timeout', true) AS "transactionTimeout",
  current_setting('transaction_read_only') = 'on' AS "isReadOnly", pg_is_in_recovery() AS "isStandby",
  coalesce((SELECT rolsuper FROM pg_roles WHERE rolname = current_user), false) AS "isSuperuser",
  current_schema()::text AS schema, coalesce(has_schema_privilege(current_schema()::text, 'CREATE'), false) AS "mayCreate",
  coalesce((SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('usage_records')), true) AS "ownsTables",
  current_user::text AS role`;

export async function readServerFacts(connection: Connection): Promise<ServerFacts> {
  const { rows } = await connection.query<ServerFacts>(FACTS);
  const [facts] = rows;
  if (facts === undefined) throw new Error('a query that must have a row had none');
  return facts;
}

/** What is wrong with a server for a ledger. */
export function judgeServer(facts: ServerFacts): ServerFindings {
  return {
    refused: [...versionProblems(facts), ...durabilityProblems(facts), ...roleProblems(facts)],
    warnings: serverWarnings(facts),
  };
}

function versionProblems({ versionNumber, encoding }: ServerFacts): string[] {
  return [
    ...when(
      majorOf(versionNumber) < OLDEST,
      `PostgreSQL ${majorOf(versionNumber)} is too old: jigap needs version ${OLDEST} or newer`,
    ),
    ...when(
      encoding !== 'UTF8',
      `the database has the encoding ${encoding}, which cannot store every name: create it with ENCODING 'UTF8'`,
    ),
  ];
}

function durabilityProblems(facts: ServerFacts): string[] {
  const { fsync, fullPageWrites, synchronousCommit, transactionTimeout, role } = facts;
  return [
    ...when(fsync !== 'on', `fsync is ${fsync}: a power cut would lose holds and corrupt the database. Set fsync = on`),
    ...when(
      fullPageWrites !== 'on',
      `full_page_writes is ${fullPageWrites}: a power cut would corrupt the database. Set full_page_writes = on`,
    ),
    ...when(
      synchronousCommit === 'off',
      `synchronous_commit is off for the role ${role}: holds would be lost with the server. Run: ALTER ROLE "${role}" SET synchronous_commit = on`,
    ),
    ...when(
      (transactionTimeout ?? '0') !== '0',
      `transaction_timeout is ${transactionTimeout} for the role ${role}: it would cancel a commit that waits for the disk. Run: ALTER ROLE "${role}" SET transaction_timeout = 0`,
    ),
  ];
}

function roleProblems({ isReadOnly, isStandby, schema, mayCreate, ownsTables, role }: ServerFacts): string[] {
  return [
    ...when(
      isStandby,
      'this server is a standby, which cannot be written: give JIGAP_DATABASE the address of the primary',
    ),
    ...when(
      isReadOnly && !isStandby,
      `the role ${role} may only read. Run: ALTER ROLE "${role}" SET default_transaction_read_only = off`,
    ),
    ...when(
      schema === null || !mayCreate,
      `the role ${role} may not create tables in ${schema === null ? 'any schema of its search_path' : `the schema ${schema}`}: make it the owner of the database`,
    ),
    ...when(
      !ownsTables,
      `the tables belong to another role than ${role}: give JIGAP_DATABASE the role that created them, or change their owner`,
    ),
  ];
}

function serverWarnings(facts: ServerFacts): string[] {
  const { versionNumber, standbyNames, synchronousCommit, dataChecksums, isSuperuser, role } = facts;
  return [
    ...when(
      majorOf(versionNumber) > NEWEST_TESTED,
      `PostgreSQL ${majorOf(versionNumber)} is newer than what this jigap was tested with (${OLDEST} to ${NEWEST_TESTED})`,
    ),
    ...when(
      standbyNames === '',
      'synchronous_standby_names is empty: if the disk of the database is lost, so are the newest holds and settlements',
    ),
    ...when(
      standbyNames !== '' && (synchronousCommit === 'local' || synchronousCommit === 'remote_write'),
      `synchronous_commit is ${synchronousCommit}: a standby that takes over may lack the newest holds. Use "on" or "remote_apply"`,
    ),
    ...when(
      dataChecksums === 'off',
      'data_checksums is off: a page that the disk has damaged may be read as other numbers. Stop PostgreSQL and run pg_checksums --enable',
    ),
    ...when(isSuperuser, `the role ${role} is a superuser: a role that owns the database is enough for jigap`),
  ];
}

function majorOf(versionNumber: number): number {
  return Math.floor(versionNumber / 10_000);
}

function when(isWrong: boolean, sentence: string): string[] {
  return isWrong ? [sentence] : [];
}
