import { openTestLedger, type TestLedger } from '../contract/test-ledger.ts';
import { SQLITE_ENGINE } from './sqlite-engine.ts';

export interface LedgerOnDisk extends TestLedger {
  readonly path: string;
}

/** A store on a real file. */
export async function ledgerOnDisk(): Promise<LedgerOnDisk> {
  const { database, ...ledger } = await openTestLedger(SQLITE_ENGINE);
  return { ...ledger, path: database.path };
}
