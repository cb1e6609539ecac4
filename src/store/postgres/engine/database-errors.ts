import pg from 'pg';
import { ChangedElsewhereError, StorageError, UnreachableError } from '../../errors.ts';

/**
 * Classes of SQLSTATE, or whole ones, that end a connection: the server stops, starts, or is another one by now; or the session
 * has lost what it had prepared.
 */
const LOST = /^(?:08|26000|57P|25P03|25P04|25006)/;
/** What the owner can do something about. */
const MEANINGS: Readonly<Record<string, string>> = {
  '25006': 'it is read-only: JIGAP_DATABASE must name the primary, not a standby',
  '28000': 'it does not let the user of JIGAP_DATABASE in: see pg_hba.conf',
  '28P01': 'it refuses the user or the password of JIGAP_DATABASE',
  '3D000': 'it has no database of the name in JIGAP_DATABASE',
  '42501': 'the user of JIGAP_DATABASE may not do that: it must own the tables of jigap',
  '53100': 'its disk is full: free space there',
  '53200': 'it is out of memory',
  '53300': 'it has no connection left: raise max_connections, or end what uses them',
  '57P03': 'it is starting, stopping or recovering',
  '58030': 'it cannot read or write its disk',
};

/** Another transaction was in the way: the same work can be done again. */
const AGAIN = /^40/;

/** A newer replica has changed a table that a statement of this session was planned for: "cached plan must not change result type". */
export function isPlanOutdated(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '0A000' && error.routine === 'RevalidateCachedQuery';
}

/** Nothing is known of what was sent last, or the session is good for nothing more. */
export function isConnectionLost(error: unknown): boolean {
  // The driver's own errors and those of sockets have no SQLSTATE.
  if (!(error instanceof pg.DatabaseError))
    return error instanceof Error && !(error instanceof StorageError) && isOfDriver(error);
  return LOST.test(error.code ?? '') || isPlanOutdated(error);
}

export function canBeDoneAgain(error: unknown): boolean {
  return error instanceof pg.DatabaseError && AGAIN.test(error.code ?? '');
}

/** Of the database or the way to it; not what was decided on what it said. */
export function isOfDatabase(error: unknown): boolean {
  return error instanceof pg.DatabaseError || error instanceof ChangedElsewhereError || isConnectionLost(error);
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof pg.DatabaseError && error.code === code;
}

export function unreachable(): UnreachableError {
  return new UnreachableError('the database cannot be reached');
}

/** PostgreSQL's message may show values of a row in its detail, which is left out. */
export function asStorageError(error: unknown): unknown {
  if (error instanceof pg.DatabaseError) {
    const Failed = isConnectionLost(error) ? UnreachableError : StorageError;
    const meaning = MEANINGS[error.code ?? ''];
    const text = meaning === undefined ? error.message : `${meaning} (${error.message})`;
    return new Failed(`the database failed: ${text} (${error.code})`, { cause: withoutDetail(error) });
  }
  if (error instanceof Error && isOfDriver(error)) {
    return new UnreachableError(`the database cannot be reached: ${error.message}`, { cause: error });
  }
  return error;
}

function withoutDetail({ message, code }: pg.DatabaseError): Error {
  return new Error(`${message} (${code})`);
}

const DRIVER_WORDS = /connection|timeout|queryable|closed/i;

function isOfDriver(error: Error): boolean {
  return ('syscall' in error && 'errno' in error) || (error.constructor === Error && DRIVER_WORDS.test(error.message));
}
