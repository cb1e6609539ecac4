import { randomBytes } from 'node:crypto';
import { ROLE, TEMPLATE, withClient } from './template.ts';

export interface PostgresDatabase {
  /** As jigap connects. */
  readonly url: string;
  /** Of the superuser, to the same database. */
  readonly adminUrl: string;
  drop(): Promise<void>;
}

/** @param adminUrl of the superuser of a server on which makeTemplate() has run @param template null: empty */
export async function createDatabaseOn(
  adminUrl: string,
  template: string | null = TEMPLATE,
): Promise<PostgresDatabase> {
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
