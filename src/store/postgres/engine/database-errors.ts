import pg from 'pg';
import { StorageError, UnreachableError } from '../../errors.ts';

/** Classes of SQLSTATE, or whole ones, that end a connection: the server stops, starts, or is another one by now. */
const LOST = /^(?:08|57P|25P03|25P04|XX000)/;
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
    return new Failed(`the database failed: ${error.message} (${error.code})`, { cause: withoutDetail(error) });
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
