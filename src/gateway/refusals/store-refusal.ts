import type { Reader } from '../../language/reader-texts.ts';
import { OutcomeUnknownError, UnreachableError } from '../../store/errors.ts';
import { type Refusal, refuse } from './refusal.ts';

/** What a student is told when the ledger failed: the call was not sent. */
export function refusalOfStore(error: unknown, reader: Reader): Refusal {
  if (error instanceof UnreachableError) return refuse(reader, 'databaseAway');
  // Another replica has charged its hold in full, if there was one.
  if (error instanceof OutcomeUnknownError) return refuse(reader, 'interrupted', { isCharged: true });
  return refuse(reader, 'ledgerFailed');
}
