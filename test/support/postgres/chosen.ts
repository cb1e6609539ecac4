/** Set by the first process of a run for those that it starts: the PostgreSQL of the run, as its superuser. */
export const CHOSEN_SERVER = 'JIGAP_TEST_POSTGRES_URL';

/** `JIGAP_TEST_DATABASE=postgres npm run test:browser`: the servers of a suite keep their data in PostgreSQL. */
export function isPostgresChosen(): boolean {
  const choice = process.env.JIGAP_TEST_DATABASE ?? '';
  if (choice === '' || choice === 'sqlite') return false;
  if (choice === 'postgres') return true;
  // A suite must not run on SQLite by a typing error.
  throw new Error(`JIGAP_TEST_DATABASE is "postgres" or "sqlite", not "${choice}"`);
}

/** null: SQLite. */
export function chosenServerUrl(): string | null {
  return process.env[CHOSEN_SERVER] ?? null;
}
