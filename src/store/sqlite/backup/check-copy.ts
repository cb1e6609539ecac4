import type { Sqlite } from '../engine/database.ts';

/** The file itself is broken, whatever its rows say. */
export class DamagedCopyError extends Error {
  override readonly name = 'DamagedCopyError';
}

/**
 * Reads every page, every index and every reference. What the rows add up to is another question: a ledger that is wrong
 * must still be backed up, and SelfCheck says that it is.
 * @throws DamagedCopyError
 */
export function checkCopy(sqlite: Sqlite): void {
  const found = sqlite.pragma('integrity_check(1)', { simple: true });
  if (found !== 'ok') throw new DamagedCopyError(String(found));
  const orphans = sqlite.pragma('foreign_key_check') as readonly { readonly table: string }[];
  const [orphan] = orphans;
  if (orphan !== undefined) throw new DamagedCopyError(`a row of ${orphan.table} refers to a row that is not there`);
}
