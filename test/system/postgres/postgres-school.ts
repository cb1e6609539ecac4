import { join } from 'node:path';
import type pg from 'pg';
import type { CaseContext } from './case.ts';
import { School, type SchoolOptions } from './school.ts';
import { LedgerServer, type LedgerServerOptions } from './server/ledger-server.ts';
import { findLogProblems } from './server/log-problems.ts';

export interface PostgresSchoolOptions extends Partial<Omit<SchoolOptions, 'folder' | 'query'>> {
  readonly server?: Omit<LedgerServerOptions, 'folder'>;
  /** SQLSTATEs of errors that the case provokes in the server's log. */
  readonly provoked?: readonly string[];
  /** Through which replicas connect, made when the server runs. */
  readonly route?: (server: LedgerServer) => Promise<string>;
}

/** @param readFrom the tables of another server are inspected from now on */
type Work = (
  school: School,
  server: LedgerServer,
  readFrom: (server: LedgerServer) => void,
) => Promise<readonly string[]>;

/** A server of its own, and a school on it; ended whatever happens. @returns the problems of the work and of the log */
export async function withPostgresSchool(
  { folder }: CaseContext,
  { server: serverOptions, provoked, route, ...options }: PostgresSchoolOptions,
  work: Work,
): Promise<readonly string[]> {
  const server = await LedgerServer.start({ folder: join(folder, 'server'), ...serverOptions });
  const reader = new ReconnectingReader(server);
  let school: School | undefined;
  try {
    const database = route === undefined ? server.url() : await route(server);
    const query = (text: string) => reader.query(text);
    school = await School.open({ replicas: 4, database, ...options, folder, query });
    const problems = await work(school, server, (other) => reader.readFrom(other));
    await school.close();
    return [...problems, ...findLogProblems(server.log, provoked)];
  } finally {
    await school?.abandon();
    await reader.end();
    await server.shutDown();
  }
}

/** Reads in short statements of their own; a server that was killed is connected again. */
class ReconnectingReader {
  #server: LedgerServer;
  #client: pg.Client | null = null;

  constructor(server: LedgerServer) {
    this.#server = server;
  }

  readFrom(server: LedgerServer): void {
    this.#server = server;
    void this.#client?.end().catch(() => {});
    this.#client = null;
  }

  async query(text: string): Promise<readonly unknown[]> {
    const client = this.#client ?? (await this.#server.connect());
    this.#client = client;
    try {
      return (await client.query<object>(text)).rows;
    } catch (error) {
      this.#client = null;
      void client.end().catch(() => {});
      throw error;
    }
  }

  async end(): Promise<void> {
    await this.#client?.end().catch(() => {});
  }
}
