import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { inject, onTestFinished } from 'vitest';
import { ROLE, TEMPLATE, withClient } from './template.ts';

interface Reply {
  readonly adminUrl: string;
  readonly problem?: string;
}

export interface PostgresDatabase {
  /** As jigap connects. */
  readonly url: string;
  /** Of the superuser, to the same database. */
  readonly adminUrl: string;
  drop(): Promise<void>;
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
  const name = `t_${randomBytes(6).toString('hex')}`;
  const from = template === null ? '' : ` TEMPLATE ${template}`;
  await withClient(adminUrl, (client) => client.query(`CREATE DATABASE ${name} OWNER ${ROLE}${from}`));
  const urlOf = (role: string) => {
    const url = new URL(adminUrl);
    url.username = role;
    url.pathname = `/${name}`;
    return url.href;
  };
  return {
    url: urlOf(ROLE),
    adminUrl: urlOf('postgres'),
    drop: async () => {
      await withClient(adminUrl, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
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
