/** The disk or the database failed, which any method may meet; the caller must fail closed. */
export class StorageError extends Error {
  override readonly name: string = 'StorageError';
}

/** The database is away, and may be back in a moment: nothing was written. */
export class UnreachableError extends StorageError {
  override readonly name = 'UnreachableError';
}

/** It is not known whether it was written, and nobody will find out: another replica has ended what this one began. */
export class OutcomeUnknownError extends StorageError {
  override readonly name = 'OutcomeUnknownError';
}

/** What was named does not exist, or was removed. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';
}

/** The change contradicts what is there; the message says what to do instead. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
}

/** A row is not what this process read or wrote last: another one changed it. The work can be done on a fresh read. */
export class ChangedElsewhereError extends Error {
  override readonly name = 'ChangedElsewhereError';
}
