import { CHOSEN_SERVER, isPostgresChosen } from './chosen.ts';
import { startPostgres } from './server.ts';
import { makeTemplate } from './template.ts';

/** Of a suite with many servers at once, each with a dozen connections. */
const MAX_CONNECTIONS = '600';

/** Servers that name a file themselves. */
const LEFT_OUT = [
  "first-day and term of the browser suite: they shift the clock of the server, and a replica whose clock is not PostgreSQL's serves nothing",
  'first-two-minutes of the browser suite: it is about npm start on a new machine',
];

/**
 * One PostgreSQL for all servers of a run, where it is chosen. @param isDurable what servers write must outlive a crash
 * @returns what ends it
 */
export async function startChosenServer({ isDurable }: { readonly isDurable: boolean }): Promise<() => Promise<void>> {
  if (!isPostgresChosen()) return async () => {};
  const server = await startPostgres({ isDurable, settings: { max_connections: MAX_CONNECTIONS } });
  await makeTemplate(server);
  process.env[CHOSEN_SERVER] = server.urlOf('postgres');
  console.log('JIGAP_TEST_DATABASE: the servers of this suite keep their data in PostgreSQL');
  for (const leftOut of LEFT_OUT) console.log(`  STAYS ON SQLITE: ${leftOut}`);
  return async () => {
    delete process.env[CHOSEN_SERVER];
    await server.stop();
  };
}

/** A global setup of vitest. */
export default function setup(): Promise<() => Promise<void>> {
  return startChosenServer({ isDurable: false });
}
