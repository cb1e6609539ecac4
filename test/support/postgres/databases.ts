import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { inject, onTestFinished } from 'vitest';
import { createDatabaseOn, type PostgresDatabase } from './create-database.ts';
import { TEMPLATE } from './template.ts';

export type { PostgresDatabase };

interface Reply {
  readonly adminUrl: string;
  readonly problem?: string;
}

let reply: Promise<Reply> | undefined;

/**
 * A database of its own on the server of this run.
 * @param template null: empty @throws Error when there is no PostgreSQL for this platform
 */
export async function createPostgresDatabase(template: string | null = TEMPLATE): Promise<PostgresDatabase> {
  reply ??= askStarter();
  const { adminUrl, problem } = await reply;
  if (problem !== undefined) throw new Error(problem);
  return createDatabaseOn(adminUrl, template);
}

/** Dropped after the running test. */
export async function postgresForThisTest(template: string | null = TEMPLATE): Promise<PostgresDatabase> {
  const database = await createPostgresDatabase(template);
  onTestFinished(() => database.drop());
  return database;
}

/** Closed after the running test. */
export async function clientForThisTest(config: string | pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client(typeof config === 'string' ? { connectionString: config } : config);
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

async function askStarter(): Promise<Reply> {
  const socket = connect(inject('postgresStarter'));
  return JSON.parse(await text(socket)) as Reply;
}
